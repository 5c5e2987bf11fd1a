"""The trained reader: words and features, the network, units, and how it is trained."""

from __future__ import annotations

import json
import random
import re
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest
from conftest import EXAMPLES, POSTINGS, run_python

from fitscore.documents import document_from_text
from fitscore.errors import InputError, ReaderFileError
from fitscore.posting import load_reader
from fitscore.posting.features import FEATURES, read_words
from fitscore.posting.heads import CLASSES, FIELDS, HEADS
from fitscore.posting.lists import with_lists
from fitscore.posting.reading import posting_from_bytes
from fitscore.posting.units import fields_of, units_of
from fitscore.tagging.network import WINDOW, tokenize
from fitscore.tagging.words import Words


def seen(text: str) -> dict[str, set[str]]:
    """The features of each word."""
    document = document_from_text(text)
    words = read_words(document)
    return {
        text[a:b]: {FEATURES[i] for i in np.flatnonzero(row)}
        for a, b, row in zip(words.starts, words.ends, words.features, strict=True)
    }


def logits_of(words: list[tuple[str, bool]]) -> np.ndarray:
    """Logits that say a class of each word and whether it begins a unit."""
    logits = np.zeros((len(words), sum(HEADS.values())), dtype=np.float32)
    for row, (name, begins) in zip(logits, words, strict=True):
        row[CLASSES.index(name)] = 9
        row[len(CLASSES)] = 9 if begins else -9
    return logits


def test_glued_words_are_told_apart_and_names_can_stay_whole():
    """A lost break and an inner capital look the same: both are cuts that may be taken."""
    words = seen("RequirementsHigh School and JavaScript")
    assert "glued" in words["High"]
    assert "glued" in words["Script"]
    assert "glued" not in words["School"]


@pytest.mark.parametrize("mark", ["•", "~", "§", "ü", "👉"])
def test_a_mark_is_known_by_how_it_recurs(mark: str):
    """Whatever the character: what stands three times is seen as recurring."""
    text = " ".join(f"{mark} knowledge of {name}" for name in ("trees", "parks", "lakes"))
    assert "recurring_mark" in seen(text)[mark]
    assert "recurring_mark" not in seen(f"{mark} knowledge of trees")[mark]


def test_numbers_that_count_on_are_enumerators():
    """`1. ... 2. ...` is a list; a number in a sentence is none."""
    words = seen("1. Trees. 2. Parks. About 7. Then rest")
    assert "enumerator" in words["1"] & words["2"]
    assert "enumerator" not in words["7"]


def test_headings_of_a_language_are_seen_by_its_file():
    """`Ihr Profil` is a heading in a German posting, and nothing in an English one."""
    german = (
        "Wir sind ein Betrieb in Kiel und suchen für die Werkstatt einen Menschen mit Herz. " * 3
    )
    assert "heading_requirement" in seen(f"{german}\nIhr Profil\nErfahrung")["Profil"]
    assert "heading_requirement" not in seen("The river\nIhr Profil\nErfahrung")["Ihr"]


def test_units_are_of_one_class_and_begin_where_the_network_says():
    """Two requirements side by side stay two; a heading is none of them."""
    text = "Skills Java basics Rust basics"
    document = document_from_text(text)
    words = read_words(document)
    said = [("heading", True), ("requirement", True), ("requirement", False)]
    said += [("requirement", True), ("requirement", False)]
    units = units_of(document, words, logits_of(said))
    assert [(unit.label, text[unit.start : unit.end]) for unit in units] == [
        ("heading", "Skills"),
        ("requirement", "Java basics"),
        ("requirement", "Rust basics"),
    ]


def test_a_mark_at_the_beginning_of_a_line_begins_a_unit():
    """What the layout says for certain the network need not guess; inside a line it must."""
    said = [("requirement", i == 0) for i in range(7)]
    logits = logits_of(said)
    logits[:, len(CLASSES)] /= 3
    for text, begins in (("- Tact\n- Java and Rust", True), ("Tact is - Java and Rust", False)):
        document = document_from_text(text)
        words = read_words(document)
        starts = [unit.start for unit in units_of(document, words, logits[: len(words)])]
        assert (text.index("Java") in starts) is begins


def test_one_uncertain_word_does_not_break_a_unit():
    """A word that alone would be of another class belongs to the unit around it."""
    document = document_from_text("knowledge of about trees")
    words = read_words(document)
    logits = logits_of([("requirement", i == 0) for i in range(4)])
    logits[2, CLASSES.index("about")] = 10
    assert [unit.label for unit in units_of(document, words, logits)] == ["requirement"]


@pytest.mark.parametrize(
    ("above", "said", "wanted"),
    [
        ("Here", ["requirement", "duty", "requirement"], "requirement"),
        ("Here", ["duty", "requirement", "duty"], "duty"),
        ("Your profile:", ["duty", "benefits", "duty"], "requirement"),
        ("Your tasks", ["field", "requirement", "field"], "duty"),
    ],
)
def test_items_of_a_list_are_read_together(above: str, said: list[str], wanted: str):
    """What a word alone is hardly says; the items beside it and the heading above the list do."""
    document = document_from_text(f"{above}\n- Punctual\n- Dynamic\n- Careful\n")
    words = read_words(document)
    classes = np.zeros((len(words), len(CLASSES)), np.float32)
    items = np.flatnonzero(words.items)
    classes[items, [CLASSES.index(label) for label in said]] = (3, 1, 3)
    found = with_lists(document, words, classes)[items].argmax(axis=1)
    assert {CLASSES[label] for label in found} == {wanted}


def test_an_item_of_several_sentences_stands_for_itself():
    """It may hold what is no item, and neither is told by the list nor tells of it."""
    document = document_from_text("Your tasks\n- Plant trees\n- Read plans. You are punctual\n")
    words = read_words(document)
    classes = np.zeros((len(words), len(CLASSES)), np.float32)
    classes[-3:, CLASSES.index("requirement")] = 2
    found = with_lists(document, words, classes).argmax(axis=1)
    assert CLASSES[found[-1]] == "requirement"


def test_fields_are_where_they_are_most_certain():
    """Of two places that may be the title the likelier is taken; no likely place is no title."""
    text = "Baker wanted Head Baker here"
    words = read_words(document_from_text(text))
    assert fields_of(words, pointed([(0, 0, 3.0), (2, 3, 5.0)])) == {"title": (13, 23)}
    assert fields_of(words, pointed([(0, 0, -1.0)])) == {}


def test_a_field_ends_in_the_line_where_it_begins():
    """The best last word may stand lines below; the best in its own line is taken."""
    words = read_words(document_from_text("Head Baker\nCorvus Bakery Ltd"))
    logits = pointed([(0, 3, 5.0)])
    logits[1, -len(FIELDS)] = 1
    assert fields_of(words, logits) == {"title": (0, 10)}


def pointed(titles: list[tuple[int, int, float]]) -> np.ndarray:
    """Logits of five words that point at titles: first word, last word, log odds of either."""
    logits = np.full((5, sum(HEADS.values())), -9, dtype=np.float32)
    for first, last, odds in titles:
        logits[first, -2 * len(FIELDS)] = odds
        logits[last, -len(FIELDS)] = odds
    return logits


def test_long_postings_are_read_in_windows_that_cover_every_word():
    """Each word is read in the window in which it lies deepest."""
    text = "knowledge " * 3000
    words = read_words(document_from_text(text))
    windows, which, place = tokenize(text, words).windows()
    assert windows.shape[1] == WINDOW
    assert np.array_equal(windows[which, place], np.arange(len(words)))
    middle = (which > 0) & (which < len(windows) - 1)
    assert place[middle].min() >= 16
    assert place[middle].max() < WINDOW - 16


def test_a_file_that_is_no_reader_is_refused(tmp_path: Path):
    """In one line, with what to do."""
    file = tmp_path / "reader.safetensors"
    with pytest.raises(ReaderFileError, match="it cannot be read"):
        load_reader(file)
    file.write_bytes(b"no reader")
    with pytest.raises(ReaderFileError, match=r"this is no reader .*fitscore.training.reader"):
        load_reader(file)


class TestTraining:
    """Labelled postings, their variants, and the network that learns from them."""

    @pytest.fixture
    def labelled(self, tmp_path: Path):
        """A posting with its labels."""
        from fitscore.training.reader.labelled import read_labelled_postings

        (tmp_path / "baker.txt").write_text(
            "Baker\n\nRequirements\n- Three years of baking\n- A food hygiene\n  certificate\n\n"
            "You will\n- Bake bread\n\nApply by mail.\n"
        )
        labels = {
            "title": "Baker",
            "source": "board:row 7",
            "requirements": [
                {"text": "Three years of baking", "priority": "required", "kind": "experience"},
                {
                    "text": "A food hygiene certificate",
                    "priority": "preferred",
                    "kind": "certification",
                },
            ],
            "responsibilities": ["Bake bread"],
            "others": [
                {"class": "heading", "text": "Requirements"},
                {"class": "heading", "text": "You will"},
                {"class": "apply", "text": "Apply by"},
            ],
        }
        (tmp_path / "baker.gold.json").write_text(json.dumps(labels))
        (posting,) = read_labelled_postings(tmp_path)
        return posting

    def test_labels_stand_where_their_words_do(self, labelled):
        """White space aside; the source is the board, not the row."""
        text = labelled.document.text
        assert labelled.source == "board"
        assert [text[span.start : span.end] for span in labelled.spans][:2] == [
            "Three years of baking",
            "A food hygiene\n  certificate",
        ]

    def test_labels_without_a_posting_are_told(self, tmp_path: Path):
        """In both forms of a folder."""
        from fitscore.training.reader.labelled import read_labelled_postings

        for name, labels in (("baker.gold.json", {"requirements": []}), ("REQUIREMENTS.json", [])):
            file = tmp_path / name.partition(".")[0] / name
            file.parent.mkdir()
            file.write_text(json.dumps(labels))
            with pytest.raises(InputError, match="there is no posting beside it"):
                read_labelled_postings(file.parent)

    def test_every_shape_keeps_every_word_of_every_label(self, labelled):
        """Only white space and marks change."""
        from fitscore.training.reader.variants import SHAPES, variant

        wanted = [labelled.document.text[span.start : span.end].split() for span in labelled.spans]
        for shape in sorted(set(SHAPES) - {"cropped", "thinned"}):
            made = variant(labelled, random.Random(1), shape)
            text = made.document.text
            found = [text[span.start : span.end].split() for span in made.spans]
            assert found == wanted, shape

    def test_what_is_learned_of_a_word(self, labelled):
        """A requirement is one, with its kind; what is marked as nothing is not asked."""
        from fitscore.posting.heads import KINDS
        from fitscore.training.reader.learning import sample_of

        sample = sample_of(labelled, random.Random(0))
        words = read_words(labelled.document)
        text = labelled.document.text
        at = {text[a:b]: i for i, (a, b) in enumerate(zip(words.starts, words.ends, strict=True))}
        requirement, duty = CLASSES.index("requirement"), CLASSES.index("duty")
        targets = sample.targets
        assert np.flatnonzero(targets.classes[at["baking"]]).tolist() == [requirement]
        assert KINDS[targets.kind[at["certificate"]]].value == "certification"
        assert np.flatnonzero(targets.classes[at["Bake"]]).tolist() == [duty]
        assert not targets.classes[at["mail"], [requirement, duty]].any()
        assert targets.begins[at["Three"]] == 1
        assert targets.begins[at["years"]] == 0
        assert FIELDS[np.flatnonzero(targets.field_starts[at["Baker"]])[0]] == "title"
        assert targets.field_ends[at["Baker"]].any()

    def test_numpy_and_torch_compute_the_same(self, labelled, tmp_path: Path):
        """What is written to a file reads as the network that was trained."""
        import torch

        from fitscore.tagging.weights import base_weights
        from fitscore.training.reader.learning import sample_of
        from fitscore.training.tagging import TorchNetwork, write

        torch.manual_seed(0)
        network = TorchNetwork(base_weights(1), 1, 2, len(FEATURES), HEADS)
        for value in network.parameters():
            value.data += 0.02 * torch.randn_like(value)
        network.eval()
        sample = sample_of(labelled, random.Random(0))
        with torch.no_grad():
            parts = network(sample.tokens, sample.features)
            wanted = torch.cat(list(parts.values()), dim=1).numpy()
        write(network, tmp_path / "reader.safetensors")
        reader = load_reader(tmp_path / "reader.safetensors")
        got = reader.network.logits(sample.tokens, sample.features)
        assert np.abs(got - wanted).max() < 0.02  # written in half precision

    def test_what_is_written_can_be_gone_on_from(self, tmp_path: Path):
        """The shipped reader is read into torch and written again: the same bytes."""
        from fitscore.tagging.weights import base_weights
        from fitscore.training.reader.learning import LAYERS, RANK
        from fitscore.training.tagging import TorchNetwork, read, write

        shipped = Path(str(files("fitscore.posting") / "reader.safetensors"))
        network = TorchNetwork(base_weights(LAYERS), LAYERS, RANK, len(FEATURES), HEADS)
        read(network, shipped)
        write(network, tmp_path / "reader.safetensors")
        assert (tmp_path / "reader.safetensors").read_bytes() == shipped.read_bytes()


@pytest.mark.long
def test_a_reader_is_trained_on_the_examples(tmp_path: Path):
    """The trainer judges each source by a reader that has not seen it, and writes one of all."""
    out = tmp_path / "reader.safetensors"
    arguments = ["--epochs", "1", "--groups", "2", "--folds", str(tmp_path), "--out", str(out)]
    done = run_python(
        "import runpy, sys; sys.argv[1:] = "
        f"{['--data', str(EXAMPLES / 'labelled_postings'), *arguments]!r};"
        "runpy.run_module('fitscore.training.reader', run_name='__main__')"
    )
    assert done.returncode == 0, done.stderr
    assert "12 postings of 12 sources" in done.stdout
    unseen = json.loads((tmp_path / "SOURCES.json").read_text("utf-8"))
    assert len(unseen) == 12
    assert load_reader(out).network.heads.bias.shape == (sum(HEADS.values()),)


@pytest.mark.long
def test_a_reader_goes_on_from_another(tmp_path: Path):
    """It learns on, from a folder with a share, and still reads what it read before."""
    out = tmp_path / "reader.safetensors"
    shipped = str(files("fitscore.posting") / "reader.safetensors")
    arguments = [
        f"--data={EXAMPLES / 'labelled_postings'}=1",
        "--epochs",
        "1",
        "--start",
        shipped,
        "--out",
        str(out),
    ]
    done = run_python(
        f"import runpy, sys; sys.argv[1:] = {arguments!r};"
        "runpy.run_module('fitscore.training.reader', run_name='__main__')"
    )
    assert done.returncode == 0, done.stderr
    for path in POSTINGS:
        read = posting_from_bytes(path.read_bytes(), path.name, reader=load_reader(out))
        before = posting_from_bytes(path.read_bytes(), path.name)
        assert read.title == before.title
        assert read.requirements


def test_a_reader_is_judged_on_labelled_postings():
    """Those that ship are read nearly whole by the reader that learned from them."""
    shipped = str(files("fitscore.posting") / "reader.safetensors")
    done = run_python(
        "import runpy, sys; sys.argv[1:] = "
        f"{['--data', str(EXAMPLES / 'labelled_postings'), '--judge', shipped]!r};"
        "runpy.run_module('fitscore.training.reader', run_name='__main__')"
    )
    assert done.returncode == 0, done.stderr
    said = re.search(r"reader.safetensors: 12 postings  F1 ([\d.]+)  good", done.stdout)
    assert said is not None
    assert float(said[1]) > 0.95


def test_a_reader_to_go_on_from_judges_no_sources():
    """It may have seen them."""
    done = run_python(
        "import runpy, sys; sys.argv[1:] = ['--data', 'x', '--start', 'y', '--folds', 'z'];"
        "runpy.run_module('fitscore.training.reader', run_name='__main__')"
    )
    assert done.returncode == 2
    assert "may have seen the sources" in done.stderr


def test_no_words_are_no_units():
    """Nothing is said of nothing."""
    nothing = Words(
        np.zeros(0, np.int64),
        np.zeros(0, np.int64),
        np.zeros((0, len(FEATURES)), np.float32),
        np.zeros(0, np.int8),
    )
    empty = document_from_text("-")
    assert units_of(empty, nothing, np.zeros((0, sum(HEADS.values())), np.float32)) == []
