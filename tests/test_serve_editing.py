"""Weights, knock-outs and merged requirements, as they are edited on the page of a posting."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from serving import KEY, form_of, imported, posted, resume_files, seen, sent, served
from starlette.testclient import TestClient

from fitscore import Scorer


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory, scorer: Scorer) -> Iterator[TestClient]:
    with served(tmp_path_factory.mktemp("data"), scorer) as found:
        imported(found, *resume_files())
        yield found


@pytest.fixture
def posting(client: TestClient) -> str:
    return posted(client)


def test_weights_and_knock_outs_are_edited_and_count(client: TestClient, posting: str):
    """They are in the next version, on its page, and in every match."""
    path = f"/postings/{posting}"
    page = seen(client, path)
    assert page.find("input", {"name": "weight-0"})["placeholder"] == "1"
    sent(client, page, path, **{"weight-0": "2,5", "knock-out-2": "1"})
    found = client.get(f"/v1{path}").json()["requirements"]
    assert [item["weight"] for item in found[:3]] == [2.5, None, None]
    assert [item["knock_out"] for item in found[:3]] == [False, False, True]
    match = client.get(f"/v1{path}/matches/{KEY}").json()["match"]
    told = [(item["weight"], item["knock_out"]) for item in match["requirements"][:3]]
    assert told == [(2.5, False), (1.0, False), (0.0, True)]
    legend = seen(client, f"{path}/ranking").select(".numbered li .soft")
    counted = [one.get_text() for one in legend[:3]]
    assert counted == ["required, weight 2.5", "required", "required, knock-out"]
    page = seen(client, path)
    assert page.find("input", {"name": "weight-0"})["value"] == "2.5"
    assert page.find("input", {"name": "knock-out-2"}).has_attr("checked")
    sent(client, page, path)
    again = client.get(f"/v1{path}").json()["requirements"]
    assert again == found


def test_another_weight_leaves_a_persons_verdict(client: TestClient, posting: str):
    """It asks the same as before."""
    path = f"/postings/{posting}"
    body = {"requirement": "r1", "verdict": "missing", "reason": "she said so"}
    client.post(f"/v1{path}/matches/{KEY}/overrules", json=body)
    sent(client, seen(client, path), path, **{"weight-0": "3"})
    (overrule,) = client.get(f"/v1{path}/matches/{KEY}").json()["overrules"]
    assert overrule["counts"]


@pytest.mark.parametrize("number", ["-1", "1001", "nan", "inf", "much"])
def test_what_is_no_weight_is_refused(client: TestClient, posting: str, number: str):
    """With a line that names it."""
    path = f"/postings/{posting}"
    form = {**form_of(seen(client, path), path), "weight-0": number}
    answer = client.post(path, data=form)
    assert answer.status_code == 422
    assert f"{number}&#39; is no number of weight" in answer.text


def test_something_must_weigh(client: TestClient, posting: str):
    """A posting that nobody can fit or fail is not saved, from the page nor by the API."""
    path = f"/postings/{posting}"
    page = seen(client, path)
    form = form_of(page, path)
    form |= {f"knock-out-{n}": "1" for n in range(9) if f"text-{n}" in form}
    answer = client.post(path, data=form)
    assert answer.status_code == 422
    assert "nothing in it weighs" in answer.text
    body = client.get(f"/v1{path}").json()
    for item in body["requirements"]:
        item["weight"] = 0
    assert client.put(f"/v1{path}", json=body).status_code == 422


@pytest.mark.parametrize(
    ("how", "joint", "key"), [("all_of", "; ", "all_of"), ("any_of", " or ", "any_of")]
)
def test_requirements_are_merged(client: TestClient, posting: str, how: str, joint: str, key: str):
    """Into one whose parts they are; saved again, and marked where the parts stand."""
    path = f"/postings/{posting}"
    before = client.get(f"/v1{path}").json()["requirements"]
    fields = {"merge-1": how, "merge-2": how, "weight-0": "2", "priority-0": "preferred"}
    sent(client, seen(client, path), path, **fields)
    found = client.get(f"/v1{path}").json()["requirements"]
    assert len(found) == len(before) - 2
    texts = [item["text"] for item in before[:3]]
    whole = found[0]
    assert (whole["id"], whole["text"]) == (before[0]["id"], joint.join(texts))
    assert [part["text"] for part in whole[key]] == texts
    assert {part["priority"] for part in whole[key]} == {"preferred"}
    assert whole[key][0]["years_min"] == before[0]["years_min"] == 5
    assert whole["weight"] == 2
    page = seen(client, path)
    marks = [mark.get_text() for mark in page.find_all("mark")]
    assert texts == [text for text in marks if text in texts]
    assert len(page.select(f"#s-{whole['id']}")) == 1
    sent(client, page, path)
    assert client.get(f"/v1{path}").json()["requirements"] == found
    match = client.get(f"/v1{path}/matches/{KEY}").json()["match"]
    assert match["requirements"][0]["text"] == whole["text"]


def test_what_cannot_be_merged_is_told(client: TestClient, posting: str):
    """Both ways at once, and alternatives as a part of what is asked together."""
    path = f"/postings/{posting}"
    form = form_of(seen(client, path), path)
    for wrong in ({"merge-1": "all_of", "merge-2": "any_of"}, {"merge-1": "some"}):
        answer = client.post(path, data={**form, **wrong})
        assert answer.status_code == 422
        assert "are merged as" in answer.text
    sent(client, seen(client, path), path, **{"merge-1": "any_of"})
    form = form_of(seen(client, path), path)
    answer = client.post(path, data={**form, "merge-1": "all_of"})
    assert answer.status_code == 422
    assert "has alternatives" in answer.text


def test_the_first_row_and_those_below_deleted_ones(client: TestClient, posting: str):
    """What is merged with a deleted row goes to the one above that; the first stays alone."""
    path = f"/postings/{posting}"
    before = client.get(f"/v1{path}").json()["requirements"]
    fields = {"merge-0": "all_of", "delete-1": "1", "merge-2": "all_of"}
    sent(client, seen(client, path), path, **fields)
    found = client.get(f"/v1{path}").json()["requirements"]
    assert len(found) == len(before) - 2
    assert found[0]["text"] == f"{before[0]['text']}; {before[2]['text']}"
