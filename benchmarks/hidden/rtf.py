"""Ways of hiding text in an RTF document, and look-alikes that a reader sees well.

The control words are those of Microsoft's Rich Text Format specification, version 1.9.1.
"""

from __future__ import annotations

from benchmarks.hidden.shared import SEEN
from benchmarks.hidden.tabled import Way, ways

LAYOUTS = [""]  # control words that set the text that everyone sees
WAYS, KEPT, LOOK_ALIKES = (ways("rtf", kind) for kind in ("ways", "kept", "look_alikes"))
_HEAD = (
    r"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\fswiss Arial;}}{\colortbl;\red0\green0\blue0;"
    r"\red255\green255\blue255;\red0\green0\blue128;\red153\green153\blue153;"
    r"\red253\green253\blue250;}"
)
_PAPER = r"\paperw11906\paperh16838\margl1134\margr1134\margt1134\margb1134"


def page(layout: str, way: Way) -> bytes:
    """An RTF document with one way of writing the canary."""
    look = layout + way.part("seen")
    seen = [rf"\pard\plain\f0\fs22{look} {text}\par" for text in SEEN]
    body = way.part("body").replace(r"\pard\plain\f0\fs22 ", rf"\pard\plain\f0\fs22{look} ")
    made = (
        _HEAD + way.part("head") + _PAPER + way.part("setup"),
        way.part("first"),
        *seen[:2],
        body,
        *seen[2:],
        "}",
    )
    return "\n".join(made).encode("latin-1")
