"""Labelled postings: documents with what a reader marked in them.

A folder holds postings in files of any kind that is read, NAME.txt or NAME.html, each beside its
labels, NAME.gold.json:

    {"title": "...", "employer": "..." or null, "location": ..., "salary": ..., "source": "...",
     "requirements": [{"text": "...", "priority": "required", "kind": "experience",
                       "or_equivalent": false, "optional": false}, ...],
     "responsibilities": ["...", ...],
     "others": [{"class": "heading", "text": "..."}, ...]}

Texts are verbatim, white space aside. `requirements` and `responsibilities` give each whole; of
`others` (heading, about, benefits, apply, notice, field) a beginning is enough: such a passage
reaches to the next one. Where `others` is not given, what stands outside the rest is known only not
to be asked; where `responsibilities` is not given either, it may be a duty too. An `optional`
requirement may be taken or left. `source` says where a posting is from: postings of one source are
never both learned from and judged. An `index.jsonl` in the folder may give it instead: a line
{"id": NAME, "source": "..."} each.

A match folder (POSTING.txt beside REQUIREMENTS.json) gives requirements alone.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import msgspec

from fitscore.documents import document_from_bytes
from fitscore.documents.plain import without_references
from fitscore.errors import InputError
from fitscore.posting.heads import FIELDS
from fitscore.types import Document, Kind, Priority

_LABELS, _MATCH, _INDEX = ".gold.json", "REQUIREMENTS.json", "index.jsonl"
_REMEDY = "write it as described in `fitscore.training.reader.labelled`"


class Mark(StrEnum):
    """What a reader marked a passage as."""

    REQUIREMENT = "requirement"
    OPTIONAL = "optional"
    DUTY = "duty"
    HEADING = "heading"
    ABOUT = "about"
    BENEFITS = "benefits"
    APPLY = "apply"
    NOTICE = "notice"
    FIELD = "field"


class RequirementLabel(msgspec.Struct):
    """One requirement, as marked."""

    text: str
    priority: Priority | None = None
    kind: Kind | None = None
    or_equivalent: bool | None = None
    optional: bool = False


class OtherLabel(msgspec.Struct):
    """The beginning of a passage that is neither asked nor a duty."""

    text: str
    mark: Mark = msgspec.field(name="class")


class PostingLabels(msgspec.Struct):
    """All that was marked in a posting."""

    requirements: list[RequirementLabel]
    responsibilities: list[str] | None = None
    others: list[OtherLabel] | None = None
    title: str | msgspec.UnsetType | None = msgspec.UNSET
    employer: str | None = None
    location: str | None = None
    salary: str | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class MarkedSpan:
    """A passage and what it was marked as; `label` where it is a requirement."""

    start: int
    end: int
    mark: Mark
    label: RequirementLabel | None = None


@dataclass(frozen=True, slots=True)
class LabelledPosting:
    """A document with its marks.

    Attributes:
        file: The posting's.
        source: Where it is from.
        spans: Marked passages; of those that are neither asked nor a duty, the beginnings.
        fields: Title, employer, location and salary where they stand first, (start, end) by name;
            None where they were not labelled.
        duties: Whether duties are marked.
        others: Whether all else is marked.
    """

    file: str
    source: str
    document: Document
    spans: tuple[MarkedSpan, ...]
    fields: dict[str, tuple[int, int]] | None
    duties: bool
    others: bool


def read_labelled_postings(folder: Path) -> list[LabelledPosting]:
    """All labelled postings below a folder, in the order of their paths.

    Raises:
        InputError: There are none, or the labels of one do not fit.
    """
    paths = sorted([*folder.rglob(f"*{_LABELS}"), *folder.rglob(_MATCH)])
    if not paths:
        raise InputError(str(folder), "there is no labelled posting in it", _REMEDY)
    return [_read(path) for path in paths]


def _read(path: Path) -> LabelledPosting:
    data = path.read_bytes()
    try:
        if path.name == _MATCH:
            requirements = msgspec.json.decode(data, type=list[RequirementLabel])
            labels = PostingLabels(requirements)
            file, name = next(path.parent.glob("POSTING.txt")), path.parent.name
            # Folders NAME_1 and NAME_2 are one trade.
            source = re.sub(r"_\d+$", "", name)
        else:
            labels = msgspec.json.decode(data, type=PostingLabels)
            name = path.name.removesuffix(_LABELS)
            file = next(x for x in path.parent.glob(f"{name}.*") if x != path)
            source = labels.source or _sources(path.parent).get(name) or name
    except msgspec.DecodeError as error:
        raise InputError(str(path), f"it does not fit ({error})", _REMEDY) from error
    except StopIteration:
        raise InputError(str(path), "there is no posting beside it", _REMEDY) from None
    document = document_from_bytes(file.read_bytes(), file.name, job=True)
    finder = _Finder(document.text)
    spans = [
        MarkedSpan(*span, Mark.OPTIONAL if label.optional else Mark.REQUIREMENT, label)
        for label, span in finder.all(
            [label.text for label in labels.requirements], labels.requirements
        )
    ]
    duties, others = labels.responsibilities or [], labels.others or []
    spans += [MarkedSpan(*span, Mark.DUTY) for _, span in finder.all(duties, duties)]
    spans += [
        MarkedSpan(*span, label.mark)
        for label, span in finder.all([label.text for label in others], others)
    ]
    fields = None
    if labels.title is not msgspec.UNSET:
        values = {name: getattr(labels, name) for name in FIELDS}
        found = {name: finder.first(value) for name, value in values.items() if value}
        fields = {name: span for name, span in found.items() if span is not None}
    return LabelledPosting(
        str(file),
        _place(source),
        document,
        tuple(spans),
        fields,
        duties=labels.responsibilities is not None,
        others=labels.others is not None,
    )


def _place(source: str) -> str:
    """A source without the row or file in it: `owner/data:jobs.csv row 7` is `owner/data`.

    Of an address it is the host.
    """
    address = re.match(r"https?://([^/\s]+)", source)
    return address[1] if address else re.split(r"[:\s]", source, maxsplit=1)[0]


def _sources(folder: Path) -> dict[str, str]:
    index = folder / _INDEX
    if not index.exists():
        return {}
    rows: list[dict[str, Any]] = [
        json.loads(line) for line in index.read_text("utf-8").splitlines()
    ]
    return {str(row["id"]): str(row["source"]) for row in rows}


class _Finder:
    """Finds verbatim texts, white space aside, each behind the one before where it can be."""

    def __init__(self, text: str) -> None:
        self._places = [i for i, c in enumerate(text) if not c.isspace()]
        self._text = "".join(text[i] for i in self._places)

    def all(self, texts: list[str], labels: list[Any]) -> list[tuple[Any, tuple[int, int]]]:
        """Those that are found, with where."""
        found, behind = [], 0
        for text, label in zip(texts, labels, strict=True):
            wanted = _written(text)
            at = self._text.find(wanted, behind)
            if at >= 0:
                behind = at + len(wanted)
            else:
                at = self._text.find(wanted)
            if wanted and at >= 0:
                found.append((label, self._span(at, len(wanted))))
        return found

    def first(self, text: str) -> tuple[int, int] | None:
        """Where it stands first, or None."""
        wanted = _written(text)
        at = self._text.find(wanted)
        return self._span(at, len(wanted)) if wanted and at >= 0 else None

    def _span(self, at: int, length: int) -> tuple[int, int]:
        return self._places[at], self._places[at + length - 1] + 1


def _written(text: str) -> str:
    """A text without white space, with characters in place of references to them."""
    return "".join(without_references(text).split())
