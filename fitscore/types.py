"""Every noun of fitscore: frozen, slotted, and nothing but data.

Convenience methods (`Match.to_dict`, `Resume.from_text`) call the layer that does the work,
imported when they are used: this module imports nothing of fitscore. All nouns stand in one file,
so that a reader finds each where the last one was.

All positions are character offsets into the `text` of the document they were read from:
`text[start:end]`, white space collapsed, equals the quoted text.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from html import escape
from pathlib import Path
from typing import Any, NamedTuple, overload


class Status(StrEnum):
    """How the reading of a file ended."""

    OK = "ok"
    NO_TEXT = "no_text"
    LOCKED = "locked"
    UNREADABLE = "unreadable"
    EMPTY = "empty"


MOST_WEIGHT = 1000  # of one requirement in the fit


class Priority(StrEnum):
    """How much a posting wants a requirement."""

    REQUIRED = "required"
    PREFERRED = "preferred"
    BONUS = "bonus"


class Kind(StrEnum):
    """What a requirement asks for."""

    EXPERIENCE = "experience"
    EDUCATION = "education"
    CERTIFICATION = "certification"
    SKILL = "skill"
    TOOL = "tool"
    LANGUAGE = "language"
    TRAIT = "trait"
    LOGISTICS = "logistics"


class Degree(StrEnum):
    """Levels of education, in rising order of definition."""

    HIGH_SCHOOL = "high school"
    ASSOCIATE = "associate"
    BACHELOR = "bachelor"
    MASTER = "master"
    DOCTORATE = "doctorate"

    @property
    def level(self) -> int:
        """0 for high school up to 4 for a doctorate."""
        return list(Degree).index(self)


class Section(StrEnum):
    """What a part of a résumé is about."""

    HEADER = "header"
    SUMMARY = "summary"
    EXPERIENCE = "experience"
    EDUCATION = "education"
    SKILLS = "skills"
    CERTIFICATIONS = "certifications"
    PROJECTS = "projects"
    VOLUNTEER = "volunteer"
    LANGUAGES = "languages"
    OTHER = "other"


class Verdict(StrEnum):
    """Whether a résumé shows a requirement; unknown where no résumé could say."""

    MET = "met"
    PARTIAL = "partial"
    MISSING = "missing"
    UNKNOWN = "unknown"


class Band(StrEnum):
    """The fit in a word; the limits stand in `fitscore.scoring.fit`."""

    STRONG = "strong"
    GOOD = "good"
    PARTIAL = "partial"
    WEAK = "weak"


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open range of characters, with the text it covers (white space collapsed)."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a document as it was set.

    Attributes:
        start: Offset of its first character in the document's text.
        end: Offset behind its last character (the line break is not part of it).
        page: Page, counted from 1; 1 where there are no pages.
        x0: Left edge, in points (PDF) or columns of text (other formats).
        x1: Right edge, in the same unit.
        y: Baseline from the top of the page in points, or the line's number.
        size: Height of the type in points; 0 where unknown.
        bold: Set in bold type, or marked up so.
        heading: Marked up as a heading by its format (HTML h1-h6, Markdown #, Word styles).
        item: Begins a list item by mark-up or by a drawn bullet, whatever its characters.
        gap: White space above it, in line heights; 0 for a line set solid.
    """

    start: int
    end: int
    page: int = 1
    x0: float = 0.0
    x1: float = 0.0
    y: float = 0.0
    size: float = 0.0
    bold: bool = False
    heading: bool = False
    item: bool = False
    gap: float = 0.0


@dataclass(frozen=True, slots=True)
class Document:
    """A file as text in reading order, with its lines and where they stand.

    Attributes:
        source: The name of the input, as the user gave it.
        sha256: Of the file's bytes, hexadecimal.
        media: pdf, docx, odt, rtf, html, markdown, text or json_resume.
        text: Everything that was read, lines joined by one line break.
        lines: In reading order; blank lines are left out.
        pages: Number of pages; 1 where there are none.
        language: ISO 639-1 code of the text's language, or None where there is too little text.
        unsure: Words that were recognised in a picture and are likely misread, without signs.
        flags: What its reader should know of the file; hidden text is quoted here and is not part
            of the text.
    """

    source: str
    sha256: str
    media: str
    text: str
    lines: tuple[Line, ...]
    pages: int = 1
    language: str | None = None
    flags: tuple[Flag, ...] = ()
    unsure: frozenset[str] = frozenset()

    def is_unsure(self, text: str) -> bool:
        """Whether a word of a text is likely misread."""
        return bool(self.unsure) and not self.unsure.isdisjoint(re.findall(r"\w+", text))

    def line_text(self, line: Line) -> str:
        """The characters of one line."""
        return self.text[line.start : line.end]

    def line_at(self, offset: int) -> Line | None:
        """The line that holds an offset of the text, or the next one below it."""
        number = bisect_right(self.lines, offset, key=lambda line: line.end)
        return self.lines[number] if number < len(self.lines) else None

    def page_at(self, offset: int) -> int:
        """The page of that line; 1 where there is none."""
        line = self.line_at(offset)
        return line.page if line else 1


@dataclass(frozen=True, slots=True)
class Requirement:
    """One thing that a posting asks the candidate to have, verbatim.

    Attributes:
        years_min: The least number of years asked for, or None.
        years_within: In how many of the last years it must have been done, or None.
        degree: The lowest level that satisfies, or None.
        or_equivalent: The posting allows another way to satisfy it.
        names: Certificates, tools, languages and licences named in it.
        any_of: Alternatives, of which one is enough.
        all_of: Parts which are all needed and would be shown by different evidence; a part has
            no parts of its own.
        weight: In the fit, where somebody gave it one of its own; None: by priority and kind. A
            part has none, nor is it a knock-out.
        knock_out: It adds nothing to the fit, and who lacks it is knocked out.
    """

    id: str
    text: str
    start: int
    end: int
    priority: Priority = Priority.REQUIRED
    kind: Kind = Kind.SKILL
    years_min: float | None = None
    years_within: float | None = None
    degree: Degree | None = None
    or_equivalent: bool = False
    names: tuple[str, ...] = ()
    any_of: tuple[Requirement, ...] = ()
    all_of: tuple[Requirement, ...] = ()
    weight: float | None = None
    knock_out: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """Something about a posting that its author should know; never part of a score.

    Attributes:
        kind: unprovable, condition, vague, several, mistake, duplicate, contradiction, years,
            adjectives or proxy.
        text: What it is about, verbatim.
        suggestion: What to do about it.
    """

    kind: str
    text: str
    start: int
    end: int
    suggestion: str


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage of a posting and what it was taken for: `--explain` prints these."""

    start: int
    end: int
    section: str
    requirement: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class Posting:
    """A job posting as requirements."""

    source: str
    sha256: str
    text: str
    requirements: tuple[Requirement, ...]
    responsibilities: tuple[Span, ...] = ()
    language: str | None = None
    title: str | None = None
    employer: str | None = None
    location: str | None = None
    salary: str | None = None
    passages: tuple[Passage, ...] = ()
    flags: tuple[Flag, ...] = ()

    def __repr__(self) -> str:
        title = f"{self.title!r}, " if self.title else ""
        return f"<Posting {title}{len(self.requirements)} requirements, {self.sha256[:12]}>"

    @classmethod
    def from_text(cls, text: str) -> Posting:
        """A posting from text that is in memory.

        Raises:
            InputError: No requirement was found in it.
        """
        from fitscore.posting import posting_from_text

        return posting_from_text(text)

    def to_dict(self) -> dict[str, Any]:
        """This posting as a `fitscore.posting/1` object."""
        from fitscore.schema import PostingObject, to_dict

        return to_dict(PostingObject.of(self))


@dataclass(frozen=True, slots=True)
class Candidate:
    """Who the résumé is from: shown to the recruiter, never encoded."""

    name: str | None = None
    email: str | None = None
    phone: str | None = None


@dataclass(frozen=True, slots=True)
class Mail:
    """What a résumé was attached to.

    Attributes:
        sender: Whose address and name stand in for those that the résumé lacks.
        letter: What the mail says; it proves nothing.
    """

    sender: Candidate
    letter: str


@dataclass(frozen=True, slots=True)
class Bullet:
    """One statement of a résumé.

    Attributes:
        role: The id of the role it stands under, or None.
    """

    id: str
    text: str
    start: int
    end: int
    page: int
    section: Section
    role: str | None = None


@dataclass(frozen=True, slots=True)
class Role:
    """A job held: dates are YYYY-MM or YYYY; `to` None means present when `from_` is known.

    Attributes:
        type: work, military, volunteer, freelance or break (parental leave, care, a sabbatical).
    """

    id: str
    title: str
    employer: str | None
    from_: str | None
    to: str | None
    start: int
    end: int
    page: int = 1
    section: Section = Section.EXPERIENCE
    type: str = "work"

    @property
    def is_work(self) -> bool:
        """Whether its months were spent at work."""
        return self.type != "break"


@dataclass(frozen=True, slots=True)
class Education:
    """One entry of the education section.

    Attributes:
        state: completed, in progress, expected or incomplete.
        gpa: The grade as it is written, such as `3.8/4.0` or `First Class`.
    """

    degree: Degree | None
    field: str | None
    institution: str | None
    year: int | None
    start: int
    end: int
    page: int = 1
    state: str = "completed"
    gpa: str | None = None


@dataclass(frozen=True, slots=True)
class Credential:
    """A certificate, licence or designation named in the résumé.

    Attributes:
        state: held, expected, in progress, expired, lapsed or not held.
        year: That stands beside it.
    """

    name: str
    start: int
    end: int
    page: int = 1
    state: str = "held"
    year: int | None = None


@dataclass(frozen=True, slots=True)
class LanguageLevel:
    """A human language and how well it is spoken: native, C2 to A1, or None where nothing says."""

    name: str
    level: str | None


@dataclass(frozen=True, slots=True)
class Flag:
    """Something about a file that its reader should know."""

    kind: str
    page: int
    quote: str
    explanation: str


@dataclass(frozen=True, slots=True)
class Resume:
    """A résumé as statements, roles and credentials.

    Attributes:
        candidate: None when the résumé is anonymized.
        masks: Ranges of `text` that identify the person and never reach an encoder.
    """

    source: str
    sha256: str
    text: str
    bullets: tuple[Bullet, ...]
    roles: tuple[Role, ...] = ()
    education: tuple[Education, ...] = ()
    credentials: tuple[Credential, ...] = ()
    skills: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    language_levels: tuple[LanguageLevel, ...] = ()
    candidate: Candidate | None = field(default_factory=Candidate)
    flags: tuple[Flag, ...] = ()
    masks: tuple[tuple[int, int], ...] = ()
    language: str | None = None
    pages: int = 1
    status: Status = Status.OK

    def __repr__(self) -> str:
        known = f"{len(self.bullets)} statements, {len(self.roles)} roles"
        return f"<Resume {known}, {self.status.value}, {self.sha256[:12]}>"

    @property
    def name(self) -> str:
        """The candidate's name; empty where it is not known, or masked."""
        return (self.candidate and self.candidate.name) or ""

    @property
    def display_name(self) -> str:
        """The candidate's name where it is known, else the name of the file."""
        return self.name or self.source

    @classmethod
    def from_text(cls, text: str) -> Resume:
        """A résumé from text that is in memory.

        Raises:
            InputError: There is no statement in it.
        """
        from fitscore.resume import resume_from_text

        return resume_from_text(text)

    def to_dict(self) -> dict[str, Any]:
        """This résumé as a `fitscore.resume/1` object."""
        from fitscore.schema import ResumeObject, to_dict

        return to_dict(ResumeObject.of(self))


class PlacedWord(NamedTuple):
    """A word of a document's text and its box on the image of a page.

    Attributes:
        start: Offset of its first character in the document's text.
        end: Offset behind its last character.
        left: Of the box, like the others from 0 to 1: shares of the image's width and height.
    """

    start: int
    end: int
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class PageImage:
    """A page as it looks.

    Attributes:
        width: In pixels, as the height.
        jpeg: The image's file.
        lines: The words of each line of the document's text on this page.
    """

    width: int
    height: int
    jpeg: bytes
    lines: tuple[tuple[PlacedWord, ...], ...]


@dataclass(frozen=True, slots=True)
class Pages:
    """The pages of a file as images, and where the words of its text stand on them.

    Attributes:
        sha256: Of the file.
        text: As it was read; the offsets of words lie in it.
        images: The first pages of a PDF, not always all; none of a file that is no PDF.
    """

    sha256: str
    text: str
    images: tuple[PageImage, ...]

    def __repr__(self) -> str:
        return f"<Pages {len(self.images)} images, {self.sha256[:12]}>"

    def show(self, resume: Resume) -> bool:
        """Whether there are pages, and they are those of this résumé, which is not anonymized."""
        same = self.sha256 == resume.sha256 and self.text == resume.text
        return bool(self.images) and same and resume.candidate is not None


@dataclass(frozen=True, slots=True)
class Evidence:
    """A verbatim quote from a résumé and where it stands.

    Attributes:
        similarity: Cosine between the requirement and the quoted bullet, -1 to 1.
    """

    quote: str
    start: int
    end: int
    page: int
    similarity: float


@dataclass(frozen=True, slots=True)
class RequirementResult:
    """What a résumé shows of one requirement.

    Attributes:
        weight: Its share in the fit, before normalising; 0 for a knock-out.
        probability: That a recruiter would tick it, 0 to 1; None when unknown.
        probability_partial: That a recruiter would tick it half; None when unknown.
        evidence: Best first; empty when missing or unknown.
        nearest: The closest thing found, when missing.
        advice: For the candidate: the smallest truthful change; empty when met.
        bound: Whether facts or rules bind the verdict, so that it is not the probabilities' alone.
    """

    requirement: Requirement
    weight: float
    verdict: Verdict
    probability: float | None
    probability_partial: float | None
    reason: str
    evidence: tuple[Evidence, ...] = ()
    nearest: Evidence | None = None
    knock_out: bool = False
    advice: str = ""
    bound: bool = False

    @property
    def is_gap(self) -> bool:
        """Whether it is required and missing."""
        required = self.requirement.priority is Priority.REQUIRED
        return required and self.verdict is Verdict.MISSING

    @property
    def credit(self) -> float:
        """P(met) + ½ P(partial): what the requirement adds to the fit; 0 when unknown."""
        return (self.probability or 0.0) + 0.5 * (self.probability_partial or 0.0)


@dataclass(frozen=True, slots=True)
class Identity:
    """The name and the hash of something that results depend on (a model, a decision)."""

    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Match:
    """How a résumé fits a posting, requirement by requirement.

    Attributes:
        as_of: The day that "present" means, YYYY-MM-DD.
        fit: 0 to 100; None, like the band and the interval, where nothing was scored.
        interval: The range in which the fit would lie in two of three cases, given the
            probabilities.
        estimated: By the first look alone: the cross-encoder read none of it.
        not_scored: Why there is no fit: the language, such as `French`, that no model reads here;
            or that the posting asks conditions alone, of which the résumé says nothing.
        same_file: In a ranking, other names under which the same bytes were given.
        same_person: In a ranking, other files of the same person, the newest first.
    """

    posting: Posting
    resume: Resume
    model: Identity
    decision: Identity
    version: str
    as_of: str
    fit: float | None
    band: Band | None
    interval: tuple[float, float] | None
    requirements: tuple[RequirementResult, ...]
    questions: tuple[str, ...] = ()
    estimated: bool = False
    not_scored: str | None = None
    same_file: tuple[str, ...] = ()
    same_person: tuple[str, ...] = ()

    @property
    def required_total(self) -> int:
        """Required requirements that a résumé could show."""
        return sum(self._counts(result) for result in self.requirements)

    @property
    def required_met(self) -> int:
        """How many of those are met."""
        return sum(
            self._counts(result) and result.verdict is Verdict.MET for result in self.requirements
        )

    @property
    def knocked_out(self) -> bool:
        """Whether a knock-out is missing. One that is partial or unknown is for a person to see."""
        return any(
            result.knock_out and result.verdict is Verdict.MISSING for result in self.requirements
        )

    @property
    def flags(self) -> tuple[Flag, ...]:
        """What is to be known of the two files, the posting first."""
        return (*self.posting.flags, *self.resume.flags)

    @staticmethod
    def _counts(result: RequirementResult) -> bool:
        required = result.requirement.priority is Priority.REQUIRED
        return required and result.verdict is not Verdict.UNKNOWN

    def to_dict(self) -> dict[str, Any]:
        """This match as a `fitscore.match/1` object."""
        from fitscore.schema import MatchObject, to_dict

        return to_dict(MatchObject.of(self))

    def __repr__(self) -> str:
        fit = f"not scored: {self.not_scored}" if self.fit is None else f"fit {self.fit:.1f}"
        met = f"{self.required_met} of {self.required_total} required met"
        return f"<Match {fit}, {met}, résumé {self.resume.sha256[:12]}, as of {self.as_of}>"

    def _repr_html_(self) -> str:
        """What a notebook shows: the page, in a frame of its own that may run no script."""
        return _framed(self.to_html())

    def to_html(self, *, for_candidate: bool = False, pages: Pages | None = None) -> str:
        """This match as one self-contained HTML page, for a recruiter or for the candidate.

        Args:
            for_candidate: What was read and what to do, without a score.
            pages: What `read_pages` gave of the résumé's file: the recruiter's page then shows the
                quotes on the pages too.

        Raises:
            ValueError: The pages are those of another file, or the résumé is anonymized.
        """
        from fitscore.report import match_to_html

        return match_to_html(self, for_candidate=for_candidate, pages=pages)


@dataclass(frozen=True, slots=True)
class Failure:
    """A file of a batch that could not be read."""

    source: str
    status: Status
    error: str


@dataclass(frozen=True, slots=True)
class Ranking:
    """Candidates for one posting, best first.

    Attributes:
        matches: In order: who is knocked out below who is not, each by fit, equal fits by the
            required met, then by source. Who is not scored stands last.
        failed: What could not be read: named, never ranked.
    """

    posting: Posting
    model: Identity
    decision: Identity
    as_of: str
    matches: tuple[Match, ...]
    failed: tuple[Failure, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """This ranking as a `fitscore.ranking/2` object."""
        from fitscore.schema import RankingObject, to_dict

        return to_dict(RankingObject.of(self))

    def __repr__(self) -> str:
        known = f"{len(self.matches)} candidates, {len(self.failed)} not read"
        return f"<Ranking {known}, posting {self.posting.sha256[:12]}, as of {self.as_of}>"

    def __len__(self) -> int:
        """How many candidates."""
        return len(self.matches)

    def __bool__(self) -> bool:
        """True: a ranking is one also where nobody could be read."""
        return True

    def __iter__(self) -> Iterator[Match]:
        """The candidates, best first."""
        return iter(self.matches)

    @overload
    def __getitem__(self, place: int) -> Match: ...

    @overload
    def __getitem__(self, place: slice) -> tuple[Match, ...]: ...

    def __getitem__(self, place: int | slice) -> Match | tuple[Match, ...]:
        """A candidate by the place, from 0; of a slice those candidates, which are no ranking."""
        return self.matches[place]

    def to_dataframe(self) -> Any:
        """A row a candidate, as `rank -f csv` has it, in a frame of pandas, else of polars.

        Raises:
            ExtraError: None of the two is installed.
        """
        from fitscore.report import ranking_to_dataframe

        return ranking_to_dataframe(self)

    def to_parquet(self, path: str | Path) -> None:
        """Write that frame as a Parquet file.

        Raises:
            ExtraError: What writes Parquet is not installed.
        """
        from fitscore.report import ranking_to_parquet

        ranking_to_parquet(self, path)

    def _repr_html_(self) -> str:
        """What a notebook shows: the grid, in a frame of its own that may run no script."""
        return _framed(self.to_html())

    def to_html(self) -> str:
        """This ranking as one self-contained HTML page: candidates by requirements."""
        from fitscore.report import ranking_to_html

        return ranking_to_html(self)


@dataclass(frozen=True, slots=True)
class Row:
    """A candidate in a matrix, with the match for each posting; None where there is none."""

    matches: tuple[Match | None, ...]

    @property
    def resume(self) -> Resume:
        """Whose row it is."""
        return next(match.resume for match in self.matches if match is not None)

    @property
    def highest_fit(self) -> float:
        """The fit for the posting that it fits best; -1 where none is scored."""
        fits = [match.fit for match in self.matches if match is not None and not match.knocked_out]
        return max((fit for fit in fits if fit is not None), default=-1.0)


@dataclass(frozen=True, slots=True)
class Matrix:
    """The same candidates ranked for several postings.

    Attributes:
        rankings: One for each posting, in the order given.
    """

    rankings: tuple[Ranking, ...]

    @property
    def postings(self) -> tuple[Posting, ...]:
        """In the order given."""
        return tuple(ranking.posting for ranking in self.rankings)

    @property
    def rows(self) -> tuple[Row, ...]:
        """The candidates, who fits any posting best first; knock-outs count as no fit there."""
        found: dict[str, list[Match | None]] = {}
        for place, ranking in enumerate(self.rankings):
            for match in ranking.matches:
                cells = found.setdefault(match.resume.sha256, [None] * len(self.rankings))
                cells[place] = match
        rows = [Row(tuple(cells)) for cells in found.values()]
        return tuple(sorted(rows, key=lambda row: (-row.highest_fit, row.resume.source)))

    @property
    def failed(self) -> tuple[Failure, ...]:
        """What could not be read or scored, each once."""
        return tuple(dict.fromkeys(f for ranking in self.rankings for f in ranking.failed))

    def __repr__(self) -> str:
        size = f"{len(self.rows)} candidates for {len(self.rankings)} postings"
        return f"<Matrix {size}, {len(self.failed)} not read>"

    def to_dict(self) -> dict[str, Any]:
        """This matrix as a `fitscore.matrix/1` object."""
        from fitscore.schema import MatrixObject, to_dict

        return to_dict(MatrixObject.of(self))

    def to_html(self) -> str:
        """This matrix as one self-contained HTML page."""
        from fitscore.report import matrix_to_html

        return matrix_to_html(self)


def _framed(page: str) -> str:
    """A page inside another, apart from it: it may run nothing and reach nothing."""
    style = "width: 100%; height: 40rem; border: 0"
    return f'<iframe sandbox srcdoc="{escape(page)}" style="{style}"></iframe>'
