"""Tables of a Word file: which formats hold for a cell, how wide it is, whether it is seen.

Conditional formats and their order: ECMA-376 (ISO/IEC 29500-1), 17.7.6.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from fitscore.documents.docx_colors import Palette
from fitscore.documents.docx_content import ALTERNATE, chosen
from fitscore.documents.docx_styles import TWIP, Styles, TableKey, W, number, value
from fitscore.documents.grounds import Fill
from fitscore.documents.place import NARROWEST

_WRAPPERS = frozenset(
    W + name for name in ("sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag")
)
_BITS = {
    "firstRow": 0x20, "lastRow": 0x40, "firstColumn": 0x80, "lastColumn": 0x100,
    "noHBand": 0x200, "noVBand": 0x400,
}  # fmt: skip


def inside(parent: Any, tag: str) -> Iterator[Any]:
    """Children of a kind, those in content controls included."""
    for child in parent:
        if child.tag == tag:
            yield child
        elif child.tag in _WRAPPERS:
            yield from inside(child, tag)
        elif child.tag == ALTERNATE:
            yield from inside(chosen(child), tag)


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table; lengths in points."""

    element: Any
    key: TableKey
    fill: Fill | None  # None where nothing is said of its ground
    left: float  # from the left of the table
    width: float
    height: float | None  # None where its row grows
    above: float  # of white space between its edge and the text
    hidden: bool  # covered by a cell that it is merged with, or of no width
    gone: bool  # taken out by a revision


class Table:
    """A table and how its style is used.

    Args:
        element: The element `w:tbl`.
        styles: Of the document.
        palette: Its colours.
    """

    def __init__(self, element: Any, styles: Styles, palette: Palette) -> None:
        self._styles = styles
        self._palette = palette
        self.rows = list(inside(element, f"{W}tr"))
        own = element.find(f"{W}tblPr")
        self._own: dict[str, Any] = {} if own is None else {child.tag: child for child in own}
        self._style = value(self._own, "tblStyle") or ""
        styled = styles.of_table((self._style, ()), "tblPr")
        self._properties = {**styled, **self._own}
        self._known = styles.conditions(self._style)
        self._look = _look_of(self._own.get(f"{W}tblLook"))
        layout = self._properties.get(f"{W}tblLayout")
        self.fixed = layout is not None and layout.get(f"{W}type") == "fixed"
        grid = element.find(f"{W}tblGrid")
        columns = [] if grid is None else grid.iterchildren(f"{W}gridCol")
        self._grid = [number(column.get(f"{W}w")) * TWIP for column in columns]
        self.width = sum(self._grid)

    @property
    def floating(self) -> Any:
        """Where it floats, or None."""
        return self._own.get(f"{W}tblpPr")

    @property
    def indent(self) -> float | None:
        """Points from the left of the text; None where it is not at the left."""
        if self.floating is not None or value(self._properties, "jc") in {"center", "right", "end"}:
            return None
        found = self._properties.get(f"{W}tblInd")
        if found is None or found.get(f"{W}type", "dxa") != "dxa":
            return 0.0
        return number(found.get(f"{W}w")) * TWIP

    def cells(self, index: int) -> Iterator[Cell]:
        """The cells of a row."""
        row = self.rows[index]
        properties = row.find(f"{W}trPr")
        said = {} if properties is None else {child.tag: child for child in properties}
        height = None
        exact = said.get(f"{W}trHeight")
        if exact is not None and exact.get(f"{W}hRule") == "exact":
            height = number(exact.get(f"{W}val")) * TWIP or None  # none: as high as its text
        column = int(number(value(said, "gridBefore")))
        left = sum(self._grid[:column])
        cells = list(inside(row, f"{W}tc"))
        for at, cell in enumerate(cells):
            own = cell.find(f"{W}tcPr")
            props = {} if own is None else {child.tag: child for child in own}
            span = max(1, int(number(value(props, "gridSpan"), 1)))
            wide = sum(self._grid[column : column + span])
            size = props.get(f"{W}tcW")
            own_width = None
            if size is not None and size.get(f"{W}type") == "dxa":
                own_width = number(size.get(f"{W}w")) * TWIP
            width = wide if own_width is None else own_width
            key = (self._style, self._conditions(index, at, len(cells)))
            space = _space(self._properties.get(f"{W}tblCellMar"), props.get(f"{W}tcMar"))
            yield Cell(
                cell,
                key,
                self._fill(row, props, key),
                left,
                max(width, wide),
                height,
                space["top"],
                self._is_covered(props, index, at)
                or (
                    self.fixed
                    and (own_width is not None or (size is None and bool(self._grid)))
                    and max(width, wide) - max(space["left"], space["start"]) < NARROWEST
                ),
                f"{W}del" in said or f"{W}cellDel" in props,
            )
            left += width
            column += span

    def _is_covered(self, props: dict[str, Any], row: int, column: int) -> bool:
        """Whether a cell is the lower or the right part of a merged one (17.4.84, 17.4.22)."""
        return any(
            f"{W}{kind}" in props and at > 0 and value(props, kind) in {None, "continue"}
            for kind, at in (("vMerge", row), ("hMerge", column))
        )

    def _fill(self, row: Any, props: dict[str, Any], key: TableKey) -> Fill | None:
        """The ground of a cell: its own, its row's, its style's, the table's."""
        shade = f"{W}shd"
        exception = row.find(f"{W}tblPrEx/{shade}")
        for found in (
            props.get(shade),
            exception,
            self._styles.of_table(key, "tcPr").get(shade),
            self._own.get(shade),
            self._properties.get(shade),
        ):
            if found is not None:
                return self._palette.shading(found)
        return None

    def _conditions(self, row: int, column: int, columns: int) -> tuple[str, ...]:
        """The conditional formats that hold for a cell, the weakest first."""
        if not self._known:
            return ()
        look, last = self._look, len(self.rows) - 1
        top, bottom = look["firstRow"] and row == 0, look["lastRow"] and row == last
        begin = look["firstColumn"] and column == 0
        end = look["lastColumn"] and column == columns - 1
        found = ["wholeTable"]
        if not (begin or end) and not look["noVBand"]:
            found.append(self._band(column - look["firstColumn"], "Col", "Vert"))
        if not (top or bottom) and not look["noHBand"]:
            found.append(self._band(row - look["firstRow"], "Row", "Horz"))
        named = {
            "firstRow": top, "lastRow": bottom, "firstCol": begin, "lastCol": end,
            "nwCell": top and begin, "neCell": top and end, "swCell": bottom and begin,
            "seCell": bottom and end,
        }  # fmt: skip
        return tuple(found + [name for name, holds in named.items() if holds])

    def _band(self, at: int, kind: str, way: str) -> str:
        size = max(1, int(number(value(self._properties, f"tblStyle{kind}BandSize"), 1)))
        return f"band{1 + at // size % 2}{way}"


def _space(*margins: Any) -> dict[str, float]:
    """The margins of a cell, where its table or the cell has its own, the cell's last."""
    found = dict.fromkeys(("top", "left", "start"), 0.0)
    for each in margins:
        for name in found:
            side = None if each is None else each.find(W + name)
            if side is not None:
                found[name] = number(side.get(f"{W}w")) * TWIP
    return found


def _look_of(element: Any) -> dict[str, bool]:
    """Which conditional formats a table uses; without a word on it, none."""
    if element is None:
        return {name: name.startswith("no") for name in _BITS}
    try:
        bits = int(element.get(f"{W}val") or "0", 16)
    except ValueError:
        bits = 0
    return {
        name: element.get(W + name) not in {"0", "false", "off"}
        if element.get(W + name) is not None
        else bool(bits & bit)
        for name, bit in _BITS.items()
    }
