"""Results to text, JSON, HTML, Markdown or CSV: pure, no I/O."""

from fitscore.report.as_csv import ranking_to_csv
from fitscore.report.as_markdown import ranking_to_markdown
from fitscore.report.as_text import (
    match_to_candidate_text,
    match_to_text,
    ranking_to_text,
    replay_to_text,
)
from fitscore.report.as_xlsx import ranking_to_xlsx
from fitscore.report.audit import (
    rates_to_html,
    rates_to_text,
    robustness_to_html,
    robustness_to_text,
)
from fitscore.report.frames import ranking_to_dataframe, ranking_to_parquet
from fitscore.report.grid import ranking_to_html, report_names
from fitscore.report.kept import (
    entries_to_text,
    hits_to_text,
    suggestions_to_text,
)
from fitscore.report.match_page import match_to_html
from fitscore.report.matrix import (
    matrix_to_csv,
    matrix_to_html,
    matrix_to_text,
    matrix_to_xlsx,
)
from fitscore.report.posting_text import lint_to_text, posting_to_text
from fitscore.report.resume_text import resume_to_text

__all__ = [
    "entries_to_text",
    "hits_to_text",
    "lint_to_text",
    "match_to_candidate_text",
    "match_to_html",
    "match_to_text",
    "matrix_to_csv",
    "matrix_to_html",
    "matrix_to_text",
    "matrix_to_xlsx",
    "posting_to_text",
    "ranking_to_csv",
    "ranking_to_dataframe",
    "ranking_to_html",
    "ranking_to_markdown",
    "ranking_to_parquet",
    "ranking_to_text",
    "ranking_to_xlsx",
    "rates_to_html",
    "rates_to_text",
    "replay_to_text",
    "report_names",
    "resume_to_text",
    "robustness_to_html",
    "robustness_to_text",
    "suggestions_to_text",
]
