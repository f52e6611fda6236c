"""Snapshots are kept as long as their terms say, and what was erased is proved."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from data import policy, pruned, snapshot
from data.ask import Question, ask, count, options
from data.commands.common import noted
from data.figures import key_figures
from data.journal import Journal, anchors, beside, pruning
from data.journal.events import Event
from data.journal.prune import prune as prune_lines
from data.seal import publish
from data.upkeep import prune, terms
from pages.parts.shell import navigation
from tests.support import sealed
from tests.support.screen import DUTCH, framed, opened
from tests.support.sealed import DAY, EMPTY, a_reader, content, copy, run

TERMS = policy.own_terms()
ON = date(2028, 10, 15)
"""A day on which the records of EMPTY are past their term, and those of DAY are not."""


def pruned_on(root: Path, on: date) -> prune.Outcome:
    noon = datetime.combine(on, time(12), UTC)
    journal = Journal(beside(root), clock=lambda: noon)
    return prune.prune(root, journal, TERMS, noted, on)


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return snapshots of which the older one has lost its records; to be read."""
    root = copy(tmp_path_factory.mktemp("pruned") / "snapshots")
    sealed.begin_journal(root)
    (gone,) = pruned_on(root, ON).gone
    assert (gone.day, gone.file, gone.until) == (
        EMPTY,
        "records.duckdb",
        date(2028, 9, 30),
    )
    return root


@pytest.fixture
def touched(kept: Path, tmp_path: Path) -> Path:
    """Return a copy of those, with their journal, that a test may bend."""
    root = tmp_path / "snapshots"
    shutil.copytree(kept, root)
    shutil.copytree(beside(kept), beside(root))
    for path in [*root.rglob("*"), root]:
        path.chmod(0o700 if path.is_dir() else 0o600)
    return root


@pytest.fixture
def erased(kept: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Let the pages of this process show those snapshots."""
    monkeypatch.setenv("SNAPSHOTS", str(kept))
    monkeypatch.delenv("JOURNAL", raising=False)
    yield kept


def test_records_go_whole_and_summary_and_seal_stay(kept: Path) -> None:
    before, after = content(sealed.root() / EMPTY), content(kept / EMPTY)
    assert after.keys() == {"seal.json", "summary.duckdb", "pruned.txt"}
    assert after["seal.json"] == before["seal.json"]
    assert after["summary.duckdb"] == before["summary.duckdb"]
    assert content(kept / DAY) == content(sealed.root() / DAY)
    modes = {path.stat().st_mode & 0o777 for path in (kept / EMPTY).iterdir()}
    assert (modes, (kept / EMPTY).stat().st_mode & 0o777) == ({0o440}, 0o750)
    assert not publish.left(kept)


def test_the_journal_tells_what_was_erased_before_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = copy(tmp_path / "snapshots", EMPTY)
    journal = sealed.begin_journal(root)
    before = content(root)

    def killed(ready: Path, root: Path) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(publish, "put_in_place", killed)
    with pytest.raises(KeyboardInterrupt):
        pruned_on(root, ON)
    assert content(root) == before
    monkeypatch.undo()
    assert [gone.day for gone in pruned_on(root, ON).gone] == [EMPTY]
    (line, _) = journal.read(event=pruning.EVENT)
    held = snapshot.find(root, EMPTY)
    note = (root / EMPTY / "pruned.txt").read_bytes()
    assert line.fields["digest"] == held.digest
    assert line.fields["sha256"] == hashlib.sha256(note).hexdigest()
    assert pruned_on(root, ON).gone == ()


def test_what_a_kill_left_of_the_records_goes_with_the_next_run(touched: Path) -> None:
    left = touched / f"{publish.REPLACED}{EMPTY}"
    left.mkdir()
    (left / "records.duckdb").write_bytes(b"rows about people")
    pruned_on(touched, ON)
    assert not left.exists()


def test_the_rest_goes_at_the_end_of_its_own_term(touched: Path) -> None:
    came_to = pruned_on(touched, date(2033, 10, 15))
    assert [(e.day, e.file) for e in came_to.gone] == [
        (EMPTY, "summary.duckdb"),
        (DAY, "records.duckdb"),
    ]
    assert snapshot.days(touched) == [DAY]


def test_what_is_damaged_stays_as_evidence(touched: Path) -> None:
    with (touched / DAY / "records.duckdb").open("r+b") as file:
        file.write(b"bent")
    came_to = pruned_on(touched, date(2028, 11, 15))
    assert came_to.gone == ()
    assert [why.startswith(f"Snapshot {DAY} is refused") for why in came_to.refused]
    assert (touched / DAY / "records.duckdb").exists()


def test_a_snapshot_of_an_older_format_loses_its_records_too(tmp_path: Path) -> None:
    root = copy(tmp_path / "snapshots", EMPTY)
    sealed.begin_journal(root)
    sealed.forge(root / EMPTY, lambda seal: seal.update(format=3, contract=1))
    assert [gone.day for gone in pruned_on(root, ON).gone] == [EMPTY]
    pruning.prove(snapshot.locate(root, EMPTY), beside(root))


def test_a_pruned_snapshot_answers_what_its_summary_holds(kept: Path) -> None:
    reader = a_reader()
    try:
        held = snapshot.find(kept, EMPTY)
        assert ask(reader, held, "key_figures").height
        with pytest.raises(
            snapshot.RecordsPruned, match=r"erased on 2028-10-15.*24 mo"
        ):
            ask(reader, held, "findings")
        later = snapshot.find(kept, DAY)
        assert [s.day for s in key_figures.earlier(reader.engine, later)] == [EMPTY]
    finally:
        reader.close()


def test_records_that_are_open_when_they_are_erased_are_let_go(tmp_path: Path) -> None:
    root = copy(tmp_path / "snapshots", EMPTY)
    sealed.begin_journal(root)
    reader, held = a_reader(), snapshot.find(root, EMPTY)
    try:
        ask(reader, held, "findings")
        asked_by = (
            lambda: count(reader, held, Question("findings")),
            lambda: options(reader, held, "findings", "rule"),
        )
        for again in asked_by:
            again()
        counted = {**reader.engine.kept._answers}
        pruned_on(root, ON)
        with pytest.raises(snapshot.RecordsPruned):
            ask(reader, held, Question("findings"))
        reader.engine.kept._answers.update(counted)  # of who was slower than the prune
        for again in asked_by:
            with pytest.raises(snapshot.RecordsPruned):
                again()
        assert ask(reader, held, "key_figures").height
        opened_now = reader.engine._instances["records"].sql("show databases")
        assert [name for (name,) in opened_now.fetchall() if name[0] == "s"] == []
    finally:
        reader.close()


ERASED = DUTCH(
    "kept.pruned",
    day=DUTCH.date(date.fromisoformat(EMPTY)),
    on=DUTCH.date(ON),
    term=DUTCH.count("units.years", 2),
)
BENT = ("pruned.txt", "the record of another day", "a forger's key", "no journal")


@pytest.mark.parametrize("how", BENT)
def test_records_that_are_gone_otherwise_are_lost_and_not_erased(
    touched: Path, tmp_path: Path, how: str
) -> None:
    reader, day = a_reader(), EMPTY
    note = touched / EMPTY / "pruned.txt"
    if how == "pruned.txt":
        note.unlink()
    elif how == "the record of another day":
        (touched / DAY / "pruned.txt").write_bytes(note.read_bytes())
        (touched / DAY / "records.duckdb").unlink()
        day = DAY
    elif how == "a forger's key":
        anchors.make_keys(tmp_path)
        record = snapshot.find(touched, EMPTY).pruned
        assert record
        text = replace(record, on=date(2027, 1, 1)).text
        note.write_text(anchors.sign(tmp_path, text), encoding="utf-8")
    else:
        (beside(touched) / anchors.PUBLIC).unlink()
    try:
        with pytest.raises(snapshot.SnapshotRefused) as refused:
            ask(reader, snapshot.find(touched, day), "key_figures")
        assert refused.value.reason in ("files", "unproved")
        assert run("verify", day, "--snapshots", touched).returncode == 1
    finally:
        reader.close()


@pytest.mark.parametrize("on", [date(2020, 2, 29), date.today()])
def test_who_took_the_journals_key_cannot_erase_without_a_line(
    touched: Path, on: date
) -> None:
    """Neither since the journal was begun, nor as of before that."""
    held = snapshot.find(touched, DAY)
    record = pruned.Pruned(
        origin=Journal(beside(touched)).origin(),
        day=DAY,
        digest=held.digest,
        records=held.files["records.duckdb"]["sha256"],
        on=on,
        term="24 months",
    )
    note = anchors.sign(beside(touched), record.text)
    (touched / DAY / "pruned.txt").write_text(note, encoding="utf-8")
    (touched / DAY / "records.duckdb").unlink()
    done = run("verify", DAY, "--snapshots", touched)
    assert done.returncode == 1
    assert b"the journal does not prove that they were erased" in done.stderr


def test_a_line_that_the_journal_removed_since_tells_of_an_erasure_yet(
    touched: Path,
) -> None:
    later = Journal(beside(touched), clock=lambda: datetime(2040, 1, 1, tzinfo=UTC))
    event = Event(event="journal.prune", who="a-test", role="dpo", via="command")
    assert ON.isoformat()[:7] in prune_lines(later, "2029-01", event, years=7)
    done = run("verify", EMPTY, "--snapshots", touched)
    assert done.returncode == 0, done.stderr
    assert b"and a line that is pruned itself tells" in done.stdout


def test_verify_says_that_records_were_erased_and_where_it_is_told(kept: Path) -> None:
    done = run("verify", EMPTY, "--snapshots", kept)
    assert done.returncode == 0, done.stderr
    assert b"erased on 2028-10-15 under the term of 24 months" in done.stdout
    assert b"line 2 of the journal tells" in done.stdout


@pytest.mark.parametrize(
    "words",
    [
        ("export", "findings", "--day", EMPTY),
        ("compare", EMPTY, DAY),
        ("pack", "--day", EMPTY, "--out", "pack.zip"),
        ("agenda", "--day", EMPTY, "--out", "agenda.ics"),
    ],
    ids=lambda words: words[0],
)
def test_what_needs_the_records_is_refused_in_a_sentence(
    kept: Path, tmp_path: Path, words: tuple[str, ...]
) -> None:
    there = [str(tmp_path / w) if "." in w else w for w in words]
    done = run(*there, "--snapshots", kept)
    assert (done.returncode, done.stdout) == (1, b"")
    (sentence,) = done.stderr.decode().splitlines()
    assert sentence.startswith(f"The records of snapshot {EMPTY} were erased on")
    assert not list(tmp_path.iterdir())


def test_the_report_is_made_of_what_is_left(kept: Path, tmp_path: Path) -> None:
    out = tmp_path / "report.pdf"
    done = run("report", "--day", EMPTY, "--out", out, "--snapshots", kept)
    assert done.returncode == 0, done.stderr


def test_a_dry_run_says_what_is_past_its_term_and_erases_nothing(
    touched: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = content(touched)
    done = run("prune", "--dry-run", "--snapshots", touched)
    assert done.returncode == 0
    assert (
        b"First to go, after 2028-10-31: records.duckdb of 2026-10-31." in done.stdout
    )
    monkeypatch.setattr(terms, "this_day", lambda: date(2028, 11, 1))
    done = run("prune", "--dry-run", "--snapshots", touched)
    assert done.returncode == 1
    assert done.stdout.startswith(f"{DAY}: records.duckdb (".encode())
    assert content(touched) == before
    assert run("prune", "--snapshots", touched).returncode == 0
    assert run("prune", "--dry-run", "--snapshots", touched).returncode == 0


@pytest.mark.parametrize("page", ["overview", "trends", "breakdowns"])
def test_pages_of_counts_go_on_without_the_records(erased: Path, page: str) -> None:
    at = opened(page, snapshot=EMPTY)
    assert not at.exception
    assert not at.error
    assert [text.value for text in at.info if text.value == ERASED] == [ERASED]


@pytest.mark.parametrize("page", ["findings", "agenda"])
def test_pages_of_records_say_that_these_were_erased(erased: Path, page: str) -> None:
    at = opened(page, snapshot=EMPTY)
    assert any(text.value == ERASED for text in at.info)
    assert not at.error


def test_menu_counts_nothing_of_what_was_erased_while_a_tab_was_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = copy(tmp_path / "snapshots", DAY)
    sealed.begin_journal(root)
    monkeypatch.setenv("SNAPSHOTS", str(root))
    monkeypatch.delenv("JOURNAL", raising=False)
    counted: list[int | None] = []
    late = navigation.LATE["agenda"]

    def noting() -> int | None:
        counted.append(late())
        return counted[-1]

    monkeypatch.setitem(navigation.LATE, "agenda", noting)
    at = framed("trends")
    assert counted[-1]
    pruned_on(root, date(2028, 11, 15))
    at.run()
    assert counted[-1] is None


def test_a_page_that_needs_erased_records_breaks_off_in_a_sentence() -> None:
    def page() -> None:
        from datetime import date

        from data.snapshot import RecordsPruned
        from pages.parts.shell.context import excuse

        assert excuse(RecordsPruned("2026-09-30", date(2028, 10, 15), "24 months"))

    at = AppTest.from_function(page)
    at.run()
    day = DUTCH.date(date.fromisoformat(EMPTY))
    assert [text.value for text in at.info] == [DUTCH("kept.nothing_here", day=day)]


def test_the_page_on_the_snapshot_says_until_when_it_is_kept(erased: Path) -> None:
    at = opened("snapshot", snapshot=DAY)
    day = DUTCH.date(date(2028, 10, 31))
    assert any(day in text.value for text in at.markdown)
    at = opened("snapshot", snapshot=EMPTY)
    assert any(text.value == ERASED for text in at.info)
    assert DUTCH("snapshot.verified_pruned") in [text.value for text in at.success]


def test_what_is_past_its_term_is_said_on_the_agenda(
    erased: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = opened("agenda", snapshot=DAY)
    assert any(DUTCH.date(date(2028, 10, 31)) in text.value for text in at.caption)
    monkeypatch.setattr(terms, "this_day", lambda: date(2028, 11, 1))
    at = opened("agenda", snapshot=DAY)
    late = DUTCH.count("kept.overdue", 1)
    assert any(text.value.startswith(late) for text in at.warning)


@pytest.mark.parametrize("shown", [DAY, EMPTY])
def test_terms_that_are_not_carried_out_are_a_finding_of_the_house(
    erased: Path, monkeypatch: pytest.MonkeyPatch, shown: str
) -> None:
    at = opened("findings", snapshot=shown)
    assert not at.warning
    monkeypatch.setattr(terms, "this_day", lambda: date(2028, 11, 1))
    at = opened("findings", snapshot=shown)
    late = DUTCH.count("kept.overdue", 1)
    text = DUTCH("kept.finding", what=late, remedy=DUTCH("kept.prune"))
    assert [warning.value for warning in at.warning] == [text]
    link = f"[{DUTCH('kept.finding_link')}](/snapshot?snapshot={DAY})"
    assert link in [text.value for text in at.markdown]
