"""What is seen of persons: as it is, or blind, without names, contacts, schools and ages.

Pages and routes ask here alone for what tells of a person, so that no page can forget to hide it.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Generic, TypeVar

from msgspec import structs

from fitscore.errors import FitscoreError
from fitscore.index import Hit
from fitscore.resume.veil import Veil
from fitscore.serve.kept import Job, JobFile, Mark, Overrule, PostingVersion
from fitscore.serve.overruled import Overruled
from fitscore.serve.page_views import PageViews
from fitscore.serve.problems import ProblemError, unknown
from fitscore.serve.rankings import Ranked, Rankings
from fitscore.serve.workspace import Catalogue, Kept, Workspace
from fitscore.types import Evidence, Failure, Match, Pages, RequirementResult, Resume

_BLIND = "blind"  # what it is called in the store
_MOST_KEPT = 2000  # in memory of each: two rankings of a thousand
_ANOTHER = "another file"
S = TypeVar("S")
T = TypeVar("T")
_FAILED = "it failed; switch blind mode off to see why"


class _MadeOf(Generic[S, T]):
    """What was made of the last few thousand things, by the identity of each."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: OrderedDict[int, tuple[S, T]] = OrderedDict()

    def of(self, source: S, make: Callable[[S], T]) -> T:
        """What was made of something before, or is now."""
        with self._lock:
            kept = self._kept
            known = kept.get(id(source))
        if known is not None and known[0] is source:
            return known[1]
        made = make(source)
        with self._lock:
            kept[id(source)] = source, made
            while len(kept) > _MOST_KEPT:
                kept.popitem(last=False)
        return made

    def drop(self, is_gone: Callable[[S], bool]) -> None:
        """Keep nothing of some things."""
        with self._lock:
            # Another: what is being made now is kept in one that nobody sees any more.
            self._kept = OrderedDict(one for one in self._kept.items() if not is_gone(one[1][0]))


class Sight:
    """What is seen of the persons of one folder, until somebody says otherwise for all."""

    def __init__(self, workspace: Workspace, rankings: Rankings, page_views: PageViews) -> None:
        self._workspace = workspace
        self._store = workspace.store
        self._rankings = rankings
        self._page_views = page_views
        self._blind = self._store.shared(_BLIND) == "on"
        # A newer ranking has the same résumés in new matches.
        self._matches: _MadeOf[Match, Match] = _MadeOf()
        self._veils: _MadeOf[Resume, Veil] = _MadeOf()
        self._catalogue: Catalogue | None = None  # of what is kept, hidden

    @property
    def is_blind(self) -> bool:
        """Whether persons are hidden now."""
        return self._blind

    def set_blind(self, *, blind: bool) -> None:
        """Hide persons, or show them, from now on and after the next start too."""
        self._store.share(_BLIND, "on" if blind else "off")
        self._blind = blind

    def forget(self, key: str) -> None:
        """Keep nothing of a résumé in memory."""
        self._catalogue = None
        self._matches.drop(lambda match: match.resume.sha256 == key)
        self._veils.drop(lambda resume: resume.sha256 == key)

    def _veil(self, resume: Resume) -> Veil:
        """The veil of a résumé; to make one takes ten milliseconds."""
        return self._veils.of(resume, Veil)

    # Résumés and imports

    def catalogue(self) -> Catalogue:
        """The kept résumés."""
        whole = self._workspace.catalogue()
        if not self._blind:
            return whole
        found = self._catalogue
        now = whole.generation, whole.named
        if found is None or (found.generation, found.named) != now:
            found = replace(whole, resumes=tuple(map(_hidden, whole.resumes)))
            self._catalogue = found
        return found

    def kept(self, key: str) -> Kept:
        """The résumé that is kept under a key.

        Raises:
            ProblemError: There is none.
        """
        found = self.catalogue().by_key.get(key)
        if found is None:
            raise unknown("résumé")
        return found

    def resume(self, key: str) -> Resume | None:
        """A kept résumé, or None."""
        with self._silent():
            found = self._workspace.resume(key)
        return Veil(found).resume if found is not None and self._blind else found

    def pages(self, resume: Resume) -> Pages | None:
        """The pages of a résumé's file, if it is a PDF; blind none: a photo tells too."""
        return None if self._blind else self._page_views.of(resume)

    def may_show_pages(self, resume: Resume) -> bool:
        """Whether `pages` may find some; quick."""
        return not self._blind and self._page_views.may_show(resume)

    def job(self, job: Job) -> Job:
        """An import, whose problem may name a file."""
        hides = self._blind and job.problem is not None
        return structs.replace(job, problem=_FAILED) if hides else job

    def files(self, job: str) -> list[JobFile]:
        """The files of an import."""
        files = self._store.job_files(job)
        return [_hidden_file(file) for file in files] if self._blind else files

    # Candidates

    def ranking(self, kept: PostingVersion, patience: float | None = None) -> Ranked | None:
        """As `Rankings.of`."""
        with self._silent():
            found = self._rankings.of(kept, patience)
        if found is None or not self._blind:
            return found
        whole = {one.machine.resume.sha256: one for one in found.people}
        failed = tuple(
            Failure(f"file {number}", one.status, f"file {number}: it cannot be scored")
            for number, one in enumerate(found.machine.failed, 1)
        )
        machine = replace(
            found.machine,
            matches=tuple(map(self._hidden_match, found.machine.matches)),
            failed=failed,
        )
        return replace(
            found,
            machine=machine,
            people=tuple(map(self._hidden_candidate, found.people)),
            marks={
                key: _hidden_mark(mark, self._veil(whole[key].machine.resume))
                for key, mark in found.marks.items()
                if key in whole
            },
        )

    def match(self, kept: PostingVersion, key: str) -> Overruled | None:
        """As `Rankings.match`."""
        with self._silent():
            found = self._rankings.match(kept, key)
        return self._hidden_candidate(found) if found is not None and self._blind else found

    def mark(self, posting: str, key: str) -> Mark | None:
        """What was noted of a candidate for a posting."""
        mark = self._store.marks(posting).get(key)
        if mark is None or not self._blind:
            return mark
        resume = self._workspace.resume(key)
        return None if resume is None else _hidden_mark(mark, Veil(resume))

    def search(self, query: str, limit: int) -> list[tuple[Hit, str]]:
        """As `Rankings.search`."""
        with self._silent():
            hits = self._rankings.search(query, limit)
        return [(self._hidden_hit(hit, key), key) for hit, key in hits] if self._blind else hits

    def suggestions(self, key: str, limit: int) -> list[tuple[PostingVersion, Match]] | None:
        """As `Rankings.suggestions`."""
        with self._silent():
            found = self._rankings.suggestions(key, limit)
        if found is None or not self._blind:
            return found
        return [(kept, self._hidden_match(match)) for kept, match in found]

    @contextmanager
    def _silent(self) -> Iterator[None]:
        """Where persons are hidden, an error does not tell of a file by its name."""
        try:
            yield
        except FitscoreError as error:
            if not self._blind:
                raise
            raise ProblemError(
                422, "this cannot be shown; switch blind mode off to see why"
            ) from error

    def _hidden_candidate(self, one: Overruled) -> Overruled:
        machine, match = self._hidden_match(one.machine), self._hidden_match(one.match)
        if not one.overrules and not one.stale:
            return Overruled(machine, match, {})
        veil = self._veil(one.machine.resume)

        def hidden(said: Overrule) -> Overrule:
            return structs.replace(said, reason=veil.hide_note(said.reason))

        said = {id_: hidden(one) for id_, one in one.overrules.items()}
        return Overruled(machine, match, said, tuple(map(hidden, one.stale)))

    def _hidden_match(self, match: Match) -> Match:
        """A match without the person; of one that was hidden before, the same."""
        return self._matches.of(match, lambda one: _match(one, self._veil(one.resume)))

    def _hidden_hit(self, hit: Hit, key: str) -> Hit:
        resume = self._workspace.resume(key)
        quote = "" if resume is None else Veil(resume).quote(hit.quote, hit.start, hit.end)
        others = tuple(_ANOTHER for _ in hit.same_file), tuple(_ANOTHER for _ in hit.same_person)
        return replace(
            hit,
            name=_name_of(key),
            candidate=None,
            quote=quote,
            same_file=others[0],
            same_person=others[1],
        )


def _name_of(key: str) -> str:
    return f"résumé {key[:12]}"  # as an anonymized résumé is called


def _hidden(kept: Kept) -> Kept:
    return replace(kept, names=(), file=_name_of(kept.key), candidate=None)


def _hidden_file(file: JobFile) -> JobFile:
    name = f"file {file.number + 1}" if file.name else ""
    problem = None
    if file.problem is not None:
        problem = f"{name}: {_FAILED}"  # it names files
    return structs.replace(file, name=name, problem=problem)


def _hidden_mark(mark: Mark, veil: Veil) -> Mark:
    return structs.replace(
        mark, note=veil.hide_note(mark.note), tags=tuple(map(veil.hide_note, mark.tags))
    )


def _match(match: Match, veil: Veil) -> Match:
    return replace(
        match,
        resume=veil.resume,
        requirements=tuple(_result(result, veil) for result in match.requirements),
        same_file=tuple(_ANOTHER for _ in match.same_file),
        same_person=tuple(_ANOTHER for _ in match.same_person),
    )


def _result(result: RequirementResult, veil: Veil) -> RequirementResult:
    def hidden(quote: Evidence) -> Evidence:
        return replace(quote, quote=veil.quote(quote.quote, quote.start, quote.end))

    return replace(
        result,
        reason=veil.hide_note(result.reason),  # a person may have written it
        advice=veil.hide(result.advice),
        evidence=tuple(map(hidden, result.evidence)),
        nearest=None if result.nearest is None else hidden(result.nearest),
    )
