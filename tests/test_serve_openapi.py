"""The API's description is what is served, and what is served fits it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from serving import KEY, SHIELD, imported, posted, resume_files, served
from starlette.testclient import TestClient

from fitscore import Scorer
from fitscore.serve.access import Access, new_token
from fitscore.serve.api import ROUTES
from fitscore.serve.openapi import description

HOSTILE = [
    "../../etc/passwd", "%2e%2e%2f", "' OR 1=1 --", '"><script>alert(1)</script>', "\x00",
    "\x1b[31m", "\u202eevil", "𝕏" * 300,
    "x" * 5000, "-1", "1e400", "NaN", "0" * 64, "ﬀ" * 64, "{{7*7}}", "${jndi:x}",
    "null", "[]", "true", "%00", "%ff", "café", "a\r\nSet-Cookie: x=y", "999999999999999999999",
]  # fmt: skip
BODIES: list[Any] = [
    None, [], "x", 1, {}, {"text": None}, {"text": "x" * 100_000}, {"posting": {}},
    {"schema": "fitscore.posting/1"},
    {"schema": "fitscore.posting/1", "requirements": [], "text": ""},
    {"mark": None}, {"mark": {"$gt": ""}}, {"requirement": "r1", "verdict": "met"},
    {"requirement": "'; DROP TABLE postings; --", "verdict": "met", "reason": "x"},
    {"note": "\x00\x1b\u202e", "tags": ["x"] * 21}, {"who": "x" * 201}, [[[[[[[[]]]]]]]],
]  # fmt: skip


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory, scorer: Scorer) -> Iterator[TestClient]:
    with served(tmp_path_factory.mktemp("data"), scorer) as found:
        imported(found, *resume_files())
        yield found


def fits(api: dict[str, Any], schema: dict[str, Any], value: Any) -> None:
    """Whether an answer is what its description says."""
    whole = {**schema, "components": api["components"]}
    Draft202012Validator(whole).validate(value)


def test_the_description_is_made_of_the_routes(client: TestClient):
    """Every route is in it with its parameters, once, under a name of its own."""
    api = client.get("/v1/openapi.json").json()
    assert api["openapi"].startswith("3.1")
    described = {(method.upper(), path) for path, item in api["paths"].items() for method in item}
    assert described == {(route.method, route.path) for route in ROUTES}
    operations = [one for item in api["paths"].values() for one in item.values()]
    ids = [one["operationId"] for one in operations]
    assert len(ids) == len(set(ids))
    for path, item in api["paths"].items():
        for operation in item.values():
            places = {one["name"] for one in operation["parameters"] if one["in"] == "path"}
            assert places == set(re.findall(r"{(\w+)}", path))
    used = set(re.findall(r"#/components/schemas/(\w+)", str(api)))
    assert used <= set(api["components"]["schemas"])
    for schema in api["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)


def test_the_page_of_it_names_every_route(client: TestClient):
    """And loads nothing from elsewhere."""
    page = client.get("/v1/docs")
    for route in ROUTES:
        assert f"{route.method} {route.path}" in page.text
    assert not re.search(r"(?:src|href)=\"(?:https?:)?//", page.text)


def test_answers_are_what_is_described(client: TestClient):
    """Each route that reads, with what there is, and its errors."""
    api, id_ = description(ROUTES), posted(client)
    body = {"requirement": "r1", "verdict": "met", "reason": "x"}
    said = client.post(f"/v1/postings/{id_}/matches/{KEY}/overrules", json=body).json()
    client.put(f"/v1/postings/{id_}/matches/{KEY}/mark", json={"mark": "hold"})
    job = client.get("/v1/jobs").json()["jobs"][0]["id"]
    looked = 0
    for route in ROUTES:
        if route.method != "GET":
            continue
        place = job if route.path.startswith("/v1/jobs") else id_
        path = route.path.format(id=place, key=KEY, overrule=said["id"])
        answer = client.get(path, params={"q": "trees"} if path.endswith("search") else {})
        assert answer.status_code == 200, path
        content = api["paths"][route.path]["get"]["responses"]["200"]["content"]
        media = answer.headers["content-type"].partition(";")[0]
        assert media in content
        if isinstance(route.answer, type):
            fits(api, content[media]["schema"], answer.json())
            looked += 1
    assert looked > 12


def test_hostile_parameters_give_problem_details(client: TestClient):
    """In paths, queries and bodies: never an error of the server, and no header is smuggled in."""
    api, id_, tried = description(ROUTES), posted(client), 0
    for route in ROUTES:
        names = re.findall(r"{(\w+)}", route.path)
        for number, text in enumerate(HOSTILE):
            if not names and not route.query and number:
                break
            quoted = "".join(f"%{byte:02x}" for byte in text.encode())
            path = route.path.format(**dict.fromkeys(names, quoted))
            query = {one.name: text for one in route.query}
            body = BODIES[number % len(BODIES)] if route.body else None
            answer = client.request(
                route.method, path, params=query, json=body, headers=SHIELD if not body else {}
            )
            tried += 1
            assert answer.status_code < 500 or (route.path, answer.status_code) == (
                "/v1/ready",
                503,
            )
            assert "x=y" not in str(answer.headers)
            if answer.status_code >= 400:
                assert answer.headers["content-type"] == "application/problem+json", path
                fits(api, {"$ref": "#/components/schemas/ProblemObject"}, answer.json())
                assert "Traceback" not in answer.text
    assert tried > 250
    for body in BODIES:
        for method, path in (
            ("POST", "/v1/postings"),
            ("PUT", f"/v1/postings/{id_}"),
            ("PUT", f"/v1/postings/{id_}/matches/{KEY}/mark"),
            ("POST", f"/v1/postings/{id_}/matches/{KEY}/overrules"),
        ):
            answer = client.request(method, path, json=body)
            assert answer.status_code < 500, (path, body)


def test_hostile_uploads_give_a_line_each(client: TestClient):
    """Names that lead elsewhere, files that are none, and parts that break the form."""
    names = ["../../evil.pdf", "/etc/passwd", "C:\\evil.txt", "\u202efdp.exe", "a\x00b.pdf",
             "x" * 900, "", ".", "..", "con", "a\r\nb.pdf", "<img src=x>.pdf"]  # fmt: skip
    files = [(name, f"%PDF-1.7 {number}".encode()) for number, name in enumerate(names)]
    job = imported(client, *files)
    assert set(job["counts"]) == {"failed"}
    for file in job["files"]:
        assert "/" not in file["name"]
        assert file["name"].isprintable()
        assert len(file["name"]) <= 210
        assert file["problem"]
    before = client.get("/v1/resumes").json()["total"]
    boundary = {"Content-Type": "multipart/form-data; boundary=x", **SHIELD}
    for content in (b"", b"--x", b"--x\r\n\r\n", b"--x--", b"\xff" * 100, b"--x\r\n" * 50):
        answer = client.post("/v1/resumes", content=content, headers=boundary)
        assert 400 <= answer.status_code < 500
    no_boundary = {"Content-Type": "multipart/form-data", **SHIELD}
    answer = client.post("/v1/resumes", content=b"x", headers=no_boundary)
    assert answer.status_code == 400
    assert client.get("/v1/resumes").json()["total"] == before


def test_every_route_wants_the_token_beyond_this_machine(tmp_path: Path, scorer: Scorer):
    """The list is the table of routes: none is forgotten."""
    access = Access("0.0.0.0", new_token())  # noqa: S104
    with served(tmp_path, scorer, access) as client:
        for route in ROUTES:
            path = re.sub(r"{\w+}", "x", route.path)
            answer = client.request(route.method, path, headers=SHIELD)
            assert answer.status_code == (200 if path == "/v1/health" else 401), path


def test_what_may_be_asked_of_a_path_is_told_where_something_else_is(client: TestClient):
    """All its methods, whichever routes have them, and for pages too."""
    for route in ROUTES:
        path = re.sub(r"{\w+}", "x", route.path)
        answer = client.request("TRACE", path, headers=SHIELD)
        allowed = set(answer.headers["allow"].split(", ")) - {"HEAD"}
        assert (answer.status_code, allowed) == (
            405, {one.method for one in ROUTES if one.path == route.path},
        ), path  # fmt: skip
    assert client.request("TRACE", "/resumes").headers["allow"] == "GET, HEAD, POST"


def test_a_body_is_read_as_its_description_says(client: TestClient):
    """There 3.0 is a whole number and 3.5 is none, and an object says of what kind it is."""
    posting = client.get(f"/v1/postings/{posted(client)}").json()
    start, end = (posting["requirements"][0][name] for name in ("start", "end"))
    posting["requirements"][0] |= {"start": float(start), "end": float(end)}
    assert ".0" in str(posting["requirements"][0]["start"])
    made = client.post("/v1/postings", json={"posting": posting})
    assert made.status_code == 201
    saved = client.get(made.headers["location"]).text
    assert f'"start":{start},' in saved.replace(" ", "")
    posting["requirements"][0]["start"] = 0.5
    assert client.post("/v1/postings", json={"posting": posting}).status_code == 422
    posting["requirements"][0] |= {"start": start, "weight": 12345}
    endless = json.dumps({"posting": posting}).replace("12345", "1e400")
    sent = {"content": endless, "headers": {"Content-Type": "application/json"}}
    answer = client.post("/v1/postings", **sent)
    assert (answer.status_code, "out of range" in answer.json()["detail"]) == (422, True)
    del posting["requirements"][0]["weight"]
    del posting["schema"]
    for method, path, body in (
        ("POST", "/v1/postings", {"posting": posting}), ("PUT", made.headers["location"], posting),
    ):  # fmt: skip
        answer = client.request(method, path, json=body)
        assert answer.status_code == 422
        assert "schema" in answer.json()["detail"]


def test_limits_of_parameters_are_described(client: TestClient):
    """What is longer, blank, or no word of a query is refused."""
    api = description(ROUTES)
    (query, _) = api["paths"]["/v1/search"]["get"]["parameters"]
    validator = Draft202012Validator(query["schema"])
    for text in ("", " ", "\t\n", "\x1c", "\x85", "\u2003", "x" * 1001, "a", " a ", "木"):
        status = client.get("/v1/search", params={"q": text}).status_code
        assert (status == 200) == validator.is_valid(text), repr(text)
