"""Every `fitscore.*` object that is written or read as JSON, and its JSON Schema.

Each is made of a noun (`Match`, `Ranking`, ...) by its attributes, carries its schema's name, and
is checked against its types when it is read: an error names the path, `$.requirements[1].kind`.
Keys are stable within a version; unknown ones are passed over. All objects stand in one file: it is
the reference of what is written.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeVar

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType

from fitscore.text.clean import escaped_json
from fitscore.types import (
    MOST_WEIGHT,
    Band,
    Bullet,
    Candidate,
    Degree,
    Failure,
    Finding,
    Flag,
    Identity,
    Kind,
    LanguageLevel,
    Match,
    Matrix,
    Passage,
    Posting,
    Priority,
    Ranking,
    Requirement,
    RequirementResult,
    Resume,
    Span,
    Status,
    Verdict,
)

if TYPE_CHECKING:
    from fitscore.audit import Rates, Robustness
    from fitscore.index import Added

_FIT_DIGITS, _PROBABILITY_DIGITS = 1, 4
_MOST_YEARS = 80
S = TypeVar("S", bound=Struct)

Text = Annotated[str, Meta(min_length=1)]
Offset = Annotated[int, Meta(ge=0, description="characters from the beginning of `text`")]
Years = Annotated[float, Meta(gt=0, le=_MOST_YEARS)]
Weight = Annotated[float, Meta(ge=0, le=MOST_WEIGHT)]


class PartObject(Struct, kw_only=True):
    """A part of a requirement; what is not given is read from its words."""

    id: str | None = None
    text: Text
    start: Offset = 0
    end: Offset = 0
    priority: Priority | None = None
    kind: Kind | None = None
    years_min: Years | None = None
    years_within: Years | None = None
    degree: Degree | None = None
    or_equivalent: bool = False
    names: tuple[Text, ...] = ()


class RequirementObject(Struct, kw_only=True):
    """One thing that a posting asks; `weight` is in place of that of its priority and kind."""

    id: str | None = None
    text: Text
    start: Offset = 0
    end: Offset = 0
    priority: Priority
    kind: Kind
    years_min: Years | None = None
    years_within: Years | None = None
    degree: Degree | None = None
    or_equivalent: bool = False
    names: tuple[Text, ...] = ()
    any_of: tuple[PartObject, ...] = ()
    all_of: tuple[PartObject, ...] = ()
    weight: Weight | None = None
    knock_out: bool = False


class SpanObject(Struct):
    """A passage of a posting."""

    text: Text
    start: Offset = 0
    end: Offset = 0


class PostingObject(Struct, tag_field="schema", tag="fitscore.posting/1", kw_only=True):
    """A posting as requirements: it can be edited and handed back as a posting."""

    source: str | None = None
    sha256: str | None = None
    language: str | None = None
    title: str | None = None
    employer: str | None = None
    location: str | None = None
    salary: str | None = None
    requirements: Annotated[tuple[RequirementObject, ...], Meta(min_length=1)]
    responsibilities: tuple[SpanObject, ...] = ()
    passages: tuple[Passage, ...] = ()
    flags: tuple[Flag, ...] = ()
    text: Text

    @classmethod
    def of(cls, posting: Posting) -> PostingObject:
        """That of a posting."""
        return convert(posting, cls)


class RoleObject(Struct, kw_only=True):
    """A job held; `type` is work, military, volunteer, freelance or break."""

    id: str
    title: str
    employer: str | None
    from_: str | None = msgspec.field(name="from")
    to: str | None
    type: str
    start: int
    end: int


class EducationObject(Struct):
    """An entry of education; `state` is completed, in progress, expected or incomplete."""

    degree: Degree | None
    field: str | None
    institution: str | None
    year: int | None
    start: int
    end: int
    state: str
    gpa: str | None


class CredentialObject(Struct):
    """A certificate, licence or designation.

    `state` is held, expected, in progress, expired, lapsed or not held.
    """

    name: str
    start: int
    end: int
    state: str
    year: int | None


class ResumeObject(Struct, tag_field="schema", tag="fitscore.resume/1", kw_only=True):
    """A résumé as statements, roles and credentials; `candidate` is absent when anonymized."""

    source: str
    sha256: str
    language: str | None
    pages: int
    status: Status
    candidate: Candidate | UnsetType = UNSET
    bullets: tuple[Bullet, ...]
    roles: tuple[RoleObject, ...]
    education: tuple[EducationObject, ...]
    credentials: tuple[CredentialObject, ...]
    skills: tuple[str, ...]
    languages: tuple[str, ...]
    language_levels: tuple[LanguageLevel, ...]
    flags: tuple[Flag, ...]
    text: str

    @classmethod
    def of(cls, resume: Resume) -> ResumeObject:
        """That of a résumé."""
        return convert(resume, cls, candidate=_candidate(resume))


class PostingSummary(Struct):
    """Which posting it was."""

    source: str
    sha256: str
    title: str | None


class ResumeSummary(Struct, kw_only=True):
    """Which résumé it was; `candidate` is absent when anonymized."""

    source: str
    sha256: str
    candidate: Candidate | UnsetType = UNSET


class KnockOutObject(Struct):
    """A requirement that gates."""

    id: str
    verdict: Verdict


class EvidenceObject(Struct):
    """A verbatim quote of a résumé."""

    quote: str
    start: int
    end: int
    page: int
    similarity: float

    def __post_init__(self) -> None:
        """Round what is no more exact."""
        self.similarity = round(self.similarity, _PROBABILITY_DIGITS)


class ResultObject(Struct):
    """The verdict on a requirement, with its proof."""

    id: str
    text: str
    priority: Priority
    kind: Kind
    weight: float
    verdict: Verdict
    probability: float | None
    probability_partial: float | None
    knock_out: bool
    reason: str
    evidence: tuple[EvidenceObject, ...]
    nearest: EvidenceObject | None
    advice: str


class MatchObject(Struct, tag_field="schema", tag="fitscore.match/1"):
    """How a résumé fits a posting."""

    posting: PostingSummary
    resume: ResumeSummary
    model: Identity
    decision: Identity
    version: str
    as_of: str
    fit: float | None
    band: Band | None
    interval: tuple[float, float] | None
    not_scored: str | None
    required_met: int
    required_total: int
    knocked_out: bool
    estimated: bool
    knockouts: tuple[KnockOutObject, ...]
    requirements: tuple[ResultObject, ...]
    questions: tuple[str, ...]
    flags: tuple[Flag, ...]

    @classmethod
    def of(cls, match: Match) -> MatchObject:
        """That of a match."""
        return convert(
            match,
            cls,
            resume=convert(match.resume, ResumeSummary, candidate=_candidate(match.resume)),
            fit=_fit(match),
            interval=_interval(match),
            knockouts=tuple(
                KnockOutObject(result.requirement.id, result.verdict)
                for result in match.requirements
                if result.knock_out
            ),
            requirements=tuple(_result(item, ResultObject) for item in match.requirements),
        )


class AskedObject(Struct):
    """A requirement of the posting, which each candidate's results name by its id."""

    id: str
    text: str
    priority: Priority
    kind: Kind


class RankedResult(Struct, kw_only=True):
    """The verdict on a requirement, with its proof."""

    id: str
    weight: float
    verdict: Verdict
    probability: float | None
    probability_partial: float | None
    knock_out: bool
    reason: str
    evidence: tuple[EvidenceObject, ...]
    nearest: EvidenceObject | None


class RankedObject(Struct, kw_only=True):
    """A candidate in a ranking; `candidate` is absent when anonymized.

    `same_file` are other names of the same bytes, `same_person` other files of the same person,
    the newest first.
    """

    rank: int
    source: str
    sha256: str
    candidate: Candidate | UnsetType = UNSET
    fit: float | None
    band: Band | None
    interval: tuple[float, float] | None
    not_scored: str | None
    estimated: bool
    knocked_out: bool
    required_met: int
    required_total: int
    same_file: tuple[str, ...]
    same_person: tuple[str, ...]
    requirements: tuple[RankedResult, ...]
    questions: tuple[str, ...]
    flags: tuple[Flag, ...]


class RankingObject(Struct, tag_field="schema", tag="fitscore.ranking/2"):
    """Candidates for one posting, best first; those that are not scored stand last."""

    posting: PostingSummary
    model: Identity
    decision: Identity
    as_of: str
    requirements: tuple[AskedObject, ...]
    flags: tuple[Flag, ...]
    candidates: tuple[RankedObject, ...]
    failed: tuple[Failure, ...]

    @classmethod
    def of(cls, ranking: Ranking) -> RankingObject:
        """That of a ranking."""
        candidates = tuple(
            convert(
                match,
                RankedObject,
                rank=rank,
                source=match.resume.source,
                sha256=match.resume.sha256,
                candidate=_candidate(match.resume),
                fit=_fit(match),
                interval=_interval(match),
                requirements=tuple(_result(item, RankedResult) for item in match.requirements),
                flags=match.resume.flags,
            )
            for rank, match in enumerate(ranking.matches, 1)
        )
        asked = tuple(convert(item, AskedObject) for item in ranking.posting.requirements)
        return convert(
            ranking, cls, requirements=asked, flags=ranking.posting.flags, candidates=candidates
        )


class CellObject(Struct):
    """How a candidate fits one posting."""

    fit: float | None
    band: Band | None
    interval: tuple[float, float] | None
    not_scored: str | None
    estimated: bool
    knocked_out: bool
    required_met: int
    required_total: int


class RowObject(Struct, kw_only=True):
    """A candidate with a cell for each posting; `candidate` is absent when anonymized."""

    source: str
    sha256: str
    candidate: Candidate | UnsetType = UNSET
    cells: tuple[CellObject | None, ...]
    flags: tuple[Flag, ...]


class MatrixObject(Struct, tag_field="schema", tag="fitscore.matrix/1"):
    """Candidates by postings; who fits any of them best stands first."""

    postings: tuple[PostingSummary, ...]
    model: Identity
    decision: Identity
    as_of: str
    candidates: tuple[RowObject, ...]
    failed: tuple[Failure, ...]

    @classmethod
    def of(cls, matrix: Matrix) -> MatrixObject:
        """That of a matrix."""
        rows = tuple(
            convert(
                row.resume,
                RowObject,
                candidate=_candidate(row.resume),
                cells=tuple(
                    match and convert(match, CellObject, fit=_fit(match), interval=_interval(match))
                    for match in row.matches
                ),
            )
            for row in matrix.rows
        )
        return convert(
            matrix.rankings[0],
            cls,
            postings=tuple(convert(posting, PostingSummary) for posting in matrix.postings),
            candidates=rows,
            failed=matrix.failed,
        )


class LintObject(Struct, tag_field="schema", tag="fitscore.lint/1"):
    """What is wrong with a posting."""

    source: str
    sha256: str
    title: str | None
    findings: tuple[Finding, ...]

    @classmethod
    def of(cls, posting: Posting, findings: Sequence[Finding]) -> LintObject:
        """What was found in a posting."""
        return convert(posting, cls, findings=findings)


class ReplayedObject(Struct):
    """What came of deciding again."""

    number: int
    resume: str
    outcome: Literal["same", "differs", "failed"]
    differences: tuple[str, ...]


class ReplayObject(Struct, tag_field="schema", tag="fitscore.replay/1"):
    """What came of deciding again on the files of a record."""

    records: tuple[ReplayedObject, ...]

    @classmethod
    def of(cls, replayed: Sequence[object]) -> ReplayObject:
        """Those of some `fitscore.records.Replayed`."""
        return cls(tuple(convert(one, ReplayedObject) for one in replayed))


class AddedObject(Struct, tag_field="schema", tag="fitscore.added/1", kw_only=True):
    """What came of a file that was to be kept: one a line (`index add -f jsonl`).

    `outcome` is added, replaced, unchanged, forgotten or failed. `error` says why one failed;
    `forgotten` is the day on which one was forgotten that is not added for that reason, else null.
    `same_file` are other ids under which the same bytes are kept, `same_person` those of other
    files of the same person, the newest first; both are told of what is added or replaced.
    """

    kind: str
    source: str
    name: str = msgspec.field(name="id")
    outcome: str
    error: str | None
    forgotten: str | None
    same_file: tuple[str, ...]
    same_person: tuple[str, ...]

    @classmethod
    def of(cls, kind: str, added: Added) -> AddedObject:
        """That of a résumé or a posting."""
        return cls(
            kind=kind,
            source=added.source,
            name=added.name,
            outcome=added.outcome,
            error=added.error or None,
            forgotten=added.forgotten or None,
            same_file=added.same_file,
            same_person=added.same_person,
        )


class EntryObject(Struct, kw_only=True):
    """A document that is kept; `candidate` is the person's name where it is known."""

    kind: str
    name: str = msgspec.field(name="id")
    sha256: str
    added: str
    candidate: str | None


class EntriesObject(Struct, tag_field="schema", tag="fitscore.entries/1"):
    """What an index keeps."""

    entries: tuple[EntryObject, ...]

    @classmethod
    def of(cls, entries: Sequence[object]) -> EntriesObject:
        """Those of some `fitscore.index.Entry`."""
        return cls(tuple(convert(entry, EntryObject) for entry in entries))


class HitObject(Struct, kw_only=True):
    """A statement that comes near a query; `same_file` and `same_person` as in a ranking."""

    name: str = msgspec.field(name="id")
    candidate: str | None
    quote: str
    start: int
    end: int
    page: int
    section: str
    similarity: float
    same_file: tuple[str, ...]
    same_person: tuple[str, ...]

    def __post_init__(self) -> None:
        """Round what is no more exact."""
        self.similarity = round(self.similarity, _PROBABILITY_DIGITS)


class SearchObject(Struct, tag_field="schema", tag="fitscore.search/1"):
    """What a search found."""

    query: str
    hits: tuple[HitObject, ...]

    @classmethod
    def of(cls, query: str, hits: Sequence[object]) -> SearchObject:
        """Those of some `fitscore.index.Hit`."""
        return cls(query, tuple(convert(hit, HitObject) for hit in hits))


class SuggestionsObject(Struct, tag_field="schema", tag="fitscore.suggestions/1"):
    """The kept postings that a résumé fits best."""

    matches: tuple[MatchObject, ...]

    @classmethod
    def of(cls, matches: Sequence[Match]) -> SuggestionsObject:
        """Those of some matches, the best first."""
        return cls(tuple(MatchObject.of(match) for match in matches))


class MovementObject(Struct):
    """What one kind of change moves."""

    kind: str
    label: str
    count: int
    largest_fit: float
    mean_fit: float
    largest_rank: int
    mean_rank: float
    largest_probability: float
    source: str


class RobustnessObject(Struct, tag_field="schema", tag="fitscore.robustness/1"):
    """How far a score and a rank move when something changes that should not matter."""

    posting: PostingSummary
    model: Identity
    decision: Identity
    as_of: str
    resumes: tuple[str, ...]
    unnamed: tuple[str, ...]
    movements: tuple[MovementObject, ...]
    failed: tuple[Failure, ...]

    @classmethod
    def of(cls, found: Robustness) -> RobustnessObject:
        """That of an audit."""
        return convert(found, cls, resumes=found.sources)


class RateObject(Struct):
    """A share of a group, its interval, and its ratio to the highest."""

    share: float
    low: float
    high: float
    ratio: float | None
    ratio_low: float | None
    ratio_high: float | None
    p_value: float | None
    below_four_fifths: bool


class GroupObject(Struct):
    """One group's rates."""

    label: str
    count: int
    selected: int | None
    selection: RateObject | None
    scoring: RateObject
    small: bool


class CategoryObject(Struct):
    """A column, or several crossed, with its groups."""

    name: str
    groups: tuple[GroupObject, ...]
    unknown: int


class RatesObject(Struct, tag_field="schema", tag="fitscore.rates/1"):
    """Rates by group for one table."""

    source: str
    count: int
    without_score: int
    median: float
    rule: str | None
    categories: tuple[CategoryObject, ...]

    @classmethod
    def of(cls, found: Rates) -> RatesObject:
        """That of an audit."""
        return convert(found, cls)


class CheckObject(Struct):
    """One part that was looked at; what is missing is needed for some files only."""

    name: str
    state: Literal["ok", "missing", "wrong"]
    told: str


class DoctorObject(Struct, tag_field="schema", tag="fitscore.doctor/1"):
    """What is there and whether it is sound."""

    version: str
    checks: tuple[CheckObject, ...]


SCHEMAS: Mapping[str, type[Struct]] = {
    "added": AddedObject,
    "doctor": DoctorObject,
    "entries": EntriesObject,
    "lint": LintObject,
    "match": MatchObject,
    "matrix": MatrixObject,
    "posting": PostingObject,
    "ranking": RankingObject,
    "rates": RatesObject,
    "replay": ReplayObject,
    "resume": ResumeObject,
    "robustness": RobustnessObject,
    "search": SearchObject,
    "suggestions": SuggestionsObject,
}


def to_json(value: Struct) -> str:
    """JSON with two spaces, letters as they are, and what has no place on paper escaped."""
    return escaped_json(msgspec.json.format(msgspec.json.encode(value), indent=2).decode())


def to_json_line(value: Struct) -> str:
    """The same on one line."""
    return escaped_json(msgspec.json.encode(value).decode())


def to_dict(value: Struct) -> dict[str, Any]:
    """The same as plain objects."""
    plain: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(value))
    return plain


def from_json(data: bytes | str, kind: type[S]) -> S:
    """An object of one of the schemas.

    Raises:
        msgspec.DecodeError: It is no JSON, or does not fit; the message names the path.
    """
    return msgspec.json.decode(data, type=kind)


def json_schema(kind: type[Struct]) -> dict[str, Any]:
    """The JSON Schema (2020-12) of an object that carries its schema's name."""
    name = kind.__struct_config__.tag
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": name}
    return {**head, **msgspec.json.schema(kind)}


class _Attributes:
    """The attributes of a noun, some of them replaced."""

    def __init__(self, noun: object, replaced: Mapping[str, object]) -> None:
        self._noun, self._replaced = noun, replaced

    def __getattr__(self, name: str) -> object:
        found = self._replaced[name] if name in self._replaced else getattr(self._noun, name)
        if found is UNSET:
            raise AttributeError(name)
        return found


def convert(noun: object, kind: type[S], /, **replaced: object) -> S:
    """An object of one of the schemas, of the attributes of a noun, some of them given."""
    return msgspec.convert(_Attributes(noun, replaced), kind, from_attributes=True)


def _candidate(resume: Resume) -> Candidate | UnsetType:
    """Who the résumé is from; unset where it is to stay unsaid."""
    return UNSET if resume.candidate is None else resume.candidate


def _fit(match: Match) -> float | None:
    return None if match.fit is None else round(match.fit, _FIT_DIGITS)


def _interval(match: Match) -> tuple[float, ...] | None:
    return match.interval and tuple(round(limit, _FIT_DIGITS) for limit in match.interval)


def _result(result: RequirementResult, kind: type[S]) -> S:
    """The verdict on a requirement with what the object says of the requirement itself."""
    return convert(
        result,
        kind,
        id=result.requirement.id,
        text=result.requirement.text,
        priority=result.requirement.priority,
        kind=result.requirement.kind,
        probability=_rounded(result.probability),
        probability_partial=_rounded(result.probability_partial),
    )


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, _PROBABILITY_DIGITS)


def span_of(value: PartObject | RequirementObject | SpanObject, text: str) -> Span:
    """The words of an entry and where they stand; at 0 to 0 where the text does not hold them."""
    words = " ".join(value.text.split())
    if " ".join(text[value.start : value.end].split()) == words:
        return Span(words, value.start, value.end)
    at = text.find(words)
    return Span(words, at, at + len(words)) if at >= 0 else Span(words, 0, 0)


def requirement_of(value: RequirementObject, id_: str, text: str) -> Requirement:
    """A requirement without its parts.

    Args:
        value: As it stands in a file.
        id_: Where it says none.
        text: Of the posting.
    """
    span = span_of(value, text)
    return Requirement(
        id=value.id or id_,
        text=span.text,
        start=span.start,
        end=span.end,
        priority=value.priority,
        kind=value.kind,
        years_min=value.years_min,
        years_within=value.years_within,
        degree=value.degree,
        or_equivalent=value.or_equivalent,
        names=value.names,
        weight=value.weight,
        knock_out=value.knock_out,
    )
