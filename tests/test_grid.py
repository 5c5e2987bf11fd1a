"""The comparison grid in a browser: it sorts, filters, opens its proofs and fits the screen."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import shutil
import subprocess
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest
from conftest import AS_OF, POSTINGS, RESUMES

from fitscore import Ranking, Scorer, rank

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome") or ""
CANDIDATES = 500
pytestmark = pytest.mark.skipif(not CHROMIUM, reason="there is no Chromium on this machine")

# What a person does, and what they see: written into the page for the test to read.
VISIT = """
const rows = () => [...document.querySelectorAll("tbody tr")].filter((row) => !row.hidden);
const press = (column) => document.querySelectorAll("thead button")[column].click();
const found = { all: rows().length, wide: document.documentElement.scrollWidth - innerWidth };
const places = () => rows().map((row) => Number(row.dataset.place));
found.first = places();
press(4);
found.chances = rows().map((row) => Number(row.cells[4].dataset.chance));
found.sorted = document.querySelectorAll("th")[4].getAttribute("aria-sort");
press(1); press(1);
found.fits = rows().map((row) => Number(row.dataset.fit));
press(0);
found.again = places();
const controls = document.querySelector("form.controls").elements;
const enter = (name, value) => {
  controls[name].value = value;
  controls[name].dispatchEvent(new Event("input", { bubbles: true }));
};
enter("least", 3);
found.filtered = rows().map((row) => Number(row.dataset.required));
found.told = document.querySelector("output").textContent;
enter("least", 0); enter("words", "DEVON");
found.named = rows().map((row) => row.cells[0].textContent);
enter("words", "");
const cells = document.querySelectorAll("details");
cells[0].querySelector("summary").click();
cells[1].querySelector("summary").click();
setTimeout(() => {
  const open = [...document.querySelectorAll("details[open]")];
  const box = open[0].querySelector(".proof").getBoundingClientRect();
  found.open = open.length;
  found.proof = open[0].querySelector(".proof").innerText;
  found.inside = box.left >= 0 && box.right <= innerWidth && box.bottom <= innerHeight;
  document.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape" }));
  found.closed = document.querySelectorAll("details[open]").length;
  const told = document.createElement("pre");
  told.id = "found";
  told.textContent = JSON.stringify(found);
  document.body.append(told);
}, 50);
"""


@pytest.fixture(scope="module")
def ranking(scorer: Scorer) -> Ranking:
    """As many candidates as a recruiter has."""
    few = rank(POSTINGS[1], RESUMES[:8], scorer=scorer, as_of=AS_OF)
    many = [
        replace(
            few.matches[number % len(few.matches)],
            fit=100.0 - number / 10,
            resume=replace(
                few.matches[number % len(few.matches)].resume, source=f"{number:03}.pdf"
            ),
        )
        for number in range(CANDIDATES)
    ]
    return replace(few, matches=tuple(many))


def browse(page: str, folder: Path, size: str) -> dict:
    """What a visit of the page finds, its content policy in force."""
    digest = base64.b64encode(hashlib.sha256(VISIT.encode()).digest()).decode()
    page = page.replace("script-src ", f"script-src 'sha256-{digest}' ", 1)
    path = folder / "grid.html"
    path.write_text(page.replace("</body>", f"<script>{VISIT}</script></body>"), encoding="utf-8")
    command = [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", f"--window-size={size}"]
    command += [f"--user-data-dir={folder}", "--virtual-time-budget=5000", "--dump-dom", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
    found = re.search(r'<pre id="found">(.*?)</pre>', done.stdout, re.DOTALL)
    assert found, done.stderr
    return json.loads(unescape(found.group(1)))


@pytest.mark.parametrize("size", ["1400,900", "500,800"])
def test_a_visit(ranking: Ranking, tmp_path: Path, size: str):
    """On a wide screen and a narrow one: order, filters and proofs of 500 candidates."""
    found = browse(ranking.to_html(), tmp_path, size)
    assert found["all"] == CANDIDATES
    assert found["wide"] <= 0
    assert found["first"] == found["again"] == list(range(1, CANDIDATES + 1))
    assert found["sorted"] == "descending"
    assert found["chances"] == sorted(found["chances"], reverse=True)
    assert len(set(found["chances"])) > 1
    assert found["fits"] == sorted(found["fits"])
    met = [match.required_met for match in ranking.matches]
    assert len(found["filtered"]) == sum(count >= 3 for count in met)
    assert found["told"] == f"{len(found['filtered'])} of {CANDIDATES} shown"
    assert all(count >= 3 for count in found["filtered"])
    assert 0 < len(found["named"]) < CANDIDATES
    assert all("Devon" in name for name in found["named"])
    assert found["open"] == 1
    assert found["inside"]
    assert found["closed"] == 0
    result = ranking.matches[0].requirements[1]
    assert result.requirement.text in found["proof"]
    assert result.reason in found["proof"]
    for quote in result.evidence:
        assert quote.quote in found["proof"]


def test_a_changed_script_does_not_run(ranking: Ranking, tmp_path: Path):
    """The content policy lets the page's own script run and no other."""
    page = ranking.to_html().replace('"use strict";', '"use strict";/* changed */')
    path = tmp_path / "grid.html"
    path.write_text(page, encoding="utf-8")
    command = [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu"]
    command += [f"--user-data-dir={tmp_path}", "--dump-dom", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
    assert '<form class="controls" hidden' in done.stdout
