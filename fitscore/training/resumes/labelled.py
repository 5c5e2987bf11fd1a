"""Labelled résumés: documents with the parts that their authors or readers marked.

A folder holds résumés in files of any kind that is read, each beside its labels, NAME.labels.json:

    {"file": "NAME.pdf", "name": "Ines Varga" or null, "source": "...",
     "blocks": [{"section": "header", "type": null,
                 "pieces": [["name", "Ines Varga"], ["contact", "ines@example.com"]]},
                {"section": "experience", "type": null, "pieces": [["heading", "Work"]]},
                {"section": "experience", "type": "work",
                 "pieces": [["title", "Baker"], ["joint", "at"], ["employer", "Kornhaus"],
                            ["dates", "2019 – 2021"], ["statement", "Baked bread."]]}]}

A block with a type is one entry (a job, a degree, a certificate). Sections, the labels of pieces
and the types of jobs are those of `fitscore.resume.heads`; the type of another entry may be any
word. The section `second` holds another person's résumé. Pieces stand in reading order and are
verbatim, white space aside: labels do not depend on how the file is laid out or read. `source` says
which design or collection a résumé is from: one source is never both learned from and judged.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import msgspec

from fitscore.documents import document_from_bytes
from fitscore.errors import InputError
from fitscore.types import Document

_LABELS = ".labels.json"
_REMEDY = "write it as described in `fitscore.training.resumes.labelled`"


class Block(msgspec.Struct):
    """Pieces of one section, or of one entry of it."""

    section: str
    pieces: list[tuple[str, str]]
    type: str | None = None


class Labels(msgspec.Struct):
    """What a NAME.labels.json holds."""

    file: str
    blocks: list[Block]
    name: str | None = None
    source: str = "unknown"


@dataclass(frozen=True, slots=True)
class LabelledResume:
    """A résumé's file with its labels."""

    path: Path
    labels: Labels

    def document(self) -> Document:
        """The file, read.

        Raises:
            InputError: It is missing, or cannot be read.
        """
        try:
            data = self.path.read_bytes()
        except OSError as error:
            raise InputError(
                str(self.path), f"it cannot be read ({error.strerror})", _REMEDY
            ) from error
        return document_from_bytes(data, str(self.path))


def read_labelled_resumes(folder: Path) -> list[LabelledResume]:
    """All labelled résumés of a folder, those of its subfolders included, in order of names.

    Raises:
        InputError: One is not of this form.
    """
    found = []
    for path in sorted(folder.rglob(f"*{_LABELS}")):
        try:
            labels = msgspec.json.decode(path.read_bytes(), type=Labels)
        except (OSError, msgspec.MsgspecError) as error:
            raise InputError(str(path), f"its labels cannot be used ({error})", _REMEDY) from error
        found.append(LabelledResume(path.parent / labels.file, labels))
    return found
