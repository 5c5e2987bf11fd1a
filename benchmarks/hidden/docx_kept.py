"""What a Word file keeps that is no part of its page: it counts nothing, and needs no flag."""

from __future__ import annotations

from benchmarks.hidden.docx_drawings import anchor, graphic, shape
from benchmarks.hidden.docx_page import NAMESPACES, Layout, Way, Word, cell, par, row, run, table
from benchmarks.hidden.docx_places import code, field_char
from benchmarks.hidden.shared import CANARY

_BY = 'w:id="5" w:author="Ann" w:date="2024-01-01T00:00:00Z"'
_GONE = f'<w:r><w:delText xml:space="preserve">{CANARY}</w:delText></w:r>'


def _seen(word: Word) -> str:
    return run(word.look(), "2024")


def deleted(word: Word, _: Layout) -> None:
    """A tracked deletion."""
    word.add(par(_seen(word) + f"<w:del {_BY}>{_GONE}</w:del>"))


def moved_from(word: Word, _: Layout) -> None:
    """Where text was moved from."""
    word.add(par(_seen(word) + f"<w:moveFrom {_BY}>{run(word.look())}</w:moveFrom>"))


def inserted_and_deleted(word: Word, _: Layout) -> None:
    """Inserted, then deleted."""
    word.add(par(_seen(word) + f"<w:ins {_BY}><w:del {_BY}>{_GONE}</w:del></w:ins>"))


def deleted_row(word: Word, _: Layout) -> None:
    """A row that was deleted."""
    gone = row(cell(par(run(word.look()))), props=f"<w:del {_BY}/>")
    word.add(table(row(cell(par(_seen(word)))), gone, grid=(4500,)))


def deleted_cell(word: Word, _: Layout) -> None:
    """A cell that was deleted."""
    gone = cell(par(run(word.look())), f"<w:cellDel {_BY}/>")
    word.add(table(row(cell(par(_seen(word))), gone)))


def instruction_of_a_field(word: Word, _: Layout) -> None:
    """What a field is to do."""
    parts = [field_char("begin"), code(f" XE {CANARY} "), field_char("end")]
    word.add(par(_seen(word) + "".join(parts)))


def alternative_text(word: Word, _: Layout) -> None:
    """What is said of a picture."""
    drawing = anchor(graphic(shape()), hidden=f'descr="{CANARY}" title="{CANARY}"')
    word.add(par(_seen(word) + f"<w:r>{drawing}</w:r>"))


def tooltip(word: Word, _: Layout) -> None:
    """What is shown when the mouse is over a link."""
    link = f'<w:hyperlink w:anchor="top" w:tooltip="{CANARY}">{_seen(word)}</w:hyperlink>'
    word.add(par(link))


def tag_of_a_control(word: Word, _: Layout) -> None:
    """The tag and the title of a content control."""
    props = f'<w:sdtPr><w:alias w:val="{CANARY}"/><w:tag w:val="{CANARY}"/></w:sdtPr>'
    word.add(par(f"<w:sdt>{props}<w:sdtContent>{_seen(word)}</w:sdtContent></w:sdt>"))


def variable(word: Word, _: Layout) -> None:
    """A variable of the document."""
    word.settings.append(f'<w:docVars><w:docVar w:name="a" w:val="{CANARY}"/></w:docVars>')


def bookmark(word: Word, _: Layout) -> None:
    """The name of a bookmark."""
    word.add(par(f'<w:bookmarkStart w:id="1" w:name="{CANARY}"/>{_seen(word)}'))


def comment(word: Word, _: Layout) -> None:
    """A comment."""
    inner = f'<w:comment w:id="0" w:author="Ann">{par(run("", CANARY))}</w:comment>'
    word.part("comments.xml", "comments", f"<w:comments {NAMESPACES}>{inner}</w:comments>")


def footnote_without_a_reference(word: Word, _: Layout) -> None:
    """A note that nothing refers to."""
    inner = f'<w:footnote w:id="7">{par(run("", CANARY))}</w:footnote>'
    word.part("footnotes.xml", "footnotes", f"<w:footnotes {NAMESPACES}>{inner}</w:footnotes>")


def building_block(word: Word, _: Layout) -> None:
    """A building block of the glossary."""
    inner = f"<w:docParts><w:docPart><w:docPartBody>{par(run())}</w:docPartBody></w:docPart>"
    made = f"<w:glossaryDocument {NAMESPACES}>{inner}</w:docParts></w:glossaryDocument>"
    word.part("glossary/document.xml", "glossaryDocument", made)


def custom_markup(word: Word, _: Layout) -> None:
    """Data of another kind."""
    word.loose["customXml/item1.xml"] = f"<data><note>{CANARY}</note></data>".encode()


def older_twin(word: Word, _: Layout) -> None:
    """The twin for older programs of something else."""
    older = f"<w:pict><v:shape><v:textbox><w:txbxContent>{par(run())}</w:txbxContent></v:textbox>"
    word.add(
        par(
            '<w:r><mc:AlternateContent><mc:Choice Requires="wps">'
            f"{anchor(graphic(shape(par(_seen(word)))))}</mc:Choice><mc:Fallback>{older}</v:shape>"
            "</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
        )
    )


def choice_that_is_not_taken(word: Word, _: Layout) -> None:
    """What only a program that is not Word would show."""
    word.add(
        par(
            f'<mc:AlternateContent><mc:Choice Requires="x">{run(word.look())}</mc:Choice>'
            f"<mc:Fallback>{_seen(word)}</mc:Fallback></mc:AlternateContent>"
        )
    )


def earlier_formatting(word: Word, _: Layout) -> None:
    """The name of a style that was set before a tracked change."""
    old = f'<w:rPrChange {_BY}><w:rPr><w:rStyle w:val="{CANARY}"/></w:rPr></w:rPrChange>'
    word.add(par(run(word.look(more=old), "2024")))


KEPT: list[Way] = [
    deleted, moved_from, inserted_and_deleted, deleted_row, deleted_cell, instruction_of_a_field,
    alternative_text, tooltip, tag_of_a_control, variable, bookmark, comment,
    footnote_without_a_reference, building_block, custom_markup, older_twin,
    choice_that_is_not_taken, earlier_formatting,
]  # fmt: skip
