"""Pages of HTML: templates that escape everything, and a style and a script known by their hash."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.responses import HTMLResponse

from fitscore.report.as_text import SIGNS
from fitscore.report.badges import HEADINGS, fit_in_words
from fitscore.report.likelihood import likelihood
from fitscore.scoring.weights import DEFAULT_WEIGHTS
from fitscore.serve.kept import MARKS
from fitscore.text.clean import printable
from fitscore.types import Kind, Priority, Requirement, Verdict

STATIC = "/static/"
_DIGITS = 16  # of a hash in a name
_MARK_WORDS = {"shortlist": "shortlisted", "hold": "on hold", "reject": "rejected", "none": ""}


@cache
def assets() -> Mapping[str, tuple[bytes, str]]:
    """By the name in an address: bytes and media type. Other bytes have another name."""
    own = files("fitscore.serve").joinpath("static")
    style = files("fitscore.report").joinpath("page.css").read_bytes()
    style += own.joinpath("serve.css").read_bytes()
    parts = {"css": (style, "text/css"), "js": (own.joinpath("serve.js").read_bytes(),
                                                "text/javascript")}  # fmt: skip
    return {
        f"serve.{sha256(data).hexdigest()[:_DIGITS]}.{ending}": (data, f"{media}; charset=utf-8")
        for ending, (data, media) in parts.items()
    }


@cache
def _environment() -> Environment:
    made = Environment(
        loader=PackageLoader("fitscore.serve", "templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    made.filters |= {
        "printable": printable,
        "lines": _lines,
        "moment": _moment,
        "fit": fit_in_words,
        "weighs": _usual_weight,
    }
    style, script = (STATIC + name for name in assets())
    made.globals |= {
        "style": style,
        "script": script,
        "signs": SIGNS,
        "headings": HEADINGS,
        "verdicts": list(Verdict),
        "priorities": list(Priority),
        "kinds": list(Kind),
        "marks": MARKS,
        "mark_words": _MARK_WORDS,
        "likelihood": likelihood,
    }
    return made


def page(name: str, *, status: int = 200, **context: Any) -> HTMLResponse:
    """A page of one of the templates."""
    return HTMLResponse(_environment().get_template(name).render(**context), status)


def _usual_weight(requirement: Requirement) -> float:
    """What a requirement weighs where nobody gives it a weight of its own."""
    return DEFAULT_WEIGHTS.weight_of(replace(requirement, weight=None, knock_out=False))


def _lines(text: str) -> str:
    """A text of several lines, each made fit to print."""
    return "\n".join(map(printable, text.split("\n")))


def _moment(when: str) -> str:
    """A moment as it is kept, to the minute, in UTC."""
    return when[:16].replace("T", " ")
