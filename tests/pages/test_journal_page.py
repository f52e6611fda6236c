"""The journal as it is seen: by whom, what is written of that first, and what of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from data.ask import AccessRefused, Actor, Question, Reader, ask
from data.ask.filters import Filter
from data.audit import journal_view
from data.audit.journal_view import ROWS, View
from data.audit.recall import recall
from data.export.csv_file import ListExport
from data.export.ledger_entry import issue
from data.journal import Event, Journal, JournalUnavailable, beside, ledger
from data.journal.chain import Line
from pages.parts.evidence import journal_lines
from pages.parts.session import routes
from tests.support.browser import Server
from tests.support.journal_attacks import Clock, event
from tests.support.screen import (
    DUTCH,
    is_quiet,
    looking,
    notices,
    opened,
    texts,
)
from tests.support.sealed import DAY, a_reader, begin_journal, copy, run, sample
from tests.support.tables import tables
from tests.support.wire import Visitor


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    start = datetime(2026, 9, 1, tzinfo=UTC)
    made = Journal(tmp_path / "j", clock=Clock(start, timedelta(hours=7)))
    for n in range(120):
        made.write(event(n, client=f"C-00000{n % 3}"))
    return made


@pytest.fixture(scope="module")
def kept() -> Iterator[Reader]:
    with closing(a_reader()) as made:
        yield made


def reading_as(
    kept: Reader, journal: Journal, role: str = "dpo", purpose: str | None = "audit"
) -> Reader:
    actor = Actor("a-test", role, purpose)
    return Reader(kept.engine, lambda: actor, journal.write)


def numbers(lines: journal_view.Lines) -> list[int]:
    return [line.seq for line in lines.rows]


def newest(journal: Journal) -> dict[str, Any]:
    return next(journal.read()).fields


# Who


WAYS: dict[str, Callable[[Reader, Journal], object]] = {
    "lines": lambda reader, journal: journal_view.seen(
        reader, journal, View(99), set()
    ),
    "exports": lambda reader, journal: journal_view.exports(
        reader, journal, 99, 1, set()
    ),
    "manifest": lambda reader, journal: journal_view.manifest(
        reader, journal, 1, set()
    ),
    "recall": lambda reader, journal: recall(reader, sample(), journal),
    "anchor": lambda reader, journal: journal_view.anchor(reader, journal),
}
EACH_WAY = pytest.mark.parametrize("way", WAYS)


@EACH_WAY
@pytest.mark.parametrize("role", ["management", "admin", "root", ""])
def test_no_other_role_gets_a_line_and_that_is_noted(
    kept: Reader, journal: Journal, role: str, way: str
) -> None:
    with pytest.raises(AccessRefused) as refused:
        WAYS[way](reading_as(kept, journal, role), journal)
    assert refused.value.reason == "role"
    line = newest(journal)
    assert (line["event"], line["reason"]) == ("access.refused", "role")
    assert journal.standing().chain.n == 121  # type: ignore[union-attr]


@pytest.mark.parametrize("way", ["lines", "exports", "manifest"])
def test_no_line_is_given_for_no_purpose(
    kept: Reader, journal: Journal, way: str
) -> None:
    with pytest.raises(AccessRefused, match="no purpose"):
        WAYS[way](reading_as(kept, journal, "dpo", None), journal)


@pytest.mark.parametrize("role", ["dpo", "auditor", "admin"])
def test_how_the_journal_stands_is_no_line_of_it(
    kept: Reader, journal: Journal, role: str
) -> None:
    note = journal.anchor()
    stands = journal_view.state(reading_as(kept, journal, role, None), journal)
    assert stands == journal_view.JournalOverview(
        120, next(journal.read()).at, note, "j.first.key", since="2026-09-01"
    )


def test_management_does_not_learn_how_the_journal_stands(
    kept: Reader, journal: Journal
) -> None:
    with pytest.raises(AccessRefused):
        journal_view.state(reading_as(kept, journal, "management"), journal)


def test_state_says_that_the_files_are_not_as_they_were_left(
    kept: Reader, journal: Journal
) -> None:
    segment = max(journal.folder.glob("*.jsonl"))
    segment.write_bytes(segment.read_bytes()[:-9])
    stands = journal_view.state(reading_as(kept, journal, "admin"), journal)
    assert (stands.reason, stands.lines) == ("damaged", 0)


def test_looking_how_it_stands_begins_no_journal(kept: Reader, tmp_path: Path) -> None:
    journal = Journal(tmp_path / "none")
    assert (
        journal_view.state(reading_as(kept, journal, "admin"), journal)
        == journal_view.JournalOverview()
    )
    assert not journal.folder.exists()


# What is written first


@pytest.mark.parametrize("way", ["lines", "exports", "manifest", "recall"])
def test_what_cannot_be_noted_is_not_given(
    kept: Reader, journal: Journal, way: str
) -> None:
    exported(kept, journal)

    def full(_: Event) -> Line:
        raise JournalUnavailable("space")

    actor = Actor("a-test", "dpo", "audit")
    reader = Reader(kept.engine, lambda: actor, full)
    with pytest.raises(JournalUnavailable):
        WAYS[way](reader, journal)


def test_a_line_says_who_saw_which_view_and_how_many_lines(
    kept: Reader, journal: Journal
) -> None:
    view = View(120, client="C-000001")
    page = journal_view.seen(reading_as(kept, journal), journal, view, set())
    line = newest(journal)
    assert (line["event"], line["client"]) == ("journal.read", "C-000001")
    assert (line["rows"], line["who"], line["purpose"]) == (40, "a-test", "audit")
    assert line["rows"] == len(page.rows) == page.total


def test_a_view_is_noted_once_and_another_or_another_role_anew(
    kept: Reader, journal: Journal
) -> None:
    already: set[str] = set()
    for _ in range(3):
        for view in (View(120), View(120, page=2), View(120, event="login")):
            journal_view.seen(reading_as(kept, journal), journal, view, already)
            journal_view.seen(
                reading_as(kept, journal, "auditor"), journal, view, already
            )
    noted = [line.fields["role"] for line in journal.read(event="journal.read")]
    assert noted == ["auditor", "dpo"] * 3


# Lines


@pytest.mark.parametrize("oldest", [False, True])
def test_no_line_is_lost_or_shown_twice_between_pages(
    kept: Reader, journal: Journal, oldest: bool
) -> None:
    reader, already = reading_as(kept, journal), set[str]()
    views = [View(120, is_oldest_first=oldest, page=page) for page in (1, 2, 3, 4)]
    pages = [
        numbers(journal_view.seen(reader, journal, view, already)) for view in views
    ]
    every = [*range(1, 121)]
    assert [number for page in pages for number in page] == (
        every if oldest else every[::-1]
    )
    assert [len(page) for page in pages] == [ROWS, ROWS, 20, 0]


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> Journal:
    """Return a journal of twenty lines that no test adds one to."""
    journal = Journal(tmp_path_factory.mktemp("few") / "j")
    for n in range(20):
        how = "refused" if n % 5 == 0 else "ok"
        journal.write(event(n, client=f"C-00000{n % 2}", outcome=how))
    return journal


@given(
    who=st.sampled_from(["", "os:user3", "os:user"]),
    client=st.sampled_from(["", "C-000001"]),
    outcome=st.sampled_from(["", "ok", "refused"]),
    role=st.sampled_from(["", "dpo", "admin"]),
    name=st.sampled_from(["", "rows.read", "login"]),
)
def test_a_view_has_exactly_the_lines_that_its_filters_leave(
    kept: Reader,
    few: Journal,
    who: str,
    client: str,
    outcome: str,
    role: str,
    name: str,
) -> None:
    view = View(20, "", "", who, client, name, role, outcome)
    page = journal_view.seen(kept, few, view, set())
    code = {"": "", "ok": 0, "refused": 4}[outcome]
    filters = {
        "who": who,
        "client": client,
        "event": name,
        "role": role,
        "outcome": code,
    }
    wanted = {field: value for field, value in filters.items() if value != ""}
    assert numbers(page) == [
        line.seq
        for line in few.read()
        if all(line.fields.get(name) == value for name, value in wanted.items())
    ]


def test_lines_beyond_what_is_looked_through_are_said_to_be_left_out(
    kept: Reader, journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = reading_as(kept, journal)
    assert not journal_view.seen(reader, journal, View(120), set()).is_bounded
    monkeypatch.setattr(journal_view, "MOST", 30)
    page = journal_view.seen(reader, journal, View(120), set())
    assert (page.total, page.is_bounded) == (30, True)
    monkeypatch.setattr(journal_view, "LOOKED", 10)
    page = journal_view.seen(reader, journal, View(120, who="nobody"), set())
    assert (page.total, page.is_bounded) == (0, True)


# Exports


def exported(kept: Reader, journal: Journal) -> dict[str, Any]:
    reader = reading_as(kept, journal)
    made = issue(reader, journal, sample(), ListExport(Question("transfers")))
    made.file.close()
    return made.manifest


def test_a_manifest_made_anew_is_the_one_that_went_out(
    kept: Reader, journal: Journal
) -> None:
    manifests = [exported(kept, journal) for _ in range(11)]
    journal.anchor()
    reader = reading_as(kept, journal)
    for manifest in manifests:
        assert (
            journal_view.manifest(reader, journal, manifest["export"], set())
            == manifest
        )
    line = newest(journal)
    assert (line["event"], line["export"]) == ("journal.read", 11)
    done = run("journal", "manifest", 1, "--journal", journal.folder)
    assert json.loads(done.stdout) == manifests[0]
    assert newest(journal)["export"] == 1
    none = run("journal", "manifest", 12, "--journal", journal.folder)
    assert (none.returncode, none.stdout) == (1, b"")
    assert b"No export 12 was done" in none.stderr


def test_an_export_that_was_not_done_has_no_manifest(
    kept: Reader, journal: Journal
) -> None:
    reader = reading_as(kept, journal)
    reader.note("export.start", Actor("a-test", "dpo"), sample())
    start = reader.note("export.start", Actor("a-test", "dpo"), sample())
    failed = {"outcome": "failed", "reason": "busy", "export": start.fields["export"]}
    reader.note("export.done", Actor("a-test", "dpo"), sample(), **failed)
    for number in (1, 2, 3):
        with pytest.raises(KeyError):
            journal_view.manifest(reader, journal, number, set())
    exports = journal_view.exports(reader, journal, 999, 1, set()).rows
    pairs = [
        (begun.fields["export"], done and done.fields["outcome"])
        for begun, done in exports
    ]
    assert pairs == [(2, 8), (1, None)]
    assert [line.fields["export"] for line in ledger.unfinished(journal)] == [1]


# The page


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Journal:
    """Let the page show a snapshot, with a journal that was just begun."""
    snapshots = copy(tmp_path / "snapshots", DAY)
    monkeypatch.setenv("SNAPSHOTS", str(snapshots))
    return begin_journal(snapshots)


def reads(journal: Journal) -> int:
    return len(list(journal.read(event="journal.read")))


def test_page_notes_a_view_once_however_often_it_is_drawn(place: Journal) -> None:
    at = opened("journal")
    assert is_quiet(at)
    assert (reads(place), at.header[0].value) == (1, "1 regel")
    at.run().run()
    assert reads(place) == 1
    at.text_input("journal.client").input("C-000001").run()
    assert (reads(place), newest(place)["client"]) == (2, "C-000001")
    assert "C-000001" not in str(dict(at.query_params))
    assert notices(at) == [DUTCH("list.empty_filtered")]
    at.run()
    assert reads(place) == 2


def test_page_without_a_line_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SNAPSHOTS", str(copy(tmp_path / "snapshots", DAY)))
    at = opened("journal")
    assert notices(at) == [DUTCH("pages.journal.empty")]
    assert not at.dataframe
    assert newest(Journal(beside(tmp_path / "snapshots")))["rows"] == 0


def test_page_asks_for_a_purpose_before_it_shows_a_line(place: Journal) -> None:
    at = opened("journal")
    other = looking(AppTest.from_file(routes.path("journal")), purpose=None).run()
    assert at.dataframe
    assert not other.dataframe
    assert DUTCH("purpose.why") in [each.value for each in other.markdown]


def test_who_is_no_pseudonym_is_not_looked_for(place: Journal) -> None:
    at = opened("journal")
    before = reads(place)
    at.text_input("journal.client").input("Jan Jansen").run()
    assert [each.value for each in at.error] == [DUTCH("pages.client.malformed")]
    assert (reads(place), len(at.dataframe)) == (before, 0)


def test_journal_that_cannot_be_written_shows_nothing(place: Journal) -> None:
    (place.folder / "state.json").write_text("{}")
    at = opened("journal")
    reason = DUTCH("errors.journal.reasons.damaged")
    sentence = DUTCH("errors.journal.unavailable", reason=reason)
    assert [each.value for each in at.error] == [sentence]
    assert not (at.dataframe or tables(at) or at.text_input or at.code)


def test_journal_that_turns_full_while_one_looks_shows_nothing(
    place: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> Line:
        raise JournalUnavailable("space")

    monkeypatch.setattr(Journal, "write", full)
    at = opened("journal")
    assert not (at.dataframe or tables(at) or at.code)


def test_first_key_that_lies_there_is_warned_of(place: Journal) -> None:
    place.first_key.write_text("00" * 32)
    (warning,) = (each.value for each in opened("journal").warning)
    assert place.first_key.name in warning


def test_who_looks_after_the_machine_sees_how_it_stands_and_no_line(
    place: Journal,
) -> None:
    place.write(event(client="C-000001"))
    note = place.anchor()
    at = looking(AppTest.from_file(routes.path("journal")), "admin", None).run()
    assert is_quiet(at)
    assert note.strip() in [each.value for each in at.code]
    assert not (at.dataframe or tables(at) or at.text_input)
    assert not {"C-000001", "os:user0"} & set(" ".join(texts(at)).split())


PARTS = {"exports": 1, "recall": 0, "state": 0}


@pytest.mark.parametrize("part", PARTS)
def test_each_part_of_the_page_is_shown(
    place: Journal, kept: Reader, part: str
) -> None:
    exported(kept, place)
    at = opened("journal")
    at.segmented_control("journal.part").set_value(part).run()
    assert is_quiet(at)
    assert len(at.dataframe) == PARTS[part]


def test_an_anchor_is_made_and_shown_when_asked_for(place: Journal) -> None:
    at = opened("journal")
    at.segmented_control("journal.part").set_value("state").run()
    label = DUTCH("journal_page.anchor.make")
    (button,) = (each for each in at.button if each.label == label)
    at = button.click().run()
    (note,) = place.anchors()
    assert note.strip() in [each.value for each in at.code]


HOSTILE = ["a_b_c~~d~~e", "www.evil.example", "x:smile:y", "o|p|q", "a@evil.example"]


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_account_is_shown_letter_by_letter(place: Journal, name: str) -> None:
    place.write(event(who=name))

    def page(name: str, journal: str) -> None:
        from pathlib import Path

        from data.journal import Journal
        from data.words import words_for
        from pages.parts.evidence import journal_lines

        journal_lines._opened(
            words_for("nl"), [next(Journal(Path(journal)).read())], [0]
        )

    at = AppTest.from_function(page, args=(name, str(place.folder))).run()
    (table,) = tables(at)
    assert name in [cell.replace("\u2060", "") for cell in table.value.iloc[:, 1]]
    assert name in opened("journal").dataframe[0].value.iloc[:, 5].to_list()


def test_what_did_not_go_well_stands_out_without_colour() -> None:
    outcomes = [journal_lines.value(DUTCH, "outcome", code) for code in (0, 4, 8)]
    assert outcomes == ["gelukt", "■ geweigerd", "▲ mislukt"]


def test_day_of_the_reader_is_one_of_amsterdam() -> None:
    summer = datetime(2026, 7, 1).date()
    assert journal_lines._instant(summer) == "2026-06-30T22:00:00.000000"
    assert journal_lines._instant(summer, before=True) == "2026-06-30T21:59:59.999999"


# Past the page


@pytest.mark.parametrize("role", ["management", "admin"])
def test_no_way_in_gives_another_role_a_line(site: Server, role: str) -> None:
    dpo, other = Visitor(site.url), Visitor(site.url)
    dpo.look()
    dpo.run("client", "client=C-000001")
    label = DUTCH("journal_page.line_label")
    with dpo.open() as wire:
        sent = wire.run("journal")
        known = sent.pages["journal"]
        assert label.encode() in sent.raw
        assert b"C-000001" in sent.raw
    other.take(role)
    with other.open() as wire:
        runs = [wire.run("journal"), wire.run("snapshot"), wire.run(page_hash=known)]
        runs += [wire.run("journal", "client=C-000001&journal.client=C-000001")]
        part = {"journal.part": "lines", "$$ID-0-journal.part": "lines"}
        runs += [wire.run("journal", widgets=part)]
    for sent in runs:
        assert label.encode() not in sent.raw
        assert "C-000001" not in "".join(sent.texts)
    shown = DUTCH("journal_page.state.title") in "".join(runs[0].texts)
    assert shown is (role == "admin")


def test_journal_tells_of_a_client_who_saw_them_and_in_which_order(
    kept: Reader, journal: Journal
) -> None:
    by_client = Filter("client_id", "C-000001")
    for role in ("dpo", "auditor"):
        ask(
            reading_as(kept, journal, role),
            sample(),
            Question("retention", (by_client,)),
        )
    view = View(999, client="C-000001", event="client.read", is_oldest_first=True)
    page = journal_view.seen(reading_as(kept, journal), journal, view, set())
    assert [line.fields["role"] for line in page.rows] == ["dpo", "auditor"]
