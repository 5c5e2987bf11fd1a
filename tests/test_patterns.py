"""Patterns take time in proportion to a text, whatever is repeated in it."""

from __future__ import annotations

import pytest
from conftest import run_python

# Each is done on 300,000 characters: in the square of that it would take minutes, so that the time
# given, a hundred times what it takes, is no matter of how fast a machine is.
_LENGTH, _SECONDS = 300_000, 60
WORK = {
    "person": (
        "from fitscore.resume.identity import hidden_ranges",
        "hidden_ranges(text, 'Ann Lee')",
        ["a", " ", "1", "a-", "A. ", "a.", "a@", "\\t"],
    ),
    "lists": (
        "from fitscore.resume.lists import _items",
        "list(_items(text))",
        ["a", ", ", "(,", ",)", "( ", "; "],
    ),
    "sentences": (
        "from fitscore.text.sentences import sentence_ranges",
        "sentence_ranges(text, 0, len(text))",
        [".", "?!", "a", "'", ". "],
    ),
    "lines": (
        "from fitscore.documents.plain import lines_of",
        "lines_of('# ' + text + ' x')",
        ["#", " ", "# ", "a", "**", "** "],
    ),
    "parts": (
        "from fitscore.posting.parts import ends_in_or, parts_of, priorities_apart",
        "parts_of(text, 0, len(text)), ends_in_or(text), priorities_apart(text, 0, len(text))",
        [" ", ",", "\\n", "a", "; "],
    ),
    "alternatives": (
        "from fitscore.posting.attributes import names_alternatives",
        "names_alternatives(text)",
        ["a", "1", "a.", ". "],
    ),
    "places": (
        "from fitscore.text.places import find_town",
        "find_town(text)",
        ["A-", "A.", "Aa ", "A"],
    ),
    "names": (
        "from fitscore.report.as_csv import cell\nfrom fitscore.schema import escaped_json",
        "escaped_json(text), cell(text)",
        [";", " ", ";=", "\\u202e", "é", "' "],
    ),
}


@pytest.mark.parametrize("what", WORK)
def test_long_runs_are_read_in_one_go(what: str):
    """A word, blanks, signs, repeated without end."""
    imports, call, tokens = WORK[what]
    lines = [
        imports,
        f"for token in {tokens!r}:".replace("\\\\", "\\"),
        f"    text = (token * {_LENGTH})[:{_LENGTH}] + '\\0!'",
        f"    {call}",
    ]
    done = run_python("\n".join(lines), timeout=_SECONDS)
    assert done.returncode == 0, done.stderr
