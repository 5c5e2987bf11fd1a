"""What installs and serves fitscore on a server: the image's steps, and a service of systemd."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT

from fitscore.testing import SAMPLE_RESUME

DEPLOY = ROOT / "deploy"
STRANGER = 10001  # the image's user, whom no machine has
STARTED = re.compile(r"at http://\S+?:(\d+)/")
is_root = hasattr(os, "geteuid") and os.geteuid() == 0


def test_the_image_is_made_of_the_script_and_runs_as_nobody():
    """What stands in the Dockerfile alone would be tested by nobody."""
    lines = (DEPLOY / "Dockerfile").read_text().splitlines()
    steps = [line.partition(" ")[::2] for line in lines if line and not line.startswith("#")]
    for word, rest in steps:
        if word in {"RUN", "ENTRYPOINT", "HEALTHCHECK"}:
            assert "/container.sh" in rest, rest
            assert not re.search(r"[;&|]", rest), rest
    names = [word for word, _ in steps]
    assert ("USER", f"{STRANGER}:{STRANGER}") in steps
    assert ("VOLUME", "/data") in steps
    assert names.index("USER") < names.index("ENTRYPOINT")
    let_in = {line.removeprefix("!") for line in (ROOT / ".dockerignore").read_text().split()}
    copied = next(rest for word, rest in steps if word == "COPY").split()[:-1]
    assert let_in == {"*", *copied}


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="needs systemd-analyze")
def test_the_service_is_hardened():
    """What `systemd-analyze security` counts, of 100, is 20 at most."""
    done = ran("systemd-analyze", "security", "--offline=true", "--threshold=20", "--no-pager",
               DEPLOY / "fitscore.service", PATH=os.environ["PATH"])  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Overall exposure level" in done.stdout


def ran(*command: object, **environment: str) -> subprocess.CompletedProcess[str]:
    """What a program says, with no more of this environment than is named."""
    return subprocess.run(
        [*map(str, command)], capture_output=True, text=True, check=False, cwd="/", env=environment
    )


class Bare:
    """An installed program that nobody may write to, and a folder of data of another user's."""

    def __init__(self, base: Path, path: str) -> None:
        self.prefix, self.data, self._base, self._path = base / "opt", base / "data", base, path
        self._script = self.prefix / "bin" / "container.sh"
        self._before = self._as_stranger() if is_root else []
        self.is_stranger = bool(self._before)

    def _as_stranger(self) -> list[str]:
        """Before a command: another user, to whom all but the data and /tmp is read-only."""
        other = shlex.split(f"setpriv --reuid {STRANGER} --regid {STRANGER} --clear-groups")
        data = shlex.quote(str(self.data))
        alone = ["unshare", "--mount", "sh", "-euc", (
            f"mount --bind {data} {data}; mount -t tmpfs tmpfs /tmp; mount -o remount,ro,bind /; "
            'exec "$@"'
        ), "sh"]  # fmt: skip
        python = self.prefix / "bin" / "python"
        for before in ([*alone, *other], other):
            if ran(*before, python, "-c", "", PATH=self._path).returncode == 0:
                return before
        return []

    def run(self, *arguments: str) -> str:
        """What a command of fitscore prints."""
        done = ran(*self._before, self._script, "run", self.prefix, self.data, *arguments,
                   PATH=self._path)  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout

    def health(self, port: int) -> bool:
        """Whether a server answers."""
        done = ran(*self._before, self._script, "health", self.prefix, port, PATH=self._path)
        return done.returncode == 0

    @contextmanager
    def serving(self) -> Iterator[int]:
        """The port of a server, which is killed with all that it has started."""
        log = self._base / "log"
        with log.open("a") as file:
            process = subprocess.Popen(
                [*map(str, (*self._before, self._script, "serve", self.prefix, self.data)),
                 "--host", "0.0.0.0", "--port", "0"],  # noqa: S104
                stdout=subprocess.PIPE, stderr=file, text=True, cwd="/", env={"PATH": self._path},
                start_new_session=True,
            )  # fmt: skip
        assert process.stdout is not None
        try:
            line = process.stdout.readline()
            found = STARTED.search(line)
            assert found, line + log.read_text()
            yield int(found[1])
        finally:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            process.stdout.close()


@pytest.fixture(scope="module")
def bare(wheels: list[Path]) -> Iterator[Bare]:
    """The steps of the Dockerfile, in a folder that other users may look into."""
    base = Path(tempfile.mkdtemp(dir="/var/tmp"))  # the server has a /tmp of its own
    try:
        base.chmod(0o755)
        build = base / "build"
        build.mkdir()
        for path in (*wheels, ROOT / "constraints.txt", DEPLOY / "container.sh"):
            shutil.copy(path, build)
        script, owner = build / "container.sh", STRANGER if is_root else os.getuid()
        # Another user may have no way to the Python that the tests run in.
        path = f"/usr/bin:/bin:{Path(sys.executable).parent}"
        made = ran("sh", script, "install", base / "opt", build, PATH=path)
        assert made.returncode == 0, made.stdout + made.stderr
        made = ran("sh", script, "data", base / "data", owner, PATH=path)
        assert made.returncode == 0, made.stderr
        found = Bare(base, path)
        if not found.is_stranger:
            os.chown(base / "data", os.getuid(), -1)
        yield found
    finally:
        shutil.rmtree(base)


def said(port: int, path: str, token: str, data: bytes | None = None) -> Any:
    """An answer as JSON; what is sent is a form with files."""
    asked = urllib.request.Request(f"http://127.0.0.1:{port}{path}", data)
    asked.add_header("Authorization", f"Bearer {token}")
    if data is not None:
        asked.add_header("Content-Type", "multipart/form-data; boundary=x")
    with urllib.request.urlopen(asked) as answer:  # noqa: S310 - our own
        return json.load(answer)


def form(first: int, count: int) -> bytes:
    """Résumés of so many people."""
    parts = []
    for number in range(first, first + count):
        head = (
            f'--x\r\nContent-Disposition: form-data; name="files"; filename="{number}.txt"\r\n\r\n'
        )
        parts.append(
            head + SAMPLE_RESUME.replace("Ann Lee", f"Ann Lee {number}") + f"\n{number}\r\n"
        )
    return ("".join(parts) + "--x--\r\n").encode()


@pytest.mark.long
def test_in_a_bare_environment_nothing_acknowledged_is_lost(bare: Bare):
    """Another user, read-only code, no home: killed in the middle of imports, started again."""
    add = ("serve", "token", "add", "tracker", "--role", "work")
    token = bare.run(*add).strip().rpartition(" ")[2]
    with bare.serving() as port:
        assert bare.health(port)
        jobs = [said(port, "/v1/resumes", token, form(first, 10))["id"] for first in (0, 10, 20)]
        while not said(port, f"/v1/jobs/{jobs[0]}", token)["counts"].get("kept"):
            time.sleep(0.05)
    with bare.serving() as port:
        for id_ in jobs:
            while (job := said(port, f"/v1/jobs/{id_}", token))["state"] in {"queued", "running"}:
                time.sleep(0.1)
            assert (job["state"], job["total"]) == ("done", 10)
            assert set(job["counts"]) <= {"kept", "unchanged"}, job
        assert said(port, "/v1/resumes", token)["total"] == 30
    owner = STRANGER if bare.is_stranger else os.getuid()
    for path in bare.data.rglob("*"):
        status = path.stat()
        assert status.st_uid == owner
        assert status.st_mode & 0o077 == 0, path
    assert {path.name for path in bare.data.iterdir()} <= {"serve", "cache", "config"}


@pytest.mark.long
@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="needs systemd-analyze")
def test_systemd_takes_the_service(bare: Bare, tmp_path: Path):
    """With the program where the steps put it."""
    unit = (DEPLOY / "fitscore.service").read_text().replace("/opt/fitscore", str(bare.prefix))
    (tmp_path / "fitscore.service").write_text(unit)
    done = ran("systemd-analyze", "verify", "--man=no", tmp_path / "fitscore.service",
               PATH=os.environ["PATH"])  # fmt: skip
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
