"""How the paragraphs of a Word file are set, as their styles and they themselves say."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

from fitscore.documents.docx_styles import HALF, TWIP, Styles, W, number
from fitscore.documents.flow import Look


class Looks:
    """The looks of a document's paragraphs.

    Args:
        styles: Of the document.
        root: The element `w:styles`.
    """

    def __init__(self, styles: Styles, root: Any) -> None:
        self._styles = styles
        self._defaults = _spacing(root, "docDefaults/pPrDefault/pPr")
        self._of_style = cache(self._collected)

    def of(self, element: Any, style_id: str, runs: list[tuple[Any, str]]) -> Look:
        """How a paragraph is set."""
        look = self._of_style(style_id)
        before, after = _spacing(element, "pPr", (look.before, look.after))
        inked = [run for run, part in runs if part.strip()]
        bold = look.bold or all(_is_on(run, "b") or _is_on(run, "caps") for run in inked)
        sizes = [number(size, unit=HALF) / 2 for run in inked if (size := value_at(run, "rPr/sz"))]
        numbering = value_at(element, "pPr/numPr/numId")
        return replace(
            look,
            before=before,
            after=after,
            size=max(sizes, default=look.size),
            bold=bold,
            item=look.item if numbering is None else numbering != "0",
            indent=_indent(element),
        )

    def _collected(self, style_id: str) -> Look:
        name, before, after, size, bold, item, outline = "", None, None, "", None, None, None
        for style in self._styles.chain(style_id):
            name = name or (value_at(style, "name") or "").lower()
            spacing = style.find(f"{W}pPr/{W}spacing")
            if spacing is not None:
                before = before if before is not None else spacing.get(f"{W}before")
                after = after if after is not None else spacing.get(f"{W}after")
            size = size or value_at(style, "rPr/sz") or ""
            if bold is None and style.find(f"{W}rPr/{W}b") is not None:
                bold = _is_on(style, "b")
            item = item or value_at(style, "pPr/numPr/numId")
            outline = outline or value_at(style, "pPr/outlineLvl")
        listed = name.startswith(("list bullet", "list number")) or item not in (None, "0")
        heading = name.startswith(("heading", "title")) or outline in set("012345678")
        return Look(
            number(before) * TWIP if before else self._defaults[0],
            number(after) * TWIP if after else self._defaults[1],
            number(size, unit=HALF) / 2 if size else 0.0,
            bool(bold),
            listed,
            heading,
        )


def value_at(element: Any, path: str) -> str | None:
    """The `val` of a property, by its path of local names."""
    found = element.find(_path(path))
    value = None if found is None else found.get(f"{W}val")
    return None if value is None else str(value)


@cache
def _path(path: str) -> str:
    return "/".join(f"{W}{step}" for step in path.split("/"))


def _is_on(element: Any, name: str) -> bool:
    found = element.find(f"{W}rPr/{W}{name}")
    return found is not None and found.get(f"{W}val", "1") not in {"0", "false", "off"}


def _indent(paragraph: Any) -> float:
    found = paragraph.find(f"{W}pPr/{W}ind")
    if found is None:
        return 0.0
    return number(found.get(f"{W}left") or found.get(f"{W}start")) * TWIP


def _spacing(
    element: Any, path: str, inherited: tuple[float, float] = (0.0, 0.0)
) -> tuple[float, float]:
    """White space above and below a paragraph in points, where its properties set their own."""
    found = element.find(_path(f"{path}/spacing"))
    if found is None:
        return inherited
    above, below = (found.get(f"{W}{side}") for side in ("before", "after"))
    return (
        number(above) * TWIP if above else inherited[0],
        number(below) * TWIP if below else inherited[1],
    )
