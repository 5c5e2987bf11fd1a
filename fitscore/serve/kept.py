"""What a served folder keeps beside the index: postings, jobs, marks, overrules and the audit."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from fitscore.types import Verdict

JobState = Literal["queued", "running", "done", "cancelled", "failed"]
FileState = Literal["waiting", "kept", "unchanged", "duplicate", "failed", "cancelled"]
MarkKind = Literal["shortlist", "reject", "hold", "none"]
MARKS: tuple[MarkKind, ...] = ("shortlist", "hold", "reject", "none")


class PostingVersion(Struct, frozen=True, kw_only=True):
    """A posting as somebody saved it.

    Attributes:
        id: Of the posting, by chance.
        version: Counted from 1.
        name: What it is shown as.
        body: A `fitscore.posting/1` object as JSON.
        author: Who saved it.
        created: When, in UTC.
    """

    id: str
    version: int
    name: str
    body: bytes
    author: str
    created: str


class Job(Struct, frozen=True, kw_only=True):
    """Files that are imported one after another.

    Attributes:
        counts: How many files are in each state.
        again: Keep also what was forgotten.
        problem: Why the job as a whole failed.
    """

    id: str
    kind: str
    state: JobState
    counts: dict[str, int]
    again: bool
    problem: str | None
    created: str
    ended: str | None

    @property
    def total(self) -> int:
        """How many files it has."""
        return sum(self.counts.values())

    @property
    def waiting(self) -> int:
        """How many of them are not done."""
        return self.counts.get("waiting", 0)

    @property
    def is_active(self) -> bool:
        """Whether something is still to come of it."""
        return self.state in {"queued", "running"}


class JobFile(Struct, frozen=True, kw_only=True):
    """A file of a job.

    Attributes:
        number: Of the file within the job.
        name: As it was given; empty once it was forgotten.
        sha256: Of its bytes; empty once it was forgotten.
        problem: Why it failed, in one line.
        same_person: Keys of kept résumés of the same person.
    """

    number: int
    name: str
    sha256: str
    state: FileState
    problem: str | None = None
    same_person: tuple[str, ...] = ()


class Waiting(Struct, frozen=True, kw_only=True):
    """A file that is to be imported.

    Attributes:
        opened: Whether it is known to be no archive, or was in one.
        mail: What it was attached to, as JSON.
    """

    number: int
    name: str
    sha256: str
    opened: bool = False
    mail: bytes | None = None


class Mark(Struct, frozen=True, kw_only=True):
    """What a person noted of a candidate for a posting."""

    resume: str
    mark: MarkKind = "none"
    note: str = ""
    tags: tuple[str, ...] = ()
    who: str = ""
    when: str = ""


class Overrule(Struct, frozen=True, kw_only=True):
    """A person's verdict in place of the machine's.

    Attributes:
        version: Of the posting, when it was said.
        requirement: Its id in that version.
        asked: What was asked then (`fitscore.serve.overruled.asked_by`): where it is asked
            otherwise now, the verdict no longer counts.
        resume: The key of the résumé.
    """

    id: str
    posting: str
    version: int
    requirement: str
    asked: str
    resume: str
    verdict: Verdict
    reason: str
    who: str
    when: str


class Tuning(Struct, frozen=True, kw_only=True):
    """What was learned from persons' verdicts.

    Attributes:
        body: A `fitscore.tuned-decision/1` object as JSON.
        who: Who had it learned.
        forgotten: How many of the persons that it was learned of were forgotten since.
        is_on: Whether it decides.
    """

    number: int
    body: bytes
    who: str
    when: str
    forgotten: int
    is_on: bool


class Said(Struct, frozen=True, kw_only=True):
    """How many verdicts persons gave, on how many requirements and candidates.

    Requirements are told apart by what they ask.
    """

    verdicts: int
    requirements: int
    candidates: int


Role = Literal["read", "work", "admin"]
LONGEST_HOLDER = 100  # characters of the name of who may come in
ROLES: tuple[Role, ...] = ("read", "work", "admin")


class Holder(Struct, frozen=True, kw_only=True):
    """Who has a token, or whom a proxy names.

    Attributes:
        id: Of the token, which tells nothing of it.
        name: As whoever made it called them; of whom a proxy names, as it names them.
        role: What they may do: read, work (add and change too), or admin (all).
        workspace: The one workspace that they see; nothing for the one without a name.
        created: When, in UTC.
        by_proxy: Whether a proxy names them, and there is no token.
    """

    id: str
    name: str
    role: Role
    workspace: str = ""
    created: str = ""
    by_proxy: bool = False

    def may(self, role: Role) -> bool:
        """Whether they may do what needs a role."""
        return ROLES.index(self.role) >= ROLES.index(role)


class Callback(Struct, frozen=True, kw_only=True):
    """A call that is to be made because a job has ended.

    Attributes:
        state: Of the job.
        tries: How often it was made already.
    """

    job: str
    url: str
    state: JobState
    tries: int


class Reply(Struct, frozen=True, kw_only=True):
    """An answer that is given again where the same request comes again.

    Attributes:
        key: Hash of who asked and of the key that came with it.
        asked: Hash of the request.
        about: Ids and keys of what it names.
    """

    key: str
    asked: str
    status: int
    headers: dict[str, str]
    body: bytes
    about: tuple[str, ...]


class AuditEntry(Struct, frozen=True, kw_only=True):
    """Who did what; a person is named by the hash alone that a tombstone keeps."""

    number: int
    when: str
    who: str
    what: str
    object: str
