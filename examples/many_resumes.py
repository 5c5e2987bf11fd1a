"""A folder of résumés for one posting: who comes first, and which files could not be read."""

from pathlib import Path

from fitscore import Scorer, rank

HERE = Path(__file__).resolve().parent

resumes = sorted(path for path in (HERE / "resumes").iterdir() if path.is_file())
ranking = rank(
    HERE / "postings" / "registered_nurse.md", resumes, scorer=Scorer(), as_of="2026-01-31"
)

for place, match in enumerate(ranking.matches, 1):
    required = f"{match.required_met:2} of {match.required_total}"
    print(f"{place:2}. {match.fit:5.1f}  {required}  {match.resume.display_name}")
for failure in ranking.failed:
    print(f"not read: {failure.error}")
