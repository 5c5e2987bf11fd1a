"""Why a requirement got its verdict, in words a recruiter would use."""

from __future__ import annotations

from collections.abc import Sequence

from fitscore.evidence import Comparison, Scale, Signals, in_short
from fitscore.resume import in_words
from fitscore.types import Education, Requirement, Role, Section, Verdict

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
    comparison: Comparison,
    signals: Signals,
    *,
    held_back: bool = False,
) -> str:
    """One line: the arithmetic and the names first, then where the evidence stands.

    Args:
        index: Of the requirement in the comparison.
        requirement: What was asked.
        verdict: On it.
        comparison: The résumé beside the posting.
        signals: Of the comparison.
        held_back: It would be met if what does not vouch for itself did.
    """
    if verdict is Verdict.UNKNOWN:
        return "a résumé seldom says; ask"
    parts = [
        *_years(index, requirement, verdict, signals),
        *_degree(requirement, signals.education[index]),
        *_names(signals.names[index]),
        *_scale(signals.scale[index]),
    ]
    if not parts or verdict is not Verdict.MISSING:
        parts.append(_place(index, verdict, comparison, signals))
    if held_back:
        copied = comparison.passages.items[int(signals.relevance[index].argmax())].copied
        parts.append("in the posting's own words" if copied else "listed, no work shows it")
    return "; ".join(part for part in parts if part)


def _years(index: int, requirement: Requirement, verdict: Verdict, signals: Signals) -> list[str]:
    if not requirement.years_min:
        return []
    asked = in_words(round(requirement.years_min * 12))
    counting = signals.counting[index]
    if not counting.roles:
        return [f"no role comes near enough to count; {signals.tenure} in all roles, {asked} asked"]
    titles = _joined(list(dict.fromkeys(role.title for role in counting.roles if role.title)), 2)
    period = _period(counting.roles)
    if verdict is Verdict.MISSING:
        nearest = f"the nearest roles, {titles}{period}," if titles else f"the roles{period}"
        return [f"{nearest} do not show it; {counting.tenure} in them, {asked} asked"]
    every = not titles or len(counting.roles) == len(signals.all_roles)
    roles = "dated roles" if every else f"roles as {titles}"
    return [f"{counting.tenure} in {roles}{period}, {asked} asked"]


def _period(roles: Sequence[Role]) -> str:
    """` (2011-03 to 2015-10)`: from the first to the last of the dated ones."""
    dated = [role for role in roles if role.from_]
    if not dated:
        return ""
    first = min(role.from_ or "" for role in dated)
    last = "now" if any(role.to is None for role in dated) else max(r.to or "" for r in dated)
    return f" ({first} to {last})"


def _degree(requirement: Requirement, held: Education | None) -> list[str]:
    if requirement.degree is None:
        return []
    if held is None or held.degree is None:
        return [f"no degree named, {requirement.degree.value} asked"]
    field = f" in {held.field}" if held.field else ""
    return [f"{held.degree.value}{field} named, {requirement.degree.value} asked"]


def _scale(scale: Scale | None) -> list[str]:
    if scale is None or not scale.falls_short:
        return []
    return [f"{in_short(scale.named)} named, {in_short(scale.asked)} asked"]


def _names(found: dict[str, int | None]) -> list[str]:
    if not found:
        return []
    here = [name for name, place in found.items() if place is not None]
    gone = [name for name, place in found.items() if place is None]
    named = f"names {_joined(here)}" if here else ""
    missing = f"{_joined(gone)} not named" if gone else ""
    return [", ".join(part for part in (named, missing) if part)]


def _joined(names: list[str], most: int = 4) -> str:
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more


def _place(index: int, verdict: Verdict, comparison: Comparison, signals: Signals) -> str:
    if verdict is Verdict.MISSING:
        return "nothing in the résumé comes near enough"
    nearest = comparison.passages.items[int(signals.relevance[index].argmax())]
    role = next((role for role in comparison.resume.roles if role.id == nearest.role), None)
    where = _SHOWN_BY.get(nearest.section, "shown in the résumé")
    if nearest.section is Section.EXPERIENCE:
        where = f"shown under {role.title}" if role and role.title else "shown in the work history"
    return where if verdict is Verdict.MET else f"related: {where}"
