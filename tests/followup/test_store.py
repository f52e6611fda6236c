"""Marks as they are written: whole or not at all, told first, and never two at once."""

from __future__ import annotations

import random
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from data.followup import (
    Change,
    Edit,
    EditRefused,
    FollowupUnavailable,
    Mark,
    MarkChanged,
    Marks,
    Store,
    key,
)
from data.followup.store import FILE
from tests.support.sealed import ROOT

TODAY, NOON = date(2026, 11, 29), datetime(2026, 11, 29, 12, tzinfo=UTC)
FINDING = key("finding", "RET-01", "holding", "H-0000001")
OTHER = key("finding", "RET-01", "holding", "H-0000002")
OWNERS = ("ict", "finance")
SPRING = date(2027, 3, 31)
Tell = Callable[[list[Change], str | None], None]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "followup", clock=lambda: NOON)


def write(
    store: Store,
    seen: dict[str, int] | None = None,
    tell: Tell = lambda changes, reason: None,
    role: str = "dpo",
    **fields: Any,
) -> list[Mark]:
    return store.change(
        {FINDING: 0} if seen is None else seen,
        Edit(fields),
        by="a-test",
        role=role,
        owners=OWNERS,
        tell=tell,
    )


def test_nothing_is_made_before_the_first_change(store: Store) -> None:
    assert store.read() == Marks(TODAY)
    assert store.history(FINDING) == []
    assert not store.folder.exists()


def test_a_mark_reads_back_as_it_was_written(store: Store) -> None:
    (mark,) = write(
        store,
        owner="ict",
        planned_on=date(2026, 12, 15),
        note="  wacht op de leverancier ",
        accepted_until=SPRING,
        accepted_reason="vervangen in het voorjaar",
        done_on=date(2026, 10, 31),
    )
    assert mark == Mark(
        key=FINDING,
        version=1,
        owner="ict",
        planned_on=date(2026, 12, 15),
        note="wacht op de leverancier",
        accepted_until=SPRING,
        accepted_reason="vervangen in het voorjaar",
        accepted_by="a-test",
        accepted_role="dpo",
        done_on=date(2026, 10, 31),
        changed_at="2026-11-29T12:00:00.000000+00:00",
        changed_by="a-test",
        changed_role="dpo",
    )
    marks = Store(store.folder, clock=lambda: NOON).read()
    assert marks.is_begun
    assert marks.by_key == {FINDING: mark}
    assert marks.of(OTHER) == Mark(OTHER)
    assert store.path.stat().st_mode & 0o077 == 0
    assert store.folder.stat().st_mode & 0o077 == 0


def test_what_is_not_named_stays_and_none_empties(store: Store) -> None:
    write(store, owner="ict", note="eerst")
    write(store, {FINDING: 1}, role="owner", note=None, planned_on=SPRING)
    states = store.history(FINDING)
    assert [(m.version, m.owner, m.note, m.planned_on) for m in states] == [
        (2, "ict", None, SPRING),
        (1, "ict", "eerst", None),
    ]
    assert [m.changed_role for m in states] == ["owner", "dpo"]


def test_who_takes_an_acceptance_back_takes_its_name_out(store: Store) -> None:
    write(store, accepted_until=SPRING, accepted_reason="tot het voorjaar")
    (mark,) = write(store, {FINDING: 1}, accepted_until=None, accepted_reason=None)
    assert (mark.accepted_until, mark.accepted_by, mark.accepted_role) == (None,) * 3
    assert mark.is_blank


@pytest.mark.parametrize(
    ("fields", "reason", "field"),
    [
        ({}, "nothing", ""),
        ({"owner": "jan_jansen"}, "owner", "owner"),
        ({"planned_on": date(2026, 11, 28)}, "day", "planned_on"),
        ({"note": "bel 06-12345678"}, "identifier", "note"),
        ({"note": "x" * 501}, "long", "note"),
        ({"note": "\x00"}, "letters", "note"),
        ({"accepted_until": SPRING}, "reason", "accepted_reason"),
        ({"accepted_until": SPRING, "accepted_reason": " "}, "reason", None),
        ({"accepted_reason": "zo"}, "reason", "accepted_until"),
        ({"accepted_until": TODAY, "accepted_reason": "zo"}, "past", None),
        ({"accepted_until": date(2027, 11, 30), "accepted_reason": "zo"}, "far", None),
        (
            {"accepted_until": SPRING, "accepted_reason": "j.b@example.nl"},
            "identifier",
            "accepted_reason",
        ),
    ],
)
def test_what_may_not_be_written_is_refused_and_nothing_is_made(
    store: Store, fields: dict[str, Any], reason: str, field: str | None
) -> None:
    with pytest.raises(EditRefused) as refused:
        write(store, tell=_never, **fields)
    assert refused.value.reason == reason
    assert field is None or refused.value.field == field
    assert "12345678" not in str(refused.value)
    assert not store.folder.exists()


def test_a_text_with_an_identifier_is_refused_by_the_sentence_of_the_seal(
    store: Store,
) -> None:
    with pytest.raises(EditRefused, match=r"holds no direct identifier; .* a phone"):
        write(store, note="bel 06-12345678")


def test_twelve_months_to_the_day_may_be_accepted(store: Store) -> None:
    last = date(2027, 11, 29)
    (mark,) = write(store, accepted_until=last, accepted_reason="meting volgt")
    assert mark.accepted_until == last


def _never(changes: list[Change], reason: str | None) -> None:
    raise AssertionError("nothing was to be told")


# -- told first ---------------------------------------------------------------


def test_the_journal_is_told_before_anything_is_written(store: Store) -> None:
    lines = []

    def tell(changes: list[Change], reason: str | None) -> None:
        lines.append((changes, reason, store.read().by_key))

    write(store, tell=tell, owner="ict")
    ((changes, reason, stood),) = lines
    assert (reason, stood) == (None, {})
    assert [(c.before.version, c.after.owner) for c in changes] == [(0, "ict")]


def test_without_a_line_nothing_is_written(store: Store) -> None:
    write(store, owner="ict")

    def full(changes: list[Change], reason: str | None) -> None:
        raise OSError(28, "no room")

    with pytest.raises(FollowupUnavailable, match="no room"):
        write(store, {FINDING: 1}, tell=full, owner="finance")
    assert store.read().of(FINDING).owner == "ict"
    assert len(store.history(FINDING)) == 1


# -- two at once --------------------------------------------------------------


def test_the_second_of_two_writers_learns_what_changed(store: Store) -> None:
    write(store, owner="ict")
    write(store, {FINDING: 1}, owner="finance")
    with pytest.raises(MarkChanged) as changed:
        write(store, {FINDING: 1, OTHER: 0}, tell=_never, note="van ICT")
    ((before, now),) = changed.value.now
    assert (before.owner, now.owner, now.version) == ("ict", "finance", 2)
    assert OTHER not in store.read().by_key  # all of a selection, or none


def test_of_several_at_once_one_writes_and_the_others_learn_what_and_write_after(
    store: Store,
) -> None:
    together = threading.Barrier(4)
    refused: list[tuple[str, list[Mark]]] = []

    def several_times(name: str) -> None:
        for number in range(5):
            version = store.read().of(FINDING).version
            note = f"{name}, keer {number}"
            together.wait(30)  # all of them have read the same by now
            seen: list[Mark] = []
            while True:
                try:
                    write(store, {FINDING: version}, note=note)
                    break
                except MarkChanged as changed:
                    ((before, now),) = changed.now
                    assert before.version == version
                    version = now.version
                    seen.append(now)
            refused.append((note, seen))
            together.wait(30)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(several_times, ["een", "twee", "drie", "vier"]))
    states = store.history(FINDING)
    assert [mark.version for mark in states] == list(range(20, 0, -1))
    assert {mark.note for mark in states} == {note for note, _ in refused}
    assert sum(not seen for _, seen in refused) == 5  # one each time was the first
    by_version = {mark.version: mark for mark in states}
    assert all(by_version[m.version] == m for _, seen in refused for m in seen)


# -- what breaks --------------------------------------------------------------

WRITER = """
import sys
from pathlib import Path
from data.followup import Edit, Store
from data.journal import Event, Journal
here = Path(sys.argv[1])
store, journal = Store(here / "followup"), Journal(here / "journal")
def tell(changes, reason):
    for each in changes:
        journal.write(Event(event="followup.change", who="a-test", role="dpo",
            via="command", mark=each.before.key, edition=each.before.version,
            before="none", after="none"))
keys = ["finding/A/b/1", "finding/A/b/2", "finding/A/b/3"]
while True:
    marks = store.read()
    seen = {key: marks.of(key).version for key in keys}
    edit = Edit({"note": f"na {seen[keys[0]]}"})
    made = store.change(seen, edit, by="a", role="dpo", owners=(), tell=tell)
    print(made[0].version, flush=True)
"""


def test_nothing_that_was_acknowledged_is_lost_by_a_kill(tmp_path: Path) -> None:
    chance = random.Random(12)  # noqa: S311
    store, last = Store(tmp_path / "followup"), 0
    for _ in range(4):
        writing = subprocess.Popen(
            [sys.executable, "-c", WRITER, tmp_path], cwd=ROOT, stdout=subprocess.PIPE
        )
        assert writing.stdout is not None
        lines = [writing.stdout.readline() for _ in range(chance.randrange(1, 9))]
        threading.Event().wait(chance.random() / 100)
        writing.send_signal(signal.SIGKILL)
        lines += writing.communicate()[0].splitlines(keepends=True)
        last = max(int(line) for line in lines if line.endswith(b"\n"))
        marks = store.read().by_key.values()
        (version,) = {mark.version for mark in marks}  # whole, or not at all
        assert last <= version <= last + 1
        with sqlite3.connect(store.path) as con:
            assert con.execute("pragma integrity_check").fetchone() == ("ok",)
        con.close()
        states = store.history("finding/A/b/1")
        assert [mark.version for mark in states] == list(range(version, 0, -1))
    text = "".join(p.read_text() for p in (tmp_path / "journal").glob("*.jsonl"))
    for edition in range(last):
        assert f'"edition":{edition},' in text  # no change without a line
    assert last > 4


@pytest.mark.parametrize("way", ["backup", "vacuum into"])
def test_a_copy_that_is_made_in_the_middle_of_a_change_is_whole_and_goes_on(
    store: Store, tmp_path: Path, way: str
) -> None:
    both = {FINDING: 0, OTHER: 0}
    write(store, both, owner="ict")
    copy = Store(tmp_path / "copy", clock=lambda: NOON)
    copy.folder.mkdir()

    def back_up(changes: list[Change], reason: str | None) -> None:
        with closing(sqlite3.connect(store.path)) as con:
            if way == "backup":
                with closing(sqlite3.connect(copy.path)) as to:
                    con.backup(to)
            else:
                con.execute("vacuum into ?", (str(copy.path),))

    write(store, dict.fromkeys(both, 1), tell=back_up, note="hierna")
    assert {mark.version for mark in store.read().by_key.values()} == {2}
    marks = copy.read().by_key.values()
    assert [(m.version, m.owner, m.note) for m in marks] == [(1, "ict", None)] * 2
    assert copy.states() == sorted(marks, key=lambda mark: mark.key)
    with closing(sqlite3.connect(copy.path)) as con:
        assert con.execute("pragma integrity_check").fetchone() == ("ok",)
    (mark,) = write(copy, {FINDING: 1}, note="verder")
    assert mark.version == 2


@contextmanager
def largest(size: int) -> Iterator[None]:
    """Let no file grow beyond a size, as a full disk does."""
    kept, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, most))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (kept, most))
        signal.signal(signal.SIGXFSZ, handler)


def test_a_full_disk_leaves_what_was_there_and_says_that_it_failed(
    store: Store,
) -> None:
    write(store, owner="ict")
    refused: list[str | None] = []
    with largest(100_000), pytest.raises(FollowupUnavailable):
        for version in range(1, 200):
            write(
                store,
                {FINDING: version},
                tell=lambda changes, reason: refused.append(reason),
                note="x" * 400,
            )
    assert refused[-1] is not None
    mark = store.read().of(FINDING)
    assert mark.version == refused.count(None)  # the last line came to nothing
    assert len(store.history(FINDING)) == mark.version
    write(store, {FINDING: mark.version}, note="er is weer ruimte")


@pytest.mark.parametrize("damage", ["text", "format"])
def test_a_file_that_is_not_ours_is_refused_and_stays(
    store: Store, damage: str
) -> None:
    write(store, owner="ict")
    if damage == "text":
        store.path.write_bytes(b"no database at all" * 400)
    else:
        with sqlite3.connect(store.path) as con:
            con.execute("pragma user_version = 9")
        con.close()
    content = store.path.read_bytes()
    with pytest.raises(FollowupUnavailable, match="not one that this version wrote"):
        store.read()
    with pytest.raises(FollowupUnavailable):
        write(store, {FINDING: 1}, tell=_never, owner="finance")
    assert store.path.read_bytes() == content


def test_a_folder_that_may_not_be_written_is_read_and_not_written(
    store: Store, request: pytest.FixtureRequest
) -> None:
    write(store, owner="ict")
    script = """
import os, sys
from pathlib import Path
from data.followup import Edit, FollowupUnavailable, Store
os.setuid(65534) if os.getuid() == 0 else None
store = Store(Path(sys.argv[1]))
print(store.read().of(sys.argv[2]).owner)
try:
    store.change({sys.argv[2]: 1}, Edit({"note": "a"}), by="a", role="dpo", owners=(),
        tell=lambda changes, reason: print("told"))
except FollowupUnavailable as refused:
    print(refused.reason)
"""
    # not below pytest's own folder, which is for one user alone
    here = Path(tempfile.mkdtemp(prefix="follow-up-"))
    request.addfinalizer(lambda: shutil.rmtree(here))
    request.addfinalizer(lambda: here.chmod(0o700))  # which comes before that
    (here / FILE).write_bytes(store.path.read_bytes())
    (here / FILE).chmod(0o444)
    here.chmod(0o555)
    done = subprocess.run(
        [sys.executable, "-c", script, here, FINDING],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["ict", "denied"]
