"""Charts in grey: a look of a status is told from the others without its colour."""

from __future__ import annotations

import pytest

import queries
from pages.parts.charts import looks
from pages.parts.overview.breakdown_figure import MANY
from tests.support.grey import alike, contrast

NEVER_TOGETHER = {("0-30", "1-30")}
"""Bands of different lists."""


@pytest.mark.parametrize("domain", looks.LOOKS)
def test_statuses_of_a_list_are_told_apart_in_grey(domain: str) -> None:
    """Also where a part of the bar is hidden."""
    markers = {code: look.marker for code, look in looks.looks(domain).items()}
    pairs = alike(markers | {"hidden": looks.HIDDEN.marker})
    assert set(pairs) <= NEVER_TOGETHER


def test_series_without_statuses_are_told_apart_in_grey() -> None:
    markers = {str(nth): look.marker for nth, look in enumerate(looks.SERIES)}
    assert alike(markers | {"hidden": looks.HIDDEN.marker}) == []
    assert len(markers) == MANY


def test_two_greens_are_alike_and_two_patterns_are_not() -> None:
    fine, late = looks.Look("#2f8f68"), looks.Look("#c8434a")
    assert alike({"fine": fine.marker, "late": late.marker}) == [("fine", "late")]
    dotted = looks.Look("#2f8f68", ".")
    assert alike({"fine": dotted.marker, "late": late.marker}) == []
    assert contrast((0, 0, 0), (255, 255, 255)) == pytest.approx(21)


def test_what_is_fine_is_grey_and_what_is_late_is_not() -> None:
    fine = [
        ("retention_status", ("within", "erased_on_time", "running")),
        ("request_status", ("on_track", "closed_on_time")),
        ("agreement", ("in_force", "not_required")),
        ("transfer_status", ("adequate", "safeguarded")),
        ("authorisation_status", ("reviewed", "revoked")),
    ]
    for domain, codes in fine:
        grey = {c for c, k in looks.looks(domain).items() if k.colour == looks.GREY}
        assert grey >= set(codes)
    for domain, code in (
        ("retention_status", "erased_late"),
        ("request_status", "closed_late"),
    ):
        assert looks.looks(domain)[code].colour == looks.PINK


def test_codes_with_a_gravity_are_drawn_in_its_order() -> None:
    for domain, codes in queries.GRAVITY.items():
        assert tuple(looks.looks(domain)) == codes


def test_series_without_looks_says_where_they_belong() -> None:
    with pytest.raises(LookupError, match=r"no looks for mood: .* LOOKS of"):
        looks.looks("mood")
