"""Changed files of every format: text or a typed error, never a hang, never a dead parent."""

from __future__ import annotations

import io
import json
import random
import time
import zipfile
from collections.abc import Callable
from html import escape

import pytest
from conftest import EXAMPLES
from made_files import odt
from PIL import Image

from fitscore import InputError, Limits, Posting, ReaderPool, Resume
from fitscore.isolation import read_posting
from fitscore.posting import posting_from_bytes

RESUMES = EXAMPLES / "resumes"
POSTINGS = EXAMPLES / "postings"
LIMITS = Limits(seconds=20)
Mutation = Callable[[random.Random, bytes], bytes]


def flip(generator: random.Random, data: bytes) -> bytes:
    """Bytes changed, dropped, doubled, or the end cut off, a few times over."""
    changed = bytearray(data)
    for _ in range(generator.choice([1, 3, 20])):
        if not changed:
            break
        place, length = generator.randrange(len(changed)), generator.randrange(1, 200)
        kind = generator.random()
        if kind < 0.5:
            changed[place] = generator.randrange(256)
        elif kind < 0.7:
            del changed[place : place + length]
        elif kind < 0.9:
            changed[place:place] = changed[place : place + length]
        else:
            del changed[max(1, place) :]
    return bytes(changed)


def flip_inside(generator: random.Random, data: bytes) -> bytes:
    """One part of an archive changed, and the archive put together again."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w") as new:
        names = old.namelist()
        chosen = generator.choice(names)
        for name in names:
            body = old.read(name)
            new.writestr(name, flip(generator, body) if name == chosen else body)
    return made.getvalue()


def swap_values(generator: random.Random, data: bytes) -> bytes:
    """A value somewhere in a JSON object replaced by one of another kind."""
    value = json.loads(data)
    at = value
    for _ in range(generator.randrange(1, 5)):
        keys = list(at) if isinstance(at, dict) else list(range(len(at)))
        if not keys:
            break
        key = generator.choice(keys)
        if isinstance(at[key], dict | list) and generator.random() < 0.7:
            at = at[key]
            continue
        at[key] = generator.choice(
            [None, 7, -1e300, "", "x" * 5000, [], {}, [[[]]], True, "\ud800"]
        )
        break
    return json.dumps(value).encode()


def markup() -> bytes:
    """A résumé as a web page."""
    text = (RESUMES / "maria_okafor.txt").read_text(encoding="utf-8")
    items = "".join(f"<li>{line}</li>" for line in text.splitlines() if line)
    return f"<html><body><h1>Maria Okafor</h1><ul>{items}</ul></body></html>".encode()


def seeds() -> list[tuple[str, bytes, Mutation]]:
    """Files to change and how: task, bytes, mutation."""
    word = (RESUMES / "tyler_brandt.docx").read_bytes()
    source = (RESUMES / "sources" / "maria_okafor.json").read_bytes()
    posting = (POSTINGS / "program_manager.txt").read_bytes()
    edited = json.dumps(posting_from_bytes(posting, "posting").to_dict()).encode()
    return [
        ("resume", (RESUMES / "devon_grant.pdf").read_bytes(), flip),
        ("resume", (RESUMES / "marcus_delorme.pdf").read_bytes(), flip),
        ("resume", word, flip),
        ("resume", word, flip_inside),
        ("resume", markup(), flip),
        ("resume", source, flip),
        ("resume", source, swap_values),
        ("posting", posting, flip),
        ("posting", edited, flip),
        ("posting", edited, swap_values),
    ]


def newer_seeds() -> list[tuple[str, bytes, Mutation]]:
    """The same of formats that came later: OpenDocument, RTF, a small picture."""
    text = (RESUMES / "maria_okafor.txt").read_text(encoding="utf-8").splitlines()[:60]
    body = "".join(f"<text:p>{escape(line)}</text:p>" for line in text)
    rich = "\\par\n".join(line.encode("ascii", "replace").decode() for line in text)
    picture = io.BytesIO()
    Image.new("RGB", (60, 40), "white").save(picture, "PNG")
    return [
        ("resume", odt(body), flip),
        ("resume", odt(body), flip_inside),
        ("resume", b"{\\rtf1\\ansi\\b " + rich.encode() + b"}", flip),
        ("resume", picture.getvalue(), flip),
    ]


def hold(seed: int, cases: int, chosen: list[tuple[str, bytes, Mutation]]) -> None:
    """Read changed files and look at what comes of each."""
    generator = random.Random(seed)
    files = []
    for number in range(cases):
        task, data, mutation = chosen[number % len(chosen)]
        files.append((task, mutation(generator, data)))
    resumes = [data for task, data in files if task == "resume"]
    with ReaderPool.for_batch(LIMITS) as pool:
        started = time.monotonic()
        for count, outcome in enumerate(pool.read_resumes(resumes), 1):
            check(outcome, Resume, resumes[count - 1])
        assert count == len(resumes)
        assert time.monotonic() - started < len(resumes) * LIMITS.seconds
    for task, data in files:
        if task == "posting":
            try:
                outcome = read_posting(data, limits=LIMITS)
            except InputError as error:
                outcome = error
            check(outcome, Posting, data)


def check(outcome: object, kind: type, data: bytes) -> None:
    """A typed error of one line, or spans that are verbatim."""
    if isinstance(outcome, InputError):
        assert "\n" not in str(outcome)
        assert "the reader failed on it" not in str(outcome), data[:300]
        return
    assert isinstance(outcome, kind)
    if isinstance(outcome, Resume):
        for bullet in outcome.bullets:
            assert " ".join(outcome.text[bullet.start : bullet.end].split()) == bullet.text


def test_changed_files():
    """Every format that is read, each changed at random."""
    hold(11, 70, seeds())
    hold(13, 20, newer_seeds())


@pytest.mark.long
def test_three_thousand_changed_files():
    """The same, three thousand times."""
    hold(12, 3_000, seeds())


@pytest.mark.long
def test_five_hundred_changed_files_of_each_newer_format():
    """OpenDocument whole and part by part, RTF, pictures."""
    hold(14, 2_000, newer_seeds())
