"""fitscore inside a tool of one's own: what to ask each candidate at the interview.

Reads the posting once, keeps only the questions that a résumé leaves open, and writes them as
JSON that a calendar or an applicant tracking system could take.
"""

import json
from pathlib import Path

from fitscore import InputError, Scorer, read_posting, read_resume
from fitscore.types import Verdict

HERE = Path(__file__).resolve().parent


def interview_guide(scorer: Scorer, posting_file: Path, resume_file: Path) -> dict[str, object]:
    """Requirements to talk about: those that are partly shown, and those no résumé shows."""
    match = scorer.match(read_resume(resume_file), read_posting(posting_file), as_of="2026-01-31")
    partly = [r for r in match.requirements if r.verdict is Verdict.PARTIAL]
    return {
        "candidate": match.resume.display_name,
        "fit": round(match.fit, 1),
        "talk_about": [
            {"requirement": r.requirement.text, "resume_says": r.evidence[0].quote} for r in partly
        ],
        "ask": list(match.questions),
    }


def main() -> None:
    """Print a guide for each résumé, and go on when one cannot be read."""
    scorer = Scorer()
    posting = HERE / "postings" / "waste_operations_supervisor.html"
    for name in ("marcus_delorme.pdf", "tyler_brandt.docx", "missing.pdf"):
        try:
            guide = interview_guide(scorer, posting, HERE / "resumes" / name)
        except InputError as error:
            guide = {"error": str(error).replace(str(HERE), "examples")}
        print(json.dumps(guide, ensure_ascii=False, indent=2))


if __name__ == "__main__":
    main()
