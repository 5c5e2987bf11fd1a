"""What persons said is learned from, shown, switched on and off, and forgotten with them."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from conftest import Run
from msgspec import structs
from serving import (
    CANARY,
    KEY,
    OTHER,
    SHIELD,
    imported,
    posted,
    resume_files,
    seen,
    sent,
    served,
    switched,
    tuned_decision,
    without_model,
)
from starlette.testclient import TestClient

from fitscore import Posting, Scorer
from fitscore.scoring.recalibration import (
    Basis,
    Recalibration,
)
from fitscore.scoring.regression import CLASSES
from fitscore.serve import postings
from fitscore.serve.overruled import asked_by
from fitscore.serve.store import StaleError
from fitscore.serve.tuning import learn_from
from fitscore.testing import first_look

THINGS = ("native trees", "iron gates", "gravel paths", "garden ponds", "slate roofs",
          "rowing boats", "old barns", "street lamps")  # fmt: skip
WORK = ("planting", "repairing", "painting", "counting", "cleaning", "guarding", "selling")
TOPICS = [f"{thing} {work}" for thing in THINGS for work in WORK]
BENT = Recalibration(scale=1.0, missing=0.9, partial=0.6, met=-1.5)


@pytest.fixture
def client(tmp_path: Path, scorer: Scorer) -> Iterator[TestClient]:
    with served(tmp_path, scorer, any_kind=True) as found:
        yield found


def kept(client: TestClient, posting: str, *people: str) -> int:
    """The number of a tuned decision that is said to be learned of some people."""
    store = client.service.workspace.store  # type: ignore[attr-defined]
    for key in people:
        reason = f"{CANARY} told me" if key == OTHER else "she told me"
        body = {"requirement": "r1", "verdict": "missing", "reason": reason}
        answer = client.post(f"/v1/postings/{posting}/matches/{key}/overrules", json=body)
        assert answer.status_code == 201, answer.text
    number: int = store.add_tuning(tuned_decision().to_json(), "Bo", people).number
    return number


def candidates(count: int = 10) -> list[tuple[str, bytes]]:
    """Résumés that each say some of the topics."""
    chance, found = np.random.default_rng(3), list[tuple[str, bytes]]()
    for number in range(count):
        lines = [
            f"- Did much {topic} for {number + 2} towns"
            for topic in TOPICS
            if chance.random() < 0.6
        ]
        half = len(lines) // 2
        parts = [
            f"Ann L{'e' * (number + 1)}", f"ann{number}@example.org", "", "Experience",
            f"Ranger, Wexmoor Parks, Jan {1990 + number} - Dec 2015", *lines[:half],
            f"Gardener, Tolland Gardens, Mar 2016 - Nov {2019 + number % 4}", *lines[half:], "",
            "Education", "Diploma, Forestry, Wexmoor College, 1989", "",
        ]  # fmt: skip
        found.append((f"{number}.txt", "\n".join(parts).encode()))
    return found


def judged(client: TestClient) -> None:
    """A posting of all topics, half of whose verdicts a stricter person judged."""
    assert imported(client, *candidates())["counts"] == {"kept": 10}
    service, chance = client.service, np.random.default_rng(5)  # type: ignore[attr-defined]
    asked = "\n".join(f"- Knowledge of {topic}" for topic in TOPICS)
    posting = Posting.from_text(f"Park Keeper\n\nRequirements\n{asked}\n")
    version = postings.add(service.workspace.store, posting, "Bo")
    for key, one in sorted(service.rankings.of(version).by_key.items()):
        for result in one.machine.requirements:
            if result.probability is None or chance.random() < 0.5:
                continue
            met, partial = result.probability, result.probability_partial
            shares = BENT.probabilities(np.array([1 - met - partial, partial, met]))
            verdict = CLASSES[chance.choice(3, p=shares)]
            service.workspace.store.add_overrule(
                version, result.requirement.id, asked_by(result.requirement), key, verdict, "so",
                "Bo",
            )  # fmt: skip


def learned(client: TestClient) -> dict[str, Any]:
    """What came of learning."""
    assert client.post("/v1/tuning", headers=SHIELD).status_code == 202
    for _ in range(1200):
        found: dict[str, Any] = client.get("/v1/tuning").json()
        if not found["is_learning"]:
            return found
        time.sleep(0.05)
    raise AssertionError("it learns and learns")


def test_a_bent_is_learned_shown_and_decides_when_it_is_switched_on(client: TestClient):
    """Before and after are told; until then nothing changes, and switched off all bytes are old."""
    judged(client)
    posting = client.get("/v1/postings").json()["postings"][0]["id"]
    url = f"/v1/postings/{posting}/ranking"
    before = client.get(url).content
    found = learned(client)
    (one,) = found["learned"]
    assert not found["refused"]
    assert (one["is_on"], one["fits"], one["forgotten"]) == (False, True, 0)
    evidence = one["tuned"]["evidence"]
    assert evidence["log_loss"]["after"] < evidence["log_loss"]["before"]
    assert evidence["candidates"] == 10
    assert client.get(url).content == before
    page = seen(client, "/tuning")
    assert f"{evidence['log_loss']['before']:.3f}" in page.get_text()
    assert f"{evidence['log_loss']['after']:.3f}" in page.get_text()
    form = page.find("button", string="Let it decide").find_parent("form")
    assert form.find("input", attrs={"name": "number"})["value"] == str(one["number"])
    assert switched(client, one["number"])["is_on"]
    after = client.get(url).json()["ranking"]
    assert after["decision"] == {"name": one["name"], "sha256": one["sha256"]}
    assert after["candidates"][0]["fit"] < json.loads(before)["ranking"]["candidates"][0]["fit"]
    assert client.get("/v1/ready").json()["decision"] == one["name"]
    # What is learned again is learned from the same: it does not matter what decided meanwhile.
    (again,) = learned(client)["learned"]
    assert (again["sha256"], again["is_on"]) == (one["sha256"], True)
    assert not switched(client, None)["is_on"]
    assert client.get(url).content == before
    said = [entry["what"] for entry in client.get("/v1/audit").json()["entries"]]
    assert [what for what in said if what.startswith("tune")] == [
        "tune off", "tune learn", "tune on", "tune learn",
    ]  # fmt: skip


def test_what_is_refused_is_told_and_changes_nothing(client: TestClient):
    """With the numbers that are needed; nothing is kept that could be switched on."""
    imported(client, *resume_files())
    posting = posted(client)
    kept(client, posting, KEY)
    before = client.get("/v1/tuning").json()["learned"]
    found = learned(client)
    assert "of 50 requirements" in found["refused"]
    assert found["learned"] == before
    page = seen(client, "/tuning")
    assert found["refused"] in page.find(class_="problem").get_text()


def test_what_decides_is_named_in_all_that_is_answered(client: TestClient):
    """In matches, rankings, reports, exports and pages, for each workspace by itself."""
    imported(client, *resume_files())
    posting = posted(client)
    number, name = kept(client, posting), tuned_decision().identity.name
    places = [f"/postings/{posting}/ranking", f"/postings/{posting}/matches/{KEY}"]
    answers = [f"/v1{place}" for place in places]
    answers += [f"{places[0]}.{ending}" for ending in ("json", "csv", "html")]
    answers += [f"{places[1]}/{who}.html" for who in ("report", "candidate")] + places
    before = [client.get(path).content for path in answers[:7]]
    switched(client, number)
    for path in answers:
        assert name in client.get(path).text, path
    beside = client.service.beside("sales")  # type: ignore[attr-defined]
    assert beside.tuner.deciding().decision.identity == first_look().identity
    beside.workspace.close()
    switched(client, None)
    assert [client.get(path).content for path in answers[:7]] == before


def test_what_was_learned_for_another_decision_does_not_decide(client: TestClient):
    """As after an update: it is told, and cannot be switched on."""
    imported(client, *resume_files())
    posting, store = posted(client), client.service.workspace.store  # type: ignore[attr-defined]
    old = structs.replace(tuned_decision(), decision=Basis("relevance-0", "0" * 64))
    number = store.add_tuning(old.to_json(), "Bo", ()).number
    assert store.switch_tuning(number)
    found = client.get("/v1/tuning").json()
    assert (found["is_on"], found["learned"][0]["fits"]) == (False, False)
    match = client.get(f"/v1/postings/{posting}/matches/{KEY}").json()["match"]
    assert match["decision"]["name"] == first_look().identity.name
    assert "relevance-0" in seen(client, "/tuning").find(class_="problem").get_text()
    assert "learn again" in switched(client, number, 409)["detail"]
    assert switched(client, number + 1, 404)


def test_forgetting_reaches_what_was_learned_from(client: TestClient, tmp_path: Path):
    """Verdicts on the person are gone, of whom it was learned too, and what was learned says so."""
    imported(client, *resume_files())
    posting = posted(client)
    switched(client, kept(client, posting, KEY, OTHER))
    assert client.delete(f"/v1/resumes/{OTHER}", headers=SHIELD).status_code == 200
    found = client.get("/v1/tuning").json()
    assert [one["forgotten"] for one in found["learned"]] == [1]
    assert (found["is_on"], found["said"]["candidates"]) == (True, 1)
    assert "1 of these candidates was forgotten" in seen(client, "/tuning").get_text()
    for path in tmp_path.rglob("*"):
        data = path.read_bytes() if path.is_file() else b""
        assert OTHER.encode() not in data, path
        assert not any(word.encode() in data for word in CANARY.split()), path


def test_who_is_forgotten_while_it_is_learned_is_not_learned_of(client: TestClient):
    """Nothing is kept then: it would name somebody whom nobody could forget any more."""
    imported(client, *resume_files())
    posting, store = posted(client), client.service.workspace.store  # type: ignore[attr-defined]
    kept(client, posting, KEY, OTHER)
    client.delete(f"/v1/resumes/{OTHER}", headers=SHIELD)
    assert store.tunings()[0].forgotten == 1
    imported(client, resume_files()[1], again=True)
    store.add_tuning(tuned_decision().to_json(), "Bo", {KEY})
    assert store.tunings()[0].forgotten == 0
    with pytest.raises(StaleError, match="learn again"):
        store.add_tuning(tuned_decision().to_json(), "Bo", {KEY, OTHER})


def test_facts_what_is_unknown_and_what_counts_no_more_teach_nothing(
    client: TestClient, scorer: Scorer
):
    """Of five verdicts that a person gave three are left out, and so are those of who is gone."""
    imported(client, *resume_files())
    posting, service = posted(client), client.service  # type: ignore[attr-defined]
    match = service.rankings.match(service.workspace.store.posting(posting), KEY).machine
    (bound,) = [item for item in match.requirements if "certificate" in item.requirement.text]
    assert bound.bound
    free = [item.requirement.id for item in match.requirements if not item.bound][:2]
    for id_, verdict in (
        (free[0], "partial"), (free[0], "missing"), (free[1], "unknown"),
        (bound.requirement.id, "met"),
    ):  # fmt: skip
        body = {"requirement": id_, "verdict": verdict, "reason": "x"}
        client.post(f"/v1/postings/{posting}/matches/{KEY}/overrules", json=body)
    lesson = learn_from(service.workspace, scorer, "Bo")
    assert lesson.counts.verdicts == 1
    value = client.get(f"/v1/postings/{posting}").json()
    (changed,) = [item for item in value["requirements"] if item["id"] == free[0]]
    changed["text"] = "Something else"
    client.put(f"/v1/postings/{posting}", json=value)
    assert learn_from(service.workspace, scorer, "Bo").counts.verdicts == 0


def test_verdicts_are_confirmed_as_they_were_seen(client: TestClient):
    """One, or all others at once; what is none of them is refused."""
    imported(client, *resume_files())
    posting = posted(client)
    path = f"/postings/{posting}/matches/{KEY}"
    page = seen(client, path)
    shown = {
        item["value"].split()[0]: item["value"].split()[1]
        for item in page.find("form", attrs={"aria-label": "Confirm"}).select("[name=seen]")
    }
    machine = client.get(f"/v1{path}").json()["machine"]["requirements"]
    assert shown == {
        item["id"]: item["verdict"] for item in machine if item["verdict"] != "unknown"
    }
    fields = {"token": page.select_one("[name=token]")["value"]}
    one = dict([next(iter(shown.items()))])
    for some in (one, {id_: shown[id_] for id_ in shown if id_ not in one}):
        given = {**fields, "seen": [f"{id_} {verdict}" for id_, verdict in some.items()]}
        assert client.post(f"{path}/confirmations", data=given).status_code == 303
    said = client.get(f"/v1{path}").json()
    assert {item["requirement"]: item["verdict"] for item in said["overrules"]} == shown
    assert {item["reason"] for item in said["overrules"]} == {"confirmed"}
    assert "confirmed; the machine's" in seen(client, path).get_text()
    for wrong, status in (("r1 excellent", 422), ("r99 met", 422), ("met", 422)):
        answer = client.post(f"{path}/confirmations", data={**fields, "seen": wrong})
        assert answer.status_code == status, wrong


def test_the_page_learns_and_switches(client: TestClient):
    """Its forms do what the API does."""
    imported(client, *resume_files())
    number = kept(client, posted(client), KEY)
    page = seen(client, "/tuning")
    assert sent(client, page, "/tuning/switch") == "/tuning"
    on = seen(client, "/tuning")
    assert "decides now" in on.get_text()
    assert client.get("/v1/tuning").json()["learned"][0]["number"] == number
    assert sent(client, on, "/tuning/switch") == "/tuning"
    assert not client.get("/v1/tuning").json()["is_on"]
    assert sent(client, page, "/tuning/learn") == "/tuning"
    assert client.post("/tuning/switch", data={"number": number}).status_code == 403


def test_the_command_learns_shows_and_switches(
    cli: Callable[..., Run], tmp_path: Path, client: TestClient, monkeypatch: pytest.MonkeyPatch
):
    """In a folder that is served meanwhile, where it counts at once."""
    imported(client, *resume_files())
    posting = posted(client)
    data = ("--data", tmp_path)
    monkeypatch.setattr("fitscore.scoring.Scorer", lambda **_: without_model())
    few = cli("tune", *data)
    assert (few.code, few.out.split()[0]) == (1, "0")
    assert "0 of 50 requirements" in few.err
    assert "nothing was learned yet" in cli("tune", "on", *data).err
    kept(client, posting)
    name = tuned_decision().identity.name
    assert name in cli("tune", "show", *data).out
    assert cli("tune", "on", *data).out == f"{name} decides\n"
    assert client.get("/v1/tuning").json()["is_on"]
    assert "decides: learned by Bo" in cli("tune", "show", *data).out
    file = tmp_path / "tuned.json"
    assert cli("tune", "show", *data, "-o", file).code == 0
    assert sha256(file.read_bytes()).hexdigest() == tuned_decision().identity.sha256
    assert cli("tune", "off", *data).code == 0
    assert not client.get("/v1/tuning").json()["is_on"]
    for wrong in (("--data", tmp_path / "none"), (*data, "--workspace", "none"),
                  (*data, "--workspace", "../x")):  # fmt: skip
        done = cli("tune", "show", *wrong)
        assert (done.code, done.out, done.err.count("\n")) == (3, "", 1)
    assert not (tmp_path / "none").exists()
