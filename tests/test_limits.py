"""Scoring has limits: a file made to take for ever is one line, and the batch goes on."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import AS_OF, EXAMPLES, Run

from fitscore import Limits, Posting, Resume, Scorer, rank, read_posting, read_resume
from fitscore.errors import LimitError
from fitscore.scoring.clock import Clock
from fitscore.scoring.passages import encode
from fitscore.scoring.second_look import facts_by_row
from fitscore.testing import HashingEncoder
from fitscore.types import Status

POSTING = EXAMPLES / "postings" / "program_manager.txt"
GOOD = "Ann Lee\n\nExperience\n- Managed the records of the town\n"
ASKED = b"Requirements\n- Managed records\n- Filed papers\n"
Cli = Callable[..., Run]


def statements(count: int) -> str:
    """A résumé of so many statements."""
    said = "".join(f"- Filed {number} papers of the town\n" for number in range(count))
    return f"Zoe Lee\n\nExperience\n{said}"


def test_far_too_many_statements(scorer: Scorer, tmp_path: Path):
    """The line says how many, what the limit is and how to raise it; the others are ranked."""
    (tmp_path / "long.txt").write_text(statements(60), "utf-8")
    (tmp_path / "good.txt").write_text(GOOD, "utf-8")
    limits = Limits(statements=20, any_kind=True)
    found = rank(ASKED, sorted(tmp_path.iterdir()), scorer=scorer, limits=limits)
    assert [Path(match.resume.source).name for match in found.matches] == ["good.txt"]
    (failure,) = found.failed
    assert failure.status is Status.UNREADABLE
    assert re.search(r"it holds \d\d statements, and the limit is 20; ", failure.error)
    assert "--limit statements=N" in failure.error
    assert len(read_resume(tmp_path / "long.txt", limits=Limits(any_kind=True)).bullets) > 20


def test_statements_that_are_books(tmp_path: Path):
    """A long statement counts for as many as it could be: text is bounded, not bullets alone."""
    words = " ".join(f"filed{number}" for number in range(300))
    path = tmp_path / "long.txt"
    path.write_text(f"Zoe Lee\n\nExperience\n- Wrote {words}\n- Filed papers\n", "utf-8")
    with pytest.raises(LimitError, match=r"statements, and the limit is 4"):
        read_resume(path, limits=Limits(statements=4))
    assert read_resume(path, limits=Limits(statements=100)).bullets


def edited(count: int, **more: object) -> bytes:
    """A posting of so many requirements, as `parse posting -f json` would write it."""
    asked = [
        {"text": f"Filed {number} papers", "priority": "required", "kind": "skill", **more}
        for number in range(count)
    ]
    value = {"schema": "fitscore.posting/1", "requirements": asked, "text": "Filed papers"}
    return json.dumps(value).encode()


def test_far_too_many_requirements():
    """20,000 of them are refused before any is scored; so are thousands of names in one."""
    with pytest.raises(LimitError, match=r"holds 20,000 requirements, and the limit is 250; "):
        read_posting(edited(20_000))
    with pytest.raises(LimitError, match=r"requirements, and the limit is 250; "):
        read_posting(edited(1, names=[f"tool{number}" for number in range(10_000)]))
    with pytest.raises(LimitError, match=r"requirements, and the limit is 250; "):
        read_posting(edited(1, any_of=[{"text": "papers"}] * 300))
    assert len(read_posting(edited(300), limits=Limits(requirements=300)).requirements) == 300


@pytest.mark.usefixtures("encoder")
def test_limits_on_the_command_line(cli: Cli, tmp_path: Path):
    """`match` exits 3 with one line; `--limit` raises and lowers; a number without end is none."""
    path = tmp_path / "long.txt"
    path.write_text(statements(12), "utf-8")
    done = cli("match", path, POSTING, "--limit", "statements=5", "--force")
    assert (done.code, done.out, done.err.count("\n")) == (3, "", 1)
    assert "statements, and the limit is 5" in done.err
    done = cli("match", path, POSTING, "--limit", "requirements=3", "--force")
    assert done.code == 3
    assert "requirements, and the limit is 3" in done.err
    assert cli("match", path, POSTING, "--limit", f"statements={'9' * 6_000}").code == 2


def test_time_that_is_over(scorer: Scorer):
    """Encoding and facts ask the clock at each step, and its error names the résumé."""
    resume = Resume.from_text(GOOD)
    with pytest.raises(LimitError, match="text: it took longer than -1 seconds to score"):
        encode(resume, HashingEncoder(), clock=Clock(resume.source, -1))
    look = scorer.look(resume, scorer.prepare(Posting.from_text(ASKED.decode())), as_of=AS_OF)
    with pytest.raises(LimitError, match="it took longer"):
        facts_by_row(look.found, Clock(resume.source, -1))


def test_one_that_takes_too_long_does_not_end_a_ranking(
    scorer: Scorer, monkeypatch: pytest.MonkeyPatch
):
    """It is listed with what failed, whichever look it was."""
    check = Clock.check

    def slow(clock: Clock) -> None:
        if clock._source == "bytes":
            clock._seconds = -1.0
        check(clock)

    monkeypatch.setattr(Clock, "check", slow)
    good = Resume.from_text(GOOD)
    found = rank(ASKED, [GOOD.replace("Ann", "Zoe").encode(), good], scorer=scorer, as_of=AS_OF)
    assert [match.resume.source for match in found.matches] == ["text"]
    assert ["it took longer" in failure.error for failure in found.failed] == [True]


def test_many_texts_are_encoded_as_few_are():
    """In parts, row by row the same."""
    resume = Resume.from_text(statements(600))
    encoded = encode(resume, HashingEncoder())
    alone = HashingEncoder().encode([item.text for item in encoded.passages])
    assert len(encoded.vectors) > 512
    assert (encoded.vectors == alone).all()
