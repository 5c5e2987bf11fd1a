"""Reports: what they show, and that they cannot attack their reader."""

from __future__ import annotations

import json
import re

import pytest
from conftest import AS_OF, EXAMPLES
from hypothesis import given, settings
from hypothesis import strategies as st

from fitscore import Match, Posting, Resume, Scorer, read_resume
from fitscore.report import match_to_html, match_to_text, resume_to_text
from fitscore.report.clean import printable


@pytest.fixture(scope="module")
def match(scorer: Scorer) -> Match:
    return scorer.match(
        EXAMPLES / "resumes" / "joanna_reyes.pdf",
        EXAMPLES / "postings" / "registered_nurse.md",
        as_of=AS_OF,
    )


def test_html_loads_nothing_from_elsewhere(match: Match):
    """No address outside, no script, and a policy that forbids both."""
    page = match_to_html(match)
    assert not re.search(r"(?:src|href)=|url\(|@import|<script", page)
    assert "default-src 'none'" in page


def test_html_shows_each_requirement_with_its_proof(match: Match):
    """Fit, verdicts, reasons and pages are on the page."""
    page = match_to_html(match)
    assert f"{match.fit:.0f} <small>of 100" in page
    for result in match.requirements:
        assert f'<li class="requirement {result.verdict.value}">' in page
    assert page.count("<blockquote>") == sum(
        len(r.evidence) + (r.nearest is not None) for r in match.requirements
    )


def test_markup_in_a_resume_is_inert(scorer: Scorer):
    """Tags and terminal colours from a file are shown as text or not at all."""
    resume = Resume.from_text(
        "Ann Lee\n\nExperience\n- Kept parks <script>alert(1)</script> [red]clean[/red] "
        "\x1b[31mred\n"
    )
    found = scorer.match(resume, Posting.from_text("Requirements\n- Kept parks clean\n- Tact"))
    page = match_to_html(found)
    assert "<script>" not in page
    assert "&lt;script&gt;" in page
    text = match_to_text(found)
    assert "[red]clean[/red]" in text
    assert "\x1b" not in text


@pytest.mark.parametrize("width", [50, 80, 140])
def test_a_resume_fits_the_terminal(width: int):
    """No line is wider, and each role has a bar, its bullets and what is withheld below."""
    resume = read_resume(EXAMPLES / "resumes" / "maria_okafor.pdf")
    text = resume_to_text(resume, as_of=AS_OF, width=width)
    assert max(map(len, text.splitlines())) <= width
    assert sum("█" in line for line in text.splitlines()) == 4
    told = " ".join(text.split())
    assert "11 y 8 m in dated roles, overlaps once, as of 2026-01-31" in told
    assert "2020-03 to present (5 y 11 m)" in told
    assert "Withheld from scoring: Maria Okafor" in told


def test_the_time_line_is_to_scale():
    """A role of the first of two years fills the first half of the bar."""
    resume = Resume.from_text(
        "Ann Lee\n\nExperience\nClerk, Acme Co., 01/2010 - 12/2010\n- Filed.\n"
        "Cook, Inn Ltd., 01/2011 - 12/2011\n- Cooked.\n"
    )
    lines = resume_to_text(resume, as_of=AS_OF, width=72).splitlines()
    bars = [line.split()[-1] for line in lines if "█" in line]
    assert bars == ["█" * 12 + "·" * 12, "·" * 12 + "█" * 12]


@given(st.text())
@settings(max_examples=300, deadline=None)
def test_printable_text_holds_no_controls(text: str):
    """No control, bidi or format character survives, whatever comes in."""
    assert not re.search(
        r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069]", printable(text)
    )


def test_json_is_json(match: Match):
    """The dictionary survives a round trip."""
    value = match.to_dict()
    assert json.loads(json.dumps(value)) == value


def test_text_fits_its_width(match: Match):
    """Narrow and wide terminals are both filled and never overrun."""
    for width in (50, 80, 120):
        assert max(map(len, match_to_text(match, width=width).splitlines())) <= width
