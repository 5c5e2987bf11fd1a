"""RTF to lines: body, tables, text boxes, headers and footers in reading order.

The control words are those of Microsoft's Rich Text Format specification, version 1.9.1.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from fitscore.documents.contrast import RGB, is_told
from fitscore.documents.flow import (
    FARTHEST,
    LEAST_SEEN,
    LEAST_SIZE,
    Flow,
    Look,
    is_stacked,
    said_once,
)
from fitscore.errors import UnreadableError
from fitscore.types import Flag, Line

_TWIP = 1 / 20  # points
_DEEPEST = 200  # groups within groups; word processors write about twenty
_TOKEN = re.compile(
    r"\\([a-zA-Z]{1,32})(-?\d{1,9})? ?|\\'([0-9a-fA-F]{2})|\\(.)|([{}])|[\r\n]+|([^\\{}\r\n]+)",
    re.DOTALL,
)
_CHARACTERS = {
    "tab": "\t", "line": "\n", "lbr": "\n", "emdash": "—", "endash": "–", "bullet": "•",
    "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”", "emspace": " ",
    "enspace": " ", "qmspace": " ",
}  # fmt: skip
_SIGNS = {"~": "\u00a0", "_": "\u2011", "\\": "\\", "{": "{", "}": "}"}
# Destinations whose text is not the document's.
_SKIPPED = frozenset({
    "annotation", "atnauthor", "atndate", "atnid", "bkmkend", "bkmkstart", "filetbl", "fldinst",
    "footnote", "ftncn", "ftnsep", "ftnsepc", "generator", "info", "listoverridetable", "listtable",
    "nonesttables", "nonshppict", "objdata", "pict", "revtbl", "rsidtbl", "rxe", "shprslt", "sp",
    "tc", "upr", "xe",
})  # fmt: skip
_KEPT = frozenset({"do", "dptxbxtext", "shpinst", "shptxt", "ud"})  # though they may be ignored
_BOXES = frozenset({"dptxbxtext", "shptxt"})
_HEADERS = frozenset({"header", "headerf", "headerl", "headerr"})
_FOOTERS = frozenset({"footer", "footerf", "footerl", "footerr"})
_MARKS = frozenset({"listtext", "pntext"})  # the bullet or number of an item
_OWN_TABLES = frozenset({"colortbl", "fonttbl", "stylesheet"})
_CHARACTER_SETS = {"mac": "mac_roman", "pc": "cp437", "pca": "cp850"}
_SYMBOLS = 2  # character set of a font of signs
# Of the specification's \fcharset.
_CODE_PAGES = {
    77: "mac_roman", 128: "cp932", 129: "cp949", 130: "johab", 134: "gbk", 136: "big5",
    161: "cp1253", 162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257",
    204: "cp1251", 222: "cp874", 238: "cp1250",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _State:
    """What holds within a group."""

    skipped: bool = False
    destination: str = ""
    bold: bool = False
    capitals: bool = False
    size: float = 12.0
    color: int = 0
    ground: int = 0
    paper: int = 0  # the ground of the paragraph
    hidden: bool = False
    scale: float = 1.0  # width of letters to what it would be
    spread: float = 0.0  # points between letters
    moved: float = 0.0  # points up or down
    line: float = 0.0  # height of lines in points: exact where negative, at least where positive
    font: int = 0
    after_unicode: int = 1  # characters for older programs behind each \u
    before: float = 0.0
    after: float = 0.0
    indent: float = 0.0
    style: int = 0
    outline: int = 9
    in_table: bool = False


_NO_PARAGRAPH = {
    "before": 0.0, "after": 0.0, "indent": 0.0, "style": 0, "outline": 9, "in_table": False,
    "paper": 0, "line": 0.0,
}  # fmt: skip
_PLAIN = {
    "bold": False, "capitals": False, "size": 12.0, "color": 0, "ground": 0, "hidden": False,
    "scale": 1.0, "spread": 0.0, "moved": 0.0,
}  # fmt: skip
# Control words that set one thing: its name, what a number is multiplied by, what none means.
_SETTINGS: dict[str, tuple[str, float, float]] = {
    "fs": ("size", 0.5, 24), "cf": ("color", 1, 0), "cb": ("ground", 1, 0),
    "chcbpat": ("ground", 1, 0), "highlight": ("ground", 1, 0), "cbpat": ("paper", 1, 0),
    "f": ("font", 1, 0), "uc": ("after_unicode", 1, 1),
    "sb": ("before", _TWIP, 0), "sa": ("after", _TWIP, 0),
    "li": ("indent", _TWIP, 0), "lin": ("indent", _TWIP, 0), "s": ("style", 1, 0),
    "outlinelevel": ("outline", 1, 9), "charscalex": ("scale", 0.01, 100),
    "expnd": ("spread", 0.25, 0), "expndtw": ("spread", _TWIP, 0), "up": ("moved", 0.5, 6),
    "dn": ("moved", 0.5, 6), "sl": ("line", _TWIP, 0),
}  # fmt: skip
_SWITCHES = {
    "b": "bold",
    "caps": "capitals",
    "v": "hidden",
    "deleted": "hidden",
    "intbl": "in_table",
}


@dataclass(slots=True)
class _Paragraph:
    text: str
    look: Look
    hidden: str


@dataclass(slots=True)
class _Row:
    cells: list[list[_Block]]


@dataclass(slots=True)
class _Box:
    blocks: list[_Block]


_Block = _Paragraph | _Row | _Box


@dataclass(slots=True)
class _Sink:
    """Where the text of a destination is collected."""

    blocks: list[_Block] = field(default_factory=list)
    cells: list[list[_Block]] = field(default_factory=list)
    cell: list[_Block] = field(default_factory=list)
    runs: list[tuple[str, _State]] = field(default_factory=list)
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
    return parser.result()


class _Parser:
    def __init__(self, text: str) -> None:
        self._text = text
        self._state = _State()
        self._states: list[_State] = []
        self._sinks = [_Sink()]
        self._opened: list[int] = []  # depth of the group that each further sink belongs to
        self._headers: list[list[_Block]] = []
        self._footers: list[list[_Block]] = []
        self._colors: list[list[int]] = [[]]
        self._charsets: dict[int, int] = {}
        self._styles: dict[int, str] = {}
        self._bytes = bytearray()
        self._code_page = "cp1252"
        self._to_skip = 0  # characters that stand for the last \u
        self._shade = 0  # of the cell that is being defined
        self._shades: list[int] = []  # of the cells of a row
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

    def result(self) -> tuple[str, tuple[Line, ...], tuple[Flag, ...]]:
        flow = Flow()
        for header in said_once(self._headers, _text):
            _emit(header, flow)
        _emit(self._sinks[0].blocks, flow)
        flow.beside()
        flow.margin()
        for footer in said_once(self._footers, _text):
            _emit(footer, flow)
        flow.beside()
        return flow.result()

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
        while self._opened and self._opened[-1] == depth:
            self._opened.pop()
            self._end_paragraph()
            self._end_table()
            blocks = self._sinks.pop().blocks
            kind = self._state.destination
            if kind in _HEADERS:
                self._headers.append(blocks)
            elif kind in _FOOTERS:
                self._footers.append(blocks)
            else:
                self._blocks().append(_Box(blocks))
        self._state = self._states.pop()

    def _blocks(self) -> list[_Block]:
        sink = self._sinks[-1]
        return sink.cell if self._state.in_table else sink.blocks

    def _control(self, word: str, number: int | None, *, starred: bool) -> None:
        if starred and word not in _KEPT and word not in _MARKS:
            self._state = replace(self._state, skipped=True)
        elif word in _SKIPPED or word in _OWN_TABLES:
            self._state = replace(self._state, skipped=True, destination=word)
        elif word == "ud" and self._state.destination == "upr":
            self._state = replace(self._state, skipped=False, destination="")
        elif word in _MARKS:
            self._sinks[-1].item |= not self._state.skipped
            self._state = replace(self._state, skipped=True)
        elif word in _HEADERS | _FOOTERS | _BOXES and not self._state.skipped:
            self._begin(word)
        elif word == "u" and number is not None:
            self._put(chr(number % 65536) if number else " ")
            self._to_skip = max(0, self._state.after_unicode)
        elif word in _CHARACTERS:
            self._put(_CHARACTERS[word])
        elif word in _CHARACTER_SETS or word in {"ansicpg", "deff"}:
            self._usual(word, number or 0)
        else:
            self._set(word, number)

    def _begin(self, destination: str) -> None:
        """A header, a footer or a text box: what follows in this group is collected apart."""
        self._state = replace(self._state, destination=destination, **_NO_PARAGRAPH)  # type: ignore[arg-type]
        self._sinks.append(_Sink())
        self._opened.append(len(self._states))

    def _usual(self, word: str, number: int) -> None:
        """What holds for all of the document: the code page, the font."""
        if word == "deff":
            self._usual_font = number
            self._state = replace(self._state, font=number)
        elif word in _CHARACTER_SETS or number:
            self._code_page = _CHARACTER_SETS.get(word, f"cp{number}")

    def _set(self, word: str, number: int | None) -> None:
        if word in _SETTINGS:
            name, share, usual = _SETTINGS[word]
            value = (usual if number is None else number) * share
            self._state = replace(self._state, **{name: value})  # type: ignore[arg-type]
        elif word in _SWITCHES:
            self._state = replace(self._state, **{_SWITCHES[word]: number != 0})  # type: ignore[arg-type]
        elif word == "pard":
            self._state = replace(self._state, **_NO_PARAGRAPH)  # type: ignore[arg-type]
        elif word == "plain":
            self._state = replace(self._state, font=self._usual_font, **_PLAIN)  # type: ignore[arg-type]
        elif word in {"trowd", "clcbpat", "cellx"}:
            self._define_cell(word, number or 0)
        elif self._state.skipped:
            self._define(word, number or 0)
        else:
            self._end(word)

    def _define_cell(self, word: str, number: int) -> None:
        """The grounds of a row's cells."""
        if word == "trowd":
            self._shade, self._shades = 0, []
        elif word == "clcbpat":
            self._shade = number
        else:
            self._shades.append(self._shade)
            self._shade = 0

    def _define(self, word: str, number: int) -> None:
        """Colours and fonts of the tables before the text."""
        if word in {"red", "green", "blue"} and self._state.destination == "colortbl":
            self._colors[-1].append(number)
        elif word == "fcharset" and self._state.destination == "fonttbl":
            self._charsets[self._state.font] = number

    def _end(self, word: str) -> None:
        """Ends of paragraphs, cells and rows."""
        if word in {"par", "sect", "page", "nestcell", "column"}:
            self._end_paragraph()
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
        elif sign in _SIGNS:
            if self._to_skip:
                self._to_skip -= 1
            else:
                self._put(_SIGNS[sign])

    def _decode(self) -> None:
        """The bytes since the last control word, by the font's character set."""
        if not self._bytes:
            return
        data, self._bytes = bytes(self._bytes), bytearray()
        charset = self._charsets.get(self._state.font, 0)
        if charset == _SYMBOLS:
            # Where Word and fonts of signs have them: the private use area.
            self._put("".join(chr(0xF000 + b) if b > 32 else " " for b in data))
            return
        try:
            text = data.decode(_CODE_PAGES.get(charset, self._code_page), "replace")
        except LookupError:
            text = data.decode("cp1252", "replace")
        self._put(text)

    def _put(self, text: str) -> None:
        if self._state.destination == "stylesheet":
            name = self._styles.get(self._state.style, "") + text
            self._styles[self._state.style] = name
        elif self._state.destination == "colortbl":
            self._colors += [[] for _ in range(text.count(";"))]
        elif not self._state.skipped:
            self._sinks[-1].runs.append((text, self._state))

    def _end_paragraph(self) -> None:
        sink = self._sinks[-1]
        runs, sink.runs = sink.runs, []
        seen: list[tuple[str, _State]] = []
        unseen: list[str] = []
        for text, state in runs:
            if text.strip() and self._is_hidden(state):
                unseen.append(text)
            else:
                seen.append((text, state))
        inked = [state for text, state in seen if text.strip()]
        state = self._state
        name = self._styles.get(state.style, "").strip().lower()
        look = Look(
            before=state.before,
            after=state.after,
            size=max((each.size for each in inked), default=state.size),
            bold=bool(inked) and all(each.bold or each.capitals for each in inked),
            item=sink.item,
            heading=name.startswith(("heading", "title")) or 0 <= state.outline < 9,
            indent=0.0 if sink.item else state.indent,
        )
        sink.item = False
        whole = _whole("".join(text for text, _ in seen))
        self._blocks().append(_Paragraph(whole, look, _whole(" ".join(unseen))))

    def _end_table(self) -> None:
        sink = self._sinks[-1]
        cells, sink.cells = sink.cells, []
        if sink.cell:
            cells.append(sink.cell)
            sink.cell = []
        if cells:
            sink.blocks.append(_Row(cells))

    def _is_hidden(self, state: _State) -> bool:
        """Whether text is marked hidden, tiny, squeezed, cut off, or of its ground's colour."""
        if state.hidden or min(state.size, state.size * state.scale) < LEAST_SIZE:
            return True
        if is_stacked(state.size * state.scale, state.spread) or abs(state.moved) > FARTHEST:
            return True
        # A negative height is exact (\sl of the specification); zero is automatic.
        if state.line < 0 and -state.line < LEAST_SEEN * state.size:
            return True
        if state.indent < -FARTHEST:
            return True
        ink, ground = self._rgb(state.color), self._behind(state)
        return ink is not None and ground is not None and not is_told(ink, ground)

    def _behind(self, state: _State) -> RGB | None:
        """The colour behind text; None in a shape, whose colour is not looked up."""
        for color in (state.ground, state.paper):
            found = self._rgb(color)
            if found is not None:
                return found
        if state.destination in _BOXES:
            return None
        at = len(self._sinks[-1].cells)
        shade = self._shades[at] if state.in_table and at < len(self._shades) else 0
        return self._rgb(shade) or (255, 255, 255)

    def _rgb(self, color: int) -> RGB | None:
        """A colour of the table; None for the automatic one."""
        parts = self._colors[color] if 0 < color < len(self._colors) else []
        return (parts[0], parts[1], parts[2]) if len(parts) == 3 else None


def _whole(text: str) -> str:
    """Text whose halves of characters, written one by one, are put together."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _text(blocks: Sequence[_Block]) -> str:
    return " ".join(_texts(blocks))


def _texts(blocks: Sequence[_Block]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, _Paragraph):
            yield block.text
            yield block.hidden
        elif isinstance(block, _Box):
            yield from _texts(block.blocks)
        else:
            for cell in block.cells:
                yield from _texts(cell)


def _emit(blocks: Sequence[_Block], flow: Flow) -> None:
    for block in blocks:
        if isinstance(block, _Paragraph):
            if block.hidden:
                flow.hide(block.hidden)
            flow.add(block.text, block.look)
        elif isinstance(block, _Box):
            flow.box(partial(_emit, block.blocks, flow))
        else:
            flow.cells(block.cells, partial(_emit, flow=flow))
