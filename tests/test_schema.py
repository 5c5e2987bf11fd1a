"""Objects as JSON: their schemas, what they hold, and what is refused."""

from __future__ import annotations

import json
from collections.abc import Callable

import msgspec
import pytest
from conftest import AS_OF, EXAMPLES, POSTINGS, RESUMES, Run

from fitscore import Scorer, rank, read_posting, read_resume
from fitscore.schema import (
    SCHEMAS,
    MatchObject,
    PostingObject,
    RankingObject,
    ResumeObject,
    from_json,
    json_schema,
    to_json,
)


@pytest.mark.parametrize("path", POSTINGS, ids=lambda path: path.name)
def test_a_posting_survives(path: object):
    """What is written is read back as it was."""
    value = PostingObject.of(read_posting(str(path)))
    assert from_json(to_json(value), PostingObject) == value


@pytest.mark.parametrize("path", RESUMES, ids=lambda path: path.name)
def test_a_resume_survives(path: object):
    """So is a résumé."""
    value = ResumeObject.of(read_resume(str(path)))
    assert from_json(to_json(value), ResumeObject) == value


def test_a_match_and_a_ranking_survive(scorer: Scorer):
    """And what was decided; a wrong word in it names its path."""
    ranking = rank(POSTINGS[0], RESUMES[:2], scorer=scorer, as_of=AS_OF)
    value = RankingObject.of(ranking)
    assert from_json(to_json(value), RankingObject) == value
    match = MatchObject.of(ranking.matches[0])
    assert from_json(to_json(match), MatchObject) == match
    wrong = json.loads(to_json(match))
    wrong["requirements"][1]["verdict"] = "perhaps"
    with pytest.raises(msgspec.ValidationError, match=r"\$\.requirements\[1\]\.verdict"):
        from_json(json.dumps(wrong), MatchObject)


@pytest.mark.parametrize("name", sorted(SCHEMAS))
def test_each_schema_says_its_name(name: str):
    """Every object carries its schema, which is the one that is asked for."""
    schema = json_schema(SCHEMAS[name])
    version = 2 if name == "ranking" else 1
    assert schema["$id"] == f"fitscore.{name}/{version}"
    top = schema["$defs"][SCHEMAS[name].__name__]
    assert top["properties"]["schema"] == {"enum": [f"fitscore.{name}/{version}"]}


def test_schemas_by_the_command_line(cli: Callable[..., Run]):
    """The schema of a posting says what an edit may be; an unknown one says which there are."""
    run = cli("schema", "posting")
    assert run.code == 0
    requirement = json.loads(run.out)["$defs"]["RequirementObject"]
    assert requirement["required"] == ["text", "priority", "kind"]
    assert json.loads(cli("schema", "record").out)["$id"] == "fitscore.record/1"
    wrong = cli("schema", "nonsense")
    assert wrong.code == 2
    assert "no schema" in wrong.err


def test_an_anonymous_candidate_is_absent(cli: Callable[..., Run]):
    """Not null: the key is not there."""
    resume = EXAMPLES / "resumes" / "devon_grant.pdf"
    value = json.loads(cli("parse", "resume", resume, "--anonymize", "-f", "json").out)
    assert "candidate" not in value
