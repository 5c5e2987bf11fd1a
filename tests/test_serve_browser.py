"""The pages of a served folder in a browser: light and dark, wide and narrow."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator
from hashlib import sha256
from html import escape
from pathlib import Path
from typing import Any

import pytest
from conftest import CHROMIUM, EXAMPLES, needs, visited
from serving import KEY, imported, posted, resume_files, served, switched, tuned_decision
from starlette.testclient import TestClient

from fitscore import Scorer

DRAWN = (EXAMPLES / "resumes" / "maria_okafor.pdf").read_bytes()
DRAWN_KEY = sha256(DRAWN).hexdigest()
LONG = (EXAMPLES / "postings" / "program_manager.txt").read_text(encoding="utf-8")
# What stands out of the page, what a finger misses, and text too faint for its ground. Links in
# running text are as high as its lines (WCAG 2.2, 2.5.8, allows that).
LOOK = """
const lum = (rgb) => { const [r, g, b] = rgb.map((v) => { v /= 255;
  return v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4; });
  return .2126 * r + .7152 * g + .0722 * b; };
const parts = (text) => (text.match(/[\\d.]+/g) || [0, 0, 0, 0]).map(Number);
const targets = "button, select, summary, input:not([type=hidden], [type=checkbox]), textarea, "
  + ".button, nav a, .cell a, .ref, .number";
const look = (page) => {
  const styleOf = (item) => page.defaultView.getComputedStyle(item);
  const ground = (item) => { for (; item; item = item.parentElement) {
    const found = parts(styleOf(item).backgroundColor);
    if (found.length < 4 || found[3] === 1) return found.slice(0, 3); } return [255, 255, 255]; };
  const faint = [], small = [];
  for (const item of page.querySelectorAll("main *, header *")) {
    const box = item.getBoundingClientRect();
    if (!box.width || item.closest(".hidden, .skip, noscript")) continue;
    const name = `${item.tagName} ${item.className}`;
    const text = [...item.childNodes].some((n) => n.nodeType === 3 && n.data.trim());
    if (text && !["OPTION", "SELECT"].includes(item.tagName)) {
      const drawn = item.tagName === "text" && item.parentElement.querySelector("rect");
      const ink = styleOf(item)[drawn ? "fill" : "color"];
      const under = drawn ? parts(styleOf(drawn).fill).slice(0, 3) : ground(item);
      const one = lum(parts(ink).slice(0, 3)), other = lum(under);
      const ratio = (Math.max(one, other) + .05) / (Math.min(one, other) + .05);
      if (ratio < 4.5) faint.push(`${name} ${ratio.toFixed(2)}`);
    }
    const least = Math.round(Math.min(box.width, box.height));
    if (item.matches(targets) && least < 24) small.push(`${name} ${least}`);
  }
  const root = page.documentElement;
  return { wide: root.scrollWidth - root.clientWidth, faint, small,
           headings: page.querySelectorAll("h1").length, language: root.lang };
};
"""
FINE = {"wide": 0, "faint": [], "small": [], "headings": 1, "language": "en"}


def looked_at(page: str, folder: Path, width: int) -> dict[str, Any]:
    """What is seen of a page in a frame: a window of a browser may be no narrower than 500."""
    frame = f'<iframe style="width: {width}px; height: 900px; border: 0" srcdoc="{escape(page)}">'
    script = f"{LOOK} const frame = document.querySelector('iframe');"
    script += "frame.addEventListener('load', () => tell(look(frame.contentDocument)));"
    outer = f"<!doctype html><html><body>{frame}</iframe></body></html>"
    return visited(outer, script, folder, f"{width + 100},1000")


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory, scorer: Scorer) -> Iterator[TestClient]:
    with served(tmp_path_factory.mktemp("data"), scorer) as found:
        job = imported(found, *resume_files(), ("bad file.pdf", b"%PDF-"), ("maria.pdf", DRAWN))
        id_ = posted(found, LONG)
        url = f"/v1/postings/{id_}/matches/{KEY}"
        body = {"requirement": "r1", "verdict": "met", "reason": "she told me", "who": "Bo"}
        assert found.post(f"{url}/overrules", json=body).status_code == 201
        found.put(f"{url}/mark", json={"mark": "hold", "note": "call " * 40, "tags": ["trees"]})
        store = found.service.workspace.store  # type: ignore[attr-defined]
        switched(found, store.add_tuning(tuned_decision().to_json(), "Bo", {KEY}).number)
        found.paths = {  # type: ignore[attr-defined]
            "start": "/",
            "posting": f"/postings/{id_}",
            "ranking": f"/postings/{id_}/ranking",
            "candidate": f"/postings/{id_}/matches/{KEY}",
            "pages": f"/postings/{id_}/matches/{DRAWN_KEY}",
            "questions": f"/postings/{id_}/matches/{KEY}/questions",
            "compare": f"/postings/{id_}/compare?key={KEY}&key={DRAWN_KEY}",
            "resumes": "/resumes",
            "job": f"/jobs/{job['id']}",
            "resume": f"/resumes/{KEY}",
            "forget": f"/resumes/{KEY}/forget",
            "search": "/search?q=trees",
            "tuning": "/tuning",
            "docs": "/v1/docs",
            "problem": "/nothing",
        }
        yield found


def alone(client: TestClient, path: str, *, dark: bool = False) -> str:
    """A page with its style and script in it, as a file; with the policy that allows these."""
    text = client.get(path, headers={"Accept": "text/html"}).text
    style, script = (
        client.get(found[1]).text
        for pattern in (r'href="(/static/\S+\.css)"', r'src="(/static/\S+\.js)"')
        if (found := re.search(pattern, text))
    )
    if dark:
        style = style.replace("screen and (prefers-color-scheme: dark)", "screen")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; "
    policy += f"script-src 'sha256-{digest}'"
    text = re.sub(r'<script src="\S+" defer></script>', "", text)
    text = re.sub(r'<link rel="stylesheet"[^>]*>', lambda _: f"<style>{style}</style>", text)
    meta = f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
    text = text.replace('<meta charset="utf-8">', f'<meta charset="utf-8">{meta}')
    return text.replace("</body>", f"<script>{script}</script></body>")


@needs("Chromium", present=bool(CHROMIUM))
def test_what_is_wrong_is_seen(tmp_path: Path):
    """Faint text, small targets and what is too wide: else the tests below could not fail."""
    page = '<html lang="en"><main><h1>A</h1><p style="color: #999; width: 500px">B</p><select>'
    found = looked_at(f"<!doctype html>{page}</select></main></html>", tmp_path, 390)
    assert found["wide"] > 100
    assert found["faint"] == ["P  2.85"]
    assert [name.split()[0] for name in found["small"]] == ["SELECT"]


@needs("Chromium", present=bool(CHROMIUM))
@pytest.mark.parametrize(
    ("name", "width"),
    [
        ("ranking", 1280),
        ("ranking", 390),
        ("posting", 390),
        ("tuning", 390),
        ("candidate", 390),
        ("pages", 390),
        ("compare", 390),
    ],
)
def test_pages_fit_the_screen_and_can_be_read_and_hit(
    client: TestClient, tmp_path: Path, name: str, width: int
):
    """Nothing stands out of the page, text has its contrast, and targets are 24 pixels."""
    page = alone(client, client.paths[name], dark=width == 390)  # type: ignore[attr-defined]
    assert looked_at(page, tmp_path, width) == FINE


@pytest.mark.long
@needs("Chromium", present=bool(CHROMIUM))
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [390, 768, 1280, 1920])
def test_every_page_fits_and_can_be_read_and_hit(
    client: TestClient, tmp_path: Path, width: int, *, dark: bool
):
    """In light and dark, from 390 to 1920 pixels."""
    for name, path in client.paths.items():  # type: ignore[attr-defined]
        assert looked_at(alone(client, path, dark=dark), tmp_path, width) == FINE, name


@needs("Chromium", present=bool(CHROMIUM))
def test_rows_are_filtered_as_one_types(client: TestClient, tmp_path: Path):
    """By name, file, note and tag; and it is told how many are left."""
    script = """
const input = document.querySelector("[data-filter]");
const rows = () => [...document.querySelectorAll("tbody tr")].filter((r) => !r.hidden).length;
const seen = [rows()];
for (const word of ["lee", "trees lee", "nobody", ""]) {
  input.value = word; input.dispatchEvent(new Event("input")); seen.push(rows());
}
input.value = "lee"; input.dispatchEvent(new Event("input"));
const buttons = [...document.querySelectorAll(".mark-form button")].filter((b) => !b.hidden);
tell({ seen, told: document.querySelector("output").textContent, buttons: buttons.length });
"""
    page = alone(client, client.paths["ranking"])  # type: ignore[attr-defined]
    found = visited(page, script, tmp_path, "1280,900")
    assert found == {"seen": [3, 1, 1, 0, 3], "told": "1 of the 3 on this page", "buttons": 0}
