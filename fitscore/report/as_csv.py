"""A ranking as a table that a spreadsheet opens cleanly and cannot be made to calculate."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence

from fitscore.report.badges import flag_words
from fitscore.text.clean import printable
from fitscore.types import Candidate, Match, Ranking

# A cell that begins with one of these, also as full-width signs, is a formula to a spreadsheet, and
# where lists are parted by `;` a cell may begin in the middle of one of ours:
# https://owasp.org/www-community/attacks/CSV_Injection
_FORMULA = re.compile(r"""((?:^|;)[\s"']*)(?=[=+\-@\uff1d\uff0b\uff0d\uff20])""")
Value = str | int | float
_BYTE_ORDER_MARK = "\ufeff"  # tells spreadsheets that this is UTF-8


_HEAD = (
    "rank",
    "fit",
    "fit from",
    "fit to",
    "band",
    "not scored",
    "estimated",
    "knocked out",
    "required met",
    "required",
    "candidate",
    "e-mail",
    "phone",
    "source",
    "same file",
    "same person",
    "flags",
    "decision",
)


def ranking_to_csv(ranking: Ranking) -> str:
    """One row a candidate, best first, then what failed.

    Behind what is known of the candidate stand two columns for each requirement: the verdict, and
    the first quote, which is empty where nothing shows it.
    """
    return table_to_csv(ranking_rows(ranking))


def table_to_csv(rows: Iterable[Sequence[Value]]) -> str:
    """A table as a CSV file that spreadsheets open as it is meant."""
    buffer = io.StringIO()
    table = csv.writer(buffer, lineterminator="\r\n", quoting=csv.QUOTE_ALL)
    for row in rows:
        table.writerow([_shown(value) for value in row])
    return _BYTE_ORDER_MARK + buffer.getvalue()


def ranking_rows(ranking: Ranking) -> Iterator[list[Value]]:
    """The head and the rows of a ranking as a table, texts as they stand in the files."""
    asked = [item.text for item in ranking.posting.requirements]
    heads = [head for text in asked for head in (text, f"quote for: {text}")]
    yield [*_HEAD, *heads, "error"]
    for rank, match in enumerate(ranking.matches, 1):
        proofs = [
            told
            for result in match.requirements
            for told in (result.verdict.value, result.evidence[0].quote if result.evidence else "")
        ]
        yield [rank, *_known(match), *proofs, ""]
    for failure in ranking.failed:
        row: dict[object, Value] = dict.fromkeys((*_HEAD, *range(len(heads))), "")
        row["source"] = failure.source
        yield [*row.values(), failure.error]


def _shown(value: Value) -> str:
    return cell(f"{value:.1f}" if isinstance(value, float) else str(value))


def _known(match: Match) -> list[Value]:
    """What is known of a candidate, in the order of the head, without the rank."""
    person = match.resume.candidate or Candidate()
    numbers = (match.fit, *(match.interval or (None, None)))
    return [
        *("" if number is None else round(number, 1) for number in numbers),
        match.band.value if match.band else "",
        match.not_scored or "",
        *("yes" if so else "" for so in (match.estimated, match.knocked_out)),
        match.required_met,
        match.required_total,
        *(value or "" for value in (person.name, person.email, person.phone)),
        match.resume.source,
        "; ".join(match.same_file),
        "; ".join(match.same_person),
        "; ".join(flag_words(match.resume.flags)),
        match.decision.name,
    ]


def cell(text: str) -> str:
    """Text for one cell: on one line, printable, and never a formula, whatever parts the cells."""
    return _FORMULA.sub(r"\1'", printable(text).strip())
