"""Entries of a work history to jobs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from fitscore.resume.heads import TYPES
from fitscore.resume.outline import Entry, field_name
from fitscore.resume.units import Unit
from fitscore.text.dates import (
    DateRange,
    find_ranges,
    months_first,
    onwards_behind,
    period_of,
    puts_days_first,
    since_before,
)
from fitscore.text.titles import is_title
from fitscore.text.vocabulary import any_phrase, load
from fitscore.types import Document, Line

_MARKS_BEHIND = re.compile(r"\s?[-–—→+…]+(?=\s*(?:\n|$))|['’)]")
_ROW_NUMBER = re.compile(r"^\s*\d{1,2}[.)]?\s*\n")
_MOST_WORDS = 20  # characters of words such as `since` and `and still there`
_MOST_MARKS = 4
_AS_SURE = 0.02  # probability
_PARTING = ("-", "–", "—", "|", "@", "(", "·")
_EDGES = " \t\n,;:|/–—-•·()[]*#_~=>"


@dataclass(slots=True)
class RoleBlock:
    """One job: what its head says, and the lines of what is told of it and of the head."""

    title: str
    employer: str | None
    dates: DateRange | None
    type: str
    start: int
    end: int
    lines: list[Line]
    head_lines: list[Line]
    leads: bool  # the employer stands before the title, or is that of the job above
    place: str | None  # that follows the employer at once


def read_roles(document: Document, entries: Sequence[Entry]) -> list[RoleBlock | list[Line]]:
    """The jobs of a section in order, and the lines of what stands in it outside of any."""
    found: list[RoleBlock | list[Line]] = []
    above: RoleBlock | None = None
    for entry in entries:
        block = _block(document, entry)
        if block is None:
            found.append([*entry.head_lines, *entry.lines])
            continue
        if above is not None and _completes(above, block):
            _complete(above, block)
            continue
        if above is not None:
            _share_employer(above, block)
            if _only_names_employer(above) and block.leads and not above.lines:
                found.remove(above)
        found.append(block)
        above = block
    _as_the_others([item for item in found if isinstance(item, RoleBlock)])
    # An employer alone, that is over no job, is no job.
    return [
        [*item.head_lines, *item.lines]
        if isinstance(item, RoleBlock) and _only_names_employer(item) and item.dates is None
        else item
        for item in found
    ]


def _as_the_others(blocks: Sequence[RoleBlock]) -> None:
    """Where titles come first, what comes first is the title, and the place behind it the employer.

    A name tells little: `DevOps, Arbor`.
    """
    first = [block for block in blocks if block.title and block.employer and not block.leads]
    for block in blocks:
        if not block.title and block.employer and block.place and len(first) > len(blocks) // 2 - 1:
            block.title, block.employer, block.leads = block.employer, block.place, False


def _completes(above: RoleBlock, block: RoleBlock) -> bool:
    """Whether two heads are the halves of one: each has what the other lacks."""
    named, dated = bool(above.title or above.employer), above.dates is not None
    apart = dated != (block.dates is not None) and named != bool(block.title or block.employer)
    return apart and not above.lines and named != dated


def _complete(above: RoleBlock, block: RoleBlock) -> None:
    above.title = above.title or block.title
    above.employer = above.employer or block.employer
    above.dates = above.dates or block.dates
    above.leads = above.leads or block.leads
    above.start, above.end = min(above.start, block.start), max(above.end, block.end)
    above.lines = block.lines


def _block(document: Document, entry: Entry) -> RoleBlock | None:
    head = entry.head
    title = _of(head, "title", last=False) or _of(head, "headline", last=False)
    employer = _of(head, "employer", last=True) or _of(head, "institution", last=True)
    if title is None and employer is not None:
        title, employer = _halves(document, employer)
    if title is None and employer is not None:
        title = _instead(document, head, employer)
        employer = employer if title is not employer else None
    elif title is not None and employer is None:
        employer = _below(document, head, title)
    dates = _period(document, head)
    if title is None and employer is None and dates is None:
        return None
    named = [_text(document, part) if part else "" for part in (title, employer)]
    leads = employer is not None and (title is None or employer[0].start < title[0].start)
    return RoleBlock(
        named[0],
        named[1] or None,
        dates,
        _type(head, " ".join(named)),
        head[0].start,
        head[-1].end,
        entry.lines,
        entry.head_lines,
        leads,
        _place_behind(document, head, employer),
    )


def _place_behind(
    document: Document, head: Sequence[Unit], employer: Sequence[Unit] | None
) -> str | None:
    """The place that follows an employer with which the head begins."""
    if not employer or employer[0] is not head[0] or len(head) <= len(employer):
        return None
    unit = head[len(employer)]
    return _text(document, [unit]) or None if unit.label == "place" else None


def _of(head: Sequence[Unit], label: str, *, last: bool) -> list[Unit] | None:
    """The units of a label that are surest, those that touch taken together.

    Args:
        head: Of a job.
        label: Of the units.
        last: Of those that are as sure the last, not the first: a team stands before its employer.
    """
    runs: list[list[Unit]] = []
    for before, unit in zip([None, *head], head, strict=False):
        if unit.label != label:
            continue
        if runs and runs[-1][-1] is before and unit.start <= before.end + 1:
            runs[-1].append(unit)
        else:
            runs.append([unit])
    surest = max((_chance(run) for run in runs), default=0.0)
    sure = [run for run in runs if _chance(run) >= surest - _AS_SURE]
    return sure[-1 if last else 0] if sure else None


def _chance(run: Sequence[Unit]) -> float:
    return max(unit.chance for unit in run)


def _halves(
    document: Document, employer: list[Unit]
) -> tuple[list[Unit] | None, list[Unit] | None]:
    """Title and employer, where a mark parts what is all taken for the employer.

    The title stands first, unless only the other half has a word that titles end in.
    """
    first, rest = employer[:1], employer[1:]
    said = document.text[first[0].start : rest[0].start].rstrip() if rest else ""
    if not said.endswith(_PARTING):
        return None, employer
    turned = is_title(_text(document, rest)) and not is_title(_text(document, first))
    return (rest, first) if turned else (first, rest)


def _instead(document: Document, head: Sequence[Unit], employer: list[Unit]) -> list[Unit] | None:
    """What may be the title where nothing is told to be one: another part of the head."""
    others = [unit for unit in head if unit.label in {"detail", "joint", "subhead", "employer"}]
    told = [unit for unit in others if unit not in employer and _text(document, [unit])]
    titled = next((unit for unit in told if is_title(_text(document, [unit]))), None)
    if titled is not None:
        return [titled]
    if is_title(_text(document, employer)) and not told:
        return employer
    named = [unit for unit in told if unit.label in {"detail", "employer"}]
    return named[:1] or None


def _says_break(text: str) -> bool:
    return _break().search(text) is not None


@cache
def _break() -> re.Pattern[str]:
    words: list[str] = load("resume/vocabulary.toml")["breaks"]["words"]
    return re.compile(rf"(?<!\w)(?:{any_phrase(words)})", re.IGNORECASE)


def _below(document: Document, head: Sequence[Unit], title: Sequence[Unit]) -> list[Unit] | None:
    """What may be the employer where nothing is told to be one: a name below the title."""
    at = head.index(title[-1]) + 1
    if at == len(head) or head[at].label != "detail":
        return None
    between = document.text[title[-1].end : head[at].start]
    named = all(word[0].isupper() for word in _text(document, [head[at]]).split() if word.isalpha())
    return [head[at]] if "\n" in between and named and _text(document, [head[at]]) else None


def _text(document: Document, run: Sequence[Unit]) -> str:
    """What units say, without the number of a table's row or the name of a field before it."""
    said = _ROW_NUMBER.sub("", document.text[run[0].start : run[-1].end])
    label = field_name().match(said)
    return bare(said[label.end() :] if label else said)


def _period(document: Document, head: Sequence[Unit]) -> DateRange | None:
    """What the head says of dates, or else the first dates that stand in it."""
    said = dates_of(document, head)
    if said:
        return period_of(said)
    text = document.text[head[0].start : head[-1].end] if head else ""
    return next(iter(find_ranges(text)), None)


def dates_of(document: Document, units: Sequence[Unit]) -> list[str]:
    """What is labelled as dates, with the marks about each (`'19`, `2019 –`).

    Of an only one the words count too that open the period: `since 2019`, `2019, still there`.
    """
    texts = []
    days_first = puts_days_first(document.text)
    dated = [unit for unit in units if unit.label == "dates"]
    for unit in dated:
        marks = _MARKS_BEHIND.match(document.text[unit.end : unit.end + _MOST_MARKS])
        start = unit.start - (document.text[unit.start - 1 : unit.start] in {"'", "’", "‘"})
        end = unit.end + (marks.end() if marks else 0)
        if len(dated) == 1:
            start -= since_before(document.text[max(0, start - _MOST_WORDS) : start])
            end += onwards_behind(document.text[end : end + _MOST_WORDS])
        text = document.text[start:end]
        texts.append(months_first(text) if days_first else text)
    return texts


def _share_employer(above: RoleBlock, block: RoleBlock) -> None:
    """An employer that is named once over several jobs is that of each."""
    if block.employer is None and block.title and above.leads and above.employer:
        block.employer = above.employer
        block.leads = True


def _only_names_employer(block: RoleBlock) -> bool:
    """Whether it is the line over the jobs at an employer, which is none itself."""
    return not block.title


def _type(head: Sequence[Unit], text: str) -> str:
    """What most of the characters of the head are said to be part of, or its words say."""
    told = [unit for unit in head if unit.label in {"title", "employer"}] or head
    lengths = {name: sum(u.end - u.start for u in told if u.type == name) for name in TYPES}
    named = max(lengths, key=lambda name: lengths[name])
    return "break" if _says_break(text) else named


def bare(text: str) -> str:
    """A text on one line without the marks around it; of a lone bracket only the bracket goes."""
    text = " ".join(text.split()).strip(_EDGES.replace("(", "").replace(")", ""))
    if text.count("(") != text.count(")") or (text[:1] == "(" and text[-1:] == ")"):
        text = text.strip(_EDGES)
    return text
