"""A match or a ranking as one HTML page that loads nothing from elsewhere."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from functools import cache
from hashlib import sha256
from importlib.resources import files
from statistics import median
from typing import TYPE_CHECKING, Any

from fitscore.report.as_text import ESTIMATED, FOR_CANDIDATE, SIGNS, read_in_short
from fitscore.report.badges import badges_of, others_of
from fitscore.text.clean import printable
from fitscore.types import Match, Priority, Ranking, Verdict

if TYPE_CHECKING:
    from jinja2 import Template

_HEADINGS = {
    Priority.REQUIRED: "Required",
    Priority.PREFERRED: "Preferred",
    Priority.BONUS: "Bonus",
}
_STEP = 5  # points of fit that a bar of the plot spans


def match_to_html(match: Match, *, for_candidate: bool = False) -> str:
    """A self-contained page: each requirement with its proof.

    Args:
        match: What to show.
        for_candidate: For the person whose résumé it is: what was read and what to do about what
            was not found, without a score; else for the recruiter, with it.
    """
    if for_candidate:
        parts = [
            (heading, [r for r in match.requirements if r.verdict is verdict])
            for verdict, heading in FOR_CANDIDATE.items()
        ]
        context = {"match": match, "parts": parts, "read": read_in_short(match.resume)}
        return template("candidate.html.j2").render(**context, signs=SIGNS) + "\n"
    groups = []
    for priority in Priority:
        results = [r for r in match.requirements if r.requirement.priority is priority]
        if results:
            met = sum(result.verdict is Verdict.MET for result in results)
            known = sum(result.verdict is not Verdict.UNKNOWN for result in results)
            groups.append(
                {"name": _HEADINGS[priority], "results": results, "met": met, "known": known}
            )
    return template("match.html.j2").render(match=match, groups=groups, signs=SIGNS) + "\n"


def ranking_to_html(ranking: Ranking) -> str:
    """A self-contained page: candidates by requirements, each cell with its proof.

    It sorts and filters by a script of its own, the only one that its content policy lets run.
    """
    from markupsafe import Markup

    script = _script()
    return (
        template("ranking.html.j2").render(
            ranking=ranking,
            signs=SIGNS,
            estimated=ESTIMATED,
            badges=lambda match: [*badges_of(match), *others_of(match)],
            plot=_plot([match.fit for match in ranking.matches if match.fit is not None]),
            most_required=max((match.required_total for match in ranking.matches), default=0),
            gated=any(r.knock_out for match in ranking.matches for r in match.requirements),
            script=Markup(script),  # noqa: S704 - our own file
            script_hash=b64encode(sha256(script.encode()).digest()).decode("ascii"),
        )
        + "\n"
    )


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


@cache
def _script() -> str:
    return files("fitscore.report").joinpath("ranking.js").read_text(encoding="utf-8")


@cache
def template(name: str) -> Template:
    """One of the pages' templates, everything escaped."""
    # Imported for a page alone: a report in a terminal does not wait for it.
    from jinja2 import Environment, PackageLoader

    environment = Environment(
        loader=PackageLoader("fitscore", "report"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["printable"] = printable
    return environment.get_template(name)
