"""Names: certificates, tools, languages that are asked, and what the résumé says of each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache

from fitscore.facts.fact import Fact, Outcome
from fitscore.facts.scope import Scope, scope_at
from fitscore.types import Kind, Requirement

_OUTCOMES: dict[Scope | None, Outcome] = {
    Scope.HELD: Outcome.NAMED,
    Scope.PENDING: Outcome.PENDING,
    Scope.EXPIRED: Outcome.EXPIRED,
    Scope.WISHED: Outcome.WISHED,
    Scope.OTHERS: Outcome.OTHERS,
    Scope.DENIED: Outcome.DENIED,
}
_INITIALS = re.compile(r"[A-Z]{3,6}")
_SMALL = r"(?:of|and|in|for|the|to|on|a|an|de|des|du|la|le|y|und|der|für|&)"


def name_facts(
    requirement: Requirement, patterns: Mapping[str, re.Pattern[str]], statements: Sequence[str]
) -> Iterator[Fact]:
    """What is said of each name that is asked; the best that any statement says.

    Args:
        requirement: What is asked.
        patterns: What finds each of its names.
        statements: All of the résumé.
    """
    certificate = requirement.kind is Kind.CERTIFICATION
    for name in dict.fromkeys(requirement.names):
        spelt_out = _spelt_out(name) if certificate else None
        found = (
            scope_at(text, *match.span(), certificate=certificate)
            for text in statements
            for pattern in (patterns[name], spelt_out)
            if pattern is not None
            for match in pattern.finditer(text)
        )
        yield Fact(name, _OUTCOMES.get(_best(found), Outcome.NONE))


def _best(scopes: Iterable[Scope]) -> Scope | None:
    """The most that is said, None where nothing is; none says more than the first that is held."""
    best = None
    for scope in scopes:
        if scope is Scope.HELD:
            return scope
        best = scope if best is None else max(best, scope)
    return best


@cache
def _spelt_out(name: str) -> re.Pattern[str] | None:
    """What finds the words that a name is the initials of: Certified … Professional is a `CP`."""
    if not _INITIALS.fullmatch(name):
        return None
    words = [rf"{letter}[\w'’]{{1,30}}" for letter in name]
    between = rf"[\s-]{{1,2}}(?:{_SMALL}\s){{0,2}}"
    return re.compile(rf"\b{between.join(words)}")
