"""Users whom a reverse proxy names in a header, and those who say that they are the proxy."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from conftest import Run
from serving import HTML, SHIELD, form_of, posted, seen
from starlette.testclient import TestClient

from fitscore import Limits, Scorer
from fitscore.errors import FitscoreError
from fitscore.serve.access import Access, hash_of, new_token
from fitscore.serve.app import application
from fitscore.serve.kept import Role
from fitscore.serve.problems import ProblemError
from fitscore.serve.proxy import Proxy
from fitscore.serve.service import Service
from fitscore.serve.workspace import Workspace
from fitscore.testing import SAMPLE_POSTING

HEADER, AT, NAME = "X-Forwarded-User", "10.0.0.5", "fitscore.example.org"
TOKEN = new_token()
URL = f"https://{NAME}"


@contextmanager
def behind(
    folder: Path,
    scorer: Scorer,
    role: Role | None,
    host: str = "0.0.0.0",  # noqa: S104
) -> Iterator[Callable[..., TestClient]]:
    """Makes clients of a server behind a proxy, each as if it asked from an address."""
    workspace = Workspace(folder)
    workspace.store.add_token(hash_of(TOKEN), "Tracker", "read", "")
    workspace.store.add_user("Ann Lee", "admin", "")
    workspace.store.add_user("sam", "work", "sales")
    proxy = Proxy.of(HEADER, [AT, "fd00::/64"], role)
    access = Access(host, None, workspace.store, proxy=proxy, names=[NAME])
    service = Service(workspace, lambda: scorer, access, Limits(isolated=False))
    app = application(service)
    with TestClient(app):

        def client(address: str = AT, **headers: str) -> TestClient:
            return TestClient(
                app, URL, client=(address, 50000), headers=headers, follow_redirects=False
            )

        yield client


@pytest.fixture(scope="module")
def at(
    tmp_path_factory: pytest.TempPathFactory, scorer: Scorer
) -> Iterator[Callable[..., TestClient]]:
    with behind(tmp_path_factory.mktemp("data"), scorer, None) as client:
        yield client


def named(name: str) -> dict[str, str]:
    return {HEADER: name}


def test_whom_the_proxy_names_comes_in_with_their_role(at: Callable[..., TestClient]):
    """In their workspace, and what they do is on record under their name."""
    ann, sam = at(**named("Ann Lee")), at(**named("sam"))
    posting = posted(ann)
    assert ann.get("/v1/audit").json()["entries"][0]["who"] == "Ann Lee"
    assert sam.get(f"/v1/postings/{posting}").status_code == 404
    assert sam.get("/v1/audit").status_code == 403
    assert sam.delete(f"/v1/postings/{posted(sam)}", headers=SHIELD).status_code == 403
    assert ann.get("/v1/postings").json()["postings"][0]["id"] == posting


@pytest.mark.parametrize(
    "address", ["10.0.0.6", "127.0.0.1", "::1", "fd01::5", "", "unix", "::a00:5"]
)
def test_from_anybody_else_the_header_is_refused(at: Callable[..., TestClient], address: str):
    """Whatever is asked for and whatever else they show: nobody is who they say that they are."""
    client = at(address, **named("Ann Lee"))
    for path in ("/v1/audit", "/", "/v1/health", "/login"):
        answer = client.get(path, headers={"Authorization": f"Bearer {TOKEN}"})
        assert answer.status_code == 403, path
        assert HEADER in answer.json()["detail"]
    assert client.get("/v1/audit", headers={HEADER.lower(): ""}).status_code == 403
    for others in ("X-Forwarded-For", "X-Real-IP", "Forwarded", "X-Client-IP"):
        said = AT if others != "Forwarded" else f"for={AT}"
        assert client.get("/v1/audit", headers={others: said}).status_code == 403


@pytest.mark.parametrize("address", [AT, f"::ffff:{AT}", "fd00::1"])
def test_the_proxy_is_where_it_is_said_to_be(at: Callable[..., TestClient], address: str):
    """Also where its address is written as one of IPv6, or is one of a network."""
    assert at(address, **named("Ann Lee")).get("/v1/audit").status_code == 200


def test_a_name_that_is_not_one_name_is_refused(at: Callable[..., TestClient]):
    """What somebody sent may have come through beside what the proxy said."""
    client = at()
    twice = [(HEADER, "Ann Lee"), (HEADER, "sam")]
    assert client.get("/v1/version", headers=twice).status_code == 403
    for name, status in (
        ("mallory, Ann Lee", 403), ("Ann Lee,", 403), ("x" * 101, 400), ("\u202eAnn", 400),
        ("a\x85b", 400),
    ):  # fmt: skip
        answer = client.get("/v1/version", headers={HEADER: name.encode()})
        assert answer.status_code == status, name
    with pytest.raises(ProblemError, match="UTF-8"):
        Proxy.of(HEADER, [AT]).user(["L\xfcr"], AT)


def test_who_was_not_added_is_refused_unless_a_role_is_named(
    at: Callable[..., TestClient], tmp_path: Path, scorer: Scorer
):
    """The name must be the same, letter by letter."""
    for name in ("Mallory", "ann lee", "Ann  Lee", "user Ann Lee"):
        answer = at(**named(name)).get("/v1/version")
        assert answer.status_code == 403, name
    with behind(tmp_path, scorer, "read") as client:
        sue = client(**{HEADER: "Sue Lür".encode()})
        assert sue.get("/v1/postings").status_code == 200
        assert sue.post("/v1/postings", json={"text": SAMPLE_POSTING}).status_code == 403
        assert client(**named("Ann Lee")).get("/v1/audit").json()["entries"] == []


def test_without_a_name_a_token_is_wanted(at: Callable[..., TestClient]):
    """From the proxy too, and on loopback; what a user is kept under is no token."""
    for address in (AT, "192.168.0.9", "127.0.0.1"):
        client = at(address)
        assert client.get("/v1/version").status_code == 401
        assert (
            client.get("/v1/version", headers=named("") if address == AT else {}).status_code == 401
        )
        answer = client.get("/v1/version", headers={"Authorization": f"Bearer {TOKEN}"})
        assert answer.status_code == 200
        for token in ("user Ann Lee", "Ann Lee"):
            headers = {"Authorization": f"Bearer {token}"}
            assert client.get("/v1/version", headers=headers).status_code == 401


def test_on_loopback_too_nobody_comes_in_without_a_name(tmp_path: Path, scorer: Scorer):
    """Where a proxy is named, this machine's programs are not trusted any more."""
    with behind(tmp_path, scorer, "admin", "127.0.0.1") as client:
        assert client("127.0.0.1").get("/v1/version").status_code == 401
        assert client("127.0.0.1").get("/", headers=HTML).headers["location"] == "/login"


def test_a_token_beside_the_name_changes_nothing(at: Callable[..., TestClient]):
    """Proxies send one of their own: it neither lowers nor raises who asks, nor shows intent."""
    both = {"Authorization": f"Bearer {TOKEN}", **named("Ann Lee")}
    assert at(**both).get("/v1/audit").status_code == 200
    answer = at(**both).post("/v1/resumes", files=[("files", ("a.txt", b"x"))])
    assert answer.status_code == 403
    assert "X-Fitscore" in answer.json()["detail"]


def test_a_form_is_of_one_session_and_one_user(at: Callable[..., TestClient]):
    """Whoever gets their own cookie and form onto another's browser changes nothing there."""
    ann, sam = at(**named("Ann Lee")), at(**named("sam"))
    page = seen(ann, "/")
    assert page.find("form", action="/logout") is None
    form = form_of(page, "/blind") | {"blind": "off"}
    assert ann.post("/blind", data=form, headers={"Origin": URL}).status_code == 303
    assert ann.post("/blind", data={**form, "token": "x"}).status_code == 403
    evil = {"Origin": "https://evil.example"}
    assert ann.post("/blind", data=form, headers=evil).status_code == 403
    sam.cookies = ann.cookies
    answer = sam.post("/blind", data=form)
    assert answer.status_code == 403
    fresh = at(**named("Ann Lee"))
    assert fresh.post("/blind", data=form).status_code == 403


def test_the_server_is_known_by_the_names_that_were_given(at: Callable[..., TestClient]):
    """And by no other."""
    client = at(**named("Ann Lee"))
    assert client.get("/v1/version", headers={"Host": NAME.upper()}).status_code == 200
    assert client.get("/v1/version", headers={"Host": f"x.{NAME}"}).status_code == 421


@pytest.mark.parametrize(
    ("header", "addresses"),
    [("", ["10.0.0.5"]), ("X Y", ["10.0.0.5"]), ("X-U:", ["10.0.0.5"]), ("Cookie", ["10.0.0.5"]),
     ("authorization", ["10.0.0.5"]), ("X-U", []), ("X-U", ["proxy"]), ("X-U", ["10.0.0.5/8"]),
     ("X-U", ["0.0.0.0/0"]), ("X-U", ["10.0.0.5", "::/0"])],
)  # fmt: skip
def test_what_cannot_be_a_proxy_is_refused(header: str, addresses: list[str]):
    """A header that anybody sends, no address, a name, or everybody."""
    with pytest.raises(FitscoreError):
        Proxy.of(header, addresses)


def test_users_are_added_listed_and_revoked(cli: Callable[..., Run], tmp_path: Path):
    """No token is made; who is added again has what was said last; bad words are one line each."""
    data = ("--data", tmp_path / "new")
    cli("serve", "token", "add", "ann@example.org", "--role", "read", "--by-proxy", *data)
    made = cli("serve", "token", "add", "ann@example.org", "--role", "admin", "--by-proxy", *data)
    assert "token" not in made.out + made.err
    listed = cli("serve", "token", "list", *data).out
    id_ = re.findall(r"^(\S+): ann@example.org, admin, by proxy, since 20.*\n$", listed)[0]
    assert cli("serve", "token", "revoke", id_, *data).code == 0
    assert cli("serve", "token", "list", *data).out == ""
    for wrong in (
        ("token", "add", "a, b", "--by-proxy"), ("--proxy-address", "10.0.0.5"),
        ("--proxy-header", "X-U"), ("--proxy-role", "read"), ("--name", "https://x"),
        ("--proxy-header", "X-U", "--proxy-address", "10.0.0.5", "--proxy-role", "king"),
    ):  # fmt: skip
        done = cli("serve", *wrong, *data)
        assert (done.code, done.out, done.err.count("\n")) == (3, "", 1), wrong
