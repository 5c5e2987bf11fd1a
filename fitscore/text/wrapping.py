"""Which lines go on from the line above because a margin broke them."""

from __future__ import annotations

import re

from fitscore.types import Document, Line

# Set by hand on the documents that the readers were developed with. Behind each stands how many
# of 742 résumés and 199 postings are read otherwise at 0.8 or 1.25 times it.
_WIDEST_WRAP = 132  # 0 and 6; columns: plain text wider than this is not wrapped by hand
_WRAPPED_SHARE = 0.2  # 0 and 2; of the lines
_NEAR_EDGE = 0.8  # 0 and 16; of the widest line
_SHORT = 40  # 2 and 0; characters
_FARTHEST_INDENT = 60.0  # 2 and 0; points between the left edges of lines of one paragraph
_CLOSED = re.compile(r"[.!?:;][\"'”’)\]]*$")
_GOES_ON = re.compile(r"(?:[,/&–—(-]|\b(?:and|or|of|the|to|in|for|with|a|an|by|on|at|from|as))$")


class Wrapping:
    """Knows the right edge that lines of a document were broken at."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._paged = document.media == "pdf"
        self._text_edge = _edge_of_text(document)
        self._by_page: dict[int, list[Line]] = {}
        for line in document.lines:
            self._by_page.setdefault(line.page, []).append(line)

    def continues(self, above: Line, line: Line) -> bool:
        """Whether `line` is the rest of the sentence or paragraph that `above` is part of."""
        if line.heading or above.heading or line.item:
            return False
        if line.bold and not above.bold:
            return False
        text = self._document.line_text(line)
        before = self._document.line_text(above)
        if self._document.media in {"html", "docx", "odt", "rtf", "json_resume"}:
            return False  # a block is one line there, however long
        if self._paged and not _alike(above, line):
            return False
        if self._is_apart(line):
            return False
        open_end = not _CLOSED.search(before)
        if open_end and (text[:1].islower() or bool(_GOES_ON.search(before))):
            return True
        if not self.is_full(above, text) or not self._is_solid(line, above):
            return False
        # In a narrow column of short items every other line is full by chance: there only the
        # tighter leading of broken lines tells.
        if len(before) < _SHORT and not self._is_tight(line):
            return False
        return open_end or not _is_title_case(text)

    def is_full(self, line: Line, following: str) -> bool:
        """Whether the first word of the following text would not have fitted on this line."""
        edge = self._page_edge(line) if self._paged else self._text_edge
        if edge is None:
            return False
        length = max(1, line.end - line.start)
        width = (line.x1 - line.x0) / length if self._paged else 1.0
        first_word = following.split(maxsplit=1)[0] if following.split() else ""
        return line.x1 + width * (len(first_word) + 0.5) > edge

    def _is_apart(self, line: Line) -> bool:
        return line.gap > 0.9 if self._paged else line.gap >= 1

    def _is_solid(self, line: Line, above: Line) -> bool:
        """Set no wider apart than the lines of its page's column that are closest together."""
        if not self._paged or line.page != above.page:
            return True
        column = [x.gap for x in self._by_page[line.page] if abs(x.x0 - line.x0) < 30]
        return line.gap <= min(column) + 0.25

    def _is_tight(self, line: Line) -> bool:
        """Set with the tighter of two leadings that the lines of its column show."""
        if not self._paged:
            return False
        column = [x.gap for x in self._by_page[line.page] if abs(x.x0 - line.x0) < 2]
        return line.gap <= min(column) + 0.1 and max(column) >= min(column) + 0.25

    def _page_edge(self, line: Line) -> float | None:
        edges = [
            other.x1
            for other in self._by_page[line.page]
            if other.x0 < line.x1 and other.x1 > line.x0 and abs(other.x0 - line.x0) < 60
        ]
        return max(edges, default=None)


def _alike(above: Line, line: Line) -> bool:
    """Whether two lines of a page are set alike, as lines of one paragraph are."""
    same_type = abs(line.size - above.size) <= 1.0 and line.bold == above.bold
    return same_type and abs(line.x0 - above.x0) <= _FARTHEST_INDENT


def _edge_of_text(document: Document) -> float | None:
    """The column that plain text was wrapped at, or None where its lines are paragraphs."""
    widths = sorted(line.x1 for line in document.lines)
    if not widths or widths[-1] > _WIDEST_WRAP:
        widths = [width for width in widths if width <= _WIDEST_WRAP]
    if len(widths) < 6:
        return None
    edge = widths[-1]
    near = sum(width >= _NEAR_EDGE * edge for width in widths)
    if edge < 60 or near < _WRAPPED_SHARE * len(document.lines):
        return None
    return edge


def _is_title_case(text: str) -> bool:
    words = [word for word in re.findall(r"[A-Za-z][\w'’-]*", text) if len(word) > 3]
    return 0 < len(words) <= 8 and all(word[0].isupper() for word in words)
