"""What a browser's own sheet and attributes of old say of an element; any rule of a page beats it.

Specifications: HTML (section Rendering), SVG 2 (presentation attributes).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bs4.element import Tag

from fitscore.documents.css import Declaration
from fitscore.documents.css_colours import legacy_colour

# The sheet of a browser, as far as it counts here (HTML, section Rendering).
_SIZES = {
    "h1": "2em", "h2": "1.5em", "h3": "1.17em", "h5": ".83em", "h6": ".67em", "small": "smaller",
    "big": "larger", "sub": "smaller", "sup": "smaller", "code": "13px", "pre": "13px",
}  # fmt: skip
_FONT_TAG_SIZES = ("x-small", "small", "medium", "large", "x-large", "xx-large", "xxx-large")
_NOT_SHOWN = {"rp", "noembed", "noframes", "datalist", "area", "param", "annotation", "dialog"}
# Presentation attributes (SVG 2), as far as they count here.
_DRAWN = {
    "svg", "g", "text", "tspan", "textpath", "rect", "circle", "ellipse", "polygon", "path",
    "line", "polyline", "image", "use", "switch",
}  # fmt: skip
_PRESENTED = {
    "fill", "fill-opacity", "opacity", "font-size", "display", "visibility", "color", "overflow",
    "letter-spacing", "text-anchor", "filter", "clip-path", "mask", "stroke", "stroke-width",
    "paint-order",
}  # fmt: skip
_SIZED = {"marquee", "img", "svg", "canvas", "video", "embed", "object", "iframe"}
_TEXTAREA = {
    "display": "inline-block", "white-space": "pre-wrap", "overflow-x": "auto",
    "overflow-y": "auto", "color": "black", "background-color": "white", "font-size": "13px",
    "text-indent": "0", "letter-spacing": "normal", "word-spacing": "normal",
}  # fmt: skip
HINTED = {*_SIZES, *_NOT_SHOWN, "mark", "textarea"}  # elements that a browser sets apart


def hints(tag: Tag) -> Iterator[Declaration]:
    """What attributes of old say, and the browser's own sheet; any rule of the page beats them."""
    attributes = tag.attrs
    closed = tag.name in _NOT_SHOWN and "open" not in attributes
    if closed or "hidden" in attributes or "popover" in attributes:  # shown by a script
        yield Declaration("display", "none", important=False)
    if tag.name in _SIZES:
        yield Declaration("font-size", _SIZES[tag.name], important=False)
    if tag.name == "textarea":
        for name, value in _TEXTAREA.items():
            yield Declaration(name, value, important=False)
        for name, attribute, unit in (("width", "cols", 8), ("height", "rows", 16)):
            count = str(tag.get(attribute) or {"cols": 20, "rows": 2}[attribute])
            if re.fullmatch(r"\d{1,4}", count):
                yield Declaration(name, f"{int(count) * unit}px", important=False)
    if tag.name == "mark":
        yield Declaration("background-color", "yellow", important=False)
        yield Declaration("color", "black", important=False)
    if attributes:
        yield from _of_attributes(tag)


def _of_attributes(tag: Tag) -> Iterator[Declaration]:
    """Presentational hints (HTML, section Rendering)."""
    attributes = tag.attrs
    if "bgcolor" in attributes:
        value = legacy_colour(str(attributes["bgcolor"]))
        yield Declaration("background-color", value, important=False)
    if str(attributes.get("background") or "").strip():
        address = str(attributes["background"]).replace("\\", "").replace('"', "")
        yield Declaration("background-image", f'url("{address}")', important=False)
    ink = "text" if tag.name == "body" else "color" if tag.name in {"font", "basefont"} else ""
    if ink in attributes:
        yield Declaration("color", legacy_colour(str(attributes[ink])), important=False)
    if tag.name in _DRAWN or tag.name in _SIZED:
        yield from _of_drawing(tag)
    if tag.name == "font" and "size" in attributes:
        yield from _font_size(str(attributes["size"]).strip())
    if "nowrap" in attributes:
        yield Declaration("white-space", "nowrap", important=False)


def _of_drawing(tag: Tag) -> Iterator[Declaration]:
    """Presentation attributes of SVG, and sizes of boxes that a page takes in."""
    attributes = tag.attrs
    if tag.name in _DRAWN:
        for name in _PRESENTED & attributes.keys():
            value = str(attributes[name]).strip()
            unit = "px" if name == "font-size" and re.fullmatch(r"[\d.]+", value) else ""
            yield Declaration(name, value + unit, important=False)
    if tag.name in _SIZED:
        for name in ("width", "height"):
            size = re.match(r"\s*(\d{1,5}(?:\.\d+)?)\s*(%?)", str(attributes.get(name) or ""))
            if size:
                yield Declaration(name, size[1] + (size[2] or "px"), important=False)
    if tag.name == "marquee":  # what it does not show yet comes by
        yield Declaration("display", "inline-block", important=False)
        yield Declaration("overflow-x", "auto", important=False)
        yield Declaration("overflow-y", "auto", important=False)


def _font_size(text: str) -> Iterator[Declaration]:
    if re.fullmatch(r"[+-]?\d{1,3}", text):
        number = int(text) + (3 if text[0] in "+-" else 0)
        name = _FONT_TAG_SIZES[min(7, max(1, number)) - 1]
        yield Declaration("font-size", name, important=False)
