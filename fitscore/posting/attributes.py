"""What a requirement asks for: priority, kind, years, degree, equivalents, names."""

from __future__ import annotations

import re

from fitscore.posting.sections import Topic
from fitscore.posting.words import (
    language_names,
    number_words,
    patterns,
    tool_signs,
    tools,
    vocabulary,
)
from fitscore.types import Degree, Kind, Priority
from fitscore.vocabulary import credentials

_NUMBER = r"(?:\d+(?:\.\d+)?|WORDS)"
_YEARS = (
    rf"(?P<low>{_NUMBER})\s*(?:\(\s*\d+(?:\.\d+)?\s*\)\s*)?(?:\+|plus\b|or more\b)?\s*"
    rf"(?:(?:-|–|—|to)\s*(?:{_NUMBER})\s*(?:\(\s*\d+\s*\))?\+?\s*)?"
    r"(?:full\s+|or more\s+|consecutive\s+)?(?P<unit>years?|yrs?|months?)\b(?!['’]?\s*(?:of age|old))"
)
_NOT_DEGREES = re.compile(
    r"master['’]?s certificate|certificate program|degree of (?!bachelor|master)|high degree", re.I
)
# From the highest level down; a bare `degree` is a bachelor's, as readers of postings take it.
_DEGREES = (
    (Degree.DOCTORATE, r"ph\.?\s?d\b|doctora(?:te|l)|\bJ\.?D\.?\b|juris doctor"),
    (
        Degree.MASTER,
        r"\bmaster['’]?s?\b|\bmba\b|\bmpa\b|\bmsw\b|\bm\.?sc\b|\bmlis\b|\bm\.?ed\b|post-?graduate|"
        r"(?<!under)\bgraduate degree|graduate[- ]level|advanced degree",
    ),
    (
        Degree.BACHELOR,
        r"\bbachelor|baccalaureate|\bb\.?sc\b|\bb\.?a\.(?!\w)|\bbsn\b|\bbsw\b|\bb\.?eng\b|undergraduate|"
        r"(?<!associate )(?<!associate['’]s )(?<!associates )(?<!diploma or )\bdegree\b|university "
        r"graduat",
    ),
    (
        Degree.ASSOCIATE,
        r"\bassociate['’]?s?\b(?= (?:degree|or|of|in))|(?<!high school )(?<!school )\bdiploma\b"
        r"(?! or (?:ged|equivalent|g\.e\.d))|two-year (?:degree|program)|\bhnd\b|college certificate",
    ),
    (
        Degree.HIGH_SCHOOL,
        r"high[- ]school|\bged\b|\bg\.e\.d|secondary school|grade (?:9|10|11|12)\b|\bgcse|\bhs diploma",
    ),
)
_DEGREE_OR_DIPLOMA = re.compile(r"\bdegree or (?:\w+ )?diploma|diploma or (?:\w+ )?degree", re.I)
_EQUIVALENT = re.compile(
    r"\bequivalen(?:t|ce|cy)\b|\band/or (?:relevant|related|equivalent)|\bor (?:\w+ ){0,3}(?:relevant|related|"
    r"comparable|practical|work) (?:\w+ )?experience\b|\bin lieu\b|\bsubstitut|\bstand in for\b|\bin place of\b|"
    r"\bdiploma or (?:a )?g\.?e\.?d|\bcombination of (?:education|training|experience)|"
    r"\beither\b[^.;]{3,80}\bor\b|\bwho (?:have )?learned by doing\b|\bwill do (?:very )?(?:nicely|well|just as well)\b",
    re.IGNORECASE,
)
_EQUIVALENT_IS_NO_ROUTE = re.compile(
    r"\bequivalent standards?|comparable tool|or equivalent (?:software|tool|system|program)", re.I
)


def priority_of(text: str, topic: Topic) -> Priority:
    """The heading's priority, unless the wording inside overrides it."""
    if patterns("priority", "bonus").search(text):
        return Priority.BONUS
    if patterns("priority", "required").search(text):
        return Priority.REQUIRED
    if patterns("priority", "preferred").search(text):
        return Priority.PREFERRED
    by_topic = {Topic.PREFERRED: Priority.PREFERRED, Topic.BONUS: Priority.BONUS}
    return by_topic.get(topic, Priority.REQUIRED)


def kind_of(text: str) -> Kind:
    """What a requirement asks for; the order of the tests is the vocabulary's."""
    tooled = tools().search(text) is not None or tool_signs().search(text) is not None
    for name in vocabulary()["kind"]:
        if name == "education" and (years_min(text) is not None and degree_of(text) is None):
            continue
        if name == "certification" and tooled and not re.search(r"certif|licen", text, re.I):
            continue
        if name == "trait" and (tooled or years_min(text) is not None):
            continue
        if name == "experience" and tooled and not _is_lived(text):
            return Kind.TOOL
        if patterns("kind", name).search(text):
            return Kind(name)
    return Kind.TOOL if tooled else Kind.SKILL


def _is_lived(text: str) -> bool:
    """Years, or things done, weigh more than the tool they were done with."""
    return years_min(text) is not None


def years_min(text: str) -> float | None:
    """The least number of years asked for: `5-7 years` is 5, `eighteen months` is 1.5."""
    words = number_words()
    options = "|".join(sorted(words, key=len, reverse=True))
    pattern = re.compile(rf"(?<![\w.$-]){_YEARS.replace('WORDS', options)}", re.IGNORECASE)
    for found in pattern.finditer(text):
        low = found["low"].lower()
        value = float(words[low]) if low in words else float(low)
        if value > 40:
            continue
        return value / 12 if found["unit"].lower().startswith("month") else value
    return None


def degree_of(text: str) -> Degree | None:
    """The lowest level of education that satisfies."""
    text = _NOT_DEGREES.sub(" ", text)
    if _DEGREE_OR_DIPLOMA.search(text) and not re.search(r"high school|secondary", text, re.I):
        return Degree.BACHELOR
    found = [level for level, pattern in _DEGREES if re.search(pattern, text, re.IGNORECASE)]
    return found[-1] if found else None


def allows_equivalent(text: str) -> bool:
    """Whether the text itself allows another way to satisfy it."""
    return bool(_EQUIVALENT.search(_EQUIVALENT_IS_NO_ROUTE.sub(" ", text)))


def names_in(text: str) -> tuple[str, ...]:
    """Certificates, tools, languages and licences named, as written, in order, each once."""
    found: dict[int, str] = {}
    for _, pattern in credentials():
        for match in pattern.finditer(text):
            found.setdefault(match.start(), match.group())
    for pattern in (tools(), language_names()):
        for match in pattern.finditer(text):
            found.setdefault(match.start(), match.group())
    return tuple(dict.fromkeys(found[start] for start in sorted(found)))
