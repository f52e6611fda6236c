"""The columns of a list are the reader's to choose, and their browser keeps them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from streamlit.runtime.context import ContextProxy

from data import FORMAT
from data.ask import find_query
from pages.parts.lists import own_columns
from pages.parts.lists.listing import Listing
from tests.support.screen import framed
from tests.support.sealed import DAY

if TYPE_CHECKING:
    from streamlit.testing.v1 import AppTest

pytestmark = pytest.mark.usefixtures("shown")


def on_screen(at: AppTest) -> list[str]:
    return list(at.dataframe[0].value.columns)


def scripts(at: AppTest) -> str:
    return "".join(str(each.proto.body) for each in at.get("html"))


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Return the cookies that a browser sends."""
    cookies: dict[str, str] = {}
    monkeypatch.setattr(ContextProxy, "cookies", cookies)
    return cookies


def test_chosen_columns_are_shown_kept_and_there_again(kept: dict[str, str]) -> None:
    at = framed("breaches", snapshot=DAY)
    key, *others = on_screen(at)
    assert own_columns.COOKIE not in scripts(at)
    chosen = ["has_risk", others[-1]]
    assert "has_risk" not in others
    at.multiselect(key="breaches.columns").set_value(chosen).run()
    assert {*on_screen(at)} == {key, *chosen}

    _, _, cookie = scripts(at).partition(f'"{own_columns.COOKIE}=')
    kept[own_columns.COOKIE] = cookie.partition(";")[0]
    again = framed("breaches", snapshot=DAY, lang="en")
    assert {*on_screen(again)} == {key, *chosen}
    again.multiselect(key="breaches.columns").set_value([]).run()
    assert on_screen(again)[0] == key
    assert {*on_screen(again)} == {key, *others}


def test_days_left_keep_their_words_whatever_columns_the_agenda_shows() -> None:
    at = framed("agenda", snapshot=DAY)
    days = at.dataframe[0].value["days_left"].to_list()
    at.multiselect(key="agenda.columns").set_value(["kind", "days_left"]).run()
    assert {*on_screen(at)} == {"subject_key", "kind", "days_left"}
    assert at.dataframe[0].value["days_left"].to_list() == days
    at.multiselect(key="agenda.columns").set_value(["kind"]).run()
    assert {*on_screen(at)} == {"subject_key", "kind"}
    assert not at.exception


def test_what_a_browser_kept_shows_no_role_more_than_its_list_has(
    kept: dict[str, str],
) -> None:
    every = own_columns.SIGNS
    entries = f"breaches-{every}.breaches_in_brief-{every}.breaches_in_full-{every}"
    kept[own_columns.COOKIE] = f"{FORMAT}.{entries}"
    at = framed("breaches", role="management", snapshot=DAY)
    names = {column.name for column in find_query("breaches_in_brief").columns}
    assert {*on_screen(at)} == names


@pytest.mark.parametrize(
    "value", [f"{FORMAT - 1}.breaches-12", f"{FORMAT}.breaches", ""]
)
def test_what_was_kept_of_other_lists_is_left(value: str, kept: dict[str, str]) -> None:
    kept[own_columns.COOKIE] = value
    listing = Listing("breaches", order="status")
    assert own_columns.of(listing) == listing
