"""A ranking as Markdown, to paste into a note or a ticket."""

from __future__ import annotations

import re

from fitscore.report.as_text import ESTIMATED, SIGNS
from fitscore.report.badges import badges_of, band_in_words, fit_in_words, others_of
from fitscore.text.clean import printable
from fitscore.types import Ranking

# What could begin a mark-up: https://spec.commonmark.org/0.31.2/#backslash-escapes
_MARKS = re.compile(
    r"(?P<mark>[\\`*_{}\[\]<>()#+!|~&$@]|(?<=https):|(?<=http):|(?<=ftp):|(?<=www)\.|^-|(?<=^\d)\.)",
    re.IGNORECASE,
)


def ranking_to_markdown(ranking: Ranking) -> str:
    """A table of candidates, best first, their verdicts by requirement, and what failed."""
    asked = ranking.posting.requirements
    title = ranking.posting.title or ranking.posting.source
    head = ["#", "Fit", "Band", "Required", "Candidate", "File", "Notes"]
    head += [str(number) for number in range(1, len(asked) + 1)]
    lines = [f"# Candidates for {escaped(title)}", "", _row(head)]
    lines.append(_row(["--:", "--:", "---", "--:", "---", "---", "---", *[":-:"] * len(asked)]))
    for rank, match in enumerate(ranking.matches, 1):
        name = match.resume.name
        cells = [str(rank), fit_in_words(match), band_in_words(match)]
        cells += [f"{match.required_met} of {match.required_total}"]
        cells += [escaped(name), escaped(match.resume.source)]
        cells += [escaped("; ".join([*badges_of(match), *others_of(match)]))]
        lines.append(_row([*cells, *(SIGNS[result.verdict] for result in match.requirements)]))
    legend = ", ".join(f"{sign} {verdict.value}" for verdict, sign in SIGNS.items())
    lines += ["", f"{legend}.", ""]
    if any(match.estimated for match in ranking.matches):
        lines += [ESTIMATED, ""]
    lines += [
        f"{number}. {escaped(item.text)} ({item.priority.value})"
        for number, item in enumerate(asked, 1)
    ]
    lines += [f"Note on the posting: {escaped(f.explanation)}" for f in ranking.posting.flags]
    if ranking.failed:
        lines += ["", "## Not read", ""]
        lines += [f"- {escaped(failure.error)}" for failure in ranking.failed]
    made = f"Model {ranking.model.name}, decision {ranking.decision.name}, as of {ranking.as_of}."
    return "\n".join([*lines, "", made]) + "\n"


def escaped(text: str) -> str:
    """Text that is shown as it is: on one line, and no mark-up."""
    return _MARKS.sub(r"\\\g<mark>", printable(text).strip())


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"
