"""Years worked, added up from dated roles."""

from __future__ import annotations

from fitscore.resume import Tenure, tenure
from fitscore.types import Resume, Section

_WORKED = {Section.EXPERIENCE, Section.PROJECTS, Section.VOLUNTEER}


def worked(resume: Resume, as_of: str) -> Tenure:
    """Months covered by the dated roles of a résumé.

    Args:
        resume: The résumé.
        as_of: YYYY-MM-DD; a role that runs to the present ends in this month.
    """
    return tenure((role for role in resume.roles if role.section in _WORKED), as_of)
