"""Rankings, matches, marks and overrules as an API's user sees them."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from serving import KEY, OTHER, SHIELD, imported, posted, resume_files, served
from starlette.testclient import TestClient

from fitscore import Scorer
from fitscore.scoring.fit import fit_of
from fitscore.scoring.scorer import FirstLook
from fitscore.testing import SAMPLE_RESUME, sample_posting, sample_resume
from fitscore.text.dates import today
from fitscore.types import Match

if TYPE_CHECKING:
    from httpx2 import Response


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory, scorer: Scorer) -> Iterator[TestClient]:
    with served(tmp_path_factory.mktemp("data"), scorer) as found:
        imported(found, *resume_files())
        yield found


@pytest.fixture
def posting(shared: TestClient) -> str:
    """A posting of its own for each test: nothing is said of its candidates yet."""
    return posted(shared)


def match_of(client: TestClient, posting: str, key: str = KEY) -> dict[str, Any]:
    answer = client.get(f"/v1/postings/{posting}/matches/{key}")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def said(client: TestClient, posting: str, requirement: str, verdict: str) -> dict[str, Any]:
    body = {"requirement": requirement, "verdict": verdict, "reason": "she told me", "who": "Bo"}
    answer = client.post(f"/v1/postings/{posting}/matches/{KEY}/overrules", json=body)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_a_ranking_has_the_numbers_of_a_match(shared: TestClient, posting: str, scorer: Scorer):
    """Those of the command line, in its object; by pages each candidate comes once."""
    url = f"/v1/postings/{posting}/ranking"
    whole = shared.get(url).json()
    assert whole["ranking"]["schema"] == "fitscore.ranking/2"
    assert whole["total"] == 2
    expected = scorer.match(sample_resume(), sample_posting(), as_of=today())
    assert expected.fit is not None
    fits = {one["sha256"]: one["fit"] for one in whole["ranking"]["candidates"]}
    assert fits[KEY] == round(expected.fit, 1)
    first = shared.get(url, params={"limit": 1}).json()
    second = shared.get(url, params={"limit": 1, "cursor": first["next"]}).json()
    candidates = [page["ranking"]["candidates"][0] for page in (first, second)]
    assert candidates == whole["ranking"]["candidates"]
    assert second["next"] is None
    assert [one["rank"] for one in candidates] == [1, 2]
    assert [one["key"] for one in whole["people"]] == [one["sha256"] for one in candidates]
    assert match_of(shared, posting)["machine"]["fit"] == fits[KEY]


@pytest.mark.parametrize("gone", ["résumé", "posting"])
def test_what_is_said_while_its_object_goes_is_not_kept(
    tmp_path: Path, scorer: Scorer, gone: str, monkeypatch: pytest.MonkeyPatch
):
    """Nobody could take it away: it is told that there is no such thing, and no byte stays."""
    with served(tmp_path, scorer) as client:
        workspace = client.service.workspace  # type: ignore[attr-defined]
        said = {"requirement": "r1", "verdict": "met", "reason": "a Quockerwodger"}
        for name, method, end, body in (
            ("change_mark", "PUT", "mark", {"note": "a Quockerwodger"}),
            ("add_overrule", "POST", "overrules", said),
        ):
            imported(client, *resume_files(), again=True)
            id_ = posted(client)
            real = getattr(workspace.store, name)

            def meanwhile(
                posting: Any, *rest: Any, id_: str = id_, real: Any = real, **named: Any
            ) -> Any:
                if gone == "résumé":
                    workspace.forget(OTHER)
                else:
                    workspace.store.delete_posting(id_)
                return real(posting, *rest, **named)

            monkeypatch.setattr(workspace.store, name, meanwhile)
            url = f"/v1/postings/{id_}/matches/{OTHER}/{end}"
            answer = client.request(method, url, json=body)
            assert (answer.status_code, answer.json()["title"]) == (404, "Not Found")
        workspace.store.compact()
        for path in tmp_path.glob("serve.sqlite3*"):
            assert b"a Quockerwodger" not in path.read_bytes()


def test_an_edited_posting_is_ranked_anew(shared: TestClient, posting: str):
    """By its newest version."""
    before = shared.get(f"/v1/postings/{posting}/ranking").json()
    value = shared.get(f"/v1/postings/{posting}").json()
    value["requirements"] = value["requirements"][:1]
    shared.put(f"/v1/postings/{posting}", json=value)
    after = shared.get(f"/v1/postings/{posting}/ranking").json()
    assert (before["version"], after["version"]) == (1, 2)
    assert len(after["ranking"]["requirements"]) == 1


def test_a_person_overrules_and_both_fits_are_told(shared: TestClient, posting: str):
    """The fit is worked out anew by the formula of the score, and the place with it."""
    before = match_of(shared, posting)
    results = before["machine"]["requirements"]
    wrong = next(item for item in results if item["verdict"] != "met")
    told = said(shared, posting, wrong["id"], "met")
    assert (told["who"], told["counts"]) == ("Bo", True)
    after = match_of(shared, posting)
    assert after["machine"] == before["machine"]
    now = {item["id"]: item for item in after["match"]["requirements"]}
    assert now[wrong["id"]]["verdict"] == "met"
    assert now[wrong["id"]]["probability"] == 1
    assert "Bo" in now[wrong["id"]]["reason"]
    assert "she told me" in now[wrong["id"]]["reason"]
    known = [item for item in now.values() if item["verdict"] != "unknown"]
    parts = [[item[name] for item in known] for name in ("probability", "probability_partial")]
    expected = fit_of([item["weight"] for item in known], *parts)
    assert after["match"]["fit"] == pytest.approx(expected, abs=0.1)
    assert after["match"]["fit"] > before["match"]["fit"]
    ranked = shared.get(f"/v1/postings/{posting}/ranking").json()
    (person,) = [one for one in ranked["people"] if one["key"] == KEY]
    assert (person["overruled"], person["machine_fit"]) == (1, before["machine"]["fit"])
    fits = [one["fit"] for one in ranked["ranking"]["candidates"]]
    assert fits == sorted(fits, reverse=True)


def test_the_newest_verdict_counts_and_can_be_taken_back(shared: TestClient, posting: str):
    """Then that of the one before is gone too only when it is taken back itself."""
    machine = match_of(shared, posting)["machine"]
    first = said(shared, posting, "r1", "missing")
    second = said(shared, posting, "r1", "partial")

    def verdict() -> str:
        found: str = match_of(shared, posting)["match"]["requirements"][0]["verdict"]
        return found

    assert verdict() == "partial"
    url = f"/v1/postings/{posting}/matches/{KEY}/overrules"
    assert shared.delete(f"{url}/{second['id']}", headers=SHIELD).status_code == 204
    assert verdict() == "missing"
    assert shared.delete(f"{url}/{first['id']}", headers=SHIELD).status_code == 204
    assert match_of(shared, posting)["match"] == machine
    assert shared.delete(f"{url}/{first['id']}", headers=SHIELD).status_code == 404


def test_all_unknown_gives_no_fit(shared: TestClient, posting: str):
    """A person who says of everything that it is not known leaves nothing to add up."""
    for item in match_of(shared, posting)["machine"]["requirements"]:
        said(shared, posting, item["id"], "unknown")
    match = match_of(shared, posting)["match"]
    assert match["fit"] is None
    assert match["not_scored"]
    assert len(match["questions"]) == len(match["requirements"])


def test_a_verdict_counts_for_what_was_asked(shared: TestClient, posting: str):
    """Where the requirement asks something else now it does not, and is told so."""
    said(shared, posting, "r1", "missing")
    value = shared.get(f"/v1/postings/{posting}").json()
    value["requirements"][0]["priority"] = "bonus"
    shared.put(f"/v1/postings/{posting}", json=value)
    assert match_of(shared, posting)["overrules"][0]["counts"]
    value["requirements"][0]["years_min"] = 2
    shared.put(f"/v1/postings/{posting}", json=value)
    found = match_of(shared, posting)
    assert [one["counts"] for one in found["overrules"]] == [False]
    assert found["match"] == found["machine"]


def test_marks_are_kept(shared: TestClient, posting: str):
    """With note, tags, who and when; what is marked anew is in place of it."""
    url = f"/v1/postings/{posting}/matches/{KEY}/mark"
    body = {"mark": "shortlist", "note": "call her", "tags": ["trees"]}
    marked = shared.put(url, json=body).json()
    assert (marked["mark"], marked["note"], marked["tags"]) == ("shortlist", "call her", ["trees"])
    assert marked["who"]
    assert marked["when"].startswith("20")
    shared.put(url, json={"mark": "reject"})
    found = match_of(shared, posting)["mark"]
    assert (found["mark"], found["note"]) == ("reject", "")


def test_who_marks_what_somebody_else_has_marked_meanwhile_is_told(
    shared: TestClient, posting: str
):
    """`If-Match` names the mark that was seen; the first of all has an empty one."""
    url = f"/v1/postings/{posting}/matches/{KEY}/mark"

    def put(note: str, seen: str) -> Response:
        return shared.put(url, json={"note": note}, headers={"If-Match": seen})

    first = put("one", '""')
    assert (first.status_code, first.headers["etag"]) == (200, f'"{first.json()["when"]}"')
    assert put("two", '""').status_code == 409
    assert put("two", first.headers["etag"]).status_code == 200
    assert put("three", first.headers["etag"]).status_code == 409
    assert match_of(shared, posting)["mark"]["note"] == "two"
    assert put("three", "*").status_code == 200


def test_what_is_wrong_is_told(shared: TestClient, posting: str):
    """And nothing is kept of it."""
    url = f"/v1/postings/{posting}/matches/{KEY}"
    for body in (
        {"requirement": "r99", "verdict": "met", "reason": "x"},
        {"requirement": "r1", "verdict": "perhaps", "reason": "x"},
        {"requirement": "r1", "verdict": "met", "reason": "  "},
        {"requirement": "r1", "verdict": "met"},
        {"requirement": "r1", "verdict": "met", "reason": "x" * 2001},
    ):
        assert shared.post(f"{url}/overrules", json=body).status_code == 422
    for body in ({"mark": "best"}, {"note": 1}, {"tags": [""]}, {"note": "x" * 10_001}):
        assert shared.put(f"{url}/mark", json=body).status_code == 422
    nobody = f"/v1/postings/{posting}/matches/{'0' * 64}"
    assert shared.get(nobody).status_code == 404
    assert shared.put(f"{nobody}/mark", json={}).status_code == 404
    assert shared.get("/v1/postings/none/ranking").status_code == 404
    found = match_of(shared, posting)
    assert (found["overrules"], found["mark"]) == ([], None)


def test_search_finds_statements_and_whose_they_are(shared: TestClient):
    """With the key of the résumé; without words there is nothing to find."""
    found = shared.get("/v1/search", params={"q": "native trees", "limit": 2}).json()
    assert len(found["hits"]) == 2
    assert {one["key"] for one in found["hits"]} == {KEY, OTHER}
    assert all("native trees" in one["hit"]["quote"] for one in found["hits"])
    assert shared.get("/v1/search").status_code == 422
    assert shared.get("/v1/search", params={"q": "  "}).status_code == 422


def test_postings_are_suggested_for_a_person(tmp_path: Path, scorer: Scorer):
    """The best first, with its match; of each its newest version."""
    with served(tmp_path, scorer) as client:
        imported(client, *resume_files())
        assert client.get(f"/v1/resumes/{KEY}/suggestions").json()["suggestions"] == []
        park = posted(client)
        other = posted(client, "Surgeon\n\nRequirements\n- Heart surgery\n- Medical licence\n")
        found = client.get(f"/v1/resumes/{KEY}/suggestions").json()["suggestions"]
        assert [one["posting"] for one in found] == [park, other]
        assert found[0]["match"]["fit"] > found[1]["match"]["fit"]
        one = client.get(f"/v1/resumes/{KEY}/suggestions?limit=1").json()["suggestions"]
        assert one == found[:1]
        assert client.get(f"/v1/resumes/{'0' * 64}/suggestions").status_code == 404


def test_a_second_look_is_taken_once_of_each(
    tmp_path: Path, scorer: Scorer, monkeypatch: pytest.MonkeyPatch
):
    """However often the ranking is made anew; and the numbers are those of a match."""
    concluded: list[str] = []
    conclude = Scorer.conclude

    def counted(self: Scorer, look: FirstLook, *, estimate: bool = False) -> Match:
        concluded.append(look.found.resume.sha256)
        return conclude(self, look, estimate=estimate)

    monkeypatch.setattr(Scorer, "conclude", counted)
    with served(tmp_path, scorer) as client:
        id_ = posted(client)
        first, second = resume_files()
        for files in ([first], [second]):
            imported(client, *files)
            ranked = client.get(f"/v1/postings/{id_}/ranking").json()
        assert ranked["total"] == 2
        assert sorted(concluded) == sorted([KEY, OTHER])
        fits = {one["sha256"]: one["fit"] for one in ranked["ranking"]["candidates"]}
        match = scorer.match(sample_resume(), sample_posting(), as_of=today())
        assert match.fit is not None
        assert fits[KEY] == round(match.fit, 1)


def test_what_a_ranking_says_of_the_forgotten_goes_at_once(tmp_path: Path, scorer: Scorer):
    """Also that another file is of the same person; the others stay to be seen."""
    newer = f"{SAMPLE_RESUME}\nSkills\nPruning\n".encode()
    with served(tmp_path, scorer) as client:
        imported(client, *resume_files(), ("newer.txt", newer))
        id_ = posted(client)
        assert client.get(f"/v1/postings/{id_}/ranking").json()["total"] == 3
        client.delete(f"/v1/resumes/{KEY}", headers=SHIELD)
        rankings = client.service.rankings  # type: ignore[attr-defined]
        (entry,) = rankings._entries.values()
        left = {OTHER, sha256(newer).hexdigest()}
        assert {match.resume.sha256 for match in entry.made.ranking} == left
        rankings._thread.submit(lambda: None).result(10)  # what forgets is at it one by one
        (remembering,) = rankings._ranker._scorers.values()
        assert {key for key, _ in remembering._concluded} == left
        for match in entry.made.ranking:
            assert "ann.txt" not in {*match.same_person, *match.same_file}
        page = client.get(f"/postings/{id_}/ranking").text
        assert "ann.txt" not in page
        assert "newer.txt" in page


def test_forgetting_reaches_rankings_marks_and_overrules(tmp_path: Path, scorer: Scorer):
    """Nothing of a person is answered any more, by any route."""
    with served(tmp_path, scorer) as client:
        imported(client, *resume_files())
        id_ = posted(client)
        said(client, id_, "r1", "met")
        client.put(f"/v1/postings/{id_}/matches/{KEY}/mark", json={"note": "call her"})
        assert client.get(f"/v1/postings/{id_}/ranking").json()["total"] == 2
        client.delete(f"/v1/resumes/{KEY}", headers=SHIELD)
        assert client.get(f"/v1/postings/{id_}/ranking").json()["total"] == 1
        assert client.get(f"/v1/postings/{id_}/matches/{KEY}").status_code == 404
        hits = client.get("/v1/search?q=trees").json()["hits"]
        assert {one["key"] for one in hits} == {OTHER}
        store = client.service.workspace.store  # type: ignore[attr-defined]
        assert not store.overrules(id_)
        assert not store.marks(id_)


def test_a_resume_that_cannot_be_scored_says_why(tmp_path: Path, scorer: Scorer):
    """The ranking lists it as failed or leaves out its fit, and goes on."""
    french = """\
Anne Leroy

Expérience professionnelle
Jardinière, Ville de Lyon, janvier 2015 - décembre 2020
- Entretien des parcs et des jardins publics de la ville
- Plantation des arbres et taille des haies dans les quartiers
- Encadrement des équipes de saisonniers pendant la belle saison
"""
    with served(tmp_path, scorer) as client:
        job = imported(client, ("fr.txt", french.encode()), ("ann.txt", SAMPLE_RESUME.encode()))
        assert job["counts"] == {"kept": 2}
        id_ = posted(client)
        last = client.get(f"/v1/postings/{id_}/ranking").json()["ranking"]["candidates"][-1]
        assert last["fit"] is None
        assert last["not_scored"] == "French"
