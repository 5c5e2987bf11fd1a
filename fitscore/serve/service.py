"""What the routes work with: one folder, one scorer, one thread of imports."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace

from msgspec import structs

from fitscore.documents import DEFAULT_LIMITS, Limits
from fitscore.errors import FitscoreError, IndexStoreError
from fitscore.index.adding import tombstone
from fitscore.scoring import Scorer
from fitscore.serve.access import Access
from fitscore.serve.importing import Importer
from fitscore.serve.jobs import InThread, Jobs, Runner
from fitscore.serve.kept import Job, Mark, Overrule, PostingVersion
from fitscore.serve.load import Load
from fitscore.serve.overruled import asked_by
from fitscore.serve.page_views import PageViews
from fitscore.serve.postings import posting_of, read
from fitscore.serve.problems import ProblemError, unknown
from fitscore.serve.processes import ImportProcess, Setup
from fitscore.serve.ranking import Ranker, RankerHere, RankingProcess
from fitscore.serve.rankings import Rankings
from fitscore.serve.repeating import Repeats
from fitscore.serve.routes import WHO, Upload
from fitscore.serve.sight import Sight
from fitscore.serve.tuning import Tuner, read_tuned
from fitscore.serve.webhooks import Webhooks
from fitscore.serve.workspace import INDEX, Forgotten, Kept, Workspace
from fitscore.types import Posting, Verdict

WORKSPACES = "workspaces"
CONFIRMED = "confirmed"  # the reason of a verdict that a person only finds right
_LOG = logging.getLogger(__name__)


class Scoring:
    """The scorer, made when it is needed first; whoever comes meanwhile waits for it."""

    def __init__(self, make: Callable[[], Scorer]) -> None:
        self._make = make
        self._lock = threading.Lock()
        self._made: Scorer | None = None
        self.problem = ""

    @property
    def is_ready(self) -> bool:
        """Whether it is made."""
        return self._made is not None

    def __call__(self) -> Scorer:
        """The scorer.

        Raises:
            FitscoreError: It cannot be made.
        """
        with self._lock:
            if self._made is None:
                try:
                    self._made = self._make()
                except FitscoreError as error:
                    self.problem = str(error)
                    raise
                self.problem = ""
            return self._made

    def warm(self) -> None:
        """Make it, and leave it to the next who needs it to be told why it cannot be."""
        try:
            self()
        except FitscoreError as error:
            _LOG.warning("the scorer cannot be made: %s", error)


class Service:
    """What one server is made of.

    Attributes:
        limits: How much reading a file may take.
        answers: How many answers there were of each status.
    """

    def __init__(
        self,
        workspace: Workspace,
        make: Callable[[], Scorer],
        access: Access,
        limits: Limits = DEFAULT_LIMITS,
        *,
        apart: Setup | None = None,
        webhook_hosts: Collection[str] = (),
    ) -> None:
        """For a folder.

        Args:
            workspace: The folder.
            make: Makes the scorer of this process.
            access: Who may come in.
            limits: How much reading a file may take.
            apart: Import and rank in processes of their own, which are made so; else in threads.
            webhook_hosts: As of `Webhooks`.
        """
        self.workspace = workspace
        self.scorer = Scoring(make)
        self.access = access
        self.limits = limits
        self._apart, self._webhook_hosts = apart, webhook_hosts
        self.runner: Runner
        ranker: Ranker
        if apart is None:
            self.runner = InThread(Importer(workspace, self.scorer, limits))
            ranker = RankerHere(workspace.folder / INDEX, self.scorer)
        else:
            self.runner, ranker = ImportProcess(apart), RankingProcess(apart)
        self.jobs = Jobs(workspace, self.runner.wake)
        self.tuner = Tuner(workspace, self.scorer)
        self.rankings = Rankings(workspace, self.tuner, ranker)
        self.page_views = PageViews(workspace, limits)
        self.sight = Sight(workspace, self.rankings, self.page_views)
        self.webhooks = Webhooks(workspace.store, webhook_hosts)
        self.repeats = Repeats(workspace.store)
        self.load = Load()
        self.begun = time.time()
        self.answers: Callable[[], Mapping[int, int]] = dict

    @property
    def user(self) -> str:
        """Who does what is done without a name: who has the token, or this machine's user."""
        return WHO.get("this machine")

    def beside(self, name: str) -> Service:
        """A workspace of its own in a folder within this one, with the same scorer.

        Raises:
            FitscoreError: It cannot be used.
        """
        folder = self.workspace.folder / WORKSPACES / name
        made = Service(
            Workspace(folder),
            self.scorer,
            self.access,
            self.limits,
            apart=self._apart and replace(self._apart, folder=folder),
            webhook_hosts=self._webhook_hosts,
        )
        made.answers = self.answers
        return made

    def start(self) -> None:
        """Begin what goes on in the background."""
        threading.Thread(target=self.scorer.warm, daemon=True).start()
        self.runner.start()
        self.webhooks.start()

    def stop(self) -> None:
        """End it, and let the folder go."""
        self.runner.stop()
        self.tuner.stop()
        self.rankings.stop()
        self.webhooks.stop()
        self.workspace.close()

    def forget(self, key: str, who: str = "") -> Forgotten:
        """Leave no byte of a résumé in the folder or in memory, but for the hash of a hash.

        Raises:
            IndexStoreError: Another program reads the index (`Workspace.forget`).
        """
        self.log(who, "forget", resume=key)
        try:
            return self.workspace.forget(key)
        finally:
            self.rankings.forget(key)
            self.page_views.forget(key)
            self.sight.forget(key)

    def forget_all(self, keys: Iterable[str]) -> int:
        """Forget several résumés, each whatever became of the others.

        Returns:
            How many of them were kept.

        Raises:
            IndexStoreError: Of the last of which bytes were left (`Workspace.forget`).
        """
        gone, problem = 0, None
        for key in dict.fromkeys(keys):
            if key not in self.workspace.catalogue().by_key:
                continue
            try:
                gone += self.forget(key).was_kept
            except IndexStoreError as error:
                problem = error
        if problem is not None:
            raise problem
        return gone

    def mark(
        self,
        posting: PostingVersion,
        mark: Mark,
        fields: Iterable[str],
        *,
        seen: str | None = None,
    ) -> Mark:
        """Note something of a candidate, in place of what was noted, or beside it.

        Args:
            posting: The posting.
            mark: What is noted.
            fields: Of those of a mark the ones that change.
            seen: As of `Store.change_mark`.

        Raises:
            ProblemError: The résumé is not kept.
            StaleError: Somebody else noted something since it was seen.
        """
        store, said = self.workspace.store, structs.replace(mark, who=mark.who or self.user)
        with self._about(mark.resume):
            kept = store.change_mark(posting.id, said, fields, seen=seen)
        self.log(mark.who, f"mark {kept.mark}", of=posting.id, resume=mark.resume)
        return kept

    def overrule(
        self,
        posting: PostingVersion,
        key: str,
        requirement: str,
        verdict: Verdict,
        reason: str,
        who: str = "",
    ) -> Overrule:
        """Keep a person's verdict on a requirement, by its id.

        Raises:
            ProblemError: The résumé is not kept, the posting has no such requirement, or there is
                no reason.
        """
        asked = {item.id: item for item in posting_of(posting).requirements}
        if requirement not in asked:
            raise ProblemError(422, f"the posting has no requirement {requirement[:40]}")
        if not reason.strip():
            raise ProblemError(422, "say why: a verdict of a person has a reason")
        with self._about(key):
            said = self.workspace.store.add_overrule(
                posting, requirement, asked_by(asked[requirement]), key, verdict, reason.strip(),
                who or self.user,
            )  # fmt: skip
        self.log(who, f"overrule {requirement} {verdict}", of=posting.id, resume=key)
        return said

    def take_back(self, posting: PostingVersion, key: str, overrule: str, who: str = "") -> bool:
        """Take a person's verdict back; whether it was there."""
        gone = self.workspace.store.delete_overrule(posting.id, key, overrule)
        if gone:
            self.log(who, "take overrule back", of=posting.id, resume=key)
        return gone

    def confirm(
        self, posting: PostingVersion, key: str, seen: Iterable[tuple[str, Verdict]], who: str = ""
    ) -> None:
        """Keep that a person finds verdicts right, by the requirements' ids, as they were seen.

        Raises:
            ProblemError: The résumé is not kept, or the posting has no such requirement.
        """
        for requirement, verdict in seen:
            self.overrule(posting, key, requirement, verdict, CONFIRMED, who)

    def learn(self) -> None:
        """Begin to learn from what persons said, on record; nothing of it decides yet."""
        if self.tuner.learn(self.user):
            self.log("", "tune learn")

    def switch_tuning(self, number: int | None) -> None:
        """Let something that was learned decide, or nothing; on record.

        Raises:
            ProblemError: It is not kept, or was learned for another decision.
        """
        kept = {one.number: one for one in self.tuner.kept()}
        if number is None:
            self.workspace.store.switch_tuning(None)
            self.log("", "tune off")
            return
        if number not in kept:
            raise unknown("tuned decision")
        if not self.tuner.fits(kept[number]):
            raise ProblemError(409, "it was learned for another decision; learn again")
        if not self.workspace.store.switch_tuning(number):
            raise unknown("tuned decision")
        self.log("", "tune on", of=read_tuned(kept[number].body).identity.name)

    @contextmanager
    def _about(self, key: str) -> Iterator[None]:
        """Where something is kept of a résumé: of one that is forgotten meanwhile, nothing is.

        Raises:
            ProblemError: The résumé is not kept.
        """
        self.kept(key)
        yield
        try:
            self.kept(key)
        except ProblemError:
            self.workspace.store.forget(key)
            self.workspace.store.compact()
            raise

    def kept(self, key: str) -> Kept:
        """The résumé that is kept under a key.

        Raises:
            ProblemError: There is none.
        """
        found = self.workspace.catalogue().by_key.get(key)
        if found is None:
            raise unknown("résumé")
        return found

    def read_posting(self, data: bytes, name: str) -> Posting:
        """A posting from the bytes of a file, as `fitscore.serve.postings.read`."""
        with self.load.reading():
            return read(data, name, self.limits)

    def import_(self, files: Sequence[Upload], *, again: bool, webhook: str = "") -> Job:
        """As `Jobs.add`, on record.

        Raises:
            ProblemError: The webhook may not be called.
        """
        if webhook:
            self.webhooks.check(webhook)
        job = self.jobs.add(files, again=again, webhook=webhook)
        self.log("", "import", of=job.id)
        return job

    def job(self, id_: str) -> Job:
        """An import whose names of files are read, which is on record once it has ended.

        Whoever follows one that has not ended asks every second, and would fill the audit.

        Raises:
            ProblemError: There is none.
        """
        job = self.workspace.store.job(id_)
        if job is None:
            raise unknown("job")
        if not job.is_active:
            self.log("", "read import", of=id_)
        return self.sight.job(job)

    def cancel(self, id_: str) -> Job:
        """As `Jobs.cancel`, on record.

        Raises:
            ProblemError: There is none.
        """
        job = self.jobs.cancel(id_)
        if job is None:
            raise unknown("job")
        self.log("", "cancel", of=id_)
        return self.sight.job(job)

    def set_blind(self, *, blind: bool) -> None:
        """Hide names, contacts, schools and ages from everybody, or show them; on record."""
        self.sight.set_blind(blind=blind)
        self.workspace.store.drop_all_replies()
        self.log("", "blind on" if blind else "blind off")

    def delete_job(self, id_: str) -> None:
        """Leave no name of the files of a job that has ended; the résumés stay.

        Raises:
            ProblemError: There is none, or it has not ended.
        """
        if self.workspace.store.job(id_) is None:
            raise unknown("job")
        if self.jobs.is_at(id_) or not self.workspace.store.delete_job(id_):
            raise ProblemError(409, "the job has not ended; cancel it first")
        self.log("", "delete job", of=id_)

    def delete_posting(self, id_: str) -> None:
        """Leave no byte of a posting, nor of what was said of candidates for it.

        Raises:
            ProblemError: There is none.
        """
        if not self.workspace.store.delete_posting(id_):
            raise unknown("posting")
        self.workspace.store.compact()
        self.log("", "delete posting", of=id_)

    def log(self, who: str, what: str, *, resume: str | None = None, of: str = "") -> None:
        """Add to the audit; a résumé is named by a tombstone's hash."""
        object_ = " ".join(filter(None, (of, resume and tombstone(resume))))
        self.workspace.store.log(who or self.user, what, object_)
