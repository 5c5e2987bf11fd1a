"""Calls to other programs when an import has ended."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from serving import SHIELD, ended, resume_files, served
from starlette.testclient import TestClient

from fitscore import Scorer
from fitscore.serve import webhooks
from fitscore.serve.kept import Callback
from fitscore.serve.store import Store
from fitscore.serve.webhooks import MOMENT, PAUSES, SIGNATURE, Webhooks, is_public, signature


class Receiver:
    """A server that is called.

    Attributes:
        statuses: What it answers, one after another; the last for ever.
        calls: Path, headers and body of each call.
    """

    def __init__(self, *statuses: int) -> None:
        self.statuses = list(statuses) or [204]
        self.calls: list[tuple[str, dict[str, str], bytes]] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                outer.calls.append((self.path, dict(self.headers), body))
                left = outer.statuses
                self.send_response(left.pop(0) if len(left) > 1 else left[0])
                self.send_header("Location", "/elsewhere")
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/done?a=b"


@contextmanager
def receiving(*statuses: int) -> Iterator[Receiver]:
    receiver = Receiver(*statuses)
    thread = threading.Thread(target=receiver.server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield receiver
    receiver.server.shutdown()
    receiver.server.server_close()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = Store(tmp_path)
    yield made
    made.close()


def waiting(store: Store, url: str) -> Callback:
    """A call that is due."""
    job = store.add_job("import", [], again=False, webhook=url)
    store.set_job(job.id, "done")
    due = store.due_callback()
    assert due is not None
    return due


def test_an_import_that_has_ended_is_told(
    tmp_path: Path, scorer: Scorer, monkeypatch: pytest.MonkeyPatch
):
    """By the job's id and its state alone, signed by the secret of the folder."""
    monkeypatch.setattr(webhooks, "_LOOK", 0.02)
    with (
        receiving() as receiver,
        served(tmp_path, scorer, webhook_hosts=["127.0.0.1"]) as client,
    ):
        job = client.post(
            "/v1/resumes", files=[("f", resume_files()[0])], headers=SHIELD,
            params={"webhook": receiver.url},
        ).json()["id"]  # fmt: skip
        ended(client, job)
        for _ in range(500):
            if receiver.calls:
                break
            threading.Event().wait(0.02)
        ((path, headers, body),) = receiver.calls
        secret = client.service.webhooks.secret  # type: ignore[attr-defined]
        assert path == "/done?a=b"
        assert json.loads(body) == {"job": job, "state": "done"}
        assert headers[SIGNATURE] == signature(secret, headers[MOMENT], body)
        assert headers[SIGNATURE] != signature("another", headers[MOMENT], body)


def test_webhooks_are_off_unless_a_host_is_named(tmp_path: Path, scorer: Scorer):
    """Then nothing is imported either."""
    with served(tmp_path, scorer) as client:
        assert refused(client, "https://hooks.example.org/") == [
            "webhooks are off; start the server with --webhook-host HOST"
        ]
        assert client.get("/v1/jobs").json()["jobs"] == []


def refused(client: TestClient, *urls: str) -> list[str]:
    """Why each is refused."""
    answers = [
        client.post(
            "/v1/resumes", files=[("f", ("a.txt", b"x"))], headers=SHIELD, params={"webhook": url}
        )
        for url in urls
    ]
    assert {answer.status_code for answer in answers} == {422}
    return [answer.json()["detail"] for answer in answers]


def test_other_addresses_than_the_named_hosts_are_refused(tmp_path: Path, scorer: Scorer):
    """Other hosts, other schemes, and what hides another host."""
    with served(tmp_path, scorer, webhook_hosts=["hooks.example.org"]) as client:
        refused(
            client,
            "https://other.example.org/",
            "https://hooks.example.org.evil.example/",
            "https://evil.example/hooks.example.org",
            "https://hooks.example.org@evil.example/",
            "https://user:word@hooks.example.org/",
            "ftp://hooks.example.org/",
            "file:///etc/passwd",
            "//hooks.example.org/",
            "https://hooks.example.org:port/",
            "https://hooks.example.org/\r\nX-Other: 1",
            "http://127.0.0.1/",
            "http://[::1]/",
            "nonsense",
        )


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.8.8.8", "::1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254",
        "fe80::1", "fd00::1", "0.0.0.0", "::", "100.64.0.1", "224.0.0.1", "ff02::1",  # noqa: S104
        "::ffff:127.0.0.1", "64:ff9b::a00:1", "2002:a00:1::1", "255.255.255.255",
    ],
)  # fmt: skip
def test_an_address_that_is_not_public_is_refused_after_the_look_up(
    store: Store, monkeypatch: pytest.MonkeyPatch, address: str
):
    """Also beside a public one; nothing is connected, and nothing tried again."""
    found = [(0, 0, 0, "", (one, 80)) for one in ("93.184.216.34", address)]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
    monkeypatch.setattr(socket, "create_connection", None)
    assert not is_public(address)
    hooks = Webhooks(store, ["hooks.example.org"])
    hooks.call(waiting(store, "http://hooks.example.org/"))
    assert store.rows("SELECT COUNT(*) FROM callbacks") == [(0,)]


def test_the_address_that_was_checked_is_called(store: Store, monkeypatch: pytest.MonkeyPatch):
    """A name that leads elsewhere at the next look is not looked up again."""
    looks, called = [], []
    found = [(0, 0, 0, "", ("93.184.216.34", 80))]

    def look(*arguments: object, **_: object) -> object:
        looks.append(arguments)
        return found

    def connect(address: object, *_: object) -> object:
        called.append(address)
        raise OSError

    monkeypatch.setattr(socket, "getaddrinfo", look)
    monkeypatch.setattr(socket, "create_connection", connect)
    Webhooks(store, ["hooks.example.org"]).call(waiting(store, "http://hooks.example.org:81/"))
    assert len(looks) == 1
    assert called == [("93.184.216.34", 81)]


def test_no_redirect_is_followed(store: Store):
    """One is no success, and is not tried again."""
    with receiving(307) as receiver:
        Webhooks(store, ["127.0.0.1"]).call(waiting(store, receiver.url))
    assert len(receiver.calls) == 1
    assert store.rows("SELECT COUNT(*) FROM callbacks") == [(0,)]


def test_it_is_tried_again_so_often_and_no_more(store: Store, monkeypatch: pytest.MonkeyPatch):
    """Tries are counted on the disk before each; one that is taken is the last."""
    monkeypatch.setattr(webhooks, "PAUSES", (0.0,) * len(PAUSES))
    hooks = Webhooks(store, ["127.0.0.1"])
    for statuses, calls in (([500], 1 + len(PAUSES)), ([503, 200], 2)):
        with receiving(*statuses) as receiver:
            waiting(store, receiver.url)
            while (due := store.due_callback()) is not None:
                hooks.call(due)
        assert len(receiver.calls) == calls


def test_who_does_not_answer_is_left(store: Store, monkeypatch: pytest.MonkeyPatch):
    """Also one that sends a byte now and then."""
    monkeypatch.setattr(webhooks, "_LONGEST", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as server:
        url = f"http://127.0.0.1:{server.getsockname()[1]}/"
        Webhooks(store, ["127.0.0.1"]).call(waiting(store, url))
    assert store.rows("SELECT tries FROM callbacks") == [(1,)]


def test_no_call_is_made_before_a_job_has_ended(store: Store):
    """Nor one of a job that is deleted."""
    job = store.add_job("import", [], again=False, webhook="http://127.0.0.1/")
    assert store.due_callback() is None
    store.set_job(job.id, "cancelled")
    due = store.due_callback()
    assert due is not None
    assert due.state == "cancelled"
    store.delete_job(job.id)
    assert store.due_callback() is None
