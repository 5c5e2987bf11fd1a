"""Audits as text and one HTML page: figures, and what they do not say."""

from __future__ import annotations

from collections.abc import Sequence

from rich.table import Table
from rich.text import Text

from fitscore.audit import Category, Group, Movement, Rate, Rates, Robustness
from fitscore.report.console import new_console, output_of
from fitscore.report.pages import template
from fitscore.text.clean import printable

KINDS = {
    "names": "Names",
    "pronouns": "Pronouns",
    "format": "Format of the file",
    "order": "Order of statements",
    "unrelated": "Unrelated statements",
    "wording": "Harmless wording (control)",
}
RATES_SAY = (
    "These are counts of this table. A ratio below 0.8 is a reason to look into the selection, one "
    "above it is no proof that all is well; small groups say little either way."
)
MOVEMENTS_SAY = (
    "What should not matter should move nothing. Names and pronouns never reach the model; order, "
    "format and wording change what is read, so expect small movements there."
)
UNNAMED_SAYS = "what another name would move there is not known."


def robustness_to_text(found: Robustness, *, width: int = 80) -> str:
    """A table of what moved."""
    console = new_console(width)
    title = printable(found.posting.title or found.posting.source)
    console.print(Text(f"{len(found.sources)} résumés for {title}\n", "bold"))
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("Changed", overflow="fold", ratio=1)
    for heading in (
        "Largest\nfit",
        "Mean\nfit",
        "Largest\nplaces",
        "Mean\nplaces",
        "Largest\nP(met)",
    ):
        table.add_column(heading, justify="right", no_wrap=True)
    for kind, heading in KINDS.items():
        own = [item for item in found.movements if item.kind == kind]
        if len(own) > 1:
            table.add_row(Text(heading, "bold"))
        for item in own:
            label = f"  {item.label}" if len(own) > 1 else heading
            table.add_row(Text(printable(label)), *_cells(item))
    console.print(table)
    console.print(Text(f"\n{MOVEMENTS_SAY}"))
    for source in found.unnamed:
        console.print(Text(printable(f"No name was found in {source}: {UNNAMED_SAYS}")))
    for failure in found.failed:
        console.print(Text(printable(f"Not read: {failure.source} ({failure.error})")))
    made = f"Model {found.model.name}, decision {found.decision.name}, as of {found.as_of}"
    console.print(Text(f"\n{made}"))
    return output_of(console)


def _cells(item: Movement) -> list[str]:
    return [
        f"{item.largest_fit:+.1f}",
        f"{item.mean_fit:.2f}",
        f"{item.largest_rank:+d}",
        f"{item.mean_rank:.2f}",
        f"{item.largest_probability:.3f}",
    ]


def robustness_to_html(found: Robustness) -> str:
    """One self-contained page."""
    parts = [
        (heading, [item for item in found.movements if item.kind == kind])
        for kind, heading in KINDS.items()
    ]
    context = {
        "found": found,
        "parts": parts,
        "says": MOVEMENTS_SAY,
        "unnamed": UNNAMED_SAYS,
        "cells": _cells,
    }
    return template("robustness.html.j2").render(**context) + "\n"


def rates_to_text(found: Rates, *, width: int = 80) -> str:
    """A table for each category."""
    console = new_console(width)
    for line in headline(found):
        console.print(Text(printable(line)))
    for category in found.categories:
        unknown = f" ({category.unknown} unknown, left out)" if category.unknown else ""
        console.print(Text(f"\n{printable(category.name)}{unknown}", "bold"))
        for what, pairs in tables(category):
            table = Table(box=None, pad_edge=False, header_style="bold")
            table.add_column(what, overflow="fold", ratio=1)
            for heading in ("Of", "Rate", "95%", "Ratio", "95%", "p"):
                table.add_column(heading, justify="right", no_wrap=True)
            for group, rate in pairs:
                table.add_row(Text(printable(group.label)), str(group.count), *rate_cells(rate))
            console.print(table)
        for note in notes(category):
            console.print(Text(printable(f"  ! {note}")))
    console.print(Text(f"\n{RATES_SAY}"))
    return output_of(console)


def headline(found: Rates) -> list[str]:
    """What was counted."""
    left = f" ({found.without_score} more without a score)" if found.without_score else ""
    lines = [f"{found.count} people in {found.source}{left}; the median score is {found.median:g}"]
    if found.rule is not None:
        lines.append(f"Selected: {found.rule}")
    return lines


def tables(category: Category) -> list[tuple[str, list[tuple[Group, Rate]]]]:
    """Of selection, where somebody was selected, and of scores above the median."""
    selection = [(item, item.selection) for item in category.groups if item.selection is not None]
    scoring = [(item, item.scoring) for item in category.groups]
    found = [("Selected", selection), ("Above the median", scoring)]
    return [(what, pairs) for what, pairs in found if pairs]


def rate_cells(rate: Rate) -> list[str]:
    """Share, its interval, ratio, its interval and p, as they are shown."""
    return [
        f"{rate.share:.3f}",
        f"{rate.low:.2f}-{rate.high:.2f}",
        "–" if rate.ratio is None else f"{rate.ratio:.2f}{' !' if rate.below_four_fifths else ''}",
        "–" if rate.ratio_low is None else f"{rate.ratio_low:.2f}-{rate.ratio_high:.2f}",
        "–" if rate.p_value is None else f"{rate.p_value:.3f}",
    ]


def notes(category: Category) -> list[str]:
    """Ratios below four fifths, and groups too small to tell."""
    found = []
    for what, pairs in tables(category):
        low = [group.label for group, rate in pairs if rate.below_four_fifths]
        if low:
            found.append(f"{what}: the ratio is below 0.8 for {_joined(low)}")
    small = [group.label for group in category.groups if group.small]
    if small:
        found.append(f"too few to tell (under 30, or under 2% of all): {_joined(small)}")
    return found


def _joined(labels: Sequence[str]) -> str:
    return "; ".join(labels)


def rates_to_html(found: Rates) -> str:
    """One self-contained page."""
    context = {
        "found": found,
        "headline": headline(found),
        "tables": tables,
        "cells": rate_cells,
        "notes": notes,
        "says": RATES_SAY,
    }
    return template("rates.html.j2").render(**context) + "\n"
