"""Which figures come first: those that miss their target farthest, and call."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.figures import ranking, sentences
from data.figures.key_figures import Figure
from data.words import words_for
from tests.figures.test_key_figures import a_figure, a_standing

DUTCH = words_for("nl")
VALUES = st.none() | st.integers(0, 60)


def findings(value: float | None, *before: float | None, margin: float = 0) -> Figure:
    return a_figure("findings_high", value, *before, target=0, margin=margin)


def test_a_target_missed_by_more_than_its_margin_calls() -> None:
    assert ranking.calls(findings(9, 9))
    assert not ranking.calls(findings(9, 9, margin=9))
    assert not ranking.calls(findings(0, 9))


def test_a_single_case_does_not_call_and_is_not_called_met() -> None:
    single = findings(1, 0)
    assert ranking.calm(single) == "single"
    assert single.light == "red"
    assert sentences.state(DUTCH, single) == "niet gehaald, één geval"
    share = a_figure("processors_with_agreement", 0.75, target=1, of=4)
    assert ranking.calm(share) == "single"
    assert ranking.calls(a_figure("processors_with_agreement", 0.5, target=1, of=4))


def test_one_case_of_many_less_is_not_better() -> None:
    assert ranking.calls(findings(93, 94))
    assert ranking.calm(findings(60, 94)) == "better"
    assert sentences.shape(findings(60, 94)) == sentences.HOLLOW


def test_the_farthest_from_its_target_stands_first() -> None:
    far = a_figure("transfers_with_valid_ground", 0.5, target=1, of=20)
    near = a_figure("processors_with_agreement", 0.9, target=1, of=20)
    nearly = a_figure("clients_informed", 0.5, target=0.95, margin=0.5, of=20)
    calm = a_figure("breaches_on_time", 0.5, 0.1, target=1, of=20)
    met = a_figure("activities_complete", 1, target=1)
    unknown = a_figure("retention_compliance", None, target=0.98)
    aimless = a_figure("requests_open", 7)
    made = a_standing(aimless, unknown, met, calm, nearly, near, far)
    order = [far, near, calm, nearly, met, unknown, aimless]
    assert ranking.ranked(made) == order
    assert ranking.aimed(made) == order[:-1]


@given(VALUES, st.lists(VALUES, max_size=3), st.integers(0, 9), st.integers(0, 9))
def test_what_calls_is_red_and_what_is_met_has_no_way_to_go(
    value: int | None, before: list[int | None], target: int, margin: int
) -> None:
    figure = a_figure("findings_low", value, *before, target=target, margin=margin)
    assert 0 <= ranking.distance(figure) <= 1
    assert ranking.calls(figure) + (ranking.calm(figure) is not None) == (
        figure.light == "red"
    )
    if figure.light == "green":
        assert ranking.distance(figure) == 0
        assert ranking.cases(figure) is None
        assert sentences.gap(DUTCH, figure) == ""
    elif figure.light:
        assert ranking.distance(figure) > 0
        assert sentences.gap(DUTCH, figure)


@pytest.mark.parametrize(
    ("name", "value", "target", "gap"),
    [
        ("holdings_overdue", 45, 0, "45 te veel"),
        ("median_handling_days_12m", 24.5, 21, "3,5 te veel"),
        ("retention_compliance", 0.97, 0.98, "1,0 %-punt te weinig"),
    ],
)
def test_a_gap_is_what_lacks_or_is_too_much(
    name: str, value: float, target: float, gap: str
) -> None:
    assert sentences.gap(DUTCH, a_figure(name, value, target=target)) == gap
