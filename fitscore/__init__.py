"""fitscore reads a job posting and a résumé and proves what the résumé shows of the posting.

The public names are resolved when they are first used: importing the package loads no model.
"""

from __future__ import annotations

import logging
import os
from importlib import import_module
from typing import TYPE_CHECKING, Any

from fitscore.version import __version__

# From 1.29 on, ONNX Runtime reports to its maker that and how it is used, unless this is set before
# it is loaded (by us, or by what reads pictures).
os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")

if TYPE_CHECKING:
    from fitscore.documents import Limits as Limits
    from fitscore.encoding import Encoder as Encoder
    from fitscore.errors import ConfigError as ConfigError
    from fitscore.errors import FitscoreError as FitscoreError
    from fitscore.errors import IndexStoreError as IndexStoreError
    from fitscore.errors import InputError as InputError
    from fitscore.errors import ModelError as ModelError
    from fitscore.index import ResumeIndex as ResumeIndex
    from fitscore.isolation import ReaderPool as ReaderPool
    from fitscore.isolation import read_pages as read_pages
    from fitscore.isolation import read_posting as read_posting
    from fitscore.isolation import read_resume as read_resume
    from fitscore.matrices import matrix as matrix
    from fitscore.ranking import rank as rank
    from fitscore.scoring import Scorer as Scorer
    from fitscore.scoring import Weights as Weights
    from fitscore.scoring import match as match
    from fitscore.types import Failure as Failure
    from fitscore.types import Kind as Kind
    from fitscore.types import Match as Match
    from fitscore.types import Matrix as Matrix
    from fitscore.types import Posting as Posting
    from fitscore.types import Priority as Priority
    from fitscore.types import Ranking as Ranking
    from fitscore.types import Resume as Resume
    from fitscore.types import Status as Status
    from fitscore.types import Verdict as Verdict

# Where each public name lives; docs/library.md says what each is for.
_HOMES = {
    "ConfigError": "fitscore.errors",
    "Encoder": "fitscore.encoding",
    "Failure": "fitscore.types",
    "FitscoreError": "fitscore.errors",
    "IndexStoreError": "fitscore.errors",
    "InputError": "fitscore.errors",
    "Kind": "fitscore.types",
    "Limits": "fitscore.documents",
    "Match": "fitscore.types",
    "Matrix": "fitscore.types",
    "ModelError": "fitscore.errors",
    "Posting": "fitscore.types",
    "Priority": "fitscore.types",
    "Ranking": "fitscore.types",
    "ReaderPool": "fitscore.isolation",
    "Resume": "fitscore.types",
    "ResumeIndex": "fitscore.index",
    "Scorer": "fitscore.scoring",
    "Status": "fitscore.types",
    "Verdict": "fitscore.types",
    "Weights": "fitscore.scoring",
    "match": "fitscore.scoring",
    "matrix": "fitscore.matrices",
    "rank": "fitscore.ranking",
    "read_pages": "fitscore.isolation",
    "read_posting": "fitscore.isolation",
    "read_resume": "fitscore.isolation",
}

__all__ = ["__version__", *_HOMES]  # noqa: PLE0604 - names, all of them


# What is logged is for the program that uses the library to show, or not (docs/library.md).
logging.getLogger(__name__).addHandler(logging.NullHandler())


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'fitscore' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return __all__
