"""Why a requirement got its verdict, in words a recruiter would use."""

from __future__ import annotations

from fitscore.evidence import Passages, Signals
from fitscore.resume import in_words
from fitscore.types import Requirement, Resume, Section, Verdict

_SHOWN_BY = {
    Section.SKILLS: "listed under skills",
    Section.EDUCATION: "shown under education",
    Section.CERTIFICATIONS: "shown under certifications",
    Section.SUMMARY: "said in the summary",
    Section.VOLUNTEER: "shown in volunteer work",
    Section.PROJECTS: "shown in a project",
    Section.LANGUAGES: "listed under languages",
}


def reason_for(
    index: int,
    requirement: Requirement,
    verdict: Verdict,
    resume: Resume,
    passages: Passages,
    signals: Signals,
) -> str:
    """One line: the arithmetic and the names first, then where the evidence stands."""
    if verdict is Verdict.UNKNOWN:
        return "a résumé seldom says; ask"
    parts = [
        *_years(requirement, signals),
        *_degree(requirement, signals),
        *_names(signals.names[index]),
    ]
    if not parts or verdict is not Verdict.MISSING:
        parts.append(_place(index, verdict, resume, passages, signals))
    return "; ".join(part for part in parts if part)


def _years(requirement: Requirement, signals: Signals) -> list[str]:
    if not requirement.years_min:
        return []
    asked = in_words(round(requirement.years_min * 12))
    return [f"{signals.tenure} in dated roles, {asked} asked"]


def _degree(requirement: Requirement, signals: Signals) -> list[str]:
    if requirement.degree is None:
        return []
    held = signals.education
    if held is None or held.degree is None:
        return [f"no degree named, {requirement.degree.value} asked"]
    field = f" in {held.field}" if held.field else ""
    return [f"{held.degree.value}{field} named, {requirement.degree.value} asked"]


def _names(found: dict[str, int | None]) -> list[str]:
    if not found:
        return []
    here = [name for name, place in found.items() if place is not None]
    gone = [name for name, place in found.items() if place is None]
    named = f"names {_joined(here)}" if here else ""
    missing = f"{_joined(gone)} not named" if gone else ""
    return [", ".join(part for part in (named, missing) if part)]


def _joined(names: list[str]) -> str:
    return ", ".join(names[:4]) + (f" and {len(names) - 4} more" if len(names) > 4 else "")


def _place(
    index: int, verdict: Verdict, resume: Resume, passages: Passages, signals: Signals
) -> str:
    if verdict is Verdict.MISSING:
        return "nothing in the résumé comes near enough"
    nearest = passages.items[int(signals.neighbours.passage[index][0])]
    role = next((role for role in resume.roles if role.id == nearest.role), None)
    where = _SHOWN_BY.get(nearest.section, "shown in the résumé")
    if nearest.section is Section.EXPERIENCE:
        where = f"shown under {role.title}" if role and role.title else "shown in the work history"
    return where if verdict is Verdict.MET else f"related: {where}"
