"""What can go wrong, as one tree.

    FitscoreError
    ├── InputError            an input is missing or cannot be read (exit code 3)
    │   ├── NotFoundError     no such file, or a folder where a file was expected
    │   ├── UnreadableError   damaged, or of a kind that is not read
    │   ├── LimitError        too large, too long, or takes too much to read
    │   ├── LockedError       protected by a password
    │   ├── NoTextError       pages without text: a scan or a photo
    │   ├── EmptyError        nothing in the file
    │   ├── NoRequirementError  a posting in which no requirement was found
    │   ├── NoBulletError     a résumé in which no statement was found
    │   ├── WrongKindError    a posting where a résumé was asked for, a letter, an invoice
    │   ├── PostingFileError  a fitscore.posting/1 file with a wrong edit
    │   └── TableError        a table of scores that does not fit
    ├── ConfigError           what a user set up does not fit (exit code 3)
    │   ├── DecisionFileError a decision file
    │   └── WeightsFileError  a weights file
    ├── RecordError           a decision record that cannot be written or read (exit code 3)
    ├── ExtraError            packages that are installed on request are missing (exit code 3)
    ├── IndexStoreError       an index that is missing or cannot be used (exit code 3)
    │   └── IndexDamagedError what is in it is not what was written
    └── ModelError            a model that cannot be had or does not check (exit code 3)

Each message is one line: which file, what is wrong, what to do.
"""

from __future__ import annotations

from fitscore.types import Status


class FitscoreError(Exception):
    """The root of all errors that fitscore raises on purpose."""


class InputError(FitscoreError):
    """An input is missing or cannot be read.

    Attributes:
        source: The name of the input, as the user gave it.
        status: The document status that this stands for (`locked`, `no_text`, ...).
        problem: What is wrong, a clause without the file's name.
        remedy: What to do about it.
    """

    status = Status.UNREADABLE

    def __init__(self, source: str, problem: str, remedy: str) -> None:
        super().__init__(f"{source}: {problem}; {remedy}")
        self.source = source
        self.problem = problem
        self.remedy = remedy


class NotFoundError(InputError):
    """There is no such file, or it is a folder."""


class UnreadableError(InputError):
    """The file is damaged or of a kind that is not read."""


class LimitError(InputError):
    """The file is larger, or takes more to read, than the limits allow."""


class LockedError(InputError):
    """The file is protected by a password."""

    status = Status.LOCKED


class NoTextError(InputError):
    """The pages hold pictures and no text."""

    status = Status.NO_TEXT


class EmptyError(InputError):
    """There is nothing in the file."""

    status = Status.EMPTY


class NoRequirementError(InputError):
    """No requirement was found in the posting."""


class NoBulletError(InputError):
    """No statement was found in the résumé."""

    status = Status.EMPTY


class WrongKindError(InputError):
    """It is a document of another kind."""


class PostingFileError(InputError):
    """A `fitscore.posting/1` file has an edit that does not fit."""


class ConfigError(FitscoreError):
    """A file that says how to score is missing or does not fit.

    Attributes:
        source: The name of the file, as the user gave it.
        problem: What is wrong, a clause without the file's name.
        remedy: What to do about it.
    """

    def __init__(self, source: str, problem: str, remedy: str) -> None:
        super().__init__(f"{source}: {problem}; {remedy}")
        self.source = source
        self.problem = problem
        self.remedy = remedy


class DecisionFileError(ConfigError):
    """A decision file is missing, is none, or asks for signals that do not exist."""


class ReaderFileError(ConfigError):
    """A reader file is missing, is none, or was trained for another version."""


class WeightsFileError(ConfigError):
    """A weights file is missing, is none, or names a requirement that the posting lacks."""


class RecordError(FitscoreError):
    """A decision record cannot be written, or is none."""


class TableError(InputError):
    """A table of scores lacks a column, or holds something that is no score."""


class ExtraError(FitscoreError):
    """A part of fitscore needs packages that are installed on request only."""

    def __init__(self, what: str, extra: str) -> None:
        super().__init__(f"{what} needs more packages; pip install 'fitscore[{extra}]'")


class IndexStoreError(FitscoreError):
    """An index is missing, cannot be used, or was made with another model."""

    def __init__(self, folder: str, problem: str, remedy: str) -> None:
        super().__init__(f"{folder}: {problem}; {remedy}")
        self.problem = problem
        self.remedy = remedy


class IndexDamagedError(IndexStoreError):
    """What is in an index is not what was written there."""

    def __init__(self, folder: str, problem: str) -> None:
        super().__init__(
            folder,
            f"the index is damaged ({problem})",
            "add the files to a new index; `index check` says what is wrong",
        )


class ModelError(FitscoreError):
    """A model cannot be had, or its files are not what they should be."""
