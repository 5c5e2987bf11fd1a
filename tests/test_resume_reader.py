"""The trained reader of résumés: what stands where, in which entry, from whom; and its training."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from conftest import EXAMPLES, ROOT, pdf, run_python, write
from reportlab.pdfgen.canvas import Canvas

from fitscore import Resume, read_resume
from fitscore.documents import document_from_text
from fitscore.errors import ReaderFileError
from fitscore.resume import load_resume_reader, name_ranges
from fitscore.resume.headings import section_named
from fitscore.resume.heads import CLASSES, HEADS
from fitscore.resume.identity import hidden_ranges
from fitscore.resume.outline import Entry
from fitscore.resume.redaction import redact
from fitscore.resume.roles import RoleBlock, read_roles
from fitscore.resume.units import Unit
from fitscore.testing import SAMPLE_RESUME
from fitscore.types import Degree, Section

PERSON = "Dalia Wexford\ndalia.wexford@example.com | 555 010 4477 | Port Ellery\n\n"
WORK = """EXPERIENCE
Line cook, The Copper Pan, Port Ellery
March 2019 - May 2022
- Ran the grill on four nights a week for ninety covers.
- Trained two apprentices.

"""


def roles(resume: Resume) -> list[tuple[str, str | None, str | None, str | None]]:
    return [(role.title, role.employer, role.from_, role.to) for role in resume.roles]


def flags(resume: Resume) -> list[str]:
    return [flag.kind for flag in resume.flags]


@pytest.mark.parametrize(
    ("heading", "section"),
    [
        ("Professional Experience", "experience"),
        ("E X P E R I E N C E", "experience"),
        ("W O R K   H I S T O R Y", "experience"),
        ("Berufserfahrung", "experience"),
        ("Expérience professionnelle", "experience"),
        ("Formación académica", "education"),
        ("Idiomas", "languages"),
        ("Volunteer Experience", "volunteer"),
        ("Licences and Certificates", "credentials"),
        ("Led a team of nine", None),
    ],
)
def test_a_heading_names_its_section_in_any_language(heading: str, section: str | None):
    """The words of a heading, typed close or apart, are those of one section."""
    assert section_named(heading) == section


def test_what_is_redacted_is_found_again():
    """A range of the redacted text is that of the original, and a replacement comes whole."""
    document = document_from_text("Ann Lee\nMs. Ann Lee led it.\nThe end.")
    redacted = redact(document, [((0, 7), "Person"), ((12, 19), "Person")])
    assert redacted.document.text == "Person\nMs. Person led it.\nThe end."
    lines = [redacted.original(line.start, line.end) for line in redacted.document.lines]
    assert [document.text[a:b] for a, b in lines] == ["Ann Lee", "Ms. Ann Lee led it.", "The end."]
    start = redacted.document.text.index("led")
    assert document.text[slice(*redacted.original(start, start + 3))] == "led"


@pytest.mark.parametrize(
    ("name", "text", "hidden"),
    [
        ("Tariq Haddad", "Tariq led. Mr. Haddad and T. Haddad did; HADDAD, TARIQ.",
         ["Tariq", "Mr. Haddad", "T. Haddad", "HADDAD, TARIQ"]),
        ("Grant Miller", "Grant writes grants. Mr. Grant said so. Grant Miller, 2019.",
         ["Mr. Grant", "Grant Miller"]),
        ("ines varga", "ines varga\nInes Varga's team at Varga & Co.",
         ["ines varga", "Ines Varga", "Varga"]),
        ("Li Wei (Vivian)", "Vivian taught. Weigh the life of liquids.", ["Vivian"]),
        ("Luis de León", "Luis de León y García. Dr. León", ["Luis de León", "Dr. León"]),
        ("Van Minh Nguyen", "Van Minh Nguyen led.\nNguyen's van.", ["Van Minh Nguyen", "Nguyen"]),
        ("Yasmin El Amrani", "Yasmin El Amrani's", ["Yasmin El Amrani"]),
        ("Anna van Dyke", "Ms. van Dyke led. Van Dyke's.", ["Ms. van Dyke", "Van Dyke"]),
        (" ".join(["van"] * 40) + " Dyke", "van " * 40 + "dike. Dyke", ["Dyke"]),
        ("Thu Trang Le", "Ms. Le et le chef; Le chef", ["Ms. Le"]),
    ],
)  # fmt: skip
def test_a_name_is_hidden_in_every_form(name: str, text: str, hidden: list[str]):
    """Whole, in part, with initials and honorifics; words of the language stay words."""
    assert [text[a:b] for a, b in name_ranges(text, name)] == hidden


def test_what_tells_of_the_person_is_replaced_whatever_it_is():
    """Names, addresses, links, pronouns: two people give the same text to read."""
    texts = []
    for first, last, pronoun in (("Ann", "Lee", "she"), ("Babatunde", "Okonkwo-Hale", "he")):
        text = (
            f"{first} {last} ({pronoun}/{'her' if pronoun == 'she' else 'him'})\n"
            f"{first}.{last}@example.com, linkedin.com/in/{first}{last}\n"
            f"In 2020 {pronoun} led a team; {first} also taught."
        )
        document = document_from_text(text)
        texts.append(redact(document, hidden_ranges(text, f"{first} {last}")).document.text)
    assert texts[0] == texts[1]


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("Dalia Wexford", "Dalia Wexford"),
        ("WEXFORD, Dalia", "Dalia WEXFORD"),
        ("Dalia Wexford | Line cook", "Dalia Wexford"),
        ("Name: Dalia Wexford", "Dalia Wexford"),
        ("Dalia Wexford, RN, BSN", "Dalia Wexford"),
        ("RESUME OF DALIA WEXFORD", "DALIA WEXFORD"),
        ("Dalia Wexford (she/her)", "Dalia Wexford"),
        ("Dalia Wexford she/her", "Dalia Wexford"),
        ("Prof. Dr. Dalia Wexford", "Dalia Wexford"),
        ("Dr. rer. nat. Dalia Wexford", "Dalia Wexford"),
        ("Dalia Wexford, Jr.", "Dalia Wexford Jr."),
        ("Dalia Wexford, 34", "Dalia Wexford"),
        ("Dalia d'Ambleside Wexford", "Dalia d'Ambleside Wexford"),
        ("Nombre y apellidos: Dalia Wexford", "Dalia Wexford"),
        ("Nom : WEXFORD\nPrénom : Dalia", "Dalia WEXFORD"),
    ],
)
def test_the_name_in_usual_headers(header: str, name: str):
    """What stands before and behind a name is not part of it."""
    resume = Resume.from_text(f"{header}\ndalia.wexford@example.com | 555 010 4477\n\n{WORK}")
    assert resume.candidate is not None
    assert resume.candidate.name == name


@pytest.mark.parametrize(
    "line",
    [
        "Line cook, The Copper Pan, March 2019 - May 2022",
        "March 2019 to May 2022: Line cook, The Copper Pan",
        "The Copper Pan | Line cook | 03/2019 – 05/2022",
        "Line cook at The Copper Pan (Mar 2019 - May 2022)",
    ],
)
def test_a_job_in_one_line_with_or_without_a_heading(line: str):
    """Title, employer and period are told apart in any order, in short plain text."""
    wanted = [("Line cook", "The Copper Pan", "2019-03", "2022-05")]
    assert (
        roles(Resume.from_text(f"{PERSON}Work\n{line}\n\nSkills: knives, stock control")) == wanted
    )
    assert roles(Resume.from_text(f"{PERSON}{line}\n- Ran the grill on four nights.\n")) == wanted


@pytest.mark.parametrize(
    ("first", "second", "title"),
    [
        ("Simulation Training", "Getoq Consulting", "Simulation Training"),
        ("Getoq Consulting", "Training Manager", "Training Manager"),
    ],
)
def test_of_two_employers_that_a_dash_parts_one_is_the_title(first: str, second: str, title: str):
    """Where all of a line is taken for the employer, its halves are told apart."""
    document = document_from_text(f"{first} - {second}\n2011 - 2012\n", "a.txt")
    spans = [(first + " -", "employer"), (second, "employer"), ("2011 - 2012", "dates")]
    head = []
    for text, label in spans:
        at = document.text.index(text)
        head.append(Unit(at, at + len(text), label, "experience", not head, "work", 0.8))
    (block,) = read_roles(document, [Entry(head=head, units=head)])
    assert isinstance(block, RoleBlock)
    assert {block.title, block.employer} == {first, second}
    assert block.title == title


def test_breaks_and_unpaid_work_are_told_from_work():
    """A parental leave is no work and counts no month; a volunteer's job is one, unpaid."""
    resume = Resume.from_text(
        f"{PERSON}EXPERIENCE\nAccounts clerk, Harbour Foods\nJan 2015 - Dec 2016\n"
        "- Paid suppliers.\n\n"
        "Career break (parental leave)\nJan 2017 - Dec 2020\n- Raised two children.\n\n"
        "VOLUNTEER WORK\nTreasurer, Food Rescue\n2021 - present\n- Kept the books.\n"
    )
    assert [(role.type, role.is_work) for role in resume.roles] == [
        ("work", True),
        ("break", False),
        ("volunteer", True),
    ]
    assert [role.section for role in resume.roles][-1] is Section.VOLUNTEER


def test_education_with_its_state_and_grade():
    """What is unfinished, expected or graded says so; the year is that of the end."""
    resume = Resume.from_text(
        f"{PERSON}{WORK}EDUCATION\n"
        "M.Tech in Structural Engineering, Lakeside Institute of Technology, expected 2027\n"
        "B.Tech in Civil Engineering, Riverside University, 2014 - 2018, GPA 8.1/10\n"
    )
    found = [(e.degree, e.field, e.institution, e.year, e.state, e.gpa) for e in resume.education]
    assert found == [
        (Degree.MASTER, "Structural Engineering", "Lakeside Institute of Technology", 2027,
         "expected", None),
        (Degree.BACHELOR, "Civil Engineering", "Riverside University", 2018, "completed", "8.1/10"),
    ]  # fmt: skip


def test_certificates_whole_with_their_state_and_year():
    """Each under its heading is one; expired, lapsed and in progress are no more than that."""
    resume = Resume.from_text(
        f"{PERSON}{WORK}CERTIFICATIONS\n"
        "AWS Certified Solutions Architect – Associate, 2021\n"
        "Forklift operator licence (expired 2019)\n"
        "Food Safety Level 3 - in progress\n"
    )
    assert [(c.name, c.state, c.year) for c in resume.credentials] == [
        ("AWS Certified Solutions Architect – Associate", "held", 2021),
        ("Forklift operator licence", "expired", 2019),
        ("Food Safety Level 3", "in progress", None),
    ]


def test_languages_with_their_levels_on_one_scale():
    """Words and codes of levels mean the same; `languages` stays a list of names."""
    resume = Resume.from_text(
        f"{PERSON}{WORK}LANGUAGES\nSpanish (native), French: B2, German - basic, Italian\n"
    )
    assert resume.languages == ("Spanish", "French", "German", "Italian")
    levels = [(item.name, item.level) for item in resume.language_levels]
    assert levels == [("Spanish", "native"), ("French", "B2"), ("German", "A2"), ("Italian", None)]


def test_a_letter_before_the_resume_proves_nothing():
    """It is flagged, and none of its sentences is a statement."""
    letter = (
        "Dear Ms Corley,\n\nI am writing to apply for the post of kitchen manager that you "
        "advertised last week. I hold the Kubernetes certificate that you ask for, and I would be "
        "glad to come and talk about it.\n\nYours sincerely,\nDalia Wexford\n\n"
    )
    resume = Resume.from_text(letter + PERSON + WORK)
    assert "letter" in flags(resume)
    assert not any("Kubernetes" in bullet.text for bullet in resume.bullets)
    assert [role.title for role in resume.roles] == ["Line cook"]


def test_of_two_people_the_first_is_read():
    """The second one's work is flagged and is not the first one's."""
    other = PERSON.replace("Dalia Wexford", "Tomas Brandl").replace("dalia.wexford", "t.brandl")
    welder = WORK.replace("Line cook, The Copper Pan", "Welder, Arbor Steel").replace(
        "grill", "torch"
    )
    resume = Resume.from_text(PERSON + WORK + "\n\n" + other + welder)
    assert resume.candidate is not None
    assert resume.candidate.name == "Dalia Wexford"
    assert "two_people" in flags(resume)
    assert [role.title for role in resume.roles] == ["Line cook"]


def test_a_page_that_is_a_picture_is_flagged(tmp_path: Path):
    """What stands on it was not read; a text page with a photo is none."""
    from PIL import Image
    from reportlab.lib.utils import ImageReader

    image = ImageReader(Image.new("RGB", (60, 80), (200, 180, 160)))

    def draw(canvas: Canvas) -> None:
        for number, text in enumerate((PERSON + WORK).splitlines()):
            write(canvas, 50, 750 - 14 * number, text)
        canvas.drawImage(image, 450, 700, 60, 80)
        canvas.showPage()
        canvas.drawImage(image, 0, 0, 600, 800)

    path = tmp_path / "half.pdf"
    path.write_bytes(pdf(draw))
    resume = read_resume(path)
    assert [(flag.kind, flag.page) for flag in resume.flags] == [("picture", 2)]


def test_a_period_broken_inside_a_cell_is_one(tmp_path: Path):
    """The lines of a drawn cell stand together, and what its edge broke is joined."""
    rows = [
        ["No.", "Employer", "Position", "Period"],
        ["1", "Corvine Mill", "Line Cook", "Jan 2019 -|Mar 2021"],
        ["2", "Ashdown|Bakehouse", "Pastry Chef", "Apr 2015 -|Dec 2018"],
    ]

    def draw(canvas: Canvas) -> None:
        write(canvas, 50, 760, "Dalia Wexford", 18)
        write(canvas, 50, 740, "dalia.wexford@example.com")
        write(canvas, 50, 700, "Work Experience", 14)
        xs = [50, 80, 150, 250, 305]
        for number, row in enumerate(rows):
            top = 690 - 32 * number
            canvas.line(50, top, 305, top)
            for x, cell in zip(xs, row, strict=False):
                for line, text in enumerate(cell.split("|")):
                    write(canvas, x + 4, top - 12 - 13 * line, text)
        canvas.line(50, 594, 305, 594)
        for x in xs:
            canvas.line(x, 690, x, 594)

    path = tmp_path / "table.pdf"
    path.write_bytes(pdf(draw))
    assert roles(read_resume(path)) == [
        ("Line Cook", "Corvine Mill", "2019-01", "2021-03"),
        ("Pastry Chef", "Ashdown Bakehouse", "2015-04", "2018-12"),
    ]


def test_a_file_that_is_no_resume_reader_is_refused(tmp_path: Path):
    """One line says what it is and what to give."""
    file = tmp_path / "reader.safetensors"
    with pytest.raises(ReaderFileError, match="cannot be read"):
        load_resume_reader(file)
    file.write_bytes(b"no reader")
    with pytest.raises(ReaderFileError, match=r"this is no reader .*fitscore.training.resumes"):
        load_resume_reader(file)


class TestTraining:
    """Needs torch, which the extra `train` brings."""

    @pytest.fixture(autouse=True)
    def _torch(self) -> None:
        pytest.importorskip("torch")

    def test_labels_are_found_where_their_pieces_stand(self):
        """Also where a column cut a piece in two, and where the same words stand twice."""
        from fitscore.training.resumes.alignment import align
        from fitscore.training.resumes.labelled import Block

        blocks = [
            Block("experience", [("title", "Cook"), ("employer", "Copper Pan")], "work"),
            Block("experience", [("statement", "Ran the grill and the bar every night")], None),
            Block("experience", [("title", "Cook"), ("employer", "Blue Door")], "work"),
        ]
        text = "Cook\nCopper Pan\nRan the grill and Skills\nthe bar every night\nCook\nBlue Door"
        found, share = align(text, blocks)
        assert share == 1
        assert [(text[f.start : f.end], f.block, f.whole) for f in found] == [
            ("Cook", 0, True),
            ("Copper Pan", 0, True),
            ("Ran the grill and", 1, True),
            ("the bar every night", 1, False),
            ("Cook", 2, True),
            ("Blue Door", 2, True),
        ]

    def test_the_network_that_is_written_says_the_same(self, tmp_path: Path):
        """What torch learned, numpy computes from the file."""
        import numpy as np
        import torch

        from fitscore.training.resumes.labelled import read_labelled_resumes
        from fitscore.training.resumes.learning import samples_of, train
        from fitscore.training.tagging import write as write_network

        (resume, *_) = read_labelled_resumes(EXAMPLES / "labelled_resumes")
        (variants,) = samples_of([resume])
        assert len(variants) == 2
        known = variants[0].targets["class"]
        assert {"name", "title", "statement"} <= {CLASSES[c] for c in known[known >= 0]}
        network = train([variants], steps=4)
        features = variants[0].features.astype(np.float32)
        with torch.no_grad():
            said = network(variants[0].tokens, features)
        write_network(network, tmp_path / "reader.safetensors")
        reader = load_resume_reader(tmp_path / "reader.safetensors")
        got = reader.network.logits(variants[0].tokens, features)
        wanted = torch.cat([said[name] for name in HEADS], dim=1).numpy()
        assert np.abs(got - wanted).max() < 0.05

    def test_going_on_without_labels_changes_nothing(self, tmp_path: Path):
        """What the reader said of it is what it is to say: there is nothing to learn."""
        import torch

        from fitscore.training.resumes.learning import train, unlabelled_samples_of
        from fitscore.training.tagging import write as write_network

        (tmp_path / "ann.txt").write_text(SAMPLE_RESUME)
        (tmp_path / "no.pdf").write_bytes(b"%PDF-")
        (variants,) = unlabelled_samples_of([tmp_path / "ann.txt", tmp_path / "no.pdf"])
        assert len(variants) == 2
        shipped = ROOT / "fitscore" / "resume" / "reader.safetensors"
        network = train([variants], steps=8, start=shipped)
        write_network(network, tmp_path / "reader.safetensors")
        before, after = (
            load_resume_reader(shipped),
            load_resume_reader(tmp_path / "reader.safetensors"),
        )
        features = variants[0].features.astype("float32")
        said, now = (
            torch.from_numpy(each.network.logits(variants[0].tokens, features))
            for each in (before, after)
        )
        classes = len(CLASSES)
        assert (said[:, :classes].argmax(1) == now[:, :classes].argmax(1)).all()

    @pytest.mark.long
    def test_a_reader_is_trained_on_the_examples(self, tmp_path: Path):
        """The trainer says how it reads what was held back, and writes a reader."""
        out = tmp_path / "reader.safetensors"
        arguments = ["--documents", "40", "--hold", "maria", "--out", str(out)]
        done = run_python(
            "import runpy, sys; sys.argv[1:] = "
            f"{['--data', str(EXAMPLES / 'labelled_resumes'), *arguments]!r};"
            "runpy.run_module('fitscore.training.resumes', run_name='__main__')"
        )
        assert done.returncode == 0, done.stderr
        assert "unseen sources: 1 résumés, class 0." in done.stdout
        assert load_resume_reader(out).network.heads.bias.shape == (sum(HEADS.values()),)

    def test_labels_of_another_form_are_refused(self, tmp_path: Path):
        """One line names the file and the path of what is wrong."""
        from fitscore.errors import InputError
        from fitscore.training.resumes.labelled import read_labelled_resumes

        (tmp_path / "a.labels.json").write_text(json.dumps({"file": "a.txt", "blocks": [{}]}))
        with pytest.raises(
            InputError, match=r"a\.labels\.json: its labels cannot be used .*blocks"
        ):
            read_labelled_resumes(tmp_path)
