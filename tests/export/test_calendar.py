"""The agenda's ways out: on screen, as CSV and as iCalendar, all the same lines."""

from __future__ import annotations

import re
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar
from playwright.sync_api import Page, expect
from streamlit.testing.v1 import AppTest

from data.__main__ import main
from data.ask import FilterError, Question, Reader, ask, find_query, read_filters
from data.export import calendar
from data.export.calendar import CalendarExport
from data.export.calendar_event import Made, uid
from data.export.calendar_event import event as event_of
from data.figures import dealing
from data.snapshot import Snapshot
from data.words import LANGUAGES, words_for
from pages.parts.duties import agenda_effects
from tests.pages.test_agenda import a_case, events, made
from tests.support.browser import Server, ready
from tests.support.exported import calendar_file, content
from tests.support.making import Making
from tests.support.screen import (
    DUTCH,
    ENGLISH,
    Address,
    export_link,
    is_quiet,
    listed,
    opened,
)
from tests.support.sealed import DAY, EMPTY, a_reader, run, sample
from tests.support.web import rows as read
from tests.support.wire import taken

EACH_LANGUAGE = pytest.mark.parametrize("language", LANGUAGES)
UNTIL = "2027-01-15"
ASKED: dict[str, Address] = {
    "until a day": {"due_on.to": UNTIL},
    "overdue": {"period": "overdue"},
    "this month": {"period": ["week", "month"]},
    "requests": {"kind": "request"},
}
"""Addresses of the agenda's page."""
TOLD = {
    "until a day": ["--until", UNTIL],
    "overdue": ["--only", "period=overdue"],
    "this month": ["--only", "period=week", "--only", "period=month"],
    "requests": ["--only", "kind=request"],
}
"""The same, as the command takes them."""


@pytest.fixture(scope="module")
def rows(reader: Reader) -> pl.DataFrame:
    return ask(reader, sample(), "agenda")


@EACH_LANGUAGE
def test_calendar_says_what_the_list_says(
    rows: pl.DataFrame, reader: Reader, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DASHBOARD_URL", "https://dashboard.example/")
    by_uid, words = (
        events(calendar_file(reader, sample(), language)),
        words_for(language),
    )
    days = rows.with_columns(
        day=pl.when(period="overdue")
        .then(pl.lit("overdue"))
        .otherwise(pl.col("due_on").cast(pl.String))
    )
    many = days.filter(pl.len().over("day", "kind") >= 4, pl.col("due_at").is_null())
    together = set(many["deadline_id"])
    assert 0 < len(together) < rows.height
    for row in rows.iter_rows(named=True):
        event = by_uid.get(uid(sample(), row["deadline_id"]))
        assert (event is None) == (row["deadline_id"] in together)
        if event is None:
            continue
        title = str(event["SUMMARY"])
        assert title.endswith(words.sealed(row, "what"))
        assert ("overdue" == row["period"]) == (event["PRIORITY"] == 1)
        for name in ("working", "basis"):
            assert words.sealed(row, name) in event["DESCRIPTION"]
        assert "https://dashboard.example/" in event["DESCRIPTION"]
        assert event["URL"].startswith("https://dashboard.example/")
        (kind,) = event["CATEGORIES"].cats
        assert kind.casefold() == words.code("deadline", row["kind"])
        if row["period"] == "overdue":
            assert event["DTSTART"].dt == date(2026, 11, 2)  # the Monday after
            assert words.date(row["due_on"] + timedelta(days=1)) in title
            assert words.date(row["due_on"]) in event["DESCRIPTION"]
        elif row["due_at"] is None:
            assert event["DTSTART"].dt == row["due_on"]
        if row["due_at"] is None:
            assert event["DTEND"].dt - event["DTSTART"].dt == timedelta(days=1)


def test_many_of_a_kind_on_a_day_are_one_event_that_names_them_all(
    rows: pl.DataFrame, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DASHBOARD_URL", "https://dashboard.example")
    by_uid = events(calendar_file(reader, sample(), "nl"))
    late = rows.filter(period="overdue", kind="erasure")
    event = by_uid[uid(sample(), "day/overdue/erasure/")]
    lines = str(event["DESCRIPTION"]).splitlines()
    assert sum(line.startswith("- ") for line in lines) == late.height >= 4
    for row in late.iter_rows(named=True):
        assert any(DUTCH.sealed(row, "what") in line for line in lines)
    first = DUTCH.date(min(late["due_on"].to_list()) + timedelta(days=1))
    assert str(event["SUMMARY"]).startswith(f"TE LAAT, de oudste sinds {first}: Wissen")
    assert event["URL"] == (
        "https://dashboard.example/agenda?kind=erasure&period=overdue"
    )


def test_each_event_is_told_of_in_time_by_the_controller(reader: Reader) -> None:
    seal = sample().seal
    for event in events(calendar_file(reader, sample(), "nl")).values():
        (alarm,) = event.walk("VALARM")
        is_overdue = event["PRIORITY"] == 1
        assert (alarm["TRIGGER"].dt > timedelta()) == is_overdue
        assert alarm["DESCRIPTION"] == event["SUMMARY"]
        assert event["ORGANIZER"].params["CN"] == seal["controller"]


def test_calendar_has_no_link_without_an_address(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DASHBOARD_URL", raising=False)
    file = calendar_file(reader, sample(), "nl")
    assert b"http" not in file
    assert not any("URL" in event for event in events(file).values())


def test_overdue_stands_on_no_public_holiday(tmp_path: Path) -> None:
    """After 4 May 2027 come Liberation Day and Ascension Day."""
    making = Making(as_of=date(2027, 5, 4))
    making.add("breach", discovered_at="2027-01-04T09:30:00+01:00", risk="high")
    with closing(a_reader()) as reader:
        by_uid = events(calendar_file(reader, made(making, tmp_path), "nl"))
    assert {event["DTSTART"].dt for event in by_uid.values()} == {date(2027, 5, 7)}
    assert all(
        str(e["SUMMARY"]).startswith("TE LAAT sinds 8 jan") for e in by_uid.values()
    )


@pytest.fixture
def dealt_with(tmp_path: Path) -> list[Snapshot]:
    """Return two snapshots; in the second one deadline of the first is dealt with."""
    later = a_case(as_of=date(2026, 11, 30))
    later.tables["holding"] = [
        row for row in later.tables["holding"] if row["fiscal_year"] != 2018
    ]
    return [made(a_case(), tmp_path), made(later, tmp_path)]


DONE = "erasure/T-000001/fiscal 2018"


def test_what_is_dealt_with_is_cancelled_by_the_next_calendar(
    dealt_with: list[Snapshot],
) -> None:
    with closing(a_reader()) as reader:
        before, after = (
            events(calendar_file(reader, month, "nl")) for month in dealt_with
        )
    gone = after[uid(dealt_with[1], DONE)]
    old = before[uid(dealt_with[0], DONE)]
    assert gone["STATUS"] == "CANCELLED" and old["STATUS"] == "CONFIRMED"
    assert gone["SEQUENCE"] > old["SEQUENCE"]
    assert gone["DTSTART"].dt == old["DTSTART"].dt
    assert str(gone["SUMMARY"]) == f"Vervallen: {old['SUMMARY']}"
    assert not gone.walk("VALARM")
    others = {key: event for key, event in after.items() if event is not gone}
    assert others and all(e["STATUS"] == "CONFIRMED" for e in others.values())


def test_what_was_gone_a_month_ago_is_still_cancelled(
    dealt_with: list[Snapshot], tmp_path: Path
) -> None:
    """Whoever did not import the month between still has it."""
    month = a_case(as_of=date(2026, 12, 31))
    month.tables["holding"] = [
        row for row in month.tables["holding"] if row["fiscal_year"] != 2018
    ]
    third = made(month, tmp_path)
    with closing(a_reader()) as reader:
        between, after = (
            events(calendar_file(reader, each, "nl")) for each in (dealt_with[1], third)
        )
    gone, told_before = after[uid(third, DONE)], between[uid(third, DONE)]
    assert gone["STATUS"] == told_before["STATUS"] == "CANCELLED"
    assert gone["SEQUENCE"] > told_before["SEQUENCE"]
    assert gone["DTSTART"].dt == told_before["DTSTART"].dt


def test_what_is_left_out_by_choice_is_not_cancelled(
    dealt_with: list[Snapshot],
) -> None:
    filters = read_filters(find_query("agenda"), {"due_on": "..2027-02-01"})
    part = CalendarExport(Question("agenda", filters), "nl")
    with closing(a_reader()) as reader:
        by_uid = events(content(reader, dealt_with[1], part))
    states = sorted(str(event["STATUS"]) for event in by_uid.values())
    assert states == ["CANCELLED", "CONFIRMED"]


def test_calendar_says_when_it_cannot_cancel(dealt_with: list[Snapshot]) -> None:
    first, second = dealt_with
    with closing(a_reader()) as reader:
        knowing = calendar_file(reader, second, "en")
        first.path.rename(first.path.with_name("elsewhere"))
        blind = calendar_file(reader, second, "en")
    assert b"in here as cancelled" in knowing.replace(b"\r\n ", b"")
    assert b"Take those appointments away yourself" in blind.replace(b"\r\n ", b"")
    assert b"STATUS:CANCELLED" in knowing and b"STATUS:CANCELLED" not in blind


def test_calendar_of_an_empty_agenda_is_refused(reader: Reader) -> None:
    with pytest.raises(FilterError, match="A calendar holds at least one deadline"):
        calendar_file(reader, sample(EMPTY), "nl")


def test_calendar_without_a_deadline_is_refused(
    shown: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "a.ics"
    words = ["agenda", "--snapshots", str(shown), "--out", str(out)]
    assert main([*words, "--until", "1990-01-01"]) == 1
    message = capsys.readouterr().err
    assert message.startswith("A calendar holds at least one deadline")
    assert message.count("\n") == 1
    assert not out.exists()


def is_well_formed(file: bytes) -> bool:
    """Return whether lines end in CRLF and are folded at 75 octets (RFC 5545, 3.1)."""
    lines = file.split(b"\r\n")
    return (
        lines[-1] == b""
        and b"\n" not in b"".join(lines).replace(b"\r\n", b"")
        and all(len(line) <= 75 for line in lines)
    )


@EACH_LANGUAGE
def test_calendar_is_published_folded_and_the_same_each_time(
    reader: Reader, language: str
) -> None:
    file = calendar_file(reader, sample(), language)
    assert file == calendar_file(reader, sample(), language)
    assert is_well_formed(file)
    top = Calendar.from_ical(file)
    assert (str(top["METHOD"]), str(top["VERSION"])) == ("PUBLISH", "2.0")
    assert language.upper() in str(top["PRODID"])


TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=120
)


@given(name=TEXTS, department=st.one_of(st.none(), TEXTS), day=st.dates())
def test_calendar_carries_any_name_there_and_back(
    name: str, department: str | None, day: date
) -> None:
    row = {
        "deadline_id": f"agreement/{name}",
        "kind": "agreement",
        "subject_table": "recipient",
        "subject_key": "RC-0001",
        "client_id": None,
        "due_on": min(day, date(9999, 12, 30)),
        "due_at": None,
        "period": "later",
        "hold": None,
        "department": department,
        **dict.fromkeys(("basis", "what", "working"), f"about {name} it is."),
    }
    top = Calendar()
    on = Made(sample(), date(2026, 11, 2), {})
    top.add_component(event_of(on, name, [row], ENGLISH))
    file = top.to_ical()
    (event,) = events(file).values()
    assert is_well_formed(file)
    assert event["SUMMARY"] == row["what"]
    assert not department or department in event["DESCRIPTION"]


def test_calendar_for_too_many_is_refused_in_a_sentence(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calendar, "MOST", 3)
    with pytest.raises(FilterError, match="A calendar takes 3 deadlines at most"):
        calendar_file(reader, sample(), "nl")


# -- the page, and the command ----------------------------------------------------


def calendar_link(at: AppTest) -> str:
    urls = [str(each.proto.url) for each in at.get("link_button")]
    (url,) = (url for url in urls if ".ics?" in url)
    return url


def commanded(snapshots: Path, to: Path, *arguments: str) -> bytes:
    """Return what `python -m data agenda` writes."""
    done = run(
        "agenda",
        "--day",
        DAY,
        "--snapshots",
        snapshots,
        "--out",
        to,
        *map(str, arguments),
    )
    assert done.returncode == 0, done.stderr
    return to.read_bytes()


def deadlines(file: bytes) -> int:
    """Count the deadlines of a calendar: one an event, or a line each."""
    lines = (str(e["DESCRIPTION"]).splitlines() for e in events(file).values())
    return sum(max(1, sum(x.startswith("- ") for x in each)) for each in lines)


@pytest.mark.parametrize("how", ASKED)
def test_page_and_command_write_the_same_files(
    how: str, shown: Path, site: Server, tmp_path: Path
) -> None:
    at = opened("agenda", ASKED[how], snapshot=DAY)
    assert is_quiet(at)
    table = commanded(shown, tmp_path / "a.csv", *TOLD[how])
    assert taken(site, export_link(at)).body == table
    calendar = commanded(shown, tmp_path / "a.ics", *TOLD[how])
    answer = taken(site, calendar_link(at))
    assert answer.body == calendar
    assert answer.headers["content-type"].startswith("text/calendar")
    assert listed(at) == len(read(table)) == deadlines(calendar) > 0


def test_agenda_looks_a_quarter_ahead_until_asked_otherwise(shown: Path) -> None:
    ahead = (date.fromisoformat(DAY) + timedelta(weeks=13)).isoformat()
    assert opened("agenda", snapshot=DAY).query_params["due_on.to"] in (ahead, [ahead])
    at = opened("agenda", {"period": "overdue"}, snapshot=DAY)
    assert "due_on.to" not in at.query_params


def test_lines_lead_to_where_they_are_dealt_with(reader: Reader) -> None:
    rows = ask(reader, sample(), "agenda").filter(kind="agreement")
    assert rows.height
    for row in rows.iter_rows(named=True):
        key = row["subject_key"]
        assert agenda_effects.target(row) == ("recipients", {"search": key})


def test_link_to_one_row_brings_its_search_along(shown: Path) -> None:
    at = opened("recipients", {"search": "RC-0001"}, snapshot=DAY)
    assert at.text_input("recipients.search").value == "RC-0001"
    assert listed(at) == 1
    at = at.text_input("recipients.search").set_value("").run()
    assert "search" not in at.query_params
    assert listed(at) > 1


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (["--out", "a.txt"], "FILE ends in .ics or .csv"),
        (["--out", "a.ics", "--only", "kind"], "a filter is COLUMN=VALUE"),
        (["--out", "a.ics", "--until", "soon"], "invalid"),
        (["--out", "a.ics", "--lang", "fr"], "invalid choice"),
        ([], "--out"),
    ],
)
def test_command_refuses_what_it_cannot_write(arguments: list[str], why: str) -> None:
    done = run("agenda", *arguments)
    assert done.returncode == 2
    assert why in done.stderr.decode()


def test_command_refuses_a_column_that_is_not_there(
    shown: Path, tmp_path: Path
) -> None:
    file = tmp_path / "a.ics"
    done = run(
        *("agenda", "--snapshots", shown, "--out", file, "--only", "bsn=1"),
    )
    assert done.returncode == 1
    assert done.stderr.decode().count("\n") == 1
    assert not file.exists()


@pytest.mark.parametrize(
    "wrong", ["lang=fr", "lang=nl&lang=en", "bsn=1", "due_on=soon", "kind="]
)
def test_server_refuses_a_calendar_it_cannot_make(wrong: str, site: Server) -> None:
    answer = taken(site, f"/export/agenda.ics?snapshot={DAY}&{wrong}")
    assert answer.status in (400, 404)
    assert "Traceback" not in answer.text


def test_selected_lines_say_what_dealing_with_them_changes(
    site: Server, page: Page, reader: Reader
) -> None:
    page.goto(f"{site.url}/agenda?snapshot={DAY}&kind=request")
    ready(page)
    table = page.get_by_test_id("stDataFrame").locator("canvas").first
    expect(table).to_be_visible(timeout=30_000)
    # the box that selects every line; what scrolls lies over the canvas
    table.click(position={"x": 15, "y": 17}, force=True)
    filters = agenda_of_requests(reader)
    after = dealing.dealt_with(ask(reader, sample(), "key_figures"), filters)
    new = after["requests_on_time_12m"]
    counts = DUTCH(
        "figures.counts",
        numerator=DUTCH.number(new.numerator),
        denominator=DUTCH.number(new.denominator),
    )
    shown = f"{DUTCH.percent(new.value)} ({counts})"
    expect(page.get_by_text(shown).first).to_be_visible()
    number = filters["subject_key"][0]
    expect(page.get_by_role("link", name=re.compile(number)).first).to_be_visible()


def agenda_of_requests(reader: Reader) -> pl.DataFrame:
    """Return the lines about requests that a page of the list has."""
    return ask(reader, sample(), "agenda").filter(kind="request").head(50)
