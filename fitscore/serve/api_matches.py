"""Routes of candidates for a posting, what persons say of them, and searches."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from msgspec import Meta, Struct
from starlette.responses import Response

from fitscore.schema import (
    HitObject,
    MatchObject,
    RankingObject,
    convert,
)
from fitscore.serve.api_postings import kept_posting
from fitscore.serve.kept import Mark, MarkKind, Overrule
from fitscore.serve.overruled import Overruled
from fitscore.serve.problems import ProblemError, unknown
from fitscore.serve.rankings import Ranked
from fitscore.serve.routes import (
    PAGING,
    Call,
    Parameter,
    Route,
    after_of,
    answered,
    cursor_of,
    matched,
    no_cursor,
)
from fitscore.types import Verdict

_Line = Annotated[str, Meta(max_length=200)]
_Note = Annotated[str, Meta(max_length=10_000)]
_Reason = Annotated[str, Meta(min_length=1, max_length=2000)]
_Tags = Annotated[
    tuple[Annotated[str, Meta(min_length=1, max_length=60)], ...], Meta(max_length=20)
]
_TOP = Parameter("limit", "integer", "How many.", 10, least=1, most=100)


class NewMark(Struct, kw_only=True):
    """What is noted of a candidate, in place of what was noted before."""

    mark: MarkKind = "none"
    note: _Note = ""
    tags: _Tags = ()
    who: _Line = ""


class NewOverrule(Struct, kw_only=True):
    """A person's verdict on a requirement, by its id, with the reason."""

    requirement: str
    verdict: Verdict
    reason: _Reason
    who: _Line = ""


class OverruleObject(Struct, kw_only=True):
    """A person's verdict; one that does not count was said when something else was asked."""

    id: str
    requirement: str
    verdict: Verdict
    reason: str
    who: str
    when: str
    version: int
    counts: bool


class PersonObject(Struct, kw_only=True):
    """What persons said of a candidate of a ranking, and the machine's fit and place."""

    key: str
    machine_rank: int
    machine_fit: float | None
    overruled: int
    mark: Mark | None


class RankingPart(Struct, kw_only=True):
    """A part of a ranking: `ranking` is worked out with persons' verdicts, best first.

    `people` are those of its candidates, in the same order. `total` counts all candidates.
    """

    posting: str
    version: int
    total: int
    ranking: RankingObject
    people: tuple[PersonObject, ...]
    next: str | None


class CandidateObject(Struct, kw_only=True):
    """A candidate for a posting: the machine's match, and the one with persons' verdicts."""

    posting: str
    version: int
    key: str
    machine: MatchObject
    match: MatchObject
    overrules: tuple[OverruleObject, ...]
    mark: Mark | None


class FoundObject(Struct, kw_only=True):
    """A statement that was found, and the key of its résumé."""

    key: str
    hit: HitObject


class SearchedObject(Struct, kw_only=True):
    """What a search found, the nearest first."""

    query: str
    hits: tuple[FoundObject, ...]


class SuggestedObject(Struct, kw_only=True):
    """A kept posting and how the résumé fits it."""

    posting: str
    version: int
    name: str
    match: MatchObject


class SuggestedPostings(Struct, kw_only=True):
    """The kept postings that a résumé fits best."""

    key: str
    suggestions: tuple[SuggestedObject, ...]


def ranked(call: Call) -> Ranked:
    """The ranking of the posting that a path names."""
    found = call.service.sight.ranking(kept_posting(call))
    if found is None:  # pragma: no cover - nobody is that patient
        raise ProblemError(503, "the ranking is being made; ask again", {"Retry-After": "2"})
    return found


def candidate(call: Call) -> Overruled:
    """The candidate that a path names.

    Raises:
        ProblemError: The posting or the résumé is not kept.
    """
    found = call.service.sight.match(kept_posting(call), call.path["key"])
    if found is None:
        raise unknown("résumé")
    return found


def part_of(found: Ranked, first: int, count: int) -> RankingObject:
    """Some candidates of a ranking, from one on, counted from 0; each with its place in all."""
    matches = found.ranking.matches[first : first + count]
    part = RankingObject.of(replace(found.machine, matches=matches))
    for place, one in enumerate(part.candidates, first + 1):
        one.rank = place
    return part


def _ranking(call: Call) -> Response:
    found = ranked(call)
    after = after_of(call.query["cursor"], 1)
    # Of another moment the places are others: what comes next is what stands below that candidate.
    keys = [one.match.resume.sha256 for one in found.people]
    first = keys.index(after[0]) + 1 if after and after[0] in keys else 0
    if after and not first:
        raise no_cursor()
    shown = found.people[first : first + call.query["limit"]]
    more = len(found.people) > first + len(shown)
    call.service.log("", "read ranking", of=found.kept.id)
    return answered(
        RankingPart(
            posting=found.kept.id,
            version=found.kept.version,
            total=len(found.people),
            ranking=part_of(found, first, len(shown)),
            people=tuple(_person(found, one) for one in shown),
            next=cursor_of((keys[first + len(shown) - 1],)) if more else None,
        )
    )


def _person(found: Ranked, one: Overruled) -> PersonObject:
    key = one.match.resume.sha256
    fit = one.machine.fit
    return PersonObject(
        key=key,
        machine_rank=found.machine_ranks[key],
        machine_fit=None if fit is None else round(fit, 1),
        overruled=len(one.overrules),
        mark=found.marks.get(key),
    )


def _match(call: Call) -> Response:
    found, kept, key = candidate(call), kept_posting(call), call.path["key"]
    call.service.log("", "read match", of=kept.id, resume=key)
    said = [*found.overrules.values(), *found.stale]
    return answered(
        CandidateObject(
            posting=kept.id,
            version=kept.version,
            key=key,
            machine=MatchObject.of(found.machine),
            match=MatchObject.of(found.match),
            overrules=tuple(
                convert(one, OverruleObject, counts=one in found.overrules.values()) for one in said
            ),
            mark=call.service.sight.mark(kept.id, key),
        )
    )


def _mark(call: Call) -> Response:
    kept, given = kept_posting(call), call.body
    mark = convert(given, Mark, resume=call.path["key"], when="")
    made = call.service.mark(kept, mark, _NOTED, seen=matched(call))
    return answered(made, headers={"ETag": f'"{made.when}"'})


def _overrule(call: Call) -> Response:
    kept, given = kept_posting(call), call.body
    said = call.service.overrule(
        kept, call.path["key"], given.requirement, given.verdict, given.reason, given.who
    )
    return answered(_told(said), 201)


def _told(said: Overrule) -> OverruleObject:
    return convert(said, OverruleObject, counts=True)


def _take_back(call: Call) -> Response:
    kept = kept_posting(call)
    if not call.service.take_back(kept, call.path["key"], call.path["overrule"]):
        raise unknown("overrule")
    return Response(status_code=204)


def _search(call: Call) -> Response:
    query = call.query["q"].strip()
    hits = call.service.sight.search(query, call.query["limit"])
    call.service.log("", "search")
    found = tuple(FoundObject(key=key, hit=convert(hit, HitObject)) for hit, key in hits)
    return answered(SearchedObject(query=query, hits=found))


def _suggestions(call: Call) -> Response:
    key = call.path["key"]
    found = call.service.sight.suggestions(key, call.query["limit"])
    if found is None:
        raise unknown("résumé")
    call.service.log("", "read suggestions", resume=key)
    suggestions = tuple(
        SuggestedObject(
            posting=kept.id, version=kept.version, name=kept.name, match=MatchObject.of(match)
        )
        for kept, match in found
    )
    return answered(SuggestedPostings(key=key, suggestions=suggestions))


_NOTED = ("mark", "note", "tags")
_MARK_TAG = (("ETag", 'When it was noted, for If-Match; `""` where nothing was.'),)
_CANDIDATE = "/v1/postings/{id}/matches/{key}"

ROUTES = (
    Route("GET", "/v1/postings/{id}/ranking", "Kept résumés for a posting, best first.", _ranking,
          RankingPart, query=PAGING, errors=(404,), heavy=True),
    Route("GET", _CANDIDATE, "How a résumé fits a posting.", _match, CandidateObject,
          errors=(404,), heavy=True),
    Route("PUT", f"{_CANDIDATE}/mark",
          "Mark a candidate, with a note and tags; If-Match says which mark was seen.", _mark, Mark,
          body=NewMark, headers=_MARK_TAG, errors=(404, 409)),
    Route("POST", f"{_CANDIDATE}/overrules", "Say otherwise of a requirement than the machine.",
          _overrule, OverruleObject, 201, body=NewOverrule, errors=(404,)),
    Route("DELETE", _CANDIDATE + "/overrules/{overrule}", "Take that back.", _take_back, "", 204,
          errors=(404,), role="work"),
    Route("GET", "/v1/search", "The statements of all kept résumés that come nearest.", _search,
          SearchedObject, heavy=True,
          query=(Parameter("q", "string", "Words, as one would say them.", required=True,
                           words=True), _TOP)),
    Route("GET", "/v1/resumes/{key}/suggestions", "The kept postings that a résumé fits best.",
          _suggestions, SuggestedPostings, query=(_TOP,), errors=(404,), heavy=True),
)  # fmt: skip
