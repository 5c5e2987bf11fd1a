"""What every request passes and every answer carries."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from serving import SHIELD, URL, served
from starlette.testclient import TestClient

from fitscore import Limits, Scorer
from fitscore.errors import ModelError
from fitscore.serve.access import Access, new_token
from fitscore.serve.app import application
from fitscore.serve.guard import MOST_BODY
from fitscore.serve.service import Service
from fitscore.serve.workspace import Workspace
from fitscore.testing import SAMPLE_POSTING

TOKEN = new_token()


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory, scorer: Scorer) -> Iterator[TestClient]:
    """A server of this machine."""
    with served(tmp_path_factory.mktemp("data"), scorer) as found:
        yield found


@pytest.fixture
def beyond(tmp_path: Path, scorer: Scorer) -> Iterator[TestClient]:
    """A server that others can reach."""
    with served(tmp_path, scorer, Access("0.0.0.0", TOKEN)) as found:  # noqa: S104
        yield found


def test_answers_carry_what_keeps_a_browser_safe(client: TestClient):
    """Also those that are errors."""
    for path in ("/v1/health", "/v1/nothing", "/metrics"):
        headers = client.get(path).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"
        assert headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1:8765", 200),
        ("localhost", 200),
        ("[::1]:9000", 200),
        ("LOCALHOST:1", 200),
        ("evil.example", 421),
        ("127.0.0.1.evil.example", 421),
        ("192.168.1.7", 421),
        ("", 421),
        ("localhost.", 421),
        ("[::1", 421),
        ("[::1]evil.example", 421),
        ("localhost:evil.example", 421),
        ("localhost:1:2", 421),
        ("evil.example@localhost", 421),
    ],
)
def test_a_name_that_was_made_to_lead_here_is_refused(client: TestClient, host: str, status: int):
    """DNS rebinding: the browser sends the name of the page that asks."""
    answer = client.get("/v1/health", headers={"Host": host})
    assert answer.status_code == status


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "null", "http://127.0.0.1:1", "x", "", "http://[", "//[::1"]
)
def test_a_page_of_another_site_is_refused(client: TestClient, origin: str):
    """Whatever it asks."""
    answer = client.get("/v1/version", headers={"Origin": origin})
    assert answer.status_code == 403
    assert client.get("/v1/version", headers={"Origin": URL}).status_code == 200


def test_a_form_of_another_site_changes_nothing(client: TestClient):
    """What a form can send without asking is refused before the route is looked at."""
    for media in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data"):
        answer = client.post("/v1/postings", content=b"a=b", headers={"Content-Type": media})
        assert answer.status_code == 403
        assert answer.headers["content-type"] == "application/problem+json"
    assert client.delete("/v1/health").status_code == 403
    assert client.delete("/v1/health", headers=SHIELD).status_code == 405


def test_a_body_that_is_too_large_is_refused_before_it_is_read(client: TestClient):
    """By what it says of itself, and by what comes where it says nothing or lies."""
    told = client.post(
        "/v1/postings",
        content=b"{}",
        headers={"Content-Type": "application/json", "Content-Length": str(MOST_BODY + 1)},
    )
    assert told.status_code == 413
    assert "MiB" in told.json()["detail"]
    for length in ("nine", "-1", "9" * 400):
        headers = {"Content-Type": "application/json", "Content-Length": length}
        answer = client.post("/v1/postings", content=b"{}", headers=headers)
        assert answer.status_code in {400, 413}


def test_a_body_without_a_length_is_counted(client: TestClient, monkeypatch: pytest.MonkeyPatch):
    """What comes in pieces is refused at the piece that is too much."""
    monkeypatch.setattr("fitscore.serve.guard.MOST_BODY", 1 << 20)

    def pieces() -> Iterator[bytes]:
        yield b'{"text": "'
        for _ in range(20):
            yield b"x" * (1 << 17)
        yield b'"}'

    headers = {"Content-Type": "application/json"}
    answer = client.post("/v1/postings", content=pieces(), headers=headers)
    assert answer.status_code == 413


def test_a_form_in_a_strange_charset_is_refused(client: TestClient):
    """Some make halves of characters of a name, which nothing can hold, or break on it."""
    name = b'form-data; name="files"; filename="\\ud800.txt"'
    body = b"--x\r\nContent-Disposition: " + name + b"\r\n\r\na\r\n--x--\r\n"
    for charset in ("unicode_escape", "undefined", "punycode", "a\x00b", "utf-7"):
        media = f"multipart/form-data; boundary=x; charset={charset}"
        for path in ("/v1/resumes", "/v1/postings", "/resumes", "/login"):
            headers = {"Content-Type": media, **SHIELD}
            assert client.post(path, content=body, headers=headers).status_code == 415, path
    assert client.get("/v1/jobs").json()["jobs"] == []


def test_an_error_does_not_give_back_all_that_was_sent(client: TestClient):
    """However long the value is that does not fit."""
    answer = client.post("/v1/postings", json={"posting": {"schema": "x" * 100_000}})
    assert answer.status_code == 422
    answer = client.put("/v1/postings/x/matches/y/mark", json={"mark": "x" * 100_000})
    assert answer.status_code == 422
    assert len(answer.content) < 5000


def test_a_cookie_of_another_program_hides_no_session(client: TestClient):
    """Programs on other ports of this machine share the browser's cookies, well made or not."""
    for others in ("a=b; ", '{"x": 1}=y; ', "a b; ", "=; "):
        answer = client.get("/", headers={"Cookie": f"{others}fitscore_session=abc; z@=1"})
        token = client.service.access.form_token("abc")  # type: ignore[attr-defined]
        assert token in answer.text, others
        assert "set-cookie" not in answer.headers


def test_over_tls_the_cookie_is_sent_over_tls_alone(client: TestClient):
    """Where the proxy, or the page that asks, says that it is; else no browser would keep it."""
    for told, secure in (
        ({"X-Forwarded-Proto": "https"}, True),
        ({"X-Forwarded-Proto": "http, https"}, True),
        ({"X-Forwarded-Proto": "https, http"}, False),
        ({}, False),
    ):
        client.cookies.clear()
        cookie = client.get("/", headers=told).headers["set-cookie"]
        assert cookie.endswith("; Secure") is secure, told
        assert "SameSite=Strict" in cookie


def test_errors_are_problem_details(client: TestClient):
    """RFC 9457: a type, a title, a status and one line."""
    for path, status in (("/v1/nothing", 404), ("/v1/version?x=1", 422)):
        answer = client.get(path)
        assert answer.status_code == status
        assert answer.headers["content-type"] == "application/problem+json"
        assert set(answer.json()) == {"type", "title", "status", "detail"}
        assert answer.json()["status"] == status


def test_the_service_tells_of_itself(client: TestClient, scorer: Scorer):
    """Health, version, what decides, and counts without personal data."""
    assert client.get("/v1/health").json() == {"status": "ok"}
    assert client.get("/v1/version").json()["version"]
    while client.get("/v1/ready").status_code == 503:
        pass
    assert client.get("/v1/ready").json()["model"] == scorer.encoder.identity.name
    metrics = client.get("/metrics")
    assert "fitscore_resumes 0" in metrics.text
    assert 'fitscore_answers_total{status="200"}' in metrics.text


def test_a_model_that_cannot_be_had_is_told(tmp_path: Path, caplog: pytest.LogCaptureFixture):
    """To who asks whether it can score, to who asks for a ranking, and in the log."""

    def fails() -> Scorer:
        raise ModelError("the model cannot be had; install it")

    service = Service(Workspace(tmp_path), fails, Access(), Limits(isolated=False))
    with TestClient(application(service), base_url=URL) as client:
        while "loaded" in (answer := client.get("/v1/ready")).json()["detail"]:
            pass
        assert answer.status_code == 503
        assert "install it" in answer.json()["detail"]
        added = client.post("/v1/postings", json={"text": SAMPLE_POSTING})
        answer = client.get(f"{added.headers['location']}/ranking")
        assert answer.status_code == 422
        assert "install it" in answer.json()["detail"]
    assert "install it" in caplog.text


def test_an_unforeseen_error_says_nothing_of_itself(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    """Neither to who asked nor to the log, which learns its kind and its place."""

    def fails(_self: object) -> None:
        raise RuntimeError("Ann Lee, ann.lee@example.org")

    monkeypatch.setattr("fitscore.serve.workspace.Workspace.catalogue", fails)
    answer = client.get("/metrics")
    assert answer.status_code == 500
    assert "Ann" not in answer.text + caplog.text
    assert "RuntimeError" in caplog.text


def test_beyond_this_machine_the_token_is_wanted(beyond: TestClient):
    """Of everything but the sign of life; it is kept as a hash alone."""
    assert beyond.get("/v1/health").status_code == 200
    refused = beyond.get("/v1/version")
    assert refused.status_code == 401
    assert refused.headers["www-authenticate"] == "Bearer"
    for wrong in ("", "Bearer", f"Bearer {TOKEN}x", f"Basic {TOKEN}", "Bearer ü"):
        headers = {"Authorization": wrong.encode()}
        assert beyond.get("/v1/version", headers=headers).status_code == 401
    headers = {"Authorization": f"Bearer {TOKEN}"}
    assert beyond.get("/v1/version", headers=headers).status_code == 200
    assert TOKEN not in str(vars(beyond.service.access))  # type: ignore[attr-defined]
    for path in beyond.service.workspace.folder.rglob("*"):  # type: ignore[attr-defined]
        assert not path.is_file() or TOKEN.encode() not in path.read_bytes()


def test_who_shows_no_token_sends_little(beyond: TestClient):
    """The one form that is for anybody takes no more than a token needs."""
    for files in ({"x": ("x.txt", b"x" * (1 << 17))}, None):
        data = {"key": "x" if files else "x" * (1 << 17)}
        answer = beyond.post("/login", data=data, files=files)
        assert answer.status_code == 413
        assert "64 KiB" in answer.text


def test_beyond_this_machine_addresses_are_names(beyond: TestClient):
    """An address leads nowhere else; a name that is not ours may."""
    headers = {"Authorization": f"Bearer {TOKEN}"}
    for host, status in (("192.168.1.7:8765", 200), ("evil.example", 421)):
        assert beyond.get("/v1/version", headers={**headers, "Host": host}).status_code == status


def test_no_token_is_no_way_beyond_this_machine():
    """Whoever binds elsewhere must make one."""
    with pytest.raises(ValueError, match="token"):
        Access("0.0.0.0")  # noqa: S104


def test_sessions_end(monkeypatch: pytest.MonkeyPatch):
    """After their time, and when somebody logs out; a form's token is that of its session."""
    access = Access("0.0.0.0", TOKEN)  # noqa: S104
    first, second = access.new_session(TOKEN), access.new_session(TOKEN)
    assert access.holder_of_session(first) is not None
    assert access.holder_of_session("made up") is None
    assert access.holder_of_session(access.new_session("no token")) is None
    assert access.fits(first, access.form_token(first))
    assert not access.fits(second, access.form_token(first))
    assert not access.fits("", access.form_token(""))
    access.end_session(first)
    assert access.holder_of_session(first) is None
    assert access.holder_of_session(second) is not None
    monkeypatch.setattr("time.monotonic", lambda: 1e12)
    assert access.holder_of_session(second) is None
