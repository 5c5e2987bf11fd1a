"""The signals of many kept résumés at once, for one posting: arrays in place of a loop.

The same formulas as for one résumé, in single precision and with products by a BLAS: they agree to
about a millionth, which is enough to say whom to score in full.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from fitscore.evidence.asked import Asked
from fitscore.evidence.comparison import counts_of, of_headers, pair_features
from fitscore.evidence.overlap import rows_naming
from fitscore.evidence.relevance import Relevance
from fitscore.evidence.semantic import Array
from fitscore.evidence.shown import Integers, Shown
from fitscore.evidence.signals import (
    HOLDING,
    SUMS_FROM,
    of_passages,
    of_years,
    signal_values,
    unvouched,
)
from fitscore.evidence.years import COUNTS_FROM
from fitscore.types import Kind

Single = NDArray[np.float32]
_TOGETHER = 1 << 13  # passages in one step: fewer would leave threads waiting for the interpreter
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
        sought = found[count + 1 :]
        return cls(
            found[:count],
            found[count],
            relevance.with_titles(sought, shown.headers) if len(sought) else None,
        )


def signals_of_many(
    asked: Asked, parts: Sequence[Shown], relevance: Relevance, *, as_of: str, encoder: str
) -> ManySignals:
    """The signals of some résumés, each with one passage at least.

    Words that were copied from the posting count here like any others.

    Args:
        asked: The requirements.
        parts: The résumés, part by part.
        relevance: Scores passages.
        as_of: YYYY-MM-DD, the day that "present" means.
        encoder: The hash of the model that made the vectors.
    """
    queries = [asked.vectors, asked.centre[None]]
    if encoder == relevance.encoder:
        queries.append(relevance.sought(asked))
    sought = np.concatenate(queries)
    found = np.concatenate([sought @ part.vectors.T for part in parts], axis=1)
    # By how many passages they have, and without the vectors, which have said all.
    shown = Shown.together([replace(part, vectors=part.vectors[:, :0]) for part in parts])
    order = shown.order
    found = found[:, shown.rows_of(order)]
    shown = shown.take(order)
    products = _Products.of(found, shown, relevance, len(asked.requirements))
    columns, vouched, named, largest = _of_passages(asked, shown, relevance, products, as_of)
    sums = np.add.reduceat(products.centre, shown.first_passages[:-1], dtype=np.float64)
    length = np.where(shown.resumes["centre"] > 0, shown.resumes["centre"], 1.0)
    months, counting = _months(asked, shown, products.cosines, as_of)
    whole = {
        "whole": columns["mean"] / length[:, None],
        "domain": (sums / shown.resumes["passages"] / length)[:, None],
        **of_years(asked, months, counting),
        **_degrees(asked, shown),
    }
    back = np.empty_like(order)
    back[order] = np.arange(len(order))
    sums = np.array([np.nan if each is None else each for each in asked.sums])
    return ManySignals(
        signal_values(asked, columns | whole)[back],
        signal_values(asked, columns | vouched | whole)[back],
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
    columns: dict[str, Array] = defaultdict(lambda: np.zeros(shape))
    vouched: dict[str, Array] = defaultdict(lambda: np.zeros(shape))
    experience = np.flatnonzero([item.kind is Kind.EXPERIENCE for item in asked.requirements])
    named: NDArray[np.bool_] = np.zeros(shape, dtype=np.bool_)
    largest = np.full(shape, np.nan)
    for which, rows, several in _groups(shown):
        near, title, *shared = (
            each[:, rows].reshape(-1, *several) for each in (products.cosines, titles, *counts)
        )
        items = shown.passages[rows].reshape(several)
        pair = pair_features(asked, items, near, title, *shared)
        scores = relevance.logits(
            of_asked,
            pair,
            features[:, rows].reshape(-1, *several),
            None if products.sought is None else products.sought[:, rows].reshape(-1, *several),
            np.matmul,
        )
        said = np.stack([near, scores, *pair[HOLDING]])
        found = of_passages(said)
        left_out = unvouched(asked, items["list"])[experience]
        own = of_passages(said[:, experience], left_out)
        columns["mean"][which] = near.mean(axis=-1, dtype=np.float64).T
        for name, column in found.items():
            columns[name][which] = vouched[name][which] = column.T
            vouched[name][which, experience] = own[name].T
        named[which] = shared[-1].any(axis=-1).T
        for index in with_sums:
            best = np.argsort(-scores[index], axis=-1, kind="stable")[:, :SUMS_FROM]
            largest[which, index] = _greatest(np.take_along_axis(items["sum"], best, axis=-1))
    for name, each in (("posting", "nearest"), ("posting_relevance", "relevance")):
        columns[name] = columns[each][:, : asked.whole].mean(axis=1, keepdims=True)
    return columns, vouched, named, largest


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
        counts[under] = _closeness(shown, under, cosines[with_years]) >= COUNTS_FROM
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
        cosines: Of requirements with passages, shape (requirements, passages).
    """
    sizes = shown.roles["passages"][roles].astype(np.int64)
    owner = np.repeat(np.arange(len(shown)), np.diff(shown.first_roles))[roles]
    begins = np.cumsum(sizes) - sizes
    within = np.arange(sizes.sum()) - np.repeat(begins, sizes)
    own = shown.role_passages[np.repeat(shown.first_role_passages[roles], sizes) + within]
    rows = cosines[:, own + np.repeat(shown.first_passages[owner], sizes)]
    which = np.repeat(np.arange(len(roles)), sizes)
    length = np.where(shown.roles["centre"][roles] > 0, shown.roles["centre"][roles], 1.0)
    whole = np.add.reduceat(rows, begins, axis=1, dtype=np.float64) / (sizes * length)
    # Role behind role on one line, the nearest first: a cosine is 1 at most.
    ordered = 4.0 * which - np.sort(4.0 * which - rows, axis=1)
    best = ordered[:, begins]
    three = sum(
        np.where(sizes > nth, ordered[:, np.minimum(begins + nth, len(which) - 1)], 0.0)
        for nth in range(3)
    ) / np.minimum(sizes, 3)
    found: Array = np.maximum(0.5 * best + 0.5 * three, whole)
    return found.T


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
