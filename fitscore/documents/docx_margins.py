"""Headers and footers of a Word file: which are in use, and sections of its body.

ECMA-376 (ISO/IEC 29500-1), 17.10: a header that a section does not define is that of the section
before; those of first pages are used with `titlePg`, those of even pages with `evenAndOddHeaders`.
"""

from __future__ import annotations

from typing import Any

from fitscore.documents.docx_styles import W, is_on

_HEADERS = ("first_page_header", "header", "even_page_header")
_FOOTERS = ("first_page_footer", "footer", "even_page_footer")


class Margins:
    """Headers and footers in the order of the sections.

    Args:
        document: As the library opens it.
    """

    def __init__(self, document: Any) -> None:
        self.sections = list(document.sections)
        even = document.settings.odd_and_even_pages_header_footer
        filled = _are_filled(document.element.body)
        self.headers: list[tuple[Any, Any]] = []  # the element and the section's properties
        self.footers: list[tuple[Any, Any]] = []
        self.idle: list[Any] = []  # on no page
        for names, found in ((_HEADERS, self.headers), (_FOOTERS, self.footers)):
            defined: dict[str, Any] = {}
            used: list[Any] = []
            own: list[tuple[Any, Any]] = []
            for at, section in enumerate(self.sections):
                properties = section._sectPr  # noqa: SLF001 - the library does not say all of it
                drawn = at == 0 or begins_a_page(properties) or filled[at : at + 1] != [False]
                for name in names:
                    margin = getattr(section, name)
                    if not margin.is_linked_to_previous:
                        defined[name] = margin._element  # noqa: SLF001 - its proxies hide content controls
                        own.append((defined[name], properties))
                    first, second = name.startswith("first"), name.startswith("even")
                    in_use = section.different_first_page_header_footer if first else True
                    if drawn and in_use and (even or not second) and name in defined:
                        used.append(defined[name])
            found += [each for each in own if each[0] in used]
            self.idle += [element for element, _ in own if element not in used]


def begins_a_page(section: Any) -> bool:
    """Whether a section, by its properties, begins on a page of its own."""
    kind = section.find(f"{W}type")
    return kind is None or kind.get(f"{W}val") != "continuous"


def _are_filled(body: Any) -> list[bool]:
    """Whether each section has text or a drawing."""
    filled = [False]
    for block in body:
        filled[-1] |= next(block.iter(f"{W}t", f"{W}drawing", f"{W}pict"), None) is not None
        filled += [False] * len(ends_in(block))
    return filled


def ends_in(block: Any) -> list[Any]:
    """The properties of the sections that end within a block."""
    if block.tag == f"{W}sectPr":
        return []
    return [each for each in block.iter(f"{W}sectPr") if each.getparent().tag == f"{W}pPr"]


def shows_background(settings: Any) -> bool:
    """Whether pages have the document's background."""
    found = None if settings is None else settings.find(f"{W}displayBackgroundShape")
    return found is not None and is_on(found)
