"""Style sheets of a page: which declarations hold for each of its elements.

Read by tinycss2, matched by cssselect2. Sheets that a page only names are not fetched; those in a
`data:` URL are read in their place. Conditions
are judged for a screen of 1200 by 900 px with a light theme and a pointer that points at nothing.
Specifications: CSS Syntax 3, Cascading and Inheritance 5 and 6, Nesting 1, Conditional Rules 3 and
4, Media Queries 5.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from xml.etree.ElementTree import Element

import cssselect2
import tinycss2
from bs4.element import NavigableString, Tag

from fitscore.documents.css_media import holds, supported
from fitscore.documents.css_selectors import LONGEST_SELECTOR, NAMED, TooMuch, compiled, nested
from fitscore.documents.css_values import by_comma, tokens, written
from fitscore.documents.data_urls import sheet_of

_MOST_CHARACTERS = 1_000_000  # of all sheets of a page
_MOST_RULES = 20_000
_MOST_STEPS = 6_000_000  # a test of a selector, or an element that one looks at
_COMPILING = 150  # steps that it takes to make a selector ready
_MAKING = 16  # the same for an element
_HOLDING = 8  # the same for a declaration that holds for an element
_DEEPEST_RULE = 16
_DEEPEST_ELEMENT = 400
_UNLAYERED = ()
PSEUDO_ELEMENTS = ("before", "after", "first-line")
Layer = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Declaration:
    """A property and its value, both as text.

    It holds for an element only where each of the `asked` does: conditions on the container that
    the element is in (see `css_media.contained`).
    """

    name: str
    value: str
    important: bool
    asked: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Rule:
    declarations: tuple[Declaration, ...]
    layer: Layer


@dataclass
class _Budget:
    left: int = field(default_factory=lambda: _MOST_STEPS)

    def take(self, steps: int) -> None:
        """Count work.

        Raises:
            TooMuch: There is none left.
        """
        self.left -= steps
        if self.left < 0:
            raise TooMuch


@dataclass
class Sheets:
    """The sheets of a page, read.

    Attributes:
        complete: All rules were read, and held against all elements.
        frames: Declarations at the beginning and at the end of each animation.
        defaults: Initial values of registered custom properties.
        missing: Other sheets, which are not there, set variables too.
        alone: The page is no part of a site: files that its addresses name beside it are not there.
        root: The page's font size in px, of which `rem` is a multiple.
        pseudo: Declarations for the pseudo-elements before and after an element for its first line,
            and for what details hold, by its `id()`.
        slotted: Only rules for what stands in the slots of a shadow tree are read.
        quirks: The page has no document type: names of classes are told in any case.
    """

    complete: bool = True
    frames: dict[str, tuple[tuple[Declaration, ...], tuple[Declaration, ...]]] = field(
        default_factory=dict
    )
    defaults: dict[str, str] = field(default_factory=dict)
    missing: bool = False
    alone: bool = False
    slotted: bool = False
    quirks: bool = False
    root: float = 16.0
    pseudo: dict[tuple[int, str], list[Declaration]] = field(default_factory=dict)
    _matcher: _Matcher | None = None
    _layers: dict[tuple[str, ...], Layer] = field(default_factory=dict)
    _rules: int = 0
    _characters: int = 0
    _anonymous: int = 0
    _asked: tuple[str, ...] = ()
    _budget: _Budget = field(default_factory=_Budget)

    def add(self, sheet: str, media: str = "") -> None:
        """Read a sheet; `media` is the condition of its element."""
        self._characters += len(sheet)
        if self._characters > _MOST_CHARACTERS:
            self.complete = False
            return
        if media.strip() and not holds(media):
            return
        rules = tinycss2.parse_stylesheet(sheet, skip_comments=True, skip_whitespace=True)
        try:
            self._read(rules, "", (), 0)
        except TooMuch:
            self.complete = False

    def held(self, root: Tag) -> dict[int, list[Declaration]]:
        """Declarations for each element by its `id()`, those that win behind the others.

        Important ones of sheets stand last, but for those of the elements' own `style`.
        """
        found: dict[int, list[Declaration]] = {}
        matcher = self._matcher
        if matcher is None:
            return found
        try:
            for tag, element in _elements(root, self._budget, quirks=self.quirks):
                if element is None:
                    self.complete = False
                    continue
                matches = matcher.match(element)
                for name in {pseudo for _, _, pseudo, _ in matches}:
                    ordered = self._ordered([match for match in matches if match[2] == name])
                    if name is None:
                        found[id(tag)] = ordered
                    elif name in PSEUDO_ELEMENTS:
                        self.pseudo[id(tag), name] = ordered
        except (TooMuch, RecursionError, MemoryError):
            self.complete = False
        return found

    def _ordered(self, matches: Sequence[Any]) -> list[Declaration]:
        """Normal declarations by layer, specificity and place; then important ones, layers turned.

        They come sorted by specificity and place.
        """
        rules = [payload for *_, payload in matches]
        ranks = {layer: self._rank(layer) for layer in {rule.layer for rule in rules}}
        rules.sort(key=lambda rule: ranks[rule.layer])
        self._budget.take(_HOLDING * sum(len(rule.declarations) for rule in rules))
        normal = [d for rule in rules for d in rule.declarations if not d.important]
        rules.sort(key=lambda rule: [-part for part in ranks[rule.layer]])
        return normal + [d for rule in rules for d in rule.declarations if d.important]

    @staticmethod
    def _rank(layer: Layer) -> list[float]:
        """Later layers win over earlier ones, and what is in no layer over those beside it."""
        return [*map(float, layer), float("inf")]

    def _layer(self, path: tuple[str, ...]) -> Layer:
        """The number of a layer among its siblings, for each part of its name."""
        if not path:
            return _UNLAYERED
        if path not in self._layers:
            above = self._layer(path[:-1])
            self._layers[path] = (*above, len(self._layers))
        return self._layers[path]

    def _read(self, rules: Any, parents: str, layer: tuple[str, ...], depth: int) -> None:
        if depth > _DEEPEST_RULE:
            raise TooMuch
        for rule in rules:
            if rule.type == "qualified-rule":
                self._style(rule, parents, layer, depth)
            elif rule.type == "at-rule":
                self._at(rule, parents, layer, depth)

    def _style(self, rule: Any, parents: str, layer: tuple[str, ...], depth: int) -> None:
        selector = nested(rule.prelude, parents)
        if len(selector) > LONGEST_SELECTOR:
            raise TooMuch
        self._block(rule.content, selector, layer, depth)

    def _block(self, content: Any, selector: str, layer: tuple[str, ...], depth: int) -> None:
        """Declarations of a rule, and the rules within it."""
        items = tinycss2.parse_blocks_contents(content, skip_comments=True, skip_whitespace=True)
        declared = _declared(items, self._asked)
        if declared and selector:
            self._select(selector, _Rule(declared, self._layer(layer)))
        inner = [item for item in items if item.type in {"qualified-rule", "at-rule"}]
        if inner:
            self._read(inner, selector, layer, depth + 1)

    def _select(self, selector: str, rule: _Rule) -> None:
        self._rules += 1
        if self._rules > _MOST_RULES:
            raise TooMuch
        self._budget.take(_COMPILING * (1 + selector.count(",")))
        self._matcher = self._matcher or _Matcher(self._budget)
        if self.slotted != ("::slotted(" in selector):
            return
        selector = selector.replace("::slotted(", "slot > :is(") if self.slotted else selector
        if self.quirks:
            selector = NAMED.sub(lambda match: match[0].lower(), selector)
        for made in compiled(selector):
            self._matcher.add_selector(made, rule)

    def _at(self, rule: Any, parents: str, layer: tuple[str, ...], depth: int) -> None:
        keyword, prelude = rule.lower_at_keyword, rule.prelude
        if keyword == "layer":
            self._layered(rule, parents, layer, depth)
        elif keyword == "import":
            self._import(prelude, layer, depth)
        elif rule.content is None:
            return
        elif keyword.endswith("keyframes"):
            self._keyframes(rule)
        elif keyword == "property":
            self._property(rule)
        elif keyword == "scope":
            roots = [written(token.content) for token in prelude if token.type == "() block"]
            self._inner(rule, f":where({roots[0]})" if roots else parents, layer, depth)
        elif keyword == "container":
            before, self._asked = self._asked, (*self._asked, written(prelude))
            self._inner(rule, parents, layer, depth)
            self._asked = before
        elif keyword in _CONDITIONS and _CONDITIONS[keyword](prelude):
            self._inner(rule, parents, layer, depth)

    def _layered(self, rule: Any, parents: str, layer: tuple[str, ...], depth: int) -> None:
        """Rules in a layer, or names alone, which set the order of layers."""
        names = _without_space(rule.prelude)
        if rule.content is None:
            for name in by_comma(names):
                self._layer((*layer, *_path(name)))
            return
        self._anonymous += 1
        path = (*layer, *(_path(names) or (f"\0{self._anonymous}",)))
        self._layer(path)
        self._inner(rule, parents, path, depth)

    def _import(self, prelude: Sequence[Any], layer: tuple[str, ...], depth: int) -> None:
        """A sheet in a `data:` URL, with its layer and its conditions."""
        first, *rest = _without_space(prelude) or [None]
        function = first is not None and first.type == "function" and first.lower_name == "url"
        address = first if not function else next(iter(_without_space(first.arguments)), None)
        sheet = sheet_of(str(address.value)) if address and hasattr(address, "value") else None
        if sheet is None:
            return
        layered = next((t for t in rest if getattr(t, "lower_value", "") == "layer"), None)
        named = next((t for t in rest if getattr(t, "lower_name", "") == "layer"), None)
        if layered is not None or named is not None:
            self._anonymous += 1
            name = () if named is None else _path(named.arguments)
            layer = (*layer, *(name or (f"\0{self._anonymous}",)))
            self._layer(layer)
        supports = [t for t in rest if getattr(t, "lower_name", "") == "supports"]
        media = written(
            [t for t in rest if t is not layered and t is not named and t not in supports]
        )
        asked = [tokens(f"({written(token.arguments)})") for token in supports]
        if all(map(supported, asked)) and (not media or holds(media)):
            self._characters += len(sheet)
            if self._characters > _MOST_CHARACTERS:
                raise TooMuch
            rules = tinycss2.parse_stylesheet(sheet, skip_comments=True, skip_whitespace=True)
            self._read(rules, "", layer, depth + 1)

    def _inner(self, rule: Any, parents: str, layer: tuple[str, ...], depth: int) -> None:
        """The content of a conditional rule: rules, and within a style rule declarations too."""
        if depth > _DEEPEST_RULE:
            raise TooMuch
        if parents:
            self._block(rule.content, parents, layer, depth + 1)
        else:
            inner = tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True)
            self._read(inner, parents, layer, depth + 1)

    def _keyframes(self, rule: Any) -> None:
        name = written(rule.prelude).strip("\"'")
        begins: tuple[Declaration, ...] = ()
        ends: tuple[Declaration, ...] = ()
        for frame in tinycss2.parse_rule_list(rule.content, skip_comments=True):
            if frame.type != "qualified-rule":
                continue
            places = {written(place).lower() for place in by_comma(_without_space(frame.prelude))}
            begins = declarations(frame.content) if places & {"from", "0%"} else begins
            ends = declarations(frame.content) if places & {"to", "100%"} else ends
        self.frames[name] = (begins, ends)

    def _property(self, rule: Any) -> None:
        for declared in declarations(rule.content):
            if declared.name == "initial-value":
                self.defaults[written(rule.prelude)] = declared.value


_CONDITIONS: dict[str, Callable[[Sequence[Any]], bool]] = {
    "media": lambda prelude: holds(written(prelude)),
    "supports": supported,
}


class _Matcher(cssselect2.Matcher):  # type: ignore[misc]
    """A matcher that counts what it does."""

    def __init__(self, budget: _Budget) -> None:
        super().__init__()
        self._budget = budget

    def add_relevant_selectors(self, element: Any, selectors: Any, relevant_selectors: Any) -> None:
        """As the base does, which every test of a selector passes."""
        self._budget.take(len(selectors))
        super().add_relevant_selectors(element, selectors, relevant_selectors)


class _Element(cssselect2.ElementWrapper):  # type: ignore[misc]
    """An element that counts how often selectors look at its relatives."""

    def __init__(self, etree_element: Any, parent: Any, *args: Any, **kwargs: Any) -> None:
        self.budget: _Budget = parent.budget if parent is not None else _Budget()
        self.budget.take(_MAKING)
        super().__init__(etree_element, parent, *args, **kwargs)

    @property
    def ancestors(self) -> tuple[Any, ...]:
        """From the parent to the root."""
        return self._chain("parent")

    @property
    def previous_siblings(self) -> tuple[Any, ...]:
        """From the nearest to the first."""
        return self._chain("previous")

    def _chain(self, name: str) -> tuple[Any, ...]:
        found, element = [], getattr(self, name)
        while element is not None:
            found.append(element)
            element = getattr(element, name)
        self.budget.take(1 + len(found))
        return tuple(found)

    @property
    def etree_siblings(self) -> list[Any]:
        """The parent's children, this one among them."""
        siblings: list[Any] = self.__dict__["siblings"]
        self.budget.take(1 + len(siblings) // 4)  # counting them goes fast
        return siblings

    @etree_siblings.setter
    def etree_siblings(self, siblings: list[Any]) -> None:
        self.__dict__["siblings"] = siblings


def declarations(content: Any) -> tuple[Declaration, ...]:
    """Those of a block or of a `style` attribute, without rules nested in them."""
    return _declared(
        tinycss2.parse_blocks_contents(content, skip_comments=True, skip_whitespace=True)
    )


def _declared(items: Sequence[Any], asked: tuple[str, ...] = ()) -> tuple[Declaration, ...]:
    return tuple(
        Declaration(_name(item), written(item.value), item.important, asked)
        for item in items
        if item.type == "declaration"
    )


def _name(item: Any) -> str:
    """Custom properties are told apart by case, others are not."""
    return str(item.name if item.name.startswith("--") else item.lower_name)


def _without_space(prelude: Sequence[Any]) -> list[Any]:
    return [token for token in prelude if token.type not in {"whitespace", "comment"}]


def _path(names: Sequence[Any]) -> tuple[str, ...]:
    return tuple(token.value for token in names if token.type == "ident")


def _elements(root: Tag, budget: _Budget, *, quirks: bool) -> Iterator[tuple[Tag, Any]]:
    """Elements in the order of the page, as the matcher takes them; None for those too deep."""
    top = Element(root.name)
    tags = {id(top): root}
    stack = [(root, top, 0)]
    while stack:
        tag, made, depth = stack.pop()
        for name, value in tag.attrs.items():
            text = " ".join(value) if isinstance(value, list) else str(value)
            made.set(name, text.lower() if quirks and name in {"class", "id"} else text)
        for child in tag.children:
            if isinstance(child, Tag) and depth < _DEEPEST_ELEMENT:
                inner = Element(child.name)
                made.append(inner)
                tags[id(inner)] = child
                stack.append((child, inner, depth + 1))
            elif isinstance(child, Tag):
                yield child, None
            elif isinstance(child, NavigableString) and child:
                made.text = "x"  # for `:empty`
    wrapped = _Element.from_html_root(top)
    wrapped.budget = budget
    pending = [iter([wrapped])]
    while pending:
        element = next(pending[-1], None)
        if element is None:
            pending.pop()
        else:
            yield tags[id(element.etree_element)], element
            pending.append(element.iter_children())
