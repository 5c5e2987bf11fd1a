"""HTML to lines: headings, list items and table rows kept; page chrome and unseen text left out."""

from __future__ import annotations

from collections.abc import Iterator

from bs4 import BeautifulSoup
from bs4.element import NavigableString, PreformattedString, Tag

from fitscore.documents.builder import TextBuilder
from fitscore.documents.flow import hidden_flag
from fitscore.documents.html_pictures import is_list, stands_for
from fitscore.documents.html_sheets import is_complete
from fitscore.documents.html_svg import NOT_DRAWN
from fitscore.documents.html_unseen import Unseen, unseen
from fitscore.documents.job_posting import job_posting_markup
from fitscore.types import Flag, Line

_DROPPED = {
    "script", "style", "noscript", "template", "head", "nav", "footer", "iframe",
    "button", "select", "object", "video", "audio", "canvas", "datalist", "rp", "annotation",
    "annotation-xml", "noembed", "noframes",
}  # fmt: skip
_CHROME_ROLES = {"navigation", "banner", "contentinfo", "dialog", "search", "alert"}
_BLOCKS = {
    "p", "div", "section", "article", "main", "ul", "ol", "li", "dl", "dt", "dd", "table", "tr",
    "h1", "h2", "h3", "h4", "h5", "h6", "header", "aside", "form", "blockquote", "pre", "figure",
    "address", "details", "summary", "fieldset", "body", "html", "tbody", "thead", "hr", "br",
    "figcaption", "label", "text", "option",
}  # fmt: skip
_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6", "dt"}
_BOLD = {"b", "strong"}
_INLINE = {"span", "i", "b", "em", "strong", "small", "font", "a", "u", "s", "mark"}
_LEAST_SAID = 4  # words: a label for a screen reader, or the name of an icon, has fewer
_MANY_LABELS = 12  # words of all short pieces together
_MOST_LINKED = 0.5  # of the words: more make a menu
_LIST_INDENT = 2.0
_MOST_QUOTED = 200  # characters
_PAGE = ("<html", "<body", "<head", "<!doctype")
_HEAD = 20_000  # characters in which a page says that it is one
_LEAST_MAIN_WORDS = 120
_LEAST_MAIN_SHARE = 0.4


def read_html(markup: str, *, job: bool = False) -> tuple[str, tuple[Line, ...], tuple[Flag, ...]]:
    """Visible text of a page, its lines and its flags; menus, footers and scripts are left out.

    Text that a reader would not see is left out too. It is flagged where it stands in the place of
    the main text, is no menu, and is not seen elsewhere on the page; where it is not displayed, cut
    off or moved away, as labels for screen readers are, only from four words on, or twelve in all
    such pieces of a résumé; and in a posting always from four words on. A
    posting is cut out of its site, and what the site's own sheets would paint is not held against
    it; a résumé stands for itself.

    Args:
        markup: The page.
        job: It holds a job posting: a JobPosting in its JSON-LD is read in place of the page,
            and else what a main-text extractor takes for chrome around the text is left out.
    """
    soup = BeautifulSoup(markup, "lxml")
    if job:
        posting = job_posting_markup(soup)
        if posting is not None:
            return read_html(posting)
    # A field of a page, as feeds and exports give it, has nothing around its text.
    whole = any(tag in markup[:_HEAD].lower() for tag in _PAGE)
    complete = is_complete(soup)
    hidden = unseen(soup, sheets_missing=job and not (whole and complete), alone=not job)
    chrome = _is_chrome_of_site if job or not complete else _is_chrome
    for element in list(soup.find_all(chrome)):
        if not element.decomposed:
            element.decompose()
    builder = TextBuilder()
    items_begun: set[int] = set()
    blocks = [block for block in _blocks(soup.body or soup, hidden) if block.text or block.unseen]
    blocks = _main_blocks(blocks, markup) if job and whole else blocks
    for block in blocks:
        _add(builder, block, items_begun)
    return builder.text(), builder.lines(), _flags(blocks, builder.text(), hidden, job=job)


def _flags(blocks: list[_Block], text: str, hidden: Unseen, *, job: bool) -> tuple[Flag, ...]:
    flags: list[Flag] = []
    seen = _squashed(text)
    runs = [run for block in blocks for run in block.unseen if not run.is_menu()]
    runs = [run for run in runs if _squashed(run.text) not in seen]
    least = 1 if not job else _LEAST_SAID
    said = [run for run in runs if run.words >= (least if run.faint else _LEAST_SAID)]
    if not job and sum(run.words for run in runs) >= _MANY_LABELS:
        said = runs
    if said:
        flags.append(hidden_flag(" ".join(run.text for run in said), 1))
    if not job and hidden.doubtful:
        doubtful = [run for block in blocks for run in block.doubtful]
        quote = " ".join("".join(doubtful).split())
        if quote:
            why = "whether this text is seen hangs on a picture or a rule not looked at; it counts"
            flags.append(Flag("unchecked", 1, quote[:_MOST_QUOTED], why))
    if not hidden.complete:
        why = "the page's style sheets ask for too much; text that they hide may count"
        flags.append(Flag("unchecked", 1, "", why))
    return tuple(flags)


def _squashed(text: str) -> str:
    return "".join(text.split()).lower()


def _main_blocks(blocks: list[_Block], markup: str) -> list[_Block]:
    """Blocks from the first to the last that belong to the main text.

    Nothing between them is dropped, and everything is kept where the extractor finds little: it
    is made for articles, and lists of requirements look like menus to it.
    """
    import trafilatura

    main = trafilatura.extract(markup, favor_recall=True, include_tables=True) or ""
    known = {"".join(line.strip(" -|#").split()) for line in main.splitlines()}
    squashed = ["".join(block.text.split()) for block in blocks]
    inside = [i for i, text in enumerate(squashed) if text and text in known]
    words = sum(len(blocks[i].text.split()) for i in inside)
    if words < max(_LEAST_MAIN_WORDS, _LEAST_MAIN_SHARE * sum(len(b.text.split()) for b in blocks)):
        return blocks
    # The title stands above the text and often in its own box.
    titles = [i for i in range(inside[0]) if blocks[i].holder.name == "h1"]
    first = titles[0] if titles else inside[0]
    return blocks[first : inside[-1] + 1]


def _is_chrome_of_site(element: Tag) -> bool:
    """The same of a page that sheets and scripts elsewhere have a part in.

    Boxes that are kept from screen readers are windows there, which are not shown yet.
    """
    if element.attrs.get("aria-hidden") == "true" and element.name not in _INLINE:
        return True
    # A mark of its maker, or a sign beside a text; the choices of a search.
    if element.name in {"svg", "select", "object"}:
        return True
    return _is_chrome(element)


def _is_chrome(element: Tag) -> bool:
    """What is no text of a page."""
    name, attributes = element.name, element.attrs
    if name == "svg":
        return element.find("text") is None
    if name in NOT_DRAWN and element.find_parent("svg") is not None:
        return True
    if is_list(element) or stands_for(element):
        return False
    if name in _DROPPED or (attributes and attributes.get("role") in _CHROME_ROLES):
        return True
    if name == "dialog":
        return "open" not in attributes
    if name in {"meter", "progress"}:  # a bar; figures in it say how long it is
        return any(map(str.isalpha, element.get_text()))
    return attributes.get("aria-hidden") == "true" and not _is_said_by_it_alone(element)


def _is_said_by_it_alone(element: Tag) -> bool:
    """Whether text that is kept from screen readers is more than an icon or a doubled line."""
    text = element.get_text()
    if len(text.split()) < _LEAST_SAID:
        return False
    beside = (element.find_next_sibling(), element.find_previous_sibling())
    return all(other is None or _squashed(other.get_text()) != _squashed(text) for other in beside)


class _Run:
    """Text that is not seen, in one piece."""

    def __init__(self, *, faint: bool) -> None:
        self.faint = faint  # no page does that to a label for screen readers
        self.pieces: list[str] = []
        self.words = 0
        self.linked = 0

    def append(self, string: NavigableString) -> None:
        words = sum(any(map(str.isalnum, word)) for word in string.split())
        self.words += words
        if any(parent.name == "a" for parent in string.parents):
            self.linked += words
        self.pieces += [str(string), " " if string.parent and string.parent.name in _BLOCKS else ""]

    def is_menu(self) -> bool:
        """Whether it is links most of all, or no words."""
        linked = not self.faint and self.linked > _MOST_LINKED * self.words
        return linked or not self.words

    @property
    def text(self) -> str:
        return " ".join("".join(self.pieces).split())


class _Block:
    """A run of inline text with the block that holds it."""

    def __init__(self, holder: Tag) -> None:
        self.holder = holder
        self.pieces: list[str] = []
        self.unseen: list[_Run] = []
        self.doubtful: list[str] = []
        self._shown = 0  # how many pieces stood before what was hidden last
        self.plain = 0
        self.bold = 0

    def append(self, string: NavigableString) -> None:
        text = " ".join(str(string).split())
        if any(parent.name in _BOLD for parent in string.parents):
            self.bold += len(text)
        else:
            self.plain += len(text)
        self.pieces.append(str(string))

    def take(self, string: NavigableString, hidden: Unseen) -> None:
        """A text with what is known of it."""
        if id(string) in hidden.strings:
            self.hide([string], faint=id(string) in hidden.faint)
            return
        self.append(string)
        if id(string) in hidden.doubtful:
            self.doubtful += [str(string), " "]

    def hide(self, strings: list[NavigableString], *, faint: bool = False) -> None:
        """Text that is not seen; what follows hidden text without a gap belongs to it."""
        if not self.unseen or self.pieces[self._shown :] or self.unseen[-1].faint != faint:
            self.unseen.append(_Run(faint=faint))
        self._shown = len(self.pieces)
        for string in strings:
            self.unseen[-1].append(string)

    @property
    def text(self) -> str:
        return " ".join("".join(self.pieces).split())


def _blocks(root: Tag, hidden: Unseen) -> Iterator[_Block]:
    """Runs of inline text in document order, ended by every block boundary.

    Iterative, because hostile pages nest deeper than Python's stack.
    """
    current = _Block(root)
    holders = [root]
    stack: list[tuple[str, object]] = [("open", root)]
    while stack:
        action, node = stack.pop()
        if action == "close":
            yield current
            holders.pop()
            current = _Block(holders[-1] if holders else root)
        elif isinstance(node, NavigableString):
            if not isinstance(node, PreformattedString):
                current.take(node, hidden)
        elif isinstance(node, Tag):
            if id(node) in hidden.gone:
                current.hide(_strings(node))
                continue
            if node.name in _BLOCKS:
                yield current
                holders.append(node)
                current = _Block(node)
                stack.append(("close", node))
            elif node.name in {"td", "th"}:
                current.pieces.append(" | " if current.text else "")
            stack.extend(("open", child) for child in reversed(node.contents))
    yield current


def _strings(root: Tag) -> list[NavigableString]:
    """Text in an element, in its order."""
    found: list[NavigableString] = []
    stack: list[object] = [root]
    while stack:
        node = stack.pop()
        if isinstance(node, NavigableString) and not isinstance(node, PreformattedString):
            found.append(node)
        elif isinstance(node, Tag):
            stack.extend(reversed(node.contents))
    return found


def _add(builder: TextBuilder, block: _Block, items_begun: set[int]) -> None:
    text = block.text
    if not text:
        return
    chain = (block.holder, *block.holder.parents)
    item = next((element for element in chain if element.name == "li"), None)
    # Only the first block of a list item begins it: its second paragraph is no second item.
    begins_item = item is not None and id(item) not in items_begun
    items_begun.add(id(item))
    heading = block.holder.name in _HEADINGS
    depth = sum(element.name in {"ul", "ol"} for element in chain)
    look = Line(
        0,
        0,
        x0=_LIST_INDENT * depth,
        bold=heading or block.bold > block.plain,
        heading=heading,
        item=begins_item,
        gap=0.0 if item is not None else 1.0,
    )
    builder.add(text, look)
