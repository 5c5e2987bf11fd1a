"""What is said of a file that is not one posting: several jobs, or nothing asked for."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from fitscore.errors import NoRequirementError
from fitscore.posting.lexicon import known, languages
from fitscore.types import Document, Flag, Passage


def no_requirement(document: Document, passages: Sequence[Passage]) -> NoRequirementError:
    """The error for a posting that asks for nothing, with what was found instead."""
    counts = Counter(passage.section for passage in passages)
    found = ", ".join(f"{count} of {name}" for name, count in counts.items()) or "nothing"
    language = languages().get(document.language or "", {}).get("name", document.language)
    spoken = f"; its language is {language}" if language and language != "English" else ""
    return NoRequirementError(
        document.source,
        f"no requirement was found in it (read as: {found}{spoken})",
        "check that this is the posting, or write the requirements as a list under a "
        "heading such as Qualifications",
    )


def several_jobs(document: Document, passages: Sequence[Passage]) -> Iterator[Flag]:
    """Said where a heading of duties and one of asks stand twice: two jobs in one file."""
    known_headings = languages()[known(document.language)]["headings"]
    headings = Counter(
        " ".join(re.findall(r"[\w'’]+", line))
        for passage in passages
        if passage.section == "heading"
        for line in document.text[passage.start : passage.end].lower().splitlines()
    )
    again = {heading for heading, count in headings.items() if count > 1}
    asks = sorted(again.intersection(known_headings["requirement"]))
    if asks and again.intersection(known_headings["duty"]):
        yield Flag(
            "several_jobs",
            1,
            asks[0],
            "the posting seems to describe several jobs, whose requirements are read as one; "
            "give each in a file of its own; this heading stands twice",
        )
