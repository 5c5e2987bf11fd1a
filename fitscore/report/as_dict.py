"""Results as JSON-ready objects; each carries its schema."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fitscore.records import Replayed
from fitscore.types import (
    Evidence,
    Finding,
    Identity,
    Match,
    Posting,
    Ranking,
    Requirement,
    RequirementResult,
    Resume,
    Span,
)

_PROBABILITY_DIGITS = 4
_FIT_DIGITS = 1


def posting_to_dict(posting: Posting) -> dict[str, Any]:
    """A `fitscore.posting/1` object: it can be edited and handed back as a posting."""
    return {
        "schema": "fitscore.posting/1",
        "source": posting.source,
        "sha256": posting.sha256,
        "language": posting.language,
        "title": posting.title,
        "employer": posting.employer,
        "location": posting.location,
        "salary": posting.salary,
        "requirements": [_requirement(item) for item in posting.requirements],
        "responsibilities": _spans(posting.responsibilities),
        "passages": [
            {
                "start": passage.start,
                "end": passage.end,
                "section": passage.section,
                "requirement": passage.requirement,
                "reason": passage.reason,
            }
            for passage in posting.passages
        ],
        "text": posting.text,
    }


def replay_to_dict(replayed: Sequence[Replayed]) -> dict[str, Any]:
    """A `fitscore.replay/1` object."""
    return {
        "schema": "fitscore.replay/1",
        "records": [
            {
                "number": one.number,
                "resume": one.resume,
                "outcome": one.outcome,
                "differences": list(one.differences),
            }
            for one in replayed
        ],
    }


def lint_to_dict(posting: Posting, findings: Sequence[Finding]) -> dict[str, Any]:
    """A `fitscore.lint/1` object."""
    return {
        "schema": "fitscore.lint/1",
        **_posting_summary(posting),
        "findings": [
            {
                "kind": item.kind,
                "text": item.text,
                "start": item.start,
                "end": item.end,
                "suggestion": item.suggestion,
            }
            for item in findings
        ],
    }


def _requirement(item: Requirement) -> dict[str, Any]:
    return {
        "id": item.id,
        "text": item.text,
        "start": item.start,
        "end": item.end,
        "priority": item.priority.value,
        "kind": item.kind.value,
        "years_min": item.years_min,
        "degree": item.degree.value if item.degree else None,
        "or_equivalent": item.or_equivalent,
        "names": list(item.names),
        "any_of": _spans(item.any_of),
        "all_of": _spans(item.all_of),
    }


def _spans(spans: Sequence[Span]) -> list[dict[str, Any]]:
    return [{"text": span.text, "start": span.start, "end": span.end} for span in spans]


def resume_to_dict(resume: Resume) -> dict[str, Any]:
    """A `fitscore.resume/1` object."""
    return {
        "schema": "fitscore.resume/1",
        "source": resume.source,
        "sha256": resume.sha256,
        "language": resume.language,
        "pages": resume.pages,
        "status": resume.status.value,
        **_candidate(resume),
        "bullets": [
            {
                "id": bullet.id,
                "text": bullet.text,
                "start": bullet.start,
                "end": bullet.end,
                "page": bullet.page,
                "section": bullet.section.value,
                "role": bullet.role,
            }
            for bullet in resume.bullets
        ],
        "roles": [
            {
                "id": role.id,
                "title": role.title,
                "employer": role.employer,
                "from": role.from_,
                "to": role.to,
                "start": role.start,
                "end": role.end,
            }
            for role in resume.roles
        ],
        "education": [
            {
                "degree": entry.degree.value if entry.degree else None,
                "field": entry.field,
                "institution": entry.institution,
                "year": entry.year,
                "start": entry.start,
                "end": entry.end,
            }
            for entry in resume.education
        ],
        "credentials": [
            {"name": item.name, "start": item.start, "end": item.end} for item in resume.credentials
        ],
        "skills": list(resume.skills),
        "languages": list(resume.languages),
        "flags": _flags(resume),
        "text": resume.text,
    }


def _candidate(resume: Resume) -> dict[str, Any]:
    """Who the résumé is from, as a `candidate` entry; nothing where it is to stay unsaid."""
    person = resume.candidate
    if person is None:
        return {}
    told = {"name": person.name, "email": person.email, "phone": person.phone}
    return {"candidate": told}


def _flags(resume: Resume) -> list[dict[str, Any]]:
    return [
        {
            "kind": flag.kind,
            "page": flag.page,
            "quote": flag.quote,
            "explanation": flag.explanation,
        }
        for flag in resume.flags
    ]


def match_to_dict(match: Match) -> dict[str, Any]:
    """A `fitscore.match/1` object."""
    return {
        "schema": "fitscore.match/1",
        "posting": _posting_summary(match.posting),
        "resume": {
            "source": match.resume.source,
            "sha256": match.resume.sha256,
            **_candidate(match.resume),
        },
        "model": _identity(match.model),
        "decision": _identity(match.decision),
        "version": match.version,
        "as_of": match.as_of,
        "fit": round(match.fit, _FIT_DIGITS),
        "band": match.band.value,
        "interval": [round(limit, _FIT_DIGITS) for limit in match.interval],
        "required_met": match.required_met,
        "required_total": match.required_total,
        "knocked_out": match.knocked_out,
        "knockouts": [
            {"id": result.requirement.id, "verdict": result.verdict.value}
            for result in match.requirements
            if result.knock_out
        ],
        "requirements": [_result(result) for result in match.requirements],
        "questions": list(match.questions),
        "flags": _flags(match.resume),
    }


def _posting_summary(posting: Posting) -> dict[str, Any]:
    return {"source": posting.source, "sha256": posting.sha256, "title": posting.title}


def _identity(identity: Identity) -> dict[str, str]:
    return {"name": identity.name, "sha256": identity.sha256}


def _result(result: RequirementResult) -> dict[str, Any]:
    return {
        "id": result.requirement.id,
        "text": result.requirement.text,
        "priority": result.requirement.priority.value,
        "kind": result.requirement.kind.value,
        "weight": result.weight,
        "verdict": result.verdict.value,
        "probability": _rounded(result.probability),
        "probability_partial": _rounded(result.probability_partial),
        "knock_out": result.knock_out,
        "reason": result.reason,
        "evidence": [_evidence(quote) for quote in result.evidence],
        "nearest": _evidence(result.nearest) if result.nearest else None,
        "advice": result.advice,
    }


def _evidence(quote: Evidence) -> dict[str, Any]:
    return {
        "quote": quote.quote,
        "start": quote.start,
        "end": quote.end,
        "page": quote.page,
        "similarity": round(quote.similarity, _PROBABILITY_DIGITS),
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, _PROBABILITY_DIGITS)


def ranking_to_dict(ranking: Ranking) -> dict[str, Any]:
    """A `fitscore.ranking/1` object."""
    return {
        "schema": "fitscore.ranking/1",
        "posting": _posting_summary(ranking.posting),
        "model": _identity(ranking.model),
        "decision": _identity(ranking.decision),
        "as_of": ranking.as_of,
        "candidates": [
            {
                "rank": place,
                "source": match.resume.source,
                **_candidate(match.resume),
                "fit": round(match.fit, _FIT_DIGITS),
                "band": match.band.value,
                "knocked_out": match.knocked_out,
                "required_met": match.required_met,
                "required_total": match.required_total,
                "requirements": [
                    {
                        "id": result.requirement.id,
                        "verdict": result.verdict.value,
                        "probability": _rounded(result.probability),
                    }
                    for result in match.requirements
                ],
            }
            for place, match in enumerate(ranking.matches, 1)
        ],
        "failed": [
            {"source": item.source, "status": item.status.value, "error": item.error}
            for item in ranking.failed
        ],
    }
