"""The journal is read as it grows: nothing left out, over months, until one stops."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from data.__main__ import main
from data.commands import journal_tail
from data.journal import Journal, JournalUnavailable
from data.journal.following import Follower
from data.journal.reading import first_day
from tests.support.journal_attacks import Clock, event
from tests.support.sealed import ROOT, command

BEGIN = datetime(2026, 1, 20, tzinfo=UTC)


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(tmp_path / "journal", clock=Clock(BEGIN, timedelta(days=10)))


def follower(journal: Journal) -> Follower:
    state = journal.standing()
    assert state is not None
    return Follower(journal, state)


def test_what_is_written_is_read_once_and_over_the_end_of_months(
    journal: Journal,
) -> None:
    journal.write(event(1))
    reading = follower(Journal(journal.folder))
    assert reading.new() == []
    lines = [journal.write(event(n)) for n in range(2, 9)]
    assert reading.new() == lines
    assert len({line.at[:7] for line in lines}) > 2
    assert reading.new() == []
    last = journal.write(event(9))
    assert reading.new() == [last]


def test_half_a_line_is_not_read_before_it_is_whole(journal: Journal) -> None:
    journal.write(event(1))
    reading = follower(journal)
    last = max(journal.folder.glob("*.jsonl"))
    with last.open("ab") as file:
        file.write(b'{"at":"2026-')
    assert reading.new() == []
    line = journal.write(event(2))
    assert reading.new() == [line]


def test_another_journal_in_its_place_is_said(journal: Journal) -> None:
    for n in range(3):
        journal.write(event(n))
    reading = follower(Journal(journal.folder))
    journal.folder.rename(journal.folder.with_name("away"))
    with pytest.raises(JournalUnavailable):
        reading.new()


def test_another_journal_with_more_lines_is_said_too(
    journal: Journal, tmp_path: Path
) -> None:
    journal.write(event(1))
    reading = follower(Journal(journal.folder))
    another = Journal(tmp_path / "another", clock=Clock(BEGIN, timedelta(days=10)))
    for n in range(9):
        another.write(event(n))
    journal.folder.rename(tmp_path / "away")
    another.folder.rename(journal.folder)
    with pytest.raises(JournalUnavailable, match="another journal"):
        reading.new()


@pytest.mark.parametrize("how", ["lost", "bent"])
def test_lines_that_were_taken_out_meanwhile_are_said(
    journal: Journal, how: str
) -> None:
    journal.write(event(1))
    reading = follower(Journal(journal.folder))
    for n in range(2, 9):
        journal.write(event(n))
    file = sorted(journal.folder.glob("*.jsonl"))[1]
    if how == "lost":
        file.unlink()
    else:
        file.write_bytes(file.read_bytes().replace(b"{", b"[", 1))
    with pytest.raises(JournalUnavailable, match="not as they were left"):
        reading.new()


def printed(
    capsys: pytest.CaptureFixture[str], folder: Path, *words: str
) -> list[dict[str, object]]:
    assert main(["journal", "tail", "--journal", str(folder), *words]) == 0
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_tail_prints_the_newest_lines_and_is_itself_written(
    journal: Journal, capsys: pytest.CaptureFixture[str]
) -> None:
    for n in range(12):
        journal.write(event(n))
    kept = [line.read_text() for line in sorted(journal.folder.glob("*.jsonl"))]
    assert main(["journal", "tail", "--journal", str(journal.folder), "-n", "3"]) == 0
    # as it was written, byte for byte, so that a copy elsewhere proves as much
    assert "".join(kept).endswith(capsys.readouterr().out)
    (note,) = journal.read(event="journal.read")
    assert (note.seq, note.fields["rows"]) == (13, 3)
    after = printed(capsys, journal.folder, "--after", "10")
    assert [line["seq"] for line in after] == [11, 12, 13]
    assert printed(capsys, journal.folder, "-n", "0") == []
    assert len(printed(capsys, journal.folder)) == 10


def test_tail_begins_no_journal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "none"
    assert main(["journal", "tail", "--journal", str(folder)]) == 1
    assert capsys.readouterr().err == f"There is no journal in {folder}.\n"
    assert not folder.exists()


def test_following_goes_on_until_ctrl_c(journal: Journal) -> None:
    journal.write(event(1))
    words = ("journal", "tail", "--journal", journal.folder, "-n", 1, "--follow")
    pipe = subprocess.PIPE
    with subprocess.Popen(
        command(*words), cwd=ROOT, stdout=pipe, stderr=pipe, text=True
    ) as process:
        assert process.stdout is not None
        begun = [json.loads(process.stdout.readline())["seq"] for _ in range(2)]
        journal.write(event(2))
        assert json.loads(process.stdout.readline())["seq"] == 3
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    assert begun == [1, 2]  # the second is that somebody reads
    assert (process.returncode, out, err) == (130, "", "Stopped.\n")


def test_who_reads_along_and_leaves_ends_it(monkeypatch: pytest.MonkeyPatch) -> None:
    reader, writer = os.pipe()
    before = os.dup(1)
    try:
        os.dup2(writer, 1)
        monkeypatch.setattr(journal_tail, "PAUSE", 0.01)
        journal_tail._pause()
        os.close(reader)
        with pytest.raises(BrokenPipeError):
            journal_tail._pause()
    finally:
        os.dup2(before, 1)
        os.close(before)
        os.close(writer)


def test_journal_runs_since_its_first_line(journal: Journal, tmp_path: Path) -> None:
    assert first_day(tmp_path / "none") == ""
    first = journal.write(event(1))
    for n in range(5):
        journal.write(event(n))
    assert first_day(journal.folder) == first.at[:10]
