"""Years worked, added up from dated roles: in all of them, and in those that count."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from fitscore.evidence.passages import Passages
from fitscore.evidence.semantic import centre
from fitscore.resume import Tenure, tenure
from fitscore.types import Resume, Role, Section

_WORKED = {Section.EXPERIENCE, Section.PROJECTS, Section.VOLUNTEER}
# How near a role must come to count. The labelled verdicts do not tell 0.25, 0.35 and 0.45 apart;
# this is the middle one.
COUNTS_FROM = 0.35


def is_work(role: Role) -> bool:
    """Whether a role was work, paid or not."""
    return role.section in _WORKED


def roles_worked(resume: Resume) -> tuple[Role, ...]:
    """The roles that were work, paid or not."""
    return tuple(role for role in resume.roles if is_work(role))


def worked(roles: Iterable[Role], as_of: str) -> Tenure:
    """Months covered by the dated ones of some roles, overlaps counted once.

    Args:
        roles: Of one résumé.
        as_of: YYYY-MM-DD; a role that runs to the present ends in this month.
    """
    return tenure(roles, as_of)


def closeness(
    roles: Iterable[Role],
    passages: Passages,
    cosines: NDArray[np.float64],
    requirement_vectors: NDArray[np.float32],
    passage_vectors: NDArray[np.float32],
) -> dict[str, NDArray[np.float64]]:
    """How near each role comes to each requirement: by its best passages, or by it as a whole.

    Args:
        roles: Of one résumé.
        passages: Of the same résumé.
        cosines: Of requirements with passages, shape (requirements, passages).
        requirement_vectors: Unit rows.
        passage_vectors: Unit rows.

    Returns:
        By role id, shape (requirements,); roles without any passage are left out.
    """
    found = {}
    for role in roles:
        own = [index for index, item in enumerate(passages.items) if item.stands_under(role.id)]
        if own:
            best = -np.sort(-cosines[:, own], axis=1)
            parts = 0.5 * best[:, 0] + 0.5 * best[:, :3].mean(axis=1)
            whole = np.einsum("rd,d->r", requirement_vectors, centre(passage_vectors[own]))
            found[role.id] = np.maximum(parts, whole.astype(np.float64))
    return found
