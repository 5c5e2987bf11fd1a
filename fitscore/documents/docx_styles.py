"""Properties of a Word file as its styles give them.

The order is that of ECMA-376 (ISO/IEC 29500-1), 17.7.2: the document's defaults, the table's style
with its conditional formats, numbering, the paragraph's style, the run's style, direct formatting.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from math import isnan
from typing import Any

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
W15 = "{http://schemas.microsoft.com/office/word/2012/wordml}"
_MOST_STYLES = 12
_MOST = 1e12  # of any unit: a page of a mile in English Metric Units
# Properties whose attributes are laid over each other one by one.
_BY_ATTRIBUTE = frozenset({f"{W}rFonts", f"{W}ind", f"{W}spacing"})
_VANISH = f"{W}vanish"
TWIP = 1 / 20  # points
HALF = 1 / 2  # points: sizes of type
EMU = 1 / 12_700  # points
_MEASURE = re.compile(r"([+-]?\d+(?:\.\d+)?)(mm|cm|in|pt|pc|pi|%)")
_UNITS = {"mm": 7.2 / 2.54, "cm": 72 / 2.54, "in": 72.0, "pt": 1.0, "pc": 12.0, "pi": 12.0}

# By the tag's full name: the element, or what the attributes of several come to.
Properties = dict[str, Any]
# The style of a table and which of its conditional formats hold, the weakest first.
TableKey = tuple[str, tuple[str, ...]]


def laid_over(base: Properties, element: Any) -> Properties:
    """Properties with those of an element (`rPr`, `pPr`) over them."""
    if element is None or not len(element):
        return base
    found = dict(base)
    for child in element:
        tag = child.tag
        if tag in _BY_ATTRIBUTE:
            found[tag] = {**found.get(tag, {}), **child.attrib}
        else:
            found[tag] = child
    return found


def is_on(element: Any) -> bool:
    """Whether a switch is on; one without a value is."""
    return element.get(f"{W}val", "1") not in {"0", "false", "off"}


def value(properties: Properties, name: str) -> str | None:
    """The `val` of a property."""
    found = properties.get(f"{W}{name}")
    return None if found is None else found.get(f"{W}val")


def number(text: str | None, usual: float = 0.0, *, unit: float = TWIP) -> float:
    """A number of the markup, whatever stands there; none is larger than any page needs.

    Args:
        text: The number; or with `%`, or a length of its own (29500-1, 22.9.2.15).
        usual: What holds where there is none.
        unit: Points to one, where it is a length.
    """
    measure = _MEASURE.fullmatch(text or "")
    try:
        if measure is not None:
            found = float(measure[1]) * (_UNITS[measure[2]] / unit if measure[2] != "%" else 1.0)
        else:
            found = float(text) if text else usual
    except ValueError:
        return usual
    return min(_MOST, max(-_MOST, found)) if not isnan(found) else usual


class Styles:
    """The styles of a document.

    Args:
        root: The element `w:styles`.
        numbering: The element `w:numbering`, or None.
    """

    def __init__(self, root: Any, numbering: Any = None) -> None:
        self._by_id: dict[str, Any] = {}
        self._usual = {"paragraph": "", "character": "", "table": ""}
        for style in root.iterchildren(f"{W}style"):
            name = style.get(f"{W}styleId") or ""
            self._by_id.setdefault(name, style)
            if style.get(f"{W}default") in {"1", "true", "on"}:
                self._usual[style.get(f"{W}type") or ""] = name
        run, paragraph = (
            root.find(f"{W}docDefaults/{W}{kind}PrDefault/{W}{kind}Pr") for kind in "rp"
        )
        self._run_defaults = laid_over({}, run)
        self._paragraph_defaults = laid_over({}, paragraph)
        self._numbering = numbering
        self.run = cache(self._run)
        self.paragraph = cache(self._paragraph)
        self.conditions = cache(self._conditions)
        self._own = cache(self._collected)
        self._indents = cache(self._indent_of)

    def chain(self, style_id: str, kind: str = "paragraph") -> Iterator[Any]:
        """A style and those it is based on; a chain that runs in a circle ends."""
        named = self._by_id.get(style_id)
        if named is None or named.get(f"{W}type", "paragraph") != kind:
            style_id = self._usual[kind]
        for _ in range(_MOST_STYLES):
            style = self._by_id.get(style_id)
            if style is None:
                return
            yield style
            parent = style.find(f"{W}basedOn")
            style_id = "" if parent is None else parent.get(f"{W}val") or ""

    def _collected(self, style_id: str, kind: str, which: str) -> Properties:
        """The properties of a style and its parents."""
        found: Properties = {}
        for style in reversed(list(self.chain(style_id, kind))):
            found = laid_over(found, style.find(f"{W}{which}"))
        return found

    def _run(self, table: TableKey | None, paragraph: str, run: str) -> Properties:
        """What styles say of a run; `vanish` is a truth value (17.7.3: toggles cancel)."""
        layers = [self.of_table(table, "rPr"), self._own(paragraph, "paragraph", "rPr")]
        layers.append(self._own(run, "character", "rPr"))
        found = _together([self._run_defaults, *layers])
        odd = sum(_VANISH in each and is_on(each[_VANISH]) for each in layers) % 2 == 1
        usual = self._run_defaults.get(_VANISH)
        found[_VANISH] = odd or (usual is not None and is_on(usual))
        return found

    def _paragraph(self, table: TableKey | None, style_id: str) -> Properties:
        """What styles say of a paragraph."""
        own = self._own(style_id, "paragraph", "pPr")
        found = _together([self._paragraph_defaults, self.of_table(table, "pPr")])
        return _together([found, self.indent(own.get(f"{W}numPr")), own])

    def indent(self, listed: Any) -> Properties:
        """The indent of a level of a list, as properties of a paragraph."""
        if listed is None:
            return {}
        name, level = listed.find(f"{W}numId"), listed.find(f"{W}ilvl")
        at = "0" if level is None else level.get(f"{W}val") or "0"
        return {} if name is None else self._indents(name.get(f"{W}val") or "", at)

    def _indent_of(self, name: str, level: str) -> Properties:
        if self._numbering is None:
            return {}
        for num in self._numbering.iterchildren(f"{W}num"):
            if num.get(f"{W}numId") == name:
                abstract = num.find(f"{W}abstractNumId")
                sources = [num] if abstract is None else [num, self._abstract(abstract)]
                for source in sources:
                    for each in source.iter(f"{W}lvl") if source is not None else ():
                        found = each.find(f"{W}pPr/{W}ind")
                        if each.get(f"{W}ilvl") == level and found is not None:
                            return {f"{W}ind": dict(found.attrib)}
        return {}

    def _abstract(self, reference: Any) -> Any:
        name = reference.get(f"{W}val")
        return next(
            (
                each
                for each in self._numbering.iterchildren(f"{W}abstractNum")
                if each.get(f"{W}abstractNumId") == name
            ),
            None,
        )

    def of_table(self, key: TableKey | None, which: str) -> Properties:
        """What a table's style says of a cell, conditional formats included.

        Args:
            key: The style, and the formats that hold.
            which: `rPr`, `pPr`, `tcPr`, `tblPr`.
        """
        if key is None:
            return {}
        style_id, conditions = key
        found = self._own(style_id, "table", which)
        known = self.conditions(style_id)
        for condition in conditions:
            for element in known.get(condition, ()):
                found = laid_over(found, element.find(f"{W}{which}"))
        return found

    def _conditions(self, style_id: str) -> dict[str, list[Any]]:
        """The conditional formats of a table's style, those of its parents first."""
        found: dict[str, list[Any]] = {}
        for style in reversed(list(self.chain(style_id, "table"))):
            for each in style.iterchildren(f"{W}tblStylePr"):
                found.setdefault(each.get(f"{W}type") or "", []).append(each)
        return found


def _together(layers: list[Properties]) -> Properties:
    found: Properties = {}
    for layer in layers:
        for tag, each in layer.items():
            found[tag] = {**found.get(tag, {}), **each} if tag in _BY_ATTRIBUTE else each
    return found
