"""A ranking as a frame of pandas or polars: the columns of `rank -f csv`, numbers as numbers."""

from __future__ import annotations

import io
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from fitscore.errors import ExtraError
from fitscore.files import write_file
from fitscore.report.as_csv import Value, ranking_rows
from fitscore.types import Ranking

_NUMBERS = frozenset({"rank", "fit", "fit from", "fit to", "required met", "required"})


def ranking_to_dataframe(ranking: Ranking) -> Any:
    """A frame of pandas, or of polars where there is no pandas.

    Raises:
        ExtraError: None of the two is installed.
    """
    for name in ("pandas", "polars"):
        if find_spec(name) is not None:
            return import_module(name).DataFrame(_columns(ranking))
    raise ExtraError("a data frame", "frames")


def ranking_to_parquet(ranking: Ranking, path: str | Path) -> None:
    """Write the frame as a Parquet file, whole or not at all.

    Raises:
        ExtraError: What writes Parquet (polars, or pandas with pyarrow) is not installed.
        OSError: The file cannot be written.
    """
    buffer = io.BytesIO()
    if find_spec("polars") is not None:
        import_module("polars").DataFrame(_columns(ranking)).write_parquet(buffer)
    elif find_spec("pandas") is not None and find_spec("pyarrow") is not None:
        ranking_to_dataframe(ranking).to_parquet(buffer, index=False)
    else:
        raise ExtraError("a Parquet file", "frames")
    write_file(Path(path), buffer.getvalue())


def _columns(ranking: Ranking) -> dict[str, list[Value | None]]:
    """The values by the head, each head once; what is not known is None in columns of numbers."""
    head, *rows = ranking_rows(ranking)
    names: dict[str, int] = {}
    columns: dict[str, list[Value | None]] = {}
    for place, name in enumerate(map(str, head)):
        names[name] = names.get(name, 0) + 1
        shown = name if names[name] == 1 else f"{name} ({names[name]})"
        values: list[Value | None] = [row[place] for row in rows]
        columns[shown] = [None if v == "" else v for v in values] if name in _NUMBERS else values
    return columns
