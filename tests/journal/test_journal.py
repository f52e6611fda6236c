"""The journal holds what was seen and taken, and shows what was done to it."""

from __future__ import annotations

import dataclasses
import errno
import json
import os
import shutil
import stat
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import queries
from data.ask import access, failure
from data.ask.engine import ASKED
from data.contract.client import Client
from data.journal import (
    Event,
    EventRefused,
    Journal,
    JournalUnavailable,
    account,
    anchors,
    beside,
    deletions,
    disk,
    events,
    fingerprint,
    verify,
)
from data.journal.chain import canonical
from data.journal.prune import PruneRefused, prune
from data.journal.reading import Limit
from data.refusal import REASONS
from data.words import words_for
from tests.support import journal_attacks as attacks
from tests.support.journal_attacks import Clock, event

COUNT = int(os.environ.get("JOURNAL_CASES", "8"))
"""Cases of each attack; the nightly form runs 100."""
FEW = max(3, COUNT // 4)
SEED = 5


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(tmp_path / "journal")


def key_of(journal: Journal) -> bytes:
    return bytes.fromhex(journal.first_key.read_text())


def lines_of(journal: Journal) -> list[bytes]:
    paths = sorted(journal.folder.glob("*.jsonl"))
    return [line for path in paths for line in path.read_bytes().splitlines()]


def signed(journal: Journal) -> list[anchors.Anchor]:
    public = anchors.read_public((journal.folder / anchors.PUBLIC).read_text())
    text = (journal.folder / anchors.ANCHORS).read_text()
    return anchors.read(anchors.notes(text), public)


# -- what may be written ------------------------------------------------------

HOSTILE = [
    "Jansen, Piet",
    "123456782",
    "p.jansen@example.nl\n{}",
    "line\nbreak",
    "\x1b[31mred",
    '","role":"admin',
    "<script>",
    "../../etc/passwd",
    "C-000001' or 1=1",
    "C-\N{ARABIC-INDIC DIGIT ONE}00000",
    "\N{FULLWIDTH DIGIT ZERO}",
    "",
    " ",
    "a" * 300,
    "\x00",
]
FIELDS = [name for name in events.FORMS if name != "who"]


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("text", [h for h in HOSTILE if h != "123456782"])
def test_a_text_of_a_person_is_no_field(field: str, text: str) -> None:
    fields: dict[str, Any] = {field: text}
    with pytest.raises(EventRefused, match=f"no such `{field}`") as refused:
        event(**fields)
    assert not text.strip() or text not in str(refused.value)


@pytest.mark.parametrize("field", events.NUMBERS)
@pytest.mark.parametrize("value", [-1, 1 << 60, 1.5, "3", True])
def test_a_number_is_a_whole_one(field: str, value: object) -> None:
    fields: dict[str, Any] = {field: value}
    with pytest.raises(EventRefused, match=field):
        event(**fields)


@given(st.sampled_from([*events.FORMS, *events.NUMBERS]), st.text())
def test_what_is_written_has_the_form_of_its_field(field: str, text: str) -> None:
    fields: dict[str, Any] = {field: text}
    try:
        written = event(**fields).fields()
    except EventRefused:
        return
    for name, value in written.items():
        if name in events.FORMS and name != "outcome":
            assert events.FORMS[name].fullmatch(str(value))
    assert canonical(written).isascii()
    assert b"\n" not in canonical(written)


@given(st.text())
def test_any_account_can_be_named_and_none_breaks_a_line(name: str) -> None:
    written = event(who=account(name)).fields()
    assert canonical(written).isascii()
    assert written["who"] == name or str(written["who"]).startswith("sha256:")


def test_a_field_that_is_compulsory_must_be_said() -> None:
    with pytest.raises(EventRefused, match="who"):
        event(who=None)
    assert set(Event(event="login", who="a", role="dpo", via="page").fields()) == {
        *("event", "who", "role", "via", "outcome", "version")
    }


def test_an_export_is_not_done_without_its_number() -> None:
    with pytest.raises(EventRefused, match="export"):
        event(event="export.done", via="export")
    assert event(event="export.done", via="export", export=1)


def test_the_forms_are_those_of_the_house() -> None:
    (form,) = [
        check.statistics["pattern"]
        for check in Client.to_schema().columns["client_id"].checks
        if "pattern" in (check.statistics or {})
    ]
    pattern = getattr(form, "pattern", form)
    assert pattern.strip("^$") == events.FORMS["client"].pattern
    assert set(access.ROLES) < set(events.ROLES)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_code_of_the_journal_is_said(language: str) -> None:
    words = words_for(language)
    assert set(words.codes("event")) == set(events.EVENTS)
    assert set(words.codes("event_outcome")) == set(events.OUTCOMES)
    assert set(words.codes("event_via")) == set(events.VIA)
    assert set(words.codes("event_role")) == set(events.ROLES)
    fields = {field.name for field in dataclasses.fields(events.Event)}
    keys = fields | {"seq", "at", "prev", "mac"}
    assert keys <= {key.removeprefix("journal_page.fields.") for key in words.texts}
    named = words.codes("event_query").keys() | words.codes("table").keys()
    names = {name for folder in ASKED for name in queries.folder(folder)}
    assert names | {"journal", "exports"} <= named
    reasons = {*access._REFUSED, *failure._REASONS, *failure._NO_ROOM, "filter"}
    assert reasons | set(REASONS) <= words.codes("event_reason").keys()
    for reason in disk.REASONS:
        sentence = words(f"errors.journal.reasons.{reason}")
        assert sentence in words("errors.journal.unavailable", reason=sentence)


def test_parameters_are_told_apart_by_their_hash_alone() -> None:
    digest = fingerprint(
        {"client_id": "C-000001", "until": datetime(2026, 1, 1).date()}
    )
    assert digest == fingerprint({"until": "2026-01-01", "client_id": "C-000001"})
    assert digest != fingerprint({"until": "2026-01-02", "client_id": "C-000001"})


# -- a line -------------------------------------------------------------------


def test_a_line_tells_who_did_what_when_and_about_which_client(
    tmp_path: Path,
) -> None:
    clock = Clock(datetime(2026, 11, 25, 23, 59, tzinfo=UTC), timedelta(0))
    journal = Journal(tmp_path / "j", clock=clock)
    line = journal.write(event(3, client="C-000001", outcome="refused"))
    (raw,) = lines_of(journal)
    fields = json.loads(raw)
    assert fields == line.fields
    assert fields.pop("mac") and fields.pop("prev") and fields.pop("version")
    assert fields == {
        "at": "2026-11-25T23:59:00.000000Z",
        "client": "C-000001",
        "day": "2026-10-31",
        "event": "rows.read",
        "outcome": 4,
        "purpose": "audit",
        "query": "requests",
        "role": "dpo",
        "rows": 3,
        "seq": 1,
        "via": "page",
        "who": "os:user3",
    }


def test_a_line_is_synced_before_it_is_acknowledged(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal.write(event())
    order: list[str] = []
    sync = os.fsync

    def noting(handle: int) -> None:
        order.append(Path(f"/proc/self/fd/{handle}").readlink().name)
        sync(handle)

    monkeypatch.setattr(os, "fsync", noting)
    journal.write(event())
    assert [name[-5:] for name in order] == ["jsonl", ".part"]


def test_lines_that_are_written_together_share_a_sync(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal.write(event(1))
    synced: list[int] = []
    monkeypatch.setattr(os, "fsync", synced.append)
    lines = journal.write_all([event(n) for n in (2, 3, 4)])
    assert [line.seq for line in lines] == [2, 3, 4]
    assert len(synced) == 2  # of the lines, and of where the journal stands
    report = verify(journal.folder, key_of(journal))
    assert (report.is_sound, report.last) == (True, 4)


def test_lines_that_are_written_together_are_there_or_none_is(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal.write(event(1))

    def refuse(_: int) -> None:
        raise OSError(errno.ENOSPC, "full")

    with monkeypatch.context() as bent:
        bent.setattr(os, "fsync", refuse)
        with pytest.raises(JournalUnavailable, match="no room"):
            journal.write_all([event(n) for n in (2, 3)])
    assert len(lines_of(journal)) == 1


def test_files_are_their_owners_alone(journal: Journal) -> None:
    journal.write(event())
    journal.anchor()
    for path in [journal.first_key, *journal.folder.iterdir()]:
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path.name
    assert stat.S_IMODE(journal.folder.stat().st_mode) == 0o700


def test_the_first_key_is_not_kept_where_the_journal_is(journal: Journal) -> None:
    journal.write(event())
    first = journal.first_key.read_text().strip()
    assert first not in (journal.folder / disk.STATE).read_text()
    assert journal.key_is_here
    journal.first_key.unlink()
    journal.write(event())
    assert not journal.key_is_here


def test_a_first_key_that_still_lies_there_is_never_overwritten(
    journal: Journal,
) -> None:
    journal.first_key.parent.mkdir(exist_ok=True)
    journal.first_key.write_text("of an earlier journal")
    with pytest.raises(JournalUnavailable, match="move that off this machine"):
        journal.write(event())
    assert journal.first_key.read_text() == "of an earlier journal"


# -- a journal that is another by now -----------------------------------------


def test_no_second_journal_is_begun_where_the_first_was(
    journal: Journal, tmp_path: Path
) -> None:
    journal.write(event())
    journal.first_key.unlink()  # it was moved off this machine
    journal.folder.rename(tmp_path / "unmounted")
    for _ in range(2):
        with pytest.raises(JournalUnavailable, match="not where this process wrote"):
            journal.write(event())
        with pytest.raises(JournalUnavailable, match="not where this process wrote"):
            journal.standing()
    assert not journal.folder.exists()
    (tmp_path / "unmounted").rename(journal.folder)
    assert journal.write(event()).seq == 2


def test_nothing_is_written_to_a_journal_of_another_origin(
    journal: Journal, tmp_path: Path
) -> None:
    journal.write(event())
    other = Journal(tmp_path / "other")
    for _ in range(3):
        other.write(event())
    journal.folder.rename(tmp_path / "away")
    other.folder.rename(journal.folder)
    before = lines_of(journal)
    with pytest.raises(JournalUnavailable, match="another journal"):
        journal.write(event())
    assert lines_of(journal) == before


def test_nothing_is_written_to_an_older_copy_of_a_journal(
    journal: Journal, tmp_path: Path
) -> None:
    journal.write(event())
    shutil.copytree(journal.folder, tmp_path / "last night")
    journal.write(event())
    shutil.rmtree(journal.folder)
    (tmp_path / "last night").rename(journal.folder)
    with pytest.raises(JournalUnavailable, match="older copy"):
        journal.write(event())
    # a process that starts anew knows of no later line
    assert Journal(journal.folder).write(event()).seq == 2


def test_a_journal_that_may_not_be_begun_by_a_line_is_begun_by_init(
    tmp_path: Path,
) -> None:
    journal = Journal(tmp_path / "journal", may_begin=False)
    with pytest.raises(JournalUnavailable, match="journal init"):
        journal.write(event())
    assert not journal.folder.exists()
    journal.init(tmp_path / "key", event(event="journal.start"))
    assert journal.write(event()).seq == 2


def test_a_journal_is_begun_once(journal: Journal, tmp_path: Path) -> None:
    journal.init(tmp_path / "key", event(event="journal.start"))
    with pytest.raises(FileExistsError):
        journal.init(tmp_path / "other", event(event="journal.start"))
    assert not journal.key_is_here
    assert verify(
        journal.folder, bytes.fromhex((tmp_path / "key").read_text())
    ).is_sound


def test_a_chain_goes_on_across_months_and_a_clock_set_back(tmp_path: Path) -> None:
    clock = Clock(datetime(2026, 11, 29, tzinfo=UTC), timedelta(days=1))
    journal = Journal(tmp_path / "j", clock=clock)
    for n in range(4):
        journal.write(event(n))
    clock.at = datetime(2026, 10, 1, tzinfo=UTC)
    journal.write(event(5))
    assert disk.segments(journal.folder) == ["2026-11", "2026-12"]
    report = verify(journal.folder, key_of(journal))
    assert report.is_sound
    assert (report.first, report.last) == (1, 5)
    assert report.notices == ["The clock went back at line 5; the order stands."]


# -- what cannot be written is not given --------------------------------------


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (errno.ENOSPC, "space"),
        (errno.EDQUOT, "space"),
        (errno.EROFS, "denied"),
        (errno.EACCES, "denied"),
        (errno.EIO, "failed"),
    ],
)
@pytest.mark.parametrize("call", ["open", "write", "fsync"])
@pytest.mark.parametrize("nth", [0, 1])
def test_what_the_disk_refuses_leaves_no_line(
    journal: Journal,
    monkeypatch: pytest.MonkeyPatch,
    error: int,
    reason: str,
    call: str,
    nth: int,
) -> None:
    journal.write(event(1))
    before = lines_of(journal)
    right, calls = getattr(os, call), iter(range(99))

    def refuse(*arguments, **named):
        if next(calls) == nth:
            raise OSError(error, os.strerror(error))
        return right(*arguments, **named)

    with monkeypatch.context() as bent:
        bent.setattr(os, call, refuse)
        with pytest.raises(JournalUnavailable) as refused:
            journal.write(event(2))
    assert refused.value.reason == reason
    assert "no data are given" in str(refused.value)
    assert lines_of(journal) == before
    journal.write(event(3))
    report = verify(journal.folder, key_of(journal))
    assert (report.is_sound, report.last) == (True, 2)


def test_a_replace_that_fails_leaves_no_line(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal.write(event(1))

    def refuse(*_: object) -> None:
        raise OSError(errno.EIO, "broken")

    with monkeypatch.context() as bent:
        bent.setattr(Path, "replace", refuse)
        with pytest.raises(JournalUnavailable):
            journal.write(event(2))
    assert len(lines_of(journal)) == 1
    assert journal.write(event(3)).seq == 2


def test_a_place_that_is_no_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(JournalUnavailable, match="cannot be written"):
        Journal(tmp_path / "file").write(event())


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_may_not_be_written_is_refused(journal: Journal) -> None:
    journal.write(event())
    journal.folder.chmod(0o500)
    with pytest.raises(JournalUnavailable, match="may not be written"):
        journal.write(event())
    journal.folder.chmod(0o700)
    assert journal.write(event()).seq == 2


def test_a_link_in_the_place_of_a_segment_is_not_followed(
    journal: Journal, tmp_path: Path
) -> None:
    journal.write(event())
    (path,) = journal.folder.glob("*.jsonl")
    path.rename(tmp_path / "elsewhere")
    path.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(JournalUnavailable):
        journal.write(event())


def test_a_journal_held_too_long_is_refused(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(disk, "PATIENCE", 0.01)
    with disk.locked(journal.folder), pytest.raises(JournalUnavailable, match="held"):
        journal.write(event())


@pytest.mark.parametrize("file", ["state.json", "segment"])
@pytest.mark.parametrize("how", ["removed", "emptied", "cut", "changed"])
def test_a_journal_that_is_not_as_it_was_left_is_not_gone_on_with(
    journal: Journal, file: str, how: str
) -> None:
    for n in range(4):
        journal.write(event(n))
    (segment,) = journal.folder.glob("*.jsonl")
    path = segment if file == "segment" else journal.folder / file
    content = path.read_bytes()
    if how == "removed":
        path.unlink()
    else:
        path.write_bytes(
            {"emptied": b"", "cut": content[:-40], "changed": content[:-9] + b"0" * 9}[
                how
            ]
        )
    with pytest.raises(JournalUnavailable, match="not as they were left"):
        journal.write(event())


@pytest.mark.parametrize(
    ("name", "value"),
    [("n", "1"), ("n", True), ("key", "zz"), ("size", None), ("more", 1), ("n", 7)],
)
def test_a_state_of_another_hand_is_refused(
    journal: Journal, name: str, value: object
) -> None:
    journal.write(event())
    path = journal.folder / disk.STATE
    path.write_text(json.dumps(json.loads(path.read_text()) | {name: value}))
    if (name, value) == ("n", 7):  # well formed: the verifier sees what follows
        journal.write(event())
        assert not verify(journal.folder, key_of(journal)).is_sound
        return
    with pytest.raises(JournalUnavailable, match="not as they were left"):
        journal.write(event())


def test_half_a_line_is_cut_and_a_whole_one_is_taken_up(journal: Journal) -> None:
    for n in range(3):
        journal.write(event(n))
        if n == 1:
            state = (journal.folder / disk.STATE).read_bytes()
    journal.write(event(event="export.start"))
    (journal.folder / disk.STATE).write_bytes(state)  # two lines ago, as after a crash
    (path,) = journal.folder.glob("*.jsonl")
    with path.open("ab") as file:
        file.write(b'{"at":"2026-11')
    report = verify(journal.folder, key_of(journal))
    assert report.is_sound
    assert "Half a line" in report.notices[0]
    line = journal.write(event(event="export.start"))
    assert (line.seq, line.fields["export"]) == (5, 2)
    assert verify(journal.folder, key_of(journal)).notices == []


# -- at once ------------------------------------------------------------------


def test_fifty_threads_and_two_processes_write_one_chain(journal: Journal) -> None:
    journal.write(event())
    others = [attacks.writer(journal.folder) for _ in range(2)]
    for other in others:
        assert other.stdout is not None
        other.stdout.readline()
    got: list[int] = []

    def work() -> None:
        got.extend(journal.write(event(n)).seq for n in range(FEW))

    threads = [threading.Thread(target=work) for _ in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for other in others:
        other.kill()
        other.communicate()
    assert len(set(got)) == 50 * FEW
    journal.write(event())
    report = verify(journal.folder, key_of(journal))
    assert report.is_sound
    assert report.last > 50 * FEW + 2
    written = {json.loads(line)["seq"] for line in lines_of(journal)}
    assert written >= set(got)


def test_threads_share_a_sync(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal.write(event())
    sync, syncs = os.fsync, []

    def slow(handle: int) -> None:
        syncs.append(handle)
        started.wait()
        sync(handle)

    started = threading.Event()
    monkeypatch.setattr(os, "fsync", slow)
    threads = [
        threading.Thread(target=journal.write, args=(event(n),)) for n in range(20)
    ]
    for thread in threads:
        thread.start()
    while len(journal._queue) < 19:
        threading.Event().wait(0.001)
    started.set()
    for thread in threads:
        thread.join()
    assert len(syncs) == 4  # two for the first line, two for the other nineteen
    assert verify(journal.folder, key_of(journal)).last == 21


# -- what is done to it is seen -----------------------------------------------


@pytest.mark.parametrize("attack", attacks.ATTACKS)
def test_no_manipulation_goes_unnoticed(attack: str) -> None:
    assert attacks.run_one(attack, COUNT, SEED) == (COUNT, 0)


def test_a_suite_that_does_nothing_counts_every_case_as_missed() -> None:
    assert attacks.run_one(attacks.nothing, 3, SEED) == (3, 3)


def test_only_an_anchor_shows_that_the_tail_was_cut_off() -> None:
    assert attacks.run_one("the tail cut off", FEW, SEED, blind=True) == (FEW, FEW)


def test_only_the_evolving_key_shows_a_journal_written_anew(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("data.journal.chain.evolved", lambda key: key)
    stolen = "rewritten with the stolen key"
    assert attacks.run_one(stolen, FEW, SEED, blind=True) == (FEW, FEW)


@pytest.mark.parametrize(
    ("bend", "place", "reason"),
    [
        (lambda raw: raw.replace(b"os:user3", b"os:user4"), 4, "mac"),
        (lambda raw: raw.replace(b'"rows":3', b'"rows": 3'), 4, "form"),
        (lambda raw: raw.replace(b'"seq":4', b'"seq":9'), 4, "seq"),
        (lambda raw: b"", 4, "seq"),
        (lambda raw: raw + raw, 5, "seq"),
        (lambda raw: raw[:-1] + b" \n", 4, "form"),
    ],
)
def test_the_first_wrong_line_is_named_and_what_is_proved(
    journal: Journal, bend, place: int, reason: str
) -> None:
    for n in range(8):
        journal.write(event(n))
    (path,) = journal.folder.glob("*.jsonl")
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([*lines[:3], bend(lines[3]), *lines[4:]]))
    report = verify(journal.folder, key_of(journal))
    assert report.problem is not None
    assert (report.problem.number, report.problem.reason) == (place, reason)
    assert (report.first, report.last) == (1, place - 1)
    assert str(report.problem).startswith(f"{path.stem}.jsonl, line {place}: it ")


def test_another_first_key_proves_nothing(journal: Journal) -> None:
    journal.write(event())
    report = verify(journal.folder, bytes(32))
    assert report.problem is not None
    assert (report.problem.reason, report.last) == ("first", 0)


def test_killed_at_any_moment_no_acknowledged_line_is_lost() -> None:
    assert attacks.run_kills(FEW, SEED) == (FEW, 0)


def test_no_room_on_the_disk_costs_no_line_and_no_chain() -> None:
    refused, missed = attacks.run_full(COUNT, SEED)
    assert refused >= COUNT
    assert missed == 0


# -- anchors ------------------------------------------------------------------


def test_an_anchor_has_three_lines_and_a_signature(journal: Journal) -> None:
    line = journal.write(event())
    note = journal.anchor()
    origin, lines, _, blank, signature = note.splitlines()
    assert origin == journal.origin()
    assert (int(lines), blank) == (line.seq, "")
    assert signature.startswith("— privacy-dashboard-journal ")
    assert f"{note}\n" == (journal.folder / anchors.ANCHORS).read_text()
    assert verify(journal.folder, key_of(journal), signed(journal)).anchors == 1


@pytest.mark.parametrize("part", range(5))
def test_an_anchor_of_another_hand_does_not_count(journal: Journal, part: int) -> None:
    journal.write(event())
    lines = journal.anchor().splitlines()
    old = lines[part][-3:-2]
    new = "8" if old == "9" else "9"
    lines[part] = f"{lines[part][:-3]}{new}{lines[part][-2:]}"
    public = anchors.read_public((journal.folder / anchors.PUBLIC).read_text())
    with pytest.raises(anchors.NotSigned, match="Anchor 1 does not count"):
        anchors.read(["\n".join(lines) + "\n"], public)


def test_an_anchor_of_another_journal_is_not_agreed_with(tmp_path: Path) -> None:
    first, other = Journal(tmp_path / "one"), Journal(tmp_path / "other")
    first.write(event())
    other.write(event())
    other.anchor()
    report = verify(first.folder, key_of(first), signed(other))
    assert report.problem is not None
    assert report.problem.reason == "anchor"


def test_half_an_anchor_is_cut_before_the_next(journal: Journal) -> None:
    journal.write(event())
    journal.anchor()
    path = journal.folder / anchors.ANCHORS
    path.write_bytes(path.read_bytes() + b"privacy-dashboard-journal/0\n2\n")
    journal.anchor()
    assert len(signed(journal)) == 2


# -- read back ----------------------------------------------------------------


def test_lines_are_read_newest_first_and_only_what_is_asked_for(
    tmp_path: Path,
) -> None:
    clock = Clock(datetime(2026, 9, 1, tzinfo=UTC), timedelta(days=1))
    journal = Journal(tmp_path / "j", clock=clock)
    for n in range(70):
        journal.write(event(n, client=f"C-00000{n % 3}"))
    assert [line.seq for line in journal.read()] == list(range(70, 0, -1))
    lines = list(journal.read(who="os:user3", client="C-000001"))
    assert [line.seq for line in lines] == [
        n + 1 for n in range(69, -1, -1) if n % 7 == 3 and n % 3 == 1
    ]
    days = [
        line.at[:10] for line in journal.read(since="2026-09-30", until="2026-10-01")
    ]
    assert days == ["2026-10-01", "2026-09-30"]
    first = list(journal.read(since="2026-09-02T00:00:00.000001", until="2026-09-03"))
    assert [line.at[:10] for line in first] == ["2026-09-03"]
    some = [line.fields["rows"] for line in journal.read(rows=(6, 60))]
    assert some == [60, 6]  # and not 61 or 66, which begin alike
    limit = Limit(10)
    assert len(list(journal.read(who="os:user3", limit=limit))) == 1
    assert limit.is_reached
    limit = Limit(2)
    assert len(list(journal.read(until="2026-09-03", limit=limit))) == 2
    assert not limit.is_reached
    assert list(Journal(tmp_path / "none").read()) == []


def test_a_line_is_read_whole_across_blocks(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    for n in range(9):
        journal.write(event(n))
    for block in (1, 7, 300, 371, 1 << 16):
        monkeypatch.setattr("data.journal.reading.BLOCK", block)
        assert [line.seq for line in journal.read()] == list(range(9, 0, -1))


# -- the term of a line -------------------------------------------------------


def old(tmp_path: Path) -> tuple[Journal, Clock]:
    clock = Clock(datetime(2021, 1, 1, tzinfo=UTC), timedelta(days=10))
    journal = Journal(tmp_path / "j", clock=clock)
    for n in range(12):
        journal.write(event(n))
    journal.anchor()
    clock.at = datetime(2026, 3, 1, tzinfo=UTC)
    journal.write(event(99))
    journal.anchor()
    return journal, clock


def proved(journal: Journal):
    public = anchors.read_public((journal.folder / anchors.PUBLIC).read_text())
    path = journal.folder / deletions.DELETIONS
    noted = anchors.notes(path.read_text()) if path.exists() else []
    records = deletions.read(noted, public)
    return verify(journal.folder, key_of(journal), signed(journal), records)


PRUNED: dict[str, Any] = {"event": "journal.prune", "via": "command"}


def test_old_months_go_by_a_signed_record_and_the_chain_goes_on(
    tmp_path: Path,
) -> None:
    journal, _ = old(tmp_path)
    assert prune(journal, "2021-03", event(**PRUNED), years=5) == ["2021-01", "2021-02"]
    assert disk.segments(journal.folder) == ["2021-03", "2021-04", "2021-05", "2026-03"]
    report = proved(journal)
    assert report.is_sound, report.problem
    assert (report.first, report.last) == (6, 14)
    assert "5 lines were removed by a signed record" in report.notices[0]
    assert journal.write(event()).seq == 15


def test_lines_within_their_term_do_not_go(tmp_path: Path) -> None:
    journal, _ = old(tmp_path)
    for before in ("2021-04", "2027-01", "March"):
        with pytest.raises(PruneRefused):
            prune(journal, before, event(**PRUNED), years=5)
    assert len(lines_of(journal)) == 13


def test_a_removal_that_was_broken_off_verifies_and_is_finished(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal, _ = old(tmp_path)
    unlink, left = Path.unlink, [1]

    def once(path: Path, *, missing_ok: bool = False) -> None:
        if path.suffix == ".jsonl" and not left.pop():
            raise OSError(errno.EIO, "broken")
        left.append(0)
        unlink(path, missing_ok=missing_ok)

    with monkeypatch.context() as bent:
        bent.setattr(Path, "unlink", once)
        with pytest.raises(JournalUnavailable):
            prune(journal, "2021-03", event(**PRUNED), years=5)
    assert "2021-02" in disk.segments(journal.folder)
    assert "2021-01" not in disk.segments(journal.folder)
    assert proved(journal).is_sound
    assert prune(journal, "2021-03", event(**PRUNED), years=5) == ["2021-02"]
    assert proved(journal).is_sound


def test_a_month_that_is_gone_without_a_record_is_seen(tmp_path: Path) -> None:
    journal, _ = old(tmp_path)
    disk.segment(journal.folder, "2021-01").unlink()
    problem = proved(journal).problem
    assert problem is not None
    assert problem.reason == "deletion"


def test_a_record_that_no_line_tells_of_is_not_enough(tmp_path: Path) -> None:
    journal, _ = old(tmp_path)
    last = json.loads(disk.last_line(disk.segment(journal.folder, "2021-02")))
    head = json.loads(lines_of(journal)[last["seq"]])["prev"]
    text = deletions.text_of(journal.origin(), [("2021-02", last["seq"], head)])
    note = anchors.sign(journal.folder, text)
    anchors.keep(journal.folder / deletions.DELETIONS, note)
    for month in ("2021-01", "2021-02"):
        disk.segment(journal.folder, month).unlink()
    problem = proved(journal).problem
    assert problem is not None
    assert (problem.reason, problem.number) == ("deletion", 1)


def test_the_journal_lies_beside_the_snapshots(tmp_path: Path) -> None:
    assert beside(tmp_path / "snapshots") == tmp_path / "snapshots-journal"
