"""A ranking as a table that a spreadsheet opens cleanly and cannot be made to calculate."""

from __future__ import annotations

import csv
import io
import re

from fitscore.text.clean import printable
from fitscore.types import Ranking

# A cell that begins with one of these, also as full-width signs, is a formula to a spreadsheet, and
# where lists are parted by `;` a cell may begin in the middle of one of ours:
# https://owasp.org/www-community/attacks/CSV_Injection
_FORMULA = re.compile(r"""((?:^|;)[\s"']*)(?=[=+\-@\uff1d\uff0b\uff0d\uff20])""")
_BYTE_ORDER_MARK = "\ufeff"  # tells spreadsheets that this is UTF-8


def ranking_to_csv(ranking: Ranking) -> str:
    """One row a candidate, best first, with the verdict on each requirement; then what failed."""
    buffer = io.StringIO()
    table = csv.writer(buffer, lineterminator="\r\n", quoting=csv.QUOTE_ALL)
    head = ["rank", "fit", "band", "estimated", "knocked out", "required met", "required"]
    head += ["candidate", "source"]
    asked = [cell(item.text) for item in ranking.posting.requirements]
    table.writerow([*head, *asked, "error"])
    for rank, match in enumerate(ranking.matches, 1):
        name = (match.resume.candidate and match.resume.candidate.name) or ""
        known = [rank, f"{match.fit:.1f}", match.band.value]
        known += ["yes" if so else "" for so in (match.estimated, match.knocked_out)]
        known += [match.required_met, match.required_total]
        known += [cell(name), cell(match.resume.source)]
        table.writerow([*known, *(result.verdict.value for result in match.requirements), ""])
    for failure in ranking.failed:
        blanks = [""] * (len(head) - 1)
        cells = [cell(failure.source), *([""] * len(asked)), cell(failure.error)]
        table.writerow([*blanks, *cells])
    return _BYTE_ORDER_MARK + buffer.getvalue()


def cell(text: str) -> str:
    """Text for one cell: on one line, printable, and never a formula, whatever parts the cells."""
    return _FORMULA.sub(r"\1'", printable(text).strip())
