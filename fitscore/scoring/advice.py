"""What a candidate can do about a requirement that was not found: say what is so, where it counts.

Each advice begins with "If": nothing here tells anyone to write what is not so.
"""

from __future__ import annotations

from fitscore.scoring.assessment import Assessment
from fitscore.text.dates import in_words
from fitscore.text.degrees import degree_in_words
from fitscore.text.money import amount_in_words
from fitscore.text.wording import speaks_of_leading, speaks_of_money
from fitscore.types import Kind, Requirement, Verdict


def advice_for(row: int, verdict: Verdict, found: Assessment) -> str:
    """One sentence on the smallest truthful change; empty where there is nothing to change.

    Args:
        row: Of what is asked.
        verdict: On it.
        found: What it rests on.
    """
    if verdict is Verdict.MET:
        return ""
    if verdict is Verdict.UNKNOWN:
        return "A résumé need not say this; expect to be asked."
    requirement = found.requirements.requirements[row]
    named, gone = found.names(row)
    short = found.amounts(row)
    if short is not None:
        asked, most = map(amount_in_words, short)
        return (
            f"If you have had {asked} or more in your charge, say so: the largest "
            f"sum near this is {most}."
        )
    if requirement.degree is not None:
        return _degree(row, requirement, found)
    if gone and requirement.kind in {Kind.CERTIFICATION, Kind.TOOL, Kind.LANGUAGE, Kind.SKILL}:
        verb = {Kind.CERTIFICATION: "hold", Kind.LANGUAGE: "speak"}.get(requirement.kind, "know")
        return f"If you {verb} {_or(gone)}, name it: the résumé does not."
    if requirement.years_min:
        return _years(row, requirement.years_min, found)
    if named and not gone:
        return "If the rest of it is so too, say it: what is named was found, and no more."
    return _shown(row, requirement, verdict, found)


def _degree(row: int, requirement: Requirement, found: Assessment) -> str:
    assert requirement.degree is not None
    held = found.degree(row)
    if held is None or held.degree is None or held.degree.level < requirement.degree.level:
        asked = degree_in_words(requirement.degree)
        lead = f"If you have {asked}, give it a line of its own"
        return f"{lead}: level, field, institution. No such line was found."
    return (
        f"If {degree_in_words(held.degree, 'your')} covered the field that is asked, name the "
        "field or the subjects; if work stands in for it, say which."
    )


def _years(row: int, years: float, found: Assessment) -> str:
    asked = in_words(round(years * 12))
    relevant = found.relevant_roles(row)
    if not relevant:
        return (
            f"If you have done this for {asked}, say it under the jobs where you did: no dated job "
            "comes near it."
        )
    tenure = found.tenure(relevant)
    if tenure.most >= years * 12:
        return f"If the {tenure} found were spent on this, say in each job what of it you did."
    return (
        f"If you have done this for longer than the {tenure} found, give each "
        "such job its first and last month and say what of it you did."
    )


def _shown(row: int, requirement: Requirement, verdict: Verdict, found: Assessment) -> str:
    index = int(found.order[row].argmax())
    nearest = found.passages[index]
    if verdict is Verdict.PARTIAL and found.copied[found.signals.relevance[row].argmax()]:
        return "If this is so, say it in your own words, under the job where you did it."
    if (
        verdict is Verdict.PARTIAL
        and nearest.is_keyword_list
        and requirement.kind is Kind.EXPERIENCE
    ):
        return "If you have done this at work, say in which job and for what: it is only listed."
    if speaks_of_money(requirement.text):
        return "If you have had a budget in your charge, say its size and what you did with it."
    if speaks_of_leading(requirement.text) and requirement.kind is Kind.EXPERIENCE:
        return "If you have led people in this, say how many, in which job and at what."
    if requirement.kind is Kind.TRAIT:
        return "If it is so, show it: one thing that you did, in which job, and what came of it."
    done = "more of this" if verdict is Verdict.PARTIAL else "this"
    where = "in the job where you did it: what, for whom, how much"
    seen = "what was found is near it only" if verdict is Verdict.PARTIAL else "no line shows it"
    return f"If you have done {done}, say so {where}; {seen}."


def _or(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"
