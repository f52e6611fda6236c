"""The agenda: each deadline once, by the rules, on screen and in every file."""

from __future__ import annotations

import re
from collections import Counter
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from icalendar import Calendar

from data import snapshot
from data.ask import Reader, ask
from data.figures import dealing
from data.seal.run import seal
from data.snapshot import Snapshot
from pages.parts.duties import undated_items
from pages.parts.text import cell_labels
from tests.support.exported import calendar_file
from tests.support.making import AS_OF, Making
from tests.support.screen import DUTCH, ENGLISH, opened, texts
from tests.support.sealed import DAY, a_reader, sample


@pytest.fixture(scope="module")
def rows(reader: Reader) -> pl.DataFrame:
    return ask(reader, sample(), "agenda")


def made(making: Making, folder: Path) -> Snapshot:
    """Seal a source that was made."""
    day = making.as_of.isoformat()
    seal(making.write(folder / f"source {day}"), folder / "snapshots", replace=True)
    return snapshot.find(folder / "snapshots", day)


def events(file: bytes) -> dict[str, Any]:
    """Read a calendar file back: its events by UID."""
    parsed = Calendar.from_ical(file).walk("VEVENT")
    by_uid = {str(event["UID"]): event for event in parsed}
    assert len(by_uid) == len(parsed)
    return by_uid


def keys(frame: pl.DataFrame, *kinds: str) -> list[str]:
    some = frame.filter(pl.col("kind").is_in(kinds))
    return sorted(some["subject_key"].to_list())


# -- which deadlines there are --------------------------------------------------


def test_deadlines_stand_once_in_the_order_of_their_day(rows: pl.DataFrame) -> None:
    assert rows["deadline_id"].n_unique() == rows.height > 0
    assert rows.equals(rows.sort("due_on", "deadline_id"))


def test_what_is_overdue_is_what_the_rules_find(
    rows: pl.DataFrame, reader: Reader
) -> None:
    findings = ask(reader, sample(), "findings")
    late = rows.filter(period="overdue")
    reviewed = ask(reader, sample(), "register").drop_nulls("reviewed_on")
    breaches = ask(reader, sample(), "breaches")

    def by(rule: str) -> list[str]:
        return sorted(findings.filter(rule=rule)["subject_key"].to_list())

    never_told = breaches.filter(pl.col("authority_notified_at").is_null())
    assert keys(late, "request") == by("REQ-01")
    assert keys(late, "authorisation") == by("AUT-01")
    assert keys(late, "activity") == sorted(
        set(by("REG-02")) & set(reviewed["activity_id"])
    )
    assert keys(late, "breach_authority") == sorted(
        set(by("BRC-01")) & set(never_told["breach_id"])
    )
    assert keys(late, "breach_subjects") == by("BRC-02")
    assert late.filter(kind="erasure")["items"].sum() == len(by("RET-01"))


def test_only_what_waits_for_someone_else_has_no_line(
    rows: pl.DataFrame, reader: Reader
) -> None:
    requests = ask(reader, sample(), "requests").filter(pl.col("closed_on").is_null())
    waiting = requests.filter(status="awaiting_identity")
    assert keys(rows, "request") == sorted(
        set(requests["request_id"]) - set(waiting["request_id"])
    )
    dated = ("overdue", "due_soon", "within")
    held = ask(reader, sample(), "retention").filter(pl.col("status").is_in(dated))
    erasures = rows.filter(kind="erasure")
    assert erasures["items"].sum() == held.height
    for name in ("due_on", "client_id"):
        theirs = "effective_due_on" if name == "due_on" else name
        assert set(erasures[name]) == set(held[theirs])


def test_expired_agreement_counts_while_it_is_used(
    rows: pl.DataFrame, reader: Reader
) -> None:
    used = ask(reader, sample(), "recipients").filter(pl.col("disclosures_12m") > 0)
    late = rows.filter(period="overdue")
    expired = used.filter(agreement="expired")["recipient_id"].to_list()
    assert keys(late, "agreement") == sorted(expired)
    lapsed = used.filter(iso27001="expired")["recipient_id"].to_list()
    assert keys(late, "certificate") == sorted(lapsed)


def ended(making: Making, on: date) -> dict[str, str]:
    """Add a client with a trajectory that ended; return what a holding of it says."""
    client, actor = making.add("client"), making.add("principal")
    trajectory = making.add(
        "trajectory",
        client_id=client,
        principal_id=actor,
        started_on=date(2020, 1, 1),
        ended_on=on,
        result="stopped",
    )
    return {"client_id": client, "trajectory_id": trajectory}


def a_case(*, withdrawn_on: date | None = None, as_of: date = AS_OF) -> Making:
    """Make an ended trajectory with five items under three terms."""
    making = Making(as_of=as_of)
    here = ended(making, date(2025, 1, 15))
    making.add("consent", client_id=here["client_id"], withdrawn_on=withdrawn_on)
    for item in ("photo", "cv", "job"):
        making.add("holding", item=item, **here)
    for year in (2018, 2021):
        making.add("holding", item="invoice", fiscal_year=year, **here)
    return making


def test_items_of_one_trajectory_are_one_line_per_term(tmp_path: Path) -> None:
    with closing(a_reader()) as reader:
        rows = ask(reader, made(a_case(), tmp_path), "agenda")
    lines = rows.select("deadline_id", "due_on", "items", "hold").rows()
    assert lines == [
        ("erasure/T-000001/fiscal 2018", date(2026, 3, 31), 1, None),
        ("erasure/T-000001/trajectory", date(2027, 1, 15), 3, None),
        ("erasure/T-000001/fiscal 2021", date(2029, 3, 31), 1, "keep"),
    ]


def test_deadline_keeps_its_name_when_its_day_moves(tmp_path: Path) -> None:
    later = a_case(withdrawn_on=date(2026, 11, 10), as_of=date(2026, 11, 30))
    first, second = (made(case, tmp_path) for case in (a_case(), later))
    with closing(a_reader()) as reader:
        before, after = (
            events(calendar_file(reader, month, "nl")) for month in (first, second)
        )
        named = ask(reader, second, "agenda")["deadline_id"].to_list()
    assert "erasure/T-000001/consent photo" in named
    assert before.keys() < after.keys()
    for uid, event in before.items():
        assert after[uid]["SEQUENCE"] > event["SEQUENCE"]
        assert after[uid]["DTSTAMP"].dt > event["DTSTAMP"].dt
    summaries = [str(event["SUMMARY"]) for event in after.values()]
    assert "Wis 2 gegevens (traject T-000001)" in summaries


def test_breach_is_due_to_the_hour(tmp_path: Path) -> None:
    making = Making()
    making.add("breach", discovered_at="2026-10-30T09:30:00+01:00", risk="high")
    sealed_ = made(making, tmp_path)
    with closing(a_reader()) as reader:
        (rows, file) = (
            ask(reader, sealed_, "agenda"),
            calendar_file(reader, sealed_, "en"),
        )
    assert rows["period"].to_list() == ["week", "week"]
    assert {event["DTSTART"].dt for event in events(file).values()} == {
        datetime(2026, 11, 2, 8, 30, tzinfo=UTC)
    }


def test_nothing_restricted_is_said_to_be_erased_now(tmp_path: Path) -> None:
    making = a_case()
    making.add("restriction", started_on=date(2026, 10, 1))
    with closing(a_reader()) as reader:
        sealed_ = made(making, tmp_path)
        rows = ask(reader, sealed_, "agenda")
        figures = ask(reader, sealed_, "key_figures")
    assert rows["hold"].to_list() == ["restricted", "restricted"]
    assert dealing.dealt_with(figures, rows) == {}


# -- what dealing with them would change ----------------------------------------


def a_backlog(*, is_done: bool) -> Making:
    """Make work of every kind, done on the day of the snapshot or not."""
    making = Making()
    done = {"closed_on": AS_OF, "outcome": "granted"} if is_done else {}
    erased = {"erased_on": AS_OF, "erasure": "deleted"} if is_done else {}
    late, coming = ended(making, date(2023, 1, 2)), ended(making, date(2025, 1, 15))
    for received, closed in ((date(2025, 12, 1), date(2025, 12, 9)),) * 3:
        making.add(
            "rights_request", received_on=received, closed_on=closed, outcome="granted"
        )
    for received in (date(2026, 9, 1), date(2026, 10, 5), date(2026, 10, 29)):
        making.add("rights_request", received_on=received, **done)
    for here in (late, late, coming):
        making.add("holding", **here, **erased)
    making.add("holding", collected_on=date(2026, 1, 1), **ended(making, AS_OF))
    end = date(2028, 1, 1) if is_done else date(2026, 5, 1)
    making.add("recipient")
    making.add("agreement", signed_on=date(2000, 1, 1), ends_on=end)
    making.add("recipient")
    making.add("disclosure", disclosed_on=date(2026, 3, 1))
    for granted in (date(2024, 1, 1), date(2026, 1, 1)):
        review = {"reviewed_on": AS_OF} if is_done else {}
        making.add("authorisation", granted_on=granted, **review)
    return making


def test_figures_told_are_those_of_the_work_done(tmp_path: Path) -> None:
    with closing(a_reader()) as reader:
        open_ = made(a_backlog(is_done=False), tmp_path / "open")
        done = made(a_backlog(is_done=True), tmp_path / "done")
        rows = ask(reader, open_, "agenda")
        some = rows.filter(
            pl.col("period") != "later", pl.col("due_on") < date(2028, 1, 1)
        )
        also = rows.filter(pl.col("subject_key").is_in(["T-000002", "R-2026-00006"]))
        some = pl.concat([some, also]).unique("deadline_id")
        after = dealing.dealt_with(ask(reader, open_, "key_figures"), some)
        right = dealing.counts(ask(reader, done, "key_figures"))
        values = dict(
            ask(reader, done, "key_figures").select("name", "value").iter_rows()
        )
    assert set(after) >= {
        "requests_on_time_12m",
        "retention_compliance",
        "processors_with_agreement",
        "authorisations_reviewed",
    }
    assert after == {name: right[name] for name in after}
    for name, counts in after.items():
        # a figure is sealed with four decimals, a count has all that it has
        assert counts.value is None or round(counts.value, 4) == values[name], name


def test_answering_what_is_overdue_does_not_make_it_timely(tmp_path: Path) -> None:
    making = Making()
    making.add("client")
    making.add("rights_request", received_on=date(2026, 1, 1))
    sealed_ = made(making, tmp_path)
    with closing(a_reader()) as reader:
        figures, rows = (ask(reader, sealed_, n) for n in ("key_figures", "agenda"))
    after = dealing.dealt_with(figures, rows)
    assert after["requests_on_time_12m"] == dealing.Counts(0, 1)
    assert after["requests_overdue"] == dealing.Counts(0)


# -- words ----------------------------------------------------------------------


def test_basis_is_cited_alike_in_both_languages(rows: pl.DataFrame) -> None:
    for english, dutch in rows.select("basis", "basis_nl").unique().iter_rows():
        assert cell_labels.basis(DUTCH, english) == dutch


def test_rights_are_named_as_the_pages_name_them(
    rows: pl.DataFrame, reader: Reader
) -> None:
    kinds = dict(
        ask(reader, sample(), "requests").select("request_id", "kind").iter_rows()
    )
    for row in rows.filter(kind="request").iter_rows(named=True):
        kind = kinds[row["subject_key"]]
        assert row["what_nl"].endswith(f"({DUTCH.code('request_kind', kind)})")
        assert row["what"].endswith(f"({ENGLISH.code('request_kind', kind)})")


# -- what has no day --------------------------------------------------------------


@pytest.mark.usefixtures("shown")
def test_every_high_finding_is_reached_from_the_agenda(
    rows: pl.DataFrame, reader: Reader
) -> None:
    due = set(rows.select("subject_table", "subject_key").iter_rows())
    held = ask(reader, sample(), "retention").filter(status="overdue")["holding_id"]
    due |= {("holding", key) for key in held}
    high = ask(reader, sample(), "findings").filter(severity="high")
    without = Counter(
        rule
        for rule, *subject in high.select(
            "rule", "subject_table", "subject_key"
        ).iter_rows()
        if tuple(subject) not in due
    )
    assert without
    at = opened("agenda", snapshot=DAY)
    labels = {link.proto.label for link in at.get("page_link")}
    labels |= set(re.findall(r"^\[(.*)\]\(/findings\?", "\n".join(texts(at)), re.M))
    of = Counter(high["rule"])
    assert any(n < of[rule] for rule, n in without.items())
    for rule, n in without.items():
        assert undated_items.high_label(DUTCH, rule, n, of[rule]) in labels
