"""What an RTF document is made of: how text is set, paragraphs, rows, drawings.

The control words are those of Microsoft's Rich Text Format specification, version 1.9.1. Lengths
are points.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from fitscore.documents.place import Page


@dataclass(frozen=True, slots=True)
class State:
    """What holds within a group."""

    skipped: bool = False
    destination: str = ""
    bold: bool = False
    capitals: bool = False
    size: float = 12.0
    color: int = 0
    ground: int = 0
    ground_pattern: int = 0
    ground_share: float = 0.0  # of a pattern's ink in it
    paper: int = 0  # the ground of the paragraph
    paper_pattern: int = 0
    paper_share: float = 0.0
    hidden: bool = False
    gone: bool = False  # a part of a formula that is switched off
    scale: float = 1.0  # width of letters to what it would be
    spread: float = 0.0  # points between letters
    moved: float = 0.0  # points up or down
    line: float = 0.0  # height of lines in points: exact where negative, at least where positive
    font: int = 0
    after_unicode: int = 1  # characters for older programs behind each \u
    before: float = 0.0
    after: float = 0.0
    indent: float = 0.0
    right: float = 0.0
    first: float = 0.0
    alignment: str = "left"
    style: int = 0
    outline: int = 9
    in_table: bool = False
    frame_x: float = 0.0
    frame_y: float = 0.0
    frame_width: float = 0.0
    frame_height: float = 0.0
    frame_across: str = "column"
    frame_down: str = "margin"


_OF_PARAGRAPHS = (
    "before", "after", "indent", "right", "first", "alignment", "style", "outline", "in_table",
    "paper", "paper_pattern", "paper_share", "line", "frame_x", "frame_y", "frame_width",
    "frame_height", "frame_across", "frame_down",
)  # fmt: skip
_OF_TYPE = (
    "bold", "capitals", "size", "color", "ground", "ground_pattern", "ground_share", "hidden",
    "scale", "spread", "moved",
)  # fmt: skip
NO_PARAGRAPH = {name: getattr(State(), name) for name in _OF_PARAGRAPHS}
PLAIN = {name: getattr(State(), name) for name in _OF_TYPE}
USUAL_PAGE = Page(left=90.0, right=90.0)


@dataclass(slots=True, eq=False)
class Paragraph:
    """A paragraph: its runs, and how it is set."""

    runs: list[tuple[str, State]]
    state: State
    page: Page
    item: bool = False
    breaks: bool = False  # the page behind it


@dataclass(frozen=True, slots=True)
class Shade:
    """A fill of the table of colours: its number, that of a pattern, and the pattern's share."""

    color: int = 0
    pattern: int = 0
    share: float = 0.0


@dataclass(slots=True)
class Grid:
    """How the cells of a row are cut."""

    left: float = 0.0
    height: float = 0.0  # exact where negative
    shade: Shade = Shade()
    edges: list[float] = field(default_factory=list)  # the right ones, from the text's left
    shades: list[Shade] = field(default_factory=list)
    covered: list[bool] = field(default_factory=list)  # by a cell that each is merged with


@dataclass(slots=True)
class Row:
    """A row of a table."""

    cells: list[list[Block]]
    grid: Grid


@dataclass(slots=True, eq=False)
class Box:
    """A drawing, with text or without.

    Attributes:
        blocks: Its text.
        lengths: By control words, as `shpleft`, in points.
        said: Its properties by name.
        marks: Control words without a length.
        grouped: It is a member of a group, whose own points it is placed in.
        owner: The paragraph that it is anchored in.
    """

    blocks: list[Block] = field(default_factory=list)
    lengths: dict[str, float] = field(default_factory=dict)
    said: dict[str, str] = field(default_factory=dict)
    marks: set[str] = field(default_factory=set)
    grouped: bool = False
    owner: Paragraph | None = None


@dataclass(slots=True)
class Note:
    """A note; hidden where its mark is."""

    blocks: list[Block]
    hidden: bool


Block = Paragraph | Row | Box | Note


@dataclass(slots=True)
class Parsed:
    """A document.

    Attributes:
        headers: By the control word that they are written with, `header` for instance.
        footers: The same.
        colors: Red, green and blue of each; empty for the automatic one.
        styles: Names by number.
        flags: Control words that hold for all of it, as `titlepg`.
        backgrounds: What lies behind its pages.
    """

    body: list[Block]
    headers: list[tuple[str, list[Block]]]
    footers: list[tuple[str, list[Block]]]
    colors: list[list[int]]
    styles: dict[int, str]
    flags: set[str]
    backgrounds: list[Box]


def text_of(blocks: Sequence[Block]) -> str:
    """All text of blocks, seen or not."""
    return " ".join(_texts(blocks))


def _texts(blocks: Sequence[Block]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, Paragraph):
            yield whole("".join(text for text, _ in block.runs))
        elif isinstance(block, Row):
            for cell in block.cells:
                yield from _texts(cell)
        else:
            yield from _texts(block.blocks)


def boxes_in(blocks: Sequence[Block]) -> Iterator[tuple[Box, bool]]:
    """The drawings among blocks, and whether each stands in a cell."""
    for block in blocks:
        if isinstance(block, Box):
            yield block, False
        elif isinstance(block, Row):
            for cell in block.cells:
                yield from ((box, True) for box, _ in boxes_in(cell))


def whole(text: str) -> str:
    """Text whose halves of characters, written one by one, are put together."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
