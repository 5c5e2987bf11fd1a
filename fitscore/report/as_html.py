"""A ranking as one HTML page that loads nothing from elsewhere, and what such pages share."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from functools import cache
from hashlib import sha256
from importlib.resources import files
from statistics import median
from typing import TYPE_CHECKING, Any

from fitscore.report.as_text import ESTIMATED, SIGNS
from fitscore.report.badges import badges_of, others_of
from fitscore.text.clean import printable
from fitscore.types import Ranking

if TYPE_CHECKING:
    from jinja2 import Template

_STEP = 5  # points of fit that a bar of the plot spans


def ranking_to_html(ranking: Ranking) -> str:
    """A self-contained page: candidates by requirements, each cell with its proof.

    It sorts and filters by a script of its own, the only one that its content policy lets run.
    """
    return (
        template("ranking.html.j2").render(
            ranking=ranking,
            signs=SIGNS,
            estimated=ESTIMATED,
            badges=lambda match: [*badges_of(match), *others_of(match)],
            plot=_plot([match.fit for match in ranking.matches if match.fit is not None]),
            most_required=max((match.required_total for match in ranking.matches), default=0),
            gated=any(r.knock_out for match in ranking.matches for r in match.requirements),
            **script("ranking.js"),
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
def script(name: str) -> dict[str, str]:
    """One of the pages' scripts, and its hash for the content policy."""
    from markupsafe import Markup

    text = files("fitscore.report").joinpath(name).read_text(encoding="utf-8")
    digest = b64encode(sha256(text.encode()).digest()).decode("ascii")
    return {"script": Markup(text), "script_hash": digest}  # noqa: S704 - our own file


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
