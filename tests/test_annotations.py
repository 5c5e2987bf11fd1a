"""Forms and comments of PDF files: read as far as a viewer shows them."""

from __future__ import annotations

import io

import pypdf
from conftest import pdf, write
from pypdf.annotations import FreeText, Text
from pypdf.generic import NameObject, TextStringObject
from reportlab.pdfgen.canvas import Canvas

from fitscore.documents import document_from_bytes


def form(canvas: Canvas) -> None:
    write(canvas, 50, 750, "Application form")
    write(canvas, 50, 700, "Name:")
    fields = canvas.acroForm
    fields.textfield(name="name", value="Ann Lee", x=120, y=690, width=200, height=20, fontSize=10)
    fields.textfield(
        name="jobs", value="Cook at The Copper Pan 2019 - 2022", x=50, y=600, width=400, height=60,
        fontSize=10, fieldFlags="multiline",
    )  # fmt: skip
    fields.choice(
        name="french", value="Fluent", options=["Fluent", "Basic"], x=50, y=560, width=90, height=20
    )
    fields.textfield(
        name="secret", value="not for the eye", x=50, y=500, width=200, height=20,
        annotationFlags="hidden",
    )  # fmt: skip


def changed(data: bytes, change: object) -> bytes:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(data))
    change(writer)  # type: ignore[operator]
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def test_fields_of_a_form_are_text():
    """Text, several lines and a choice, where they stand; a hidden field is not seen."""
    document = document_from_bytes(pdf(form), "form.pdf")
    text = " ".join(document.text.split())
    assert text.startswith("Application form Name: Ann Lee")
    assert "Cook at The Copper Pan 2019 - 2022" in text
    assert "Fluent" in text
    assert "not for the eye" not in text


def test_a_field_that_was_filled_in_without_an_appearance():
    """A viewer makes one from the value."""

    def fill(writer: pypdf.PdfWriter) -> None:
        for entry in writer.pages[0]["/Annots"]:  # type: ignore[attr-defined]
            field = entry.get_object()
            if field.get("/T") == "name":
                field[NameObject("/V")] = TextStringObject("Zoe Filled")
                del field["/AP"]
        writer.set_need_appearances_writer(True)

    assert "Zoe Filled" in document_from_bytes(changed(pdf(form), fill), "form.pdf").text


def test_text_on_top_is_read_and_a_closed_note_is_not():
    """What a person typed onto a page is seen; a note opens only on a click."""

    def comment(writer: pypdf.PdfWriter) -> None:
        box = (50, 640, 300, 670)
        writer.add_annotation(0, FreeText(text="Led nine staff\nat two sites", rect=box))
        hidden = FreeText(text="kept from view", rect=(50, 100, 300, 130))
        hidden.flags = 2
        writer.add_annotation(0, hidden)
        for appearance in ("1 1 1 rg /Helv 10 Tf", "1 g /Helv 1.2.3 Tf", "0 g /Helv 0.1 Tf"):
            pale = FreeText(text="not to be read", rect=(50, 200, 300, 230))
            pale[NameObject("/DA")] = TextStringObject(appearance)
            writer.add_annotation(0, pale)
        writer.add_annotation(0, Text(text="call her", rect=(50, 250, 70, 270)))

    page = pdf(lambda canvas: [write(canvas, 50, y, f"Line at {y}") for y in (750, 600)])
    document = document_from_bytes(changed(page, comment), "page.pdf")
    assert document.text.splitlines() == [
        "Line at 750", "Led nine staff", "at two sites", "Line at 600",
    ]  # fmt: skip
