"""What the HTML pages share: templates that escape everything, and scripts with their hashes."""

from __future__ import annotations

from base64 import b64encode
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import TYPE_CHECKING

from fitscore.text.clean import printable

if TYPE_CHECKING:
    from jinja2 import Template


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
