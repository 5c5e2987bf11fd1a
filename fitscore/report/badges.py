"""Words that all reports share: of priorities, and of what is to be known beside the fit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from fitscore.types import Flag, Match, Priority

if TYPE_CHECKING:
    from fitscore.index import Hit

HEADINGS = {
    Priority.REQUIRED: "Required",
    Priority.PREFERRED: "Preferred",
    Priority.BONUS: "Bonus",
}
# Kinds of flags in a word or two.
_WORDS = {
    "copied": "copied text",
    "hidden_text": "hidden text",
    "language": "language",
    "letter": "letter in it",
    "no_name": "no name",
    "older_reader": "read by an older version",
    "picture": "picture not read",
    "recognized": "scan",
    "several_jobs": "several jobs",
    "two_people": "two people",
    "unchecked": "not checked for hidden text",
}


def badges_of(match: Match) -> list[str]:
    """Of a candidate's row: the knock-out first, then what is to be known of the résumé."""
    words = ["knocked out"] if match.knocked_out else []
    words += ["estimated"] if match.estimated else []
    if match.not_scored:
        words.append(f"not scored: {match.not_scored}")
    return words + flag_words(match.resume.flags)


def others_of(found: Match | Hit) -> list[str]:
    """What is said beside a candidate of other files: the same bytes, the same person."""
    return [
        *(f"also as {source}" for source in found.same_file),
        *(f"same person as {source}" for source in found.same_person),
    ]


def flag_words(flags: Sequence[Flag]) -> list[str]:
    """Each kind of flag once, in a word or two."""
    return list(dict.fromkeys(_WORDS.get(flag.kind, flag.kind) for flag in flags))


def fit_in_words(match: Match) -> str:
    """The fit as a whole number; a dash where nothing was scored."""
    return "-" if match.fit is None else f"{match.fit:.0f}"


def band_in_words(match: Match) -> str:
    """The band; a dash where nothing was scored."""
    return "-" if match.band is None else match.band.value
