"""What the network says of each word of a posting."""

from __future__ import annotations

from fitscore.types import Kind, Priority

# What a word belongs to, and what its requirement is.
CLASSES = ("requirement", "duty", "heading", "about", "benefits", "apply", "notice", "field")
FIELDS = ("title", "employer", "location", "salary")
PRIORITIES, KINDS = tuple(Priority), tuple(Kind)
# The heads in order, with how many numbers each gives for a word: logits all of them.
HEADS = {
    "class": len(CLASSES),
    "begins": 1,
    "priority": len(PRIORITIES),
    "kind": len(KINDS),
    "equivalent": 1,
    "field_starts": len(FIELDS),
    "field_ends": len(FIELDS),
}
