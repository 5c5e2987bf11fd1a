"""The match page: its résumé beside the requirements, and what a person does with it."""

from __future__ import annotations

import re
import subprocess
import unicodedata
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from conftest import AS_OF, CHROMIUM, EXAMPLES, RESUMES, opened, visited
from pypdf import PdfReader

from fitscore import Match, Scorer, read_resume
from fitscore.report import match_to_html
from fitscore.report.likelihood import in_likely_words, likelihood
from fitscore.report.quoted_text import Quote, pieces_of
from fitscore.report.time_line import time_line_of
from fitscore.resume import anonymized
from fitscore.types import Evidence, Flag, Priority, Resume, Role, Verdict

POSTING = EXAMPLES / "postings" / "registered_nurse.md"

# What a person does, and what they see: written into the page for the test to read.
VISIT = """
const $ = (choice) => document.querySelector(choice);
const shown = () => [...document.querySelectorAll("li.requirement")].filter((item) => !item.hidden);
const seen = (element, within) => {
  const box = element.getBoundingClientRect();
  const frame = within ? within.getBoundingClientRect() : { top: 0, bottom: innerHeight };
  return box.bottom > Math.max(0, frame.top) && box.top < Math.min(innerHeight, frame.bottom);
};
const wait = () => new Promise((done) => setTimeout(done, 50));
const strike = (element, key) =>
  element.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
(async () => {
  const found = { wide: document.documentElement.scrollWidth - innerWidth };
  const pane = $("#resume");
  const quotes = [...document.querySelectorAll("li.requirement blockquote a")];
  const quote = quotes[quotes.length - 1];
  found.all = shown().length;
  quote.click();
  await wait();
  const here = [...document.querySelectorAll("mark.here")];
  found.quote = quote.textContent;
  found.marked = here.map((mark) => mark.textContent).join("");
  found.markSeen = seen(here[0], pane);
  found.focused = document.activeElement.dataset.key === quote.dataset.key;
  strike(document.activeElement, "Escape");
  found.cleared = document.querySelectorAll(".here").length;
  found.back = document.activeElement === quote;

  $('.filters [data-verdict="met"]').click();
  found.filtered = [...new Set(shown().map((item) => item.dataset.verdict))];
  found.filteredCount = shown().length;
  found.pressed = $('.filters [aria-pressed="true"]').dataset.verdict;
  $('.filters [data-verdict="unknown"]').click();
  found.groups = [...document.querySelectorAll("section[id]:not([hidden])")]
    .filter((section) => section.querySelector("ol"))
    .map((section) => section.id);
  $(".look #gaps + ul a").click();
  await wait();
  found.gap = $("li.requirement.here").dataset.verdict;
  found.unfiltered = shown().length;

  const mark = $("mark:not(.near)");
  mark.click();
  await wait();
  const numbers = mark.dataset.keys.split(" ").map((key) => "r" + key.split("-")[0]);
  found.proved = numbers.includes($("li.requirement.here").id);
  found.requirementSeen = seen($("li.requirement.here"));
  found.requirementFocused = document.activeElement === $("li.requirement.here");

  quotes[0].focus();
  strike(quotes[0], " ");
  await wait();
  found.bySpace = document.activeElement.dataset.key === quotes[0].dataset.key;
  document.activeElement.click();
  await wait();
  found.byRef = document.activeElement === quotes[0].closest("li.requirement");
  tell(found);
})();
"""


@pytest.fixture(scope="module")
def match(scorer: Scorer, tmp_path_factory: pytest.TempPathFactory) -> Match:
    """A résumé of two pages, of which required ones are met, in part, missing and unknown."""
    source = EXAMPLES / "postings" / "waste_operations_supervisor.html"
    text = source.read_text(encoding="utf-8")
    posting = tmp_path_factory.mktemp("posting") / source.name
    unmet = "<li>Doctorate in astrophysics.</li>"  # so that one is missing, whatever decides
    posting.write_text(text.replace("<li>Grade 12", f"{unmet}<li>Grade 12"), encoding="utf-8")
    found = scorer.match(EXAMPLES / "resumes" / "marcus_delorme.pdf", posting, as_of=AS_OF)
    required = [r for r in found.requirements if r.requirement.priority is Priority.REQUIRED]
    assert {result.verdict for result in required} == set(Verdict)
    return found


@pytest.mark.skipif(not CHROMIUM, reason="there is no Chromium on this machine")
@pytest.mark.parametrize("size", ["1400,900", "500,800"])
def test_a_visit(match: Match, tmp_path: Path, size: str):
    """Quotes lead to their marks and marks to requirements, by mouse and keys; verdicts filter."""
    found = visited(match.to_html(), VISIT, tmp_path, size)
    assert found["wide"] <= 0
    assert found["all"] == found["unfiltered"] == len(match.requirements)
    assert " ".join(found["marked"].split()) == found["quote"]
    assert found["markSeen"]
    assert found["focused"]
    assert (found["cleared"], found["back"]) == (0, True)
    assert found["filtered"] == [found["pressed"]] == ["met"]
    assert found["filteredCount"] == sum(r.verdict is Verdict.MET for r in match.requirements)
    unknown = (r for r in match.requirements if r.verdict is Verdict.UNKNOWN)
    assert set(found["groups"]) == {r.requirement.priority.value for r in unknown}
    assert found["gap"] == "missing"
    assert found["proved"]
    assert found["requirementSeen"]
    assert found["requirementFocused"]
    assert found["bySpace"]
    assert found["byRef"]


@pytest.mark.skipif(not CHROMIUM, reason="there is no Chromium on this machine")
def test_a_changed_script_does_not_run(match: Match, tmp_path: Path):
    """The content policy lets the page's own script run and no other."""
    page = match.to_html()
    assert '<html lang="en" class="scripted">' in opened(page, tmp_path, "1400,900")
    changed = page.replace('"use strict";', '"use strict";/* changed */')
    assert '<html lang="en">' in opened(changed, tmp_path, "1400,900")


@pytest.mark.skipif(not CHROMIUM, reason="there is no Chromium on this machine")
def test_it_prints_on_two_pages(match: Match, tmp_path: Path):
    """The head and every requirement, and not the résumé, which the reader has."""
    page, printed = tmp_path / "match.html", tmp_path / "match.pdf"
    page.write_text(match.to_html(), encoding="utf-8")
    command = [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"]
    command += [f"--user-data-dir={tmp_path}", f"--print-to-pdf={printed}", str(page)]
    subprocess.run(command, capture_output=True, check=True, timeout=120)
    pages = [sheet.extract_text() for sheet in PdfReader(printed).pages]
    assert 1 <= len(pages) <= 2
    # Fonts join letters and lines break anywhere.
    text = "".join(unicodedata.normalize("NFKC", "".join(pages)).split())
    assert all("".join(r.reason.split()) in text for r in match.requirements)
    assert "as it was read" in page.read_text(encoding="utf-8")
    assert "asitwasread" not in text


def test_each_quote_links_to_its_place_and_back(match: Match):
    """Without the script too: the link's mark begins with the quote, and its number leads back."""
    soup = BeautifulSoup(match_to_html(match), "lxml")
    links = soup.select("li.requirement blockquote a")
    assert len(links) == sum(len(r.evidence) + (r.nearest is not None) for r in match.requirements)
    for link in links:
        mark = soup.find(id=link["href"].removeprefix("#"))
        assert link.text.startswith(mark.text.split("\n")[0].strip())
        (back,) = soup.select(f'a.ref[data-key="{link["data-key"]}"]')
        assert back["href"] == f"#{link.find_parent('li')['id']}"


def evidence(start: int, end: int) -> Evidence:
    """A quote that stands somewhere."""
    return Evidence("", start, end, 1, 0.5)


def test_overlapping_quotes_are_marked_where_they_stand():
    """Each character is in the marks of the quotes that cover it, and none is lost."""
    resume = Resume.from_text(
        "Ann Lee\n\nExperience\n- Kept the parks clean and\n  the trees cut\n"
    )
    spans = [(20, 40), (30, 50), (30, 35), (20, 40), (48, 56), (50, 5000), (9, 9)]
    quotes = [Quote(f"{n}-1", n, evidence(*span)) for n, span in enumerate(spans, 1)]
    pieces = pieces_of(resume, quotes)
    assert " ".join("".join(p.text for p in pieces).split()) == " ".join(resume.text.split())
    for piece, following in pairwise(pieces):
        assert following.start == piece.start + len(piece.text)
    for quote, (start, end) in zip(quotes[:5], spans, strict=False):
        covering = [piece for piece in pieces if quote in piece.quotes]
        assert covering[0].start == start
        assert covering[-1].start + len(covering[-1].text) == end
        assert [piece for piece in pieces if quote in piece.ends] == [covering[-1]]
    assert not [p for p in pieces for quote in p.quotes if quote in quotes[5:]]


def test_headings_and_roles_stand_out_in_the_text():
    """Headings and the lines of a role are styled, statements are not."""
    resume = read_resume(EXAMPLES / "resumes" / "marcus_delorme.pdf")
    pieces = pieces_of(resume, [])
    headings = [piece.text for piece in pieces if piece.style == "heading"]
    assert headings[:2] == ["SUMMARY", "EXPERIENCE"]
    roles = [piece.text for piece in pieces if piece.style == "role"]
    assert [text.split("\n")[0] for text in roles] == [role.title for role in resume.roles]
    assert [piece.page for piece in pieces if piece.page] == [2]


@pytest.mark.parametrize("path", RESUMES, ids=lambda path: path.name)
def test_an_anonymized_page_tells_no_name_and_no_contact(scorer: Scorer, path: Path):
    """Neither the résumé beside the requirements nor anything else says who it is."""
    resume = read_resume(path)
    person = resume.candidate
    page = match_to_html(scorer.match(anonymized(resume), POSTING, as_of=AS_OF))
    text = " ".join(BeautifulSoup(page, "lxml").body.text.split())
    assert person is not None
    assert person.name
    assert "█" in text
    known = [person.email, person.phone, *re.findall(r"\w+", person.name), path.name]
    assert not [word for word in known if word and re.search(rf"\b{re.escape(word)}\b", text)]


def test_flags_of_an_anonymized_resume_quote_no_name(scorer: Scorer):
    """A note on the file tells no name either: not in hidden text, nor in the mail it came with."""
    resume = read_resume(EXAMPLES / "resumes" / "joanna_reyes.pdf")
    flags = (
        Flag("hidden_text", 1, "Joanna Reyes leads, call 555-0175", "not seen"),
        Flag("letter", 1, "I am Jo, Joanna's sister", "a letter"),
    )
    found = scorer.match(anonymized(replace(resume, flags=flags)), POSTING, as_of=AS_OF)
    assert [flag.quote for flag in found.resume.flags] == ["██████ █████ leads, call ███-████", ""]
    assert not re.search("Joanna|Reyes|0175", match_to_html(found))


def test_the_head_says_the_answer(match: Match):
    """Met, gaps, knock-outs, questions and notes are counted, each with a link to its list."""
    results = tuple(
        replace(r, knock_out=r.verdict is Verdict.MET and r.requirement.priority == "required")
        for r in match.requirements
    )
    flag = Flag("hidden_text", 1, "skilled in all", "text that nobody sees")
    marked = replace(match, requirements=results, resume=replace(match.resume, flags=(flag,)))
    soup = BeautifulSoup(match_to_html(marked), "lxml")
    gaps = [
        r
        for r in results
        if r.verdict is Verdict.MISSING and r.requirement.priority is Priority.REQUIRED
    ]
    asked = [r for r in results if r.verdict is Verdict.UNKNOWN]
    knock_outs = [r for r in results if r.knock_out]
    assert all((knock_outs, gaps, asked))
    counts = [tile.text for tile in soup.select(".tiles b")]
    met = f"{match.required_met} of {match.required_total}"
    assert counts == [met, *(str(len(x)) for x in (gaps, knock_outs, asked)), "1"]
    for name, listed in (("gaps", gaps), ("knock-outs", knock_outs), ("questions", asked)):
        assert soup.select_one(f'.tiles a[href="#{name}"]')
        links = soup.find(id=name).find_next("ul").find_all("a")
        assert [link.text for link in links] == [r.requirement.text for r in listed]
        for link in links:
            assert link.text in soup.find(id=link["href"].removeprefix("#")).text
    assert "skilled in all" in soup.find(id="flags").find_next("ul").text
    assert "Strong from 75, good from 55, partial from 35, weak below." in soup.text


def test_what_is_not_scored_has_no_fit(match: Match):
    """The head says why, and nothing about what is met."""
    results = tuple(
        replace(r, verdict=Verdict.UNKNOWN, probability=None, evidence=(), nearest=None)
        for r in match.requirements
    )
    unscored = replace(
        match,
        not_scored="French",
        fit=None,
        band=None,
        interval=None,
        requirements=results,
        questions=(),
    )
    soup = BeautifulSoup(match_to_html(unscored), "lxml")
    assert soup.h2.text == "Not scored: French"
    assert not soup.select(".bar")
    assert [tile.text for tile in soup.select(".tiles b")] == ["–", "0", "0", "0", "0"]


def test_roles_stand_on_one_scale_of_years():
    """Half of two years is half of the line; a year that stands alone is all of it."""
    roles = [
        Role("j1", "Clerk", None, "2010-01", "2010-12", 0, 1),
        Role("j2", "Cook", None, "2011", "2011", 1, 2),
        Role("j3", "Nobody", None, None, None, 2, 3),
    ]
    line = time_line_of(roles, AS_OF)
    assert line is not None
    assert (line.first, line.last) == (2010, 2011)
    assert [(bar.start, bar.stop) for bar in line.bars] == [(0.0, 0.5), (0.5, 1.0)]
    assert line.ticks(8) == [(2010, 0.0), (2011, 0.5)]
    assert time_line_of(roles[2:], AS_OF) is None


@pytest.mark.parametrize(
    ("probability", "words"),
    [
        (0.994, "very likely, 99 %"),
        (0.895, "very likely, 90 %"),
        (0.78, "likely, 78 %"),
        (0.655, "likely, 66 %"),
        (0.5, "about even, 50 %"),
        (0.33, "unlikely, 33 %"),
        (0.1, "very unlikely, 10 %"),
        (0.0, "very unlikely, 0 %"),
    ],
)
def test_a_probability_in_words(probability: float, words: str):
    """The word is that of the number beside it."""
    assert in_likely_words(probability) == words


def test_a_verdict_has_its_own_probability_first(match: Match):
    """What is partial says how likely the half is before the whole."""
    result = replace(match.requirements[0], probability=0.13, probability_partial=0.85)
    partial = replace(result, verdict=Verdict.PARTIAL)
    assert likelihood(partial) == "in part: likely, 85 %; in full: unlikely, 13 %"
    assert likelihood(replace(result, verdict=Verdict.MISSING)) == "met: unlikely, 13 %"
    assert likelihood(replace(result, verdict=Verdict.UNKNOWN, probability=None)) == ""


def test_a_page_is_small(match: Match):
    """A résumé of two pages makes less than 2 MB."""
    assert len(match_to_html(match).encode()) < 2_000_000
