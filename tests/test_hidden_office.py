"""What a reader of an OpenDocument text or an RTF document would not see counts nothing."""

from __future__ import annotations

import pytest

from benchmarks.hidden import odt, rtf
from benchmarks.hidden.shared import (
    counts_nothing,
    is_caught,
    is_clean,
    keeps_what_is_seen,
    read,
)
from benchmarks.hidden.tabled import Way
from fitscore.types import Document

MADE = {"odt": odt, "rtf": rtf}


def all_of(kind: str) -> list[object]:
    return [
        pytest.param(form, way, id=f"{form}: {way.name}")
        for form, made in MADE.items()
        for way in getattr(made, kind)
    ]


def read_page(form: str, way: Way) -> Document | None:
    made = MADE[form]
    return read(made.page(made.LAYOUTS[0], way), f"page.{form}")


@pytest.mark.parametrize(("form", "way"), all_of("WAYS"))
def test_hidden_text_is_caught(form: str, way: Way):
    """None of its words counts, a flag quotes them, and all that is seen stays."""
    document = read_page(form, way)
    assert is_caught(document)
    assert keeps_what_is_seen(document)


@pytest.mark.parametrize(("form", "way"), all_of("KEPT"))
def test_what_is_no_part_of_the_page_counts_nothing(form: str, way: Way):
    """Deletions, comments, instructions of fields and the like."""
    document = read_page(form, way)
    assert counts_nothing(document)
    assert keeps_what_is_seen(document)


@pytest.mark.parametrize(("form", "way"), all_of("LOOK_ALIKES"))
def test_what_is_seen_is_not_taken_for_hidden(form: str, way: Way):
    """White on something dark, notes, frames in the margin and the like count."""
    document = read_page(form, way)
    assert is_clean(document)
    assert keeps_what_is_seen(document)
