"""Which text of a web page a reader does not see.

Judged is the page as it stands in the file: its style sheets and `style` attributes on a screen of
1200 by 900 px, without scripts, without sheets and pictures that lie elsewhere. Text is unseen
where it is not displayed, too faint for its ground (see `contrast`), smaller than on paper, cut
off, scaled to nothing, off the page or under an opaque box. No page is laid out: boxes are measured
by averages (see `html_flow`), and where that cannot tell, or where the ground is a picture with an
address elsewhere, the text counts as seen.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from bs4 import BeautifulSoup
from bs4.element import Doctype, NavigableString, PreformattedString, Tag

from fitscore.documents.css import Declaration, Sheets
from fitscore.documents.css_boxes import (
    indent_of,
)
from fitscore.documents.css_clips import (
    CLIPPING,
    LEAST_LEFT,
    MOST_LEFT,
    is_masked,
    reference,
    share_left,
)
from fitscore.documents.css_edges import THICK, outline
from fitscore.documents.css_hints import HINTED
from fitscore.documents.css_properties import WIDE
from fitscore.documents.css_style import (
    Style,
    inherited,
    is_dark,
    own_values,
)
from fitscore.documents.css_transforms import transform_of
from fitscore.documents.css_unjudged import is_struck_out, is_unjudged
from fitscore.documents.css_values import SCREEN, length
from fitscore.documents.flow import LEAST_SIZE
from fitscore.documents.html_boxes import MOST_BLANK, Boxes
from fitscore.documents.html_covers import Stacking, Written, is_pulled
from fitscore.documents.html_flow import (
    GLYPH,
    LINE,
    Flow,
    State,
    divided,
    line_height,
    margin_of,
    shown_of,
)
from fitscore.documents.html_paint import (
    DARK,
    WHITE,
    Ground,
    depends_on_picture,
    is_smeared,
    legible,
    on,
)
from fitscore.documents.html_pictures import is_list, is_replaced, stands_for
from fitscore.documents.html_places import (
    CELLS,
    INLINE,
    PSEUDO,
    Place,
    is_cut,
    is_inline,
)
from fitscore.documents.html_shadow import UNSLOTTED, flatten
from fitscore.documents.html_sheets import add_sheets, collapse_columns, is_complete
from fitscore.documents.html_svg import Drawing
from fitscore.documents.svg_shapes import lets_nothing_through, share_of_clip

_LEAST_PX = LEAST_SIZE * 4 / 3
_CLOSEST = -0.4  # of the font size: letters set closer stand on one another
_FARTHEST = 10.0  # the same: letters set farther apart are no words
_MOST_COMBINED = 4  # letters that are set in the room of one
_SAME_SIZE = 0.1  # of a scale: what is nearly as large is cut off as if it were
_LEAST_LINE = 0.3  # of the font size: less of a line is not read
_BREAKS = ("break-before", "break-after", "page-break-before", "page-break-after")
_BROKEN = {"column", "always", "all", "page", "left", "right"}
_WORD_SPACE = (-3.0, 100.0)
_MOST_ELEMENTS = 100_000
_NOT_READ = {
    "script", "style", "head", "template", "noscript", "select", "datalist", "audio",
}  # fmt: skip
_IN_FIRST_LINE = {"color", "font", "font-size", "-webkit-text-fill-color", "opacity", "visibility"}
_PICTURES = {"svg", "img", "canvas", "video", "iframe", "object"}


@dataclass(frozen=True, slots=True)
class Unseen:
    """What of a page is not seen, by the `id()` of its nodes.

    Attributes:
        gone: Elements that have no box at all.
        strings: Further strings that are not seen.
        faint: Those of them that have the colour of their ground.
        complete: All rules of the page were followed.
        doubtful: Strings that are seen only if a picture that lies elsewhere is there, or that are
            painted by rules which are not worked out.
    """

    gone: frozenset[int]
    strings: frozenset[int]
    faint: frozenset[int]
    complete: bool
    doubtful: frozenset[int] = frozenset()


def unseen(soup: BeautifulSoup, *, sheets_missing: bool = False, alone: bool = True) -> Unseen:
    """Judge all text of a page.

    Args:
        soup: The page.
        sheets_missing: Sheets that are not there paint it too: no ground is known but those that
            the page sets itself.
        alone: The page is no part of a site, whose pictures lie beside it.
    """
    sheets = Sheets(missing=sheets_missing, alone=alone)
    sheets.quirks = not any(isinstance(part, Doctype) for part in soup.contents)
    add_sheets(soup, sheets)
    sure = not sheets_missing and is_complete(soup)
    root = soup.find("html")
    held = sheets.held(root) if isinstance(root, Tag) else {}
    sheets.complete &= flatten(soup, held)
    judge = _Judge(sheets, held, Flow(sure=sure))
    judge.walk(root if isinstance(root, Tag) else soup)
    judge.look_farther()
    judge.divide()
    return Unseen(
        frozenset(judge.gone),
        frozenset(judge.strings),
        frozenset(judge.faint),
        sheets.complete and judge.complete,
        frozenset(judge.doubtful),
    )


class _Judge:
    """Walks a page once, in its order."""

    def __init__(self, sheets: Sheets, held: dict[int, list[Declaration]], flow: Flow) -> None:
        self.gone: set[int] = set()
        self.strings: set[int] = set()
        self.faint: set[int] = set()
        self.doubtful: set[int] = set()
        self.complete = True
        self._sheets = sheets
        self._held = held
        self._flow = flow
        self._plains: dict[tuple[int, bool, bool], tuple[Place, Place]] = {}
        self._legible: dict[tuple[int, int], tuple[Ground, Style, bool, bool]] = {}
        self._written: list[Written] = []
        self._stacking = Stacking()
        self._boxes = Boxes(flow, self._stacking)
        self._made: list[Tag] = []
        self._unfolded_names: set[str] = set()
        self._kept: list[NavigableString] = []
        self._parts: list[tuple[NavigableString, int]] = []

    def walk(self, root: Tag) -> None:
        """Judge each string; iterative, because hostile pages nest deeper than Python's stack."""
        self._named = {str(tag["id"]): tag for tag in reversed(root.find_all(id=True))}
        stack: list[tuple[object, Place, tuple[Place, State] | None]] = [
            (root, self._page(root), None)
        ]
        elements = 0
        while stack:
            node, place, opened = stack.pop()
            if isinstance(node, NavigableString):
                if not isinstance(node, PreformattedString) and not node.isspace():
                    self._string(node, place)
            elif isinstance(node, Tag):
                if opened is not None:
                    self._boxes.close(node, place, *opened)
                    continue
                elements += 1
                if _is_unread(node) or elements > _MOST_ELEMENTS:
                    self.complete = self.complete and elements <= _MOST_ELEMENTS
                    continue
                start = self._flow.state()
                inner = self._enter(node, place)
                if inner is None:
                    self.gone.add(id(node))
                    continue
                if not (inner.inline if inner is not place else node.name in INLINE):
                    if inner is place or not inner.values:
                        self._open(node, place)
                    stack.append((node, inner, (place, start)))
                children = self._children(node, inner)
                stack.extend((child, inner, None) for child in reversed(children))

    def _page(self, root: Tag) -> Place:
        """The place that the page is painted in."""
        dark = is_dark(root, self._held, self._sheets)
        known = None if self._sheets.missing else (DARK if dark else WHITE,)
        style = Style(colour=(*WHITE, 1.0)) if dark else Style()
        return Place(ground=Ground(colours=known), style=style, height=SCREEN[1])

    def _open(self, tag: Tag, place: Place) -> None:
        """Begin a block that no rule is about."""
        self._flow.end_line(place.style, place.width)
        self._flow.margin(margin_of(tag.name, place.style.size), given=False)

    def _children(self, tag: Tag, inner: Place) -> Sequence[object]:
        """What is shown in an element, its pseudo-elements among it."""
        if tag.name == "svg" and tag.find("text") is not None:
            drawing = Drawing(tag, inner, self._held, self._sheets, self._named)
            self.gone |= drawing.gone
            self.strings |= drawing.strings
            self.doubtful |= drawing.doubtful
            if not self._is_on_page(inner, inner.width, inner.style.size):
                self.gone.add(id(tag))
        if tag.name in _PICTURES and not stands_for(tag):
            return []
        folded = tag.name == "details" and not self._is_open(tag)
        children = self._unfolded(tag) if folded else tag.contents
        if not self._sheets.pseudo:
            return children
        before, after = (self._made_of(tag, name) for name in PSEUDO)
        return [*before, *children, *after]

    def _made_of(self, tag: Tag, name: str) -> list[object]:
        """The pseudo-element of an element that rules are about, as an element of its own."""
        held = self._sheets.pseudo.get((id(tag), name[2:]))
        if not held:
            return []
        made = Tag(name=name)
        self._held[id(made)] = held
        self._made.append(made)  # kept, so that ids hold
        return [made]

    def _is_open(self, details: Tag) -> bool:
        """Whether details show what they hold; of those with one name, the first that is open."""
        name = str(details.get("name") or "")
        if not details.has_attr("open") or name in self._unfolded_names:
            return False
        self._unfolded_names |= {name} if name else set()
        return True

    def _unfolded(self, details: Tag) -> list[object]:
        """What is seen of closed details: their summary."""
        summary = details.find("summary", recursive=False)
        for child in details.contents:
            if child is not summary:
                (self.gone if isinstance(child, Tag) else self.strings).add(id(child))
        return [] if summary is None else [summary]

    def _enter(self, tag: Tag, place: Place) -> Place | None:
        """The place inside an element; None where it has no box."""
        if tag.name in {UNSLOTTED, "mphantom"}:
            return None
        held, partly = self._held_of(tag, place)
        if tag.name == "table":
            collapse_columns(tag, self._held, self._sheets, place.style)
        if not (held or tag.attrs or tag.name in HINTED):
            return self._plain(tag, place)
        values, variables = own_values(tag, held, self._sheets, place.style, place.values)
        if not values and variables is place.style.variables:
            return self._plain(tag, place)
        display = values.get("display", "").lower()
        if not _has_content(tag, values):
            return None
        style = inherited(place.style, values, variables)
        inline = is_inline(tag, display, values, place)
        small = False
        inner = replace(place, style=style, values=values, inline=inline, columns=None)
        if not inline:
            inner, small = self._boxes.enter(tag, inner, place, values)
        else:
            inner = self._in_line(inner, place, values)
        root = tag.name == "html"
        if root:
            self._sheets.root = style.size
        below = place.ground
        if place.bordered and is_pulled(values):  # on the border, perhaps
            below = Ground(colours=None)
        ground = on(below, values, style, small=small, root=root)
        self._stacking.paint(tag, ground)
        hidden = self._is_hidden(tag, values, inner)
        doubtful = partly or below is not place.ground or hidden is None or is_unjudged(values)
        return replace(
            inner,
            ground=ground,
            lost=inner.lost or hidden is True,
            unjudged=inner.unjudged or doubtful or _is_broken_off(values, place),
        )

    def _in_line(self, inner: Place, place: Place, values: Mapping[str, str]) -> Place:
        """The place inside an element that is part of a line."""
        em = inner.style.size
        for side in ("margin-left", "padding-left"):
            self._flow.pushed += length(values.get(side, "0"), em, place.width) or 0.0
        if "zoom" not in values:
            return inner
        scaled = transform_of({"zoom": values["zoom"]}, em, None, None)
        return replace(inner, across=inner.across * scaled.across)

    def _is_hidden(self, tag: Tag, values: Mapping[str, str], inner: Place) -> bool | None:
        """Whether an element's own rules leave nothing of its text; None where they may.

        Discs stand for its letters, all are set in the room of one, a filter smears it, a line
        is drawn through it, an outline lies over it, or clips and masks cut it off.
        """
        em = inner.style.size
        security = values.get("-webkit-text-security", values.get("text-security", "none"))
        discs = security.lower() not in {"none", *WIDE}
        if discs or is_smeared(values, inner.style) or is_struck_out(values, em):
            return True
        combined = values.get("text-combine-upright", "none").lower() == "all"
        if combined and inner.style.upright and len(tag.get_text(strip=True)) > _MOST_COMBINED:
            return True
        outlined = self._is_outlined_over(tag, values, inner)
        if outlined is not False or not CLIPPING & values.keys():
            return outlined
        box = (None, None) if inner.inline else (inner.width, inner.height)
        placed = values.get("position", "static").lower() not in {"static", ""}
        left = self._left_of(values, em, box, placed=placed)
        if left is None or LEAST_LEFT < left < MOST_LEFT:
            return None
        return left <= LEAST_LEFT

    def _is_outlined_over(self, tag: Tag, values: Mapping[str, str], inner: Place) -> bool | None:
        """Whether an outline within an element lies over its text; None where it may."""
        em = inner.style.size
        width, offset, ink = outline(values, em) if "outline-offset" in values else (0.0, 0.0, None)
        if width < THICK * em or -offset < THICK * em or ink is None or ink[3] < 1:
            return False
        count = len(" ".join(tag.get_text().split()))
        return True if count * GLYPH * em <= inner.width else None

    def _held_of(self, tag: Tag, place: Place) -> tuple[Sequence[Declaration], bool]:
        """What is declared for an element, and whether its first line alone may be hidden.

        What is declared for the first line holds for all of a text of one line.
        """
        held = self._held.get(id(tag), ())
        first = self._sheets.pseudo.get((id(tag), "first-line"))
        if not first:
            return held, False
        count = len(" ".join(tag.get_text().split()))
        if count * GLYPH * place.style.size <= place.width:
            return [*held, *first], False
        return held, any(declared.name in _IN_FIRST_LINE for declared in first)

    def _left_of(
        self,
        values: Mapping[str, str],
        em: float,
        box: tuple[float | None, float | None],
        *,
        placed: bool,
    ) -> float | None:
        """The part of a box that clips and masks leave; None where that is not worked out."""
        masked = is_masked(values, em)
        mask = self._named.get(reference(values.get("mask-image", "none")))
        if mask is not None and lets_nothing_through(mask):
            return 0.0
        name = reference(values.get("clip-path", "none"))
        if masked is not False or not name:
            left = share_left(values, em, box, placed=placed)
            return 0.0 if masked else None if masked is None else left
        clip = self._named.get(name)
        return 1.0 if clip is None else share_of_clip(clip, em, box)

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
                columns=[0.0, 0.0] if row else None,
            )
            known = self._plains[key] = (place, inner)  # kept, so that ids hold
        return known[1]

    def _string(self, string: NavigableString, place: Place) -> None:
        count = len(" ".join(string.split()))
        style, flow = place.style, self._flow
        letter = (GLYPH * style.size + style.letter) * place.across
        width = max(0.0, letter * count)
        shown = self._shown(place, count, width, style.size * min(place.across, place.down))
        if shown <= 0:
            self.strings.add(id(string))
        else:
            if shown < width - letter and letter > 0:
                self._parts.append((string, int(shown / letter)))
            if style.breaks and "\n" in string:
                kept = " ".join(self._lines_of(string, place).split())
                if len(kept) < count:
                    self._parts.append((string, len(kept)))
            told, doubtful = self._is_legible(place)
            top = flow.y - place.base + place.y
            placed = bool(place.base or place.y)
            written = Written(string, place.x, top, width, style, placed, told, flow.loose)
            self._written.append(written)
            below = place.columned is not None and top > place.columned
            if doubtful or place.unjudged or below:
                self.doubtful.add(id(string))
        flow.run += width

    def _lines_of(self, string: NavigableString, place: Place) -> str:
        """Those of the source's lines that a box without a way to scroll has room for."""
        line, size = line_height(place.style), place.style.size
        rooms = [c.height for c in place.clips if c.height is not None and not c.scrolls]
        most = 1 + math.floor((min(rooms) - _LEAST_LINE * size) / max(1.0, line)) if rooms else None
        return "\n".join(
            str(string).strip("\n").split("\n")[: most if most is None else max(1, most)]
        )

    def _shown(self, place: Place, count: int, width: float, size: float) -> float:
        """How much of a text is seen, in px of its length."""
        style = place.style
        if place.lost or not style.visible or size < _LEAST_PX:
            return 0.0
        if count > 1 and not _CLOSEST * style.size < style.letter < _FARTHEST * style.size:
            return 0.0
        if not _WORD_SPACE[0] * style.size < style.word < _WORD_SPACE[1] * style.size:
            return 0.0
        if not self._is_on_page(place, width, size):
            return 0.0
        if not place.clips or max(abs(place.across - 1), abs(place.down - 1)) > _SAME_SIZE:
            return width
        shift = indent_of(style.indent, style.size, place.width)
        corner = (place.x + shift, self._flow.y - place.base + place.y)
        parts = (
            shown_of(clip, style, self._flow, corner, place.width, lined=place.lined)
            for clip in place.clips
        )
        return min(width, *parts)

    def _is_legible(self, place: Place) -> tuple[bool, bool]:
        """Whether text is told from its ground, and whether only a picture makes it so."""
        key = (id(place.ground), id(place.style))
        if key not in self._legible:
            told = legible(place.ground, place.style)
            doubt = told and depends_on_picture(place.ground, place.style)
            # The objects are kept, so that ids hold.
            self._legible[key] = (place.ground, place.style, told, doubt)
        return self._legible[key][2:]

    def _is_on_page(self, place: Place, width: float, size: float) -> bool:
        shift = indent_of(place.style.indent, place.style.size, place.width)
        if shift < 0 and width > place.width - shift:
            shift = 0.0  # lines that follow are not indented
        x = place.x + shift
        y = self._flow.y - place.base + place.y
        high = LINE * size
        if not place.style.nowrap:
            width = min(width, place.width)
            high *= math.ceil(width / place.width)
        slack_x, slack_y = place.slack
        if x + width + slack_x < 0 or x >= self._boxes.most_right:
            return False
        if y + high + (slack_y and slack_y + 0.5 * self._flow.y) < 0:
            return False
        if (place.base or place.y) and y >= self._boxes.most_down:
            return False
        if place.fixed and (x >= SCREEN[0] or y >= SCREEN[1]):
            return False
        return not any(is_cut(clip, place, (x, y), (width, high), size) for clip in place.clips)

    def look_farther(self) -> None:
        """Judge what only the whole page tells: text far below all other text, boxes over it."""
        reach = SCREEN[1]
        for written in sorted(self._written, key=lambda w: w.y):
            if written.y > reach + MOST_BLANK and written.placed:
                self.strings.add(id(written.string))
            else:
                reach = max(reach, written.y + LINE * written.style.size)
        seen = self._stacking.judge(self._written)
        self.complete = self.complete and seen.complete
        self.strings |= seen.covered
        for written in self._written:
            ground = seen.grounds.get(id(written.string))
            if not (written.told if ground is None else legible(ground, written.style)):
                self.strings.add(id(written.string))
                self.faint.add(id(written.string))

    def divide(self) -> None:
        """Make two strings of each that is cut off within."""
        for string, count in self._parts:
            seen, rest = divided(str(string), count)
            if not rest.strip() or id(string) in self.strings:
                continue
            hidden, shown = NavigableString(rest), NavigableString(seen)
            string.replace_with(shown, hidden)
            self._kept.append(string)  # so that its id is nobody else's
            self.strings.add(id(hidden))
            if id(string) in self.doubtful:
                self.doubtful.add(id(shown))


def _is_unread(tag: Tag) -> bool:
    """Whether nothing in an element is text of the page."""
    return tag.name in _NOT_READ and not is_list(tag)


def _is_broken_off(values: Mapping[str, str], place: Place) -> bool:
    """Whether an element begins or ends a column of a box that cuts columns off."""
    given = {values.get(name, "") for name in _BREAKS}
    return place.columned is not None and bool(_BROKEN & given)


def _has_content(tag: Tag, values: Mapping[str, str]) -> bool:
    """Whether anything of what is in an element has a box."""
    if values.get("display", "").lower() in {"none", "table-column", "table-column-group"}:
        return False
    if values.get("content-visibility", "").lower() == "hidden":
        return False
    content = values.get("content", "normal").lower()
    return content not in {"normal", "none"} if tag.name in PSEUDO else not is_replaced(content)
