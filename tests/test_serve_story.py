"""A recruiter's whole day in a browser: from a posting to somebody who is forgotten."""

from __future__ import annotations

import io
import socket
import threading
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from conftest import CHROMIUM, needs, pdf, write

from fitscore import Limits, Scorer
from fitscore.serve.access import Access
from fitscore.serve.app import application
from fitscore.serve.service import Service
from fitscore.serve.workspace import Workspace
from fitscore.testing import SAMPLE_POSTING, SAMPLE_RESUME

NAMES = ("Ada Burton", "Bela Cramer", "Cleo Dalton", "Dora Egbert", "Edda Farrow", "Fay Gruber")
TOLD = "Zephyrine Quockerwodger"


def resumes() -> list[dict[str, Any]]:
    """Sixty: two files, a PDF among them, and an archive of the rest."""
    texts = {}
    for number in range(58):
        first, last = NAMES[number % 6].split()[0], NAMES[number // 6 % 6].split()[1]
        name = f"{first} {last}{chr(97 + number % 26)}{chr(97 + number // 26)}"
        text = SAMPLE_RESUME.replace("Ann Lee", name).replace("ann.lee@", f"mail{number}@")
        texts[f"{number:02}.txt"] = text.replace("2015", str(2000 + number % 20))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, text in texts.items():
            archive.writestr(name, text)
    told = SAMPLE_RESUME.replace("Ann Lee", TOLD).replace("ann.lee@", "zq@")
    drawn = pdf(lambda canvas: [write(canvas, 60, 760 - 18 * place, line)
                                for place, line in enumerate(told.splitlines())])  # fmt: skip
    return [
        {"name": "all.zip", "mimeType": "application/zip", "buffer": buffer.getvalue()},
        {"name": "zephyrine.pdf", "mimeType": "application/pdf", "buffer": drawn},
        {"name": "ann.txt", "mimeType": "text/plain", "buffer": SAMPLE_RESUME.encode()},
    ]


@contextmanager
def running(folder: Path, scorer: Scorer) -> Iterator[str]:
    """The address of a server."""
    import uvicorn

    service = Service(Workspace(folder), lambda: scorer, Access(), Limits(isolated=False))
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(64)
        server = uvicorn.Server(uvicorn.Config(application(service), log_config=None, ws="none"))
        thread = threading.Thread(target=server.run, args=([listening],))
        thread.start()
        while not server.started:
            time.sleep(0.01)
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(30)


class Visitor:
    """A page of a browser that is looked at wherever it leads."""

    def __init__(self, page: Any, base: str) -> None:
        from axe_playwright_python.sync_playwright import Axe

        self.page = page
        self._base = base
        self._axe = Axe()
        self.problems: list[str] = []
        page.on("pageerror", lambda error: self.problems.append(str(error)))

    def go(self, path: str) -> None:
        """To an address of the server."""
        self.page.goto(self._base + path)
        self.look()

    def press(self, name: str, within: Any = None) -> None:
        """A button or a link by its words, and what comes of it."""
        place = within or self.page
        found = place.get_by_role("button", name=name, exact=True)
        target = found.or_(place.get_by_role("link", name=name, exact=True))
        with self.page.expect_navigation():
            target.first.click()
        self.look()

    def look(self) -> None:
        """Nothing stands out of the page, and no rule of accessibility is broken."""
        where = self.page.url
        wide = self.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, where
        found = self._axe.run(self.page)
        assert not found.response["violations"], (where, found.generate_report())

    @property
    def path(self) -> str:
        """Where it is."""
        return str(self.page.url).removeprefix(self._base)

    @property
    def text(self) -> str:
        """What it says."""
        return str(self.page.inner_text("body"))


@pytest.mark.long
@needs("Chromium", present=bool(CHROMIUM))
@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_the_whole_story(tmp_path: Path, scorer: Scorer, width: int, scheme: str):
    """A posting is corrected, sixty résumés come in, and one is judged, noted and forgotten."""
    from playwright.sync_api import sync_playwright

    with running(tmp_path, scorer) as base, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        context = browser.new_context(
            viewport={"width": width, "height": 850}, color_scheme=scheme, accept_downloads=True,
            bypass_csp=True,  # for axe alone: the policy is tested elsewhere
        )  # fmt: skip
        visitor = Visitor(context.new_page(), base)
        page = visitor.page

        visitor.go("/")
        page.fill("#text", SAMPLE_POSTING)
        visitor.press("Read it")
        posting = visitor.path
        page.select_option("[name=priority-1]", "preferred")
        page.fill("[name=weight-0]", "2")
        page.check("[name=knock-out-2]")
        visitor.press("Save as a new version")
        assert page.input_value("[name=weight-0]") == "2"
        assert "Version 2" in visitor.text

        visitor.go("/resumes")
        page.set_input_files("#files", resumes())
        visitor.press("Add them")
        page.get_by_role("link", name="To the résumés").wait_for(timeout=120_000)
        assert "60 kept" in visitor.text

        visitor.go(f"{posting}/ranking")
        page.wait_for_selector("#ranking", timeout=60_000)
        visitor.look()
        assert page.locator("tbody tr").count() == 60
        page.fill("[data-filter]", "zephyrine")
        assert page.locator("tbody tr:visible").count() == 1
        page.fill("[data-filter]", "")
        for place in range(3):
            page.locator("tbody input[name=key]").nth(place).check()
        visitor.press("Compare")
        assert page.locator("thead th").count() == 4

        visitor.go(f"{posting}/ranking")
        visitor.press(TOLD)
        candidate = visitor.path
        assert page.locator("svg.sheet .spot").count() > 0
        before = page.locator(".scores .fit").first.inner_text()
        item = page.locator("li.requirement").first
        item.locator("summary").click()
        item.locator("[name=verdict]").select_option("missing")
        item.locator("[name=reason]").fill("She said so")
        visitor.press("Overrule", item)
        assert "She said so" in visitor.text
        fits = page.locator(".scores .fit").all_inner_texts()
        assert len(fits) == 2
        assert (fits[0] != before, fits[1]) == (True, before)
        page.fill("#note", "call her")
        visitor.press("Save")
        assert page.input_value("#note") == "call her"
        visitor.press("Sheet of questions")
        assert page.locator("hr").count() > 0

        visitor.go(candidate)
        visitor.press("Hide persons")
        assert visitor.path == candidate
        assert TOLD.split(maxsplit=1)[0] not in page.content()
        assert page.locator("svg.sheet").count() == 0
        visitor.press("Show persons")
        assert TOLD in visitor.text

        visitor.go(f"{posting}/ranking?mark=&q=call")
        assert page.locator("tbody tr").count() == 1
        with page.expect_download() as saved:
            page.get_by_role("link", name="CSV").click()
        assert TOLD in Path(saved.value.path()).read_text(encoding="utf-8-sig")

        key = candidate.rpartition("/")[2]
        visitor.go(f"/resumes/{key}/forget")
        visitor.press("Forget")
        assert "1 file was forgotten" in visitor.text
        visitor.go(f"{posting}/ranking")
        page.wait_for_selector("#ranking")
        assert page.locator("tbody tr").count() == 59
        for path in ("/search?q=trees", "/v1/docs", "/tuning", f"/resumes?q={TOLD}"):
            visitor.go(path)
            assert TOLD not in page.inner_text("main")
        assert not visitor.problems
        browser.close()
