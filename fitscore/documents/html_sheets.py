"""The style sheets that lie in a web page, and what they say of the columns of tables."""

from __future__ import annotations

import re

from bs4 import BeautifulSoup
from bs4.element import Tag

from fitscore.documents.css import Declaration, Sheets
from fitscore.documents.css_style import Style, own_values
from fitscore.documents.data_urls import sheet_of

_MOST_COLUMNS = 100  # of a table that are looked at
_IMPORT = re.compile(r"""@import\s*(?:url\()?\s*["']?(?!\s*["']?data:)""", re.IGNORECASE)


def is_complete(soup: BeautifulSoup) -> bool:
    """Whether a page names no style sheet that lies elsewhere."""
    imported = any(_IMPORT.search(style.get_text()) for style in soup.find_all("style"))
    return not imported and not any(
        sheet_of(str(link.get("href") or "")) is None
        for link in soup.find_all("link")
        if _is_sheet(link)
    )


def _is_sheet(link: Tag) -> bool:
    kinds = link.get("rel") or ""
    words = " ".join(kinds) if isinstance(kinds, list) else str(kinds)
    return "stylesheet" in words.lower().split()


def add_sheets(soup: BeautifulSoup, sheets: Sheets) -> None:
    """Read all sheets in their order, those in `data:` URLs among them."""
    for tag in soup.find_all(["style", "link"]):
        if any(parent.name in {"noscript", "template"} for parent in tag.parents):
            continue
        text: str | None = tag.get_text()
        if tag.name == "link":
            text = sheet_of(str(tag.get("href") or "")) if _is_sheet(tag) else None
        if text and not (tag.name == "link" and tag.has_attr("disabled")):
            sheets.add(text, str(tag.get("media") or ""))


def collapse_columns(
    table: Tag, held: dict[int, list[Declaration]], sheets: Sheets, style: Style
) -> None:
    """Hide the cells of columns that are collapsed.

    Args:
        table: The table.
        held: Declarations for elements by their `id()`; those for the cells are put in.
        sheets: The sheets.
        style: Around the table.
    """
    for number, column in enumerate(table.find_all("col", limit=_MOST_COLUMNS)):
        own = held.get(id(column), [])
        if not (own or column.has_attr("style")):
            continue
        values, _ = own_values(column, own, sheets, style, {})
        if values.get("visibility", "").lower() != "collapse":
            continue
        for row in table.find_all("tr"):
            for cell in row.find_all(("td", "th"), recursive=False)[number : number + 1]:
                hidden = Declaration("visibility", "hidden", important=True)
                held[id(cell)] = [*held.get(id(cell), ()), hidden]
