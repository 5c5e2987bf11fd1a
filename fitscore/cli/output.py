"""What commands share: writing results, progress, and errors as exit codes."""

from __future__ import annotations

import errno
import os
import shutil
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import fields, replace
from datetime import date
from enum import StrEnum
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TypeVar

import typer

from fitscore.documents import DEFAULT_LIMITS, Limits
from fitscore.errors import FitscoreError
from fitscore.files import is_regular, write_file
from fitscore.text.clean import printable, shown_name

if TYPE_CHECKING:
    from fitscore.scoring import Scorer
    from fitscore.types import Match

_WIDEST = 120
_PIPED = 80
_MOST_DIGITS = 12
_PATIENCE = 1.0  # seconds before progress is shown
# Endings of files, and the formats that they mean.
ENDINGS = {
    ".html": "html",
    ".htm": "html",
    ".json": "json",
    ".csv": "csv",
    ".xlsx": "xlsx",
    ".md": "md",
    ".markdown": "md",
    ".txt": "text",
    ".text": "text",
    "": "text",
}
F = TypeVar("F", bound=StrEnum)


def run(app: typer.Typer, arguments: list[str] | None) -> int:
    """Run an app and map what it raises to an exit code, one line on stderr each.

    0 done; 1 some of many inputs failed; 2 wrong options; 3 an input or a model cannot be had;
    130 interrupted.
    """
    _speak_utf8()
    try:
        result = app(args=arguments, prog_name="fitscore", standalone_mode=False)
    except FitscoreError as error:
        tell(str(error))
        return 3
    except KeyboardInterrupt:
        tell("interrupted")
        return 130
    except BrokenPipeError:
        # The reader of our output has seen enough; nothing more can be written there.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        code = _usage_error(error)
        if code is None:
            raise
        return code
    return result if isinstance(result, int) else 0


def _usage_error(error: Exception) -> int | None:
    """The code of an error of the options, told in a line; None for any other error."""
    if type(error).__name__ == "NoArgsIsHelpError":
        print(error, file=sys.stderr)
        return 2
    if hasattr(error, "format_message"):
        near = getattr(error, "possibilities", None)
        message = getattr(error, "message", "") if near else error.format_message()
        message += "" if message.endswith((".", "?")) else "."
        message += f" Did you mean {' or '.join(sorted(near))}?" if near else ""
        context = getattr(error, "ctx", None)
        tell(f"{message} See `{context.command_path if context else 'fitscore'} -h`")
        return int(getattr(error, "exit_code", 2))
    if type(error).__name__ == "Abort":
        return 130
    return None


def _speak_utf8() -> None:
    """Windows consoles and pipes may be set to an encoding that lacks our signs."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace")


def tell(message: str) -> None:
    """One line on stderr; names of files and their faults are strangers' text."""
    line = " ".join(printable(shown_name(message)).split())
    print(f"fitscore: {line}", file=sys.stderr, flush=True)


def page_notice(quiet: bool) -> Callable[[str, int, int], None] | None:
    """Says in a terminal which page is recognised; None where nothing is to be said."""

    def tell_page(name: str, page: int, pages: int) -> None:
        tell(f"{name}: recognising the text of page {page} of {pages}")

    return None if quiet or not sys.stderr.isatty() else tell_page


def limits_of(values: Sequence[str], *, force: bool) -> Limits:
    """Limits with some of them changed: `pages=200`; with `force`, any kind of document is read.

    Raises:
        typer.BadParameter: There is no such limit, or it is no whole number above 0.
    """
    names = [field.name for field in fields(Limits) if field.type == "int"]
    limits = replace(DEFAULT_LIMITS, any_kind=force)
    for value in values:
        name, _, number = value.partition("=")
        # A number of more digits is no limit, and thousands of them are no number to Python.
        known = name in names and number.isdecimal() and len(number) < _MOST_DIGITS
        if not known or not int(number):
            raise typer.BadParameter(
                f"{value!r} is not NAME=NUMBER; the names are {', '.join(names)}",
                param_hint="--limit",
            )
        limits = replace(limits, **{name: int(number)})  # type: ignore[arg-type]
    return limits


def write(result: str | bytes, output: Path | None, option: str = "-o") -> None:
    """Write a result to stdout or, whole or not at all, to a file.

    Args:
        result: Text, or the bytes of a workbook, which go to a file.
        output: The file; None for stdout.
        option: By which the file's place was given.

    Raises:
        FitscoreError: The file cannot be written.
    """
    if isinstance(result, str) and not result.endswith("\n"):
        result += "\n"
    if output is None:
        sys.stdout.write(str(result))
        sys.stdout.flush()
        return
    data = result.encode("utf-8", "backslashreplace") if isinstance(result, str) else result
    try:
        write_file(output, data)
    except OSError as error:
        raise _not_written(output, error, option) from error


def make_folder(folder: Path, option: str) -> None:
    """Make a folder for results, its owner's alone; one that is there stays as it is.

    Raises:
        FitscoreError: It cannot be made, or there is something else of that name.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except FileExistsError as error:
        taken = FileExistsError(error.errno, "it is a file and no folder")
        raise _not_written(folder, taken, option) from error
    except OSError as error:
        raise _not_written(folder, error, option) from error


def check_output(output: Path | None) -> Path | None:
    """See early, before long work, whether a result could be written to a path.

    Raises:
        typer.BadParameter: It is no name of a file.
        FitscoreError: Nothing can be written there.
    """
    if output is None:
        return None
    if output == Path():  # what becomes of an empty name
        raise typer.BadParameter("give the name of a file", param_hint="-o")
    try:
        if is_regular(output) and not output.parent.is_dir():
            raise FileNotFoundError(errno.ENOENT, "there is no such folder")
    except OSError as error:
        raise _not_written(output, error) from error
    return output


def _not_written(output: Path, error: OSError, option: str = "-o") -> FitscoreError:
    return FitscoreError(
        f"{output}: it cannot be written ({error.strerror}); give another place with {option}"
    )


def form_of(given: F | None, output: Path | None, kind: type[F]) -> F:
    """The format of a result: as it was asked for, else by the ending of its file, else text.

    Args:
        given: With -f.
        output: With -o.
        kind: What the command can write.

    Raises:
        typer.BadParameter: The ending says no format, or one that the command does not write; or
            a workbook is asked for and no file is named.
    """
    if given == "xlsx" and output is None:
        raise typer.BadParameter("a workbook needs a file: -o x.xlsx", param_hint="-f")
    if given is not None:
        return given
    ending = output.suffix.lower() if output is not None else ""
    name = ENDINGS.get(ending, ending)
    if name not in set(kind):
        known = ", ".join(kind)
        raise typer.BadParameter(
            f"{output} ends like {name}, and this command writes {known}; say which with -f",
            param_hint="-o",
        )
    return kind(name)


def terminal_width(output: Path | None) -> int:
    """Columns to write for: the terminal's up to 120, 80 for pipes and files."""
    if output is not None or not sys.stdout.isatty():
        return _PIPED
    return min(_WIDEST, max(40, shutil.get_terminal_size((_PIPED, 24)).columns))


def notice(quiet: bool) -> Callable[[str], None] | None:
    """A line on stderr for work that takes long, unless it is to be quiet."""
    if quiet:
        return None
    return tell


def as_of_option(value: str | None) -> str | None:
    """Check a day given as YYYY-MM-DD."""
    if value is None:
        return None
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError:
        raise typer.BadParameter(f"{value!r} is no day; write it as YYYY-MM-DD") from None


class Progress:
    """A bar with rate and time left on stderr, a terminal, for work of more than a second."""

    def __init__(self, label: str, total: int, *, quiet: bool) -> None:
        self._label = label
        self._total = total
        self._shown = not quiet and sys.stderr.isatty()
        self._started = time.monotonic()
        self._bar: Any = None
        self._task: Any = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._bar is not None:
            self._bar.stop()

    def advance_to(self, done: int) -> None:
        """Say how many are done."""
        if not self._shown:
            return
        if self._bar is None and time.monotonic() - self._started > _PATIENCE:
            self._start()
        if self._bar is not None:
            rate = done / (time.monotonic() - self._started)
            self._bar.update(self._task, completed=done, rate=f"{rate:.1f}/s")

    def _start(self) -> None:
        from rich.console import Console
        from rich.progress import (
            BarColumn,
            MofNCompleteColumn,
            TextColumn,
            TimeRemainingColumn,
        )
        from rich.progress import Progress as Bar

        self._bar = Bar(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[rate]}"),
            TimeRemainingColumn(),
            console=Console(stderr=True),
            transient=True,
            # Else what goes to a file or a pipe while the bar is shown would go to the terminal.
            redirect_stdout=sys.stdout.isatty(),
        )
        self._task = self._bar.add_task(self._label, total=self._total, rate="")
        self._bar.start()


def keep(record: Path | None, matches: Sequence[Match], scorer: Scorer) -> None:
    """Write the record first: a report that is shown is one that is on record."""
    if record is not None:
        from fitscore.records import append_records, record_of

        append_records(record, [record_of(match, scorer.weights) for match in matches])
