"""Every target by month: what is not known is neither met nor missed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from data.figures import heat_strip
from data.figures.key_figures import Figure
from tests.figures.test_key_figures import a_figure, a_standing


def dated(*points: tuple[date, float | None]) -> Figure:
    figure = a_figure("findings_high", points[-1][1], target=0)
    return replace(figure, series=points)


def states(figure: Figure) -> list[str]:
    ((_, cells),) = heat_strip.of(a_standing(figure)).lines
    return [cell.state for cell in cells]


def test_a_month_tells_by_its_last_snapshot() -> None:
    figure = dated(
        (date(2026, 9, 10), 4), (date(2026, 9, 30), 0), (date(2026, 10, 31), 5)
    )
    assert states(figure) == ["green", "red"]


def test_a_month_without_a_snapshot_or_a_value_is_neither_met_nor_missed() -> None:
    figure = dated(
        (date(2026, 7, 31), 0), (date(2026, 9, 30), None), (date(2026, 10, 31), 0)
    )
    assert states(figure) == ["green", "absent", "unknown", "green"]


def test_the_strip_goes_no_further_back_than_twelve_months() -> None:
    figure = dated((date(2024, 1, 31), 0), (date(2026, 10, 31), 3))
    lights = states(figure)
    assert lights == ["absent"] * 11 + ["red"]


def test_only_a_figure_with_a_target_has_a_line() -> None:
    made = a_standing(
        a_figure("requests_open", 3), a_figure("findings_low", 3, target=0)
    )
    assert [figure.name for figure, _ in heat_strip.of(made).lines] == ["findings_low"]


def test_earlier_values_are_held_against_the_target_of_today() -> None:
    figure = a_figure("findings_low", 30, 20, target=25, margin=10)
    assert figure.light_of(20) == "green"
    assert figure.light_of(36) == "red"
    assert figure.light_of(None) is None
