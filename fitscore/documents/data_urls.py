"""What a `data:` URL holds (RFC 2397): the one address that lies in the page itself."""

from __future__ import annotations

import base64
import binascii
from urllib.parse import unquote_to_bytes

_LONGEST = 4_000_000  # characters


def data_of(address: str) -> tuple[str, bytes] | None:
    """The media type in small letters and the data; None for other addresses and wrong ones."""
    scheme, _, rest = address.strip()[:_LONGEST].partition(":")
    head, comma, body = rest.partition(",")
    if scheme.lower() != "data" or not comma:
        return None
    kind, *parameters = (part.strip().lower() for part in head.split(";"))
    data = unquote_to_bytes(body)
    if "base64" in parameters:
        try:
            data = base64.b64decode(b"".join(data.split()) + b"==")
        except binascii.Error:
            return None
    return kind or "text/plain", data


def sheet_of(address: str) -> str | None:
    """The style sheet in a `data:` URL; None where there is none."""
    found = data_of(address)
    return found[1].decode("utf-8", "replace") if found and found[0] == "text/css" else None
