"""The library as engineers meet it: what objects say of themselves, days, kinds, frames."""

from __future__ import annotations

import asyncio
import stat
from datetime import UTC, date, datetime
from importlib.util import find_spec
from pathlib import Path

import polars as pl
import pytest
from conftest import AS_OF, EXAMPLES, POSTINGS, RESUMES

from fitscore import Posting, Ranking, Resume, Scorer, rank
from fitscore.errors import ExtraError

RESUME = EXAMPLES / "resumes" / "joanna_reyes.pdf"


@pytest.fixture(scope="module")
def ranking(scorer: Scorer) -> Ranking:
    return rank(POSTINGS[0], RESUMES[:3], scorer=scorer, as_of=AS_OF)


def test_objects_say_what_they_are_in_a_line(ranking: Ranking):
    """No name, no address, no number of a phone."""
    match = ranking[0]
    for thing in (ranking, match, match.resume, match.posting):
        line = repr(thing)
        assert "\n" not in line
        assert len(line) < 160
    person = match.resume.candidate
    assert person is not None
    for value in (person.name, person.email, person.phone):
        assert value
        assert value not in repr(match) + repr(match.resume) + repr(ranking)


def test_a_ranking_is_a_sequence_of_candidates(ranking: Ranking):
    """It has a length, an order, places and slices; an empty one is still a ranking."""
    assert len(ranking) == 3
    assert list(ranking) == list(ranking.matches)
    assert ranking[-1] is ranking.matches[2]
    assert ranking[:2] == ranking.matches[:2]
    assert Ranking(ranking.posting, ranking.model, ranking.decision, AS_OF, ())


def test_a_notebook_shows_the_page_in_a_frame(ranking: Ranking):
    """The page is text inside an attribute: its marks cannot end the frame."""
    for shown in (ranking._repr_html_(), ranking[0]._repr_html_()):
        assert shown.startswith("<iframe sandbox srcdoc=")
        assert shown.count("<") == 2


def test_a_ranking_as_a_frame(ranking: Ranking):
    """A row a candidate; the numbers are numbers."""
    frame = ranking.to_dataframe()
    assert list(frame["rank"]) == [1, 2, 3]
    assert list(frame["fit"]) == [round(match.fit or 0, 1) for match in ranking]
    assert list(frame["source"]) == [match.resume.source for match in ranking]


@pytest.mark.parametrize("absent", ["", "pandas"])
def test_a_ranking_as_parquet_is_read_back_as_it_was(
    absent: str, ranking: Ranking, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """The columns of the frame with their values, with pandas or without."""
    monkeypatch.setattr(
        "fitscore.report.frames.find_spec", lambda name: None if name == absent else find_spec(name)
    )
    path = tmp_path / "ranking.parquet"
    ranking.to_parquet(path)
    read, frame = pl.read_parquet(path), ranking.to_dataframe()
    assert read.columns == list(frame.columns)
    assert read["rank"].to_list() == [1, 2, 3]
    assert read["fit"].to_list() == [round(match.fit or 0, 1) for match in ranking]
    assert read["source"].to_list() == [match.resume.source for match in ranking]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_what_writes_frames_is_told_where_it_is_missing(
    ranking: Ranking, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """Which extra to install, and no file is begun."""
    monkeypatch.setattr("fitscore.report.frames.find_spec", lambda _: None)
    with pytest.raises(ExtraError, match=r"a data frame .*pip install 'fitscore\[frames\]'"):
        ranking.to_dataframe()
    with pytest.raises(ExtraError, match=r"a Parquet file .*pip install 'fitscore\[frames\]'"):
        ranking.to_parquet(tmp_path / "ranking.parquet")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("day", [date(2026, 1, 31), datetime(2026, 1, 31, 9, tzinfo=UTC), AS_OF])
def test_a_day_is_a_date_or_a_text(day: date | str, scorer: Scorer):
    """All say the same."""
    assert scorer.match(RESUME, POSTINGS[0], as_of=day).as_of == AS_OF


@pytest.mark.parametrize(
    ("wrong", "kind"), [("31.1.2026", ValueError), ("2026-13-01", ValueError), (2026, TypeError)]
)
def test_a_day_that_is_none_says_what_is_right(wrong: object, kind: type, scorer: Scorer):
    """Before a file is read."""
    with pytest.raises(kind, match="as_of"):
        scorer.match("nowhere.pdf", POSTINGS[0], as_of=wrong)  # type: ignore[arg-type]


def test_what_is_no_file_is_a_type_error(scorer: Scorer):
    """It says what can be read."""
    with pytest.raises(TypeError, match="a path, bytes, or an open binary file"):
        scorer.match(5, POSTINGS[0])  # type: ignore[arg-type]


def test_a_folder_or_one_path_may_stand_for_a_list(scorer: Scorer, tmp_path: Path):
    """The files of a folder are ranked, and one file is a list of one."""
    for name in ("a.txt", "b.txt"):
        text = f"Ann Lee\n\nExperience\n- Kept the parks clean {name}\n"
        (tmp_path / name).write_text(text)
    posting = Posting.from_text("Requirements\n- Kept parks clean\n- Tact")
    assert len(rank(posting, tmp_path, scorer=scorer)) == 2
    assert len(rank(posting, str(tmp_path / "a.txt"), scorer=scorer)) == 1
    assert len(rank(posting, [tmp_path, tmp_path / "a.txt"], scorer=scorer)) == 2
    assert len(rank(posting, Resume.from_text(text), scorer=scorer)) == 1
    (failure,) = rank(posting, tmp_path / "nobody.pdf", scorer=scorer).failed
    assert "nobody.pdf" in failure.error


def test_a_match_can_be_awaited(scorer: Scorer):
    """The same match, while the event loop goes on."""
    found = asyncio.run(scorer.amatch(RESUME, POSTINGS[0], as_of=AS_OF))
    assert found == scorer.match(RESUME, POSTINGS[0], as_of=AS_OF)
