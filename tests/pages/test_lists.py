"""Lists: filtered, sorted and paged as asked, and the file goes along with them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

import queries
from data.ask.access import is_personal
from data.words.domains import domain_of
from pages.parts.lists import download_menu, list_view
from pages.parts.session import routes
from tests.support.browser import Server
from tests.support.drawings import alternative, is_chart
from tests.support.nodes import nodes
from tests.support.screen import (
    ANSWERS,
    DUTCH,
    ENGLISH,
    LISTS,
    charts,
    export_link,
    file_of,
    filters_of,
    framed,
    is_quiet,
    listed,
    looking,
    notices,
    opened,
    pictured,
    seen,
)
from tests.support.sealed import DAY, LATER
from tests.support.web import narrowed, rows
from tests.support.wire import taken

EACH_LIST = pytest.mark.parametrize("name", LISTS)
EACH_PAGE = pytest.mark.parametrize("name", routes.PAGES)
pytestmark = pytest.mark.usefixtures("shown")


def text_filter(name: str) -> str:
    """Name a filter of a page on a column of texts or codes."""
    kinds = {column.name: column.type for column in ANSWERS[name].columns}
    return next(f for f in filters_of(name) if kinds.get(f, "").startswith("varchar"))


@EACH_LIST
def test_list_narrowed_to_nothing_says_so(name: str, site: Server) -> None:
    at = opened(name, snapshot=DAY)
    at.text_input(f"{name}.search").input("nobody has this key").run()
    assert is_quiet(at)
    assert listed(at) == 0
    assert DUTCH("list.empty_filtered") in notices(at)
    file = taken(site, export_link(at))
    assert file.body == narrowed(file_of(name), {ANSWERS[name]["key"].split()[0]: []})


@EACH_LIST
def test_number_that_is_searched_for_stays_out_of_the_address(name: str) -> None:
    at = opened(name, snapshot=DAY)
    at.text_input(f"{name}.search").input("C-000001").run()
    assert "C-000001" not in str(dict(at.query_params))


@EACH_LIST
def test_name_that_is_searched_for_is_kept_by_a_list_about_no_person(name: str) -> None:
    at = opened(name, snapshot=DAY)
    box = at.text_input(f"{name}.search")
    box.input("google").run()
    about_nobody = not is_personal(ANSWERS[name])
    assert at.query_params.get("search") == ("google" if about_nobody else None)
    if about_nobody:  # and the way back leads to the whole list
        at.query_params.pop("search")
        at.run()
        assert box.value == "google"
        assert at.text_input(f"{name}.search").value == ""


NOBODYS = ["n" * 500, "' or 1=1 --", "a|b", "..", "\x00", "<b>ü</b>"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *((name, "nonsense") for name in LISTS if name != "clients"),
        *((name, value) for name in ("retention", "register") for value in NOBODYS),
    ],
)
def test_value_that_no_row_has_gives_no_rows(name: str, value: str) -> None:
    at = opened(name, {text_filter(name): value}, snapshot=DAY)
    assert is_quiet(at)
    assert listed(at) == 0


HOSTILE = {
    "nonsense": ["nonsense"],
    "many": [f"value {n}" for n in range(500)],
    "odd": [
        *("2026-13-45", "0000-00-00", "9999-12-31T00:00", "..", "-1", "|", "%s{0}"),
        *("\u202e☠\x00\x1f", "ẞ𝄞", "<b>ü</b>", "'); drop table holding; --"),
    ],
}


@pytest.mark.parametrize("how", HOSTILE)
@EACH_PAGE
def test_no_address_makes_a_page_fail(name: str, how: str) -> None:
    parameters = (*filters_of(name), "figure", "lang", "search", "nonsense")
    at = opened(name, dict.fromkeys(parameters, HOSTILE[how]))
    assert not at.exception
    assert at.title[0].value == DUTCH(f"pages.{name}.title")


@pytest.mark.parametrize("how", HOSTILE)
def test_unknown_snapshot_in_the_address_shows_nothing(how: str) -> None:
    at = opened("retention", {"snapshot": HOSTILE[how]})
    assert not (at.exception or at.dataframe)
    assert len(at.error) == 1


def test_filter_that_cannot_be_read_is_said_to_be_so() -> None:
    at = opened("clients", {"statement_version": "soon", "is_informed": "maybe"})
    labels = [DUTCH.column("is_informed"), DUTCH.column("statement_version")]
    assert sorted(each.value for each in at.warning) == sorted(
        DUTCH("errors.unknown_filter", filter=label) for label in labels
    )
    assert not at.exception


def test_more_filters_than_fit_show_nothing_and_say_so() -> None:
    at = opened("retention", {"item": ["x" * 150 + str(n) for n in range(50)]})
    assert [each.value for each in at.error] == [DUTCH("errors.too_much")]
    assert not (at.exception or at.dataframe or at.get("link_button"))


def test_every_value_of_a_filter_can_be_chosen_at_once() -> None:
    at = opened("retention", snapshot=DAY)
    everything = len(at.multiselect("retention.item").options)
    assert everything > 40
    chosen = at.multiselect("retention.item").set_value(
        sorted({row["item"] for row in rows(file_of("retention"))})
    )
    for _ in range(2):
        at = chosen.run()
        assert len(at.multiselect("retention.item").value) == everything
        assert listed(at) == len(rows(file_of("retention")))


def test_period_takes_both_its_days_along() -> None:
    (first, *_, last) = sorted(row["received_on"] for row in rows(file_of("requests")))
    at = opened(
        "requests", {"received_on.from": first, "received_on.to": last}, snapshot=DAY
    )
    assert listed(at) == len(rows(file_of("requests")))
    at = opened(
        "requests", {"received_on.from": last, "received_on.to": last}, snapshot=DAY
    )
    assert listed(at) >= 1


def test_filters_and_file_go_together_whatever_is_chosen(site: Server) -> None:
    at = opened("retention", snapshot=DAY)
    at.multiselect("retention.status").set_value(["overdue", "on_hold"])
    at.multiselect("retention.category").set_value(["health"]).run()
    where = {"status": ["overdue", "on_hold"], "category": ["health"]}
    file = narrowed(file_of("retention"), where)
    assert listed(at) == len(rows(file)) > 0
    assert taken(site, export_link(at)).body == file


def test_language_and_snapshot_leave_page_and_filter_alone() -> None:
    at = framed("requests", status="overdue")
    before = at.dataframe[0].value["request_id"].tolist()
    at.sidebar.button_group[0].set_value("en").run()
    assert at.title[0].value == ENGLISH("pages.requests.title")
    assert at.multiselect("requests.status").value == ["overdue"]
    assert at.dataframe[0].value["request_id"].tolist() == before
    at.selectbox(key="snapshot").set_value(DAY).run()
    assert at.title[0].value == ENGLISH("pages.requests.title")
    expected = narrowed(file_of("requests"), {"status": ["overdue"]})
    assert len(at.dataframe[0].value) == min(len(rows(expected)), list_view.ROWS)


# Sorting and paging


def pages_of(at: AppTest, key: str) -> Iterator[list[str]]:
    """Walk through the pages of a list; return the keys on each."""
    last = at.pagination[0].proto.num_pages
    for page in range(1, last + 1):
        at = at.pagination[0].set_value(page).run()
        yield at.dataframe[0].value[key].tolist()


@pytest.mark.parametrize("name", ["requests", "clients"])
def test_no_row_is_lost_or_shown_twice_between_pages(name: str) -> None:
    key = ANSWERS[name]["key"]
    pages = list(pages_of(opened(name, snapshot=DAY), key))
    assert {len(page) for page in pages[:-1]} == {50}
    walked = [each for page in pages for each in page]
    assert sorted(walked) == [row[key] for row in rows(file_of(name))]


@pytest.mark.parametrize("column", ["received_on", "closed_on", "status"])
@pytest.mark.parametrize("down", [True, False])
def test_list_is_sorted_across_pages_with_nulls_last(column: str, down: bool) -> None:
    at = opened("requests", snapshot=DAY)
    at.selectbox("requests.order").set_value(column)
    at.toggle("requests.down").set_value(down).run()
    known = {row["request_id"]: row for row in rows(file_of("requests"))}
    walked = [known[key][column] for page in pages_of(at, "request_id") for key in page]
    told_, rest = [v for v in walked if v], [v for v in walked if not v]
    place = queries.GRAVITY["request_status"].index if column == "status" else str
    assert walked == sorted(told_, key=place, reverse=down) + rest


@pytest.mark.parametrize("name", ["retention", "requests", "findings", "transfers"])
def test_list_opens_on_what_is_to_be_done_first(name: str) -> None:
    column = "severity" if name == "findings" else "status"
    gravity = queries.GRAVITY[domain_of(name, column) or ""]
    chips = opened(name, snapshot=DAY).dataframe[0].value[column]
    top = [label for (label,) in chips]
    worst = [row[column] for row in rows(file_of(name))]
    worst.sort(key=gravity.index)
    named = [DUTCH.value(name, column, code) for code in worst]
    assert top == named[: len(top)]


def test_most_overdue_request_that_is_open_comes_first() -> None:
    first = opened("requests", snapshot=DAY).dataframe[0].value.iloc[0]
    late = [row for row in rows(file_of("requests")) if row["status"] == "overdue"]
    assert first["days_overdue"] == max(int(row["days_overdue"]) for row in late)


def test_two_lists_of_equal_length_are_not_mixed_up() -> None:
    file = rows(file_of("findings"))
    lengths = Counter(row["rule"] for row in file)
    first, second = next(
        (a, b) for a in lengths for b in lengths if a < b and lengths[a] == lengths[b]
    )
    at = opened("findings", snapshot=DAY, rule=first)
    for rule in (first, second, first):
        at.multiselect("findings.rule").set_value([rule]).run()
        keys = sorted(row["subject_key"] for row in file if row["rule"] == rule)
        assert sorted(at.dataframe[0].value["subject_key"]) == keys[:50]


# Charts


def drawn(at: AppTest) -> int:
    """Add up the bars of a page's first chart."""
    return sum(sum(series["x"]) for series in charts(at)[0]["data"])


def test_chart_of_transfers_counts_those_that_run_outside_the_eea() -> None:
    running = [
        row
        for row in rows(file_of("transfers", LATER))
        if row["status"] not in ("ended", "within_eea")
    ]
    assert drawn(pictured("transfers")) == len(running) > 0


def test_chart_of_findings_leaves_out_no_rule_and_draws_the_gravest_first() -> None:
    file = rows(file_of("findings", LATER))
    at = pictured("findings")
    (caption,) = [each.value for each in at.caption if "andere, samen" in each.value]
    others = int(re.sub(r"\D", "", caption.split("samen")[1]))
    assert drawn(at) + others == len(file)
    (chart, *_) = charts(at)
    severities = dict.fromkeys(row["severity"] for row in file)
    labels = {s: chart["data"][n]["x"] for n, s in enumerate(gravest(severities))}
    high = {row["rule"] for row in file if row["severity"] == "high"}
    assert len([n for n in labels["high"] if n]) == len(high)
    assert labels["high"][-1] > 0, "the first bar is not of the gravest"


def gravest(severities: Iterable[str]) -> list[str]:
    return sorted(severities, key=queries.SEVERITIES.index)


@pytest.mark.parametrize("name", ["requests", "recipients"])
def test_chart_counts_the_very_rows_of_its_list(name: str) -> None:
    assert drawn(pictured(name)) == listed(seen(name))
    value = rows(file_of(name, LATER))[0][
        "status" if name != "recipients" else "agreement"
    ]
    column = "agreement" if name == "recipients" else "status"
    rows_of, bars_of = (
        opened(name, {column: value}, snapshot=LATER, view=view)
        for view in ("list", "chart")
    )
    assert drawn(bars_of) == listed(rows_of) > 0


def test_every_chart_says_in_words_what_it_shows() -> None:
    for name in routes.PAGES:
        for chart in filter(is_chart, nodes(pictured(name))):
            assert DUTCH("charts.alternative") in alternative(chart)


def test_list_says_when_its_file_takes_long(monkeypatch: pytest.MonkeyPatch) -> None:
    large = DUTCH("list.export_large")
    assert large not in [each.value for each in opened("retention").caption]
    monkeypatch.setattr(download_menu, "LARGE", 1)
    assert large in [each.value for each in opened("retention").caption]


# Chips, and the row that is opened


def chip_of(at: AppTest, name: str) -> tuple[Any, list[str]]:
    """Return the chips of a list, and what each says."""
    groups: list[Any] = list(at.get("button_group"))
    (chips,) = (each for each in groups if each.key == f"{name}.chip")
    return chips, [option.content for option in chips.proto.options]


@pytest.mark.parametrize("name", [n for n in LISTS if n != "register_processor"])
def test_chip_counts_the_rows_that_it_lists(name: str) -> None:
    at = opened(name, snapshot=LATER)
    for label in chip_of(at, name)[1]:
        written = re.fullmatch(r"\*\*([\d.]+)\*\* .+", label)
        assert written, label
        chips, labels = chip_of(at, name)
        at = chips.set_value(chips.options[labels.index(label)]).run()
        assert listed(at) == int(written[1].replace(".", ""))


def _every_finding() -> None:
    """Draw the way to the record of a finding of each rule and kind of subject."""
    from data.ask import ask
    from pages.parts.lists import records
    from pages.parts.session.readers import reader
    from pages.parts.shell import context

    ctx = context.current()
    for row in ask(reader(), ctx.snapshot, "findings").unique("rule").to_dicts():
        records.link(ctx, row)


def test_every_finding_leads_to_its_record() -> None:
    at = looking(AppTest.from_function(_every_finding, default_timeout=30))
    at.query_params["snapshot"] = DAY
    assert is_quiet(at.run())
    rules = {row["rule"] for row in rows(file_of("findings"))}
    ways = [re.search(r"\]\(/(\w+)\?", each.value) for each in at.markdown]
    assert len(ways) == len(rules)
    assert {way[1] for way in ways if way} <= set(routes.PAGES)
    assert None not in ways
