"""Audits: what moves a score that should not, and rates by group."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import AS_OF, EXAMPLES, Run

from fitscore import Resume, Scorer, read_posting, read_resume
from fitscore.audit import Group, Robustness, measure_robustness, name_groups, rates_of
from fitscore.audit.perturbations import variants
from fitscore.encoding import CompiledEncoder, RememberingEncoder
from fitscore.errors import ExtraError, TableError

POSTING = EXAMPLES / "postings" / "program_manager.txt"
PEOPLE = [EXAMPLES / "resumes" / name for name in ("maria_okafor.pdf", "devon_grant.pdf")]


@pytest.fixture(scope="module")
def robustness(encoder: CompiledEncoder) -> Robustness:
    """Two résumés in all their variants."""
    scorer = Scorer(encoder=RememberingEncoder(encoder))
    resumes = [read_resume(path) for path in PEOPLE]
    return measure_robustness(read_posting(POSTING), resumes, scorer, as_of=AS_OF)


def test_names_and_pronouns_move_nothing(robustness: Robustness):
    """Twenty groups of names and two pronouns: exactly 0, in fit, place and probability."""
    own = [item for item in robustness.movements if item.kind in {"names", "pronouns"}]
    assert {item.label for item in own} == {g.label for g in name_groups()} | {"she", "he"}
    assert {item.largest_fit for item in own} == {0.0}
    assert {item.largest_rank for item in own} == {0}
    assert {item.largest_probability for item in own} == {0.0}


def test_format_order_and_unrelated_statements_move_little(robustness: Robustness):
    """They are read again, and the pair keeps its order."""
    own = [item for item in robustness.movements if item.kind in {"format", "order", "unrelated"}]
    assert [item.label for item in own if item.kind == "format"] == ["DOCX", "PDF"]
    assert all(item.count == 2 for item in own)
    assert all(item.mean_fit < 3 for item in own)
    assert all(item.largest_rank == 0 for item in own)
    assert not robustness.failed


def test_harmless_wording_moves_something(robustness: Robustness):
    """The control shows what a movement looks like: a reader of words is moved by words."""
    (control,) = [item for item in robustness.movements if item.kind == "wording"]
    assert 0 < abs(control.largest_fit) < 10


def test_each_variant_differs_from_the_text_in_its_way():
    """The name is gone where the name was changed; the statements are the same in another order."""
    resume = read_resume(PEOPLE[0])
    found = {(v.kind, v.label): v.data for v in variants(resume, 0)}
    assert b"Maria Okafor" in found["text", "unchanged"]
    hispanic = found["names", "Hispanic women"].decode()
    assert "Okafor" not in hispanic
    assert "okafor" not in hispanic
    assert "Mar\u00eda Gonz\u00e1lez" in hispanic
    order = Resume.from_text(found["order", "statements shuffled within each job"].decode())
    assert sorted(b.text for b in order.bullets) == sorted(b.text for b in resume.bullets)
    assert [b.text for b in order.bullets] != [b.text for b in resume.bullets]
    assert found["format", "DOCX"].startswith(b"PK")
    assert found["format", "PDF"].startswith(b"%PDF")


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """120 people: of 60 men 30 were hired, of 50 women 10, of 10 nothing is known."""
    path = tmp_path / "scores.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["who", "fit", "sex", "origin", "hired"])
        for number in range(60):
            rows.writerow([number, 40 + number, "man", "AB"[number % 2], "yn"[number < 30]])
        for number in range(50):
            rows.writerow([number, 30 + number, "woman", "AB"[number % 2], "yn"[number < 40]])
        for number in range(10):
            rows.writerow([number, 50, ["", "Unknown"][number % 2], "A", "n"])
        rows.writerow(["failed", "", "man", "A", "n"])
    return path


def groups(table: Path, name: str, **options: object) -> dict[str, Group]:
    found = rates_of(table, ["sex", "origin"], **options)  # type: ignore[arg-type]
    (category,) = [category for category in found.categories if category.name == name]
    return {group.label: group for group in category.groups}


def test_selection_rates_ratios_and_fishers_test(table: Path):
    """One half and one fifth: a ratio of 0.4, by chance in 0.1% of cases."""
    found = groups(table, "sex", selected="hired")
    assert (found["man"].count, found["man"].selected) == (60, 30)
    assert (found["woman"].count, found["woman"].selected) == (50, 10)
    selection = found["woman"].selection
    assert selection is not None
    assert selection.share == pytest.approx(0.2)
    assert selection.ratio == pytest.approx(0.4)
    assert selection.p_value == pytest.approx(0.00137, abs=1e-4)
    assert selection.below_four_fifths
    assert selection.low < 0.2 < selection.high
    assert selection.ratio_low is not None
    assert selection.ratio_high is not None
    assert selection.ratio_low < 0.4 < selection.ratio_high
    best = found["man"].selection
    assert best is not None
    assert best.ratio == 1.0
    assert best.p_value is None


def test_scoring_rates_are_shares_above_the_median(table: Path):
    """Of all 120 scores, those above the middle one."""
    found = rates_of(table, ["sex"])
    assert (found.count, found.without_score, found.rule) == (120, 1, None)
    scores = sorted([40 + n for n in range(60)] + [30 + n for n in range(50)] + [50] * 10)
    median = (scores[59] + scores[60]) / 2
    assert found.median == median
    men = found.categories[0].groups[0]
    assert men.selection is None
    assert men.scoring.share == sum(40 + n > median for n in range(60)) / 60


def test_unknown_is_counted_and_left_out_and_columns_are_crossed(table: Path):
    """Blank and `Unknown` are one; two columns give their four pairs."""
    found = rates_of(table, ["sex", "origin"], top=30)
    assert [category.name for category in found.categories] == ["sex", "origin", "sex × origin"]
    assert [category.unknown for category in found.categories] == [10, 0, 10]
    assert [group.label for group in found.categories[2].groups] == [
        "man, A", "man, B", "woman, A", "woman, B",
    ]  # fmt: skip


def test_small_groups_are_marked_and_no_yardstick(tmp_path: Path):
    """Two people who were both taken set no rate for a hundred others."""
    path = tmp_path / "s.csv"
    rows = [f"{n},A,{'y' if n < 40 else 'n'}" for n in range(100)] + ["1,B,y", "2,B,y"]
    path.write_text("score,g,taken\n" + "\n".join(rows), encoding="utf-8")
    (category,) = rates_of(path, ["g"], score="score", selected="taken").categories
    many, few = category.groups
    assert (many.small, few.small) == (False, True)
    assert many.selection is not None
    assert many.selection.ratio == 1.0


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--group", "gender"), "it has no column 'gender'; it has: who, fit, sex, origin, hired"),
        (("--group", "sex", "--score", "who"), "line 122: 'failed' is no number"),
        (("--group", "sex", "--selected", "origin"), "line 2: 'A' is not yes or no"),
    ],
)
def test_a_table_that_does_not_fit_is_one_line(
    table: Path, arguments: tuple[str, ...], told: str, cli: Callable[..., Run]
):
    """Which column or line, and what is there."""
    run = cli("audit", "scores", table, *arguments)
    assert run.code == 3
    assert told in run.err
    assert len(run.err.splitlines()) == 1
    with pytest.raises(TableError, match="cannot be read"):
        rates_of(table.with_name("none.csv"), ["sex"])


def test_the_audit_of_scores_on_the_command_line(table: Path, cli: Callable[..., Run]):
    """Text, JSON and a page say the same figures, and nobody is called compliant."""
    options = ("--group", "sex", "--selected", "hired")
    text = cli("audit", "scores", table, *options)
    assert text.code == 0
    assert "sex (10 unknown, left out)" in text.out
    assert "0.40 !" in text.out
    assert max(map(len, text.out.splitlines())) <= 80
    value = json.loads(cli("audit", "scores", table, *options, "-f", "json").out)
    assert value["schema"] == "fitscore.rates/1"
    assert value["categories"][0]["groups"][1]["selection"]["below_four_fifths"] is True
    page = cli("audit", "scores", table, *options, "-f", "html").out
    assert "0.40 !" in page
    for out in (text.out, page):
        assert "complian" not in out.lower()
    assert cli("audit", "scores", table, *options, "--top", "3").code == 2


@pytest.mark.long
@pytest.mark.usefixtures("encoder")
def test_the_audit_of_resumes_on_the_command_line(
    tmp_path: Path, robustness: Robustness, cli: Callable[..., Run]
):
    """The same figures as the library's; a file that cannot be read is listed."""
    bad = tmp_path / "bad.pdf"
    bad.write_bytes(b"%PDF-1.4 broken")
    run = cli("audit", "resumes", POSTING, *PEOPLE, bad, "--as-of", AS_OF, "-f", "json")
    assert run.code == 1
    value = json.loads(run.out)
    assert value["schema"] == "fitscore.robustness/1"
    assert [item["largest_fit"] for item in value["movements"]] == [
        item.largest_fit for item in robustness.movements
    ]
    assert value["failed"][0]["source"] == str(bad)


def test_reports_of_robustness(robustness: Robustness):
    """Eighty columns of text; a page that loads nothing."""
    from fitscore.report import robustness_to_html, robustness_to_text

    text = robustness_to_text(robustness)
    assert max(map(len, text.splitlines())) <= 80
    assert "Hispanic women" in text
    page = robustness_to_html(robustness)
    assert "default-src &#39;none&#39;" in page or "default-src 'none'" in page
    assert "Hispanic women" in page


def test_without_the_extra_packages_one_line_says_which(
    table: Path, monkeypatch: pytest.MonkeyPatch
):
    """`pip install 'fitscore[audit]'`."""
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(ExtraError, match=r"pip install 'fitscore\[audit\]'"):
        rates_of(table, ["sex"])
