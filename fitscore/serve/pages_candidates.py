"""Pages of candidates for a posting: the ranking, its exports, and one candidate."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, get_args

from msgspec import structs
from starlette.responses import Response

from fitscore.report import (
    match_to_html,
    ranking_to_csv,
    ranking_to_html,
    ranking_to_xlsx,
)
from fitscore.report.badges import badges_of
from fitscore.report.page_view import sheets_of
from fitscore.report.quoted_text import Quote, pieces_of, quotes_of
from fitscore.resume.identity import MASK
from fitscore.schema import RankingObject, to_json
from fitscore.serve.api_matches import candidate, ranked
from fitscore.serve.api_postings import kept_posting
from fitscore.serve.kept import Mark, MarkKind
from fitscore.serve.overruled import Overruled
from fitscore.serve.pages import Page, field_of, number_of, see, shown
from fitscore.serve.problems import ProblemError, unknown
from fitscore.serve.rankings import Ranked
from fitscore.serve.routes import Call
from fitscore.types import Priority, Ranking, RequirementResult, Verdict

_LISTED = 100
_PATIENCE = 2.0  # seconds that a page waits for a ranking before it says that one is being made
_LONGEST_NOTE, _LONGEST_REASON, _LONGEST_LINE = 10_000, 2000, 200
_MOST_TAGS, _LONGEST_TAG = 20, 60
_MARK_ORDER = {"shortlist": 0, "hold": 1, "none": 2, "reject": 3}
_ORDERS: Mapping[str, Callable[[dict[str, Any]], Any]] = {
    "place": lambda row: row["place"],
    "name": lambda row: row["name"].casefold(),
    "machine": lambda row: row["machine_rank"],
    "required": lambda row: -row["match"].required_met,
    "gaps": lambda row: row["gaps"],
    "mark": lambda row: _MARK_ORDER[row["mark"].mark],
}


def _row(found: Ranked, one: Overruled, place: int) -> dict[str, Any]:
    """What the table says of a candidate."""
    match, key = one.match, one.match.resume.sha256
    return {
        "place": place,
        "key": key,
        "name": match.resume.display_name,
        "file": match.resume.source if match.resume.name else "",
        "match": match,
        "machine": one.machine,
        "machine_rank": found.machine_ranks[key],
        "overrules": one.overrules,
        "gaps": sum(result.is_gap for result in match.requirements),
        "badges": badges_of(match),
        "mark": found.marks.get(key, Mark(resume=key)),
    }


def _ranking(call: Call) -> Response:
    kept = kept_posting(call)
    found = call.service.sight.ranking(kept, _PATIENCE)
    if found is None:
        return shown(call, "wait.html.j2", kept=kept)
    call.service.log("", "read ranking", of=kept.id)
    rows = [_row(found, one, place) for place, one in enumerate(found.people, 1)]
    chosen = _filtered(call, rows)
    order = call.query.get("sort", "place")
    chosen.sort(key=_ORDERS.get(order, _ORDERS["place"]))
    first = number_of(call.query, "from", 0, max(0, len(chosen) - 1))
    return shown(
        call,
        "ranking.html.j2",
        kept=kept,
        ranking=found.ranking,
        is_newest=found.is_newest,
        rows=chosen[first : first + _LISTED],
        first=first,
        listed=_LISTED,
        count=len(chosen),
        total=len(rows),
        order=order if order in _ORDERS else "place",
        orders=list(_ORDERS),
        query={name: call.query.get(name, "") for name in _FILTERS},
    )


_FILTERS = ("q", "mark", "asked", "verdict")


def _filtered(call: Call, rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows that pass the filters of an address."""
    words = call.query.get("q", "").casefold().split()
    mark, asked, verdict = (call.query.get(name, "") for name in _FILTERS[1:])

    def passes(row: dict[str, Any]) -> bool:
        said = row["mark"]
        text = " ".join([row["name"], row["file"], said.note, *said.tags]).casefold()
        if not all(word in text for word in words) or (mark and said.mark != mark):
            return False
        if not verdict:
            return True
        verdicts = {item.requirement.id: item.verdict for item in row["match"].requirements}
        return verdicts.get(asked) == verdict if asked else verdict in verdicts.values()

    return [row for row in rows if passes(row)]


# Exports, by the writers of the command line


def _json(ranking: Ranking) -> str:
    return to_json(RankingObject.of(ranking))


_EXPORTS: Mapping[str, tuple[Callable[[Ranking], str | bytes], str]] = {
    "csv": (ranking_to_csv, "text/csv; charset=utf-8"),
    "xlsx": (
        ranking_to_xlsx,
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
    "json": (_json, "application/json"),
    "html": (ranking_to_html, "application/octet-stream"),
}


def _export(call: Call) -> Response:
    ending = call.path["ending"]
    if ending not in _EXPORTS:
        raise unknown("export")
    found = ranked(call)
    write, media = _EXPORTS[ending]
    call.service.log("", f"export {ending}", of=found.kept.id)
    return _download(write(found.ranking), f"ranking.{ending}", media)


def _download(data: str | bytes, name: str, media: str) -> Response:
    """A file to save; a browser shows none of it in a page of ours."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Content-Type": media}
    return Response(data.encode() if isinstance(data, str) else data, headers=headers)


# One candidate


def _candidate(call: Call) -> Response:
    found, kept, key = candidate(call), kept_posting(call), call.path["key"]
    mark = call.service.sight.mark(kept.id, key) or Mark(resume=key)
    call.service.log("", "read match", of=kept.id, resume=key)
    machine = {item.requirement.id: item for item in found.machine.requirements}
    ordered = [
        item
        for priority in Priority
        for item in found.match.requirements
        if item.requirement.priority is priority
    ]
    rows: list[dict[str, Any]] = []
    quotes: list[Quote] = []
    numbers = {item.id: number for number, item in enumerate(found.match.posting.requirements, 1)}
    for result in ordered:
        number = numbers[result.requirement.id]
        own = quotes_of(number, result)
        quotes += own
        id_ = result.requirement.id
        rows.append(
            {
                "number": number,
                "result": result,
                "machine": machine[id_],
                "quotes": own,
                "said": found.overrules.get(id_),
            }
        )
    resume = found.match.resume
    pieces = pieces_of(resume, quotes)
    sight, wants_text = call.service.sight, call.query.get("view") == "text"
    pages = None if wants_text else sight.pages(resume)
    sheets = [] if pages is None else sheets_of(pages, pieces)
    if sheets:
        place = {one.quote.key: f"p-{one.quote.key}" for sheet in sheets for one in sheet.numbers}
    else:
        place = {one.key: f"m{piece.start}" for piece in reversed(pieces) for one in piece.quotes}
    groups = [
        (priority, [row for row in rows if row["result"].requirement.priority is priority])
        for priority in Priority
    ]
    return shown(
        call,
        "candidate.html.j2",
        kept=kept,
        key=key,
        found=found,
        match=found.match,
        groups=[(priority, own) for priority, own in groups if own],
        unsaid=[row for row in rows if row["said"] is None and not _is_open(row["result"])],
        pieces=pieces,
        sheets=sheets,
        has_pages=bool(sheets) or (wants_text and sight.may_show_pages(resume)),
        place=place,
        mark=mark,
        is_masked=call.service.sight.is_blind and MASK in "".join((mark.note, *mark.tags)),
    )


def _is_open(result: RequirementResult) -> bool:
    """Whether nothing is decided of it."""
    return result.verdict is Verdict.UNKNOWN


def _report(call: Call) -> Response:
    found, who = candidate(call), call.path["who"]
    if who not in {"report", "candidate"}:
        raise unknown("report")
    call.service.log("", f"export {who}", of=call.path["id"], resume=call.path["key"])
    own = who == "candidate"
    pages = None if own else call.service.sight.pages(found.match.resume)
    page = match_to_html(found.match, for_candidate=own, pages=pages)
    return _download(page, f"{who}.html", "application/octet-stream")


def _line(call: Call, name: str, most: int = _LONGEST_LINE) -> str:
    text = field_of(call, name).strip()
    if len(text) > most:
        raise ProblemError(422, f"the field {name} is longer than {most} characters")
    return text


def _mark(call: Call) -> Response:
    """Mark a candidate; what a form does not have stays as it was."""
    kept, key, given = kept_posting(call), call.path["key"], dict(call.fields)
    mark = Mark(resume=key, who=_line(call, "who"))
    if "mark" in given:
        if given["mark"] not in get_args(MarkKind):
            raise ProblemError(422, "the mark is shortlist, hold, reject or none")
        mark = structs.replace(mark, mark=given["mark"])
    if "note" in given:
        mark = structs.replace(mark, note=_line(call, "note", _LONGEST_NOTE))
    if "tags" in given:
        tags = [tag.strip()[:_LONGEST_TAG] for tag in given["tags"].split(",") if tag.strip()]
        mark = structs.replace(mark, tags=tuple(dict.fromkeys(tags))[:_MOST_TAGS])
    fields = [name for name in ("mark", "note", "tags") if name in given]
    call.service.mark(kept, mark, fields, seen=given.get("seen"))
    return see(_back(call, f"/postings/{kept.id}/matches/{key}", f"c-{key}"))


def _back(call: Call, path: str, anchor: str) -> str:
    """Where a form was: the ranking, at the candidate's row, or the candidate."""
    if field_of(call, "back") != "ranking":
        return path
    return f"{path.partition('/matches/')[0]}/ranking#{anchor}"


def _overrule(call: Call) -> Response:
    kept, key = kept_posting(call), call.path["key"]
    try:
        verdict = Verdict(field_of(call, "verdict"))
    except ValueError as error:
        raise ProblemError(422, "the verdict is met, partial, missing or unknown") from error
    reason = _line(call, "reason", _LONGEST_REASON)
    call.service.overrule(
        kept, key, field_of(call, "requirement"), verdict, reason, _line(call, "who")
    )
    return see(f"/postings/{kept.id}/matches/{key}#said-{field_of(call, 'row')[:6]}")


def _confirm(call: Call) -> Response:
    """Confirm the verdicts that a form shows: another that is made meanwhile is not meant."""
    kept, key = kept_posting(call), call.path["key"]
    given = [value.rpartition(" ") for name, value in call.fields if name == "seen"]
    try:
        seen = [(id_, Verdict(verdict)) for id_, _, verdict in given]
    except ValueError as error:
        raise ProblemError(422, "the verdict is met, partial, missing or unknown") from error
    call.service.confirm(kept, key, dict(seen).items(), _line(call, "who"))
    return see(f"/postings/{kept.id}/matches/{key}")


def _take_back(call: Call) -> Response:
    kept, key = kept_posting(call), call.path["key"]
    if not call.service.take_back(kept, key, call.path["overrule"]):
        raise unknown("overrule")
    return see(f"/postings/{kept.id}/matches/{key}")


_CANDIDATE = "/postings/{id}/matches/{key}"

PAGES: Sequence[Page] = (
    Page("GET", "/postings/{id}/ranking", _ranking, heavy=True),
    Page("GET", "/postings/{id}/ranking.{ending}", _export, heavy=True),
    Page("GET", _CANDIDATE, _candidate, heavy=True),
    Page("GET", _CANDIDATE + "/{who}.html", _report, heavy=True),
    Page("POST", f"{_CANDIDATE}/mark", _mark),
    Page("POST", f"{_CANDIDATE}/overrules", _overrule),
    Page("POST", f"{_CANDIDATE}/confirmations", _confirm),
    Page("POST", _CANDIDATE + "/overrules/{overrule}/delete", _take_back),
)
