"""Who may come in: names of this server, the token beyond this machine, and sessions."""

from __future__ import annotations

import getpass
import hashlib
import hmac
import re
import secrets
import socket
import threading
import time
from collections.abc import Collection
from contextlib import suppress
from ipaddress import ip_address
from typing import Protocol

from fitscore.serve.kept import Holder
from fitscore.serve.proxy import Proxy

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
COOKIE = "fitscore_session"
SESSION_SECONDS = 12 * 3600
_MOST_SESSIONS = 1000
_SESSION_BYTES = 24
_HOST = re.compile(r"(?:\[([^\[\]]+)\]|([^\[\]:]+))(?::[0-9]{1,5})?")


_STARTED = Holder(id="", name="who has the token", role="admin")


class Book(Protocol):
    """The tokens that are kept."""

    def holder(self, hash_: str) -> Holder | None:
        """Who has a token, by its hash."""

    def holders(self) -> list[Holder]:
        """Who has a token, and whom the proxy names."""

    def user(self, name: str) -> Holder | None:
        """What is kept of a user whom the proxy names."""


def has_tokens(book: Book) -> bool:
    """Whether there is a token, by which somebody could come in."""
    return any(not one.by_proxy for one in book.holders())


class Access:
    """What one server asks of who comes.

    On loopback nobody is asked for a token unless some are kept: whoever may run programs on this
    machine as somebody else is not kept out. A session is then any cookie that this server gave,
    which its forms must fit. Else a session begins with a token alone, and ends with it. Whom a
    proxy names comes in without one, and is nobody else, whatever they show.

    Attributes:
        proxy: Who may say who asks.
    """

    def __init__(
        self,
        host: str = "127.0.0.1",
        token: str | None = None,
        book: Book | None = None,
        *,
        proxy: Proxy | None = None,
        names: Collection[str] = (),
    ) -> None:
        """For a server that is bound to an address.

        Args:
            host: A name or an address.
            token: One that lets do everything, kept as its hash.
            book: The tokens that are kept. Beyond loopback there must be one, or `token`, or
                `proxy`.
            proxy: Who may say who asks.
            names: By which this server is reached beside its own.
        """
        self.host = host
        self.is_local = host in LOOPBACK
        self._book = book
        self.proxy = proxy
        is_kept = book is not None and has_tokens(book)
        self.needs_token = token is not None or proxy is not None or is_kept
        if not self.is_local and not self.needs_token:
            raise ValueError("beyond loopback a token is needed")
        self._token_hash = None if token is None else hash_of(token)
        self._anybody = Holder(id="", name=machine_user(), role="admin")
        self._key = secrets.token_bytes(32)
        self._sessions: dict[str, tuple[float, str]] = {}  # its end, and the hash of its token
        self._lock = threading.Lock()
        self._names = LOOPBACK if self.is_local else LOOPBACK | _names_of(host)
        self._names |= {name.lower() for name in names}

    def knows_host(self, header: str) -> bool:
        """Whether a `Host` header names this server.

        A page of somebody else's whose name was made to lead here (DNS rebinding) does not. Beyond
        loopback any address is one of ours: no name is behind it that could lead elsewhere.
        """
        name = host_of(header)
        if not name or name in self._names:
            return bool(name)
        return not self.is_local and _is_address(name)

    def holder_of(self, token: str) -> Holder | None:
        """Who has a token; None where it is none.

        What is compared are hashes: the time that it takes tells nothing of a token.
        """
        return self._holder(hash_of(token))

    def _holder(self, hash_: str) -> Holder | None:
        if self._token_hash is not None and hmac.compare_digest(hash_, self._token_hash):
            return _STARTED
        return None if self._book is None else self._book.holder(hash_)

    def holder_of_user(self, name: str) -> Holder | None:
        """Whom the proxy names; None where they are not kept, and others are not let in."""
        kept = None if self._book is None else self._book.user(name)
        if kept is None and self.proxy is not None and self.proxy.role is not None:
            return Holder(id="", name=name, role=self.proxy.role, by_proxy=True)
        return kept

    def new_session(self, token: str = "") -> str:
        """A session of who has a token; the oldest ends where there are too many.

        Without one it lets nobody in: it is what forms fit.
        """
        session, now = secrets.token_urlsafe(_SESSION_BYTES), time.monotonic()
        if token:
            with self._lock:
                fresh = {k: kept for k, kept in self._sessions.items() if kept[0] > now}
                fresh[hash_of(session)] = now + SESSION_SECONDS, hash_of(token)
                self._sessions = dict(list(fresh.items())[-_MOST_SESSIONS:])
        return session

    def holder_of_session(self, session: str) -> Holder | None:
        """Whose session a cookie is that of; None where it has ended, or its token was revoked."""
        if not self.needs_token:
            return self._anybody
        with self._lock:
            end, hash_ = self._sessions.get(hash_of(session), (0.0, ""))
        return self._holder(hash_) if end > time.monotonic() else None

    def end_session(self, session: str) -> None:
        """Log out."""
        with self._lock:
            self._sessions.pop(hash_of(session), None)

    def form_token(self, session: str) -> str:
        """What a form of this session carries, and no page elsewhere can know."""
        return hmac.new(self._key, session.encode(), "sha256").hexdigest()

    def fits(self, session: str, token: str) -> bool:
        """Whether a form's token is that of its session."""
        expected = self.form_token(session).encode()
        return bool(session) and hmac.compare_digest(expected, token.encode())


def new_token() -> str:
    """A token of 256 bits."""
    return secrets.token_urlsafe(32)


def host_of(header: str) -> str:
    """The name in a `Host` header, without its port and in small letters; nothing if it is none."""
    found = _HOST.fullmatch(header.strip().lower())
    return (found[1] or found[2]) if found else ""


def _names_of(host: str) -> frozenset[str]:
    names = {host.lower()}
    with suppress(OSError):
        names |= {socket.gethostname().lower(), socket.getfqdn().lower()}
    return frozenset(names)


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


def hash_of(secret: str) -> str:
    """What is kept of a token or a session: of 192 bits and more nobody finds them by trying."""
    return hashlib.sha256(secret.encode()).hexdigest()


def machine_user() -> str:
    """The name of who runs this program on this machine."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a user without a name, as in some containers
        return "this machine"
