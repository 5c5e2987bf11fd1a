"""What is answered where no request could be read: like all other answers, with their headers."""

from __future__ import annotations

from asyncio import Transport

import msgspec
from uvicorn.protocols.http.h11_impl import H11Protocol

from fitscore.serve.guard import HEADERS
from fitscore.serve.problems import MEDIA, ProblemError

MOST_AT_ONCE = 256  # connections; who comes then is told to come again


class Protocol(H11Protocol):
    """HTTP/1.1 on one connection, of which there are so many and no more."""

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]
        """Begin, or say that there are too many."""
        super().connection_made(transport)
        if len(self.connections) > MOST_AT_ONCE:
            told = {"Retry-After": "1"}
            self._refuse(ProblemError(503, "too many ask at once; ask again in a moment", told))

    def send_400_response(self, msg: str) -> None:
        """Answer what is no request; what the parser says of it may quote it."""
        del msg
        self._refuse(ProblemError(400, "this is no request of HTTP/1.1"))

    def _refuse(self, problem: ProblemError) -> None:
        found = problem.as_object()
        body = msgspec.json.encode(found)
        headers = {
            **HEADERS,
            **problem.headers,
            "Cache-Control": "no-store",
            "Content-Type": MEDIA,
            "Content-Length": str(len(body)),
            "Connection": "close",
        }
        lines = [f"HTTP/1.1 {problem.status} {found.title}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        self.transport.write("\r\n".join([*lines, "", ""]).encode() + body)
        self.transport.close()
