"""Which text of a web page a reader does not see.

Judged is the page as it stands in the file: its style sheets and `style` attributes on a screen of
1200 by 900 px, without scripts, without sheets and pictures that lie elsewhere. Text is unseen
where it is not displayed, too faint for its ground (see `contrast`), smaller than on paper, cut
off, scaled to nothing, off the page or under an opaque box. Where a ground is not known (a picture)
the text counts as seen.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

from bs4 import BeautifulSoup
from bs4.element import NavigableString, PreformattedString, Tag

from fitscore.documents.css import Declaration, Sheets
from fitscore.documents.css_boxes import (
    Frame,
    cuts,
    faces_away,
    has_no_rows,
    indent_of,
    is_contained,
    leaves_nothing,
    padding,
    scrolls,
    size_of,
    transform_of,
    width_of_item,
)
from fitscore.documents.css_style import HINTED, Style, inherited, own_values
from fitscore.documents.css_values import SCREEN, length
from fitscore.documents.flow import LEAST_SIZE
from fitscore.documents.html_covers import Cover, Layers, Written, covered
from fitscore.documents.html_paint import (
    Ground,
    is_masked,
    is_opaque,
    is_smeared,
    legible,
    on,
)
from fitscore.documents.html_places import (
    CELLS,
    CONTEXTS,
    INLINE,
    Place,
    across_of,
    clip_of,
    is_cut,
    is_inline,
    is_item,
    sets_below,
    sets_beside,
)

_LEAST_PX = LEAST_SIZE * 4 / 3
_GLYPH, _LINE = 0.5, 1.2  # of the font size: a letter's usual width, a line's height
_CLOSEST = -0.4  # of the font size: letters set closer stand on one another
_FARTHEST = 10.0  # the same: letters set farther apart are no words
_WORD_SPACE = (-3.0, 100.0)
_MOST_RIGHT = 3 * SCREEN[0]
_MOST_BLANK = 3 * SCREEN[1]  # px that nobody scrolls over to look for more
_LEAST_WIDTH = 200.0  # px, of a column; in narrower boxes text is cut off or set beside others
_MOST_ELEMENTS = 100_000
_NOT_READ = {"script", "style", "head", "template", "noscript", "svg", "iframe"}


@dataclass(frozen=True, slots=True)
class Unseen:
    """What of a page is not seen, by the `id()` of its nodes.

    Attributes:
        gone: Elements that have no box at all.
        strings: Further strings that are not seen.
        faint: Those of them that have the colour of their ground.
        complete: All rules of the page were followed.
    """

    gone: frozenset[int]
    strings: frozenset[int]
    faint: frozenset[int]
    complete: bool


def is_complete(soup: BeautifulSoup) -> bool:
    """Whether a page names no style sheet that lies elsewhere."""
    imported = any("@import" in style.get_text() for style in soup.find_all("style"))
    return not imported and not any(
        "stylesheet" in str(link.get("rel") or "").lower() for link in soup.find_all("link")
    )


def unseen(soup: BeautifulSoup, *, sheets_missing: bool = False) -> Unseen:
    """Judge all text of a page.

    Args:
        soup: The page.
        sheets_missing: Sheets that are not there paint it too: no ground is known but those that
            the page sets itself.
    """
    sheets = Sheets(missing=sheets_missing)
    for style in soup.find_all("style"):
        if not any(parent.name in {"noscript", "template"} for parent in style.parents):
            sheets.add(style.get_text(), str(style.get("media") or ""))
    root = soup.find("html")
    judge = _Judge(sheets, sheets.held(root) if isinstance(root, Tag) else {})
    judge.walk(root if isinstance(root, Tag) else soup)
    judge.look_farther()
    return Unseen(
        frozenset(judge.gone),
        frozenset(judge.strings),
        frozenset(judge.faint),
        sheets.complete and judge.complete,
    )


class _Judge:
    """Walks a page once, in its order."""

    def __init__(self, sheets: Sheets, held: Mapping[int, list[Declaration]]) -> None:
        self.gone: set[int] = set()
        self.strings: set[int] = set()
        self.faint: set[int] = set()
        self.complete = True
        self._sheets = sheets
        self._held = held
        self._flow = 0.0  # px, how far down the lines reach
        self._run = 0.0  # px, of the line that is being filled
        self._most_right = _MOST_RIGHT
        self._plains: dict[tuple[int, bool, bool], tuple[Place, Place]] = {}
        self._legible: dict[tuple[int, int], tuple[Ground, Style, bool]] = {}
        self._written: list[Written] = []
        self._covers: list[Cover] = []
        self._layers: Layers = {}

    def walk(self, root: Tag) -> None:
        """Judge each string; iterative, because hostile pages nest deeper than Python's stack."""
        ground = Ground(colours=None) if self._sheets.missing else Ground()
        stack: list[tuple[object, Place, tuple[Place, float] | None]] = [
            (root, Place(ground=ground), None)
        ]
        elements = 0
        while stack:
            node, place, opened = stack.pop()
            if isinstance(node, NavigableString):
                if not isinstance(node, PreformattedString) and not node.isspace():
                    self._string(node, place)
            elif isinstance(node, Tag):
                if opened is not None:
                    self._close(place, *opened)
                    continue
                elements += 1
                if node.name in _NOT_READ or elements > _MOST_ELEMENTS:
                    self.complete = self.complete and elements <= _MOST_ELEMENTS
                    continue
                inner = self._enter(node, place)
                if inner is None:
                    self.gone.add(id(node))
                    continue
                if not (inner.inline if inner is not place else node.name in INLINE):
                    self._end_line(place)
                    stack.append((node, inner, (place, self._flow)))
                folded = node.name == "details" and not node.has_attr("open")
                children = self._unfolded(node) if folded else node.contents
                stack.extend((child, inner, None) for child in reversed(children))

    def _unfolded(self, details: Tag) -> list[object]:
        """What is seen of closed details: their summary."""
        summary = details.find("summary", recursive=False)
        for child in details.contents:
            if child is not summary:
                (self.gone if isinstance(child, Tag) else self.strings).add(id(child))
        return [] if summary is None else [summary]

    def _enter(self, tag: Tag, place: Place) -> Place | None:
        """The place inside an element; None where it has no box."""
        held = self._held.get(id(tag), ())
        if not (held or tag.attrs or tag.name in HINTED):
            return self._plain(tag, place)
        values, variables = own_values(tag, held, self._sheets, place.style, place.values)
        if not values and variables is place.style.variables:
            return self._plain(tag, place)
        display = values.get("display", "").lower()
        if display == "none" or values.get("content-visibility", "").lower() == "hidden":
            return None
        style = inherited(place.style, values, variables)
        inline = is_inline(tag, display, values, place)
        small = False
        inner = replace(place, style=style, values=values, inline=inline, columns=None)
        if not inline:
            inner, small = self._boxed(tag, inner, place, values)
        elif "zoom" in values:
            scaled = transform_of({"zoom": values["zoom"]}, style.size, None, None)
            inner = replace(inner, across=inner.across * scaled.across)
        root = tag.name == "html"
        if root:
            self._sheets.root = style.size
        ground = on(place.ground, values, style, small=small, root=root)
        positioned = values.get("position", "static").lower() not in {"static", ""}
        lost = (
            inner.lost
            or leaves_nothing(values, style.size, positioned=positioned)
            or is_smeared(values, style)
            or is_masked(values, style)
            or faces_away(values)
        )
        return replace(inner, ground=ground, lost=lost)

    def _plain(self, tag: Tag, place: Place) -> Place:
        """The place inside an element that no rule is about; one for all that are alike."""
        row, cell = tag.name == "tr", tag.name in CELLS
        if not (cell or place.values or place.columns is not None):
            return place
        inline = tag.name in INLINE and place.columns is None
        key = (id(place), inline, cell)
        known = None if row else self._plains.get(key)
        if known is None:
            inner = replace(
                place,
                values={},
                inline=inline,
                lined=place.lined and not cell,
                columns=[0.0] if row else None,
            )
            known = self._plains[key] = (place, inner)  # kept, so that ids hold
        return known[1]

    def _boxed(
        self, tag: Tag, inner: Place, place: Place, values: Mapping[str, str]
    ) -> tuple[Place, bool]:
        """The place with the element's box: where it is, how large, what it cuts off."""
        em = inner.style.size
        display = values.get("display", "").lower()
        position = values.get("position", "static").lower().removeprefix("-webkit-")
        placed = position in {"absolute", "fixed"}
        frame = Frame(1, height=SCREEN[1]) if position == "fixed" else place.frame
        outer_width, outer_height = (
            (frame.width, frame.height) if placed else (place.width, place.height)
        )
        width = size_of(values, "width", em, outer_width)
        height = size_of(values, "height", em, outer_height)
        if height is None and ("grid" in place.values.get("display", "") or "contain" in values):
            height = 0.0 if has_no_rows(place.values) or is_contained(values) else None
        if is_item(place):
            width = width_of_item(tag, place.values, values, em, width)
        moved = self._moved(inner, place, values, frame, position, (width, height))
        changed = transform_of(values, em, outer_width if width is None else width, height)
        sides = [
            padding(values, side, em, outer_width) for side in ("top", "right", "bottom", "left")
        ]
        x, y = moved.x + changed.x, moved.y + changed.y
        top = self._flow - moved.base + y
        border = values.get("box-sizing", "").lower() == "border-box"
        box = (
            None if width is None else width + (0 if border else sides[1] + sides[3]),
            None if height is None else height + (0 if border else sides[0] + sides[2]),
        )
        small = any(size is not None and size < em / 2 for size in box)
        clips = moved.clips
        if tag.name in {"html", "body"} and cuts(values, "x") and not scrolls(values, "x"):
            self._most_right = SCREEN[0]
        if cuts(values, "x") or cuts(values, "y"):
            clips = (*clips, clip_of(values, (x, top), box, any(sides)))
        inner = replace(
            moved,
            x=x + sides[3],
            y=y,
            across=moved.across * changed.across,
            down=moved.down * changed.down,
            width=max(1.0, outer_width - sides[1] - sides[3] if width is None else width),
            height=height,
            clips=clips,
            lined=sets_below(tag, values, inner, clipped=clips is not moved.clips),
            inline=display.startswith("inline"),
            columns=[0.0] if sets_beside(tag, values) else None,
        )
        if position in {"relative", "absolute", "fixed", "sticky"} or "transform" in values:
            edge = Frame(
                id(tag), x, top, inner.width + sides[1] + sides[3], box[1], inner.slack, clips
            )
            inner = replace(inner, frame=edge)
        self._flow += sides[0]
        return self._stacked(tag, inner, place, values, frame, box), small

    def _moved(
        self,
        inner: Place,
        place: Place,
        values: Mapping[str, str],
        frame: Frame,
        position: str,
        size: tuple[float | None, float | None],
    ) -> Place:
        """The place moved by margins and by the offsets of positioned boxes."""
        em = inner.style.size
        side = {
            name: length(values.get(name, "auto"), em, whole)
            for name, whole in (
                ("left", frame.width), ("right", frame.width),
                ("top", frame.height or 0.0), ("bottom", frame.height or 0.0),
            )
        }  # fmt: skip
        across = length(values.get("margin-left", "0"), em, place.width) or 0.0
        down = length(values.get("margin-top", "0"), em, place.width) or 0.0
        if position not in {"absolute", "fixed"}:
            far = abs(down) > _MOST_BLANK
            self._flow += 0.0 if far else max(0.0, down)
            if position == "relative":
                across += side["left"] if side["left"] is not None else -(side["right"] or 0.0)
                down_by = side["top"] if side["top"] is not None else -(side["bottom"] or 0.0)
            else:
                down_by = 0.0
            return replace(
                inner, x=place.x + across, y=place.y + (down if far else min(0.0, down)) + down_by
            )
        x, slack_x = across_of(place, frame, side, size[0])
        y, base, slack_y = self._down(place, frame, side, size[1])
        return replace(
            inner,
            x=x + across,
            y=y + down,
            base=base,
            slack=(slack_x, slack_y),
            clips=() if position == "fixed" else frame.clips,
            fixed=position == "fixed" or place.fixed,
        )

    def _down(
        self,
        place: Place,
        frame: Frame,
        side: Mapping[str, float | None],
        height: float | None,
    ) -> tuple[float, float, float]:
        """Its top, where in the flow it begins, and how wrong that may be."""
        top, bottom = side["top"], side["bottom"]
        if top is not None:
            return frame.y + top, self._flow, frame.slack[1]
        if bottom is not None:
            known = SCREEN[1] if frame.height is None else frame.height
            return frame.y + known - bottom - (height or 0.0), self._flow, frame.slack[1]
        return place.y, place.base, place.slack[1]

    def _stacked(
        self,
        tag: Tag,
        inner: Place,
        place: Place,
        values: Mapping[str, str],
        frame: Frame,
        box: tuple[float | None, float | None],
    ) -> Place:
        """The place with what its stacking makes of it, and what it covers remembered."""
        position = values.get("position", "static").lower()
        z = values.get("z-index", "auto").lower()
        positioned = position not in {"static", ""}
        number = int(z) if z.lstrip("+-").isdigit() and len(z) < 12 else None
        layered = number is not None and (positioned or is_item(place))
        opaque = is_opaque(values, inner.style)
        own = layered or position in {"fixed", "sticky"} or bool(CONTEXTS & values.keys())
        if positioned or own:
            self._layers[id(tag)] = (number or 0 if layered else 0, len(self._layers))
        if position in {"absolute", "fixed"} and opaque and not (number or 0) < 0:
            self._covers.append(
                Cover.of(tag, frame, values, inner.style.size, box, self._layers[id(tag)])
            )
        root = tag.name in {"html", "body"}
        behind = layered and number is not None and number < 0 and place.backed
        backed = not root and opaque if not own else False
        return replace(
            inner, backed=backed or (place.backed and not own), lost=place.lost or behind
        )

    def _close(self, inner: Place, place: Place, start: float) -> None:
        """Reckon how far down the page reaches behind an element."""
        self._end_line(inner)
        values = inner.values
        if inner.columns is not None:
            self._flow = max(self._flow, *inner.columns)
        if values:
            self._flow += padding(values, "bottom", inner.style.size, inner.width)
            if inner.height is not None:
                bottom = start + inner.height
                self._flow = bottom if "height" in values else min(self._flow, bottom)
            self._flow += max(
                0.0, length(values.get("margin-bottom", "0"), inner.style.size, 0.0) or 0
            )
        if place.columns is not None:
            place.columns[0] = max(place.columns[0], self._flow)
        out = values.get("position", "").lower() in {"absolute", "fixed"}
        if out or place.columns is not None or values.get("float", "none").lower() != "none":
            self._flow = start  # what follows stands beside it

    def _end_line(self, place: Place) -> None:
        if self._run:
            line = place.style.line if place.style.line is not None else _LINE * place.style.size
            self._flow += math.ceil(self._run / max(place.width, _LEAST_WIDTH)) * line
            self._run = 0.0

    def _string(self, string: NavigableString, place: Place) -> None:
        count = len(" ".join(string.split()))
        style = place.style
        width = _GLYPH * style.size * place.across * count
        size = style.size * min(place.across, place.down)
        if not self._is_seen(place, count, width, size):
            self.strings.add(id(string))
        elif not self._is_legible(place):
            self.strings.add(id(string))
            self.faint.add(id(string))
        else:
            top = self._flow - place.base + place.y
            placed = bool(place.base or place.y)
            self._written.append(Written(string, place.x, top, width, style.size, placed))
        self._run += width

    def _is_seen(self, place: Place, count: int, width: float, size: float) -> bool:
        style = place.style
        if place.lost or not style.visible or size < _LEAST_PX:
            return False
        if count > 1 and not _CLOSEST * style.size < style.letter < _FARTHEST * style.size:
            return False
        if not _WORD_SPACE[0] * style.size < style.word < _WORD_SPACE[1] * style.size:
            return False
        return self._is_on_page(place, width, size)

    def _is_legible(self, place: Place) -> bool:
        key = (id(place.ground), id(place.style))
        if key not in self._legible:
            result = legible(place.ground, place.style)
            self._legible[key] = (place.ground, place.style, result)  # kept, so that ids hold
        return self._legible[key][2]

    def _is_on_page(self, place: Place, width: float, size: float) -> bool:
        shift = indent_of(place.style.indent, place.style.size, place.width)
        if shift < 0 and width > place.width - shift:
            shift = 0.0  # lines that follow are not indented
        x = place.x + shift
        y = self._flow - place.base + place.y
        high = _LINE * size
        if not place.style.nowrap:
            width = min(width, place.width)
            high *= math.ceil(width / place.width)
        slack_x, slack_y = place.slack
        if x + width + slack_x < 0 or x >= self._most_right:
            return False
        if y + high + (slack_y and slack_y + 0.5 * self._flow) < 0:
            return False
        if place.fixed and (x >= SCREEN[0] or y >= SCREEN[1]):
            return False
        return not any(is_cut(clip, place, (x, y), (width, high), size) for clip in place.clips)

    def look_farther(self) -> None:
        """Judge what only the whole page tells: text far below all other text, and under boxes."""
        reach = SCREEN[1]
        for written in sorted(self._written, key=lambda w: w.y):
            if written.y > reach + _MOST_BLANK and written.placed:
                self.strings.add(id(written.string))
            else:
                reach = max(reach, written.y + _LINE * written.size)
        if self._covers:
            self.strings |= covered(self._written, self._covers, self._layers)
