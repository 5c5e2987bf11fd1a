"""Drawn lines to tables, and what they are none of."""

from __future__ import annotations

from fitscore.documents.ruled import Rule, Table, tables_of


def grid(xs: list[float], ys: list[float]) -> list[Rule]:
    """Hairlines across and down."""
    across = [Rule(xs[0], y, xs[-1], y) for y in ys]
    return across + [Rule(x, ys[0], x, ys[-1]) for x in xs]


def test_lines_that_meet_make_cells():
    """Points are in the cell about them, and in none outside."""
    (table,) = tables_of(grid([50, 100, 200], [10, 40, 80]))
    places = [(60, 20), (150, 20), (60, 60), (150, 60), (210, 60), (60, 90)]
    assert [table.cell_at(*place) for place in places] == [0, 1, 2, 3, None, None]


def test_cells_that_no_line_parts_are_one():
    """A cell over two rows keeps its place before what stands beside it."""
    rules = [rule for rule in grid([50, 100, 200], [10, 40, 80]) if rule.y0 != 40]
    (table,) = tables_of([*rules, Rule(100, 40, 200, 40)])
    assert table.cells == ((0, 1), (0, 2))


def test_lines_between_sections_and_frames_are_no_table():
    """Rules under headings, a frame about the page and a line down its middle part no rows."""
    headings = [Rule(50, y, 500, y) for y in (100, 200, 300)]
    frame = grid([20, 580], [20, 780])
    assert tables_of(headings) == []
    assert tables_of([*headings, *frame]) == []
    assert tables_of([*frame, Rule(200, 20, 200, 780)]) == []


def test_a_drawing_of_many_lines_is_no_table():
    """What has more lines than any table is not looked at."""
    assert tables_of(grid([3.5 * n for n in range(600)], [3.5 * n for n in range(600)])) == []


def test_two_tables_stand_from_the_top():
    """Whatever the order in which they are drawn."""
    below, above = grid([50, 100, 200], [310, 340, 380]), grid([50, 100, 200], [10, 40, 80])
    found: list[Table] = tables_of([*below, *above])
    assert [table.ys[0] for table in found] == [10, 310]


def test_columns_are_entries_where_one_row_has_all_years():
    """Jobs side by side are read one after the other; a job in each row is read as it stands."""
    (table,) = tables_of(grid([50, 100, 200, 300], [10, 40, 80, 120]))
    across = {1: "Manager", 2: "Shepherd", 3: "When", 4: "2018 - now", 5: "2009 - 2013"}
    assert table.has_entries_as_columns(across)
    assert [cell for cell, _ in sorted(table.down().items(), key=lambda item: item[1])] == [
        *(0, 3, 6),
        *(1, 4, 7),
        *(2, 5, 8),
    ]
    rows = {0: "Post", 1: "From", 2: "To", 4: "2018", 5: "2020", 7: "2009", 8: "2018"}
    assert not table.has_entries_as_columns(rows)
    assert not table.has_entries_as_columns({0: "Degree", 1: "Year", 4: "2018", 7: "2009"})
