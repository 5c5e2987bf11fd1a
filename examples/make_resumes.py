"""Build the example résumés from their JSON Resume sources.

Run it from the repository root:

    python examples/make_resumes.py

It reads ``examples/resumes/sources/*.json`` and writes PDF, DOCX and TXT files into
``examples/resumes``. The files are the same, byte for byte, each time it is run with the same
versions of reportlab and python-docx. The people are invented.

Four layouts cover the shapes that real résumés come in:

* ``bullets``: a one-column PDF whose bullets are typed characters;
* ``sidebar``: a two-column PDF with contact, skills and languages in a narrow left column;
* ``dots``: a one-column PDF whose bullets are drawn as small circles, so that the text holds no
  bullet character, with the dates at the right end of the title's line;
* ``docx`` and ``txt``: a Word document with heading and list styles, and plain text.
"""

from __future__ import annotations

import argparse
import datetime as dt
import io
import json
import textwrap
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Cm, Pt, RGBColor
from reportlab.lib.colors import Color, HexColor, white
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.pagesizes import LETTER
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import inch
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    HRFlowable,
    KeepTogether,
    NextPageTemplate,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
)

HERE = Path(__file__).resolve().parent
SOURCES = HERE / "resumes" / "sources"
OUTPUT = HERE / "resumes"

FIXED_DATE = dt.datetime(2025, 1, 1, tzinfo=dt.UTC)
ZIP_DATE = (2025, 1, 1, 0, 0, 0)
PAGE_WIDTH, PAGE_HEIGHT = LETTER

# Which layouts each person gets. The JSON source is itself one more format.
LAYOUTS: dict[str, tuple[str, ...]] = {
    "chloe_marchetti": ("txt",),
    "devon_grant": ("sidebar",),
    "joanna_reyes": ("sidebar",),
    "marcus_delorme": ("dots",),
    "maria_okafor": ("bullets", "docx", "txt"),
    "priya_raghunathan": ("dots",),
    "tyler_brandt": ("docx",),
}


# --------------------------------------------------------------------------------------------
# The résumé, read from JSON Resume


@dataclass(frozen=True)
class Entry:
    """One job, volunteer post or project."""

    title: str
    place: str
    dates: str
    bullets: tuple[str, ...]


@dataclass(frozen=True)
class Resume:
    """What every layout needs, as text that is ready to print."""

    name: str
    label: str
    contact: tuple[str, ...]
    summary: str
    work: tuple[Entry, ...]
    volunteer: tuple[Entry, ...]
    projects: tuple[Entry, ...]
    education: tuple[Entry, ...]
    certificates: tuple[str, ...]
    skills: tuple[tuple[str, tuple[str, ...]], ...]
    languages: tuple[str, ...] = field(default=())

    def entry_sections(self) -> list[tuple[str, tuple[Entry, ...]]]:
        """The sections made of dated entries, in reading order, without the empty ones."""
        sections = [
            ("Experience", self.work),
            ("Volunteer Experience", self.volunteer),
            ("Projects", self.projects),
            ("Education", self.education),
        ]
        return [(heading, entries) for heading, entries in sections if entries]


def month(value: str) -> str:
    """Return "Mar 2020" for "2020-03"."""
    return dt.date.fromisoformat(f"{value}-01").strftime("%b %Y")


def date_range(item: dict[str, Any]) -> str:
    """Return the dates of an item; one that has no end date is still going on."""
    end = item.get("endDate")
    return f"{month(item['startDate'])} \u2013 {month(end) if end else 'Present'}"


def job(item: dict[str, Any]) -> Entry:
    """Read an item of ``work`` or ``volunteer``."""
    place = [item.get("name") or item["organization"], item.get("location", "")]
    return Entry(
        title=item["position"],
        place=", ".join(part for part in place if part),
        dates=date_range(item),
        bullets=tuple(item.get("highlights", ())),
    )


def project(item: dict[str, Any]) -> Entry:
    """Read an item of ``projects``."""
    return Entry(item["name"], item["description"], date_range(item), tuple(item["highlights"]))


def school(item: dict[str, Any]) -> Entry:
    """Read an item of ``education``."""
    kind, area = item["studyType"], item["area"]
    title = f"{kind} of {area}" if kind in ("Bachelor", "Master") else f"{kind}, {area}"
    return Entry(title, item["institution"], date_range(item), ())


def certificate(item: dict[str, Any]) -> str:
    """Read an item of ``certificates``."""
    return f"{item['name']}, {item['issuer']}, {item['date'][:4]}"


def load(path: Path) -> Resume:
    """Read one JSON Resume file."""
    data = json.loads(path.read_text(encoding="utf-8"))
    basics = data["basics"]
    town = "{city}, {region}".format(**basics["location"])
    links = [item["url"].removeprefix("https://www.") for item in basics["profiles"]]
    links = [link.removeprefix("https://") for link in links]
    return Resume(
        name=basics["name"],
        label=basics["label"],
        contact=(town, basics["phone"], basics["email"], *links),
        summary=basics["summary"],
        work=tuple(map(job, data["work"])),
        volunteer=tuple(map(job, data["volunteer"])),
        projects=tuple(map(project, data["projects"])),
        education=tuple(map(school, data["education"])),
        certificates=tuple(map(certificate, data["certificates"])),
        skills=tuple((item["name"], tuple(item["keywords"])) for item in data["skills"]),
        languages=tuple(f"{x['language']} ({x['fluency']})" for x in data["languages"]),
    )


# --------------------------------------------------------------------------------------------
# PDF


@dataclass(frozen=True)
class Look:
    """The fonts and the accent colour of a PDF layout."""

    body: str
    bold: str
    italic: str
    accent: Color
    size: float = 10

    def style(self, font: str | None = None, **changes: Any) -> ParagraphStyle:
        """Return a paragraph style in this look's body size."""
        settings: dict[str, Any] = {
            "fontName": font or self.body,
            "fontSize": self.size,
            "leading": changes.get("fontSize", self.size) * 1.33,
        }
        return ParagraphStyle("resume", **(settings | changes))


HELVETICA = Look("Helvetica", "Helvetica-Bold", "Helvetica-Oblique", HexColor("#1f4e79"), 10.4)
TIMES = Look("Times-Roman", "Times-Bold", "Times-Italic", HexColor("#5b2333"), 11.3)
SLATE = Look("Helvetica", "Helvetica-Bold", "Helvetica-Oblique", HexColor("#2f3e46"), 9.8)


class DotBullet(Flowable):  # type: ignore[misc]
    """A paragraph with a filled circle drawn beside its first line."""

    radius = 1.5
    indent = 13.0

    def __init__(self, text: str, style: ParagraphStyle) -> None:
        super().__init__()
        self.paragraph = Paragraph(escape(text), style)
        self.style = style

    def wrap(self, avail_width: float, avail_height: float) -> tuple[float, float]:
        width, height = self.paragraph.wrap(avail_width - self.indent, avail_height)
        self.height = height
        return width + self.indent, height

    def getSpaceAfter(self) -> float:
        return float(self.style.spaceAfter)

    def draw(self) -> None:
        first_baseline = self.height - self.style.fontSize
        middle = first_baseline + self.style.fontSize * 0.28
        self.canv.circle(6, middle, self.radius, stroke=0, fill=1)
        self.paragraph.drawOn(self.canv, self.indent, 0)


def text(value: str, style: ParagraphStyle) -> Paragraph:
    """Return a paragraph of plain text."""
    return Paragraph(escape(value), style)


def typed_bullet(value: str, look: Look) -> Flowable:
    """Return a bullet whose mark is a character."""
    style = look.style(leftIndent=13, bulletIndent=3, spaceAfter=1.8)
    return Paragraph(escape(value), style, bulletText="\u2022")


def dot_bullet(value: str, look: Look) -> Flowable:
    """Return a bullet whose mark is a drawing."""
    return DotBullet(value, look.style(spaceAfter=1.8))


Bullet = Callable[[str, Look], Flowable]


def section_heading(value: str, look: Look) -> list[Flowable]:
    """Return a section's heading with a rule under it."""
    style = look.style(look.bold, fontSize=look.size + 1.6, textColor=look.accent, spaceBefore=8)
    rule = HRFlowable(width="100%", thickness=0.7, color=look.accent, spaceBefore=1, spaceAfter=4)
    return [text(value.upper(), style), rule]


def line_with_dates(left: str, right: str, look: Look, width: float) -> Table:
    """Return a line with a bold title at the left and dates at the right."""
    dates_width = 1.5 * inch
    cells = [text(left, look.style(look.bold)), text(right, look.style(alignment=TA_RIGHT))]
    table = Table([cells], colWidths=[width - dates_width, dates_width])
    table.setStyle(
        [
            ("LEFTPADDING", (0, 0), (-1, -1), 0),
            ("RIGHTPADDING", (0, 0), (-1, -1), 0),
            ("TOPPADDING", (0, 0), (-1, -1), 0),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 0),
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ]
    )
    return table


def dates_at_right(entry: Entry, look: Look, width: float) -> list[Flowable]:
    """Head an entry with its title and dates on one line and the place below."""
    place = look.style(look.italic, spaceAfter=2)
    return [line_with_dates(entry.title, entry.dates, look, width), text(entry.place, place)]


def dates_below(entry: Entry, look: Look, width: float) -> list[Flowable]:
    """Head an entry with its title, then the place and the dates on the next line."""
    del width  # the same arguments as dates_at_right
    second = f"{entry.place} | {entry.dates}"
    return [
        text(entry.title, look.style(look.bold)),
        text(second, look.style(look.italic, spaceAfter=2)),
    ]


EntryHead = Callable[[Entry, Look, float], list[Flowable]]


def entry_section(
    heading: str,
    entries: Iterable[Entry],
    look: Look,
    width: float,
    head: EntryHead,
    bullet: Bullet,
) -> list[Flowable]:
    """Return a section, with each entry's head kept on the page of its first bullet.

    The section's heading is kept with its first entry.
    """
    flowables: list[Flowable] = []
    kept = section_heading(heading, look)
    for entry in entries:
        bullets = [bullet(value, look) for value in entry.bullets]
        flowables.append(KeepTogether([*kept, *head(entry, look, width), *bullets[:1]]))
        flowables += [*bullets[1:], Spacer(1, 5)]
        kept = []
    return flowables


def main_sections(
    resume: Resume, look: Look, width: float, head: EntryHead, bullet: Bullet
) -> list[Flowable]:
    """Return the summary and the sections of dated entries."""
    flowables = [*section_heading("Summary", look), text(resume.summary, look.style())]
    for heading, entries in resume.entry_sections():
        flowables += entry_section(heading, entries, look, width, head, bullet)
    return flowables


def closing_sections(resume: Resume, look: Look, bullet: Bullet) -> list[Flowable]:
    """Return certificates, skills and languages for a one-column layout."""
    flowables: list[Flowable] = []
    if resume.certificates:
        lines = [bullet(value, look) for value in resume.certificates]
        flowables.append(KeepTogether([*section_heading("Certificates", look), *lines]))
    skills = [
        Paragraph(
            f'<font name="{look.bold}">{escape(name)}:</font> {escape(", ".join(keywords))}',
            look.style(spaceAfter=1.8),
        )
        for name, keywords in resume.skills
    ]
    flowables.append(KeepTogether([*section_heading("Skills", look), *skills]))
    languages = text(", ".join(resume.languages), look.style())
    flowables.append(KeepTogether([*section_heading("Languages", look), languages]))
    return flowables


def new_pdf(resume: Resume) -> tuple[io.BytesIO, BaseDocTemplate]:
    """Return an empty PDF that holds no time stamp."""
    buffer = io.BytesIO()
    template = BaseDocTemplate(
        buffer,
        pagesize=LETTER,
        title=f"{resume.name} - r\u00e9sum\u00e9",
        author=resume.name,
        invariant=1,
    )
    return buffer, template


def one_column_pdf(resume: Resume, look: Look, head: EntryHead, bullet: Bullet) -> bytes:
    """Build a one-column PDF."""
    margin = 0.85 * inch
    width = PAGE_WIDTH - 2 * margin
    buffer, template = new_pdf(resume)
    frame = Frame(margin, 0.7 * inch, width, PAGE_HEIGHT - 1.4 * inch, 0, 0, 0, 0)
    template.addPageTemplates(PageTemplate(frames=[frame]))
    name = look.style(look.bold, fontSize=22, textColor=look.accent)
    label = look.style(fontSize=look.size + 1.5, spaceAfter=2)
    story: list[Flowable] = [
        text(resume.name, name),
        text(resume.label, label),
        text("  |  ".join(resume.contact), look.style(fontSize=look.size - 0.6)),
        *main_sections(resume, look, width, head, bullet),
        *closing_sections(resume, look, bullet),
    ]
    template.build(story)
    return buffer.getvalue()


def bullets_pdf(resume: Resume) -> bytes:
    """Build the layout ``bullets``."""
    return one_column_pdf(resume, HELVETICA, dates_below, typed_bullet)


def dots_pdf(resume: Resume) -> bytes:
    """Build the layout ``dots``."""
    return one_column_pdf(resume, TIMES, dates_at_right, dot_bullet)


def sidebar_blocks(resume: Resume) -> list[tuple[str, tuple[str, ...]]]:
    """Return the headings and lines of the side bar."""
    blocks = [("Contact", resume.contact)]
    blocks += [(name, keywords) for name, keywords in resume.skills]
    blocks += [("Certificates", resume.certificates), ("Languages", resume.languages)]
    return [(heading, lines) for heading, lines in blocks if lines]


def sidebar_flowables(resume: Resume, look: Look) -> list[Flowable]:
    """Return what stands in the side bar: white text on the accent colour."""
    heading = look.style(look.bold, fontSize=10, textColor=white, spaceBefore=11)
    line = look.style(fontSize=8.9, leading=11.2, textColor=white, spaceAfter=3.6)
    pale = HexColor("#9fb3bd")
    flowables: list[Flowable] = []
    for title, lines in sidebar_blocks(resume):
        flowables += [
            text(title.upper(), heading),
            HRFlowable(width="100%", thickness=0.6, color=pale, spaceBefore=1, spaceAfter=4),
            *(text(value, line) for value in lines),
        ]
    return flowables


def sidebar_pdf(resume: Resume) -> bytes:
    """Build the layout ``sidebar``."""
    look, bar, gap, top = SLATE, 2.15 * inch, 0.3 * inch, 0.6 * inch
    left = bar + gap
    width = PAGE_WIDTH - left - 0.6 * inch
    buffer, template = new_pdf(resume)

    def paint_bar(canvas: Canvas, _template: BaseDocTemplate) -> None:
        canvas.saveState()
        canvas.setFillColor(look.accent)
        canvas.rect(0, 0, bar, PAGE_HEIGHT, stroke=0, fill=1)
        canvas.restoreState()

    def first_page(canvas: Canvas, doc: BaseDocTemplate) -> None:
        paint_bar(canvas, doc)
        rest = sidebar_flowables(resume, look)
        frame = Frame(0.3 * inch, top, bar - 0.5 * inch, PAGE_HEIGHT - 2 * top, 0, 0, 0, 0)
        frame.addFromList(rest, canvas)
        if rest:
            raise ValueError(f"{resume.name}: the side bar does not fit on the first page")

    def body_frame() -> Frame:
        return Frame(left, top, width, PAGE_HEIGHT - 2 * top, 0, 0, 0, 0)

    template.addPageTemplates(
        [
            PageTemplate("first", [body_frame()], onPage=first_page),
            PageTemplate("later", [body_frame()], onPage=paint_bar),
        ]
    )
    story: list[Flowable] = [
        NextPageTemplate("later"),
        text(resume.name, look.style(look.bold, fontSize=24, textColor=look.accent)),
        text(resume.label, look.style(fontSize=12, spaceAfter=3)),
        *main_sections(resume, look, width, dates_at_right, typed_bullet),
    ]
    template.build(story)
    return buffer.getvalue()


# --------------------------------------------------------------------------------------------
# Word and plain text


def fixed_zip(content: bytes) -> bytes:
    """Return a ZIP file with the same members and a fixed time stamp on each."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            info = zipfile.ZipInfo(name, ZIP_DATE)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 0
            new.writestr(info, old.read(name))
    return buffer.getvalue()


def set_properties(document: Any, resume: Resume) -> None:
    """Give the document an author, a title and fixed dates."""
    properties = document.core_properties
    properties.author = properties.last_modified_by = resume.name
    properties.title = f"{resume.name} - r\u00e9sum\u00e9"
    properties.comments = ""
    properties.created = properties.modified = FIXED_DATE
    properties.revision = 1


def set_page(document: Any) -> None:
    """Set the margins and the fonts."""
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21.59), Cm(27.94)
    section.left_margin = section.right_margin = Cm(2.2)
    section.top_margin = section.bottom_margin = Cm(1.9)
    document.styles["Normal"].font.name = "Calibri"
    document.styles["Normal"].font.size = Pt(10.5)
    document.styles["Normal"].paragraph_format.space_after = Pt(2)
    document.styles["List Bullet"].paragraph_format.space_after = Pt(2)


def docx_header(document: Any, resume: Resume) -> None:
    """Write the name at the left and the contact lines at the right, in a table."""
    left, right = document.add_table(rows=1, cols=2).rows[0].cells
    name = left.paragraphs[0].add_run(resume.name)
    name.bold, name.font.size, name.font.color.rgb = True, Pt(22), RGBColor(0x1F, 0x4E, 0x79)
    left.add_paragraph(resume.label)
    right.paragraphs[0].text = resume.contact[0]
    for line in resume.contact[1:]:
        right.add_paragraph(line)
    for paragraph in right.paragraphs:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def docx_entry(document: Any, entry: Entry) -> None:
    """Write one entry: title, place and dates, bullets."""
    document.add_heading(entry.title, level=2)
    line = document.add_paragraph()
    line.add_run(f"{entry.place} | {entry.dates}").italic = True
    line.paragraph_format.keep_with_next = bool(entry.bullets)
    for value in entry.bullets:
        document.add_paragraph(value, style="List Bullet")


def docx_skills(document: Any, resume: Resume) -> None:
    """Write the skills as a table with a group of skills on each row."""
    table = document.add_table(rows=0, cols=2)
    table.style = "Table Grid"
    table.autofit = False
    for name, keywords in resume.skills:
        cells = table.add_row().cells
        cells[0].width, cells[1].width = Cm(3.6), Cm(13.5)
        cells[0].paragraphs[0].add_run(name).bold = True
        cells[1].text = ", ".join(keywords)


def docx_file(resume: Resume) -> bytes:
    """Build the layout ``docx``."""
    document = Document()
    set_properties(document, resume)
    set_page(document)
    docx_header(document, resume)
    document.add_heading("Summary", level=1)
    document.add_paragraph(resume.summary)
    for heading, entries in resume.entry_sections():
        document.add_heading(heading, level=1)
        for entry in entries:
            docx_entry(document, entry)
    document.add_heading("Certificates", level=1)
    for value in resume.certificates:
        document.add_paragraph(value, style="List Bullet")
    document.add_heading("Skills", level=1)
    docx_skills(document, resume)
    document.add_heading("Languages", level=1)
    document.add_paragraph(", ".join(resume.languages))
    buffer = io.BytesIO()
    document.save(buffer)
    return fixed_zip(buffer.getvalue())


def wrapped(value: str, first: str = "", later: str = "") -> str:
    """Wrap a paragraph of plain text."""
    return textwrap.fill(
        value,
        width=88,
        initial_indent=first,
        subsequent_indent=later,
        break_on_hyphens=False,
        break_long_words=False,
    )


def txt_entry(entry: Entry) -> list[str]:
    """Return the lines of one entry."""
    bullets = [wrapped(value, "- ", "  ") for value in entry.bullets]
    return [entry.title, f"{entry.place} | {entry.dates}", *bullets, ""]


def txt_file(resume: Resume) -> bytes:
    """Build the layout ``txt``."""
    lines = [resume.name, resume.label, " | ".join(resume.contact), ""]
    lines += ["SUMMARY", "", wrapped(resume.summary), ""]
    for heading, entries in resume.entry_sections():
        lines += [heading.upper(), ""]
        for entry in entries:
            lines += txt_entry(entry)
    lines += ["CERTIFICATES", "", *(wrapped(x, "- ", "  ") for x in resume.certificates), ""]
    skills = (wrapped(f"{name}: {', '.join(words)}", "", "  ") for name, words in resume.skills)
    lines += ["SKILLS", "", *skills, ""]
    lines += ["LANGUAGES", "", ", ".join(resume.languages)]
    return ("\n".join(lines) + "\n").encode("utf-8")


# --------------------------------------------------------------------------------------------

BUILDERS: dict[str, tuple[str, Callable[[Resume], bytes]]] = {
    "bullets": ("pdf", bullets_pdf),
    "sidebar": ("pdf", sidebar_pdf),
    "dots": ("pdf", dots_pdf),
    "docx": ("docx", docx_file),
    "txt": ("txt", txt_file),
}


def build_all(output: Path) -> list[Path]:
    """Write every example résumé into ``output`` and return the files written."""
    output.mkdir(parents=True, exist_ok=True)
    written = []
    for person, layouts in LAYOUTS.items():
        resume = load(SOURCES / f"{person}.json")
        for layout in layouts:
            extension, build = BUILDERS[layout]
            path = output / f"{person}.{extension}"
            path.write_bytes(build(resume))
            written.append(path)
    return written


def main() -> None:
    """Parse the command line and build the résumés."""
    parser = argparse.ArgumentParser(description="Build the example résumés.")
    parser.add_argument("--output", type=Path, default=OUTPUT, help="folder to write into")
    for path in build_all(parser.parse_args().output):
        print(path)


if __name__ == "__main__":
    main()
