"""One résumé against one posting: the fit, and why."""

from pathlib import Path

from fitscore import Scorer

HERE = Path(__file__).resolve().parent

scorer = Scorer()  # holds the model: make one and use it often
match = scorer.match(
    HERE / "resumes" / "devon_grant.pdf",
    HERE / "postings" / "program_manager.txt",
    as_of="2026-01-31",
)

print(f"fit {match.fit:.0f}, {match.required_met} of {match.required_total} required met")
for result in match.requirements:
    print(f"{result.verdict.value:8} {result.requirement.text}")
    for quote in result.evidence[:1]:
        print(f"         “{quote.quote}”, page {quote.page}")
