"""A column is as wide as what it says, where the grid's own measure would cut it."""

from __future__ import annotations

import polars as pl
import pytest

from pages.parts.lists.widths import AROUND, LETTER, LONG, WIDTHS, config, width

SAID = "21 aug 2026, 12:45:00"


def texts(*cells: str | None) -> pl.Series:
    return pl.Series("before", cells, dtype=pl.String)


@pytest.mark.parametrize("place", [0, 1, 49])
def test_what_a_nearly_empty_column_says_has_room(place: int) -> None:
    cells: list[str | None] = [None] * 50
    cells[place] = SAID
    assert width("before", texts(*cells), "Was") == round(21 * LETTER) + AROUND


def test_a_head_has_room_above_short_cells() -> None:
    head = "Termijn loopt vanaf de dag"
    shown = width("before", texts(None, None, "12 mei"), head)
    assert shown == round(len(head) * LETTER) + AROUND


def test_chips_have_room_for_what_is_around_them() -> None:
    chips = pl.Series("change", [["erbij"], None, ["datum verschoven"]])
    plain = texts("erbij", None, "datum verschoven")
    on_chips = width("change", chips, "Wat")
    assert (on_chips or 0) > (width("before", plain, "Wat") or 0) > 0


def test_cells_that_are_alike_are_measured_by_the_grid() -> None:
    assert width("before", texts("C-000001", "C-000002"), "Cliënt") is None
    assert width("before", texts(), "Cliënt") is None
    assert width("before", texts(None, None), "Cliënt") is None


def test_no_column_takes_the_whole_list() -> None:
    assert width("before", texts(None, "a" * 1_000), "Was") == LONG


def test_a_column_of_long_texts_keeps_its_own_width() -> None:
    shown = width("name", texts("a", "b" * 90), "Naam")
    assert shown == WIDTHS["name"]


def test_a_table_of_texts_says_the_width_of_what_would_be_cut_alone() -> None:
    cells = pl.DataFrame({"about": ["-", "-", SAID], "line": ["10", "11", "12"]})
    shown = config(cells)
    assert list(shown) == ["about"]
    assert shown["about"]["width"] == round(len(SAID) * LETTER) + AROUND
