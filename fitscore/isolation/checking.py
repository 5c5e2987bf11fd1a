"""Whether an answer can be what came of a file: what its types do not say.

A worker that a file has taken over may answer what it likes. What is checked here is what all that
works on a résumé or a posting relies on: places lie in the text, quotes are verbatim, numbers refer
to what is there. That the reading is right cannot be checked.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Protocol

from fitscore.documents import Limits
from fitscore.documents.limits import MOST_IMAGE_BYTES, MOST_IMAGES
from fitscore.isolation.messages import Answer, Request
from fitscore.types import Pages, Posting, Requirement, Resume, Span, Status

_DATE = re.compile(r"[0-9]{4}(?:-(?:0[1-9]|1[0-2]))?")
_SHA256 = re.compile(r"[0-9a-f]{64}")
MANY = 20  # names in a requirement
LONG = 300  # characters; of real statements two in a hundred have more
_JPEG = b"\xff\xd8\xff"
_LONGEST = 100_000  # pixels
_MOST_YEARS = 10_000  # that a posting may ask for; more is no number of years


class _Placed(Protocol):
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


class _OnPage(_Placed, Protocol):
    @property
    def page(self) -> int: ...


def is_answer(answer: Answer, request: Request, data: bytes) -> bool:
    """Whether an answer is one to a request.

    Args:
        answer: As it was decoded.
        request: What was asked.
        data: The bytes of the file.
    """
    if answer.problem is not None:
        return True
    if request.task == "table":
        return answer.table is not None
    if request.task == "unpack":
        return answer.packed is not None and all(
            0 <= item.size <= (0 if item.problem else request.limits.size << 20)
            for item in answer.packed
        )
    if request.task == "pages":
        pages = answer.pages
        same = pages is not None and pages.sha256 == hashlib.sha256(data).hexdigest()
        return pages is not None and same and holds_pages(pages)
    found = answer.resume if request.task == "resume" else answer.posting
    if found is None or found.source != request.name:
        return False
    if found.sha256 != hashlib.sha256(data).hexdigest():
        return False
    if isinstance(found, Resume):
        return holds_resume(found) and found.pages <= max(1, request.limits.pages)
    return holds_posting(found)


def is_page(page: tuple[int, int], limits: Limits) -> bool:
    """Whether a page that is said to be recognised next can be one."""
    return 1 <= page[0] <= page[1] <= limits.pages


def holds_resume(resume: Resume) -> bool:
    """Whether the parts of a résumé fit its text and each other."""
    text, roles = resume.text, {role.id for role in resume.roles}
    parts: list[_OnPage] = [*resume.bullets, *resume.roles, *resume.education, *resume.credentials]
    pages = [part.page for part in parts] + [flag.page for flag in resume.flags]
    dates = [date for role in resume.roles for date in (role.from_, role.to) if date is not None]
    return (
        resume.status is Status.OK
        and _SHA256.fullmatch(resume.sha256) is not None
        and bool(parts)
        and _lie_in(text, parts)
        and all(_is_verbatim(text, bullet, bullet.text) for bullet in resume.bullets)
        and _all_differ(bullet.id for bullet in resume.bullets)
        and _all_differ(role.id for role in resume.roles)
        and all(bullet.role is None or bullet.role in roles for bullet in resume.bullets)
        and all(1 <= page <= resume.pages for page in pages)
        and all(map(_DATE.fullmatch, dates))
        and _in_order(resume.masks, len(text))
    )


def holds_posting(posting: Posting) -> bool:
    """Whether the parts of a posting fit its text and each other.

    A requirement whose words do not stand in the text, as in a posting that was edited, is at 0.
    """
    text = posting.text
    asked = [*posting.requirements, *(part for r in posting.requirements for part in _parts(r))]
    spans: list[Requirement | Span] = [*asked, *posting.responsibilities]
    return (
        _SHA256.fullmatch(posting.sha256) is not None
        and bool(posting.requirements)
        and _lie_in(text, [*spans, *posting.passages])
        and all(span.text.strip() for span in spans)
        and all(not span.end or _is_verbatim(text, span, span.text) for span in spans)
        and _all_differ(item.id for item in posting.requirements)
        and all(not _parts(part) for item in posting.requirements for part in _parts(item))
        and all(map(_is_sane, asked))
    )


def holds_pages(pages: Pages) -> bool:
    """Whether images are JPEGs of a bounded size, and words lie in the text and on their page.

    What a JPEG holds is a matter of the browser, which shows it as an image and nothing else.
    """
    sides = [side for image in pages.images for side in (image.width, image.height)]
    words = [word for image in pages.images for line in image.lines for word in line]
    size = sum(len(image.jpeg) for image in pages.images)
    return (
        len(pages.images) <= MOST_IMAGES
        and size <= MOST_IMAGE_BYTES
        and all(image.jpeg.startswith(_JPEG) for image in pages.images)
        and all(0 < side < _LONGEST for side in sides)
        and all(0 <= word.start < word.end <= len(pages.text) for word in words)
        and all(0 <= word.left <= word.right <= 1 for word in words)
        and all(0 <= word.top <= word.bottom <= 1 for word in words)
    )


def statements_in(resume: Resume) -> int:
    """What of a résumé scoring looks at: statements, jobs and entries of education.

    A statement counts for as many as there are `LONG` characters in it, begun ones among them.
    """
    said = sum(-(-len(bullet.text) // LONG) for bullet in resume.bullets)
    return said + len(resume.roles) + len(resume.education)


def requirements_in(posting: Posting) -> int:
    """Requirements of a posting, and their parts; so many names in one count as another."""
    asked = [*posting.requirements, *(part for r in posting.requirements for part in _parts(r))]
    return sum(1 + len(item.names) // MANY for item in asked)


def _parts(requirement: Requirement) -> tuple[Requirement, ...]:
    return (*requirement.any_of, *requirement.all_of)


def _is_sane(requirement: Requirement) -> bool:
    """Whether its numbers and names can be looked for."""
    years = requirement.years_min, requirement.years_within
    named = all(any(c.isalnum() for c in name) for name in requirement.names)
    return named and all(number is None or 0 < number <= _MOST_YEARS for number in years)


def _lie_in(text: str, parts: Sequence[_Placed]) -> bool:
    return all(0 <= part.start <= part.end <= len(text) for part in parts)


def _is_verbatim(text: str, part: _Placed, words: str) -> bool:
    return " ".join(text[part.start : part.end].split()) == " ".join(words.split())


def _all_differ(ids: Iterable[str]) -> bool:
    known = list(ids)
    return len(set(known)) == len(known)


def _in_order(ranges: Sequence[tuple[int, int]], length: int) -> bool:
    """Whether ranges lie in a text, in order and apart."""
    return all(0 <= start <= end <= length for start, end in ranges) and all(
        before[1] <= after[0] for before, after in pairwise(ranges)
    )
