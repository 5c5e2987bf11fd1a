"""Who may come in: names of this server, the token beyond this machine, and sessions."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import socket
import threading
import time
from contextlib import suppress
from ipaddress import ip_address

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
COOKIE = "fitscore_session"
SESSION_SECONDS = 12 * 3600
_MOST_SESSIONS = 1000
_SESSION_BYTES = 24
_HOST = re.compile(r"(?:\[([^\[\]]+)\]|([^\[\]:]+))(?::[0-9]{1,5})?")


class Access:
    """What one server asks of who comes.

    On loopback nobody is asked for a token: whoever may run programs on this machine as somebody
    else is not kept out. A session is then any cookie that this server gave, which its forms must
    fit. Beyond loopback a session begins with the token alone.
    """

    def __init__(self, host: str = "127.0.0.1", token: str | None = None) -> None:
        """For a server that is bound to an address.

        Args:
            host: A name or an address.
            token: Wanted of everybody; must be given beyond loopback, and is kept as its hash.
        """
        self.host = host
        self.is_local = host in LOOPBACK
        if not self.is_local and token is None:
            raise ValueError("beyond loopback a token is needed")
        self._token_hash = None if token is None else hashlib.sha256(token.encode()).digest()
        self._key = secrets.token_bytes(32)
        self._sessions: dict[str, float] = {}
        self._lock = threading.Lock()
        self._names = LOOPBACK if self.is_local else LOOPBACK | _names_of(host)

    @property
    def needs_token(self) -> bool:
        """Whether who comes must show a token."""
        return self._token_hash is not None

    def knows_host(self, header: str) -> bool:
        """Whether a `Host` header names this server.

        A page of somebody else's whose name was made to lead here (DNS rebinding) does not. Beyond
        loopback any address is one of ours: no name is behind it that could lead elsewhere.
        """
        name = host_of(header)
        if not name or name in self._names:
            return bool(name)
        return not self.is_local and _is_address(name)

    def is_token(self, token: str) -> bool:
        """Whether it is the token; in a time that tells nothing of it."""
        found = hashlib.sha256(token.encode()).digest()
        return self._token_hash is not None and hmac.compare_digest(found, self._token_hash)

    def new_session(self) -> str:
        """A session; the oldest ends where there are too many."""
        session, now = secrets.token_urlsafe(_SESSION_BYTES), time.monotonic()
        if self.needs_token:
            with self._lock:
                fresh = {k: end for k, end in self._sessions.items() if end > now}
                fresh[_hash(session)] = now + SESSION_SECONDS
                self._sessions = dict(list(fresh.items())[-_MOST_SESSIONS:])
        return session

    def is_session(self, session: str) -> bool:
        """Whether a cookie is that of a session that has not ended."""
        if not self.needs_token:
            return bool(session)
        with self._lock:
            return self._sessions.get(_hash(session), 0.0) > time.monotonic()

    def end_session(self, session: str) -> None:
        """Log out."""
        with self._lock:
            self._sessions.pop(_hash(session), None)

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


def _hash(session: str) -> str:
    return hashlib.sha256(session.encode()).hexdigest()
