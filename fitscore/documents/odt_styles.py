"""Styles and pages of an OpenDocument text (OpenDocument 1.3, part 3, 16 and 20)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from fitscore.documents.contrast import RGB
from fitscore.documents.grounds import NOTHING, Fill, Ground
from fitscore.documents.package import local_name
from fitscore.documents.place import Page

_MOST_STYLES = 12
_POINTS = {"pt": 1.0, "in": 72.0, "cm": 72 / 2.54, "mm": 7.2 / 2.54, "pc": 12.0, "px": 0.75}
_LENGTH = re.compile(r"(-?\d+(?:\.\d+)?)(pt|in|cm|mm|pc|px|%)")
_COLOR = re.compile(r"#([0-9A-Fa-f]{2})([0-9A-Fa-f]{2})([0-9A-Fa-f]{2})")
_PATTERNS = frozenset({"gradient", "bitmap", "hatch"})
PARAGRAPH = "paragraph"

Looks = Mapping[str, str]


class Styles:
    """The styles of a document.

    Args:
        styles: The root of the part with the styles.
        content: The root of the part with the text.
    """

    def __init__(self, styles: Any, content: Any) -> None:
        self._styles: dict[tuple[str, str], Any] = {}
        self._layouts: dict[str, Any] = {}
        self.masters: dict[str, Any] = {}
        for root in (styles, content):
            for element in root.iter():
                kind = local_name(element)
                if kind == "style":
                    self._styles[attribute(element, "family"), attribute(element, "name")] = element
                elif kind == "default-style":
                    self._styles[attribute(element, "family"), ""] = element
                elif kind == "page-layout":
                    self._layouts[attribute(element, "name")] = element
                elif kind == "master-page":
                    self.masters.setdefault(attribute(element, "name"), element)
        self.of = cache(self._collected)
        self.page = cache(self._page)

    def master_of(self, family: str, name: str) -> str:
        """The page that a style begins; empty for none."""
        for style in self._chain(family, name):
            found = attribute(style, "master-page-name")
            if found:
                return found
        return ""

    def _page(self, master: str) -> tuple[Page, tuple[Ground, ...]]:
        """The paper of a master page, and its colour."""
        element = self.masters.get(master)
        name = "" if element is None else attribute(element, "page-layout-name")
        said: dict[str, str] = {}
        for child in self._layouts.get(name, ()):
            if local_name(child) == "page-layout-properties":
                said = {str(k).rpartition("}")[2]: str(v) for k, v in child.attrib.items()}
        usual = Page(left=0.0, right=0.0, top=0.0)
        names = ("page-width", "page-height", "margin-left", "margin-right", "margin-top")
        kept = (usual.width, usual.height, usual.left, usual.right, usual.top)
        sizes = (
            points(said[k]) if k in said else each for k, each in zip(names, kept, strict=True)
        )
        return Page(*sizes), fill_of(said).over(((255.0, 255.0, 255.0),))

    def _chain(self, family: str, name: str) -> Iterator[Any]:
        """A style and its ancestors."""
        for _ in range(_MOST_STYLES):  # a chain that runs in a circle ends
            style = self._styles.get((family, name)) if name else None
            if style is None:
                return
            yield style
            name = attribute(style, "parent-style-name")

    def _collected(self, family: str, name: str) -> dict[str, str]:
        """What a style sets, its ancestors' and the default's settings included."""
        chain = list(self._chain(family, name))
        # A span inherits from its paragraph, which is laid under it by the caller.
        usual = self._styles.get((family, "")) if family == PARAGRAPH else None
        found: dict[str, str] = {}
        for style in [*([usual] if usual is not None else []), *reversed(chain)]:
            label = (attribute(style, "display-name") or attribute(style, "name")).lower()
            if label.startswith(("heading", "title")) or attribute(style, "default-outline-level"):
                found["heading"] = "yes"
            for properties in style:
                layer = {str(k).rpartition("}")[2]: str(v) for k, v in properties.attrib.items()}
                if local_name(properties) == "paragraph-properties" and "background-color" in layer:
                    layer["paper"] = layer.pop("background-color")
                found = laid_over(found, layer)
        return found


def fill_of(style: Looks) -> Fill:
    """What a style fills an area with."""
    kind = style.get("fill")
    if kind in _PATTERNS or style.get("background-image"):
        return Fill((None,))
    color = None if kind == "none" else rgb(style.get("fill-color"))
    opacity = share(style.get("opacity")) if color is not None else 1.0
    color = color or rgb(style.get("background-color"))
    return NOTHING if color is None else Fill((color,), opacity)


def laid_over(below: Looks, layer: Looks) -> dict[str, str]:
    """Settings with others over them; a percentage of a size is of the size below.

    A colour takes the place of the automatic one, and an opacity belongs to the colour it is set
    with: word processors write one of nothing beside the automatic colour.
    """
    found = {**below, **layer}
    if layer.get("use-window-font-color") == "true":
        found.pop("color", None)
        found.pop("opacity", None)
    elif "color" in layer and "opacity" not in layer:
        found.pop("opacity", None)
    if "font-size" in layer:
        found["font-size"] = below.get("font-size", "")
        found |= _sized(layer["font-size"], below.get("font-size"))
    return found


def _sized(size: str | None, before: str | None) -> dict[str, str]:
    """The setting of a size, a percentage of what is set around it worked out."""
    found = _LENGTH.fullmatch(size or "")
    if found is None:
        return {}
    if found[2] == "%" and before and not before.endswith("%"):
        return {"font-size": f"{points(before) * float(found[1]) / 100:g}pt"}
    return {"font-size": size or ""}


def attribute(element: Any, name: str) -> str:
    """An attribute by its local name; empty where there is none."""
    return next((str(v) for k, v in element.attrib.items() if k.rpartition("}")[2] == name), "")


def points(length: str | None) -> float:
    """A length; 0 where there is none, or a percentage."""
    found = _LENGTH.fullmatch(length or "")
    return float(found[1]) * _POINTS.get(found[2], 0.0) if found else 0.0


def share(percentage: str | None) -> float:
    """A percentage as a share; 1 where there is none."""
    found = _LENGTH.fullmatch(percentage or "")
    return float(found[1]) / 100 if found and found[2] == "%" else 1.0


def rgb(color: str | None) -> RGB | None:
    """A colour; None for `transparent` and the like."""
    found = _COLOR.fullmatch(color or "")
    return (int(found[1], 16), int(found[2], 16), int(found[3], 16)) if found else None
