"""Files in another language: said to be so, and not scored."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from conftest import AS_OF

from fitscore import Posting, Resume, Scorer, rank
from fitscore.cli import main
from fitscore.report import (
    match_to_html,
    match_to_text,
    ranking_to_csv,
    ranking_to_html,
    ranking_to_markdown,
    ranking_to_text,
)
from fitscore.text.languages import detect_language, spoken_in
from fitscore.types import Ranking, Verdict

FRENCH = (
    "Camille Roy\n\nExpérience\nChargée de paie, Mairie de Lille, 01/2018 - 12/2023\n"
    "- Établissement des bulletins de paie de trois cents agents de la ville\n"
    "- Suivi des absences et des congés, déclarations sociales mensuelles\n"
    "- Formation de deux nouvelles collègues au logiciel de la paie\n"
)
ENGLISH = (
    "Ann Lee\n\nExperience\nPayroll clerk, City of Salem, 01/2018 - 12/2023\n"
    "- Prepared the payroll of three hundred people of the city every month\n"
    "- Kept the records of leave and told managers what was due to their teams\n"
    "- Trained two new clerks in how the payroll system of the city is used\n"
)
POSTING = "Payroll clerk\n\nRequirements\n- Two years of payroll work\n- Kept records of leave\n"


@pytest.fixture(scope="module")
def ranking(scorer: Scorer) -> Ranking:
    resumes = [Resume.from_text(text) for text in (FRENCH, ENGLISH)]
    return rank(Posting.from_text(POSTING), resumes, scorer=scorer, as_of=AS_OF)


def test_a_resume_in_french_is_not_scored(scorer: Scorer):
    """No fit, no band, no verdict; the reason and the flag name the language."""
    found = scorer.match(Resume.from_text(FRENCH), Posting.from_text(POSTING), as_of=AS_OF)
    assert (found.fit, found.band, found.interval) == (None, None, None)
    assert found.not_scored == "French"
    assert {result.verdict for result in found.requirements} == {Verdict.UNKNOWN}
    assert {result.reason for result in found.requirements} == {"not scored: French"}
    assert [flag.kind for flag in found.flags] == ["language"]
    assert found.to_dict()["fit"] is None


def test_a_posting_in_french_scores_nobody(scorer: Scorer):
    """What it asks is not compared with anything."""
    posting = Posting.from_text(
        "Gestionnaire de paie\n\nProfil recherché\n- Deux ans d'expérience dans la gestion de la "
        "paie d'une collectivité\n- Maîtrise des déclarations sociales et des logiciels de paie\n"
        "- Rigueur et sens de la confidentialité dans le traitement des dossiers\n"
    )
    found = scorer.match(Resume.from_text(ENGLISH), posting, as_of=AS_OF)
    assert found.not_scored == "French"


def test_a_resume_of_which_half_is_english_is_scored_and_flagged(scorer: Scorer):
    """Its English statements prove what they prove."""
    more = (
        "- Préparation des réunions du comité social et rédaction des comptes rendus\n"
        "- Contrôle des heures supplémentaires et des indemnités des agents de la voirie\n"
    )
    english = ENGLISH.split("\n\n", 1)[1].replace("Experience\n", "")
    told = "- Answered the questions of staff about their pay\n- Balanced the books of the office\n"
    both = FRENCH + more + english + told
    found = scorer.match(Resume.from_text(both), Posting.from_text(POSTING), as_of=AS_OF)
    assert found.fit is not None
    assert [flag.kind for flag in found.flags] == ["language"]
    assert "a part of the résumé is in French" in found.flags[0].explanation


def test_names_of_places_and_tools_are_no_other_language():
    """Lines of names read as some language to whoever only counts letters."""
    names = ["Kubernetes, Terraform, Ansible, Jenkins", "Universidad de los Andes, Bogotá"]
    said = ["Kept the servers of the bank running", "Trained the people of three teams"] * 3
    assert spoken_in("en", [*said, *names]) == (None, True)


def test_who_is_not_scored_stands_last_in_every_format(ranking: Ranking):
    """Text, CSV, Markdown, HTML and JSON say why, and exit codes do not call it a failure."""
    assert [match.not_scored for match in ranking.matches] == [None, "French"]
    for text in (
        ranking_to_text(ranking),
        ranking_to_csv(ranking),
        ranking_to_markdown(ranking),
        ranking_to_html(ranking),
        json.dumps(ranking.to_dict()),
    ):
        assert text.rindex("Camille Roy") > text.rindex("Ann Lee")
        assert "French" in text
    unscored = ranking.matches[1]
    assert "Not scored: French" in match_to_text(unscored)
    assert "Not scored: French" in match_to_html(unscored)


def test_a_ranking_with_a_file_that_is_not_scored_is_done(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    """The exit code is 0, and the JSON has null where a fit would stand."""
    (tmp_path / "roy.txt").write_text(FRENCH, encoding="utf-8")
    (tmp_path / "posting.txt").write_text(POSTING, encoding="utf-8")
    arguments = ["rank", str(tmp_path / "posting.txt"), str(tmp_path / "roy.txt"), "-f", "json"]
    assert main(arguments) == 0
    (row,) = json.loads(capsys.readouterr().out)["candidates"]
    assert (row["fit"], row["band"], row["interval"]) == (None, None, None)
    assert row["not_scored"] == "French"


def test_notes_without_small_words_are_english():
    """Dates, departments and names of firms abroad do not make a résumé one in another language."""
    notes = (
        "TANAKA Yui\nOsaka / yui.tanaka@example.com\n\nCareer\n2018.04 - 2022.03\n"
        "  Quality Control Dept., Minatogawa Denki Co., Ltd.\n  Incoming inspection, audits"
        "\n2022.04 - present\n  Production Planning Dept., Minatogawa Denki Co., Ltd.\n"
    )
    assert detect_language(notes) == "en"


def test_a_few_words_are_of_a_language_that_is_official_somewhere():
    """Spanish in few words is Spanish, not a smaller language that is like it."""
    notes = (
        "Experiencia\nLecturas editoriales y correcciones, traducción de guías, crónica semanal "
        "en el diario de la ciudad, informes de originales, edición de catálogos, redacción"
    )
    assert detect_language(notes) == "es"
