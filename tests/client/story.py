"""What a program does with the generated client: `python story.py ADDRESS KEY FILE...`.

It ends with an error where an answer is not of the type that the client has for it.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Any

from fitscore_client import Client
from fitscore_client.api.jobs import delete_jobs_id, get_jobs_id
from fitscore_client.api.postings import (
    delete_postings_id,
    get_postings_id,
    get_postings_id_matches_key,
    get_postings_id_ranking,
    post_postings,
    post_postings_id_matches_key_overrules,
    put_postings_id,
    put_postings_id_matches_key_mark,
)
from fitscore_client.api.resumes import (
    delete_resumes_key,
    get_resumes,
    get_resumes_key,
    get_resumes_key_suggestions,
    post_resumes,
)
from fitscore_client.api.service import get_audit, get_ready, get_search
from fitscore_client.models import (
    NewMark,
    NewMarkMark,
    NewOverrule,
    NewPosting,
    PostResumesBody,
    ProblemObject,
    Verdict,
)
from fitscore_client.types import File


def main(address: str, key: str, *paths: str) -> None:
    """A posting, an import, a ranking, a verdict, a mark, a search, and forgetting."""
    client = Client(address, raise_on_unexpected_status=True)

    def said(operation: Any, *arguments: str, **others: Any) -> Any:
        """An answer that is no problem."""
        found = operation.sync(*arguments, client=client, **others)
        assert found is not None
        assert not isinstance(found, ProblemObject), found
        return found

    while isinstance(get_ready.sync(client=client), ProblemObject):
        time.sleep(0.1)
    text = Path(paths[0]).read_text(encoding="utf-8")
    posting = said(post_postings, body=NewPosting(text=text), idempotency_key="one")
    assert said(post_postings, body=NewPosting(text=text), idempotency_key="one") == posting
    asked = said(get_postings_id, posting.id)
    assert asked.requirements
    assert said(put_postings_id, posting.id, body=asked, if_match='"1"').version == 2
    stale = put_postings_id.sync(posting.id, client=client, body=asked, if_match='"1"')
    assert isinstance(stale, ProblemObject)
    assert stale.status == 409
    files = [File(Path(path).open("rb"), Path(path).name) for path in paths[1:]]  # noqa: SIM115
    job = said(post_resumes, body=PostResumesBody(files), x_fitscore="1")
    while (job := said(get_jobs_id, job.id)).state in {"queued", "running"}:
        time.sleep(0.1)
    assert [file.state for file in job.files] == ["kept"] * len(files)
    assert said(get_resumes).total == len(files)
    assert said(get_resumes_key, key).sha256 == key
    ranking = said(get_postings_id_ranking, posting.id, limit=1)
    following = said(get_postings_id_ranking, posting.id, cursor=ranking.next_)
    places = [one.rank for part in (ranking, following) for one in part.ranking.candidates]
    assert places == [1, 2]
    verdict = NewOverrule(asked.requirements[0].id, Verdict.MET, "told me")
    said(post_postings_id_matches_key_overrules, posting.id, key, body=verdict)
    mark = NewMark(mark=NewMarkMark.HOLD, note="later", tags=["x"])
    assert said(put_postings_id_matches_key_mark, posting.id, key, body=mark).mark == "hold"
    match = said(get_postings_id_matches_key, posting.id, key)
    assert match.overrules[0].counts
    assert said(get_search, q="trees").hits[0].hit.quote
    assert said(get_resumes_key_suggestions, key).suggestions[0].posting == posting.id
    assert said(delete_resumes_key, key, x_fitscore="1").key == key
    assert said(get_resumes).total == len(files) - 1
    for operation, id_ in ((delete_jobs_id, job.id), (delete_postings_id, posting.id)):
        assert operation.sync_detailed(id_, client=client, x_fitscore="1").status_code == 204
    assert said(get_audit).entries[0].what == "delete posting"
    gone = get_postings_id.sync(posting.id, client=client)
    assert isinstance(gone, ProblemObject)
    assert gone.status == 404
    sys.stdout.write("the story is told\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
