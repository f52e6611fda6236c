"""A bar of a chart, the list that it opens and the file of that list count the same."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect
from streamlit.testing.v1 import AppTest

from pages.parts.lists import list_charts
from pages.parts.lists.counted_chart import FEW
from pages.parts.session import routes
from tests.support.browser import Server, ready
from tests.support.screen import (
    DUTCH,
    ENGLISH,
    LISTS,
    charts,
    export_link,
    file_of,
    is_quiet,
    listed,
    opened,
)
from tests.support.sealed import DAY, day_with_rows
from tests.support.tables import tables
from tests.support.web import rows
from tests.support.wire import taken

pytestmark = pytest.mark.usefixtures("shown")
CHARTED = [n for n in LISTS if "list_charts" in routes.path(n).read_text()]
NARROWED: dict[str, dict[str, list[str]]] = {
    "retention": {
        "status": ["overdue", "within"],
        "effective_due_on.from": ["2026-12-10"],
        "principal": ["!.."],
    },
    "requests": {"received_on.from": ["2026-01-15"], "days_overdue": ["5.."]},
    "disclosures": {"category": ["health"], "disclosed_12m": ["true"]},
    "register": {"categories": ["health", "contact"]},
    "clients": {"statement_version": ["!..", "2018-05-25"]},
}
"""A narrower list of a page, with what its bars must keep to."""


def links(at: AppTest) -> Iterator[tuple[int, str, dict[str, list[str]]]]:
    """Return each count of a chart's table that is a link: number, page, address."""
    for table in tables(at):
        for cell in table.value.to_numpy().ravel():
            if match := re.fullmatch(r"\[([\d\\.]+)\]\((/\w+\?.*)\)", str(cell)):
                target = urlsplit(match[2])
                number = int(re.sub(r"\D", "", match[1]))
                yield number, target.path.strip("/"), parse_qs(target.query)


def counted(name: str, where: dict[str, list[str]]) -> list[str]:
    """Return every way in which a count of a page is not what its link opens.

    Of those that narrow by the same columns, as one bar beside the other, three are
    opened. A count that opens another page's list is tested with that list.
    """
    at = opened(name, where, snapshot=day_with_rows(name), view="chart")
    assert is_quiet(at)
    wrong = []
    alike: dict[frozenset[str], list[tuple[int, dict[str, list[str]]]]] = {}
    for number, page, address in links(at):
        if page == name:
            alike.setdefault(frozenset(address), []).append((number, address))
    for number, address in chain.from_iterable(
        places[:: max(1, len(places) // 3)][:3] for places in alike.values()
    ):
        to = opened(name, address)
        if not (is_quiet(to) and listed(to) == number > 0):
            wrong.append(f"{number} is not {listed(to)}: {address}")
    return wrong


@pytest.mark.parametrize("name", CHARTED)
def test_count_of_a_chart_opens_as_many_rows(name: str) -> None:
    assert any(
        page == name
        for _, page, _ in links(
            opened(name, snapshot=day_with_rows(name), view="chart")
        )
    )
    assert counted(name, {}) == []


@pytest.mark.parametrize("name", NARROWED)
def test_count_of_a_narrower_list_keeps_its_filters(name: str) -> None:
    assert listed(opened(name, NARROWED[name], snapshot=DAY)) > 0
    assert counted(name, NARROWED[name]) == []


@pytest.mark.parametrize("name", CHARTED)
def test_bar_list_and_file_hold_the_same_rows(name: str, site: Server) -> None:
    counts = [
        (n, address)
        for n, page, address in links(
            opened(name, snapshot=day_with_rows(name), view="chart")
        )
        if page == name
    ]
    for number, address in counts[:: max(1, len(counts) // 4)]:
        to = opened(name, address)
        assert len(rows(taken(site, export_link(to)).body)) == listed(to) == number


def test_bars_add_up_to_what_their_table_counts() -> None:
    at = opened("requests", snapshot=DAY, view="chart")
    linked = sum(
        n for n, page, address in links(at) if address.keys() >= {"kind", "status"}
    )
    assert linked == sum(sum(series["x"]) for series in charts(at)[0]["data"])
    assert linked == listed(opened("requests", snapshot=DAY))


def test_count_of_what_was_searched_for_is_no_link() -> None:
    at = opened("retention", snapshot=DAY, view="chart")
    assert list(links(at))
    at.text_input("retention.search").input("C-0").run()
    assert charts(at)
    assert not list(links(at))


# Days overdue and the principal


@pytest.mark.parametrize("name", ["requests", "retention"])
@pytest.mark.parametrize("spans", [["1..7"], ["8..30", "366.."], ["31..90", "91..365"]])
def test_days_overdue_are_filtered_by_ranges(name: str, spans: list[str]) -> None:
    at = opened(name, {"days_overdue": spans}, snapshot=DAY)
    assert is_quiet(at)
    days = [int(row["days_overdue"] or 0) for row in rows(file_of(name))]
    ranges = [span.split("..") for span in spans]
    kept = [n for n in days if any(int(a) <= n <= int(b or n) for a, b in ranges)]
    assert listed(at) == len(kept)
    assert at.multiselect(f"{name}.days_overdue").value == spans


def test_ranges_of_days_are_said_in_words() -> None:
    for language, words in {"nl": DUTCH, "en": ENGLISH}.items():
        at = opened("requests", lang=language)
        options = at.multiselect("requests.days_overdue").options
        assert options[0] == words("list.days", low="1", high="7")
        assert options[-1] == words("list.days_from", low="365")


@pytest.mark.parametrize("days", ["soon", "1..x", "0..7", "..", "7"])
def test_days_overdue_that_cannot_be_read_are_said_to_be_so(days: str) -> None:
    at = opened("retention", {"days_overdue": days}, snapshot=DAY)
    label = DUTCH.column("days_overdue")
    message = DUTCH("errors.unknown_filter", filter=label)
    assert [each.value for each in at.warning] == [message]
    assert listed(at) == len(rows(file_of("retention")))


def test_retention_is_filtered_by_principal_or_by_none() -> None:
    file = rows(file_of("retention"))
    principals = {row["principal"] for row in file}
    assert "" in principals
    assert len(principals) > 3
    for name in principals:
        at = opened("retention", {"principal": name or "!.."}, snapshot=DAY)
        assert listed(at) == sum(row["principal"] == name for row in file)
        assert all(bool(row["trajectory_id"]) == bool(row["principal"]) for row in file)


# In a browser


def test_click_on_a_bar_narrows_the_list(page: Page, site: Server) -> None:
    page.goto(f"{site.url}/requests?snapshot={DAY}&view=chart")
    ready(page)
    bar = page.locator("[data-testid=stPlotlyChart] .bars .point path").first
    bar.scroll_into_view_if_needed()
    bar.click(force=True)
    page.wait_for_url(re.compile(r"kind=\w+.*status=\w+|status=\w+.*kind=\w+"))
    ready(page)
    query = parse_qs(urlsplit(page.url).query)
    where = [
        row
        for row in rows(file_of("requests"))
        if (row["kind"], row["status"]) == (query["kind"][0], query["status"][0])
    ]
    heading = DUTCH.count("units.rows", len(where))
    expect(page.get_by_role("heading", name=heading, exact=True)).to_be_visible()
    assert where


def test_an_axis_of_few_requests_has_whole_numbers() -> None:
    at = opened("requests", kind="access", snapshot=DAY, view="chart")
    (lines,) = [
        drawing for drawing in charts(at) if drawing["data"][0]["type"] == "scatter"
    ]
    most = max(n for trace in lines["data"] for n in trace["y"])
    assert 1 < most <= FEW
    step = lines["layout"]["yaxis"]["dtick"]
    assert step == int(step) >= 1


def test_statuses_that_nobody_judged_say_where_to_judge_them() -> None:
    with pytest.raises(LookupError, match=r"which of mood is bad: .* BAD of"):
        list_charts.bad_statuses("mood")


def test_a_list_whose_rows_have_no_name_says_where_to_name_them() -> None:
    with pytest.raises(LookupError, match=r"rows of moods are: .* UNITS of"):
        list_charts.unit("moods")
