"""Files of older word processors turned into DOCX by LibreOffice, where it is installed.

It runs as a process of its own with a profile of its own: no macro runs, no link is followed.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

from fitscore.documents import Limits
from fitscore.documents.media import older_office
from fitscore.errors import LimitError, UnreadableError

_PLACES = (
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    r"C:\Program Files\LibreOffice\program\soffice.exe",
    "/usr/lib/libreoffice/program/soffice",
    "/opt/libreoffice/program/soffice",
)
_LONGER = 3  # times the seconds of any other file: the program takes some to start
_MEMORY = 4096  # MiB of address space, of which it uses a twentieth
_LARGEST = 64 << 20  # bytes of a file that it writes
_SETTINGS = (  # path, name, value
    ("Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Office.Common/Security/Scripting", "DisableActiveContent", "true"),
    ("Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Office.Writer/Content/Update", "Link", "0"),
)


@cache
def libreoffice() -> str | None:
    """The program, or None where it is not installed."""
    named = shutil.which("soffice") or shutil.which("libreoffice")
    return named or next((place for place in _PLACES if Path(place).is_file()), None)


def modern(data: bytes, name: str, limits: Limits) -> bytes:
    """The same bytes, or where they are of an older word processor, those of a DOCX.

    Args:
        data: Of any file.
        name: For messages.
        limits: How much reading may take; converting may take three times as long.

    Raises:
        LimitError: Converting took too long.
        UnreadableError: LibreOffice is not installed, or cannot read the file.
    """
    kind = older_office(data)
    if kind is None:
        return data
    program = libreoffice()
    if program is None:
        raise UnreadableError(
            name,
            f"this is {kind}, which is read where LibreOffice is installed",
            "install it from libreoffice.org, or save the file as .docx or PDF",
        )
    with tempfile.TemporaryDirectory(prefix="fitscore-", ignore_cleanup_errors=True) as folder:
        given, made = Path(folder, "given"), Path(folder, "made")
        given.write_bytes(data)
        settings = Path(folder, "profile", "user")
        settings.mkdir(parents=True)
        (settings / "registrymodifications.xcu").write_text(_profile(), encoding="utf-8")
        _run(program, folder, limits.seconds * _LONGER, name)
        found = sorted(made.glob("*.docx"))
        if not found:
            raise UnreadableError(
                name,
                f"LibreOffice cannot read it ({kind})",
                "open it in a word processor and save it as .docx or PDF, without a password",
            )
        if found[0].stat().st_size > _LARGEST:
            raise LimitError(name, "it is far larger as DOCX than it is", "save it as PDF")
        return found[0].read_bytes()


def _profile() -> str:
    """The settings in the form that LibreOffice keeps them."""
    items = "".join(
        f'<item oor:path="/org.openoffice.{path}"><prop oor:name="{name}" oor:op="fuse">'
        f"<value>{value}</value></prop></item>"
        for path, name, value in _SETTINGS
    )
    return f'<oor:items xmlns:oor="http://openoffice.org/2001/registry">{items}</oor:items>'


def _run(program: str, folder: str, seconds: float, name: str) -> None:
    command = [
        program,
        f"-env:UserInstallation={Path(folder, 'profile').as_uri()}",
        *("--headless", "--norestore", "--nolockcheck", "--nologo"),
        *("--convert-to", "docx", "--outdir", str(Path(folder, "made"))),
        str(Path(folder, "given")),
    ]
    with subprocess.Popen(  # noqa: S603 - the program that the user installed
        [sys.executable, "-P", "-m", __name__, str(int(seconds)), *command],
        cwd=folder,
        env={**os.environ, "HOME": folder, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as process:
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            raise LimitError(
                name,
                f"LibreOffice took longer than {seconds} seconds to convert it",
                "save it as .docx or PDF, or allow more with --limit seconds=N",
            ) from None
        finally:
            if hasattr(os, "killpg"):
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.killpg(process.pid, signal.SIGKILL)
            else:
                process.kill()


def main() -> None:
    """Become the program that is given, within limits that the kernel holds."""
    try:
        import resource
    except ImportError:  # Windows
        sys.exit(subprocess.run(sys.argv[2:], check=False).returncode)  # noqa: S603
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY << 20,) * 2)
    resource.setrlimit(resource.RLIMIT_FSIZE, (_LARGEST, _LARGEST))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (int(sys.argv[1]),) * 2)  # also when nobody waits
    os.execv(sys.argv[2], sys.argv[2:])  # noqa: S606


if __name__ == "__main__":
    main()
