"""Memory of `fitscore serve` over thousands of requests: it must not grow with their number.

    python -m benchmarks.serving [--requests 10000] [--resumes 40] [--port 8791]

The server runs as it is started, with the default model, in a folder that is deleted. Requests come
one after another over one connection, by turns to pages and to the API: lists, the ranking, a
candidate, one with the pictures of its pages, a search, suggestions, a mark, an export, what is not
there and what does not fit. Memory is what the system says is resident of each process (VmRSS), and
of all.
"""

from __future__ import annotations

import argparse
import http.client
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from benchmarks.synthetic import Person, resume_text

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = ROOT / "examples"
POSTING = EXAMPLES / "postings" / "program_manager.txt"
PICTURED = EXAMPLES / "resumes" / "maria_okafor.pdf"
NAMES = ("Abel", "Bond", "Cole", "Dunn", "Eley", "Frost", "Grey", "Hale", "Ives", "Joyce")
WARM_UP = 300  # requests before the first figure: what is made once is made
FIGURES = (0, 1000, 5000, 10_000)
_SETTLED = 3.0  # seconds


class Client:
    """One connection to the server."""

    def __init__(self, port: int) -> None:
        self._link = http.client.HTTPConnection("127.0.0.1", port, timeout=120)

    def ask(
        self, method: str, path: str, body: bytes | None = None, media: str = "application/json"
    ) -> tuple[int, bytes]:
        """Status and body of an answer."""
        headers = {"X-Fitscore": "1", "Accept": "text/html"}
        if body is not None:
            headers["Content-Type"] = media
        self._link.request(method, path, body, headers)
        answer = self._link.getresponse()
        return answer.status, answer.read()

    def get(self, path: str) -> Any:
        """An answer of JSON."""
        return json.loads(self.ask("GET", path)[1])


@contextmanager
def served(folder: Path, port: int) -> Iterator[tuple[int, Client]]:
    """The number of a server's process, and a client."""
    command = [sys.executable, "-m", "fitscore", "serve", "--no-open", "--port", str(port)]
    process = subprocess.Popen(
        [*command, "--data", str(folder)], stdout=subprocess.PIPE, text=True, cwd=ROOT
    )
    try:
        assert process.stdout is not None
        process.stdout.readline()
        yield process.pid, Client(port)
    finally:
        process.terminate()
        process.wait(60)


def filled(client: Client, count: int) -> tuple[str, str]:
    """The ids of a posting and of a résumé in PDF, beside so many others."""
    body = json.dumps({"text": POSTING.read_text(encoding="utf-8")}).encode()
    posting = json.loads(client.ask("POST", "/v1/postings", body)[1])["id"]
    files = [(PICTURED.name, PICTURED.read_bytes())]
    files += [
        (f"{number}.txt", resume_text(number, Person(f"Alex {NAMES[number % 10]}")).encode())
        for number in range(count)
    ]
    form = b"".join(
        b'--x\r\nContent-Disposition: form-data; name="files"; filename="%s"\r\n\r\n%s\r\n'
        % (name.encode(), data)
        for name, data in files
    )
    media = "multipart/form-data; boundary=x"
    job = json.loads(client.ask("POST", "/v1/resumes", form + b"--x--\r\n", media)[1])["id"]
    while client.get(f"/v1/jobs/{job}")["state"] in {"queued", "running"}:
        time.sleep(0.5)
    listed = client.get("/v1/resumes?limit=500")["resumes"]
    return posting, next(one["key"] for one in listed if one["file"] == PICTURED.name)


def requests(client: Client, posting: str, key: str) -> Iterator[tuple[str, str, bytes | None]]:
    """Requests by turns, without end."""
    listed = client.get("/v1/resumes?limit=500")["resumes"]
    words = cycle(["budget", "volunteers", "night shift", "a driving licence", "Spanish"])
    for number, one in enumerate(cycle(listed)):
        of, some = f"/v1/postings/{posting}", one["key"]
        mark = json.dumps({"mark": "hold", "note": f"note {number}", "tags": ["later"]}).encode()
        word = next(words).replace(" ", "+")
        yield "GET", "/", None
        yield "GET", "/resumes", None
        yield "GET", f"/postings/{posting}", None
        yield "GET", f"/postings/{posting}/ranking", None
        yield "GET", f"/postings/{posting}/matches/{some}", None
        yield "GET", f"/postings/{posting}/matches/{key}", None
        yield "GET", f"/postings/{posting}/ranking.csv", None
        yield "GET", f"/search?q={word}+{number}", None
        yield "GET", "/v1/resumes?limit=20", None
        yield "GET", f"/v1/resumes/{some}", None
        yield "GET", f"{of}/ranking?limit=20", None
        yield "GET", f"{of}/matches/{some}", None
        yield "PUT", f"{of}/matches/{some}/mark", mark
        yield "GET", f"/v1/search?q={word}+{number}", None
        yield "GET", f"/v1/resumes/{some}/suggestions", None
        yield "GET", f"/v1/resumes/{number:064x}", None
        yield "GET", "/v1/resumes?limit=0", None
        yield "GET", "/metrics", None


def resident(pid: int) -> dict[int, int]:
    """Bytes in memory of a process and of those below it, by their numbers."""
    below: dict[int, list[int]] = {}
    sizes: dict[int, int] = {}
    for folder in Path("/proc").iterdir():
        if not folder.name.isdecimal():
            continue
        try:
            status = (folder / "status").read_text()
        except (FileNotFoundError, ProcessLookupError):  # it has ended
            continue
        one = dict(line.split(":\t", 1) for line in status.splitlines() if ":\t" in line)
        number = int(folder.name)
        below.setdefault(int(one["PPid"]), []).append(number)
        sizes[number] = 1024 * int(one.get("VmRSS", "0 kB").split()[0])
    found, waiting = {}, [pid]
    while waiting:
        number = waiting.pop()
        found[number] = sizes.get(number, 0)
        waiting += below.get(number, [])
    return found


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=FIGURES[-1])
    parser.add_argument("--resumes", type=int, default=40)
    parser.add_argument("--port", type=int, default=8791)
    given = parser.parse_args()
    figures = sorted({one for one in FIGURES if one < given.requests} | {given.requests})
    with (
        tempfile.TemporaryDirectory() as folder,
        served(Path(folder), given.port) as (pid, client),
    ):
        posting, key = filled(client, given.resumes)
        asked, statuses, done = requests(client, posting, key), {}, -WARM_UP
        first = 0
        print(
            "| requests | server, MiB | all processes, MiB | against the start |\n|---|---|---|---|"
        )
        for figure in figures:
            for method, path, body in islice(asked, figure - done):
                status, _ = client.ask(method, path, body)
                statuses[status] = statuses.get(status, 0) + 1
            done = figure
            time.sleep(_SETTLED)
            found = resident(pid)
            all_ = sum(found.values())
            first = first or all_
            print(
                f"| {figure:,} | {found[pid] / 2**20:.0f} | {all_ / 2**20:.0f} "
                f"| {all_ / first:.2f} |",
                flush=True,
            )
    print("\nAnswers: " + ", ".join(f"{n:,} of {status}" for status, n in sorted(statuses.items())))


if __name__ == "__main__":
    main()
