"""What goes out: numbered, told before and after, with the hash of its bytes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

import polars as pl
import pytest

from data.ask import (
    AccessRefused,
    Actor,
    AskFailed,
    Filter,
    Question,
    Reader,
    ask,
    door,
    spilling,
)
from data.ask.failure import ExportRefused
from data.export import audit_pack, report
from data.export.audit_pack import PackExport
from data.export.calendar import CalendarExport
from data.export.csv_file import FORMATS, TABLES, ListExport
from data.export.export import Answers
from data.export.ledger_entry import issue
from data.journal import Journal, JournalUnavailable, anchors
from data.journal.ledger import place
from data.snapshot import Snapshot
from tests.support.asked import watch
from tests.support.sealed import a_reader, root, run, sample


@pytest.fixture(scope="module")
def kept() -> Iterator[Reader]:
    made = a_reader()
    yield made
    made.close()


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(tmp_path / "journal")


def reading(kept: Reader, journal: Journal, role: str = "dpo") -> Reader:
    actor = Actor("a-test", role, "audit")
    return Reader(kept.engine, lambda: actor, journal.write, "export")


def lines(journal: Journal, event: str = "") -> list[dict[str, Any]]:
    """Return the lines of the journal, oldest first."""
    only: dict[str, Any] = {"event": event} if event else {}
    return [line.fields for line in journal.read(**only)][::-1]


def of_whom(rows: pl.DataFrame) -> list[str]:
    """Name the clients that rows are about, in order."""
    return sorted(set(rows["client_id"].drop_nulls()))


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("table", TABLES)
def test_each_file_goes_out_as_it_was_hashed_and_entered(
    kept: Reader, journal: Journal, table: str, form: str
) -> None:
    reader = reading(kept, journal)
    made = issue(reader, journal, sample(), ListExport(Question(table), form))
    with made.file:
        content = made.file.read()
    start, *_, done = lines(journal)
    assert (start["event"], done["event"]) == ("export.start", "export.done")
    assert start["export"] == done["export"] == made.number == 1
    assert done["sha256"] == hashlib.sha256(content).hexdigest()
    assert done["bytes"] == len(content)
    rows = ask(kept, sample(), table)
    assert done["rows"] == len(rows)
    clients = place(journal.folder, 1).read_text().split()
    assert clients == (of_whom(rows) if "client_id" in rows.columns else [])
    assert done["clients"] == len(clients)


PACKED = (*audit_pack.TABLES, *audit_pack.SOURCES)
ONCE = {
    **{form: (ListExport(Question("retention"), form), 1) for form in FORMATS},
    "filtered": (ListExport(Question("retention", (Filter("status", "overdue"),))), 1),
    "calendar": (CalendarExport(Question("agenda"), "nl"), 3),
    "pack": (PackExport(Journal(Path("none"))), len(PACKED)),
}
"""Files, and how many tables each is made of.

A calendar: the agenda, the working days, and the agenda of the snapshot before. Of the
sample nothing is gone since then, and the working days of then are not asked.
"""


@pytest.mark.parametrize("file", ONCE)
def test_each_file_asks_the_engine_once_for_each_table(
    kept: Reader, journal: Journal, monkeypatch: pytest.MonkeyPatch, file: str
) -> None:
    export, tables = ONCE[file]
    monkeypatch.setattr(Journal, "anchor_of", lambda *_: None)
    calls = watch(monkeypatch)
    made = issue(reading(kept, journal), journal, sample(), export)
    made.file.close()
    assert len(calls) == tables, "take the rows through Answers, and no second time"
    assert made.manifest["rows"] > 0


def test_the_report_puts_no_question_twice(
    kept: Reader, journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    put: list[tuple[str, str, tuple[Filter, ...]]] = []

    def noted(reader: Reader, snapshot: Snapshot, question: Question) -> Any:
        put.append((snapshot.day, question.name, question.filters))
        return rows(reader, snapshot, question)

    rows = door.rows_of
    monkeypatch.setattr(door, "rows_of", noted)
    made = report.make(reading(kept, journal), sample(), "nl")
    assert made.startswith(b"%PDF")
    assert len(put) == len(set(put)) > 0


def test_a_long_list_is_read_once_and_entered_before_a_row_is_handed_out(
    kept: Reader, journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spilling, "RUN", 10_000)
    monkeypatch.setattr(door, "BATCH", 100)
    calls = watch(monkeypatch)
    answer = door.stream(reading(kept, journal), sample(), Question("retention"))
    assert calls == ["to_arrow_reader"], "no second time, to count or to sort them"
    (line,) = lines(journal, "rows.read")
    assert line["rows"] == answer.total == sum(map(len, answer)) > 1000


def test_a_filtered_file_is_entered_with_its_own_clients(
    kept: Reader, journal: Journal
) -> None:
    reader = reading(kept, journal)
    question = Question("retention", (Filter("status", "overdue"),))
    with issue(reader, journal, sample(), ListExport(question)).file:
        assert place(journal.folder, 1).read_text().split() == of_whom(
            ask(kept, sample(), question)
        )


def test_clients_of_a_long_list_are_put_in_order_on_disk_each_once(
    kept: Reader, journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader, question = reading(kept, journal), Question("retention")
    monkeypatch.setattr(spilling, "RUN", 500)
    monkeypatch.setattr(spilling, "BLOCK", 100)
    monkeypatch.setattr(door, "READ", 50)
    with issue(reader, journal, sample(), ListExport(question)).file:
        assert place(journal.folder, 1).read_text().split() == of_whom(
            ask(kept, sample(), question)
        )


def test_exports_are_numbered_on_and_the_same_question_hashes_alike(
    kept: Reader, journal: Journal
) -> None:
    reader = reading(kept, journal)
    exports = [
        ListExport(Question("transfers")),
        CalendarExport(Question("agenda"), "nl"),
        CalendarExport(Question("agenda"), "en"),
        ListExport(Question("transfers")),
    ]
    manifests = []
    for export in exports:
        made = issue(reader, journal, sample(), export)
        made.file.close()
        manifests.append(made.manifest)
    assert [manifest["export"] for manifest in manifests] == [1, 2, 3, 4]
    first, dutch, english, again = (manifest["params"] for manifest in manifests)
    assert first == again
    assert len({first, dutch, english}) == 3
    assert manifests[0]["sha256"] == manifests[3]["sha256"]


def test_a_manifest_carries_an_anchor_that_covers_its_line(
    kept: Reader, journal: Journal
) -> None:
    reader = reading(kept, journal)
    made = issue(reader, journal, sample(), ListExport(Question("breaches")))
    made.file.close()
    public = anchors.read_public((journal.folder / anchors.PUBLIC).read_text())
    (anchor,) = anchors.read([made.manifest["anchor"]], public)
    assert anchor.lines >= made.manifest["line"]
    json.dumps(made.manifest)


@pytest.mark.parametrize("role", ["management", "admin"])
def test_a_role_that_may_not_ask_gets_no_file(
    kept: Reader, journal: Journal, role: str
) -> None:
    reader = reading(kept, journal, role)
    with pytest.raises(AccessRefused):
        issue(reader, journal, sample(), ListExport(Question("retention")))
    done = lines(journal)[-1]
    assert (done["event"], done["outcome"], done["reason"]) == (
        "export.done",
        8,
        "role",
    )
    assert not place(journal.folder, 1).exists()


def test_management_takes_its_figures(kept: Reader, journal: Journal) -> None:
    reader = reading(kept, journal, "management")
    export = ListExport(Question("key_figures"))
    with issue(reader, journal, sample(), export).file as file:
        assert file.read().startswith(b"name,")


@pytest.mark.parametrize(
    "failure", [AskFailed("busy", "x"), ExportRefused("rows", 1, 2)]
)
def test_what_fails_stands_in_the_journal_as_failed(
    kept: Reader, journal: Journal, failure: Exception
) -> None:
    class Failing(ListExport):
        def write(self, file: BinaryIO, answers: Answers) -> None:
            raise failure

    reader = reading(kept, journal)
    with pytest.raises(type(failure)):
        issue(reader, journal, sample(), Failing(Question("findings")))
    start, done = lines(journal)
    assert start["event"] == "export.start"
    assert (done["event"], done["outcome"]) == ("export.done", 8)


def test_a_journal_that_fills_up_lets_no_file_out(
    kept: Reader, journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = reading(kept, journal)
    made: list[BinaryIO] = []

    class Filling(ListExport):
        def write(self, file: BinaryIO, answers: Answers) -> None:
            def full(*_: object) -> None:
                raise JournalUnavailable("space")

            super().write(file, answers)
            made.append(file)
            monkeypatch.setattr(journal, "_commit", full)

    with pytest.raises(JournalUnavailable):
        issue(reader, journal, sample(), Filling(Question("findings")))
    assert made[0].closed


def test_the_command_enters_what_it_writes(tmp_path: Path) -> None:
    there, out = tmp_path / "journal", tmp_path / "out.csv"
    done = run(
        *("export", "requests", "--snapshots", root(), "--day", sample().day),
        *("--journal", there, "--out", out),
    )
    assert done.returncode == 0
    line = lines(Journal(there), "export.done")[-1]
    assert line["sha256"] == hashlib.sha256(out.read_bytes()).hexdigest()
    assert line["via"] == "command"
    assert done.stderr == b""


def test_a_command_without_a_journal_writes_no_file(tmp_path: Path) -> None:
    there, out = tmp_path / "journal", tmp_path / "out.csv"
    there.write_text("no folder")
    out.write_text("as it was")
    done = run(
        *("export", "requests", "--snapshots", root(), "--day", sample().day),
        *("--journal", there, "--out", out),
    )
    assert done.returncode == 1
    assert b"Traceback" not in done.stderr
    assert b"journal" in done.stderr
    assert out.read_text() == "as it was"
