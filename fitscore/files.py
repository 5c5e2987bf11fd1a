"""Files that a user names, opened with care: what is read ends, what is written is the user's own.

All that fitscore writes for a user goes through here: a result is there whole or not at all, can be
read by its owner alone, and never lands where a link leads that somebody else may have put there.
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
import stat
import sys
import tempfile
from io import BufferedReader
from pathlib import Path

_MIB = 1 << 20
_OWNER_ALONE = 0o600
# A system may lack some of them.
_WRITING = sum(getattr(os, name, 0) for name in ("O_CLOEXEC", "O_NOFOLLOW", "O_BINARY"))
_READING = sum(getattr(os, name, 0) for name in ("O_CLOEXEC", "O_NONBLOCK", "O_BINARY"))
# Ways of the system to name what this process has open: `<(…)` of a shell is such a name.
_DESCRIPTOR = re.compile(r"/dev/(?:fd/(\d{1,9})|stdin|stdout|stderr)|/proc/self/fd/(\d{1,9})")
_STANDARD = {"/dev/stdin": 0, "/dev/stdout": 1, "/dev/stderr": 2}


class NotRegularError(OSError):
    """It is a folder, a device, a pipe or a socket."""

    def __init__(self, path: str | Path) -> None:
        super().__init__(errno.EINVAL, "it is a device or a pipe", str(path))


class TooLargeError(OSError):
    """It holds more bytes than are read of such a file."""

    def __init__(self, path: str | Path, most: int) -> None:
        super().__init__(errno.EFBIG, f"it is larger than {max(1, most // _MIB):,} MiB", str(path))


class LinkError(OSError):
    """It is a link, and nothing is written through one."""

    def __init__(self, path: str | Path) -> None:
        super().__init__(errno.ELOOP, "it is a link to another place, name that", str(path))


def read_file(path: str | Path, most: int) -> bytes:
    """The bytes of a file; nothing of one that is too large is read.

    A name of what this process has open (`/dev/stdin`, `/dev/fd/63`, as `<(…)` of a shell makes
    it) is read to its end, of whatever kind it is; any other path must be a regular file.

    Args:
        path: Of the file.
        most: Bytes.

    Raises:
        TooLargeError: It holds more.
        NotRegularError: It is a device, a pipe or a socket.
        OSError: It cannot be read.
    """
    with open_file(path, most) as file:
        data = file.read(most + 1)  # its size is no promise: a file may grow, or be of /proc
    if len(data) > most:
        raise TooLargeError(path, most)
    return data


def open_file(path: str | Path, most: int) -> BufferedReader:
    """A file to read from, the same way and with the same errors as `read_file`."""
    number = _descriptor(path)
    if number is not None:
        return os.fdopen(os.dup(number), "rb")
    try:
        # Before it is opened: opening a pipe may wait for ever, and a device may do something.
        _check_regular(path, Path(path).stat(), most)
        descriptor = os.open(path, os.O_RDONLY | _READING)
    except ValueError as error:  # a zero in the name
        raise OSError(errno.EINVAL, "this is no name of a file", str(path)) from error
    try:
        _check_regular(path, os.fstat(descriptor), most)
        return os.fdopen(descriptor, "rb")
    except BaseException:
        os.close(descriptor)
        raise


def _check_regular(path: str | Path, found: os.stat_result, most: int) -> None:
    if stat.S_ISDIR(found.st_mode):
        raise IsADirectoryError(errno.EISDIR, "it is a folder", str(path))
    if not stat.S_ISREG(found.st_mode):
        raise NotRegularError(path)
    if found.st_size > most:
        raise TooLargeError(path, most)


def _descriptor(path: str | Path) -> int | None:
    """The number of what a path names of this process; None of any other path."""
    found = _DESCRIPTOR.fullmatch(str(path)) if os.name == "posix" else None
    if found is None:
        return None
    return _STANDARD[str(path)] if str(path) in _STANDARD else int(found[1] or found[2])


def write_file(path: Path, data: bytes) -> None:
    """Write a file, whole or not at all.

    A new file is its owner's alone (0600); one that is replaced keeps its mode, and its owner where
    that is allowed. Devices and named pipes are written into. A link is refused, also one to a file
    of one's own: in a folder that others write to, nobody can tell who put it there.

    Args:
        path: Of the file.
        data: What is to be in it.

    Raises:
        LinkError: The path is a link.
        OSError: It cannot be written.
    """
    if _written_to_open(path, data):
        return
    before = _of_target(path)
    if before is not None and not stat.S_ISREG(before.st_mode):
        with os.fdopen(os.open(path, os.O_WRONLY | _WRITING), "wb") as file:
            file.write(data)
        return
    descriptor, scratch = tempfile.mkstemp(dir=path.parent, prefix=".fitscore-", suffix=".part")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            if before is not None:
                _take_after(file.fileno(), before)
        Path(scratch).replace(path)
    except BaseException:
        Path(scratch).unlink(missing_ok=True)
        raise


def append_file(path: Path, data: bytes) -> None:
    """Add to the end of a file, all of it or nothing; who calls it holds a lock.

    A new file is its owner's alone (0600). Devices and named pipes are written into.

    Args:
        path: Of the file.
        data: What is added.

    Raises:
        LinkError: The path is a link.
        OSError: It cannot be written.
    """
    if _written_to_open(path, data):
        return
    is_file = is_regular(path)
    made = os.O_CREAT | os.O_APPEND if is_file else 0
    with os.fdopen(os.open(path, os.O_WRONLY | made | _WRITING, _OWNER_ALONE), "wb") as file:
        length = os.fstat(file.fileno()).st_size
        try:
            file.write(data)
            file.flush()
            if is_file:
                os.fsync(file.fileno())
        except OSError:
            if is_file:
                os.ftruncate(file.fileno(), length)
            raise


def is_regular(path: Path) -> bool:
    """Whether a path to be written is a regular file, or will be one.

    Raises:
        LinkError: It is a link.
        OSError: It is a folder, or the system does not say.
    """
    if _descriptor(path) is not None:
        return False
    before = _of_target(path)
    return before is None or stat.S_ISREG(before.st_mode)


def _written_to_open(path: Path, data: bytes) -> bool:
    """Write to what this process has open, where a path names that; false of any other path."""
    number = _descriptor(path)
    if number is None:
        return False
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    with os.fdopen(os.dup(number), "wb") as file:
        file.write(data)
    return True


def _of_target(path: Path) -> os.stat_result | None:
    """What is at a place to be written; None where nothing is."""
    try:
        found = path.lstat()
    except FileNotFoundError:
        return None
    except ValueError as error:
        raise OSError(errno.EINVAL, "this is no name of a file", str(path)) from error
    if stat.S_ISLNK(found.st_mode):
        raise LinkError(path)
    if stat.S_ISDIR(found.st_mode):
        raise IsADirectoryError(errno.EISDIR, "it is a folder", str(path))
    return found


def _take_after(descriptor: int, before: os.stat_result) -> None:
    """Give a file the mode and owner of the one that it replaces, as far as that is allowed."""
    if not hasattr(os, "fchmod"):  # Windows: the folder says who may read
        return
    with contextlib.suppress(PermissionError):
        os.fchown(descriptor, before.st_uid, before.st_gid)
    os.fchmod(descriptor, stat.S_IMODE(before.st_mode) & 0o777)
