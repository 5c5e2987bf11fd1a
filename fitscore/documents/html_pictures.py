"""Which pictures lie in a web page itself, and whether anything is seen through them."""

from __future__ import annotations

from bs4 import BeautifulSoup
from bs4.element import Tag

from fitscore.documents.css import declarations
from fitscore.documents.css_colours import colour
from fitscore.documents.css_style import Style
from fitscore.documents.css_values import tokens, written
from fitscore.documents.data_urls import data_of

_MOST_SHAPES = 50  # of a drawing


def is_opaque_picture(tag: Tag, style: Style) -> bool:
    """Whether an element is a picture of the page itself that nothing is seen through."""
    if tag.name == "svg":
        return any(_is_sheet(shape, style) for shape in tag.find_all("rect", limit=_MOST_SHAPES))
    found = data_of(str(tag.get("src") or "")) if tag.name == "img" else None
    if found is None:
        return False
    kind, data = found
    if kind == "image/svg+xml":
        return any(_is_sheet(r, style) for r in BeautifulSoup(data, "lxml").find_all("rect"))
    return _has_no_alpha(data)


def _is_sheet(shape: Tag, style: Style) -> bool:
    """Whether a rectangle of a drawing is filled, and as large as the drawing."""
    declared = {d.name: d.value for d in declarations(str(shape.get("style") or ""))}
    fill = colour(declared.get("fill") or str(shape.get("fill") or "black"))
    see_through = [declared.get(n) or str(shape.get(n) or "1") for n in ("opacity", "fill-opacity")]
    if fill is None or isinstance(fill, str) or fill[3] < 1 or see_through != ["1", "1"]:
        return isinstance(fill, str) and style.colour[3] == 1 and see_through == ["1", "1"]
    drawing = shape.find_parent("svg")
    return drawing is not None and all(
        str(shape.get(side) or "") in {"100%", str(drawing.get(side) or "100%")}
        or str(shape.get(side) or "") in str(drawing.get("viewbox") or "").split()[2:]
        for side in ("width", "height")
    )


def _has_no_alpha(data: bytes) -> bool:
    """Whether all points of a picture are opaque; by the formats' own words, without decoding.

    PNG (colour types 0 and 2 without a tRNS chunk), GIF (no transparent index), JPEG.
    """
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return data[25:26] in {b"\0", b"\2", b"\3"} and b"tRNS" not in data
    if data.startswith(b"GIF8"):
        # A graphic control extension: its fields' lowest bit says that an index is transparent.
        at = data.find(b"\x21\xf9\x04")
        return at < 0 or not (data[at + 3 : at + 4] or b"\1")[0] & 1
    return data.startswith((b"\xff\xd8\xff", b"BM"))


def stands_for(tag: Tag) -> bool:
    """Whether what is in an `object` is shown, since it names nothing else to show."""
    return tag.name == "object" and not str(tag.get("data") or "").strip()


def is_list(tag: Tag) -> bool:
    """Whether an element is a field that shows several of its options, and not only one."""
    size = str(tag.get("size") or "")
    return tag.name == "select" and (tag.has_attr("multiple") or (size.isdecimal() and size > "1"))


def is_replaced(content: str) -> bool:
    """Whether `content` puts a picture of the page itself in the place of an element's text."""
    for token in tokens(content):
        if token.type == "url":
            return data_of(str(token.value)) is not None
        if token.type == "function" and token.lower_name == "url":
            return data_of(written(token.arguments).strip("'\"")) is not None
    return False
