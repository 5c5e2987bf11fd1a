"""Search the statements of kept résumés."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from fitscore.encoding.protocol import Vectors
from fitscore.index.cache import Cache
from fitscore.index.documents import StoredDocument
from fitscore.index.people import Others
from fitscore.index.shards import Shard
from fitscore.resume import anonymized
from fitscore.scoring.passages import passages_of
from fitscore.scoring.resume_arrays import Booleans
from fitscore.scoring.tenure import months_worked
from fitscore.types import Resume

_SPARE = 64  # rows that are looked at beyond those asked for: FAISS rounds otherwise


@dataclass(frozen=True, slots=True)
class Hit:
    """A statement that comes near a query.

    Attributes:
        name: Of the résumé in the index.
        candidate: The person's name where it is known.
        similarity: Cosine with the query.
        same_file: Other names under which the same file is kept.
        same_person: Of other files of the same person, the newest first.
    """

    name: str
    candidate: str | None
    quote: str
    start: int
    end: int
    page: int
    section: str
    similarity: float
    same_file: tuple[str, ...] = ()
    same_person: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Filters:
    """Which statements are looked at.

    Attributes:
        section: Only those of this section of a résumé.
        years: Only of people with so many years in dated roles.
        credential: Only of people who name this credential.
        as_of: YYYY-MM-DD, the day that "present" means, for `years`.
    """

    section: str | None
    years: float | None
    credential: str | None
    as_of: str

    def passages(self, shard: Shard) -> Booleans | None:
        """The passages of a shard that pass, shape (passages,); None for all."""
        if self.section is None and self.years is None and self.credential is None:
            return None
        arrays = shard.arrays
        able: Booleans = np.ones(len(arrays), dtype=np.bool_)
        if self.credential is not None:
            wanted = self.credential.casefold()
            able &= [
                any(wanted == name.casefold() for name in facts.credentials)
                for facts in shard.facts
            ]
        if self.years is not None:
            every = np.ones(len(arrays.roles), dtype=np.bool_)
            able &= months_worked(arrays, every, self.as_of) / 12 >= self.years
        rows = able[arrays.passage_owners]
        return rows if self.section is None else rows & arrays.in_section(self.section)


def nearest(
    cache: Cache,
    query: Vectors,
    top: int,
    filters: Filters,
    document_of: Callable[[str], StoredDocument | None],
    folder: str,
    others_of: Callable[[str, Resume], Others] | None,
) -> list[Hit]:
    """The statements of all résumés that come nearest to a query.

    Args:
        cache: Of the index.
        query: Its vector, shape (dimensions,).
        top: How many.
        filters: Which are looked at.
        document_of: A kept résumé by its name.
        folder: Of the index, for messages.
        others_of: Where more of the same file or person is kept; None to mask the person at equal
            length and say no name.
    """
    found = []
    for shard in cache.shards:
        for index, position in shard.nearest(query, top + _SPARE, filters.passages(shard)):
            row = shard.arrays.vectors[shard.arrays.first_passages[index] + position]
            # One by one, so that a score does not depend on what else is in the index.
            similarity = float(np.einsum("d,d->", query, row))
            found.append((-similarity, shard.facts[index].name, position))
    found.sort()
    resumes: dict[str, tuple[Resume, Others]] = {}
    hits = []
    for minus, name, position in found[:top]:
        if name not in resumes:
            document = document_of(name)
            if document is None:  # pragma: no cover - one view holds both
                continue
            resume = document.decoded(Resume, folder)
            if others_of is None:
                resumes[name] = anonymized(resume), Others()
            else:
                resumes[name] = resume, others_of(name, resume)
        hits.append(_hit(name if others_of else None, *resumes[name], position, -minus))
    return hits


def _hit(name: str | None, resume: Resume, others: Others, position: int, similarity: float) -> Hit:
    item = passages_of(resume)[position]  # as the arrays have them
    return Hit(
        name or resume.source,
        resume.candidate.name if resume.candidate else None,
        " ".join(resume.text[item.start : item.end].split()),
        item.start,
        item.end,
        item.page,
        item.section,
        similarity,
        others.same_file,
        others.same_person,
    )
