"""Tokens with roles, each for one workspace."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from conftest import Run
from serving import CANARY, KEY, SHIELD, URL, imported, posted, resume_files
from starlette.testclient import TestClient

from fitscore import Limits, Scorer
from fitscore.serve.access import Access, hash_of, new_token
from fitscore.serve.api import ROUTES
from fitscore.serve.app import PAGES, application
from fitscore.serve.kept import Role
from fitscore.serve.service import Service
from fitscore.serve.workspace import Workspace

TOKENS = {name: new_token() for name in ("read", "work", "admin", "other")}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory, scorer: Scorer) -> Iterator[TestClient]:
    """A server of this machine with a token for each role, and one of another workspace."""
    workspace = Workspace(tmp_path_factory.mktemp("data"))
    roles: dict[str, tuple[Role, str]] = {
        "read": ("read", ""), "work": ("work", ""), "admin": ("admin", ""),
        "other": ("admin", "sales"),
    }  # fmt: skip
    for name, (role, place) in roles.items():
        workspace.store.add_token(hash_of(TOKENS[name]), name.title(), role, place)
    access = Access("127.0.0.1", None, workspace.store)
    service = Service(workspace, lambda: scorer, access, Limits(isolated=False))
    with TestClient(application(service), base_url=URL, follow_redirects=False) as found:
        found.service = service  # type: ignore[attr-defined]
        yield found


def bearer(name: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {TOKENS[name]}", **SHIELD}


@pytest.fixture(scope="module")
def ids(client: TestClient) -> dict[str, str]:
    """Of what there is in the workspace without a name."""
    client.headers.update(bearer("admin"))
    job = imported(client, *resume_files())["id"]
    posting = posted(client)
    said = {
        "requirement": client.get(f"/v1/postings/{posting}").json()["requirements"][0]["id"],
        "verdict": "met",
        "reason": "told me",
    }
    url = f"/v1/postings/{posting}/matches/{KEY}/overrules"
    overrule = client.post(url, json=said).json()["id"]
    client.headers.clear()
    return {"posting": posting, "job": job, "key": KEY, "overrule": overrule}


def filled(path: str, ids: dict[str, str]) -> str:
    """A path of a route with ids."""
    kind = "job" if "/jobs/" in path else "posting"
    path = path.replace("{id}", ids[kind]).replace("{key}", ids["key"])
    path = path.replace("{overrule}", ids["overrule"])
    return path.replace("{ending}", "csv").replace("{who}", "report").replace("{name}", "x")


def test_without_a_token_nobody_comes_in(client: TestClient):
    """On this machine too, once there is one."""
    assert client.get("/v1/version").status_code == 401
    assert client.get("/v1/version", headers=bearer("read")).status_code == 200


BODIES = {
    "/v1/postings/{id}/matches/{key}/mark": {"note": "x"},
    "/v1/postings/{id}/matches/{key}/overrules": {
        "requirement": "r1", "verdict": "met", "reason": "x"},
}  # fmt: skip


def test_ids_of_another_workspace_are_unknown(client: TestClient, ids: dict[str, str]):
    """Over the table of routes: each that names something answers 404, and so does each page."""
    looked = 0
    posting = client.get(f"/v1/postings/{ids['posting']}", headers=bearer("admin")).json()
    for route in ROUTES:
        if "{" not in route.path:
            continue
        body = BODIES.get(route.path, posting if route.body else None)
        path = filled(route.path, ids)
        answer = client.request(route.method, path, json=body, headers=bearer("other"))
        assert answer.status_code == 404, (route.method, path, answer.text)
        looked += 1
    for page in PAGES:
        if page.method == "GET" and "{" in page.path:
            answer = client.get(filled(page.path, ids), headers=bearer("other"))
            assert answer.status_code == 404, page.path
            looked += 1
    assert looked > 25
    assert client.get(f"/v1/resumes/{KEY}", headers=bearer("admin")).status_code == 200


def test_lists_searches_and_counts_are_of_one_workspace(client: TestClient, ids: dict[str, str]):
    """Nothing of another is in any answer without an id, nor among its files."""
    assert ids
    for route in ROUTES:
        if route.method == "GET" and "{" not in route.path:
            query = {"q": "trees"} if route.path.endswith("search") else {}
            answer = client.get(route.path, headers=bearer("other"), params=query)
            assert not any(id_ in answer.text for id_ in ids.values()), route.path
            assert CANARY not in answer.text
    for path in ("/", "/resumes", "/search?q=trees"):
        answer = client.get(path, headers=bearer("other"))
        assert answer.status_code == 200
        assert not any(id_ in answer.text for id_ in ids.values()), path
    folder = client.service.workspace.folder / "workspaces" / "sales"  # type: ignore[attr-defined]
    assert folder.stat().st_mode & 0o077 == 0
    assert client.get("/v1/resumes", headers=bearer("other")).json()["total"] == 0


def test_a_workspace_does_all_that_the_first_does(client: TestClient):
    """Its own posting, import and ranking, on its own record, under the token's name."""
    headers = bearer("other")
    client.headers.update(headers)
    imported(client, resume_files()[0])
    posting = posted(client)
    assert client.get(f"/v1/postings/{posting}/ranking").json()["total"] == 1
    assert {entry["who"] for entry in client.get("/v1/audit").json()["entries"]} == {"Other"}
    client.headers.clear()
    assert client.get(f"/v1/postings/{posting}", headers=bearer("admin")).status_code == 404


def test_each_role_does_what_it_may(client: TestClient, ids: dict[str, str]):
    """Over the table of routes: 403 for what needs more, and nothing is done."""
    order = ["read", "work", "admin"]
    needed = {route.path: route.needs for route in ROUTES if route.method == "GET"}
    assert needed.pop("/v1/audit") == "admin"
    assert set(needed.values()) == {"read"}
    for route in ROUTES:
        for role in order[: order.index(route.needs)]:
            path = filled(route.path, ids)
            answer = client.request(route.method, path, headers=bearer(role))
            assert answer.status_code == 403, (role, route.path)
            assert route.needs in answer.json()["detail"]
    for page in PAGES:
        if page.method == "POST" and not page.open:
            assert page.needs in {"work", "admin"} or page.path == "/logout"
            path = filled(page.path, ids)
            assert client.post(path, headers=bearer("read")).status_code == 403, path
    destroying = {route.path for route in ROUTES if route.method == "DELETE"}
    assert {route.path for route in ROUTES if route.needs == "admin"} == (
        destroying - {"/v1/postings/{id}/matches/{key}/overrules/{overrule}"}
        | {"/v1/audit", "/v1/blind", "/v1/tuning"}
    )
    text = {"text": client.get("/v1/postings", headers=bearer("read")).text}
    assert client.post("/v1/postings", json=text, headers=bearer("read")).status_code == 403
    assert client.get(f"/v1/resumes/{KEY}", headers=bearer("read")).status_code == 200
    mark = f"/v1/postings/{ids['posting']}/matches/{KEY}/mark"
    marked = client.put(mark, json={"note": "x"}, headers=bearer("work"))
    assert (marked.status_code, marked.json()["who"]) == (200, "Work")


def test_a_session_has_the_role_of_its_token_and_ends_with_it(client: TestClient):
    """A revoked token counts no more at once."""
    store = client.service.workspace.store  # type: ignore[attr-defined]
    token = new_token()
    made = store.add_token(hash_of(token), "Guest", "read", "")
    answer = client.post("/login", data={"key": token})
    session = re.search(r"fitscore_session=([^;]+)", answer.headers["set-cookie"])
    assert session is not None
    cookie = {"Cookie": f"fitscore_session={session[1]}"}
    assert client.get("/", headers=cookie).status_code == 200
    assert client.post("/postings", headers=cookie).status_code == 403
    assert store.revoke_token(made.id)
    assert client.get("/", headers=cookie).status_code == 401
    answer = client.get("/v1/version", headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 401


def test_tokens_are_made_listed_and_revoked(cli: Callable[..., Run], tmp_path: Path):
    """A token is shown once; what is kept of it is a hash; bad words are one line each."""
    data = ("--data", tmp_path / "new")
    made = cli("serve", "token", "add", "Ann Lee", "--role", "read", "--workspace", "a-1", *data)
    id_, token = re.findall(r"^(\S+): .* (\S+)$", made.out.strip())[0]
    assert len(token) > 40
    assert "without a token" in made.err
    listed = cli("serve", "token", "list", *data)
    assert listed.out.startswith(f"{id_}: Ann Lee, read, workspace a-1, since 20")
    for path in (tmp_path / "new").rglob("*"):
        assert token.encode() not in path.read_bytes()
    assert cli("serve", "token", "revoke", id_, *data).code == 0
    assert cli("serve", "token", "list", *data).out == ""
    for wrong in (
        ("revoke", id_), ("add", ""), ("add", "x" * 101), ("add", "x", "--role", "king"),
        ("add", "x", "--workspace", "../up"), ("add", "x", "--workspace", "A"),
    ):  # fmt: skip
        done = cli("serve", "token", *wrong, *data)
        assert (done.code, done.out, done.err.count("\n")) == (3, "", 1), wrong
