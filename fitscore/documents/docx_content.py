"""What Word shows of a paragraph's markup: runs, fields, alternatives, revisions.

Fields: ECMA-376 (ISO/IEC 29500-1), 17.16; alternatives and what is to be ignored: 29500-3.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from fitscore.documents.docx_parts import REFERENCES
from fitscore.documents.docx_styles import W
from fitscore.documents.package import local_name

MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
ALTERNATE = f"{MC}AlternateContent"
DRAWINGS = (f"{W}drawing", f"{W}pict", f"{W}object")
# What a revision took out, and what says how text is set.
SKIPPED = frozenset(DRAWINGS) | frozenset(
    W + name
    for name in (
        "del", "moveFrom", "pPr", "rPr", "sdtPr", "sdtEndPr", "tblPr", "tblGrid", "trPr", "tcPr",
        "sectPr",
    )
)  # fmt: skip
_BREAKS = {
    f"{W}tab": "\t", f"{W}ptab": "\t", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-",
}  # fmt: skip
_RUN, _TEXT, _SIGN, _RUBY = f"{W}r", f"{W}t", f"{W}sym", f"{W}ruby"
_MATH_RUN, _MATH_TEXT = f"{_MATH}r", f"{_MATH}t"
_FIELD, _CODE = f"{W}fldChar", f"{W}instrText"
_TURNS = frozenset({_FIELD, _CODE, _RUBY, ALTERNATE, *REFERENCES})
# Parts of a formula that a switch takes away (29500-1, 22.1.2): where it stands, its name, and
# whether it is `on` that does so.
_TAKEN_AWAY = {
    ("phant", "e"): ("show", False), ("rad", "deg"): ("degHide", True),
    ("nary", "sub"): ("subHide", True), ("nary", "sup"): ("supHide", True),
}  # fmt: skip
# Fields that print nothing, whatever result is kept with them.
_SHOW_NOTHING = frozenset({"TC", "XE", "TA", "RD", "SET", "ASK", "PRIVATE"})
# Fields whose results Word counts anew whenever it shows them, and what they may look like.
_COUNTED = frozenset({"PAGE", "NUMPAGES", "SECTION", "SECTIONPAGES"})
_COUNT = re.compile(r"[-–—.()\s\d]*[ivxlcdm]*[-–—.()\s]*", re.IGNORECASE)
# Extensions that Word knows; their names say the year and the part.
_KNOWN = re.compile(
    r"http://schemas\.microsoft\.com/office/(word|drawing|powerpoint|excel|thememl|mac/drawing)/"
    r"20(0[6-9]|1\d|2[0-4])/.*|http://schemas\.openxmlformats\.org/.*|urn:schemas-microsoft-com:.*"
)
_LATIN = re.compile("[A-Za-z]{2}")
_FONT_OF_SIGNS = re.compile("wingdings|webdings|symbol", re.IGNORECASE)

# A run, its text, and whether Word leaves that out. No run: an element that nobody knows. The mark
# of a note stands for itself, without text.
Piece = tuple[Any, str, bool]


class Fields:
    """Which field a place in the text is in, and in which part of it.

    Args:
        roots: Of the document and its margins. A mark that has no partner there is none.
    """

    def __init__(self, roots: Iterable[Any]) -> None:
        self._paired: set[Any] = set()
        self._open: list[tuple[bool, str]] = []  # whether in the instruction, and that
        for root in roots:
            opened: list[list[Any]] = []
            for mark in root.iter(_FIELD):
                kind = mark.get(f"{W}fldCharType")
                if kind == "begin":
                    opened.append([mark])
                elif opened:
                    opened[-1].append(mark)
                    if kind == "end":
                        self._paired.update(opened.pop())

    def apart(self) -> list[tuple[bool, str]]:
        """Begin a story of its own; gives what is to be handed to `back`."""
        before, self._open = self._open, []
        return before

    def back(self, before: list[tuple[bool, str]]) -> None:
        """Go on with the story before."""
        self._open = before

    def mark(self, element: Any) -> None:
        """Begin, middle or end of a field."""
        if element not in self._paired:
            return
        kind = element.get(f"{W}fldCharType")
        if kind == "begin":
            self._open.append((True, ""))
        elif self._open and kind == "end":
            self._open.pop()
        elif self._open:
            self._open[-1] = (False, self._open[-1][1])

    def say(self, text: str) -> None:
        """A part of an instruction."""
        if self._open and self._open[-1][0]:
            self._open[-1] = (True, self._open[-1][1] + text)

    def is_unseen(self, text: str = "") -> bool:
        """Whether nothing of what stands here is shown."""
        return any(within or _shows_nothing(code, text) for within, code in self._open)


def _shows_nothing(code: str, text: str) -> bool:
    """Whether a field with some instruction does not show a text."""
    name = next(iter(code.split(maxsplit=1)), "").upper()
    return name in _SHOW_NOTHING or (name in _COUNTED and not _COUNT.fullmatch(text))


def pieces(parent: Any, fields: Fields, *, unseen: bool = False) -> Iterator[Piece]:
    """Runs of a paragraph with their text; tabs and breaks are characters."""
    for child in parent:
        tag = child.tag
        if tag == _RUN:
            yield from _of_run(child, child, fields, unseen=unseen)
        elif tag in SKIPPED or not isinstance(tag, str):
            continue
        elif tag == ALTERNATE:
            yield from pieces(chosen(child), fields, unseen=unseen)
        elif tag == _MATH_RUN:
            yield child, "".join(e.text or "" for e in child.iter(_MATH_TEXT, _TEXT)), unseen
        elif tag.startswith((W, _MATH)):
            gone = unseen or _is_gone(child, tag)
            yield from pieces(child, fields, unseen=gone)
        else:
            yield None, "".join(e.text or "" for e in child.iter(_TEXT)), True


def _is_gone(element: Any, tag: str) -> bool:
    """Whether a field in short or a part of a formula shows nothing, or letters are turned."""
    if tag.startswith(_MATH):
        return _is_taken_away(element)
    if tag == f"{W}fldSimple":
        text = "".join(e.text or "" for e in element.iter(_TEXT))
        return _shows_nothing(element.get(f"{W}instr") or "", text)
    turned = tag == f"{W}bdo" and element.get(f"{W}val") == "rtl"
    return turned and any(_LATIN.search(e.text or "") for e in element.iter(_TEXT))


def _is_taken_away(element: Any) -> bool:
    parent = element.getparent()
    found = _TAKEN_AWAY.get((local_name(parent), local_name(element)))
    if found is None:
        return False
    name, state = found
    switch = parent.find(f"{_MATH}{local_name(parent)}Pr/{_MATH}{name}")
    on = switch is not None and switch.get(f"{_MATH}val", "1") not in {"0", "false", "off"}
    return switch is not None and on is state


def _of_run(run: Any, parent: Any, fields: Fields, *, unseen: bool) -> Iterator[Piece]:
    text = ""
    for child in parent:
        characters = _characters(child)
        if characters is not None:
            text += characters
            continue
        if text:
            yield run, text, unseen or fields.is_unseen(text)
            text = ""
        if child.tag in REFERENCES:
            yield child, "", unseen or fields.is_unseen()
        elif child.tag == _FIELD:
            fields.mark(child)
        elif child.tag == _CODE:
            fields.say(child.text or "")
        elif child.tag == _RUBY:
            yield from pieces(child, fields, unseen=unseen)
        else:
            yield from _of_run(run, chosen(child), fields, unseen=unseen)
    if text:
        yield run, text, unseen or fields.is_unseen(text)


def _characters(element: Any) -> str | None:
    """What an element of a run puts on the page; None where it does more than that."""
    tag = element.tag
    if tag == _TEXT:
        return element.text or ""
    if tag == _SIGN:
        return _sign(element)
    return None if tag in _TURNS else _BREAKS.get(tag, "")


def _sign(element: Any) -> str:
    """A character of a font of signs; where it hides a letter, as Word keeps it itself."""
    try:
        code = int(element.get(f"{W}char") or "20", 16)
    except ValueError:
        return ""
    if 0x20 < code < 0x100 and _FONT_OF_SIGNS.search(element.get(f"{W}font") or ""):
        code += 0xF000
    return chr(code) if code <= 0x10FFFF and not 0xD800 <= code < 0xE000 else ""


def chosen(alternate: Any) -> Any:
    """Of alternatives, the one that Word takes; an empty tuple where there is none."""
    for branch in alternate:
        if branch.tag == f"{MC}Choice":
            names = (branch.get("Requires") or "").split()
            spaces = [branch.nsmap.get(name) or "" for name in names]
            if all(map(_KNOWN.fullmatch, spaces)):
                return branch
        elif branch.tag == f"{MC}Fallback":
            return branch
    return ()


def drawings(parent: Any) -> Iterator[Any]:
    """Drawings anchored in a paragraph: `w:drawing`, `w:pict`, `w:object`."""
    for child in parent:
        tag = child.tag
        if tag in DRAWINGS:
            yield child
        elif tag == ALTERNATE:
            yield from drawings(chosen(child))
        elif isinstance(tag, str) and tag.startswith(W) and tag not in SKIPPED and tag != _TEXT:
            yield from drawings(child)
