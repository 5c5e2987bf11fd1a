"""Why a requirement got its verdict, in words a recruiter would use."""

from __future__ import annotations

from collections.abc import Sequence

from fitscore.facts import AGE, RIGHT_TO_WORK, Fact, Outcome
from fitscore.scoring.assessment import Assessment
from fitscore.text.dates import in_words
from fitscore.text.degrees import degree_in_words
from fitscore.text.money import amount_in_words
from fitscore.types import Requirement, Role, Section, Verdict

_SHOWN_BY = {
    Section.SKILLS: "listed under skills",
    Section.EDUCATION: "shown under education",
    Section.CERTIFICATIONS: "shown under certifications",
    Section.SUMMARY: "said in the summary",
    Section.VOLUNTEER: "shown in volunteer work",
    Section.PROJECTS: "shown in a project",
    Section.LANGUAGES: "listed under languages",
}


_SAID = {
    Outcome.PENDING: "is not finished",
    Outcome.EXPIRED: "has expired",
    Outcome.WISHED: "is only wished for",
    Outcome.OTHERS: "is somebody else's",
    Outcome.DENIED: "is said not to be had",
}


_OF_PERSON = {
    Outcome.ENOUGH: "stated, as is asked",
    Outcome.PENDING: "stated to come",
    Outcome.LOWER: "stated, less than is asked",
    Outcome.NONE: "stated not to be had",
}


def reason_for(row: int, verdict: Verdict, found: Assessment, *, capped: bool = False) -> str:
    """One line: the arithmetic and the names first, then where the evidence stands.

    Args:
        row: Of what is asked.
        verdict: On it.
        found: What it rests on.
        capped: It would be met by evidence that nothing corroborates.
    """
    if verdict is Verdict.UNKNOWN:
        return "a résumé seldom says this; ask the candidate"
    requirement = found.requirements.requirements[row]
    personal = [fact for fact in found.facts_of(row) if fact.about in {AGE, RIGHT_TO_WORK}]
    if personal:
        return f"{personal[0].about}: {_OF_PERSON[personal[0].outcome]}"
    parts = [
        *_years(row, requirement, verdict, found),
        *_degree(row, requirement, found),
        *_names(*found.names(row)),
        *_states(row, found),
        *_grade(row, found),
        *_amounts(found.amounts(row)),
    ]
    if not parts or verdict is not Verdict.MISSING:
        parts.append(_place(row, verdict, found))
    if capped:
        copied = found.copied[int(found.signals.relevance[row].argmax())]
        only = (
            "it repeats the posting's own words" if copied else "it is only listed; no job shows it"
        )
        parts.append(only)
    return "; ".join(part for part in parts if part)


def _years(row: int, requirement: Requirement, verdict: Verdict, found: Assessment) -> list[str]:
    if not requirement.years_min:
        return []
    months = round(requirement.years_min * 12)
    asked = f"{in_words(months)} {'is' if months in {1, 12} else 'are'} asked"
    relevant = found.relevant_roles(row)
    if not relevant:
        total = found.tenure(found.work)
        return [f"no job is close enough to count; {total} in all jobs; {asked}"]
    tenure = found.tenure(relevant)
    titles = _joined(list(dict.fromkeys(role.title for role in relevant if role.title)), 2)
    period = _period(relevant)
    if not period:
        return [f"no dates say how long {f'as {titles}' if titles else 'that was'}; {asked}"]
    if verdict is Verdict.MISSING:
        which = f" ({titles}; {period})" if titles else f" ({period})"
        if len(relevant) == 1:
            return [f"the closest job{which} does not show it; {tenure} in it; {asked}"]
        return [f"the closest jobs{which} do not show it; {tenure} in them; {asked}"]
    every = not titles or len(relevant) == len(found.work)
    jobs = "in dated jobs" if every else f"as {titles}"
    return [f"{tenure} {jobs} ({period}); {asked}"]


def _period(roles: Sequence[Role]) -> str:
    """`2011-03 to 2015-10`: from the first to the last of the dated ones; nothing without any."""
    dated = [role for role in roles if role.from_]
    if not dated:
        return ""
    first = min(role.from_ or "" for role in dated)
    last = "now" if any(role.to is None for role in dated) else max(r.to or "" for r in dated)
    return f"{first} to {last}"


def _degree(row: int, requirement: Requirement, found: Assessment) -> list[str]:
    if requirement.degree is None:
        return []
    held = found.degree(row)
    if held is None or held.degree is None:
        return [f"names no degree; {degree_in_words(requirement.degree)} is asked"]
    field = f" ({held.field})" if held.field else ""
    pending = Fact("degree", Outcome.PENDING) in found.facts_of(row)
    has = f"has {degree_in_words(held.degree)}{field}{', not finished' if pending else ''}"
    return [f"{has}; {degree_in_words(requirement.degree)} is asked"]


def _grade(row: int, found: Assessment) -> list[str]:
    said = {fact.outcome for fact in found.facts_of(row) if fact.about == "grade"}
    grades = [entry.gpa for entry in found.education if entry.gpa]
    if not said or not grades:
        return []
    short = "less than is asked" if Outcome.LOWER in said else "as is asked"
    return [f"states {_joined(grades)}, {short}"]


def _amounts(short: tuple[float, float] | None) -> list[str]:
    if short is None:
        return []
    asked, named = map(amount_in_words, short)
    return [f"names {named}; {asked} is asked"]


def _names(here: list[str], gone: list[str]) -> list[str]:
    if not here and not gone:
        return []
    if not here:
        return [f"does not name {_joined(gone, last='or')}"]
    named = f"names {_joined(here)}"
    return [f"{named}, but not {_joined(gone, last='or')}" if gone else named]


def _states(row: int, found: Assessment) -> list[str]:
    """What is said of names beside naming them: `PMP has expired`."""
    facts = found.facts_of(row)
    asked = found.requirements.requirements[row].names
    levels = {f"{name} level": name for name in asked}
    said = [
        f"{fact.about} {_SAID[fact.outcome]}"
        for fact in facts
        if fact.about in asked and fact.outcome in _SAID
    ]
    return said + [
        f"{levels[fact.about]} is stated at a lower level than is asked"
        for fact in facts
        if fact.about in levels and fact.outcome is Outcome.LOWER
    ]


def _joined(names: list[str], most: int = 4, last: str = "and") -> str:
    """`A`, `A and B`, `A, B and 3 more`; nothing of none."""
    more = [f"{len(names) - most} more"] if len(names) > most else []
    parts = [*names[:most], *more]
    return "".join(parts) if len(parts) <= 1 else f"{', '.join(parts[:-1])} {last} {parts[-1]}"


def _place(row: int, verdict: Verdict, found: Assessment) -> str:
    if verdict is Verdict.MISSING:
        return "nothing in the résumé is close enough"
    nearest = found.most_relevant(row)
    role = next((role for role in found.roles if role.id == nearest.role), None)
    where = _SHOWN_BY.get(nearest.section, "shown in the résumé")
    if nearest.section is Section.EXPERIENCE:
        where = f"shown under {role.title}" if role and role.title else "shown in the work history"
    return where if verdict is Verdict.MET else f"partly {where}"
