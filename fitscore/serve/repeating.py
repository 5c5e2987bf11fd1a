"""Requests that come again (`Idempotency-Key`) are answered as they were, and done once."""

from __future__ import annotations

import hashlib
import re
import threading
from collections.abc import Callable

import msgspec
from starlette.responses import Response

from fitscore.serve.kept import Reply
from fitscore.serve.problems import ProblemError
from fitscore.serve.store import Store

HEADER = "Idempotency-Key"
KEY = "[!-~]{1,200}"
_SENT = ("content-type", "location", "etag")


class Repeats:
    """The answers that are kept, and the requests that are being answered."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._going: set[str] = set()

    def once(
        self,
        who: str,
        key: str,
        asked: object,
        about: tuple[str, ...],
        make: Callable[[], Response],
    ) -> Response:
        """Make an answer, or give the one that was given before; a refusal is not kept.

        Args:
            who: Who asks: keys of others are others.
            key: As it was sent.
            asked: All of the request, to be encoded as JSON.
            about: Ids and keys of what the request names; where one of them is deleted or
                forgotten, the answer goes too.
            make: Does what is asked.

        Raises:
            ProblemError: It is no key, came with another request before, or is being answered.
        """
        if not re.fullmatch(KEY, key):
            raise ProblemError(422, f"{HEADER} has 1 to 200 characters of ASCII, and no space")
        own = _hash([who, key])
        with self._lock:
            if own in self._going:
                raise ProblemError(409, f"the request of this {HEADER} is being answered",
                                   {"Retry-After": "1"})  # fmt: skip
            self._going.add(own)
        try:
            return self._answer(own, _hash(asked), about, make)
        finally:
            with self._lock:
                self._going.discard(own)

    def _answer(
        self, key: str, asked: str, about: tuple[str, ...], make: Callable[[], Response]
    ) -> Response:
        known = self._store.reply(key)
        if known is not None:
            if known.asked != asked:
                raise ProblemError(422, f"this {HEADER} came with another request before")
            return Response(known.body, known.status, known.headers)
        answer = make()
        if answer.status_code < 400:
            headers = {name: answer.headers[name] for name in _SENT if name in answer.headers}
            made = headers.get("location", "").rpartition("/")[2]
            self._store.keep_reply(
                Reply(
                    key=key,
                    asked=asked,
                    status=answer.status_code,
                    headers=headers,
                    body=bytes(answer.body),
                    about=(*about, *([made] if made else [])),
                )
            )
        return answer


def _hash(value: object) -> str:
    return hashlib.sha256(msgspec.json.encode(value)).hexdigest()
