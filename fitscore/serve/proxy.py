"""A reverse proxy that says in a header who asks: it counts from named addresses, and no others."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from fitscore.errors import FitscoreError
from fitscore.serve.kept import LONGEST_HOLDER, Role
from fitscore.serve.problems import ProblemError

_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}")  # RFC 9110, 5.6.2
# What a browser or a program sends of itself is nobody's word but theirs.
_SENT_ANYWAY = frozenset(
    ("accept", "authorization", "connection", "content-length", "content-type", "cookie", "expect",
     "host", "idempotency-key", "if-match", "origin", "referer", "transfer-encoding", "upgrade",
     "user-agent", "x-fitscore")
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Proxy:
    """Who may say who asks.

    Attributes:
        header: The header that names the user.
        networks: Where the proxy is.
        role: Of a user who is not kept; None refuses them.
    """

    header: str
    networks: tuple[IPv4Network | IPv6Network, ...]
    role: Role | None = None

    @classmethod
    def of(cls, header: str, addresses: Iterable[str], role: Role | None = None) -> Proxy:
        """From what somebody wrote.

        Raises:
            FitscoreError: The header cannot be one, there is no address, or one is none.
        """
        if not _NAME.fullmatch(header) or header.lower() in _SENT_ANYWAY:
            raise FitscoreError(
                f"--proxy-header {header}: give the name of a header that the proxy alone sends, "
                "such as X-Forwarded-User"
            )
        networks = tuple(map(_network, addresses))
        if not networks:
            raise FitscoreError(
                "--proxy-header needs --proxy-address: where the proxy is, from which alone the "
                "header counts"
            )
        return cls(header, networks, role)

    def is_at(self, address: str) -> bool:
        """Whether the proxy is at an address."""
        try:
            found = ip_address(address)
        except ValueError:  # such as that of a socket of this machine
            return False
        if isinstance(found, IPv6Address) and found.ipv4_mapped is not None:
            found = found.ipv4_mapped
        return any(found in network for network in self.networks)

    def user(self, values: Sequence[str], address: str) -> str:
        """Who asks; nothing where the proxy does not say.

        Args:
            values: Of the header, each time that it came.
            address: From where.

        Raises:
            ProblemError: Somebody else sent it, it came more than once, or it is no name.
        """
        if not values:
            return ""
        if not self.is_at(address):
            raise ProblemError(403, f"the header {self.header} counts from the proxy alone")
        # One who asks and the proxy may each have sent one, and who stands between may have joined
        # them with a comma.
        if len(values) > 1 or "," in values[0]:
            raise ProblemError(403, f"the header {self.header} names more than one user")
        try:
            name = values[0].encode("latin-1").decode().strip()
        except UnicodeError as error:
            raise ProblemError(400, f"the header {self.header} is not in UTF-8") from error
        if not name.isprintable() or len(name) > LONGEST_HOLDER:
            raise ProblemError(400, f"the header {self.header} holds no name")
        return name


def _network(text: str) -> IPv4Network | IPv6Network:
    """An address, or a network.

    Raises:
        FitscoreError: It is none, or all there are.
    """
    try:
        found = ip_network(text)
    except ValueError as error:
        raise FitscoreError(
            f"--proxy-address {text}: give an address such as 10.0.0.5, or a network such as "
            "10.0.0.0/24"
        ) from error
    if found.prefixlen == 0:
        raise FitscoreError(f"--proxy-address {text}: that is everybody; give the proxy's address")
    return found
