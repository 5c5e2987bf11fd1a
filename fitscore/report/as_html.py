"""A match as one HTML page that loads nothing from elsewhere."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from fitscore.report.as_text import FOR_CANDIDATE, SIGNS, read_in_short
from fitscore.text.clean import printable
from fitscore.types import Match, Priority, Verdict

if TYPE_CHECKING:
    from jinja2 import Template

_HEADINGS = {
    Priority.REQUIRED: "Required",
    Priority.PREFERRED: "Preferred",
    Priority.BONUS: "Bonus",
}


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
