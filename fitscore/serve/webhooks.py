"""Calls to other programs when a job has ended: off unless a host is named at the start.

A page that somebody opens, or a mistyped address, must not make this server ask something of a
machine inside its network. So the host is one that was named, its addresses are looked up once and
must be public unless they are named too, the call goes to the address that was checked, and no
redirect is followed. What is sent is the job's id and its state.
"""

from __future__ import annotations

import hashlib
import hmac
import http.client
import logging
import secrets
import socket
import ssl
import threading
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import cast
from urllib.parse import SplitResult, urlsplit

import msgspec

from fitscore.errors import FitscoreError
from fitscore.serve.kept import Callback
from fitscore.serve.problems import ProblemError
from fitscore.serve.store import Store

_LOG = logging.getLogger(__name__)
SIGNATURE, MOMENT = "X-Fitscore-Signature", "X-Fitscore-Timestamp"
PAUSES = (1.0, 10.0, 60.0)  # seconds before each further try
_PATIENCE = 10.0  # seconds for each step of a call
_LONGEST = 20.0  # seconds for all of it
_LOOK = 1.0  # seconds between two looks for jobs that have ended
_SECRET = "webhook_secret"  # noqa: S105 - a name
_NAT64 = IPv6Network("64:ff9b::/96")


class RefusedError(Exception):
    """A call that is not made, or was not taken; trying again helps nothing."""


class Webhooks:
    """Makes the calls, in a thread; none at all where no host is named."""

    def __init__(self, store: Store, hosts: Collection[str]) -> None:
        """For a folder.

        Args:
            store: Its tables, which have the calls that are to be made.
            hosts: Names, and addresses that are not public, which may be called.
        """
        self._store = store
        self._hosts = frozenset(host.strip("[]").rstrip(".").lower() for host in hosts)
        self._ends = threading.Event()
        self._thread = threading.Thread(target=self._work, name="webhooks", daemon=True)

    @property
    def secret(self) -> str:
        """By which calls are signed; made when it is needed first, and kept in the folder."""
        found = self._store.shared(_SECRET)
        if not found:
            found = secrets.token_urlsafe(32)
            self._store.share(_SECRET, found)
        return found

    def check(self, url: str) -> None:
        """See that an address may be called.

        Raises:
            ProblemError: Webhooks are off, it is no address, or its host was not named.
        """
        if not self._hosts:
            raise ProblemError(422, "webhooks are off; start the server with --webhook-host HOST")
        try:
            self._named(url)
        except RefusedError as error:
            raise ProblemError(422, f"webhook: {error}") from error

    def start(self) -> None:
        """Begin, with what an earlier process left."""
        if self._hosts:
            self._thread.start()

    def stop(self) -> None:
        """End; what was not made is made at the next start."""
        self._ends.set()
        if self._thread.is_alive():
            self._thread.join(_LONGEST)

    def _work(self) -> None:
        while not self._ends.is_set():
            try:
                due = self._store.due_callback()
                if due is not None:
                    self.call(due)
                    continue
            except FitscoreError as error:  # the disk may be full for a while
                _LOG.warning("no webhook can be called: %s", error)
            self._ends.wait(_LOOK)

    def call(self, due: Callback) -> None:
        """Make a call, and keep it for another try where it was not taken."""
        last = due.tries >= len(PAUSES)
        # Before it is made: of a call that ends this process there are as many tries as of others.
        self._store.defer_callback(due.job, 0.0 if last else PAUSES[due.tries])
        try:
            status = self._send(due)
        except RefusedError as error:
            problem, last = str(error), True
        except (OSError, http.client.HTTPException) as error:
            problem = f"it cannot be called ({type(error).__name__})"
        else:
            if 200 <= status < 300:
                self._store.drop_callback(due.job)
                return
            problem, last = f"it answered {status}", last or 300 <= status < 400
        if last:
            self._store.drop_callback(due.job)
            _LOG.warning("the webhook of job %s was given up: %s", due.job, problem)

    def _named(self, url: str) -> SplitResult:
        try:
            parts = urlsplit(url)
            _ = parts.port
        except ValueError as error:
            raise RefusedError("it is no address") from error
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise RefusedError("it is no address of http or https")
        if parts.username is not None or parts.password is not None:
            raise RefusedError("its address holds a name or a password")
        if not url.isascii() or not url.isprintable() or " " in url:
            raise RefusedError("its address holds a character that none has")
        if parts.hostname.rstrip(".").lower() not in self._hosts:
            raise RefusedError("its host is none of --webhook-host")
        return parts

    def _address(self, host: str, port: int) -> str:
        """The address of a host, checked."""
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        addresses = [str(one[4][0]).partition("%")[0] for one in found]
        for address in addresses:
            if address not in self._hosts and not is_public(address):
                raise RefusedError("its host leads to an address that is not public")
        return addresses[0]

    def _send(self, due: Callback) -> int:
        parts = self._named(due.url)
        host = cast("str", parts.hostname)
        port = parts.port or (443 if parts.scheme == "https" else 80)
        address = self._address(host, port)
        body = msgspec.json.encode({"job": due.job, "state": due.state})
        moment = str(int(time.time()))
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "fitscore",
            MOMENT: moment,
            SIGNATURE: signature(self.secret, moment, body),
            "Connection": "close",
        }
        with socket.create_connection((address, port), _PATIENCE) as plain, _within(plain):
            link = plain
            if parts.scheme == "https":
                link = ssl.create_default_context().wrap_socket(plain, server_hostname=host)
            connection = http.client.HTTPConnection(host, port)
            connection.sock = link
            try:
                connection.request("POST", target, body, headers)
                return connection.getresponse().status
            finally:
                connection.close()


def signature(secret: str, moment: str, body: bytes) -> str:
    """What shows who sent a call: HMAC-SHA256 of the moment, a point, and the body."""
    made = hmac.new(secret.encode(), moment.encode() + b"." + body, hashlib.sha256)
    return f"sha256={made.hexdigest()}"


def is_public(address: str) -> bool:
    """Whether an address leads to the internet, and also what is packed in it does."""
    found = ip_address(address)
    if not found.is_global or found.is_multicast:
        return False
    return all(one.is_global for one in _packed(found))


def _packed(address: IPv4Address | IPv6Address) -> Iterator[IPv4Address]:
    """Addresses of IPv4 to which one of IPv6 may lead."""
    if isinstance(address, IPv6Address):
        if address in _NAT64:
            yield IPv4Address(int(address) & 0xFFFFFFFF)
        for one in (address.ipv4_mapped, address.sixtofour, *(address.teredo or ())):
            if one is not None:
                yield one


@contextmanager
def _within(link: socket.socket) -> Iterator[None]:
    """End what goes over a connection after a while, also where now and then a byte comes."""

    def end() -> None:
        with suppress(OSError):
            link.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(_LONGEST, end)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
