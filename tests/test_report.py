"""Reports: what they show, and that they cannot attack their reader."""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import json
import random
import re
from dataclasses import replace
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from conftest import AS_OF, EXAMPLES
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from openpyxl import load_workbook

from fitscore import Match, Posting, Ranking, Resume, Scorer, rank, read_resume
from fitscore.report import (
    match_to_html,
    match_to_text,
    ranking_to_csv,
    ranking_to_html,
    ranking_to_markdown,
    ranking_to_text,
    ranking_to_xlsx,
    resume_to_text,
)
from fitscore.text.clean import printable
from fitscore.types import Candidate, Failure, Flag, Status


@pytest.fixture(scope="module")
def match(scorer: Scorer) -> Match:
    return scorer.match(
        EXAMPLES / "resumes" / "joanna_reyes.pdf",
        EXAMPLES / "postings" / "registered_nurse.md",
        as_of=AS_OF,
    )


def test_html_loads_nothing_from_elsewhere(match: Match):
    """No address outside, one script, and a policy that lets that one run and no other."""
    page = match_to_html(match)
    assert not re.search(r"""src=|href="(?!#)|url\(|@import|<link""", page)
    assert page.count("<script") == 1
    soup = BeautifulSoup(page, "lxml")
    digest = base64.b64encode(hashlib.sha256(soup.script.string.encode()).digest()).decode()
    policy = soup.find("meta", {"http-equiv": "Content-Security-Policy"})["content"]
    assert "default-src 'none'" in policy
    assert f"script-src 'sha256-{digest}';" in policy
    candidate = match_to_html(match, for_candidate=True)
    assert not re.search(r"(?:src|href)=|url\(|@import|<script", candidate)


def test_html_shows_each_requirement_with_its_proof(match: Match):
    """Fit, verdicts, reasons and pages are on the page."""
    page = match_to_html(match)
    assert f"<b>{match.fit:.0f}</b> of 100" in page
    for result in match.requirements:
        assert f'<li class="requirement {result.verdict.value}"' in page
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
    assert "<script>alert" not in page
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
    assert "11 years 8 months in dated roles, overlaps once, as of 2026-01-31" in told
    assert "2020-03 to present (5 years 11 months)" in told
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


FRAGMENTS = (
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "</li></ul><h1>", "'><svg/onload>",
    "{{ 7*7 }}", "{% include 'x' %}", "&lt;b&gt;", "javascript:alert(1)", "-->", "]]>", "<!--",
    "\x00", "\x1b[31m", "\x1b]0;title\x07", "\x9b2J", "\r\n", "\u202e", "\u2066", "\u200b",
    "\ufeff", "[red]", "[/]", "[link=http://x]", "=1+1", "+cmd|' /C calc'!A0", "-2", "@SUM(A1)",
    "\t=1", ",", ";", '"', "\U000e0041", "\ue000", "\u2028", "x" * 300, "😀", "ﬁ", "word",
)  # fmt: skip


def hostile(generator: random.Random) -> str:
    """A string that somebody might send to harm its reader."""
    return "".join(generator.choice(FRAGMENTS) for _ in range(generator.randrange(1, 6)))


def hostile_match(match: Match, generator: random.Random) -> Match:
    """The same match, with a hostile string wherever a file or a person has one in."""

    def text() -> str:
        return hostile(generator) + " end"

    results = tuple(
        replace(
            result,
            requirement=replace(result.requirement, text=text()),
            reason=text(),
            evidence=tuple(replace(quote, quote=text()) for quote in result.evidence),
            nearest=result.nearest and replace(result.nearest, quote=text()),
        )
        for result in match.requirements
    )
    return replace(
        match,
        posting=replace(
            match.posting,
            title=text(),
            source=text(),
            requirements=tuple(replace(item, text=text()) for item in match.posting.requirements),
        ),
        resume=replace(
            match.resume,
            source=text(),
            candidate=Candidate(text(), text(), text()),
            text="".join(hostile(generator) for _ in range(len(match.resume.text)))[
                : len(match.resume.text)
            ],
            roles=tuple(replace(r, title=text(), employer=text()) for r in match.resume.roles),
            flags=tuple(Flag(f"{text()} {kind}", 1, text(), text()) for kind in range(30)),
        ),
        requirements=results,
        questions=tuple(text() for _ in range(60)),
    )


def shape(page: str) -> list[tuple[str, tuple[str, ...]]]:
    """The elements of a page and the names of their attributes."""
    soup = BeautifulSoup(page, "lxml")
    return [(element.name, tuple(element.attrs)) for element in soup.find_all()]


def ranking_of_one(match: Match, generator: random.Random) -> Ranking:
    """A match and a failure with texts that attack."""
    failure = Failure(hostile(generator), Status.OK, hostile(generator))
    return Ranking(match.posting, match.model, match.decision, AS_OF, (match,), (failure,))


def ranking_pages(match: Match, generator: random.Random) -> tuple[str, str]:
    """The grid, and the Markdown as a page."""
    ranking = ranking_of_one(match, generator)
    markdown = MarkdownIt("gfm-like", {"linkify": False}).render(ranking_to_markdown(ranking))
    return ranking_to_html(ranking), markdown


def test_ten_thousand_hostile_strings(match: Match):
    """No output gains an element, a terminal command or a formula, whatever a file says."""
    generator = random.Random(5)
    plain = hostile_match(match, random.Random(0))
    expected = shape(match_to_html(plain))
    grid, table = (shape(page) for page in ranking_pages(plain, random.Random(0)))
    strings = 0
    while strings < 10_000:
        attacked = hostile_match(match, generator)
        strings += 156 + sum(2 + len(r.evidence) for r in attacked.requirements)
        assert shape(match_to_html(attacked)) == expected
        assert [shape(page) for page in ranking_pages(attacked, generator)] == [grid, table]
        ranking = ranking_of_one(attacked, generator)
        for text in (match_to_text(attacked), ranking_to_text(ranking)):
            assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", text)
            assert not re.search(r"[\u200b-\u200f\u202a-\u202e\u2066-\u2069\ue000]", text)
        rows = list(csv.reader(io.StringIO(ranking_to_csv(ranking).removeprefix("\ufeff"))))
        assert {len(row) for row in rows} == {19 + 2 * len(attacked.requirements)}
        cells = [text for row in rows for text in row if text]
        assert not [text for text in cells if text.startswith(("=", "+", "-", "@", "\t", "\r"))]


def test_a_ranking_for_a_spreadsheet(scorer: Scorer, tmp_path: Path):
    """UTF-8 with its mark; who, how sure, each verdict and its quote in a row; then failures."""
    resume = "Ann Lee\nann@example.com\n503-555-0101\n\nExperience\n- Kept the parks clean\n"
    (tmp_path / "a.txt").write_text(resume, "utf-8")
    (tmp_path / "b.txt").write_text("", "utf-8")
    posting = Posting.from_text("Requirements\n- Kept parks clean\n- Tact")
    found = rank(posting, sorted(tmp_path.iterdir()), scorer=scorer)
    text = ranking_to_csv(found)
    assert text.startswith('\ufeff"rank","fit"')
    first, second = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))
    (match,) = found.matches
    assert (first["rank"], first["fit"], first["band"]) == ("1", f"{match.fit:.1f}", match.band)
    assert [first["fit from"], first["fit to"]] == [f"{limit:.1f}" for limit in match.interval]
    assert first["candidate"] == "Ann Lee"
    assert (first["e-mail"], first["phone"]) == ("ann@example.com", "503-555-0101")
    assert first["Kept parks clean"] == match.requirements[0].verdict.value
    assert first["quote for: Kept parks clean"] == "Kept the parks clean"
    assert second["source"].endswith("b.txt")
    assert "the file is empty" in second["error"]


def test_a_ranking_as_a_workbook(match: Match):
    """Three sheets with heads that stay and filters; verdicts coloured; no text is a formula."""
    resume = replace(match.resume, source="=1+1.pdf", candidate=Candidate("=cmd|' /C calc'!A0"))
    ranking = ranking_of_one(replace(match, resume=resume), random.Random(0))
    data = ranking_to_xlsx(ranking)
    assert ranking_to_xlsx(ranking) == data
    book = load_workbook(io.BytesIO(data))
    assert book.sheetnames == ["ranking", "evidence", "requirements"]
    for sheet in book:
        assert sheet.freeze_panes
        assert sheet.auto_filter.ref
        assert "f" not in {cell.data_type for row in sheet.iter_rows() for cell in row}
    head, first, *_ = book["ranking"].values
    row = dict(zip(head, first, strict=True))
    assert (row["rank"], row["fit"], row["source"]) == (1, round(match.fit or 0, 1), "=1+1.pdf")
    told = {(row[3], row[4]) for row in list(book["evidence"].values)[1:]}
    assert told == {(item.requirement.text, item.verdict.value) for item in match.requirements}
    assert len(list(book["requirements"].values)) == 1 + len(match.posting.requirements)
    fills = {cell.fill.fgColor.rgb for cell in book["evidence"]["E"][1:]}
    assert len(fills) == len({item.verdict for item in match.requirements})


def test_a_ranking_as_markdown(scorer: Scorer):
    """A table with a row a candidate, the verdicts by their signs, and the requirements below."""
    posting = Posting.from_text("Requirements\n- Kept parks clean\n- Tact and *grace*")
    resume = Resume.from_text("Ann Lee\n\nExperience\n- Kept the parks clean\n")
    resume = replace(resume, source="a_b.txt")
    text = ranking_to_markdown(rank(posting, [resume], scorer=scorer))
    page = BeautifulSoup(MarkdownIt("gfm-like", {"linkify": False}).render(text), "lxml")
    (row,) = page.find("tbody").find_all("tr")
    cells = [cell.text for cell in row.find_all("td")]
    assert cells[4:6] == ["Ann Lee", "a_b.txt"]
    assert set(cells[7:]) <= set("✔◐✘?")
    assert [item.text for item in page.find("ol").find_all("li")] == [
        "Kept parks clean (required)",
        "Tact and *grace* (required)",
    ]


def test_json_is_json(match: Match):
    """The dictionary survives a round trip."""
    value = match.to_dict()
    assert json.loads(json.dumps(value)) == value


def test_text_fits_its_width(match: Match):
    """Narrow and wide terminals are both filled and never overrun."""
    for width in (50, 80, 120):
        assert max(map(len, match_to_text(match, width=width).splitlines())) <= width
