"""How a reader reads labelled résumés: jobs, education, statements, names and certificates."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from statistics import mean

from fitscore import InputError, Resume
from fitscore.resume.education import degree_of
from fitscore.resume.heads import TYPES
from fitscore.resume.reader import ResumeReader, load_resume_reader
from fitscore.resume.reading import resume_from_bytes
from fitscore.text.dates import period_of
from fitscore.training.resumes.labelled import Block, Labels, read_labelled_resumes
from fitscore.types import Education, Role, Section

ALIKE = 0.6  # share of the words, or of the longer one's letters, that two names have in common
_LONGEST_PREFIX = 4  # letters of an employer's name, behind which its place may stand
_IN_PROSE = {Section.SUMMARY, Section.EXPERIENCE, Section.PROJECTS, Section.VOLUNTEER}
FIGURES = (
    "jobs found", "title", "employer", "dates", "whole", "education", "statements", "name",
    "certificates", "garbage",
)  # fmt: skip


@dataclass
class Job:
    """A job as it is labelled; a period is (from, to), None where none is printed."""

    title: str
    employer: str
    period: tuple[str | None, str | None] | None


@dataclass
class Gold:
    """What a résumé says."""

    jobs: list[Job] = field(default_factory=list)
    education: list[tuple[str, str, str]] = field(default_factory=list)  # level, institution, year
    statements: list[str] = field(default_factory=list)
    certificates: list[str] = field(default_factory=list)


def gold_of(labels: Labels) -> Gold:
    """What the labels of the first person's résumé amount to."""
    found, employer = Gold(), ""
    for block in labels.blocks:
        if block.section in {"second", "letter"}:
            continue
        found.statements += _texts(block, "statement")
        found.certificates += _texts(block, "credential")
        if block.type in TYPES and block.section in {"experience", "volunteer"}:
            employer = ", ".join(_texts(block, "employer")) or employer
            dates = period_of(_texts(block, "dates"))
            period = (dates.from_, dates.to) if dates else None
            if block.type != "break":
                found.jobs.append(Job(" ".join(_texts(block, "title")), employer, period))
        elif block.section == "education" and block.type:
            named = " ".join(_texts(block, "degree"))
            level = degree_of(named) or degree_of(f"{named} {' '.join(_texts(block, 'field'))}")
            years = re.findall(r"(?:19|20)\d\d", " ".join(_texts(block, "dates")))
            place = ", ".join(_texts(block, "institution"))
            if named or place:
                found.education.append((level or "", place, years[-1] if years else ""))
    return found


def _texts(block: Block, label: str) -> list[str]:
    return [text for kind, text in block.pieces if kind == label]


def judged(path: Path, labels: Labels, reader: Path | None) -> dict[str, float | None]:
    """`FIGURES` of one file; None where there is nothing of a kind."""
    gold = gold_of(labels)
    try:
        data = path.read_bytes()
        resume = resume_from_bytes(data, path.name, reader=_reader(reader) if reader else None)
    except InputError:
        resume = Resume(str(path), "", "", (), (), ())
    pairs = _paired(gold.jobs, resume.roles)
    right = [_right(job, role) for job, role in pairs]
    candidate = resume.candidate
    found: dict[str, float | None] = {
        "jobs found": _share(role is not None for _, role in pairs),
        "title": _share(each[0] for each in right),
        "employer": _share(each[1] for each in right),
        "dates": _share(each[2] for each in right),
        "whole": _share(all(each) for each in right),
        "education": _share(_has_entry(entry, resume.education) for entry in gold.education),
        "name": None
        if labels.name is None
        else float(letters(candidate.name if candidate else None) == letters(labels.name)),
        "certificates": _share(
            any(letters(each.name) and _within(letters(each.name), letters(text))
                for each in resume.credentials)
            for text in gold.certificates
        ),
    }  # fmt: skip
    return found | _statements(gold.statements, resume)


def _statements(gold: Sequence[str], resume: Resume) -> dict[str, float | None]:
    """The share that is whole, and of what is said in prose the share that is no statement."""
    said = [letters(each.text) for each in resume.bullets]
    used: set[int] = set()
    hits = 0
    for text in map(letters, gold):
        for first, start in enumerate(said):
            if first in used or not start or not text.startswith(start):
                continue
            behind, together = first + 1, start
            while len(together) < len(text) and behind < len(said):
                together += said[behind]  # cut at the ends of sentences
                behind += 1
            if together == text:
                used |= set(range(first, behind))
                hits += 1
                break
    prose = [n for n, each in enumerate(resume.bullets) if each.section in _IN_PROSE]
    return {
        "statements": hits / len(gold) if gold else None,
        "garbage": _share(number not in used for number in prose),
    }


@cache
def _reader(path: Path) -> ResumeReader:
    return load_resume_reader(path)


def letters(text: str | None) -> str:
    """Letters and digits, without case and accents."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text or ""))
    return re.sub(r"[^a-z0-9+#%$]", "", plain.lower())


def alike(gold: str, found: str | None) -> bool:
    """Equal, or one holds most of the other; nothing asked is right."""
    if not gold:
        return True
    one, other = letters(gold), letters(found)
    if not one or not other:
        return one == other
    short, long = sorted((one, other), key=len)
    words = [set(re.findall(r"\w+", text.lower())) for text in (gold, found or "")]
    common = len(words[0] & words[1]) / max(1, len(words[0] | words[1]))
    return (short in long and len(short) >= ALIKE * len(long)) or common >= ALIKE


def _within(one: str, other: str) -> bool:
    return one in other or other in one


def _right(job: Job, role: Role | None) -> tuple[bool, bool, bool]:
    """Whether title, employer and dates are right."""
    if role is None:
        return False, False, False
    employer = letters(job.employer)
    behind = len(employer) >= _LONGEST_PREFIX and letters(role.employer).startswith(employer)
    dates = job.period is None or (
        _same(job.period[0], role.from_) and _same(job.period[1], role.to)
    )
    return alike(job.title, role.title), alike(job.employer, role.employer) or behind, dates


def _same(gold: str | None, found: str | None) -> bool:
    """The same month, or the same year where one names no month."""
    if gold is None or found is None:
        return gold == found
    return gold.startswith(found) or found.startswith(gold)


def _paired(jobs: Sequence[Job], roles: Sequence[Role]) -> list[tuple[Job, Role | None]]:
    """Each job with the role that has most of it, one to one."""
    scores = []
    for i, job in enumerate(jobs):
        for j, role in enumerate(roles):
            title, employer, dates = _right(job, role)
            score = 4 * (title and bool(job.title)) + 3 * (employer and bool(job.employer))
            score += 2 * (dates and job.period is not None)
            scores.append((score, -abs(i / len(jobs) - j / len(roles)), i, j))
    taken: dict[int, int] = {}
    for score, _, i, j in sorted(scores, reverse=True):
        if score and i not in taken and j not in taken.values():
            taken[i] = j
    return [(job, roles[taken[i]] if i in taken else None) for i, job in enumerate(jobs)]


def _has_entry(entry: tuple[str, str, str], found: Sequence[Education]) -> bool:
    level, place, year = entry
    return any(
        alike(place, each.institution)
        and (not level or each.degree == level)
        and (not year or str(each.year) == year)
        for each in found
    )


def _share(values: Iterable[bool]) -> float | None:
    every = list(values)
    return sum(every) / len(every) if every else None


def report(folder: Path, reader: Path | None, *, by_design: bool = False) -> None:
    """Print the means over the files of a folder, and over those of each design."""
    rows: dict[str, list[dict[str, float | None]]] = defaultdict(list)
    for resume in read_labelled_resumes(folder):
        row = judged(resume.path, resume.labels, reader)
        for name in (f"{folder.name}, all", resume.labels.source if by_design else ""):
            rows[name].append(row)
    print(f"| | files | {' | '.join(FIGURES)} |\n|---|---|{'---|' * len(FIGURES)}")
    for name in sorted(filter(None, rows), key=lambda name: (not name.endswith(", all"), name)):
        cells = []
        for figure in FIGURES:
            values = [each for row in rows[name] if (each := row[figure]) is not None]
            cells.append(f"{mean(values):.3f}" if values else "")
        print(f"| {name} | {len(rows[name])} | {' | '.join(cells)} |", flush=True)
