"""The signals of many kept résumés at once, for one posting: arrays in place of a loop.

The same formulas as for one résumé, in single precision and with products by a BLAS: they agree to
about a millionth, which is enough to say whom to score in full.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from fitscore.evidence.asked import Asked
from fitscore.evidence.comparison import counts_of, of_headers, pair_features
from fitscore.evidence.overlap import rows_naming
from fitscore.evidence.relevance import Relevance, fast_product
from fitscore.evidence.semantic import Array
from fitscore.evidence.shown import Integers, Shown
from fitscore.evidence.signals import (
    SUMS_FROM,
    of_passages,
    of_years,
    signal_values,
    unvouched,
)
from fitscore.evidence.years import COUNTS_FROM

Single = NDArray[np.float32]
_TOGETHER = 1 << 10  # passages in one step: its arrays fit a processor's cache
_APART = 1 << 20  # months, more than any date has


@dataclass(frozen=True, slots=True)
class ManySignals:
    """What was found of some résumés.

    Attributes:
        values: Shape (résumés, requirements, len(SIGNALS)).
        vouched: The same without the passages that do not vouch for a requirement.
        named: Whether one of the names asked is named, shape (résumés, requirements).
        falls_short: Whether the sums named are below the one asked, of the same shape.
    """

    values: Array
    vouched: Array
    named: NDArray[np.bool_]
    falls_short: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class _Products:
    """Of every passage: with the requirements, with their centre, with what relevance seeks."""

    cosines: Single
    centre: Single
    sought: Single | None

    @classmethod
    def of(cls, found: Single, shown: Shown, relevance: Relevance, count: int) -> Self:
        """Products of passages with so many requirements, the centre and perhaps the sought."""
        sought = found[:, count + 1 :]
        return cls(
            np.ascontiguousarray(found[:, :count]),
            found[:, count],
            relevance.with_titles(sought, shown.headers) if sought.shape[1] else None,
        )


def signals_of_many(
    asked: Asked, shown: Shown, relevance: Relevance, *, as_of: str, encoder: str
) -> ManySignals:
    """The signals of some résumés, each with one passage at least.

    Words that were copied from the posting count here like any others.

    Args:
        asked: The requirements.
        shown: The résumés.
        relevance: Scores passages.
        as_of: YYYY-MM-DD, the day that "present" means.
        encoder: The hash of the model that made the vectors.
    """
    queries = [asked.vectors, asked.centre[None]]
    if encoder == relevance.encoder:
        queries.append(relevance.sought(asked))
    found = shown.vectors @ np.concatenate(queries).T
    # By how many passages they have, and without the vectors, which have said all.
    order = np.argsort(shown.resumes["passages"], kind="stable")
    found = found[shown.rows_of(order)]
    shown = replace(shown, vectors=shown.vectors[:, :0]).take(order)
    products = _Products.of(found, shown, relevance, len(asked.requirements))
    columns, vouched, named, largest = _of_passages(asked, shown, relevance, products, as_of)
    mean = _per_resume(np.add, shown, products.cosines) / shown.resumes["passages"][:, None]
    centre = _per_resume(np.add, shown, products.centre) / shown.resumes["passages"]
    length = np.where(shown.resumes["centre"] > 0, shown.resumes["centre"], 1.0)
    months, counting = _months(asked, shown, products.cosines, as_of)
    whole = {
        "whole": mean / length[:, None],
        "domain": (centre / length)[:, None],
        **of_years(asked, months, counting),
        **_degrees(asked, shown),
    }
    back = np.empty_like(order)
    back[order] = np.arange(len(order))
    sums = np.array([np.nan if each is None else each for each in asked.sums])
    return ManySignals(
        _values(asked, columns, whole)[back],
        _values(asked, columns | vouched, whole)[back],
        named[back],
        (largest < sums)[back],
    )


def _of_passages(
    asked: Asked, shown: Shown, relevance: Relevance, products: _Products, as_of: str
) -> tuple[dict[str, Array], dict[str, Array], NDArray[np.bool_], Array]:
    """The signals that passages give; those of the vouching ones; what is named; sums of money."""
    relevance = relevance.single()
    features = shown.features(as_of).astype(np.float32)
    of_asked = asked.features.astype(np.float32)
    titles = of_headers(products.cosines, shown.headers)
    counts = counts_of(asked, shown, rows_naming(asked.names, shown))
    shape = (len(shown), len(asked.requirements))
    with_sums = [index for index, least in enumerate(asked.sums) if least is not None]
    columns: dict[str, Array] = {}
    vouched: dict[str, Array] = {}
    named: NDArray[np.bool_] = np.zeros(shape, dtype=np.bool_)
    largest = np.full(shape, np.nan)
    for which, rows, several in _groups(shown):
        words, spelled, names = (each[rows].reshape(*several, -1) for each in counts)
        near, title = (_turned(each[rows], several) for each in (products.cosines, titles))
        items = shown.passages[rows].reshape(several)
        pair = pair_features(asked, items, near, title, words, spelled, names)
        scores = relevance.logits(
            of_asked,
            pair,
            features[:, rows].reshape(-1, *several),
            None if products.sought is None else _turned(products.sought[rows], several),
            fast_product,
        )
        _put(columns, which, shape, _with_means(asked, of_passages(near, scores, pair)))
        left_out = unvouched(asked, items["list"])
        if left_out.any():
            own = of_passages(near, scores, pair, left_out)
        else:
            own = {name: column[which] for name, column in columns.items() if "posting" not in name}
        _put(vouched, which, shape, own)
        named[which] = names.any(axis=1)
        for index in with_sums:
            best = np.argsort(-scores[:, index], axis=-1, kind="stable")[:, :SUMS_FROM]
            largest[which, index] = _greatest(np.take_along_axis(items["sum"], best, axis=-1))
    return columns, vouched, named, largest


def _turned(rows: Single, several: tuple[int, int]) -> Single:
    """Rows of passages as (résumés, requirements, passages)."""
    return np.ascontiguousarray(np.swapaxes(rows.reshape(*several, -1), 1, 2))


def _groups(shown: Shown) -> Iterator[tuple[slice, slice, tuple[int, int]]]:
    """Résumés of equally many passages, which are in order: they, their passages, both counts."""
    counts = shown.resumes["passages"].astype(np.int64)
    first = 0
    while first < len(counts):
        count = int(counts[first])
        same = int(np.searchsorted(counts, count, side="right"))
        stop = min(same, first + max(1, _TOGETHER // count))
        begin = int(shown.first_passages[first])
        yield (
            slice(first, stop),
            slice(begin, begin + (stop - first) * count),
            (stop - first, count),
        )
        first = stop


def _put(
    columns: dict[str, Array], which: slice, shape: tuple[int, int], found: dict[str, NDArray[Any]]
) -> None:
    for name, column in found.items():
        columns.setdefault(name, np.zeros(shape))[which] = column


def _with_means(asked: Asked, columns: dict[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
    """The same with what is said of the posting as a whole."""
    return {
        **columns,
        "posting": columns["nearest"][:, : asked.whole].mean(axis=1, keepdims=True),
        "posting_relevance": columns["relevance"][:, : asked.whole].mean(axis=1, keepdims=True),
    }


def _values(asked: Asked, columns: dict[str, Array], whole: dict[str, NDArray[Any]]) -> Array:
    return signal_values(asked, columns | whole)


def _per_resume(ufunc: np.ufunc, shown: Shown, values: NDArray[Any]) -> NDArray[Any]:
    """Values of passages joined by résumé, in double precision."""
    found: NDArray[Any] = ufunc.reduceat(
        values, shown.first_passages[:-1], axis=0, dtype=np.float64
    )
    return found


def _greatest(sums: Array) -> Array:
    """Of each row; not a number where it names none."""
    greatest: Array = np.fmax.reduce(sums, axis=-1)
    return greatest


def _months(asked: Asked, shown: Shown, cosines: Single, as_of: str) -> tuple[Array, Array]:
    """Months worked by each résumé, and those in the roles that count for each requirement."""
    with_years = np.flatnonzero(asked.years)
    months, work = shown.months(as_of), shown.roles["work"]
    counts = np.zeros((len(shown.roles), len(with_years)), dtype=np.bool_)
    under = np.flatnonzero(work & (shown.roles["passages"] > 0))
    if len(under) and len(with_years):
        counts[under] = _closeness(shown, under, cosines[:, with_years]) >= COUNTS_FROM
    owners = np.repeat(np.arange(len(shown)), np.diff(shown.first_roles))
    counting = np.zeros((len(shown), len(asked.requirements)))
    for place, column in zip(with_years, counts.T, strict=True):
        counting[:, place] = _covered(owners[column], months[column], len(shown))
    return _covered(owners[work], months[work], len(shown)), counting


def _covered(owners: Integers, periods: Integers, count: int) -> Array:
    """Months covered by the half-open periods of each owner, as `timeline.covered`."""
    order = np.lexsort((periods[:, 0], owners))
    owners = owners[order]
    # Owner behind owner on one line, so that no period reaches into the next one's.
    first, stop = (periods[order] + owners[:, None] * _APART).T
    reached = np.maximum.accumulate(np.concatenate([[-1], stop[:-1]]))
    months = (stop - np.maximum(first, reached)).clip(0)
    return np.bincount(owners, months, minlength=count).astype(np.float64)


def _closeness(shown: Shown, roles: Integers, cosines: Single) -> Array:
    """How near some roles come, as `years.closeness`; shape (roles, columns of the cosines).

    Args:
        shown: The résumés.
        roles: With one passage at least.
        cosines: Of passages with requirements, shape (passages, requirements).
    """
    sizes = shown.roles["passages"][roles].astype(np.int64)
    owner = np.repeat(np.arange(len(shown)), np.diff(shown.first_roles))[roles]
    begins = np.cumsum(sizes) - sizes
    within = np.arange(sizes.sum()) - np.repeat(begins, sizes)
    own = shown.role_passages[np.repeat(shown.first_role_passages[roles], sizes) + within]
    rows = cosines[own + np.repeat(shown.first_passages[owner], sizes)]
    which = np.repeat(np.arange(len(roles)), sizes)
    length = np.where(shown.roles["centre"][roles] > 0, shown.roles["centre"][roles], 1.0)
    whole = np.add.reduceat(rows, begins, axis=0, dtype=np.float64) / (sizes * length)[:, None]
    found = np.empty_like(whole)
    for column, values in enumerate(rows.T):
        ordered = values[np.lexsort((-values, which))].astype(np.float64)
        best = ordered[begins]
        three = sum(
            np.where(sizes > nth, ordered[np.minimum(begins + nth, len(ordered) - 1)], 0.0)
            for nth in range(3)
        ) / np.minimum(sizes, 3)
        found[:, column] = np.maximum(0.5 * best + 0.5 * three, whole[:, column])
    return found


def _degrees(asked: Asked, shown: Shown) -> dict[str, NDArray[Any]]:
    """The signals that education gives."""
    owners = np.repeat(np.arange(len(shown)), np.diff(shown.first_education))
    near = (asked.vectors @ shown.education_vectors.T).T.astype(np.float64)
    high = shown.levels[:, None] >= asked.levels
    shape = (len(shown), len(asked.requirements))
    level, held, nearest = np.full(len(shown), -1.0), np.zeros(shape), np.zeros(shape)
    np.maximum.at(level, owners, shown.levels)
    np.maximum.at(held, owners, high)
    np.maximum.at(nearest, owners, np.where(high, near, 0.0))
    return {"degree_level": level[:, None], "degree_held": held, "degree_near": nearest}
