"""One match as one HTML page that loads nothing from elsewhere."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from fitscore.report.clean import printable
from fitscore.types import Match, Priority, Verdict

if TYPE_CHECKING:
    from jinja2 import Template

_HEADINGS = {
    Priority.REQUIRED: "Required",
    Priority.PREFERRED: "Preferred",
    Priority.BONUS: "Bonus",
}
_SIGNS = {Verdict.MET: "✔", Verdict.PARTIAL: "◐", Verdict.MISSING: "✘", Verdict.UNKNOWN: "?"}


def match_to_html(match: Match) -> str:
    """A self-contained page: score, required met, each requirement with its proof."""
    groups = []
    for priority in Priority:
        results = [r for r in match.requirements if r.requirement.priority is priority]
        if results:
            met = sum(result.verdict is Verdict.MET for result in results)
            known = sum(result.verdict is not Verdict.UNKNOWN for result in results)
            groups.append(
                {"name": _HEADINGS[priority], "results": results, "met": met, "known": known}
            )
    return _template().render(match=match, groups=groups, signs=_SIGNS) + "\n"


@cache
def _template() -> Template:
    # Imported for a page alone: a report in a terminal does not wait for it.
    from jinja2 import Environment

    environment = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    environment.filters["printable"] = printable
    source = files("fitscore.report").joinpath("match.html.j2").read_text(encoding="utf-8")
    return environment.from_string(source)
