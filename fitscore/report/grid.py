"""A ranking as one HTML page: candidates by requirements, each cell with its proof.

The proofs stand once in the page, as lists by candidate, which read without a script; the script
shows copies of them beside the table and makes no mark-up out of text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath
from statistics import median
from typing import Any

from fitscore.report.as_text import ESTIMATED, SIGNS
from fitscore.report.badges import HEADINGS, badges_of, others_of
from fitscore.report.pages import script, template
from fitscore.types import Match, Priority, Ranking, Verdict

_STEP = 5  # points of fit that a bar of the plot spans
_WIDEST_SLUG = 48  # characters of a report's name that come from the name of the résumé
_KEY = 16  # digits of a hash by which the browser knows a candidate again


def ranking_to_html(ranking: Ranking, reports: Sequence[str] = ()) -> str:
    """A self-contained page: candidates by requirements, each cell with its proof.

    It sorts, filters, compares and keeps notes by a script of its own, the only one that its
    content policy lets run; marks and notes stay in the browser that they were made in.

    Args:
        ranking: What to show.
        reports: Addresses, relative to the page, of the report of each candidate, in order; none
            where no reports are written.
    """
    matches = ranking.matches
    return (
        template("ranking.html.j2").render(
            ranking=ranking,
            signs=SIGNS,
            estimated=ESTIMATED if any(match.estimated for match in matches) else "",
            groups=_groups(ranking),
            rows=_rows(ranking, reports),
            store=f"fitscore:{ranking.posting.sha256[:_KEY]}:{ranking.as_of}",
            plot=_plot([match.fit for match in matches if match.fit is not None]),
            most_required=max((match.required_total for match in matches), default=0),
            gated=any(r.knock_out for match in matches for r in match.requirements),
            **script("ranking.js"),
        )
        + "\n"
    )


def report_names(ranking: Ranking) -> list[str]:
    """A file name for the report of each candidate: the rank and the name of the résumé's file.

    Of an anonymized résumé that name is the beginning of its hash.
    """
    width = max(3, len(str(len(ranking.matches))))
    return [
        f"{rank:0{width}}-{_slug(match.resume.source)}.html"
        for rank, match in enumerate(ranking.matches, 1)
    ]


def _slug(source: str) -> str:
    """Letters, digits and hyphens of a file's name without its ending: a name on any system."""
    stem = PurePosixPath(_file_name(source)).stem
    plain = unicodedata.normalize("NFKD", stem).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    return slug[:_WIDEST_SLUG].rstrip("-") or "resume"


def _groups(ranking: Ranking) -> list[dict[str, Any]]:
    """The requirements by priority, each with its number in the posting and who meets it."""
    groups = []
    for priority in Priority:
        items = [
            {
                "number": number,
                "text": item.text,
                "met": sum(_verdict(match, number) is Verdict.MET for match in ranking.matches),
                "knock_out": any(
                    match.requirements[number - 1].knock_out for match in ranking.matches
                ),
            }
            for number, item in enumerate(ranking.posting.requirements, 1)
            if item.priority is priority
        ]
        if items:
            groups.append({"name": HEADINGS[priority], "items": items})
    return groups


def _verdict(match: Match, number: int) -> Verdict:
    return match.requirements[number - 1].verdict


def _rows(ranking: Ranking, reports: Sequence[str]) -> list[dict[str, Any]]:
    """What the page says of each candidate."""
    places: dict[str, int] = {}
    for place, match in enumerate(ranking.matches, 1):
        places.setdefault(match.resume.source, place)
    used: dict[str, int] = {}
    rows = []
    for place, match in enumerate(ranking.matches, 1):
        key = match.resume.sha256[:_KEY]
        used[key] = used.get(key, 0) + 1
        rows.append(
            {
                "place": place,
                "match": match,
                # The same text may be ranked twice from memory; each has its own notes.
                "key": key if used[key] == 1 else f"{key}-{used[key]}",
                "file": _file_name(match.resume.source) if _is_named(match) else "",
                "gaps": sum(result.is_gap for result in match.requirements),
                "flagged": bool(match.resume.flags or match.not_scored),
                "badges": _badges(match, places),
                "others": others_of(match),
                "report": reports[place - 1] if reports else None,
            }
        )
    return rows


def _is_named(match: Match) -> bool:
    return match.resume.display_name != match.resume.source


def _file_name(source: str) -> str:
    """The last part of a path: the page has the whole of it where there is room."""
    return PurePosixPath(source.replace("\\", "/")).name or source


def _badges(match: Match, places: Mapping[str, int]) -> list[dict[str, Any]]:
    """Short words for a row: the knock-out, what is known of the file, and its duplicates."""
    badges: list[dict[str, Any]] = [{"word": word} for word in badges_of(match)]
    if match.knocked_out:
        badges[0]["out"] = True
    for source in match.same_person:
        place = places.get(source)
        word = f"same person as {place}" if place else "same person elsewhere"
        badges.append({"word": word, "place": place, "title": f"same person as {source}"})
    if match.same_file:
        badges.append({"word": "same file", "title": f"also as {', '.join(match.same_file)}"})
    return badges


def _plot(fits: Sequence[float]) -> dict[str, Any] | None:
    """How many candidates have which fit: bars of a drawing 400 wide and 78 high."""
    if not fits:
        return None
    counts = [0] * (100 // _STEP)
    for fit in fits:
        counts[min(int(fit // _STEP), len(counts) - 1)] += 1
    bars = [
        {
            "x": 4 * _STEP * index + 1,
            "y": round(78 - 66 * count / max(counts), 1),
            "height": round(66 * count / max(counts), 1),
            "count": count,
            "least": _STEP * index,
            "most": _STEP * (index + 1),
        }
        for index, count in enumerate(counts)
    ]
    summary = f"median {median(fits):.0f}, from {min(fits):.0f} to {max(fits):.0f}"
    return {"bars": bars, "summary": summary}
