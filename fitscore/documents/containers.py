"""Files in which files arrive: ZIP archives, mails and mailboxes.

One file: what is taken out of any of them is a `Member`, under the same limits.
"""

from __future__ import annotations

import hashlib
import io
import re
import struct
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parseaddr
from pathlib import Path, PurePath, PurePosixPath
from typing import Any

from fitscore.documents.limits import DEFAULT_LIMITS, Limits
from fitscore.documents.media import (
    OLE_MAGIC,
    ZIP_MAGIC,
    older_office,
    ole_holds,
    zip_holds_document,
)
from fitscore.documents.package import ARCHIVE_DAMAGE
from fitscore.errors import EmptyError, InputError, LimitError, LockedError, UnreadableError
from fitscore.files import open_file
from fitscore.text.clean import shown_name
from fitscore.types import Candidate, Mail

_MIB = 1 << 20
_MOST_MEMBERS = 5_000
_MOST_FILES = 12  # times the size of one file, for all of an archive
_MOST_RATIO = 100  # text packs to a tenth
_SMALL = 4 << 20
_MOST_PARTS = 1_000  # of a mail
_MOST_NAME_WORDS, _LONGEST_NAME = 5, 60  # of a person; more characters or words are a firm's
_SMALL_PICTURE = 50_000  # bytes: a logo below a signature, and no scan
# Of a mail that was sent or kept; a letter pasted with `From:` and `Subject:` has none of these.
_SENT = re.compile(
    rb"^(?:MIME-Version|Message-ID|Received|Return-Path|Delivered-To|X-[\w-]+|Content-Type):",
    re.IGNORECASE | re.MULTILINE,
)
_SENDER = re.compile(rb"^From:", re.IGNORECASE | re.MULTILINE)
_HEADER_LINE = re.compile(rb"(?:[\w-]+:|[ \t]|From )")
_HEAD = 200_000  # bytes in which the headers of a mail stand
_MAILBOX = re.compile(rb"(?:\A\s*|(?<=\n\n)|(?<=\n\r\n))From [^\n]*\n")
_NO_FILES = (".p7s", ".asc", ".ics", ".vcf", ".sig", ".dat")
_NOT_MEANT = re.compile(r"__MACOSX|\..*|Thumbs\.db|desktop\.ini", re.IGNORECASE)
# The part that a DOCX or an ODT begins with.
_FIRST_PARTS = (b"[Content_Types].xml", b"_rels/.rels", b"docProps/app.xml", b"mimetype")
# Streams of an Outlook message: [MS-OXMSG] and [MS-OXPROPS].
_OUTLOOK = "__properties_version1.0"
_BODY, _HTML, _NAME, _ADDRESSES = "1000", "1013", "0C1A", ("5D01", "39FE", "0C1F")
_FILE, _FILE_NAMES = "3701", ("3707", "3704")


@dataclass(frozen=True, slots=True)
class Member:
    """A file that was in another one.

    Attributes:
        name: `archive.zip/inner.pdf`.
        data: Its bytes.
        mail: What it was attached to.
    """

    name: str
    data: bytes
    mail: Mail | None = None


def container_kind(data: bytes) -> str | None:
    """`zip`, `mail`, `mailbox` or `outlook`; None where the file is a document by itself."""
    if data.startswith(ZIP_MAGIC):
        return None if older_office(data) or zip_holds_document(data) else "zip"
    if data.startswith(OLE_MAGIC):
        return "outlook" if ole_holds(data, _OUTLOOK) else None
    head = data[:_HEAD].lstrip()
    first = head.partition(b"\n")[0]
    if not _HEADER_LINE.match(first):
        return None
    headers = re.split(rb"\r?\n\r?\n", head, maxsplit=1)[0]
    signs = {sign.lower() for sign in _SENT.findall(headers)}
    mime = {b"mime-version:", b"content-type:"} <= signs
    if not mime and not (signs and _SENDER.search(headers)):
        return None
    return "mailbox" if first.startswith(b"From ") else "mail"


def may_be_container(data: bytes) -> bool:
    """The same without looking into an archive, for who does not trust it: false is certain."""
    if data.startswith(ZIP_MAGIC):
        (length,) = struct.unpack_from("<H", data.ljust(30), 26)
        return not data[30 : 30 + length].startswith(_FIRST_PARTS)
    return container_kind(data) is not None


def unpack(data: bytes, name: str, limits: Limits = DEFAULT_LIMITS) -> list[Member | InputError]:
    """The files in a container, in its order; what cannot be taken out is an error in its place.

    A file that is no container is itself.

    Args:
        data: Of any file.
        name: Its name, which those of its members begin with.
        limits: How large each member may be.

    Raises:
        InputError: It is damaged, unpacks to far too much, or holds nothing.
    """
    kind = container_kind(data)
    if kind is None:
        return [_checked(Member(name, data), limits)]
    kinds = {"zip": _of_zip, "mail": _of_mail, "mailbox": _of_mailbox, "outlook": _of_outlook}
    found: list[Member | InputError] = []
    total = 0
    for item in kinds[kind](data, name, limits):
        total += len(item.data) if isinstance(item, Member) else 0
        if len(found) >= _MOST_MEMBERS or total > most_bytes(limits):
            raise LimitError(
                name,
                f"it holds more than {_MOST_MEMBERS:,} files or {most_bytes(limits) // _MIB:,} MiB",
                "unpack it and give the folder",
            )
        found.append(_checked(item, limits) if isinstance(item, Member) else item)
    if not found:
        raise EmptyError(name, "there is no file in it", "check that the right file was saved")
    return found


def most_bytes(limits: Limits) -> int:
    """How large the files of a container may be together."""
    return _MOST_FILES * limits.size * _MIB


def name_of(item: str | PurePath | Member | InputError) -> str:
    """What a file is called, also one that cannot be taken out."""
    if isinstance(item, InputError):
        return item.source
    return item.name if isinstance(item, Member) else shown_name(item)


def digest(source: str | Path | Member, limits: Limits = DEFAULT_LIMITS) -> str:
    """SHA-256 of a file's bytes.

    Args:
        source: The file.
        limits: How large it may be; one that is larger is not looked into.

    Raises:
        OSError: It cannot be read, is no regular file, or is larger than an archive may be.
    """
    if isinstance(source, Member):
        return hashlib.sha256(source.data).hexdigest()
    with open_file(source, most_bytes(limits)) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _checked(member: Member, limits: Limits) -> Member | InputError:
    if len(member.data) > limits.size * _MIB:
        return too_large(member.name, limits.size * _MIB)
    if container_kind(member.data) is not None:
        return UnreadableError(
            member.name, "an archive or a mail within another is not opened", "give it by itself"
        )
    return member


def too_large(name: str, most: int) -> LimitError:
    """The error for a file of more than so many bytes."""
    return LimitError(
        name,
        f"it is larger than {most // _MIB} MiB",
        "save it smaller, or allow more with --limit size=MIB",
    )


def _of_zip(data: bytes, name: str, limits: Limits) -> Iterator[Member | InputError]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for entry in archive.infolist():
                path = PurePosixPath(entry.filename.replace("\\", "/"))  # without `.` in it
                meant = ".." in path.parts or not any(map(_NOT_MEANT.fullmatch, path.parts))
                if meant and not entry.is_dir():
                    yield _entry(archive, entry, path, f"{name}/{path}", limits)
    except ARCHIVE_DAMAGE as error:
        raise UnreadableError(
            name, f"the archive is damaged ({error})", "pack it again, or give the files unpacked"
        ) from error


def _entry(
    archive: zipfile.ZipFile, entry: zipfile.ZipInfo, path: PurePosixPath, full: str, limits: Limits
) -> Member | InputError:
    if path.is_absolute() or ".." in path.parts or re.match("[A-Za-z]:", str(path)):
        return UnreadableError(
            full, "its path leads out of the archive, as attacks do", "give the file by itself"
        )
    if entry.flag_bits & 1:
        return LockedError(full, "it is protected by a password", "pack it without a password")
    if entry.file_size > limits.size * _MIB:
        return too_large(full, limits.size * _MIB)
    if entry.file_size > _SMALL and entry.file_size > _MOST_RATIO * max(1, entry.compress_size):
        return LimitError(
            full, "it unpacks to far more than it is, which no résumé does", "give it by itself"
        )
    try:
        with archive.open(entry) as file:
            return Member(full, file.read(limits.size * _MIB + 1))
    except ARCHIVE_DAMAGE as error:
        return UnreadableError(full, f"it is damaged ({error})", "give the file by itself")


def _of_mailbox(data: bytes, name: str, limits: Limits) -> Iterator[Member | InputError]:
    starts = [match.end() for match in _MAILBOX.finditer(data)]
    ends = [*[match.start() for match in _MAILBOX.finditer(data)][1:], len(data)]
    for number, (start, end) in enumerate(zip(starts, ends, strict=True), 1):
        try:
            yield from _of_mail(data[start:end], f"{name}/{number}", limits)
        except InputError as error:
            yield error  # the other mails are read


def _of_mail(data: bytes, name: str, limits: Limits) -> Iterator[Member | InputError]:
    try:
        message = message_from_bytes(data.lstrip())
        parts = _parts(message)
        files = [(named, _content(part)) for part, named in parts if named]
        text, page = _body([part for part, named in parts if not named])
        # Decoded behind: a comma in an encoded name parts no addresses.
        shown, address = parseaddr(str(message.get("From", "")))
    except (MessageError, LookupError, ValueError, TypeError, AttributeError) as error:
        raise UnreadableError(
            name, f"the mail is damaged ({error})", "save its attachments and give those"
        ) from error
    sender = _sender(_decoded(shown), _decoded(address))
    yield from _members(name, files, (text, page), sender, limits)


def _sender(name: str, address: str) -> Candidate:
    """Who sent a mail, as far as that looks like a person."""
    words = name.split()
    known = 1 < len(words) <= _MOST_NAME_WORDS and len(name) <= _LONGEST_NAME
    return Candidate(name if known else None, address if "@" in address else None)


def _parts(message: Message) -> list[tuple[Message, str]]:
    """Leaves of a mail with the names of those that are files."""
    found: list[tuple[Message, str]] = []
    pending: list[Any] = [message]
    while pending:
        if len(found) >= _MOST_PARTS:
            raise ValueError(f"it has more than {_MOST_PARTS} parts")
        part = pending.pop()
        payload = part.get_payload()
        if isinstance(payload, list):
            pending += reversed(payload)
            continue
        named = _decoded(part.get_filename())
        attached = part.get_content_disposition() == "attachment"
        text = part.get_content_maintype() == "text"
        if not named and (attached or not text):
            named = f"attachment{len(found) + 1}"
        found.append((part, named))
    return found


def _content(part: Message) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _decoded(header: Any) -> str:
    """A header's value with its encoded words decoded, in one line."""
    if header is None:
        return ""
    try:
        text = str(make_header(decode_header(str(header))))
    except (MessageError, LookupError, ValueError):
        text = str(header)
    # Bytes of no encoding come as halves of characters, which no message can hold.
    return " ".join(text.encode("utf-8", "replace").decode().split())


def _is_meant(named: str, content: bytes) -> bool:
    """Whether an attachment may be a résumé: no signature, calendar or logo."""
    small = content[:4] in {b"\x89PNG", b"GIF8"} or content[:3] == b"\xff\xd8\xff"
    logo = small and len(content) < _SMALL_PICTURE
    return bool(content) and not named.lower().endswith(_NO_FILES) and not logo


def _body(parts: list[Message]) -> tuple[str, str]:
    """What the mail says: its plain text, else its HTML without the tags and that HTML."""
    for wanted in ("text/plain", "text/html"):
        for part in parts:
            text = _text(_content(part), part.get_content_charset())
            if part.get_content_type() == wanted and text.strip():
                return (text, "") if wanted == "text/plain" else (_without_tags(text), text)
    return "", ""


def _text(content: bytes, charset: str | None) -> str:
    try:
        text = content.decode(charset or "utf-8")
    except (LookupError, ValueError):
        text = content.decode("cp1252", "replace")
    return text.encode("utf-8", "replace").decode()


def _without_tags(text: str) -> str:
    from fitscore.documents.html import read_html

    return read_html(text)[0]


def _members(
    name: str,
    files: list[tuple[str, bytes]],
    body: tuple[str, str],
    sender: Candidate,
    limits: Limits,
) -> Iterator[Member]:
    """The attachments that may be résumés, or where there are none the mail itself.

    A mail that is a web page stays one, so that what it hides is told; one with pictures in it, far
    longer than its text, is read as text.
    """
    text, page = body
    files = [(named, content) for named, content in files if _is_meant(named, content)]
    mail = Mail(sender, text.strip())
    for named, content in files:
        inner = named.replace("/", "_").replace("\\", "_")
        yield Member(f"{name}/{inner}", content, mail)
    if not files and text.strip():
        markup = f"<!doctype html>\n{page}" if page else ""
        fits = 0 < len(markup) <= limits.characters
        yield Member(name, (markup if fits else text).encode(), Mail(sender, ""))


def _of_outlook(data: bytes, name: str, limits: Limits) -> Iterator[Member | InputError]:
    import olefile

    try:
        with olefile.OleFileIO(io.BytesIO(data)) as message:
            streams = ["/".join(path) for path in message.listdir()]
            roots = sorted({s.partition("/")[0] for s in streams if s.startswith("__attach")})
            files = []
            for number, root in enumerate(roots, 1):
                named = _property(message, f"{root}/", *_FILE_NAMES) or f"attachment{number}"
                content = _stream(message, f"{root}/", _FILE, "0102")
                files.append((named, content))
            text = _property(message, "", _BODY)
            html = _stream(message, "", _HTML, "0102")
            page = "" if text else _text(html, None)
            text = text or _without_tags(page)
            addresses = (_property(message, "", number) for number in _ADDRESSES)
            address = next((text for text in addresses if "@" in text), "")
            sender = _sender(_property(message, "", _NAME), address)
    except (OSError, LookupError, ValueError, TypeError, AttributeError) as error:
        raise UnreadableError(
            name, f"the mail is damaged ({error})", "save its attachments and give those"
        ) from error
    yield from _members(name, files, (text, page), sender, limits)


def _property(message: Any, root: str, *numbers: str) -> str:
    """The first of some properties that is there, as text."""
    for number in numbers:
        for kind, encoding in (("001F", "utf-16-le"), ("001E", "cp1252")):
            content = _stream(message, root, number, kind)
            if content:
                return content.decode(encoding, "replace").rstrip("\0")
    return ""


def _stream(message: Any, root: str, number: str, kind: str) -> bytes:
    path = f"{root}__substg1.0_{number}{kind}"
    return bytes(message.openstream(path).read()) if message.exists(path) else b""
