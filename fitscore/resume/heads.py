"""What the network says of each word of a résumé."""

from __future__ import annotations

from fitscore.types import Section

# What a word is part of. Subheads are labels and small headings inside a section; furniture is
# what a page repeats; joints are the words between two parts of a line (`at`, `Employer:`).
CLASSES = (
    "heading", "subhead", "name", "headline", "contact", "statement", "title", "employer", "dates",
    "place", "degree", "field", "institution", "detail", "skill", "credential", "language",
    "furniture", "joint",
)  # fmt: skip
# The section it stands in; a letter is what an applicant wrote around the résumé.
SECTIONS = (
    "header", "summary", "experience", "volunteer", "projects", "education", "skills",
    "credentials", "languages", "publications", "awards", "memberships", "interests", "references",
    "other", "letter",
)  # fmt: skip
LETTER = "letter"
SECTION_OF = {
    name: Section(name) if name in set(Section) else Section.OTHER for name in SECTIONS
} | {"credentials": Section.CERTIFICATIONS}
# What an entry of a work history is.
TYPES = ("work", "military", "volunteer", "freelance", "break")
# The heads in order, with how many numbers each gives for a word: logits all of them.
HEADS = {
    "class": len(CLASSES),
    "begins": 1,
    "section": len(SECTIONS),
    "entry": 1,
    "type": len(TYPES),
}
