"""A kept index: the same numbers as a match, and what it promises when things go wrong."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import sqlite3
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from conftest import AS_OF, EXAMPLES, POSTINGS, RESUMES, ROOT, Run, in_child

from benchmarks.synthetic import Person, resume_text
from fitscore import Limits, Posting, Resume, Scorer, read_posting, read_resume
from fitscore.encoding import CompiledEncoder
from fitscore.errors import IndexDamagedError, IndexStoreError
from fitscore.index import ResumeIndex, cache, database
from fitscore.index.cache import FOLDER
from fitscore.ranking import Stages
from fitscore.scoring.packing import pack
from fitscore.scoring.passages import EncodedResume, passages_of
from fitscore.testing import HashingEncoder, first_look

POSTING = EXAMPLES / "postings" / "program_manager.txt"
HERE = Limits(isolated=False)  # texts of our own: no worker is needed
ENCODER = HashingEncoder()
SCORER = Scorer(encoder=ENCODER, decision=first_look())
NO_VECTORS = np.zeros((0, 0), np.float32)


def opened(folder: Path, *, create: bool = False) -> ResumeIndex:
    return ResumeIndex(folder, create=create, scorer=SCORER)


def written(folder: Path, count: int, first: int = 0) -> list[Path]:
    """Some résumés as text files."""
    folder.mkdir(exist_ok=True)
    paths = []
    for seed in range(first, first + count):
        path = folder / f"{seed:04}.txt"
        path.write_text(
            resume_text(seed, Person(f"Ann Lee{chr(97 + seed % 26)}{chr(97 + seed // 26)}")),
            encoding="utf-8",
        )
        paths.append(path)
    return paths


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[ResumeIndex]:
    """An index of five résumés, without a model."""
    with opened(tmp_path / "index", create=True) as index:
        list(index.add(written(tmp_path / "files", 5), limits=HERE))
        yield index


def brute_force(index: ResumeIndex, query: str, top: int) -> list[tuple[str, float]]:
    """The nearest passages by a plain product over everything that is kept."""
    vector = ENCODER.encode([query])[0]
    found = [
        (-float(np.einsum("d,d->", vector, item.vector)), document.name, position)
        for document in index._store.documents("resume")
        for position, item in enumerate(document.texts)
        if item.kind == "passage"
    ]
    return [(name, -minus) for minus, name, _ in sorted(found)[:top]]


def searched(index: ResumeIndex, query: str, top: int) -> list[tuple[str, float]]:
    return [(hit.name, hit.similarity) for hit in index.search(query, top=top)]


# What it is for


@pytest.fixture(scope="module")
def examples(tmp_path_factory: pytest.TempPathFactory, encoder: CompiledEncoder) -> ResumeIndex:
    """The examples with the real model."""
    folder = tmp_path_factory.mktemp("examples")
    index = ResumeIndex(folder, create=True, encoder=encoder)
    assert {added.outcome for added in index.add(RESUMES)} == {"added"}
    for path in POSTINGS:
        index.add_posting(str(path))
    return index


def test_rank_gives_the_numbers_of_match(examples: ResumeIndex, real_scorer: Scorer):
    """Byte for byte, for every candidate, in the order of rank."""
    ranking = examples.rank(POSTING, as_of=AS_OF)
    assert len(ranking.matches) == len(RESUMES)
    for match in ranking.matches:
        alone = real_scorer.match(match.resume.source, POSTING, as_of=AS_OF)
        assert json.dumps(alone.to_dict()) == json.dumps(match.to_dict())
    assert [m.fit for m in ranking.matches] == sorted(
        (m.fit for m in ranking.matches), reverse=True
    )
    few = examples.rank(POSTING, as_of=AS_OF, top=3)
    assert [m.resume.source for m in few.matches] == [m.resume.source for m in ranking.matches[:3]]


def test_the_best_are_the_best_of_all(examples: ResumeIndex, real_scorer: Scorer):
    """With --top, what is shown is the head of the whole ranking, its numbers and its reasons."""
    posting = read_posting(POSTING)
    with ResumeIndex(examples._store.folder, scorer=real_scorer) as index:
        everyone = index.rank(posting, as_of=AS_OF).matches
        best = index.rank(posting, top=3, as_of=AS_OF).matches
        assert [match.to_dict() for match in best] == [m.to_dict() for m in everyone[:3]]


def test_a_shortlist_leaves_out_those_who_are_far(examples: ResumeIndex, real_scorer: Scorer):
    """Five are rated for one that is scored, in numbers that are those of all; or all are."""
    posting = read_posting(POSTING)
    with ResumeIndex(examples._store.folder, scorer=real_scorer) as index:
        everyone = index.rank(posting, as_of=AS_OF).matches
        done: list[int] = []
        five = Stages(retrieved=5, scored=1)
        one = index.rank(posting, top=1, stages=five, as_of=AS_OF, progress=done.append)
        assert done[-1] == 5 < len(everyone)
        assert [match.to_dict() for match in one.matches] == [everyone[0].to_dict()]
        few = index.rank(posting, stages=Stages(retrieved=100, scored=2), as_of=AS_OF)
        assert [match.to_dict() for match in few.matches] == [m.to_dict() for m in everyone[:2]]
        index.rank(posting, top=1, stages=five, exhaustive=True, as_of=AS_OF, progress=done.append)
        assert done[-1] == len(everyone)


@pytest.mark.long
def test_ratings_are_what_match_says(examples: ResumeIndex, real_scorer: Scorer):
    """Many at once, in arrays: the numbers of each alone, but for rounding."""
    with examples._passages() as kept:
        shown = kept.take(np.arange(len(kept)))
        resumes = [
            document.decoded(Resume, "")
            for document in examples._store.documents("resume", kept.names)
        ]
    for path in POSTINGS:
        prepared = real_scorer.prepare(read_posting(path))
        ratings = real_scorer.rate(shown, prepared, as_of=AS_OF)
        looks = [real_scorer.look(one, prepared, as_of=AS_OF) for one in resumes]
        matches = [real_scorer.conclude(look, estimate=True) for look in looks]
        assert ratings.fit == pytest.approx([match.fit for match in matches], abs=1e-3)
        assert ratings.required_met.tolist() == [match.required_met for match in matches]
        assert ratings.knocked_out.tolist() == [match.knocked_out for match in matches]


def test_whoever_shows_nothing_is_not_rated(examples: ResumeIndex, real_scorer: Scorer):
    """One without a statement, kept beside others or alone, is not a number and no error."""
    nobody = replace(Resume.from_text(resume_text(1, Person())), bullets=(), roles=(), education=())
    none = pack([EncodedResume(nobody, passages_of(nobody), NO_VECTORS, NO_VECTORS)])
    assert len(none.passages) == 0
    prepared = real_scorer.prepare(read_posting(POSTING))
    assert np.isnan(real_scorer.rate([none], prepared, as_of=AS_OF).fit).all()
    with examples._passages() as kept:
        others = kept.take(np.arange(len(kept)))
    fits = real_scorer.rate([none, *others], prepared, as_of=AS_OF).fit
    assert np.isnan(fits[0])
    assert fits[1:].tolist() == real_scorer.rate(others, prepared, as_of=AS_OF).fit.tolist()


def test_the_first_stage_is_a_plain_product(kept: ResumeIndex):
    """Its greatest and mean products are those of each résumé by itself."""
    queries = ENCODER.encode(["managed a budget", "care of patients"])
    with kept._passages() as cache:
        best, mean = cache.nearness(queries)
    documents = kept._store.documents("resume", cache.names)
    for column, average, document in zip(best, mean, documents, strict=True):
        rows = np.stack([item.vector for item in document.texts if item.kind == "passage"])
        assert column == pytest.approx((queries @ rows.T).max(axis=1), abs=1e-6)
        assert average == pytest.approx((queries @ rows.T).mean(), abs=1e-6)


def test_rank_encodes_nothing_but_the_posting(
    examples: ResumeIndex, encoder: CompiledEncoder, monkeypatch: pytest.MonkeyPatch
):
    """The vectors of the résumés come from the index."""
    asked: list[str] = []
    original = encoder.encode

    def counting(texts: list[str]) -> object:
        asked.extend(texts)
        return original(texts)

    prepared = {item.text for item in read_posting(POSTING).requirements}
    monkeypatch.setattr(CompiledEncoder, "encode", lambda _self, texts: counting(list(texts)))
    examples.rank(POSTING, as_of=AS_OF)
    assert set(asked) == prepared


def test_suggest_orders_postings_with_the_evidence_of_match(
    examples: ResumeIndex, real_scorer: Scorer
):
    """The nurse's first posting is the nurse's; each match is that of `match`."""
    resume = read_resume(EXAMPLES / "resumes" / "joanna_reyes.pdf")
    found = examples.suggest(resume, as_of=AS_OF)
    assert len(found) == len(POSTINGS)
    assert found[0].posting.title == "Registered Nurse, Medical-Surgical Unit (4 West)"
    for match in found:
        alone = real_scorer.match(resume, match.posting.source, as_of=AS_OF)
        assert alone.to_dict() == match.to_dict()


def test_suggest_leaves_out_what_cannot_be_scored(tmp_path: Path):
    """A résumé that is a posting's own words is scored for the others, and the one is named."""
    copied = (
        "Requirements\n- Knowledge of cold storage and its rules for vaccines and frozen fish\n"
        "- Drive refrigerated trucks between two harbours and eleven inland warehouses\n"
    )
    names = [tmp_path / "a.txt", tmp_path / "b.txt"]
    names[0].write_text(copied, encoding="utf-8")
    names[1].write_text("Requirements\n- Experience as a baker\n- Excel\n", encoding="utf-8")
    pasted = Resume.from_text(f"Ann Lee\n\n{copied.replace('Requirements', 'Skills')}")
    told: list[str] = []
    with ResumeIndex(tmp_path / "kept", create=True, encoder=HashingEncoder()) as index:
        for name in names:
            index.add_posting(name)
        (match,) = index.suggest(pasted, as_of=AS_OF, failed=lambda name, _: told.append(name))
    assert match.posting.source.endswith("b.txt")
    assert [Path(name).name for name in told] == ["a.txt"]


def test_search_finds_what_was_said_and_where(examples: ResumeIndex):
    """The quote is verbatim; section, years and credential narrow it."""
    (hit,) = examples.search("looking after wounds after an operation", top=1)
    assert hit.candidate == "Joanna Reyes"
    resume = read_resume(hit.name)
    assert " ".join(resume.text[hit.start : hit.end].split()) == hit.quote
    skills = examples.search("Excel", top=5, section="skills")
    assert {item.section for item in skills} == {"skills"}
    certified = examples.search("project", top=50, credential="capm")
    assert {item.candidate for item in certified} == {"Devon Grant"}
    long = examples.search("project", top=200, years=10, as_of=AS_OF)
    assert "Devon Grant" not in {item.candidate for item in long}
    assert long


def test_search_is_brute_force(kept: ResumeIndex):
    """The same passages with the same similarities, ties by id."""
    for query in ("budget of a program", "bread", "trained two colleagues", ""):
        assert searched(kept, query, 7) == brute_force(kept, query, 7)


def test_the_same_file_twice_changes_nothing_and_a_changed_one_replaces(
    kept: ResumeIndex, tmp_path: Path
):
    """Unchanged files are not written again; a changed one is one document still."""
    files = sorted((tmp_path / "files").iterdir())
    generation = kept._store.generation
    assert {item.outcome for item in kept.add(files, limits=HERE)} == {"unchanged"}
    assert kept._store.generation == generation
    files[0].write_text(resume_text(99, Person("Ann Other")), encoding="utf-8")
    outcomes = [item.outcome for item in kept.add(files, limits=HERE)]
    assert outcomes == ["replaced", *["unchanged"] * 4]
    assert len(list(kept.entries())) == 5
    assert kept.check() == []


@pytest.mark.usefixtures("encoder")
def test_ids_by_name_and_by_table(tmp_path: Path, cli: Callable[..., Run]):
    """The person's name as it was read, or what a CSV says; a file without an id is an error."""
    paths = written(tmp_path / "files", 2)
    by_name = tmp_path / "by-name"
    assert cli("index", "add", *paths, "--index", by_name, "--id", "name").code == 0
    assert "Ann Leeaa" in cli("index", "list", "--index", by_name).out
    table = tmp_path / "ids.csv"
    table.write_text("file,id\n0000.txt,A-17\n0001.txt,B-4\n", encoding="utf-8")
    by_table = tmp_path / "by-table"
    assert cli("index", "add", *paths, "--index", by_table, "--id", table).code == 0
    value = json.loads(cli("index", "list", "--index", by_table, "-f", "json").out)
    assert [entry["id"] for entry in value["entries"]] == ["A-17", "B-4"]
    table.write_text("file,id\n0000.txt,A-17\n", encoding="utf-8")
    run = cli("index", "add", *paths, "--index", by_table, "--id", table)
    assert run.code == 3
    assert "it has no id for" in run.err


@pytest.mark.usefixtures("encoder")
def test_the_command_line(tmp_path: Path, cli: Callable[..., Run], monkeypatch: pytest.MonkeyPatch):
    """Add, rank, search, suggest, forget, check: each says what was done."""
    folder = tmp_path / "index"
    resumes = [EXAMPLES / "resumes" / name for name in ("joanna_reyes.pdf", "devon_grant.pdf")]
    run = cli("index", "add", *resumes, "--posting", POSTING, "--index", folder)
    assert (run.code, run.out) == (0, "3 added\n")
    value = json.loads(cli("rank", POSTING, "--index", folder, "-f", "json", "--as-of", AS_OF).out)
    direct = json.loads(cli("rank", POSTING, *resumes, "-f", "json", "--as-of", AS_OF).out)
    assert value == direct
    found = json.loads(cli("index", "search", "wound care", "--index", folder, "-f", "json").out)
    assert found["schema"] == "fitscore.search/1"
    assert found["hits"][0]["candidate"] == "Joanna Reyes"
    assert "Program Manager" in cli("suggest", resumes[1], "--index", folder).out
    assert cli("index", "check", "--index", folder).out.startswith("3 documents")
    assert cli("index", "forget", str(resumes[0]), "--index", folder).code == 0
    again = cli("index", "add", resumes[0], "--index", folder)
    assert "--again keeps it anew" in again.err
    assert cli("index", "add", resumes[0], "--again", "--index", folder).out == "1 added\n"
    assert cli("index", "update", "--index", folder).out == "3 unchanged\n"
    assert cli("index", "rebuild", "--index", folder).out == "rebuilt\n"
    monkeypatch.setenv("FITSCORE_INDEX", str(folder))
    assert "Joanna Reyes" in cli("rank", POSTING, "--top", 2).out
    none = cli("index", "search", "x", "--index", tmp_path / "none")
    assert none.code == 3
    assert "there is no index; make one with `index add`" in none.err
    assert cli("rank", POSTING, *resumes, "--index", folder).code == 2


# Models and versions


@pytest.mark.usefixtures("kept")
def test_an_index_of_another_model_is_refused_with_both_names(tmp_path: Path):
    """The vectors of two models do not compare."""
    with pytest.raises(IndexStoreError, match=r"made with hashing-256 .* not with hashing-128"):
        ResumeIndex(tmp_path / "index", encoder=HashingEncoder(128))


def test_rebuild_encodes_anew_with_another_model(
    kept: ResumeIndex, tmp_path: Path, encoder: CompiledEncoder
):
    """Afterwards the index is as one made with it."""
    assert kept.rebuild("all-MiniLM-L6-v2") == 5
    assert kept.model == encoder.identity
    fresh = ResumeIndex(tmp_path / "fresh", create=True, encoder=encoder)
    list(fresh.add(sorted((tmp_path / "files").iterdir()), limits=HERE))
    query = "baked bread"
    assert searched(kept, query, 5) == searched(fresh, query, 5)
    assert kept.check() == []


def test_an_index_of_a_later_version_is_refused(kept: ResumeIndex, tmp_path: Path):
    """What it means is not known here."""
    kept.close()
    connection = sqlite3.connect(tmp_path / "index" / database.FILE)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(IndexStoreError, match="version 99"):
        opened(tmp_path / "index")


@pytest.fixture
def older(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of an index of format 1 beside two of the three files that it was made of."""
    monkeypatch.chdir(tmp_path)
    shutil.copytree(EXAMPLES, tmp_path / "examples")
    (tmp_path / "examples" / "resumes" / "priya_raghunathan.pdf").unlink()
    folder = tmp_path / "older"
    folder.mkdir()
    shutil.copy(ROOT / "tests" / "data" / "index_v1.sqlite3", folder / database.FILE)
    return folder


def test_an_index_of_an_older_format_lives_on(
    older: Path, real_scorer: Scorer, cli: Callable[..., Run]
):
    """It is migrated, tells who read it, is read anew where the files are, and flags the rest."""
    with ResumeIndex(older, scorer=real_scorer) as index:
        assert index.check() == []
        assert len(index.outdated()) == 5
        flags = [{flag.kind for flag in m.resume.flags} for m in index.rank(POSTING).matches]
        assert all("older_reader" in kinds for kinds in flags)
    run = cli("index", "check", "--index", older)
    assert "5 of them read by an older version of fitscore" in run.out
    assert cli("index", "update", "--index", older).out == "3 replaced\n"
    with ResumeIndex(older, scorer=real_scorer) as index:
        left = "examples/resumes/priya_raghunathan.pdf"
        assert left in index.outdated()
        for match in index.rank(POSTING, as_of=AS_OF).matches:
            flagged = "older_reader" in {flag.kind for flag in match.resume.flags}
            assert flagged is (match.resume.source == left)
            if not flagged:
                alone = real_scorer.match(match.resume.source, POSTING, as_of=AS_OF)
                assert alone.to_dict() == match.to_dict()
        assert index.check() == []


def test_postings_of_an_older_format_have_whole_parts(older: Path, real_scorer: Scorer):
    """Alternatives that were passages of text are requirements, as if read today."""
    with ResumeIndex(older, scorer=real_scorer) as index:
        document = index._store.document("posting", "tests/data/alternatives.txt")
        assert document is not None
        kept = document.decoded(Posting, "")
    fresh = read_posting(ROOT / "tests" / "data" / "alternatives.txt")
    assert kept.requirements[0] == fresh.requirements[0]
    assert len(fresh.requirements[0].any_of) == 2


def test_a_migration_is_whole_or_not_at_all(older: Path, monkeypatch: pytest.MonkeyPatch):
    """What fails in the middle leaves the older format, which opens the next time."""

    def fail(step: str) -> None:
        if step == "wrote the texts":
            raise RuntimeError(step)

    monkeypatch.setattr(database, "failpoint", fail)
    with pytest.raises(RuntimeError):
        ResumeIndex(older, encoder=ENCODER)
    monkeypatch.undo()
    connection = sqlite3.connect(older / database.FILE)
    assert connection.execute("PRAGMA user_version").fetchone() == (1,)
    connection.close()
    with ResumeIndex(older) as index:
        assert len(index) == 3


def test_the_sample_of_the_repository_opens_and_answers(
    tmp_path: Path, encoder: CompiledEncoder, cli: Callable[..., Run]
):
    """A copy of an index that an earlier fitscore wrote; the README's example runs on it."""
    shutil.copytree(ROOT / "index" / "sample", tmp_path / "sample")
    run = cli("index", "search", "contract negotiation", "--index", tmp_path / "sample")
    assert run.code == 0
    assert "Priya Raghunathan" in run.out
    with ResumeIndex(tmp_path / "sample", encoder=encoder) as index:
        assert index.check() == []
        assert len(list(index.entries())) == 3
        assert len(list(index.entries("posting"))) == 1


# Kills, crowds, full disks, flipped bits, and forgetting


STEPS = (
    "begun", "removed the older", "wrote the document", "wrote the texts", "wrote the account",
    "before commit", "after commit",
)  # fmt: skip


def add_and_be_killed(
    folder: Path, batch: list[Path], told: Path, step: str | None, countdown: int, after: float
) -> None:
    """Add files; be killed the so manieth time at a step, or after some seconds."""
    left = [countdown]

    def fail(reached: str) -> None:
        if reached == step:
            left[0] -= 1
            if left[0] < 0:
                os.kill(os.getpid(), signal.SIGKILL)

    database.failpoint = fail
    if step is None:
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_REAL, after)
    with opened(folder, create=True) as index, told.open("a", encoding="utf-8") as file:
        for added in index.add(batch, limits=HERE):
            file.write(f"{added.name}\n")
            file.flush()


def kill_again_and_again(tmp_path: Path, kills: int, seed: int) -> None:
    """Kill a process that adds, at a step or at any moment; look at what is left each time."""
    chance = random.Random(seed)
    folder, files = tmp_path / "index", written(tmp_path / "files", 12)
    told = tmp_path / "acknowledged"
    died = 0
    for number in range(kills):
        told.write_text("", encoding="utf-8")
        batch = chance.sample(files, 4)
        for path in batch:
            path.write_text(resume_text(chance.randrange(500), Person()), encoding="utf-8")
        step = STEPS[number % len(STEPS)] if number % 3 else None
        countdown, after = chance.randrange(4), 0.002 + 0.04 * chance.random()
        work = partial(add_and_be_killed, folder, batch, told, step, countdown, after)
        died += in_child(work) != 0
        acknowledged = told.read_text("utf-8").split()
        with opened(folder, create=True) as index:
            assert index._store.problems() == []
            whole = {document.name: document for document in index._store.documents("resume")}
            for name in acknowledged:
                assert read_resume(name, limits=HERE).sha256 == whole[name].sha256
            assert len(whole) == len(list(index.entries()))
            query = "managed a budget"
            assert searched(index, query, 5) == brute_force(index, query, 5)
    assert died > 0.8 * kills


@pytest.mark.skipif(not hasattr(os, "fork"), reason="kills need fork")
def test_kills_lose_nothing_and_leave_nothing_half(tmp_path: Path):
    """What was acknowledged is there; what was not is wholly in or wholly out."""
    kill_again_and_again(tmp_path, 12, seed=1)


@pytest.mark.long
@pytest.mark.skipif(not hasattr(os, "fork"), reason="kills need fork")
def test_two_thousand_kills(tmp_path: Path):
    """The same for longer."""
    kill_again_and_again(tmp_path, 2000, seed=2)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_eight_processes_at_once_lose_and_double_nothing(tmp_path: Path):
    """Each adds twelve of sixteen files, in an order of its own."""
    folder, files = tmp_path / "index", written(tmp_path / "files", 16)
    children = []
    for number in range(8):
        own = random.Random(number).sample(files, 12)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            child = os.fork()
        if child == 0:
            code = 1
            try:
                with opened(folder, create=True) as index:
                    found = [added.outcome for added in index.add(own, limits=HERE)]
                code = 0 if set(found) <= {"added", "replaced", "unchanged"} else 2
            finally:
                os._exit(code)
        children.append(child)
    assert [os.waitpid(child, 0)[1] for child in children] == [0] * 8
    with opened(folder) as index:
        assert [entry.name for entry in index.entries()] == sorted(map(str, files))
        assert index.check() == []


def test_an_interrupted_add_goes_on_where_it_was(tmp_path: Path):
    """Ctrl-C after two of five: the next run reads three."""
    files = written(tmp_path / "files", 5)
    with opened(tmp_path / "index", create=True) as index:
        adding = index.add(files, limits=HERE)
        next(adding), next(adding)
        with pytest.raises(KeyboardInterrupt):
            adding.throw(KeyboardInterrupt)
    with opened(tmp_path / "index") as index:
        outcomes = [added.outcome for added in index.add(files, limits=HERE)]
    assert outcomes == ["unchanged"] * 2 + ["added"] * 3


@pytest.mark.parametrize(
    ("pragma", "told"),
    [("max_page_count = 60", "full"), ("query_only = ON", "readonly")],
)
def test_a_full_disk_and_a_read_only_one_lose_nothing_and_say_so(
    pragma: str, told: str, kept: ResumeIndex, tmp_path: Path
):
    """One line with what to do; all that was kept is still there."""
    before = searched(kept, "budget", 5)
    kept._store._connection.execute(f"PRAGMA {pragma}")
    with pytest.raises(IndexStoreError, match=told):
        list(kept.add(written(tmp_path / "more", 30, first=100), limits=HERE))
    kept.close()
    with opened(tmp_path / "index") as index:
        assert index.check() == []
        assert len(list(index.entries())) >= 5
        assert set(before) & set(searched(index, "budget", 40))


def damage(data: bytearray, chance: random.Random) -> bytearray:
    """A bit flipped, or the end cut off."""
    if chance.random() < 0.9:
        place = chance.randrange(len(data))
        data[place] ^= 1 << chance.randrange(8)
        return data
    return data[: chance.randrange(len(data))]


def flip_and_cut(tmp_path: Path, times: int, seed: int) -> None:
    """Damage a copy of an index, and ask it what the sound one was asked."""
    folder, query = tmp_path / "index", "managed a budget for programs"
    with opened(folder, create=True) as index:
        list(index.add(written(tmp_path / "files", 2), limits=HERE))
        expected = searched(index, query, 6)
        posting = read_posting(POSTING)
        ranked = [match.fit for match in index.rank(posting, as_of=AS_OF).matches]
    (shard,) = (folder / FOLDER).iterdir()
    files = [folder / database.FILE, shard]
    chance = random.Random(seed)
    refused = 0
    for number in range(times):
        copy = tmp_path / "copy"
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(folder, copy)
        target = copy / files[number % 2].relative_to(folder)
        target.write_bytes(damage(bytearray(target.read_bytes()), chance))
        try:
            with opened(copy) as index:
                assert searched(index, query, 6) == expected
                if number % 20 < 2:
                    assert [m.fit for m in index.rank(posting, as_of=AS_OF).matches] == ranked
        except IndexStoreError:
            refused += 1
            assert number % 2 == 0  # a damaged cache is made anew
    assert 0 < refused <= times // 2


def test_flipped_bits_and_cut_files_are_refused_or_mended(tmp_path: Path):
    """The database or the cache: the right answer, or an error of ours; nothing else."""
    flip_and_cut(tmp_path, 24, seed=3)


@pytest.mark.long
def test_two_thousand_flipped_bits_and_cut_files(tmp_path: Path):
    """The same for longer."""
    flip_and_cut(tmp_path, 2000, seed=4)


def test_forgetting_leaves_no_byte(tmp_path: Path):
    """Neither words nor vectors in any file; a hash of the hash is all; the others stay."""
    folder = tmp_path / "index"
    (tmp_path / "files").mkdir()
    person = tmp_path / "files" / "gone.txt"
    person.write_text(
        resume_text(7, Person("Zenobia Quartermain")).replace("SUMMARY", "SUMMARY\nXylophonist.")
    )
    with opened(folder, create=True) as index:
        list(index.add([person, *written(tmp_path / "files", 3)], limits=HERE))
        index.search("anything")
        document = index._store.document("resume", str(person))
        assert document is not None
        rows = [item.vector for item in document.texts if item.kind == "passage"]
        pieces = [
            piece for row in rows for piece in np.split(row, 16) if np.count_nonzero(piece) > 1
        ]
        others = b"".join(
            item.vector.tobytes()
            for other in index._store.documents("resume")
            for item in other.texts
            if other.name != str(person)
        )
        own = [piece.tobytes() for piece in pieces if piece.tobytes() not in others]
        canaries = [b"Zenobia", b"Quartermain", b"Xylophonist", document.sha256.encode(), *own]
        present = _bytes_of(folder)
        assert len(own) > 20
        assert all(canary in present for canary in canaries)
        assert index.forget([str(person)]) == [str(person)]
        after = _bytes_of(folder)
        assert [canary for canary in canaries if canary in after] == []
        assert len(list(index.entries())) == 3
        assert index.check() == []
        assert [item.outcome for item in index.add([person], limits=HERE)] == ["forgotten"]


def _bytes_of(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def test_forgetting_while_another_reads_says_what_is_left_to_do(kept: ResumeIndex, tmp_path: Path):
    """A reader holds the older state; the document is out, its bytes go later."""
    with opened(tmp_path / "index") as other, other._store.reading():
        assert len(list(other.entries())) == 5
        name = next(iter(kept.entries())).name
        with pytest.raises(IndexStoreError):
            kept.forget([name])
        assert len(list(kept.entries())) == 4
    kept.compact()
    assert kept.check() == []


def test_a_missing_or_stale_cache_is_made_anew(kept: ResumeIndex, tmp_path: Path):
    """Without the file, and with that of an older state."""
    expected = searched(kept, "budget", 5)
    folder = tmp_path / "index" / FOLDER
    (older,) = folder.iterdir()
    saved = older.read_bytes()
    older.unlink()
    with opened(tmp_path / "index") as index:
        assert searched(index, "budget", 5) == expected
        assert older.read_bytes() == saved
        list(index.add(written(tmp_path / "files", 1, first=50), limits=HERE))
        assert searched(index, "budget", 5) == brute_force(index, "budget", 5)
        (newer,) = folder.iterdir()
        assert newer != older


def test_a_change_makes_one_shard_anew(
    kept: ResumeIndex, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """Of three shards of two résumés the files of the two others stay as they were."""
    monkeypatch.setattr(cache, "SHARD", 2)
    folder = tmp_path / "index" / FOLDER
    assert searched(kept, "budget", 5) == brute_force(kept, "budget", 5)
    older = {path: path.stat().st_mtime_ns for path in folder.iterdir()}
    assert len(older) == 3
    kept.forget([str(tmp_path / "files" / "0002.txt")])
    assert len(list(folder.iterdir())) == 2
    assert searched(kept, "budget", 5) == brute_force(kept, "budget", 5)
    newer = {path: path.stat().st_mtime_ns for path in folder.iterdir()}
    assert len(newer) == 3
    assert len(older.items() & newer.items()) == 2


def test_threads_each_open_their_own(kept: ResumeIndex, tmp_path: Path):
    """Another thread's object is refused in one line; four threads with their own all add."""
    with ThreadPoolExecutor(4) as pool:
        with pytest.raises(IndexStoreError, match="open one in each thread"):
            pool.submit(kept.search, "budget").result()

        def add(first: int) -> list[str]:
            with opened(tmp_path / "index") as own:
                paths = written(tmp_path / f"files{first}", 2, first=first)
                return [added.outcome for added in own.add(paths, limits=HERE)]

        assert list(pool.map(add, (100, 200, 300, 400))) == [["added", "added"]] * 4
    assert len(list(kept.entries())) == 13
    kept.close()
    with pytest.raises(IndexStoreError, match="it is closed"):
        kept.search("budget")


def test_readers_see_one_moment(kept: ResumeIndex, tmp_path: Path):
    """A search that began before an add does not see half of it."""
    with opened(tmp_path / "index") as other, other._store.reading():
        before = [entry.name for entry in other.entries()]
        list(kept.add(written(tmp_path / "files", 1, first=60), limits=HERE))
        assert [entry.name for entry in other.entries()] == before
    assert len(list(kept.entries())) == 6


def test_damage_is_named(kept: ResumeIndex):
    """A document that was changed behind its back is refused by name, and check lists it."""
    name = next(iter(kept.entries())).name
    kept._store._connection.execute(
        "UPDATE texts SET text = 'other' WHERE position = 0 AND document = "
        "(SELECT id FROM documents WHERE name = ?)",
        (name,),
    )
    with pytest.raises(IndexDamagedError, match="is not what was written"):
        list(kept.resumes())
    assert any(name in problem for problem in kept.check())


def test_the_same_file_under_another_name_is_told(cli: Callable[..., Run], tmp_path: Path):
    """When it is added; a file that is gone is named by an update, and stays."""
    text = "Ann Lee\n\nExperience\n- Kept the parks of the city clean\n"
    first, second = tmp_path / "a.txt", tmp_path / "b.txt"
    first.write_text(text)
    second.write_text(text)
    folder = tmp_path / "index"
    told = cli("index", "add", first, second, "--index", folder)
    assert f"{second}: the same file is kept as {first} too" in told.err
    first.write_text(f"{text}- Planted trees\n")
    assert "the same file" not in cli("index", "add", first, "--index", folder).err
    first.unlink()
    gone = cli("index", "update", "--index", folder)
    assert f"{first}: no file has this name now" in gone.err
    kept = json.loads(cli("index", "list", "--index", folder, "-f", "json").out)["entries"]
    assert [entry["id"] for entry in kept] == [str(first), str(second)]
