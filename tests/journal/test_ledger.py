"""The ledger of exports: whose data went out, and who must be called back."""

from __future__ import annotations

import csv
import errno
import hashlib
import json
import os
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.ask import Reader, ask
from data.audit.recall import recall
from data.journal import EventRefused, Journal, JournalUnavailable, ledger
from data.journal.deletions import DELETIONS
from data.journal.prune import prune
from tests.support.journal_attacks import Clock, event
from tests.support.sealed import DAY, SAMPLE, root, run, sample

JUNE = "2026-06-30"


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(tmp_path / "journal")


def holdings() -> list[dict[str, str]]:
    with (SAMPLE / "source" / "holding.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def clients() -> list[str]:
    with (SAMPLE / "source" / "client.csv").open(encoding="utf-8", newline="") as file:
        return sorted(row["client_id"] for row in csv.DictReader(file))


def exported(journal: Journal, held: list[str], day: str = JUNE) -> int:
    """Note an export as the door does: its number, its clients, its end."""
    start = journal.write(event(event="export.start", via="export", day=day))
    number: int = start.fields["export"]
    kept = ledger.record(journal, number, held)
    done = event(
        event="export.done",
        via="export",
        day=day,
        export=number,
        file=f"retention_{day}.csv",
        clients=kept.clients,
        clients_sha256=kept.clients_sha256,
    )
    journal.write(done)
    return number


# -- what is kept -------------------------------------------------------------


def test_every_export_has_a_number_of_its_own(journal: Journal) -> None:
    assert [exported(journal, ["C-000001"]) for _ in range(3)] == [1, 2, 3]
    assert exported(Journal(journal.folder), []) == 4


def test_the_clients_of_an_export_are_kept_once_and_for_their_owner(
    journal: Journal,
) -> None:
    number = exported(journal, ["C-000001", "C-000001", "C-000003"])
    path = ledger.place(journal.folder, number)
    assert path.read_text() == "C-000001\nC-000003\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    (done,) = journal.read(event="export.done")
    assert done.fields["clients"] == 2
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    assert done.fields["clients_sha256"] == digest


@settings(deadline=None)  # it syncs
@given(st.sets(st.integers(0, 99_999_999), max_size=30))
def test_any_clients_are_kept_in_their_order(
    tmp_path_factory: pytest.TempPathFactory, numbers: set[int]
) -> None:
    journal = Journal(tmp_path_factory.mktemp("j") / "journal")
    keys = sorted(f"C-{number:06}" for number in numbers)
    held = ledger.record(journal, 1, iter(keys))
    assert ledger.place(journal.folder, 1).read_text().split() == keys
    assert held.clients == len(keys)


def test_many_clients_are_written_as_they_come(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ledger, "_TOGETHER", 7)
    keys = [f"C-{n:08}" for n in range(100)]
    assert ledger.record(journal, 1, keys).clients == 100
    assert ledger.place(journal.folder, 1).read_text().split() == keys


@pytest.mark.parametrize(
    "held", [["Jansen"], ["C-000002", "C-000001"], ["C-1"], [""], ["C-000001\n"]]
)
def test_what_is_no_pseudonym_or_out_of_order_is_not_kept(
    journal: Journal, held: list[str]
) -> None:
    with pytest.raises(EventRefused, match="clients"):
        ledger.record(journal, 1, held)
    assert list((journal.folder / ledger.EXPORTS).iterdir()) == []


def test_clients_that_cannot_be_kept_hold_the_export_back(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, "no room")

    with monkeypatch.context() as bent:
        bent.setattr(os, "write", full)
        with pytest.raises(JournalUnavailable, match="no room left"):
            ledger.record(journal, 1, ["C-000001"])
    assert list((journal.folder / ledger.EXPORTS).iterdir()) == []


def test_an_export_that_was_never_done_is_told(journal: Journal) -> None:
    exported(journal, [])
    journal.write(event(event="export.start", via="export"))
    exported(journal, [])
    (line,) = ledger.unfinished(journal)
    assert line.fields["export"] == 2


# -- the recall list ----------------------------------------------------------


def test_erasures_are_those_of_the_source(reader: Reader) -> None:
    erasures = ask(reader, sample(), "erasures")
    rows = holdings()
    for client, live, erased, last in erasures.iter_rows():
        own = [row for row in rows if row["client_id"] == client]
        days = [row["erased_on"] for row in own if row["erased_on"]]
        assert (live, erased) == (len(own) - len(days), len(days))
        assert (last.isoformat() if last else "") == max(days, default="")
    assert erasures["client_id"].to_list() == clients()


def test_exports_are_recalled_whose_clients_were_erased_since(
    reader: Reader, journal: Journal
) -> None:
    gone = "C-99999999"
    exported(journal, [*clients(), gone])
    (recalled,) = recall(reader, sample(), journal)
    rows = holdings()
    live = {row["client_id"] for row in rows if not row["erased_on"]}
    since = {row["client_id"] for row in rows if row["erased_on"] > JUNE}
    assert since & live, "the sample must show some"
    assert recalled.erased == len(since - live) + 1
    assert recalled.partly == len(since & live)
    assert (recalled.export, recalled.who, recalled.is_whole) == (1, "os:user0", True)
    assert (recalled.file, recalled.day) == (f"retention_{JUNE}.csv", JUNE)


def test_a_client_counts_once_as_erased_or_in_part_or_not(journal: Journal) -> None:
    state = {
        "C-000001": (True, "2026-07-01"),
        "C-000002": (False, "2026-07-01"),
        "C-000003": (False, JUNE),
        "C-000004": (True, ""),
        "C-000005": (False, ""),
    }
    exported(journal, [*state, "C-000006"])
    (recalled,) = ledger.recall(journal, DAY, state)
    assert (recalled.clients, recalled.erased, recalled.partly) == (6, 2, 1)


def test_an_export_of_whom_nothing_was_erased_since_is_not_recalled(
    reader: Reader, journal: Journal
) -> None:
    rows = holdings()
    since = {row["client_id"] for row in rows if row["erased_on"] > JUNE}
    before = {row["client_id"] for row in rows if row["erased_on"]} - since
    assert before, "the sample must have one erased earlier"
    exported(journal, sorted(set(clients()) - since))
    exported(journal, [])
    exported(journal, clients(), day=DAY)
    assert list(recall(reader, sample(), journal)) == []


@pytest.mark.parametrize("how", ["changed", "removed"])
def test_an_export_whose_list_was_bent_is_recalled_whole(
    reader: Reader, journal: Journal, how: str
) -> None:
    path = ledger.place(journal.folder, exported(journal, ["C-99999999"]))
    if how == "changed":
        path.write_text("C-000001\n")
    else:
        path.unlink()
    (recalled,) = recall(reader, sample(), journal)
    assert not recalled.is_whole


def test_the_clients_of_an_export_go_with_its_line(tmp_path: Path) -> None:
    clock = Clock(datetime(2021, 1, 1, tzinfo=UTC), timedelta(days=20))
    journal = Journal(tmp_path / "journal", clock=clock)
    first, second = exported(journal, ["C-000001"]), exported(journal, ["C-000002"])
    clock.at = datetime(2026, 3, 1, tzinfo=UTC)
    line = event(event="journal.prune", via="command")
    assert prune(journal, "2021-03", line, years=5) == ["2021-01", "2021-02"]
    assert not ledger.place(journal.folder, first).exists()
    assert ledger.place(journal.folder, second).exists()
    assert (journal.folder / DELETIONS).exists()


# -- the commands -------------------------------------------------------------


def lines(journal: Journal, event: str) -> list[dict[str, object]]:
    return [line.fields for line in journal.read(event=event)]


def test_recall_lists_the_exports_and_notes_that_it_did(tmp_path: Path) -> None:
    where = ("--snapshots", root(), "--journal", tmp_path / "journal")
    none = run("recall", *where)
    assert none.returncode == 1
    assert b"There is no journal" in none.stderr
    journal = Journal(tmp_path / "journal")
    exported(journal, ["C-99999999"])
    done = run("recall", *where)
    assert done.returncode == 0, done.stderr
    assert b"Of 1 clients 1 are erased and 0 in part." in done.stdout
    recalled = json.loads(run("recall", "--json", *where).stdout)
    assert (recalled["export"], recalled["erased"]) == (1, 1)
    (line, _) = lines(journal, "recall.read")
    assert (line["query"], line["rows"], line["day"]) == ("erasures", 1, DAY)
    early = run("recall", *where, "--day", "2026-09-30")
    assert b"1 are erased" in early.stdout


def test_nothing_to_recall_is_said(tmp_path: Path) -> None:
    exported(Journal(tmp_path / "journal"), [], day=DAY)
    done = run("recall", "--snapshots", root(), "--journal", tmp_path / "journal")
    assert done.stdout.decode().strip() == (
        f"No export holds anything that was erased by {DAY}."
    )


def test_a_journal_is_begun_proved_anchored_and_shown(tmp_path: Path) -> None:
    key, folder = tmp_path / "first.key", tmp_path / "journal"
    assert run("journal", "init", "--key-out", key, "--journal", folder).returncode == 0
    again = run("journal", "init", "--key-out", key, "--journal", folder)
    assert again.returncode == 1
    assert b"there is a journal already" in again.stderr
    anchor = run("journal", "anchor", "--journal", folder)
    kept = tmp_path / "kept.txt"
    kept.write_bytes(anchor.stdout)
    public = tmp_path / "anchors.pub"
    public.write_bytes((folder / "anchors.pub").read_bytes())
    proof = ("--key", key, "--anchors", kept, "--public", public)
    sound = run("journal", "verify", "--journal", folder, *proof)
    assert sound.returncode == 0, sound.stderr
    assert sound.stdout.startswith(b"Sound. Proved: lines 1 to 1, with 2 anchors.")
    shown = run("journal", "show", "--journal", folder, "--most", "1")
    assert json.loads(shown.stdout)["event"] == "journal.verify"
    noted = [line.fields["event"] for line in Journal(folder).read()]
    assert noted == ["journal.read", "journal.verify", "journal.start"]

    copy = tmp_path / "copy"  # as an auditor takes it along: no key, no state
    copy.mkdir()
    for path in folder.glob("*.jsonl"):
        (copy / path.name).write_bytes(path.read_bytes().replace(b"os:", b"os-", 1))
    bent = run("journal", "verify", "--journal", copy, "--json", *proof)
    report = json.loads(bent.stdout)
    assert (bent.returncode, report["ok"], report["last"]) == (1, False, 0)
    assert report["problem"]["reason"] == "mac"
    assert report["problem"]["number"] == 1
    plain = run("journal", "verify", "--journal", copy, *proof)
    assert b"NOT SOUND. " in plain.stdout
    assert sorted(path.suffix for path in copy.iterdir()) == [".jsonl"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("verify", "--key", "wrong"), "holds no first key"),
        (("prune", "--before", "2026-11", "--key", "key"), "kept 5 years"),
        (("prune", "--before", "2020-01", "--key", "other"), "Nothing was removed"),
        (("verify", "--key", "key", "--anchors", "wrong"), "Anchor 1 does not count"),
        (("verify", "--key", "key", "--public", "wrong"), "not the public key"),
        (("verify", "--key", "none"), "No such file"),
        (("show", "--since", "yesterday"), "invalid day value"),
    ],
)
def test_a_command_that_refuses_says_what_and_no_more(
    tmp_path: Path, arguments: tuple[str, ...], message: str
) -> None:
    folder = tmp_path / "journal"
    Journal(folder).init(tmp_path / "key", event(event="journal.start"))
    Journal(folder).anchor()
    (tmp_path / "wrong").write_text("nonsense\n")
    (tmp_path / "other").write_text("00" * 32)
    files = {"key", "wrong", "other", "none"}
    words = [tmp_path / word if word in files else word for word in arguments]
    done = run("journal", *words, "--journal", folder)
    assert done.returncode in (1, 2)
    assert message in done.stderr.decode()
    assert b"Traceback" not in done.stderr


def test_the_journal_lies_where_the_environment_says(tmp_path: Path) -> None:
    environment = {**os.environ, "JOURNAL": str(tmp_path / "there")}
    done = run("journal", "show", env=environment)
    assert done.returncode == 0
    assert (tmp_path / "there" / "state.json").exists()
    assert (tmp_path / "there.first.key").exists()
