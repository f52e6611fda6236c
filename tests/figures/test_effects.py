"""What a decision changes: as the agenda works it out for the same rows."""

from __future__ import annotations

from typing import Any, cast

import polars as pl
import pytest

from data.ask import Reader, ask
from data.figures import dealing, effects, sentences
from data.figures.decisions import RULES, Decision
from data.figures.key_figures import Standing, of
from data.words import words_for
from tests.figures.test_key_figures import a_figure, a_standing
from tests.support.sealed import sample

DUTCH = words_for("nl")


@pytest.fixture(scope="module")
def standing(reader: Reader) -> Standing:
    return of(reader, sample(), ())


def made(standing: Standing, code: str, name: str, count: int | None) -> Decision:
    return Decision(code, standing.figures[name], count, {})


def test_erasing_all_that_is_overdue_changes_what_the_agenda_says(
    reader: Reader, standing: Standing
) -> None:
    figures = ask(reader, sample(), "key_figures")
    rows = ask(reader, sample(), "agenda").filter(kind="erasure", period="overdue")
    rows = rows.with_columns(pl.lit(None, pl.String).alias("hold"))
    after = dealing.dealt_with(figures, rows)
    backlog = standing.figures["holdings_overdue"]
    decision = made(
        standing, "erasure_backlog_grows", backlog.name, int(backlog.value or 0)
    )
    changed = {f.name: then for f, then in effects.effects(standing, decision)}
    assert changed
    assert changed == {name: after[name].value for name in changed}


def test_a_share_whose_lacking_cases_are_all_dealt_with_is_whole(
    standing: Standing,
) -> None:
    figure = standing.figures["transfers_with_valid_ground"]
    decision = made(standing, "transfers_without_ground", figure.name, figure.short_of)
    assert effects.effects(standing, decision) == [(figure, 1.0)]


@pytest.mark.parametrize("code", effects.LATE)
def test_what_was_late_stays_late(code: str, standing: Standing) -> None:
    decision = made(standing, code, "breaches_on_time", 2)
    assert effects.effects(standing, decision) == []
    assert sentences.outcome(DUTCH, standing, decision) == DUTCH("decisions.late")


def test_what_is_late_by_its_code_is_a_decision_that_is_made() -> None:
    codes = {cell for rule in RULES for cell in _constants(rule)}
    assert set(effects.LATE) <= codes


def _constants(rule: object) -> set[object]:
    """Return the texts that a rule, or the function it was made by, holds."""
    closure = getattr(rule, "__closure__", None) or ()
    code = cast("Any", rule).__code__.co_consts
    return {
        *code,
        *(c.cell_contents for c in closure if isinstance(c.cell_contents, str)),
    }


def test_what_comes_due_soon_is_told_beside_a_backlog_alone() -> None:
    backlog = a_figure("holdings_overdue", 4, 1, target=0)
    soon = a_figure("holdings_due_in_90_days", 7)
    now = a_standing(backlog, soon)
    assert effects.ahead(now, made(now, "erasure_backlog_grows", backlog.name, 4)) == 7
    assert effects.ahead(now, made(now, "erasure_ahead", soon.name, 7)) is None
