"""What DOCX and ODT have in common: parts of XML in a ZIP archive, from a stranger."""

from __future__ import annotations

import io
import lzma
import struct
import zipfile
import zlib
from typing import Any

from fitscore.errors import LimitError, UnreadableError

_MOST_ENTRIES = 2_000
_MOST_UNPACKED = 200 << 20
_MOST_RATIO = 100  # text packs to a tenth, a drawing's points to a thirtieth
_SMALL = 4 << 20

# What the library raises on archives that are damaged, or made by none that is known.
ARCHIVE_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
    struct.error,
)


def local_name(element: Any) -> str:
    """The name of an element of XML without its namespace; empty for comments and the like."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def text_within(element: Any) -> str:
    """All text in an element of XML."""
    return "".join(element.itertext())


def is_opaque(picture: bytes) -> bool:
    """Whether a picture lets nothing through: a JPEG, or a PNG without transparency."""
    if picture.startswith(b"\x89PNG"):
        return len(picture) > 25 and picture[25] in {0, 2, 3} and b"tRNS" not in picture[:4096]
    return picture.startswith((b"\xff\xd8", b"BM"))


def check_package(data: bytes, source: str, endings: tuple[str, ...]) -> None:
    """Refuse an archive that would unpack to far more than it is, or that declares entities.

    Args:
        data: The archive.
        source: Its name.
        endings: Of the names of parts that are looked into.

    Raises:
        LimitError: It unpacks to far more than it is.
        UnreadableError: A part declares a document type.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        entries = archive.infolist()
        size = sum(entry.file_size for entry in entries)
        crowded = len(entries) > _MOST_ENTRIES or size > _MOST_UNPACKED
        packed = sum(entry.compress_size for entry in entries) or 1
        if crowded or (size > _SMALL and size / packed > _MOST_RATIO):
            raise LimitError(
                source,
                f"it unpacks to {size >> 20} MiB in {len(entries)} parts, which no résumé does",
                "save it again from a word processor, or as PDF",
            )
        for entry in entries:
            if entry.filename.endswith(endings):
                # No word processor writes a document type; it is how entities are smuggled in.
                part = archive.read(entry).replace(b"\0", b"")
                if b"<!DOCTYPE" in part or b"<!ENTITY" in part:
                    raise UnreadableError(
                        source,
                        "the file declares a document type, as attacks do",
                        "open it in a word processor and save it again",
                    )
