"""Shadow trees that a page declares: its elements as they are rendered.

A `<template shadowrootmode>` is the tree that is shown in its parent's place; of the parent's own
children only those are shown for which the tree has a slot. Specifications: DOM (shadow trees),
HTML (declarative shadow roots), CSS Scoping 1.
"""

from __future__ import annotations

from bs4 import BeautifulSoup
from bs4.element import PageElement, Tag

from fitscore.documents.css import Declaration, Sheets

UNSLOTTED = "unslotted"  # an element with what has no slot
_MOST_TREES = 1_000


def flatten(soup: BeautifulSoup, held: dict[int, list[Declaration]]) -> bool:
    """Put the shadow trees of a page in the places of their hosts' children.

    Args:
        soup: The page.
        held: What its sheets declare, by the `id()` of elements; what the trees' own sheets declare
            takes its place within them.

    Returns:
        Whether all rules were followed.
    """
    templates = soup.find_all("template", attrs={"shadowrootmode": True})
    complete = len(templates) <= _MOST_TREES
    for template in templates[:_MOST_TREES]:  # an inner one may be the host of an outer one's slot
        host = template.parent
        if host is None or any(parent.name == "template" for parent in template.parents):
            continue
        sheets, slotted = Sheets(), Sheets(slotted=True)
        for style in template.find_all("style"):
            if style.find_parent("template") is template:
                text = style.get_text().replace(":host(", ":root:is(").replace(":host", ":root")
                for each in (sheets, slotted):
                    each.add(text, str(style.get("media") or ""))
                style.extract()
        for inner in template.find_all(lambda _: True):
            held.pop(id(inner), None)
        own = sheets.held(template)
        held[id(host)] = own.pop(id(template), []) + held.get(id(host), [])
        held |= own
        _fill(soup, host, template)
        # What the page's own sheets say of what is in a slot wins.
        for key, declared in slotted.held(host).items():
            held[key] = declared + held.get(key, [])
        complete = complete and sheets.complete and slotted.complete
    return complete


def _fill(soup: BeautifulSoup, host: Tag, template: Tag) -> None:
    template.extract()
    children = [child.extract() for child in list(host.contents)]
    slots = {str(slot.get("name") or ""): slot for slot in reversed(template.find_all("slot"))}
    rest = soup.new_tag(UNSLOTTED)
    given: set[str] = set()
    for child in children:
        name = str(child.get("slot") or "") if isinstance(child, Tag) else ""
        if name not in slots:
            rest.append(child)
            continue
        if name not in given and not _is_blank(child):
            given.add(name)
            for instead in list(slots[name].contents):
                rest.append(instead.extract())
        slots[name].append(child)
    for child in list(template.contents):
        host.append(child.extract())
    host.append(rest)


def _is_blank(child: PageElement) -> bool:
    return not isinstance(child, Tag) and not str(child).strip()
