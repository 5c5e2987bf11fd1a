"""Pages made of a candidate's page: several side by side, and a sheet of questions to print."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from starlette.responses import Response

from fitscore.serve.api_matches import candidate
from fitscore.serve.api_postings import kept_posting
from fitscore.serve.kept import Mark
from fitscore.serve.pages import Page, shown
from fitscore.serve.problems import ProblemError
from fitscore.serve.routes import Call
from fitscore.types import Verdict

_FEWEST, _MOST = 2, 4


def _compare(call: Call) -> Response:
    kept = kept_posting(call)
    keys = list(dict.fromkeys(value for name, value in call.fields if name == "key"))
    if not _FEWEST <= len(keys) <= _MOST:
        raise ProblemError(
            422, f"tick {_FEWEST} to {_MOST} candidates in the ranking; {len(keys)} were ticked"
        )
    people: list[dict[str, Any]] = []
    for key in keys:
        found = candidate(replace(call, path={**call.path, "key": key}))
        call.service.log("", "read match", of=kept.id, resume=key)
        people.append(
            {
                "key": key,
                "match": found.match,
                "machine": found.machine,
                "overrules": found.overrules,
                "mark": call.service.sight.mark(kept.id, key) or Mark(resume=key),
            }
        )
    asked = people[0]["match"].posting.requirements
    results = zip(*(one["match"].requirements for one in people), strict=True)
    rows = [
        {"asked": item, "results": list(zip(people, row, strict=True))}
        for item, row in zip(asked, results, strict=True)
    ]
    return shown(call, "compare.html.j2", kept=kept, people=people, rows=rows)


def _questions(call: Call) -> Response:
    found, kept, key = candidate(call), kept_posting(call), call.path["key"]
    call.service.log("", "read questions", of=kept.id, resume=key)
    open_ = {Verdict.MISSING, Verdict.PARTIAL}
    gaps = [result for result in found.match.requirements if result.verdict in open_]
    return shown(call, "questions.html.j2", kept=kept, key=key, match=found.match, gaps=gaps)


PAGES: Sequence[Page] = (
    Page("GET", "/postings/{id}/compare", _compare, heavy=True),
    Page("GET", "/postings/{id}/matches/{key}/questions", _questions),
)
