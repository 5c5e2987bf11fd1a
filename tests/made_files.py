"""Files of formats that nothing here can write, put together by hand: ODT, and Outlook's mails."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Mapping
from itertools import pairwise

_NAMESPACES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (
        ("office", "office"), ("text", "text"), ("style", "style"), ("table", "table"),
        ("draw", "drawing"), ("fo", "xsl-fo-compatible"),
    )
)  # fmt: skip
_SECTOR = 512
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def odt(body: str, styles: str = "", margins: str = "") -> bytes:
    """An OpenDocument text of some markup."""
    content = (
        f"<office:document-content {_NAMESPACES}><office:automatic-styles>{styles}"
        f"</office:automatic-styles><office:body><office:text>{body}</office:text></office:body>"
        "</office:document-content>"
    )
    page = (
        f"<office:document-styles {_NAMESPACES}><office:master-styles><style:master-page>"
        f"{margins}</style:master-page></office:master-styles></office:document-styles>"
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr("content.xml", content)
        archive.writestr("styles.xml", page)
    return buffer.getvalue()


def outlook(sender: str, address: str, body: str, attachments: Mapping[str, bytes]) -> bytes:
    """A mail as Outlook saves it: an OLE file of streams of [MS-OXMSG]."""
    streams = {
        "__properties_version1.0": b"",
        "__substg1.0_1000001F": body.encode("utf-16-le"),
        "__substg1.0_0C1A001F": sender.encode("utf-16-le"),
        "__substg1.0_5D01001F": address.encode("utf-16-le"),
    }
    tree: dict[str, bytes | dict[str, bytes]] = dict(streams)
    for number, (name, data) in enumerate(attachments.items()):
        tree[f"__attach_version1.0_#{number:08X}"] = {
            "__substg1.0_3707001F": name.encode("utf-16-le"),
            "__substg1.0_37010102": data,
        }
    return _compound(tree)


def _compound(tree: Mapping[str, bytes | dict[str, bytes]]) -> bytes:
    """An OLE file; every stream is filled up to whole sectors beyond the size of small ones."""
    entries: list[tuple[str, int, bytes, int, int]] = []  # name, kind, data, child, sibling
    sectors: list[bytes] = []
    chain: list[int] = []

    def stored(data: bytes) -> tuple[int, int]:
        data = data.ljust(4096, b"\0")
        first = len(sectors)
        count = -(-len(data) // _SECTOR)
        sectors.extend(
            data[i * _SECTOR : (i + 1) * _SECTOR].ljust(_SECTOR, b"\0") for i in range(count)
        )
        chain.extend([*range(first + 1, first + count), _END])
        return first, len(data)

    def add(items: Mapping[str, bytes | dict[str, bytes]]) -> int:
        numbers = []
        for name, item in items.items():
            number = len(entries)
            numbers.append(number)
            entries.append((name, 1, b"", _FREE, _FREE))
            if isinstance(item, dict):
                entries[number] = (name, 1, b"", add(item), _FREE)
            else:
                entries[number] = (name, 2, item, _FREE, _FREE)
        for left, right in pairwise(numbers):
            entries[left] = (*entries[left][:4], right)
        return numbers[0]

    entries.append(("Root Entry", 5, b"", _FREE, _FREE))
    entries[0] = ("Root Entry", 5, b"", add(tree), _FREE)
    directory = b""
    for name, kind, data, child, sibling in entries:
        first, size = stored(data) if kind == 2 else (_END if kind == 5 else 0, 0)
        spelt = (name + "\0").encode("utf-16-le")
        directory += spelt.ljust(64, b"\0") + struct.pack(
            "<HBBIII16sIQQIQ", len(spelt), kind, 1, _FREE, sibling, child, b"", 0, 0, 0, first, size
        )
    first_directory, _ = stored(directory)
    per_sector = _SECTOR // 4
    count = -(-(len(sectors) + 8) // per_sector)
    table = [*chain, *[_FAT] * count]
    first_table = len(sectors)
    packed = struct.pack(f"<{len(table)}I", *table).ljust(count * _SECTOR, b"\xff")
    header = struct.pack(
        "<8s16sHHHHH6sIIIIIIIII",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"", 0x3E, 3, 0xFFFE, 9, 6, b"", 0, count,
        first_directory, 0, 4096, _END, 0, _END, 0,
    )  # fmt: skip
    places = [*range(first_table, first_table + count)]
    header += struct.pack("<109I", *places, *[_FREE] * (109 - count))
    return header + b"".join(sectors) + packed
