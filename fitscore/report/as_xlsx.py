"""A ranking as a workbook: the ranking, the evidence, and what is asked.

Texts of strangers are strings and never formulas, and the same ranking gives the same bytes.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from fitscore.report.as_csv import Value, ranking_rows
from fitscore.text.clean import printable
from fitscore.types import Ranking, Verdict

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

# Fills behind verdicts, pale enough for black text.
_FILLS = {
    Verdict.MET: "CFE8D5",
    Verdict.PARTIAL: "F6E5C4",
    Verdict.MISSING: "F3CFD2",
    Verdict.UNKNOWN: "D3E4F0",
}
_KNOWN = ("rank", "candidate", "source", "requirement", "verdict", "probability", "reason")
_NARROWEST, _WIDEST = 8, 44  # characters, about the width of a column
_LONGEST = 32_000  # characters that a cell of a spreadsheet holds
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest day of a ZIP archive
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")


def ranking_to_xlsx(ranking: Ranking) -> bytes:
    """The bytes of a workbook with the sheets ranking, evidence and requirements."""
    sheets = {
        "ranking": (ranking_rows(ranking), "C2"),
        "evidence": (_evidence(ranking), "A2"),
        "requirements": (_requirements(ranking), "A2"),
    }
    return workbook(sheets, ranking.as_of)


def workbook(sheets: Mapping[str, tuple[Iterator[list[Value]], str]], as_of: str) -> bytes:
    """The bytes of a workbook.

    Args:
        sheets: By name, the rows and the first cell that is not frozen.
        as_of: YYYY-MM-DD, the day that it says to be of.
    """
    from openpyxl import Workbook

    book = Workbook()
    made = datetime.fromisoformat(as_of)
    book.properties.created, book.properties.creator = made, "fitscore"
    book.remove(book.active)
    for name, (rows, frozen) in sheets.items():
        _fill(book.create_sheet(name), rows, frozen=frozen)
    buffer = io.BytesIO()
    book.save(buffer)
    return _repeatable(buffer.getvalue(), made)


def _evidence(ranking: Ranking) -> Iterator[list[Value]]:
    yield [*_KNOWN, "quote", "page"]
    for rank, match in enumerate(ranking.matches, 1):
        name = match.resume.name
        for result in match.requirements:
            chance = "" if result.probability is None else round(result.probability, 2)
            known: list[Value] = [rank, name, match.resume.source, result.requirement.text]
            known += [result.verdict.value, chance, result.reason]
            for quote in result.evidence or (None,):
                yield [*known, quote.quote if quote else "", quote.page if quote else ""]


def _requirements(ranking: Ranking) -> Iterator[list[Value]]:
    yield ["id", "requirement", "priority", "kind"]
    for item in ranking.posting.requirements:
        yield [item.id, item.text, item.priority.value, item.kind.value]


def _fill(sheet: Worksheet, rows: Iterable[Sequence[Value]], *, frozen: str) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    fills = {verdict.value: PatternFill("solid", fgColor=fill) for verdict, fill in _FILLS.items()}
    widths: dict[int, int] = {}
    for number, row in enumerate(rows, 1):
        for column, value in enumerate(row, 1):
            if isinstance(value, str):
                value = printable(value)[:_LONGEST]
            cell = sheet.cell(number, column, value or None if isinstance(value, str) else value)
            if isinstance(value, str) and value:
                cell.data_type = "s"  # also where it begins with a sign of a formula
            if number == 1:
                cell.font = Font(bold=True)
                cell.alignment = Alignment(wrap_text=True, vertical="top")
            else:
                widths[column] = max(widths.get(column, 0), len(str(value)))
                if value in fills:
                    cell.fill = fills[str(value)]
    for column, width in widths.items():
        letter = get_column_letter(column)
        sheet.column_dimensions[letter].width = min(_WIDEST, max(_NARROWEST, width + 2))
    sheet.freeze_panes = frozen
    sheet.auto_filter.ref = sheet.dimensions


def _repeatable(data: bytes, made: datetime) -> bytes:
    """The same workbook without the moment of its writing."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as source,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in sorted(source.namelist()):
            content = source.read(name)
            if name == "docProps/core.xml":
                day = made.strftime("%Y-%m-%dT00:00:00Z").encode()
                content = _MODIFIED.sub(rb"\g<1>" + day, content)
            target.writestr(zipfile.ZipInfo(name, _EPOCH), content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()
