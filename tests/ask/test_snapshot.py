"""A snapshot is what was sealed, or it is refused, and the others keep working."""

from __future__ import annotations

import json
import os
import random
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import duckdb
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data import CONTRACT, FORMAT, snapshot
from data import snapshot as snapshots
from data.ask import Engine, Reader, ask
from data.seal import publish
from data.snapshot import DATABASES, SEAL, SnapshotRefused, find, verify
from tests.faults.damaged_snapshots import (
    DAMAGE,
    EXTRA,
    FORGED,
    RECORDS,
    SEALS,
    SUMMARY,
    TESTED,
    flip,
    hold,
    real_wal,
)
from tests.support.sealed import (
    DAY,
    EMPTY,
    FILES,
    ROOT,
    a_reader,
    copy,
    forge,
    reseal,
    root,
    sample,
)


@pytest.fixture
def damaged(tmp_path: Path) -> Path:
    """Return a folder of snapshots of which one is about to be damaged."""
    return copy(tmp_path / "snapshots")


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    """Return an engine that has sound copies of the same files open already."""
    made = a_reader()
    for question in TESTED:
        ask(made, sample(), question)
    yield made
    made.close()


Refused = Callable[[str, str | None], None]


@pytest.fixture
def refused(damaged: Path, reader: Reader) -> Refused:
    """Return what holds that a day is refused for one reason, and the other is not."""

    def holds(reason: str, file: str | None) -> None:
        reasons = set()
        for question in (None, *TESTED):
            with pytest.raises(SnapshotRefused) as caught:
                sealed = find(damaged, DAY)
                if question is None:
                    verify(sealed)
                else:
                    ask(reader, sealed, question)
            reasons.add((caught.value.reason, caught.value.file))
        assert reasons == {(reason, file)}
        verify(find(damaged, EMPTY))

    return holds


# -- the bytes of a file ------------------------------------------------------


def test_undamaged_copies_verify_and_answer(damaged: Path, reader: Reader) -> None:
    for day in (DAY, EMPTY):
        sealed = find(damaged, day)
        verify(sealed)
        for question in TESTED:
            rows = ask(reader, sealed, question)
            assert rows.equals(ask(reader, sample(day), question))


def test_a_flipped_bit_is_seen_wherever_it_is(damaged: Path) -> None:
    chance = random.Random(7)  # noqa: S311
    sealed = find(damaged, DAY)
    for name in DATABASES:
        path = damaged / DAY / name
        size = path.stat().st_size
        places = [0, 8, 4095, 4096, 12_288, size - 1]
        for at in [*places, *(chance.randrange(size) for _ in range(30))]:
            with path.open("r+b", buffering=0) as file:
                byte = os.pread(file.fileno(), 1, at)[0]
                os.pwrite(file.fileno(), bytes([byte ^ 1 << chance.randrange(8)]), at)
                with pytest.raises(SnapshotRefused) as caught:
                    verify(sealed)
                os.pwrite(file.fileno(), bytes([byte]), at)
            assert (caught.value.reason, caught.value.file) == ("hash", name)
    verify(sealed)


def test_only_the_check_of_bytes_sees_a_flip(
    damaged: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    flip(damaged / DAY / RECORDS)
    sealed = find(damaged, DAY)
    with pytest.raises(SnapshotRefused, match="other bytes"):
        verify(sealed)
    monkeypatch.setattr(snapshot, "_hold", lambda *_: None)
    verify(sealed)


@pytest.mark.parametrize("file", DATABASES)
@pytest.mark.parametrize("kind", DAMAGE)
def test_a_damaged_database_is_refused_with_its_reason(
    damaged: Path, file: str, kind: str, refused: Refused
) -> None:
    damage, reason = DAMAGE[kind]
    before = (damaged / DAY / file).stat().st_size
    damage(damaged / DAY / file)
    if kind == "the other database" and (damaged / DAY / file).stat().st_size == before:
        reason = "hash"
    refused(reason, file)


# -- the files of a folder ----------------------------------------------------


@pytest.mark.parametrize("file", FILES)
def test_a_missing_file_is_refused_by_its_name(
    damaged: Path, file: str, refused: Refused
) -> None:
    (damaged / DAY / file).unlink()
    refused("files", file)


@pytest.mark.parametrize("name", EXTRA)
def test_an_extra_file_is_refused_by_its_name(
    damaged: Path, name: str, refused: Refused
) -> None:
    EXTRA[name](damaged / DAY / name)
    refused("files", name)


def test_any_name_of_a_file_can_be_told(damaged: Path, refused: Refused) -> None:
    Path(os.fsdecode(bytes(damaged / DAY) + b"/\xff\n\x1b[31m")).touch()
    refused("files", "???[31m")


def test_a_real_wal_beside_a_database_is_refused(
    damaged: Path, refused: Refused
) -> None:
    (damaged / DAY / f"{SUMMARY}.wal").write_bytes(real_wal())
    refused("files", f"{SUMMARY}.wal")
    # were it not, the engine would serve what the log says, not what was sealed
    with duckdb.connect(damaged / DAY / SUMMARY, read_only=True) as con:
        values = con.sql("select distinct value from key_figures").fetchall()
    assert values == [(12345.0,)]


@pytest.mark.parametrize("file", FILES)
def test_a_symlinked_file_is_refused(
    damaged: Path, tmp_path: Path, file: str, refused: Refused
) -> None:
    path = damaged / DAY / file
    path.rename(tmp_path / file)
    path.symlink_to(tmp_path / file)
    refused("files", file)


@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize("kind", ["folder", "pipe", "socket"])
def test_what_is_no_regular_file_is_refused(
    damaged: Path,
    file: str,
    kind: str,
    monkeypatch: pytest.MonkeyPatch,
    refused: Refused,
) -> None:
    path = damaged / DAY / file
    path.unlink()
    if kind == "folder":
        path.mkdir()
    elif kind == "pipe":
        os.mkfifo(path)
    else:
        monkeypatch.chdir(path.parent)
        with socket.socket(socket.AF_UNIX) as made:
            made.bind(file)
    refused("files", file)


def test_a_symlinked_folder_is_refused(
    damaged: Path, tmp_path: Path, refused: Refused
) -> None:
    (damaged / DAY).rename(tmp_path / "elsewhere")
    (damaged / DAY).symlink_to(tmp_path / "elsewhere")
    refused("missing", None)


def test_a_file_for_a_folder_is_refused(damaged: Path, refused: Refused) -> None:
    shutil.rmtree(damaged / DAY)
    (damaged / DAY).write_text("snapshot")
    refused("missing", None)


def test_a_file_that_cannot_be_read_is_refused(
    damaged: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = os.open

    def forbidden(path: Path, *rest: int) -> int:
        if Path(path).name == SUMMARY:
            raise PermissionError(13, "Permission denied", str(path))
        return opened(path, *rest)

    monkeypatch.setattr(os, "open", forbidden)
    with pytest.raises(SnapshotRefused, match="a file cannot be read") as caught:
        verify(find(damaged, DAY))
    assert (caught.value.reason, caught.value.file) == ("unreadable", SUMMARY)


# -- the seal -----------------------------------------------------------------


@pytest.mark.parametrize("kind", SEALS)
def test_a_wrong_seal_is_refused_with_its_reason(
    damaged: Path, kind: str, refused: Refused
) -> None:
    damage, reason = SEALS[kind]
    damage(damaged / DAY)
    refused(reason, RECORDS if reason == "size" else SEAL)


@pytest.mark.parametrize("file", DATABASES)
@pytest.mark.parametrize("sha256", ["0" * 64, "A" * 64, "0" * 63, "", 7, None])
def test_a_seal_with_another_hash_is_refused(
    damaged: Path, file: str, sha256: object, refused: Refused
) -> None:
    forge(damaged / DAY, lambda seal: seal["files"][file].update(sha256=sha256))
    if sha256 == "0" * 64:
        refused("hash", file)
    else:
        refused("seal", SEAL)


def test_any_edit_of_a_seal_gives_another_digest(damaged: Path) -> None:
    before = find(damaged, DAY)
    forge(damaged / DAY, lambda seal: seal["findings"].update(high=0))
    assert find(damaged, DAY).digest != before.digest
    with pytest.raises(SnapshotRefused, match="took its place") as caught:
        _ = before.seal
    assert (caught.value.reason, caught.value.file) == ("replaced", SEAL)
    (damaged / DAY / SEAL).write_bytes(b"{}")
    with pytest.raises(SnapshotRefused) as caught:
        _ = before.seal
    assert (caught.value.reason, caught.value.file) == ("seal", SEAL)


# -- forged: files and seal changed together ----------------------------------


@pytest.mark.parametrize("kind", FORGED)
def test_a_forged_file_holds_nothing_but_sealed_tables(
    damaged: Path, reader: Reader, kind: str
) -> None:
    hold(damaged / DAY, FORGED[kind])
    sealed = find(damaged, DAY)
    verify(sealed)
    for _ in range(2):
        with pytest.raises(SnapshotRefused) as caught:
            ask(reader, sealed, "key_figures")
        assert (caught.value.reason, caught.value.file) == ("unreadable", SUMMARY)
    assert ask(reader, find(damaged, EMPTY), "key_figures").height == 20


@pytest.mark.parametrize(
    "content", [b"SQLite format 3\0" + bytes(4080), b"", b"name,value\n", bytes(8192)]
)
def test_a_forged_file_of_another_kind_is_refused(
    damaged: Path, reader: Reader, content: bytes
) -> None:
    (damaged / DAY / SUMMARY).write_bytes(content)
    reseal(damaged / DAY)
    with pytest.raises(SnapshotRefused) as caught:
        ask(reader, find(damaged, DAY), "key_figures")
    assert (caught.value.reason, caught.value.file) == ("unreadable", SUMMARY)


# -- another version ----------------------------------------------------------

OTHER_TABLES = {
    "a column less": "alter table key_figures drop column numerator",
    "a column of another type": "alter table key_figures alter value type varchar",
    "a table less": "drop table key_figures",
}


@pytest.mark.parametrize("kind", OTHER_TABLES)
def test_tables_that_this_version_does_not_read_are_refused_as_such(
    damaged: Path, reader: Reader, kind: str
) -> None:
    hold(damaged / DAY, OTHER_TABLES[kind])
    sealed = find(damaged, DAY)
    verify(sealed)
    for _ in range(2):
        with pytest.raises(SnapshotRefused) as caught:
            ask(reader, sealed, "breakdowns")
        assert (caught.value.reason, caught.value.file) == ("tables", SUMMARY)
    assert str(caught.value) == (
        "Snapshot 2026-10-31 is refused: it was sealed by a version with other tables "
        "or columns (summary.duckdb). Nothing of it is shown; the other snapshots keep "
        "working. Seal its source again with this version and --replace, or open it "
        "with the version that sealed it."
    )
    assert ask(reader, sealed, "recipients").equals(ask(reader, sample(), "recipients"))
    assert ask(reader, find(damaged, EMPTY), "key_figures").height == 20


def test_columns_that_this_version_does_not_read_do_no_harm(
    damaged: Path, reader: Reader
) -> None:
    hold(damaged / DAY, "alter table key_figures add column remark varchar")
    figures = ask(reader, find(damaged, DAY), "key_figures")
    assert figures.equals(ask(reader, sample(), "key_figures"))


@pytest.mark.parametrize(
    ("format_", "contract", "says"),
    [
        (FORMAT - 1, CONTRACT, "an older version"),
        (FORMAT + 1, CONTRACT, "a newer version"),
        (FORMAT, CONTRACT - 1, "an older version"),
        (FORMAT, CONTRACT + 1, "a newer version"),
    ],
)
def test_a_seal_of_another_version_names_both_and_the_remedy(
    damaged: Path, format_: int, contract: int, says: str
) -> None:
    forge(damaged / DAY, lambda seal: seal.update(format=format_, contract=contract))
    with pytest.raises(SnapshotRefused) as caught:
        find(damaged, DAY)
    again = "Seal its source again with this version and --replace"
    if contract != CONTRACT:
        again = f"Export its source again by contract {CONTRACT} and seal that with "
        again += "--replace"
    assert str(caught.value) == (
        f"Snapshot 2026-10-31 is refused: it was sealed by {says} of this software "
        f"(format {format_}, contract {contract}). Nothing of it is shown; the other "
        f"snapshots keep working. {again}, or open it with the version that sealed it."
    )


# -- days ---------------------------------------------------------------------

NO_DAYS = [
    "",
    ".",
    "..",
    "../snapshots/2026-10-31",
    "2026-10-31/../2026-10-31",
    "/etc/passwd",
    "%2e%2e",
    "%2e%2e%2f2026-10-31",
    "2026-10-31\0",
    "2026-10-31\n",
    " 2026-10-31",
    "2026-10-31" * 30,
    "\uff12\uff10\uff12\uff16-10-31",
    "\uff12\uff10\uff12\uff16-\uff11\uff10-\uff13\uff11",
    "\u0662\u0660\u0662\u0666-10-31",
    "2026\u201010\u201031",
    "2026-99-99",
    "2026-02-30",
    "2026-13-01",
    "0000-01-01",
    "20261031",
    "2026-W44-6",
    "C:\\2026-10-31",
    "\ud800",
    ".lock",
    "2027-01-31",
]


@pytest.mark.parametrize("day", NO_DAYS, ids=ascii)
def test_what_is_no_snapshots_day_is_missing(damaged: Path, day: str) -> None:
    with pytest.raises(SnapshotRefused, match="there is no such snapshot") as caught:
        find(damaged, day)
    assert caught.value.reason == "missing"
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 400


@given(st.text(max_size=40))
def test_no_text_finds_anything_but_a_listed_day(day: str) -> None:
    touched: list[Path] = []
    try:
        sealed = find(root(), day)
    except SnapshotRefused as error:
        assert error.reason == "missing"
    else:
        touched.append(sealed.path)
    assert touched in ([], *([root() / known] for known in snapshot.days(root())))


def test_only_days_are_listed_and_newest_first(damaged: Path) -> None:
    for name in (
        "2026-99-99",
        ".building-x",
        ".replaced-2026-08-31",
        "notes",
        "\uff12",
    ):
        (damaged / name).mkdir()
    (damaged / "2026-08-31").mkdir()
    assert snapshot.days(damaged) == [DAY, EMPTY, "2026-08-31"]
    assert find(damaged).day == DAY


def test_a_folder_without_snapshots_lists_none(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "none"):
        assert snapshot.days(folder) == []
        with pytest.raises(SnapshotRefused, match="no such snapshot"):
            find(folder)


@pytest.mark.parametrize(
    "text", ["2026-1-1", "20261031", "2026-W44-6", "\uff12\uff10\uff12\uff16-10-31"]
)
def test_a_day_is_read_in_one_form_only(text: str) -> None:
    with pytest.raises(ValueError, match="not a day"):
        snapshot.day_of(text)


def test_a_refusal_names_snapshot_reason_and_way_out(damaged: Path) -> None:
    flip(damaged / DAY / RECORDS)
    with pytest.raises(SnapshotRefused) as caught:
        verify(find(damaged, DAY))
    assert str(caught.value) == (
        "Snapshot 2026-10-31 is refused: a file has other bytes than were sealed "
        "(records.duckdb). Nothing of it is shown; the other snapshots keep working. "
        "Put back a sound copy, or seal its source again with --replace."
    )


def test_a_file_that_is_opened_is_read_once_to_be_verified_and_copied(
    damaged: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read, chunks = list[str](), snapshot._chunks

    def counted(path: Path, day: str) -> Iterator[bytes]:
        read.append(path.name)
        return chunks(path, day)

    sealed, engine = find(damaged, DAY), Engine()
    with closing(engine):
        monkeypatch.setattr(snapshot, "_chunks", counted)
        engine.opened(sealed, "records")
        assert [name for name in read if name != SEAL] == [RECORDS, SUMMARY]
        read.clear()
        engine.opened(sealed, "records")
        assert read == []
        engine.opened(sealed, "summary")
        assert read == [SUMMARY]


def test_no_copy_is_left_nor_opened_where_the_other_file_is_damaged(
    damaged: Path,
) -> None:
    flip(damaged / DAY / SUMMARY)
    engine = Engine()
    with closing(engine):
        for _ in range(2):
            with pytest.raises(SnapshotRefused, match="other bytes") as caught:
                engine.opened(find(damaged, DAY), "records")
            assert caught.value.file == SUMMARY
        assert [path for path in engine._here.rglob("*") if path.is_file()] == []
        assert engine._attached == set()


# -- while it is open ---------------------------------------------------------


@pytest.mark.parametrize("question", TESTED)
def test_damage_after_opening_is_noticed_when_asked(
    damaged: Path, reader: Reader, question: str
) -> None:
    sealed = find(damaged, DAY)
    ask(reader, sealed, question)
    flip(damaged / DAY / TESTED[question])
    with pytest.raises(SnapshotRefused, match="other bytes"):
        ask(reader, sealed, question)
    assert ask(reader, find(damaged, EMPTY), question).equals(
        ask(reader, sample(EMPTY), question)
    )


def test_a_file_beside_an_open_one_is_noticed(damaged: Path, reader: Reader) -> None:
    sealed = find(damaged, DAY)
    before = ask(reader, sealed, "recipients")
    (damaged / DAY / "records.duckdb.wal").touch()
    with pytest.raises(SnapshotRefused, match="exactly the sealed files"):
        ask(reader, sealed, "recipients")
    (damaged / DAY / "records.duckdb.wal").unlink()
    assert ask(reader, sealed, "recipients").equals(before)


def test_a_touched_but_sound_snapshot_keeps_answering(
    damaged: Path, reader: Reader
) -> None:
    sealed = find(damaged, DAY)
    before = ask(reader, sealed, "recipients")
    os.utime(damaged / DAY / RECORDS)
    assert ask(reader, sealed, "recipients").equals(before)


def another(folder: Path, value: float) -> dict[str, object]:
    """Build databases in which every key figure has one value; return their seal."""
    folder.mkdir()
    for name in DATABASES:
        shutil.copy(root() / DAY / name, folder / name)
        (folder / name).chmod(0o600)
    with duckdb.connect(folder / SUMMARY) as con:
        con.execute("update key_figures set value = $value", {"value": value})
    seal: dict[str, object] = json.loads((root() / DAY / SEAL).read_bytes())
    return seal


def values(frame: pl.DataFrame) -> set[float | None]:
    return set(frame["value"])


def test_an_engine_asked_during_replacement_never_mixes(
    tmp_path: Path, reader: Reader
) -> None:
    folder = copy(tmp_path / "snapshots", DAY)
    publish.publish(tmp_path / "0", folder, another(tmp_path / "0", 0.0))
    seen: list[set[float | None]] = []
    unseen: list[str] = []
    ended = threading.Event()

    def keep_asking() -> None:
        while not ended.is_set():
            try:
                seen.append(values(ask(reader, find(folder, DAY), "key_figures")))
            except SnapshotRefused as error:
                unseen.append(error.reason)

    threads = [threading.Thread(target=keep_asking) for _ in range(3)]
    for thread in threads:
        thread.start()
    for value in range(1, 9):
        built = tmp_path / str(value)
        publish.publish(built, folder, another(built, float(value)))
    ended.set()
    for thread in threads:
        thread.join()
    assert all(len(answer) == 1 for answer in seen)
    assert seen
    # between two renames, or with files of two snapshots read one after the other
    assert set(unseen) <= {"missing", "replaced", "files"}
    assert values(ask(reader, find(folder, DAY), "key_figures")) == {8.0}


def test_a_replaced_snapshot_has_lost_its_old_name(
    tmp_path: Path, reader: Reader
) -> None:
    folder = copy(tmp_path / "snapshots", DAY)
    before = find(folder, DAY)
    ask(reader, before, "key_figures")
    publish.publish(tmp_path / "new", folder, another(tmp_path / "new", 5.0))
    with pytest.raises(SnapshotRefused, match="Ask again: what is there now"):
        ask(reader, before, "key_figures")
    assert values(ask(reader, find(folder, DAY), "key_figures")) == {5.0}


def test_snapshot_that_is_replaced_while_it_is_read_is_not_called_damaged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = copy(tmp_path / "snapshots", DAY)
    before, built, read = find(folder, DAY), tmp_path / "new", snapshots._chunks

    def replacing(path: Path, day: str) -> Iterator[bytes]:
        if path.name == DATABASES[-1] and not built.exists():
            publish.publish(built, folder, another(built, 5.0))
        return read(path, day)

    monkeypatch.setattr(snapshots, "_chunks", replacing)
    with pytest.raises(SnapshotRefused) as caught:
        verify(before)
    assert built.exists()
    assert caught.value.reason == "replaced"


def test_what_is_open_has_no_name_on_disk(reader: Reader) -> None:
    for question in TESTED:
        ask(reader, sample(), question)
    held = [
        path for path in Path(reader.engine._folder.name).rglob("*") if path.is_file()
    ]
    assert [path for path in held if path.suffix == ".duckdb"] == []


def test_closing_an_engine_leaves_nothing_behind() -> None:
    reader = a_reader()
    folder = Path(reader.engine._folder.name)
    ask(reader, sample(), "recipients")
    assert folder.stat().st_mode & 0o077 == 0
    reader.close()
    assert not folder.exists()


def test_verifying_never_loads_the_engine() -> None:
    script = (
        "import sys; from pathlib import Path; from data import snapshot;"
        f"snapshot.verify(snapshot.find(Path({str(root())!r})));"
        "sys.exit(bool({'duckdb', 'polars'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=False)
    assert done.returncode == 0


def test_seal_is_read_again_once_it_was_touched(
    damaged: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    snapshot = find(damaged, DAY)
    held = snapshot.seal
    with monkeypatch.context() as unread:
        unread.setattr(snapshots, "_seal_text", lambda _: pytest.fail("read again"))
        assert snapshot.seal is held
    place = snapshot.path / "seal.json"
    place.write_bytes(place.read_bytes() + b" ")
    with pytest.raises(SnapshotRefused):
        _ = snapshot.seal
    place.unlink()
    with pytest.raises(SnapshotRefused):
        _ = snapshot.seal
