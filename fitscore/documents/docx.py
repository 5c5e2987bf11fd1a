"""DOCX to lines: headings, list paragraphs and tables in reading order."""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import Any

from fitscore.documents.builder import TextBuilder
from fitscore.errors import UnreadableError
from fitscore.types import Line

_POINTS_PER_EMU = 1 / 12700


def read_docx(data: bytes, source: str) -> tuple[str, tuple[Line, ...]]:
    """Text of a Word document and its lines: headers, body and tables in order.

    Raises:
        UnreadableError: The file is damaged.
    """
    import docx
    from docx.opc.exceptions import OpcError
    from lxml.etree import XMLSyntaxError

    # What the library, the archive and the markup raise on damaged files of many kinds.
    damage = (
        OpcError,
        XMLSyntaxError,
        zipfile.BadZipFile,
        zlib.error,
        AttributeError,
        LookupError,
        NotImplementedError,
        RuntimeError,
        ValueError,
    )
    try:
        document = docx.Document(io.BytesIO(data))
        builder = TextBuilder()
        section = document.sections[0] if document.sections else None
        if section is not None and not section.header.is_linked_to_previous:
            _add_container(builder, section.header)
        _add_container(builder, document)
    except damage as error:
        raise UnreadableError(
            source, f"the Word file is damaged ({error})", "open it in a word processor and save it"
        ) from error
    return builder.text(), builder.lines()


def _add_container(builder: TextBuilder, container: Any) -> None:
    from docx.table import Table

    for block in container.iter_inner_content():
        if isinstance(block, Table):
            _add_table(builder, block)
        else:
            _add_paragraph(builder, block)


def _add_table(builder: TextBuilder, table: Any) -> None:
    """A table's cells row by row; a merged cell, which the library repeats, once."""
    seen: set[Any] = set()
    for row in table.rows:
        for cell in row.cells:
            if cell._tc not in seen:  # noqa: SLF001 - the only identity a merged cell has
                seen.add(cell._tc)  # noqa: SLF001
                _add_container(builder, cell)


def _add_paragraph(builder: TextBuilder, paragraph: Any) -> None:
    style = (paragraph.style.name or "").lower() if paragraph.style is not None else ""
    numbered = paragraph._p.pPr is not None and paragraph._p.pPr.numPr is not None  # noqa: SLF001
    item = numbered or style.startswith("list")
    runs = [run for run in paragraph.runs if run.text.strip()]
    bold = bool(runs) and all(run.bold for run in runs)
    indent = paragraph.paragraph_format.left_indent or 0
    sizes = [run.font.size.pt for run in runs if run.font.size is not None]
    heading = style.startswith(("heading", "title"))
    for number, part in enumerate(paragraph.text.split("\n")):
        look = Line(
            0,
            0,
            x0=indent * _POINTS_PER_EMU,
            size=max(sizes, default=0.0),
            bold=bold or heading,
            heading=heading,
            item=item and number == 0,
            gap=0.0 if item or number else 1.0,
        )
        # A tab sets the place or the dates apart from the title: each part is a line.
        for piece in part.split("\t"):
            builder.add(piece, look)
