"""Parts of a Word file beside its body: those that it refers to, notes, and strict names.

Notes: ECMA-376 (ISO/IEC 29500-1), 17.11. Namespaces of strict files: 29500-1, annex A, against
those of transitional ones, 29500-4, annex A.
"""

from __future__ import annotations

import codecs
import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

from fitscore.documents.docx_styles import W

REFERENCES = {f"{W}footnoteReference": "footnote", f"{W}endnoteReference": "endnote"}
_STRICT = re.compile(rb"http://purl\.oclc\.org/ooxml/([A-Za-z]+)/")
_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def transitional(data: bytes) -> bytes:
    """A Word file whose parts, where they use the names of strict ones, use the usual names.

    Args:
        data: Of a file that unpacks to no more than it may.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if not _STRICT.search(_narrow(archive.read("_rels/.rels"))):
            return data
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w") as made:
            for entry in archive.infolist():
                part = archive.read(entry)
                if entry.filename.endswith((".xml", ".rels")):
                    part = _STRICT.sub(
                        rb"http://schemas.openxmlformats.org/\1/2006/", _narrow(part)
                    )
                made.writestr(entry.filename, part)
        return stream.getvalue()


def _narrow(part: bytes) -> bytes:
    """Markup with a byte to each letter of a name."""
    from lxml.etree import tostring

    return tostring(_markup(part)) if part.startswith(_WIDE) else part


def _markup(data: bytes) -> Any:
    from lxml.etree import XMLParser, fromstring

    return fromstring(data, XMLParser(resolve_entities=False, no_network=True, huge_tree=False))


def related(part: Any, kind: str) -> Any:
    """The markup of a part that another refers to, or None."""
    for relation in part.rels.values():
        if relation.reltype.endswith(f"/{kind}") and not relation.is_external:
            return _markup(relation.target_part.blob)
    return None


class Notes:
    """Notes at the foot of a page and at the end, which are seen where something refers to them.

    Args:
        part: Of the document.
    """

    def __init__(self, part: Any) -> None:
        found = ((kind, related(part, f"{kind}s")) for kind in REFERENCES.values())
        parts = [(kind, root) for kind, root in found if root is not None]
        self.roots = [root for _, root in parts]
        self._notes: dict[tuple[str, str | None], Any] = {
            (kind, note.get(f"{W}id")): note
            for kind, root in parts
            for note in root.iterchildren(f"{W}{kind}")
            if note.get(f"{W}type", "normal") == "normal"
        }

    def at(self, reference: Any) -> Iterator[Any]:
        """The note that a mark in the text refers to, if it was not taken before."""
        note = self._notes.pop((REFERENCES[reference.tag], reference.get(f"{W}id")), None)
        if note is not None:
            yield note
