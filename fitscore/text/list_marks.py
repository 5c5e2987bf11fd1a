"""Bullets, dashes and numbers that begin a list item."""

from __future__ import annotations

import re

from fitscore.types import Document, Line

BULLETS = "•◦▪▫■□●○◆◇◾◽‣⁃∙·►▶➢➤➔→✓✔✦★☆*–—-\uf0b7\uf0a7\uf0d8\u2756\uf076\uf0fc»›"
# `1.`, `12)`, `(a)` and, from scanners, `1 .`; any of the bullet characters; a lone `o`.
MARK = re.compile(
    rf"^(?:[{re.escape(BULLETS)}]+|o(?=\s)|\(?\d{{1,2}}\s?[.)](?=\s)|\(?[a-z][.)](?=\s))\s*"
)


def is_marked(document: Document, line: Line) -> bool:
    """Whether a line begins a list item, by a drawn or typed bullet or by mark-up."""
    if line.item:
        return True
    text = document.line_text(line)
    found = MARK.match(text)
    if not found:
        return False
    mark = found.group().strip()
    # A dash or a star needs the space that a hyphenated or starred word does not have.
    spaced = len(found.group()) > len(mark) or mark[0] not in "-–—*·o"
    return spaced and found.end() < len(text)
