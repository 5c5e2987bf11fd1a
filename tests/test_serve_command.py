"""`fitscore serve` as it is started."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from conftest import ROOT, Run

from fitscore.serve.protocol import MOST_AT_ONCE
from fitscore.testing import SAMPLE_RESUME

STARTED = re.compile(r"at (http://\S+?:\d+)/")
# The command with a scorer that needs no model.
WITHOUT_MODEL = f"""
import sys
sys.path.insert(0, {str(ROOT / "tests")!r})
import fitscore.cli.serving
from fitscore.cli import main
from serving import without_model
fitscore.cli.serving.make_scorer = without_model
sys.exit(main(sys.argv[1:]))
"""


@contextmanager
def started(*arguments: str) -> Iterator[tuple[subprocess.Popen[str], str, str]]:
    """A process that serves, its address, and the line behind it."""
    command = [sys.executable, "-c", WITHOUT_MODEL, "serve", "--port", "0", "--no-open", *arguments]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT
    )
    assert process.stdout is not None
    assert process.stderr is not None
    try:
        line = process.stdout.readline()
        found = STARTED.search(line)
        assert found, line + process.stderr.read()
        yield process, found[1], process.stdout.readline() if "--host" in arguments else ""
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(30)
        process.stdout.close()
        process.stderr.close()


def test_it_serves_until_it_is_interrupted(tmp_path: Path):
    """The address is told, the folder is made for its owner alone, and a second one is refused."""
    folder = tmp_path / "new" / "data"
    with started("--data", str(folder)) as (process, address, _):
        with urllib.request.urlopen(f"{address}/v1/health") as answer:  # noqa: S310 - our own
            assert json.load(answer) == {"status": "ok"}
        assert folder.stat().st_mode & 0o777 == 0o700
        again = subprocess.run(
            [sys.executable, "-m", "fitscore", "serve", "--port", "0", "--data", str(folder)],
            capture_output=True,
            text=True,
            check=False,
            cwd=ROOT,
        )
        assert again.returncode == 3
        assert again.stderr.count("\n") == 1
        assert "another process serves this folder" in again.stderr
    assert process.returncode in {0, 130, -signal.SIGINT}


def _said(address: str, data: bytes) -> tuple[str, bytes]:
    """Status line with headers, and body, of what is answered to some bytes."""
    host, _, port = address.removeprefix("http://").rpartition(":")
    with socket.create_connection((host, int(port)), 10) as link:
        link.sendall(data)
        with link.makefile("rb") as answer:
            head, _, body = answer.read().partition(b"\r\n\r\n")
    return head.decode().lower(), body


def test_what_is_no_request_is_answered_like_all_others(tmp_path: Path):
    """With the headers and the object of every error, without what was sent; as is one too many."""
    with ExitStack() as stack:
        _, address, _ = stack.enter_context(started("--data", str(tmp_path)))
        head, body = _said(address, b"GET / HTTP/1.1\r\nCanary canary\r\n\r\n")
        assert head.startswith("http/1.1 400 ")
        assert "content-security-policy: default-src 'none'" in head
        assert "x-content-type-options: nosniff" in head
        assert json.loads(body)["status"] == 400
        assert b"canary" not in body.lower()
        place = (address.rpartition("/")[2].partition(":")[0], int(address.rpartition(":")[2]))
        for _ in range(MOST_AT_ONCE):
            stack.enter_context(socket.create_connection(place, 10))
        head, body = _said(address, b"")
        assert head.startswith("http/1.1 503 ")
        assert "retry-after: 1" in head
        assert json.loads(body)["status"] == 503


def test_beyond_this_machine_a_token_is_shown_once(tmp_path: Path):
    """With it everything is answered, without it nothing."""
    with started("--data", str(tmp_path), "--host", "0.0.0.0") as (_, address, line):  # noqa: S104
        token = line.rpartition(" ")[2].strip()
        url = address.replace("0.0.0.0", "127.0.0.1") + "/v1/version"  # noqa: S104
        with pytest.raises(urllib.error.HTTPError, match="401"):
            urllib.request.urlopen(url)  # noqa: S310 - our own
        asked = urllib.request.Request(url, headers={"Authorization": f"Bearer {token}"})  # noqa: S310
        with urllib.request.urlopen(asked) as answer:  # noqa: S310
            assert json.load(answer)["version"]


def test_whom_a_proxy_names_comes_in(tmp_path: Path):
    """As it is started: with the role that was named, and nobody else."""
    proxy = ("--proxy-header", "X-User", "--proxy-address", "127.0.0.1", "--proxy-role", "read")
    with started("--data", str(tmp_path), *proxy) as (_, address, _line):

        def asked(path: str, name: str) -> urllib.request.Request:
            return urllib.request.Request(f"{address}{path}", headers={"X-User": name})  # noqa: S310

        with urllib.request.urlopen(asked("/v1/postings", "Ann")) as answer:  # noqa: S310 - our own
            assert json.load(answer)["postings"] == []
        for path, name, status in (("/v1/audit", "Ann", "403"), ("/v1/postings", "", "401")):
            with pytest.raises(urllib.error.HTTPError, match=status):
                urllib.request.urlopen(asked(path, name))  # noqa: S310


def test_what_was_acknowledged_survives_a_kill(tmp_path: Path):
    """The process is killed in the middle of an import, and the next one goes on with it."""
    data = b"--x--\r\n"
    for number in range(8):
        text = SAMPLE_RESUME.replace("twelve", f"{number} thousand").encode()
        name = f'name="files"; filename="{number}.txt"'
        data = b"--x\r\nContent-Disposition: form-data; %s\r\n\r\n%s\r\n%s" % (
            name.encode(), text, data,
        )  # fmt: skip
    headers = {"X-Fitscore": "1", "Content-Type": "multipart/form-data; boundary=x"}
    with started("--data", str(tmp_path)) as (process, address, _):
        asked = urllib.request.Request(f"{address}/v1/resumes", data, headers)  # noqa: S310
        with urllib.request.urlopen(asked) as answer:  # noqa: S310 - our own
            assert answer.status == 202
            job = json.load(answer)["id"]
        process.kill()
    with started("--data", str(tmp_path)) as (_, address, _):
        state = "running"
        while state not in {"done", "failed", "cancelled"}:
            with urllib.request.urlopen(f"{address}/v1/jobs/{job}") as answer:  # noqa: S310
                found = json.load(answer)
            state = found["state"]
        assert (state, found["total"]) == ("done", 8)
        assert set(found["counts"]) <= {"kept", "unchanged"}
        with urllib.request.urlopen(f"{address}/v1/resumes") as answer:  # noqa: S310
            assert json.load(answer)["total"] == 8


def test_a_port_that_is_taken_is_one_line(cli: Callable[..., Run], tmp_path: Path):
    """Which says what to do; and nothing is made."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = cli("serve", "--no-open", "--port", port, "--data", tmp_path / "data")
    assert (done.code, done.out) == (3, "")
    assert done.err.count("\n") == 1
    assert str(port) in done.err
    assert "--port" in done.err
    assert not (tmp_path / "data").exists()


def test_an_address_of_nobody_is_one_line(cli: Callable[..., Run], tmp_path: Path):
    """Whether it is no name, or that of another machine."""
    for host in ("192.0.2.1", "no host at all", "x" * 300):
        done = cli("serve", "--no-open", "--port", 0, "--host", host, "--data", tmp_path)
        assert done.code == 3
        assert done.err.count("\n") == 1


def test_a_folder_that_cannot_be_used_is_one_line(cli: Callable[..., Run], tmp_path: Path):
    """As where a file has its name."""
    (tmp_path / "file").write_text("x")
    done = cli("serve", "--no-open", "--port", 0, "--data", tmp_path / "file")
    assert done.code == 3
    assert "--data" in done.err


def test_without_the_extra_packages_one_line_says_which(
    cli: Callable[..., Run], monkeypatch: pytest.MonkeyPatch
):
    """Before anything is made."""
    monkeypatch.setattr("fitscore.cli.serving.find_spec", lambda _: None)
    done = cli("serve")
    assert done.code == 3
    assert "pip install 'fitscore[serve]'" in done.err


def test_the_folder_is_the_users_own(monkeypatch: pytest.MonkeyPatch):
    """Unless one is named."""
    from fitscore.cli.serving import data_folder

    monkeypatch.delenv("FITSCORE_DATA_DIR", raising=False)
    assert data_folder().name == "serve"
    monkeypatch.setitem(os.environ, "FITSCORE_DATA_DIR", "/elsewhere")
    assert data_folder() == Path("/elsewhere")
