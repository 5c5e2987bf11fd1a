"""fitscore reads a job posting and a résumé and proves what the résumé shows of the posting.

The public names are resolved when they are first used: importing the package loads no model.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from fitscore.version import __version__

if TYPE_CHECKING:
    from fitscore.documents import Limits
    from fitscore.errors import FitscoreError, InputError, ModelError
    from fitscore.index import ResumeIndex
    from fitscore.isolation import ReaderPool, read_posting, read_resume
    from fitscore.ranking import rank
    from fitscore.scoring import Scorer, match
    from fitscore.types import Match, Posting, Ranking, Resume

_HOMES = {
    "FitscoreError": "fitscore.errors",
    "InputError": "fitscore.errors",
    "ModelError": "fitscore.errors",
    "Limits": "fitscore.documents",
    "Match": "fitscore.types",
    "Posting": "fitscore.types",
    "Ranking": "fitscore.types",
    "ReaderPool": "fitscore.isolation",
    "Resume": "fitscore.types",
    "ResumeIndex": "fitscore.index",
    "Scorer": "fitscore.scoring",
    "match": "fitscore.scoring",
    "rank": "fitscore.ranking",
    "read_posting": "fitscore.isolation",
    "read_resume": "fitscore.isolation",
}

__all__ = [
    "FitscoreError",
    "InputError",
    "Limits",
    "Match",
    "ModelError",
    "Posting",
    "Ranking",
    "ReaderPool",
    "Resume",
    "ResumeIndex",
    "Scorer",
    "__version__",
    "match",
    "rank",
    "read_posting",
    "read_resume",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'fitscore' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return __all__
