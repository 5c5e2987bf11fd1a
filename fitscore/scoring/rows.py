"""The rows of packed résumés: one a résumé, a passage, a role, an entry of education."""

from __future__ import annotations

import numpy as np

NONE = -1  # in place of an index

RESUME = np.dtype(
    [
        ("passages", "<u4"),  # how many
        ("roles", "<u4"),
        ("education", "<u4"),
        ("tokens", "<u4"),  # words of its whole text
        ("centroid_norm", "<f4"),  # the length of the mean of its passages' vectors
    ]
)
PASSAGE = np.dtype(
    [
        ("section", "u1"),  # its index among the sections
        ("title", "?"),
        ("number", "?"),
        ("money", "?"),
        ("leading", "?"),
        ("keyword_list", "?"),  # keywords that tell of no work
        ("disclaimed", "?"),  # it denies what it speaks of, wishes for it, or tells of others
        ("education", "<i4"),  # which entry of education it belongs to; -1 for none
        ("characters", "<u4"),
        ("amount", "<f8"),  # the largest that it names; not a number where it names none
        ("header", "<i4"),  # which passage of the résumé is the title of its role; -1 for none
        ("role", "<i4"),  # which role of the résumé a title is of; -1 for other passages
        ("text", "<u4"),  # how many bytes
        ("char_codes", "<u4"),  # how many
        ("content_words", "<u4"),  # how many, each once
        ("words", "<u4"),  # how many, each once
        ("first_token", "<u4"),  # of the résumé's tokens
        ("stop_token", "<u4"),
    ]
)
ROLE = np.dtype(
    [
        ("work", "?"),
        ("first", "<i4"),  # month it may have begun in, -1 where it has no dates
        ("last", "<i4"),  # month it may have ended in, -1 for the present
        ("passages", "<u4"),  # how many stand under it
        ("centroid_norm", "<f4"),  # the length of the mean of their vectors
        ("first_token", "<u4"),
        ("stop_token", "<u4"),
    ]
)
EDUCATION = np.dtype([("level", "i1"), ("first_token", "<u4"), ("stop_token", "<u4")])  # -1: none
# Bits of `token_flags`.
CONTENT, BEGINS = 1, 2  # it says something; it begins what stands between white space
