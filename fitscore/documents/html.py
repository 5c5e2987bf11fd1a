"""HTML to lines: headings, list items and table rows kept, page chrome left out."""

from __future__ import annotations

from collections.abc import Iterator

from bs4 import BeautifulSoup
from bs4.element import NavigableString, PreformattedString, Tag

from fitscore.documents.builder import TextBuilder
from fitscore.documents.job_posting import job_posting_markup
from fitscore.types import Line

_DROPPED = {
    "script", "style", "noscript", "template", "svg", "head", "nav", "footer", "iframe",
    "button", "select", "dialog", "object", "video", "audio", "canvas",
}  # fmt: skip
_CHROME_ROLES = {"navigation", "banner", "contentinfo", "dialog", "search", "alert"}
_BLOCKS = {
    "p", "div", "section", "article", "main", "ul", "ol", "li", "dl", "dt", "dd", "table", "tr",
    "h1", "h2", "h3", "h4", "h5", "h6", "header", "aside", "form", "blockquote", "pre", "figure",
    "address", "details", "summary", "fieldset", "body", "html", "tbody", "thead", "hr", "br",
    "figcaption", "label",
}  # fmt: skip
_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6", "dt"}
_BOLD = {"b", "strong"}
_LIST_INDENT = 2.0
_PAGE = ("<html", "<body", "<head", "<!doctype")
_HEAD = 20_000  # characters in which a page says that it is one
_LEAST_MAIN_WORDS = 120
_LEAST_MAIN_SHARE = 0.4


def read_html(markup: str, *, job: bool = False) -> tuple[str, tuple[Line, ...]]:
    """Visible text of a page and its lines; navigation, footers and scripts are left out.

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
    for element in list(soup.find_all(_is_chrome)):
        if not element.decomposed:
            element.decompose()
    builder = TextBuilder()
    items_begun: set[int] = set()
    blocks = [block for block in _blocks(soup.body or soup) if block.text]
    # A field of a page, as feeds and exports give it, has nothing around its text.
    whole = job and any(tag in markup[:_HEAD].lower() for tag in _PAGE)
    for block in _main_blocks(blocks, markup) if whole else blocks:
        _add(builder, block, items_begun)
    return builder.text(), builder.lines()


def _main_blocks(blocks: list[_Block], markup: str) -> list[_Block]:
    """Blocks from the first to the last that belong to the main text.

    Nothing between them is dropped, and everything is kept where the extractor finds little: it
    is made for articles, and lists of requirements look like menus to it.
    """
    import trafilatura

    main = trafilatura.extract(markup, favor_recall=True, include_tables=True) or ""
    known = {"".join(line.strip(" -|#").split()) for line in main.splitlines()}
    inside = [i for i, block in enumerate(blocks) if "".join(block.text.split()) in known]
    words = sum(len(blocks[i].text.split()) for i in inside)
    if words < max(_LEAST_MAIN_WORDS, _LEAST_MAIN_SHARE * sum(len(b.text.split()) for b in blocks)):
        return blocks
    # The title stands above the text and often in its own box.
    titles = [i for i in range(inside[0]) if blocks[i].holder.name == "h1"]
    first = titles[0] if titles else inside[0]
    return blocks[first : inside[-1] + 1]


def _is_chrome(element: Tag) -> bool:
    if element.name in _DROPPED or element.has_attr("hidden"):
        return True
    if element.get("aria-hidden") == "true" or element.get("role") in _CHROME_ROLES:
        return True
    style = str(element.get("style") or "").replace(" ", "").lower()
    return "display:none" in style or "visibility:hidden" in style


class _Block:
    """A run of inline text with the block that holds it."""

    def __init__(self, holder: Tag) -> None:
        self.holder = holder
        self.pieces: list[str] = []
        self.plain = 0
        self.bold = 0

    def append(self, string: NavigableString) -> None:
        text = " ".join(str(string).split())
        if any(parent.name in _BOLD for parent in string.parents):
            self.bold += len(text)
        else:
            self.plain += len(text)
        self.pieces.append(str(string))

    @property
    def text(self) -> str:
        return " ".join("".join(self.pieces).split())


def _blocks(root: Tag) -> Iterator[_Block]:
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
                current.append(node)
        elif isinstance(node, Tag):
            if node.name in _BLOCKS:
                yield current
                holders.append(node)
                current = _Block(node)
                stack.append(("close", node))
            elif node.name in {"td", "th"}:
                current.pieces.append(" | " if current.text else "")
            stack.extend(("open", child) for child in reversed(node.contents))
    yield current


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
