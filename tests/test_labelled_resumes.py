"""The résumés in designs: what a template writes is labelled, and readings are judged by it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.resumes.judging import FIGURES, judged
from benchmarks.resumes.rendering import render
from fitscore.training.resumes.labelled import read_labelled_resumes

DESIGN = """\
{{ p.block("header") }}{{ p.name(name) }}
{{ p.contact("bo@example.com") }}

{{ p.block("experience") }}{{ p.heading("Experience") }}
{% for job in jobs %}{{ p.block("experience", "work") }}{{ p.title(job.title) }}, \
{{ p.employer(job.employer) }}, {{ p.dates(job.start|date ~ " - " ~ job.end|date) }}
{% for text in job.bullets %}- {{ p.statement(text) }}
{% endfor %}{% endfor %}
"""
PERSON = {
    "name": "Bo Lindgren",
    "jobs": [
        {
            "title": "Night Porter",
            "employer": "Grand Inn",
            "start": "2019-05",
            "end": None,
            "bullets": ["Carried cases for guests.", "Kept the door and the keys."],
        }
    ],
}
TYPED = """\
⟦name|Ann Vesper⟧
⟦@experience⟧⟦heading|Work⟧
⟦@experience work⟧⟦title|Baker⟧ ⟦joint|at⟧ ⟦employer|Kornhaus⟧, ⟦dates|2014 - 2018⟧
⟦statement|Baked rye bread every night.⟧
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Rendered from one design, one person and one typed text."""
    source, out = tmp_path / "ann", tmp_path / "out"
    for name in ("people", "designs", "typed"):
        (source / name).mkdir(parents=True)
    (source / "people" / "bo.json").write_text(json.dumps(PERSON))
    (source / "designs" / "plain.txt.j2").write_text(DESIGN)
    (source / "typed" / "vesper.txt").write_text(TYPED)
    assert render(source, out) == 2
    return out


def test_what_is_written_is_labelled(folder: Path):
    """In order, whichever way it was written."""
    drawn, typed = read_labelled_resumes(folder)
    assert drawn.labels.source == "ann plain"
    assert drawn.labels.blocks[-1].pieces == [
        ("title", "Night Porter"),
        ("employer", "Grand Inn"),
        ("dates", "May 2019 - Present"),
        ("statement", "Carried cases for guests."),
        ("statement", "Kept the door and the keys."),
    ]
    assert "Night Porter, Grand Inn, May 2019 - Present\n- Carried" in drawn.path.read_text()
    assert typed.labels.name == "Ann Vesper"
    assert typed.path.read_text().splitlines()[2] == "Baker at Kornhaus, 2014 - 2018"


def test_a_reading_is_judged_by_the_labels(folder: Path):
    """All is right; of another employer and another year nothing else is."""
    drawn, _ = read_labelled_resumes(folder)
    right = judged(drawn.path, drawn.labels, None)
    assert set(right) == set(FIGURES)
    assert {name for name, value in right.items() if value == 1} == {
        *("jobs found", "title", "employer", "dates", "whole", "statements", "name"),
    }
    assert right["garbage"] == 0
    assert right["education"] is None
    job = drawn.labels.blocks[-1]
    job.pieces[1:3] = [("employer", "Blue Door"), ("dates", "May 2018 - Present")]
    wrong = judged(drawn.path, drawn.labels, None)
    assert (wrong["title"], wrong["employer"], wrong["dates"], wrong["whole"]) == (1, 0, 0, 0)
