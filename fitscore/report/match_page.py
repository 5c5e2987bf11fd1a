"""A match as one HTML page that loads nothing from elsewhere."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from fitscore.report.as_text import FOR_CANDIDATE, SIGNS, read_in_short
from fitscore.report.badges import HEADINGS
from fitscore.report.likelihood import likelihood
from fitscore.report.page_view import sheets_of
from fitscore.report.pages import script, template
from fitscore.report.quoted_text import Quote, pieces_of, quotes_of
from fitscore.report.time_line import TimeLine, time_line_of
from fitscore.text.dates import tenure
from fitscore.types import Match, Pages, Priority, RequirementResult, Resume, Verdict

_FEW = 3  # things to look at that stand below the fit; more have a column of their own
_MOST_TICKS = 8  # years that have room beside one another on a narrow screen


@dataclass(frozen=True, slots=True)
class Row:
    """A requirement as it stands on the page: its number, from 1, and its quotes."""

    number: int
    result: RequirementResult
    quotes: list[Quote]


def match_to_html(match: Match, *, for_candidate: bool = False, pages: Pages | None = None) -> str:
    """A self-contained page: each requirement with its proof, and the résumé beside it.

    The résumé is its text and, where they are given, its pages as they look.

    For the recruiter a script of its own, the only one that its content policy lets run, filters
    requirements and leads from quotes to their places and back; without it all is shown, and
    links lead there.

    Args:
        match: What to show.
        for_candidate: For the person whose résumé it is: what was read and what to do about what
            was not found, without a score; else for the recruiter, with it.
        pages: The pages of the résumé's file, for the recruiter.

    Raises:
        ValueError: The pages are not those of the résumé, or it is anonymized.
    """
    if pages is not None and pages.images and not pages.show(match.resume):
        raise ValueError("pages must be those of the file that was read, and it not anonymized")
    if for_candidate:
        parts = [
            (heading, [r for r in match.requirements if r.verdict is verdict])
            for verdict, heading in FOR_CANDIDATE.items()
        ]
        context = {"match": match, "parts": parts, "read": read_in_short(match.resume)}
        return template("candidate.html.j2").render(**context, signs=SIGNS) + "\n"
    return template("match.html.j2").render(**_context(match, pages), **script("match.js")) + "\n"


def _context(match: Match, pages: Pages | None) -> dict[str, Any]:
    """What the recruiter's page is made of."""
    from fitscore.scoring.fit import BANDS

    ordered = [r for p in Priority for r in match.requirements if r.requirement.priority is p]
    rows = [Row(n, result, quotes_of(n, result)) for n, result in enumerate(ordered, 1)]
    groups = []
    for priority in Priority:
        shown = [row for row in rows if row.result.requirement.priority is priority]
        if shown:
            verdicts = [row.result.verdict for row in shown]
            known = [verdict for verdict in verdicts if verdict is not Verdict.UNKNOWN]
            groups.append(
                {
                    "id": priority.value,
                    "name": HEADINGS[priority],
                    "rows": shown,
                    "met": known.count(Verdict.MET),
                    "known": len(known),
                }
            )
    pieces = pieces_of(match.resume, [quote for row in rows for quote in row.quotes])
    gaps = [row for row in rows if row.result.is_gap]
    knock_outs = [row for row in rows if row.result.knock_out]
    # Where the language is not read, all is unknown and there is nothing to ask in particular.
    unknown = [row for row in rows if row.result.verdict is Verdict.UNKNOWN]
    questions = unknown if match.questions else []
    marked = {row.number for row in (*gaps, *knock_outs, *questions)}
    notable = len(marked) + len(match.flags)
    return {
        "match": match,
        "groups": groups,
        "gaps": gaps,
        "knock_outs": knock_outs,
        "questions": questions,
        "stands_out": bool(notable),
        "few": notable <= _FEW,
        "counts": {
            verdict: sum(row.result.verdict is verdict for row in rows) for verdict in Verdict
        },
        "pieces": pieces,
        "sheets": sheets_of(pages, pieces) if pages is not None else [],
        "place": {quote.key: piece.start for piece in reversed(pieces) for quote in piece.quotes},
        "line": _drawn(time_line_of(match.resume.roles, match.as_of), match.resume),
        "tenure": tenure(match.resume.roles, match.as_of),
        "limits": [(round(least), band.value) for least, band in BANDS],
        "likelihood": likelihood,
        "signs": SIGNS,
    }


def _drawn(line: TimeLine | None, resume: Resume) -> dict[str, Any] | None:
    """The time line as percentages of its width."""
    if line is None:
        return None
    bars = [
        {
            "title": _kept(bar.role.title or "", resume) or "Untitled role",
            "employer": _kept(bar.role.employer or "", resume),
            "dates": bar.dates,
            "length": bar.length,
            "type": bar.role.type,
            "left": round(100 * bar.start, 2),
            "width": round(max(100 * (bar.stop - bar.start), 0.8), 2),
        }
        for bar in line.bars
    ]
    ticks = [(year, round(100 * at, 2)) for year, at in line.ticks(_MOST_TICKS)]
    return {"bars": bars, "ticks": ticks}


def _kept(text: str, resume: Resume) -> str:
    """The text; of an anonymized résumé only where the masked text still has all its words."""
    words, left = (set(re.findall(r"\w+", item)) for item in (text, resume.text))
    return text if resume.candidate is not None or words <= left else "withheld"
