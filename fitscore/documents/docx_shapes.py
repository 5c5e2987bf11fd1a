"""Drawings of a Word file: text boxes, and what is painted under and over text.

DrawingML: ECMA-376 (ISO/IEC 29500-1), 20.4 (anchors), 20.1 (shapes), [MS-DOCX] for wps and wpg;
VML: 29500-4, 19. Lengths are points.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from fitscore.documents.docx_colors import Palette, older_color
from fitscore.documents.docx_content import ALTERNATE, MC, chosen
from fitscore.documents.docx_styles import EMU, W, number
from fitscore.documents.grounds import NOTHING, Fill
from fitscore.documents.package import local_name
from fitscore.documents.place import Area, Page, Shape

_UNITS = {"pt": 1.0, "in": 72.0, "cm": 72 / 2.54, "mm": 7.2 / 2.54, "pc": 12.0, "px": 0.75}
_LENGTH = re.compile(r"(-?[\d.]+)(pt|in|cm|mm|pc|px)?")
_OLDER = frozenset({"shape", "rect", "roundrect", "oval"})
_TRUE = frozenset({"1", "true", "on", "t"})
_STRAIGHT = frozenset({"rect", "roundRect", "flowChartProcess", ""})
_DEGREE = 60_000  # of the units of angles
_LEAST_FACE = 0.05  # of the height or width of a shape, as it is turned
_NEAR = 2.0  # widths of a group: what is nearer is taken to be in it
_USUAL_WIDTH = 200.0  # of a box in VML that does not say


class Drafts:
    """Reads drawings.

    Args:
        palette: Of the document.
        is_opaque: Whether the picture of a relation lets nothing through.
    """

    def __init__(self, palette: Palette, is_opaque: Callable[[str], bool]) -> None:
        self._palette = palette
        self._is_opaque = is_opaque

    def shapes(self, drawing: Any, page: Page, left: float | None) -> list[Shape]:
        """The shapes of a drawing, those of a group one by one.

        Args:
            drawing: `w:drawing`, `w:pict` or `w:object`.
            page: Where it stands.
            left: Of the text it is anchored in, from the edge; None where that is not known.
        """
        owner = next(drawing.iterancestors(f"{W}p"), None)
        found: list[Shape] = []
        for child in drawing:
            kind = local_name(child)
            if kind in {"anchor", "inline"}:
                found += self._members(
                    child, self._frame(child, page, left, inline=kind == "inline")
                )
            elif kind in _OLDER or kind == "group":
                found += self._older(child, page, left, None)
        known = {shape.content for shape in found}
        for text in _outermost(drawing):
            if text not in known:  # in a drawing of a kind that is not known: it may be seen
                found.append(_anywhere(text, page))
        return [replace(each, owner=owner) for each in found]

    def _frame(self, anchor: Any, page: Page, left: float | None, *, inline: bool) -> Shape:
        """Where an anchor puts what it holds."""
        parts = {local_name(child): child for child in anchor}
        extent = parts.get("extent")
        size = {} if extent is None else extent.attrib
        width, height = (number(size.get(key), unit=EMU) * EMU for key in ("cx", "cy"))
        said = parts.get("docPr")
        hidden = any(e is not None and e.get("hidden") in _TRUE for e in (anchor, said))
        if inline:
            corner = (0.0, page.width), (0.0, page.height)
            area = Area(*corner, width, height)
            return Shape(area, NOTHING, hidden=hidden, floats=False, inline=True)
        area = _anchored(anchor, parts, page, left, (width, height))
        return Shape(
            area,
            NOTHING,
            order=number(anchor.get("relativeHeight")),
            behind=anchor.get("behindDoc") in _TRUE,
            floats="wrapNone" in parts or anchor.get("behindDoc") in _TRUE,
            hidden=hidden,
        )

    def _members(self, anchor: Any, frame: Shape) -> Iterator[Shape]:
        for graphic in anchor:
            if local_name(graphic) == "graphic":
                for data in graphic:
                    width, height = frame.area.width, frame.area.height
                    yield from self._walk(data, frame, (0.0, 0.0, 1.0, 1.0), (width, height))

    def _walk(
        self,
        parent: Any,
        frame: Shape,
        scale: tuple[float, float, float, float],
        whole: tuple[float, float] | None,
    ) -> Iterator[Shape]:
        """Shapes and pictures; `scale` leads from a group's points to the anchor's."""
        for child in parent:
            kind = local_name(child)
            if child.tag == ALTERNATE:
                yield from self._walk(chosen(child), frame, scale, whole)
            elif kind in {"wgp", "grpSp", "wpc"}:
                yield from self._walk(child, frame, _inner(child, scale, whole), None)
            elif kind in {"wsp", "pic"}:
                yield self._shape(child, frame, scale, whole)

    def _shape(
        self,
        element: Any,
        frame: Shape,
        scale: tuple[float, float, float, float],
        whole: tuple[float, float] | None,
    ) -> Shape:
        parts = {local_name(child): child for child in element}
        properties = parts.get("spPr")
        area = frame.area
        if whole is None:
            x, y, width, height = _box_of(properties, ("off", "ext"))
            area = area.moved(
                scale[0] + x * scale[2],
                scale[1] + y * scale[3],
                width * scale[2],
                height * scale[3],
            )
        said = next((parts[k] for k in ("cNvPr", "nvPicPr") if k in parts), None)
        names = [] if said is None else [said, *said]
        hidden = frame.hidden or any(e.get("hidden") in _TRUE for e in names)
        fill, straight = self._filled(element, parts, properties)
        text = next((e for e in element.iter(f"{W}txbxContent")), None)
        body = parts.get("bodyPr")
        grows = body is not None and (
            any(local_name(e) == "spAutoFit" for e in body)
            or body.get("vert", "horz") != "horz"
            or _goes_on(parts.get("txbx"))
        )
        return replace(
            frame,
            area=area,
            fill=fill,
            content=text,
            hidden=hidden or _is_full(body, area, grows=grows) or _is_edgewise(element),
            grows=grows,
            straight=straight,
        )

    def _filled(self, element: Any, parts: dict[str, Any], properties: Any) -> tuple[Fill, bool]:
        """What a shape is painted with, and whether it fills its whole area."""
        if local_name(element) == "pic":
            links = [
                str(value)
                for blip in element.iter()
                if local_name(blip) == "blip"
                for key, value in blip.attrib.items()
                if str(key).endswith("}embed")
            ]
            return Fill((None,)), any(map(self._is_opaque, links))
        geometry = [] if properties is None else [e for e in properties if "Geom" in local_name(e)]
        straight = all(local_name(e) == "prstGeom" and e.get("prst") in _STRAIGHT for e in geometry)
        found = None if properties is None else self._palette.drawn(properties)
        if found is not None:
            return found, straight
        # A shape without a fill of its own takes that of its style.
        for reference in parts.get("style", ()):
            if local_name(reference) == "fillRef" and reference.get("idx") not in {None, "0"}:
                color = next(iter(reference), None)
                if color is None:
                    return Fill((None,)), straight
                ground, opacity = self._palette.drawing_color(color)
                return Fill((ground,), opacity), straight
        return NOTHING, straight

    def _older(
        self, element: Any, page: Page, left: float | None, group: Shape | None
    ) -> Iterator[Shape]:
        """A shape of VML, or the members of a group, which all lie where the group does."""
        css = _css(element.get("style"))
        hidden = _is_switched_off(css)
        if group is None:
            frame = self._older_frame(css, page, left)
        else:
            frame = replace(group, area=_in_group(element, css, group.area))
            if any(_is_nothing(css.get(key)) for key in ("width", "height")):
                hidden = True
        frame = replace(frame, hidden=frame.hidden or hidden)
        if local_name(element) == "group":
            for child in element:
                if local_name(child) in _OLDER or local_name(child) == "group":
                    yield from self._older(child, page, left, frame)
            return
        text = next((e for e in element.iter(f"{W}txbxContent")), None)
        boxes = [_css(e.get("style")) for e in element if local_name(e) == "textbox"]
        grows = any(box.get("mso-fit-shape-to-text") in _TRUE for box in boxes)
        full = any(
            _is_inset(e, frame.area, grows=frame.grows or grows or group is not None)
            for e in element
            if local_name(e) == "textbox"
        )
        frame = replace(frame, hidden=frame.hidden or full or any(map(_is_switched_off, boxes)))
        words = " ".join(
            e.get("string") or ""
            for e in element
            if local_name(e) == "textpath" and e.get("on", "t") in _TRUE
        )
        yield replace(
            frame,
            fill=_older_ink(element) if words else _older_fill(element),
            content=text,
            words=words,
            grows=frame.grows or grows or group is not None,
            straight=local_name(element) == "rect" or text is not None,
        )

    def _older_frame(self, css: dict[str, str], page: Page, left: float | None) -> Shape:
        width, height = (_points(css.get(key)) for key in ("width", "height"))
        x, y = (
            sum(_points(css.get(key)) or 0.0 for key in keys)
            for keys in (("margin-left", "left"), ("margin-top", "top"))
        )
        start = css.get("mso-position-horizontal-relative", "text")
        if css.get("mso-position-horizontal", "absolute") != "absolute":
            across = (0.0, page.width)
        elif start == "page":
            across = (x, x)
        elif start == "margin":
            across = (x + page.left, x + page.left)
        else:
            across = (x, x + page.width) if left is None else (x + left, x + left)
        line = css.get("mso-position-vertical-relative", "text")
        down: float | None = None
        if css.get("mso-position-vertical", "absolute") != "absolute":
            below = (0.0, page.height)
        elif line in {"page", "margin"}:
            below = (y, y) if line == "page" else (y + page.top, y + page.top)
        else:
            below, down = (y, y + page.height), y
        floats = css.get("position") == "absolute"
        if not floats:
            across, below, down = (0.0, page.width), (0.0, page.height), None
        order = number(css.get("z-index"))
        return Shape(
            Area(across, below, _USUAL_WIDTH if width is None else width, height or 0.0, down),
            NOTHING,
            order=order,
            behind=order < 0,
            floats=floats,
            grows=height is None,
            inline=not floats,
        )


def _anchored(
    anchor: Any,
    parts: dict[str, Any],
    page: Page,
    left: float | None,
    size: tuple[float, float],
) -> Area:
    """Where an anchor stands."""
    simple = parts.get("simplePos")
    if anchor.get("simplePos") in _TRUE and simple is not None:
        x, y = (number(simple.get(key), unit=EMU) * EMU for key in "xy")
        return Area((x, x), (y, y), *size)
    across, begin = _position(parts, "positionH", anchor, page.width)
    if begin == "page":
        low, high = 0.0, page.width
    else:
        low, high = page.left, page.width - page.right
    known = begin in {"page", "margin"} or (begin == "column" and left is not None)
    start = left if begin == "column" and left is not None else low
    if isinstance(across, float):
        corner = (start + across, start + across) if known else (across, page.width + across)
    else:
        free = high - start - size[0]
        at = {"left": 0.0, "inside": 0.0, "center": free / 2, "right": free, "outside": free}
        shift = at.get(across)
        known = known and shift is not None
        corner = (start + (shift or 0), start + (shift or 0)) if known else (0.0, page.width)
    below, line = _position(parts, "positionV", anchor, page.height)
    if not isinstance(below, float):
        if line == "page" and below in {"top", "bottom", "center"}:
            free = page.height - size[1]
            y = {"top": 0.0, "center": free / 2}.get(below, free)
            return Area(corner, (y, y), *size)
        return Area(corner, (0.0, page.height), *size)
    if line in {"page", "topMargin"}:
        return Area(corner, (below, below), *size)
    if line == "margin":
        return Area(corner, (below + page.top, below + page.top), *size)
    return Area(corner, (below, below + page.height), *size, down=below)


def _position(
    parts: dict[str, Any], name: str, anchor: Any, long: float
) -> tuple[float | str, str]:
    """How far from where: a distance, or the name of an alignment."""
    found = parts.get(name)
    if found is None:  # in alternatives where it is a share of the page
        found = next((e for e in anchor.iter() if local_name(e) == name and _is_older(e)), None)
    if found is None:
        return "", ""
    for child in found:
        if local_name(child) == "posOffset":
            return number(child.text, unit=EMU) * EMU, found.get("relativeFrom") or ""
        if local_name(child).startswith("pctPos"):  # thousandths of a percent of the page
            return number(child.text) / 100_000 * long, found.get("relativeFrom") or ""
        if local_name(child) == "align":
            return (child.text or "").strip(), found.get("relativeFrom") or ""
    return "", found.get("relativeFrom") or ""


def _is_older(element: Any) -> bool:
    return bool(element.getparent().tag == f"{MC}Fallback")


def _box_of(properties: Any, names: tuple[str, str]) -> tuple[float, float, float, float]:
    """Corner and size of the transformation in the properties of a shape or a group."""
    for transform in properties if properties is not None else ():
        if local_name(transform) == "xfrm":
            parts = {local_name(e): e.attrib for e in transform}
            corner, size = (parts.get(name, {}) for name in names)
            return (
                number(corner.get("x"), unit=EMU) * EMU,
                number(corner.get("y"), unit=EMU) * EMU,
                number(size.get("cx"), unit=EMU) * EMU,
                number(size.get("cy"), unit=EMU) * EMU,
            )
    return 0.0, 0.0, 1e3, 1e3


def _inner(
    group: Any, scale: tuple[float, float, float, float], whole: tuple[float, float] | None
) -> tuple[float, float, float, float]:
    """How the points of a group's members become those of the anchor."""
    properties = next((e for e in group if local_name(e) == "grpSpPr"), None)
    if properties is None or not len(properties):
        return scale
    x, y, width, height = _box_of(properties, ("off", "ext"))
    inner_x, inner_y, inner_width, inner_height = _box_of(properties, ("chOff", "chExt"))
    if whole is not None:
        x, y, width, height = 0.0, 0.0, *whole
    across, down = (
        (long / inner if inner else 0.0)
        for long, inner in ((width, inner_width), (height, inner_height))
    )
    return (
        scale[0] + (x - inner_x * across) * scale[2],
        scale[1] + (y - inner_y * down) * scale[3],
        scale[2] * across,
        scale[3] * down,
    )


def _outermost(parent: Any) -> Iterator[Any]:
    """The texts of boxes that stand in no other box."""
    for child in parent:
        if child.tag == f"{W}txbxContent":
            yield child
        elif child.tag == ALTERNATE:
            yield from _outermost(chosen(child))
        else:
            yield from _outermost(child)


def _anywhere(content: Any, page: Page) -> Shape:
    """A box of which nothing is known but its text."""
    area = Area((0.0, page.width), (0.0, page.height), _USUAL_WIDTH, page.height)
    return Shape(area, NOTHING, content, floats=False, grows=True, inline=True)


def _goes_on(box: Any) -> bool:
    """Whether the text of a box goes on in another one."""
    name = None if box is None else box.get("id")
    return name is not None and any(
        local_name(each) == "linkedTxbx" and each.get("id") == name
        for each in box.getroottree().iter("{*}linkedTxbx")
    )


def in_margin(shape: Shape, page: Page, *, header: bool) -> Shape:
    """A shape in a header or footer, where it stands on the page."""
    area = shape.area
    if area.down is None:
        return shape
    start = page.header if header else page.height - page.footer - area.height
    top = start + area.down
    return replace(shape, area=replace(area, top=(top, top), down=None))


def _is_full(body: Any, area: Area, *, grows: bool) -> bool:
    """Whether the white space at the edges of a box leaves no room in it."""
    if body is None:
        return False
    left, right, top = (number(body.get(side), unit=EMU) * EMU for side in ("lIns", "rIns", "tIns"))
    return left + right > area.width or (top > area.height and not grows)


def _is_edgewise(element: Any) -> bool:
    """Whether a shape is turned in space until its edge is all that is seen (20.1.5.11)."""
    turns = [
        number(rotation.get(way)) / _DEGREE
        for camera in element.iter("{*}camera")
        for rotation in camera.iterchildren("{*}rot")
        for way in ("lat", "lon")
    ]
    return any(abs(math.cos(math.radians(turn))) < _LEAST_FACE for turn in turns)


def _is_inset(box: Any, area: Area, *, grows: bool) -> bool:
    """Whether the white space at the edges of a box of VML leaves no room in it."""
    sides = [_points(side.strip()) or 0.0 for side in (box.get("inset") or "").split(",")]
    left, top, right, _ = (*sides, 0.0, 0.0, 0.0, 0.0)[:4]
    return left + right > area.width or (top > area.height and not grows)


def _older_fill(element: Any) -> Fill:
    """What a shape of VML is painted with: white, where it says nothing (29500-4, 19.1.2.5)."""
    if element.get("filled") in {"f", "false", "0"}:
        return NOTHING
    opacity = 1.0
    for child in element:
        if local_name(child) == "fill":
            if child.get("on") in {"f", "false", "0"}:
                return NOTHING
            if child.get("type", "solid") != "solid":
                return Fill((None,))
            said = child.get("opacity") or "1"
            part = number(said.rstrip("f%"), 1.0)
            opacity = part / 65536 if said.endswith("f") else part / (100 if "%" in said else 1)
        elif local_name(child) == "imagedata":
            return Fill((None,))
    color = element.get("fillcolor")
    # A type of shapes, which is not looked up, may say that they are not filled.
    if color is None:
        return NOTHING if element.get("type") else Fill(((255.0, 255.0, 255.0),), opacity)
    return Fill((older_color(color),), opacity)


def _older_ink(element: Any) -> Fill:
    """What words drawn as shapes are painted with, their outlines included."""
    fill = _older_fill(element)
    if not fill.grounds and element.get("filled") is None:
        return Fill((None,))
    if element.get("stroked") in {"f", "false", "0"}:
        return fill
    return Fill((*fill.grounds, older_color(element.get("strokecolor") or "black")))


def _in_group(element: Any, css: dict[str, str], area: Area) -> Area:
    """Where a member of a group of VML is, if it is far from the group; else where that is."""
    group = element.getparent()
    origin, size = (
        [number(part) for part in (group.get(name) or usual).split(",")]
        for name, usual in (("coordorigin", "0,0"), ("coordsize", "1000,1000"))
    )
    if len(origin) != 2 or len(size) != 2 or min(size) <= 0:
        return area
    x, y = (number(css.get(key)) for key in ("left", "top"))
    x, y = (x - origin[0]) / size[0], (y - origin[1]) / size[1]
    near = max(abs(x), abs(y)) <= _NEAR
    return area if near else area.moved(x * area.width, y * area.height, area.width, area.height)


def _css(style: str | None) -> dict[str, str]:
    pairs = (part.partition(":") for part in (style or "").split(";"))
    return {name.strip().lower(): value.strip().lower() for name, _, value in pairs}


def _is_switched_off(css: dict[str, str]) -> bool:
    return css.get("visibility") == "hidden" or css.get("display") == "none"


def _points(length: str | None) -> float | None:
    found = _LENGTH.fullmatch(length or "")
    # A number without a unit is of pixels.
    return number(found[1]) * _UNITS[found[2] or "px"] if found else None


def _is_nothing(length: str | None) -> bool:
    found = _LENGTH.fullmatch(length or "")
    return found is not None and number(found[1], 1.0) <= 0
