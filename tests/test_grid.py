"""The comparison grid in a browser: order, filters, proofs, comparison, notes, keys and print."""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import json
import re
import shutil
import subprocess
from dataclasses import replace
from html import unescape
from pathlib import Path

import pypdfium2
import pytest
from bs4 import BeautifulSoup
from conftest import AS_OF, POSTINGS, RESUMES

from fitscore import Match, Ranking, Scorer, rank
from fitscore.report import ranking_to_html
from fitscore.types import Candidate, Evidence, Failure, Flag, Status, Verdict

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome") or ""
CANDIDATES = 500
in_a_browser = pytest.mark.skipif(not CHROMIUM, reason="there is no Chromium on this machine")

# What every visit uses: `tell` writes what was found into the page for the test to read.
VISITOR = """
const find = (selector) => document.querySelector(selector);
const rows = () => [...document.querySelectorAll("tbody tr[id]")].filter((row) => !row.hidden);
const controls = find("form.controls").elements;
const enter = (name, value) => {
  const field = controls[name];
  field[field.type === "checkbox" ? "checked" : "value"] = value;
  field.dispatchEvent(new Event("input", { bubbles: true }));
};
const key = (name) => {
  const event = new KeyboardEvent("keydown", { key: name, bubbles: true, cancelable: true });
  document.activeElement.dispatchEvent(event);
};
const tell = (found) => {
  const told = document.createElement("pre");
  told.id = "found";
  told.textContent = JSON.stringify(found);
  document.body.append(told);
};
let saved;
URL.createObjectURL = (blob) => { saved = blob; return "blob:null"; };
HTMLAnchorElement.prototype.click = ((click) => function () {
  if (!this.download) click.call(this);
})(HTMLAnchorElement.prototype.click);
"""

ORDER = """
const press = (by) => find(`thead button${by}`).click();
const found = { all: rows().length, wide: document.documentElement.scrollWidth - innerWidth };
const places = () => rows().map((row) => Number(row.dataset.place));
const chance = (row) => Number(row.querySelector("a[href$='-3']").parentElement.dataset.chance);
found.heights = [...new Set(rows().map((row) => row.offsetHeight))];
found.first = places();
found.ranked = find("th.who").getAttribute("aria-sort");
press("[data-asked='3']");
found.chances = rows().map(chance);
found.sorted = find("[data-asked='3']").closest("th").getAttribute("aria-sort");
found.sorts = document.querySelectorAll("[aria-sort]").length;
press("[data-by=fit]"); press("[data-by=fit]");
found.fits = rows().map((row) => Number(row.dataset.fit));
press("[data-by=place]");
found.again = places();
enter("least", 3);
found.least = rows().map((row) => Number(row.dataset.required));
found.told = find("output").textContent;
enter("least", 0); enter("words", "DEVON");
found.named = rows().map((row) => row.cells[0].textContent);
enter("words", "007.PDF");
found.filed = places();
enter("words", ""); enter("asked", "3"); enter("verdict", "missing");
found.missing = places();
enter("asked", ""); enter("flagged", true);
found.flagged = places();
enter("flagged", false); enter("gated", true);
found.standing = places();
tell(found);
"""

OPENED = """
const found = {};
const panel = find(".panel");
const seen = () => {
  const box = panel.getBoundingClientRect();
  const head = panel.querySelector(".top").getBoundingClientRect();
  return box.left >= 0 && box.right <= innerWidth && box.top >= 0 && head.bottom <= innerHeight;
};
found.before = panel.hidden;
find("a[href='#p2-1']").click();
find("a[href='#p1-2']").click();
found.inside = seen();
found.text = panel.innerText;
found.marked = document.querySelectorAll(".open.cell").length;
found.link = panel.querySelector("a[target]").getAttribute("href");
const row = find("#c1 .who").getBoundingClientRect();
const box = panel.getBoundingClientRect();
found.covered = row.bottom > box.top && row.left < box.right && box.left < row.right;
find("a[href='#p1-2']").focus();
key("ArrowDown");
found.focus = document.activeElement.hash;
found.moved = panel.innerText;
key("ArrowRight"); key("ArrowUp"); key("Home");
found.home = document.activeElement.hash;
found.candidate = panel.querySelectorAll("ol li").length;
key("Escape");
found.after = panel.hidden;
found.back = document.activeElement.hash;
find("a[href='#p1-2']").click();
panel.querySelector("[name=close]").click();
found.closed = panel.hidden;
found.stops = document.querySelectorAll("tbody [tabindex='0']").length;
enter("words", "002.pdf");
find("#c3 a.badge").click();
found.other = document.activeElement.hash;
tell(found);
"""

COMPARED = """
const found = {};
const pick = (place) => find(`#c${place} input`).click();
pick(1);
found.one = controls.compare.disabled;
pick(2); pick(3); pick(4);
found.fifth = find("#c5 input").disabled;
pick(3);
controls.compare.click();
const shown = find(".compare");
found.heads = [...shown.querySelectorAll("thead th")].map((cell) => cell.innerText);
found.groups = [...shown.querySelectorAll(".group th")].map((cell) => cell.innerText);
found.cells = [...shown.querySelectorAll("tbody:not(.group) tr")].map(
  (row) => [...row.querySelectorAll("td")].map((cell) => [
    cell.querySelector(".chip").className.split(" ")[1],
    cell.querySelector("blockquote")?.firstChild.textContent ?? null,
  ]));
found.grid = find("table.grid").checkVisibility();
key("Escape");
found.back = find("table.grid").checkVisibility();
tell(found);
"""

NOTED = """
const found = {};
const tellSaved = () => saved.text().then((text) => { found.csv = text; tell(found); });
found.refused = !find(".only-here").hidden;
if (!find("#c2 .mark[aria-pressed=true]") && !found.refused) {
  find("#c2 .mark").click();
  find("#c1 .name").click();
  const note = find(".panel textarea");
  note.value = '=1+1; @SUM(A1)\\n"said"';
  note.dispatchEvent(new Event("input", { bubbles: true }));
  location.reload();
} else {
  if (found.refused) find("#c2 .mark").click();
  found.marks = [...document.querySelectorAll("tbody .mark[aria-pressed=true]")].length;
  find("#c1 .name").click();
  found.note = find(".panel textarea").value;
  enter("marked", true);
  found.shown = rows().map((row) => Number(row.dataset.place));
  controls.export.click();
  tellSaved();
}
"""

ATTACKED = """
const names = () => [...document.querySelectorAll("main *")].map((one) => one.localName);
const kinds = new Set(names());
for (const place of [1, 2]) {
  find(`#c${place} .mark`).click();
  find(`#c${place} input`).click();
  find(`#c${place} .name`).click();
}
controls.compare.click();
controls.export.click();
const allowed = new Set([...kinds, "tbody", "thead", "h2"]);
const found = { added: names().filter((name) => !allowed.has(name)) };
found.heads = [...document.querySelectorAll(".compare th > strong")].map((one) => one.innerText);
saved.text().then((text) => { found.csv = text; tell(found); });
"""

NO_STORAGE = """
Object.defineProperty(window, "localStorage", { get() { throw new DOMException("no"); } });
"""


@pytest.fixture(scope="module")
def ranking(scorer: Scorer) -> Ranking:
    """As many candidates as a recruiter has; some are flagged, knocked out, or one person."""
    few = rank(POSTINGS[1], RESUMES[:8], scorer=scorer, as_of=AS_OF)
    return replace(few, matches=tuple(candidate(few, number) for number in range(CANDIDATES)))


def candidate(few: Ranking, number: int) -> Match:
    """One of many, made of one of a few."""
    match = few.matches[number % len(few.matches)]
    flag = Flag("hidden_text", 1, "white on white", "a reader would not see this text")
    first, *others = match.requirements
    return replace(
        match,
        fit=100.0 - number / 10,
        requirements=(replace(first, knock_out=True), *others),
        resume=replace(
            match.resume,
            source=f"folder/{number:03}.pdf",
            sha256=hashlib.sha256(str(number).encode()).hexdigest(),
            flags=(flag,) if number % 7 == 1 else (),
        ),
        same_person={2: ("folder/005.pdf",), 5: ("folder/002.pdf",)}.get(number, ()),
    )


def allowed(page: str, script: str) -> str:
    """The page, whose content policy lets one more script run."""
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return page.replace("script-src ", f"script-src 'sha256-{digest}' ", 1)


def chromium(folder: Path, *options: str) -> str:
    """What the browser prints of the grid in a folder."""
    command = [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu"]
    command += [f"--user-data-dir={folder}", *options, str(folder / "grid.html")]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
    return done.stdout


def browse(page: str, folder: Path, visit: str, size: str = "1400,900", first: str = "") -> dict:
    """What a visit of the page finds, its content policy in force.

    Args:
        page: The grid.
        folder: For the page and for what the browser keeps.
        visit: A script that runs behind the page's own.
        size: Of the window.
        first: A script that runs before it.
    """
    script = f"(() => {{{VISITOR}{visit}}})();"
    page = allowed(allowed(page, script), first)
    page = page.replace("<main>", f"<main><script>{first}</script>", 1)
    page = page.replace("</body>", f"<script>{script}</script></body>")
    (folder / "grid.html").write_text(page, encoding="utf-8")
    out = chromium(folder, f"--window-size={size}", "--virtual-time-budget=5000", "--dump-dom")
    found = re.search(r'<pre id="found">(.*?)</pre>', out, re.DOTALL)
    assert found
    return json.loads(unescape(found.group(1)))


def some(ranking: Ranking, count: int) -> Ranking:
    """The first few."""
    return replace(ranking, matches=ranking.matches[:count])


@in_a_browser
@pytest.mark.parametrize("size", ["1400,900", "500,800"])
def test_order_and_filters(ranking: Ranking, tmp_path: Path, size: str):
    """On a wide screen and a narrow one: each column sorts, each filter leaves what it says."""
    found = browse(some(ranking, 100).to_html(), tmp_path, ORDER, size)
    matches = list(enumerate(ranking.matches[:100], 1))
    assert found["all"] == 100
    assert found["wide"] <= 0
    assert len(found["heights"]) == 1, "every row has the height of one line"
    assert found["first"] == found["again"] == [place for place, _ in matches]
    assert (found["ranked"], found["sorted"], found["sorts"]) == ("ascending", "descending", 1)
    assert found["chances"] == sorted(found["chances"], reverse=True)
    assert len(set(found["chances"])) > 1
    assert found["fits"] == sorted(found["fits"])
    assert len(found["least"]) == sum(match.required_met >= 3 for _, match in matches)
    assert found["told"] == f"{len(found['least'])} of 100 shown"
    assert all(count >= 3 for count in found["least"])
    assert 0 < len(found["named"]) < 100
    assert all("Devon" in name for name in found["named"])
    assert found["filed"] == [8]
    lacking = [p for p, match in matches if match.requirements[2].verdict is Verdict.MISSING]
    assert found["missing"] == lacking
    assert 0 < len(lacking) < 100
    assert found["flagged"] == [place for place, match in matches if match.resume.flags]
    assert found["standing"] == [place for place, match in matches if not match.knocked_out]


@in_a_browser
@pytest.mark.parametrize("size", ["1400,900", "500,800"])
def test_a_cell_opens_beside_the_table(ranking: Ranking, tmp_path: Path, size: str):
    """The panel has candidate, requirement and proof, follows the arrows, and can be closed."""
    links = [f"reports/{number}.html" for number in range(8)]
    found = browse(ranking_to_html(some(ranking, 8), links), tmp_path, OPENED, size)
    match = ranking.matches[0]
    result = match.requirements[1]
    told = found["text"]
    assert found["before"]
    assert found["inside"]
    assert not found["covered"]
    assert found["marked"] == 1
    assert found["link"] == "reports/0.html"
    for text in (match.resume.display_name, "folder/000.pdf", result.requirement.text):
        assert text in told
    assert result.verdict.value in told
    assert f"{100 * (result.probability or 0):.0f} %" in told
    assert result.reason in told
    assert [quote.quote in told for quote in result.evidence] == [True] * len(result.evidence)
    assert found["focus"] == "#p2-2"
    assert ranking.matches[1].resume.display_name in found["moved"]
    assert found["home"] == found["back"] == "#d1"
    assert found["candidate"] == len(match.requirements)
    assert found["after"]
    assert found["closed"]
    assert found["stops"] == 1
    assert found["other"] == "#d6", "a badge leads to the same person's other row, also filtered"


@in_a_browser
def test_candidates_side_by_side(ranking: Ranking, tmp_path: Path):
    """Two to four can be chosen; each requirement has the verdict and the first quote of each."""
    found = browse(some(ranking, 8).to_html(), tmp_path, COMPARED)
    chosen = [ranking.matches[index] for index in (0, 1, 3)]
    assert found["one"]
    assert found["fifth"]
    assert len(found["heads"]) == 4
    for head, match in zip(found["heads"][1:], chosen, strict=True):
        assert head.startswith(match.resume.display_name)
    assert found["groups"][0] == "Required"
    expected = [
        [
            [result.verdict.value, result.evidence[0].quote if result.evidence else None]
            for result in results
        ]
        for results in zip(*(match.requirements for match in chosen), strict=True)
    ]
    assert sorted(map(str, found["cells"])) == sorted(map(str, expected))
    assert not found["grid"]
    assert found["back"]


@in_a_browser
def test_marks_and_notes_survive_a_reload(ranking: Ranking, tmp_path: Path):
    """They are kept for this posting and day, can be filtered for, and none is a formula in CSV."""
    found = browse(some(ranking, 8).to_html(), tmp_path, NOTED)
    assert not found["refused"]
    assert found["marks"] == 1
    assert found["note"] == '=1+1; @SUM(A1)\n"said"'
    assert found["shown"] == [1, 2]
    assert found["csv"].endswith("\r\n")
    first, second = csv.DictReader(io.StringIO(found["csv"].removeprefix("\ufeff")))
    assert (first["rank"], first["source"]) == ("1", "folder/000.pdf")
    assert (first["fit"], first["marked"]) == ("100.0", "")
    assert first["note"] == "'=1+1; '@SUM(A1) \"said\""
    assert (second["rank"], second["marked"], second["note"]) == ("2", "yes", "")


@in_a_browser
def test_a_browser_that_keeps_nothing_says_so(ranking: Ranking, tmp_path: Path):
    """Marks work until the page is left, and the page says that they must be saved."""
    found = browse(some(ranking, 8).to_html(), tmp_path, NOTED, first=NO_STORAGE)
    assert found["refused"]
    assert found["marks"] == 1
    assert found["shown"] == [2]
    assert '"yes"' in found["csv"]


@in_a_browser
def test_text_of_a_file_stays_text(ranking: Ranking, tmp_path: Path):
    """Mark-up in names, files and quotes is shown as it is, and no name is a formula in CSV."""
    attack = "=1+1</script></li><img src=x onerror=alert(1)>"
    matches = []
    for match in ranking.matches[:2]:
        quotes = [
            replace(result, reason=attack, evidence=(Evidence(attack, 0, 1, 1, 1.0),))
            for result in match.requirements
        ]
        resume = replace(match.resume, source=attack, candidate=Candidate(attack))
        matches.append(replace(match, requirements=tuple(quotes), resume=resume))
    found = browse(replace(ranking, matches=tuple(matches)).to_html(), tmp_path, ATTACKED)
    assert found["added"] == []
    assert found["heads"] == [attack, attack]
    cells = [cell for row in csv.reader(io.StringIO(found["csv"])) for cell in row]
    assert cells.count(f"'{attack}") == 4
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]


@in_a_browser
def test_heads_on_every_printed_page(ranking: Ranking, tmp_path: Path):
    """Printed across the sheet, each page of the table begins with its heads."""
    (tmp_path / "grid.html").write_text(some(ranking, 60).to_html(), encoding="utf-8")
    chromium(tmp_path, f"--print-to-pdf={tmp_path / 'grid.pdf'}")
    with pypdfium2.PdfDocument(tmp_path / "grid.pdf") as document:
        pages = [(page.get_size(), page.get_textpage().get_text_range()) for page in document]
    assert all(width > height for (width, height), _ in pages)
    with_rows = [text for _, text in pages if re.search(r"\b\d{3}\.pdf", text)]
    assert len(with_rows) > 1
    assert all("Required" in text and "Band of fit" in text for text in with_rows)


@in_a_browser
def test_a_changed_script_does_not_run(ranking: Ranking, tmp_path: Path):
    """The content policy lets the page's own script run and no other."""
    page = some(ranking, 8).to_html().replace('"use strict";', '"use strict";/* changed */')
    (tmp_path / "grid.html").write_text(page, encoding="utf-8")
    assert '<form class="controls" hidden' in chromium(tmp_path, "--dump-dom")


def test_without_a_script_every_proof_is_on_the_page(ranking: Ranking):
    """Each cell leads to its reason and quotes, each number to its requirement and priority."""
    page = BeautifulSoup(some(ranking, 8).to_html(), "lxml")
    for place, match in enumerate(ranking.matches[:8], 1):
        for number, result in enumerate(match.requirements, 1):
            assert page.find("a", href=f"#p{place}-{number}").parent["class"] == [
                "cell",
                result.verdict.value,
            ]
            proof = page.find(id=f"p{place}-{number}").text
            assert result.reason in proof
            assert all(quote.quote in proof for quote in result.evidence)
    for number, item in enumerate(ranking.posting.requirements, 1):
        assert page.find("th").find_next("a", href=f"#r{number}").text == str(number)
        asked = page.find(id=f"r{number}")
        assert item.text in asked.text
        assert asked.find_previous("h3").text == item.priority.value.capitalize()
    spans = {head.text: int(head["colspan"]) for head in page.find_all(scope="colgroup")}
    assert sum(spans.values()) == len(ranking.posting.requirements)
    assert len(spans) > 1


def test_a_row_says_what_is_to_be_known(ranking: Ranking):
    """Knock-outs, warnings and duplicates are words of the row, and in full in its proofs."""
    out = next(match for match in ranking.matches if match.knocked_out)
    flags = tuple(Flag(kind, 1, "", f"about {kind}") for kind in ("hidden_text", "letter"))
    matches = (
        replace(
            out,
            resume=replace(out.resume, source="one.pdf", flags=flags),
            same_person=("two.pdf", "unlisted.pdf"),
            same_file=("copy.pdf",),
        ),
        replace(
            ranking.matches[0],
            resume=replace(ranking.matches[0].resume, source="two.pdf"),
            same_person=("one.pdf",),
        ),
    )
    posting = replace(ranking.posting, flags=(Flag("language", 1, "", "a part is in French"),))
    page = BeautifulSoup(replace(ranking, posting=posting, matches=matches).to_html(), "lxml")
    words = [badge.text for badge in page.find(id="d1").select(".told .badge")]
    shown = [badge.text for badge in page.find(id="c1").select(".badge")]
    assert shown == ["knocked out", "hidden text", "+4"]
    assert words == [
        "knocked out",
        "hidden text",
        "letter in it",
        "same person as 2",
        "same person elsewhere",
        "same file",
    ]
    told = page.find(id="d1").text
    for text in ("about letter", "same person as unlisted.pdf", "also as copy.pdf"):
        assert text in told
    assert page.find(id="d1").find("a", string="same person as 2")["href"] == "#c2"
    assert page.find(id="c2").find("a", string="same person as 1")["href"] == "#c1"
    assert "a part is in French" in page.text


def test_a_grid_of_nobody(ranking: Ranking):
    """Where no file could be read, the requirements and the failures are still there."""
    failed = (Failure("a.pdf", Status.LOCKED, "a.pdf: it needs a password"),)
    page = BeautifulSoup(replace(ranking, matches=(), failed=failed).to_html(), "lxml")
    assert page.find("table").find_all("td") == []
    assert page.find(id="failed").find_next("li").text.strip() == "a.pdf: it needs a password"
    assert page.find(id="r1").text


def test_the_page_of_many_is_small(ranking: Ranking):
    """Each proof stands in it once: 500 candidates take less than 10 MB."""
    assert len(ranking.to_html().encode()) < 10_000_000
