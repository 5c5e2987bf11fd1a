"""RTF to lines: body, tables, text boxes, headers and footers in reading order.

The control words are those of Microsoft's Rich Text Format specification, version 1.9.1.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Any

from fitscore.documents.rtf_page import Sheets
from fitscore.documents.rtf_state import (
    NO_PARAGRAPH,
    PLAIN,
    USUAL_PAGE,
    Block,
    Box,
    Grid,
    Note,
    Paragraph,
    Parsed,
    Row,
    Shade,
    State,
)
from fitscore.documents.rtf_words import (
    CHARACTER_SETS,
    CHARACTERS,
    CHOICES,
    CODE_PAGES,
    DRAWINGS,
    FOOTERS,
    HEADERS,
    KEPT,
    LENGTHS,
    MARKS,
    MATH_PROPERTIES,
    MATH_SWITCHES,
    NOTE,
    OF_DOCUMENT,
    OWN_TABLES,
    PAPER,
    PLACES,
    ROWS,
    SETTINGS,
    SHADES,
    SIGNS,
    SKIPPED,
    STORIES,
    SWITCHES,
    SYMBOLS,
    TAKEN_AWAY,
    TWIP,
)
from fitscore.errors import UnreadableError
from fitscore.types import Flag, Line

_DEEPEST = 200  # groups within groups; word processors write about twenty
_TOKEN = re.compile(
    r"\\([a-zA-Z]{1,32})(-?\d{1,9})? ?|\\'([0-9a-fA-F]{2})|\\(.)|([{}])|[\r\n]+|([^\\{}\r\n]+)",
    re.DOTALL,
)


@dataclass(slots=True)
class _Sink:
    """Where the text of a destination is collected."""

    blocks: list[Block] = field(default_factory=list)
    cells: list[list[Block]] = field(default_factory=list)
    cell: list[Block] = field(default_factory=list)
    runs: list[tuple[str, State]] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)  # of the paragraph that has not ended
    item: bool = False


def read_rtf(data: bytes, source: str) -> tuple[str, tuple[Line, ...], tuple[Flag, ...]]:
    """Text of an RTF document and its lines: headers, body, text boxes and footers.

    What a reader would not see (hidden, white on white, tiny) is flagged and left out.

    Raises:
        UnreadableError: It is damaged.
    """
    parser = _Parser(data.decode("latin-1"))
    try:
        parser.parse()
    except (LookupError, ValueError, OverflowError) as error:
        raise UnreadableError(
            source, f"the RTF file is damaged ({error})", "open it in a word processor and save it"
        ) from error
    return Sheets(parser.parsed()).flow().result()


class _Parser:
    def __init__(self, text: str) -> None:
        self._text = text
        self._state = State()
        self._states: list[State] = []
        self._sinks = [_Sink()]
        self._opened: list[int] = []  # depth of the group that each further sink belongs to
        self._headers: list[tuple[str, list[Block]]] = []
        self._footers: list[tuple[str, list[Block]]] = []
        self._backgrounds: list[Box] = []
        self._flags: set[str] = set()
        self._drawn: list[tuple[int, Box, list[Box]]] = []  # depth, drawing, members of its group
        self._name = ""  # of a property of a drawing
        self._math: dict[int, set[tuple[str, bool]]] = {}  # switches of formulas by depth
        self._paper: dict[str, float] = {}
        self._section: dict[str, float] = {}
        self._page = USUAL_PAGE
        self._colors: list[list[int]] = [[]]
        self._charsets: dict[int, int] = {}
        self._styles: dict[int, str] = {}
        self._bytes = bytearray()
        self._code_page = "cp1252"
        self._to_skip = 0  # characters that stand for the last \u
        self._grid = Grid()
        self._shade = Shade()  # of the cell that is being defined
        self._covered = False  # whether that is merged into another one
        self._ended = False
        self._usual_font = 0

    def parse(self) -> None:
        at = 0
        starred = False
        while not self._ended and (found := _TOKEN.match(self._text, at)):
            at = found.end()
            word, number, code, sign, brace, plain = found.groups()
            if code is not None:
                self._byte(int(code, 16))
            elif plain is not None:
                self._plain(plain)
            elif sign == "*":
                starred = True
                continue
            elif word == "bin":
                at += max(0, int(number or 0))
            elif word:
                self._decode()
                self._control(word, int(number) if number else None, starred=starred)
            elif sign:
                self._decode()
                self._sign(sign)
            elif brace:
                self._group(brace)
            starred = False
        self._decode()
        while self._states:
            self._close()
        self._end_paragraph()
        self._end_table()

    def parsed(self) -> Parsed:
        """What was found."""
        return Parsed(
            self._sinks[0].blocks,
            self._headers,
            self._footers,
            self._colors,
            self._styles,
            self._flags,
            self._backgrounds,
        )

    def _group(self, brace: str) -> None:
        self._decode()
        self._to_skip = 0
        if brace == "{":
            self._open()
        else:
            self._close()
            self._ended = not self._states  # what follows the last brace is not shown

    def _open(self) -> None:
        if len(self._states) >= _DEEPEST:
            raise ValueError("groups within groups without end")
        self._states.append(self._state)

    def _close(self) -> None:
        if not self._states:
            return
        depth = len(self._states)
        kind = self._state.destination
        self._math.pop(depth, None)
        stories = []
        while self._opened and self._opened[-1] == depth:
            self._opened.pop()
            self._end_paragraph()
            self._end_table()
            stories.append(self._sinks.pop().blocks)
        self._state = self._states.pop()
        for blocks in stories:
            if kind in HEADERS:
                self._headers.append((kind, blocks))
            elif kind in FOOTERS:
                self._footers.append((kind, blocks))
            elif kind == NOTE:
                self._blocks().append(Note(blocks, self._state.hidden))
            elif self._drawn:
                self._drawn[-1][1].blocks += blocks
            else:
                self._put_drawing(Box(blocks))
        if self._drawn and self._drawn[-1][0] == depth:
            self._end_drawing()

    def _end_drawing(self) -> None:
        """A drawing; the members of a group lie where it does."""
        _, box, members = self._drawn.pop()
        for member in members:
            member.lengths, member.marks = box.lengths, box.marks
            member.said |= {"shapeType": "0", "fFitShapeToText": "1"}
            if box.said.get("fHidden") == "1":
                member.said["fHidden"] = "1"
        if members:
            box.said["fFilled"] = "0"
        if self._drawn:
            self._drawn[-1][2].append(box)
        if any(state.destination == "background" for state in (*self._states, self._state)):
            self._backgrounds.append(box)
        else:
            self._put_drawing(box)

    def _put_drawing(self, box: Box) -> None:
        self._blocks().append(box)
        self._sinks[-1].boxes.append(box)

    def _blocks(self) -> list[Block]:
        sink = self._sinks[-1]
        return sink.cell if self._state.in_table else sink.blocks

    def _control(self, word: str, number: int | None, *, starred: bool) -> None:
        if starred and word not in KEPT and word not in MARKS:
            self._state = replace(self._state, skipped=True)
        elif word in SKIPPED or word in OWN_TABLES:
            self._state = replace(self._state, skipped=True, destination=word)
        elif word == "ud" and self._state.destination == "upr":
            self._state = replace(self._state, skipped=False, destination="")
        elif word in MARKS:
            self._sinks[-1].item |= not self._state.skipped
            self._state = replace(self._state, skipped=True)
        elif word in STORIES | DRAWINGS and not self._state.skipped:
            self._begin(word)
        elif word == "u" and number is not None:
            self._put(chr(number % 65536) if number else " ")
            self._to_skip = max(0, self._state.after_unicode)
        elif word in CHARACTERS:
            self._put(CHARACTERS[word])
        elif word in CHARACTER_SETS or word in {"ansicpg", "deff"}:
            self._usual(word, number or 0)
        else:
            self._set(word, number)

    def _begin(self, destination: str) -> None:
        """A header, a footer, a note, a text box, a drawing: this group is collected apart."""
        if destination in DRAWINGS:
            self._drawn.append((len(self._states), Box(marks={destination}), []))
            return
        self._state = replace(self._state, destination=destination, **NO_PARAGRAPH)
        self._sinks.append(_Sink())
        self._opened.append(len(self._states))

    def _usual(self, word: str, number: int) -> None:
        """What holds for all of the document: the code page, the font."""
        if word == "deff":
            self._usual_font = number
            self._state = replace(self._state, font=number)
        elif word in CHARACTER_SETS or number:
            self._code_page = CHARACTER_SETS.get(word, f"cp{number}")

    def _changes(self, word: str, number: int | None) -> dict[str, Any] | None:
        """What a control word changes in how text is set."""
        if word in SETTINGS:
            name, share, usual = SETTINGS[word]
            return {name: (usual if number is None else number) * share}
        if word in SWITCHES:
            return {SWITCHES[word]: number != 0}
        if word in CHOICES:
            name, choice = CHOICES[word]
            return {name: choice}
        if word == "plain":
            return {**PLAIN, "font": self._usual_font}
        return NO_PARAGRAPH if word == "pard" else None

    def _set(self, word: str, number: int | None) -> None:
        changes = self._changes(word, number)
        if changes is not None:
            self._state = replace(self._state, **changes)
        elif word in PAPER or word == "sectd":
            self._set_page(word, number or 0)
        elif word == "background":
            self._state = replace(self._state, destination=word)
        elif word in OF_DOCUMENT:
            self._flags |= {word} if number != 0 else set()
        elif (word.startswith("m") and self._is_math(word, number)) or (
            self._drawn and self._draw(word, number or 0)
        ):
            return
        elif self._state.skipped:
            self._define(word, number or 0)
        elif word in ROWS:
            self._define_row(word, number or 0)
        else:
            self._end(word)

    def _set_page(self, word: str, number: int) -> None:
        """The paper of the document, or of a section."""
        if word == "sectd":
            self._section = {}
        elif number > 0 or PAPER[word] not in {"width", "height"}:
            sizes = self._section if word.endswith("sxn") else self._paper
            sizes[PAPER[word]] = number * TWIP
        self._page = replace(USUAL_PAGE, **{**self._paper, **self._section})

    def _is_math(self, word: str, number: int | None) -> bool:
        """Properties of formulas, and the parts that they take away."""
        if MATH_PROPERTIES.fullmatch(word):
            self._state = replace(self._state, skipped=True, destination=word)
        elif word in MATH_SWITCHES:
            self._state = replace(self._state, destination=word)
            if number is not None:
                self._switch(on=number != 0)
        elif word in TAKEN_AWAY:
            found = self._math.get(len(self._states) - 1, set())
            if TAKEN_AWAY[word] in found:
                self._state = replace(self._state, gone=True)
        else:
            return False
        return True

    def _switch(self, *, on: bool) -> None:
        """A switch of the formula whose properties these are."""
        for depth in reversed(range(1, len(self._states))):
            if MATH_PROPERTIES.fullmatch(self._states[depth].destination):
                said = self._math.setdefault(depth - 1, set())
                said.add((self._state.destination, on))
                return

    def _draw(self, word: str, number: int) -> bool:
        """A property of a drawing, not of what stands in it."""
        depth, box, _ = self._drawn[-1]
        if self._opened and self._opened[-1] > depth:
            return False
        if word in LENGTHS:
            box.lengths[word] = number * (1.0 if word == "shpz" else TWIP)
        elif word in PLACES or (word, number) in {("shpwr", 3), ("shpfblwtxt", 1)}:
            box.marks.add(word)
        elif word == "sn":
            self._name = ""
            self._state = replace(self._state, destination=word)
        elif word == "sv":
            box.said.setdefault(self._name, "")
            self._state = replace(self._state, destination=word)
        else:
            return False
        return True

    def _define_row(self, word: str, number: int) -> None:
        """How a row is cut into cells, and their grounds."""
        grid = self._grid
        part = SHADES.get(word[2:])
        if word == "trowd":
            self._grid, self._shade, self._covered = Grid(), Shade(), False
        elif word == "trleft":
            grid.left = number * TWIP
        elif word == "trrh":
            grid.height = number * TWIP
        elif word in {"clvmrg", "clmrg"}:
            self._covered = True
        elif word == "cellx":
            grid.edges.append(number * TWIP)
            grid.shades.append(self._shade)
            grid.covered.append(self._covered)
            self._shade, self._covered = Shade(), False
        elif part is not None:
            value: Any = number * 1e-4 if part == "share" else number
            if word.startswith("tr"):
                grid.shade = replace(grid.shade, **{part: value})
            else:
                self._shade = replace(self._shade, **{part: value})

    def _define(self, word: str, number: int) -> None:
        """Colours and fonts of the tables before the text."""
        if word in {"red", "green", "blue"} and self._state.destination == "colortbl":
            self._colors[-1].append(number)
        elif word == "fcharset" and self._state.destination == "fonttbl":
            self._charsets[self._state.font] = number

    def _end(self, word: str) -> None:
        """Ends of paragraphs, cells and rows."""
        if word in {"par", "sect", "page", "nestcell", "column"}:
            self._end_paragraph(breaks=word in {"page", "sect"})
            if not self._state.in_table:
                self._end_table()
        elif word == "cell":
            self._state = replace(self._state, in_table=True)
            self._end_paragraph()
            sink = self._sinks[-1]
            sink.cells.append(sink.cell)
            sink.cell = []
        elif word == "row":
            self._end_table()

    def _byte(self, value: int) -> None:
        if self._to_skip:
            self._to_skip -= 1
        else:
            self._bytes.append(value)

    def _plain(self, text: str) -> None:
        if self._to_skip:
            skipped = min(self._to_skip, len(text))
            self._to_skip -= skipped
            text = text[skipped:]
        if text.isascii() and not self._bytes:
            self._put(text)
        else:
            self._bytes += text.encode("latin-1")

    def _sign(self, sign: str) -> None:
        if sign in "\r\n":
            self._end("par")
        elif sign in SIGNS:
            if self._to_skip:
                self._to_skip -= 1
            else:
                self._put(SIGNS[sign])

    def _decode(self) -> None:
        """The bytes since the last control word, by the font's character set."""
        if not self._bytes:
            return
        data, self._bytes = bytes(self._bytes), bytearray()
        charset = self._charsets.get(self._state.font, 0)
        if charset == SYMBOLS:
            # Where Word and fonts of signs have them: the private use area.
            self._put("".join(chr(0xF000 + b) if b > 32 else " " for b in data))
            return
        try:
            text = data.decode(CODE_PAGES.get(charset, self._code_page), "replace")
        except LookupError:
            text = data.decode("cp1252", "replace")
        self._put(text)

    def _put(self, text: str) -> None:
        if self._state.destination == "stylesheet":
            name = self._styles.get(self._state.style, "") + text
            self._styles[self._state.style] = name
        elif self._state.destination == "colortbl":
            self._colors += [[] for _ in range(text.count(";"))]
        elif self._state.destination in MATH_SWITCHES:
            self._switch(on=text.strip() not in {"0", "off", "false"})
        elif self._state.destination in {"sn", "sv"} and self._drawn:
            self._property(text)
        elif not self._state.skipped:
            self._sinks[-1].runs.append((text, self._state))

    def _property(self, text: str) -> None:
        """A part of the name or the value of a drawing's property."""
        if self._state.destination == "sn":
            self._name += text.strip()
        else:
            said = self._drawn[-1][1].said
            said[self._name] = said.get(self._name, "") + text.strip()

    def _end_paragraph(self, *, breaks: bool = False) -> None:
        sink = self._sinks[-1]
        made = Paragraph(sink.runs, self._state, self._page, sink.item, breaks)
        for box in sink.boxes:
            box.owner = made
        sink.runs, sink.boxes, sink.item = [], [], False
        self._blocks().append(made)

    def _end_table(self) -> None:
        sink = self._sinks[-1]
        cells, sink.cells = sink.cells, []
        if sink.cell:
            cells.append(sink.cell)
            sink.cell = []
        if cells:
            sink.blocks.append(Row(cells, self._grid))
