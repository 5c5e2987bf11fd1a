"""Who is selected, by group: rates, impact ratios and what chance alone would do.

The measures are those that rules on hiring tools ask for: the selection rate and the scoring rate
(the share above the median of all scores), each group's rate over the highest group's (the impact
ratio; New York City, 6 RCNY § 5-300), and the four-fifths rule of thumb (29 CFR 1607.4 D). Numbers
to look into, not a finding for or against anyone.

One file: the measures share their table and their intervals.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fitscore.errors import ExtraError, TableError
from fitscore.files import read_file
from fitscore.text.clean import shown_name
from fitscore.text.near_names import remedy_for

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FOUR_FIFTHS = 0.8
SMALL, SMALL_SHARE = 30, 0.02  # people, and of all: below either, a rate says little
_UNKNOWN = frozenset(
    {"", "unknown", "n/a", "na", "none", "-", "?", "prefer not to say", "declined"}
)
_YES = frozenset({"yes", "y", "true", "1", "selected", "hired", "x"})
_NO = frozenset({"no", "n", "false", "0", "", "rejected", "not selected"})
_RESAMPLES = 2000
_LARGEST = 64 << 20  # bytes of a table


@dataclass(frozen=True, slots=True)
class Rate:
    """A share of a group.

    Attributes:
        share: 0 to 1.
        low: Lower end of the 95% bootstrap interval of the share.
        high: Upper end.
        ratio: The share over the highest of the groups that are not small (of all, where all are);
            None where that is 0.
        ratio_low: Lower end of the 95% bootstrap interval of the ratio; None where there is none.
        ratio_high: Upper end.
        p_value: Fisher's exact test, two-sided, against the same group; None for that one itself.
    """

    share: float
    low: float
    high: float
    ratio: float | None
    ratio_low: float | None
    ratio_high: float | None
    p_value: float | None

    @property
    def below_four_fifths(self) -> bool:
        """Whether the ratio is under 0.8."""
        return self.ratio is not None and self.ratio < FOUR_FIFTHS


@dataclass(frozen=True, slots=True)
class Group:
    """One group's rates; `selection` is None where nobody said who was selected."""

    label: str
    count: int
    selected: int | None
    selection: Rate | None
    scoring: Rate
    small: bool


@dataclass(frozen=True, slots=True)
class Category:
    """A column, or several crossed, with its groups and how many belong to none that is known."""

    name: str
    groups: tuple[Group, ...]
    unknown: int


@dataclass(frozen=True, slots=True)
class Rates:
    """Rates for one table.

    Attributes:
        source: The table's name.
        count: Rows with a score.
        without_score: Rows left out since they have none.
        median: Of all scores.
        rule: Who counts as selected, in words; None where no one does.
    """

    source: str
    count: int
    without_score: int
    median: float
    rule: str | None
    categories: tuple[Category, ...]


def rates_of(
    path: str | Path,
    groups: Sequence[str],
    *,
    score: str = "fit",
    selected: str | None = None,
    threshold: float | None = None,
    top: int | None = None,
) -> Rates:
    """Rates by each group column, and by each two of them crossed, from a CSV file.

    Args:
        path: A table with a header line, one row a person.
        groups: Columns that say what group a person is of.
        score: The column of scores.
        selected: A column with yes or no.
        threshold: Or: who has this score or more is selected.
        top: Or: the so many highest are; equal scores at the end all are.

    Raises:
        TableError: The file cannot be read, lacks a column, or holds something that is no number.
        ExtraError: What computes this is not installed.
    """
    try:
        import numpy as np
        import pandas as pd
    except ImportError as error:
        raise ExtraError("the audit of scores", "audit") from error
    try:
        # Its bytes, not its name: an address would be fetched, and an ending unpacked.
        data = io.BytesIO(read_file(path, _LARGEST))
        table = pd.read_csv(data, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    except (OSError, ValueError, pd.errors.ParserError) as error:
        problem = " ".join((getattr(error, "strerror", None) or str(error)).split())
        raise TableError(
            shown_name(path),
            f"it cannot be read as CSV ({problem})",
            remedy_for(path, "check the file"),
        ) from error
    for column in (score, *groups, *([selected] if selected else [])):
        if column not in table.columns:
            known = ", ".join(map(str, table.columns))
            raise TableError(shown_name(path), f"it has no column {column!r}", f"it has: {known}")
    blank = table[score].str.strip() == ""
    kept = table[~blank].reset_index(names="row")
    values = pd.to_numeric(kept[score], errors="coerce")
    wrong = kept[~np.isfinite(values)]
    if len(wrong) or not len(kept):
        what = (
            f"line {wrong['row'].iloc[0] + 2}: {wrong[score].iloc[0]!r} is no number"
            if len(wrong)
            else "no row has a score"
        )
        raise TableError(shown_name(path), what, f"correct the column {score!r}")
    scores = values.to_numpy(dtype=np.float64)
    chosen, rule = _chosen(path, kept, scores, selected, threshold, top)
    columns = {name: kept[name].str.strip() for name in groups}
    columns |= {f"{a} × {b}": _crossed(columns[a], columns[b]) for a, b in combinations(groups, 2)}
    above = scores > np.median(scores)
    return Rates(
        shown_name(path),
        len(kept),
        int(blank.sum()),
        float(np.median(scores)),
        rule,
        tuple(_category(name, labels, above, chosen) for name, labels in columns.items()),
    )


def _chosen(
    path: str | Path,
    kept: Any,
    scores: NDArray[np.float64],
    selected: str | None,
    threshold: float | None,
    top: int | None,
) -> tuple[NDArray[np.bool_] | None, str | None]:
    if selected is not None:
        answers = kept[selected].str.strip().str.lower()
        wrong = kept[~answers.isin(_YES | _NO)]
        if len(wrong):
            what = f"line {wrong['row'].iloc[0] + 2}: {wrong[selected].iloc[0]!r} is not yes or no"
            raise TableError(shown_name(path), what, f"correct the column {selected!r}")
        return answers.isin(_YES).to_numpy(), f"“{selected}” says yes"
    if threshold is not None:
        return scores >= threshold, f"a score of {threshold:g} or more"
    if top is not None:
        least = sorted(scores, reverse=True)[min(top, len(scores)) - 1]
        return scores >= least, f"the {top} highest scores"
    return None, None


def _crossed(one: Any, other: Any) -> Any:
    """Both labels where both are known, else none."""
    known = ~(one.str.lower().isin(_UNKNOWN) | other.str.lower().isin(_UNKNOWN))
    return (one + ", " + other).where(known, "")


def _category(
    name: str, labels: Any, above: NDArray[np.bool_], chosen: NDArray[np.bool_] | None
) -> Category:
    known = ~labels.str.lower().isin(_UNKNOWN).to_numpy()
    own = labels[known].to_numpy()
    scoring = _rates(own, above[known])
    selection = _rates(own, chosen[known]) if chosen is not None else {}
    groups = []
    for label, rate in scoring.items():
        count = int((own == label).sum())
        groups.append(
            Group(
                label,
                count,
                int(chosen[known][own == label].sum()) if chosen is not None else None,
                selection.get(label),
                rate,
                _is_small(count, len(own)),
            )
        )
    return Category(name, tuple(groups), int((~known).sum()))


def _is_small(count: int, total: int) -> bool:
    return count < SMALL or count < SMALL_SHARE * total


def _rates(labels: NDArray[Any], flags: NDArray[np.bool_]) -> dict[str, Rate]:
    """The share of each group that is flagged, beside the highest."""
    try:
        from fairlearn.metrics import MetricFrame, selection_rate
        from scipy.stats import fisher_exact
    except ImportError as error:
        raise ExtraError("the audit of scores", "audit") from error
    if not len(labels):
        return {}
    frame = MetricFrame(
        metrics=selection_rate,
        y_true=flags,
        y_pred=flags,
        sensitive_features=labels,
    )
    shares = {str(label): float(share) for label, share in frame.by_group.items()}
    counts = {label: int((labels == label).sum()) for label in shares}
    # The rate of three people is no yardstick, unless there is no other.
    yardsticks = [label for label in shares if not _is_small(counts[label], len(labels))]
    best = max(yardsticks or shares, key=lambda label: (shares[label], label))
    found = {}
    for label, share in shares.items():
        own, others = flags[labels == label], flags[labels == best]
        low, high = _interval(own)
        pair = label != best
        table = [
            [int(own.sum()), int((~own).sum())],
            [int(others.sum()), int((~others).sum())],
        ]
        bounds = _ratio_interval(own, others) if pair and shares[best] else (None, None)
        found[label] = Rate(
            share,
            low,
            high,
            share / shares[best] if shares[best] else None,
            *bounds,
            float(fisher_exact(table).pvalue) if pair else None,
        )
    return found


def _interval(flags: NDArray[np.bool_]) -> tuple[float, float]:
    """Of a share, by the bootstrap's percentiles; a group that is all alike has no width."""
    from scipy.stats import bootstrap

    if len(flags) < 2:
        return float(flags.mean()), float(flags.mean())
    found = bootstrap(
        (flags.astype(float),), _mean, n_resamples=_RESAMPLES, method="percentile", rng=0
    )
    return float(found.confidence_interval.low), float(found.confidence_interval.high)


def _ratio_interval(
    own: NDArray[np.bool_], best: NDArray[np.bool_]
) -> tuple[float | None, float | None]:
    from scipy.stats import bootstrap

    if len(own) < 2 or len(best) < 2:
        return None, None
    found = bootstrap(
        (own.astype(float), best.astype(float)),
        _ratio,
        n_resamples=_RESAMPLES,
        method="percentile",
        rng=0,
    )
    low, high = found.confidence_interval.low, found.confidence_interval.high
    return (float(low), float(high)) if isfinite(low) and isfinite(high) else (None, None)


def _mean(values: NDArray[np.float64], axis: int) -> Any:
    return values.mean(axis=axis)


def _ratio(own: NDArray[np.float64], best: NDArray[np.float64], axis: int) -> Any:
    import numpy as np

    # A resample in which nobody of the best group is selected has no ratio: it is counted as one.
    below = best.mean(axis=axis)
    return np.where(below > 0, own.mean(axis=axis) / np.maximum(below, 1e-12), 1.0)
