"""What the journal is told of who comes and goes."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.ask import Actor
from data.journal import Journal, JournalUnavailable
from pages.parts.session import readers
from pages.parts.session.visitor import VisitorEvent
from pages.parts.web import visitor_events
from tests.support import screen, sealed


@pytest.fixture
def journal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Journal:
    """Return the journal of an app that shows no snapshot yet."""
    monkeypatch.setenv("JOURNAL", str(tmp_path / "journal"))
    return readers.journal()


@pytest.mark.parametrize(
    ("event", "line"),
    [
        (
            VisitorEvent("sign_in", Actor("dora", "dpo"), "dpo"),
            {"event": "login", "who": "dora", "role": "dpo", "outcome": 0},
        ),
        (
            VisitorEvent("sign_out", Actor("dora", "dpo"), ""),
            {"event": "logout", "who": "dora", "role": "dpo"},
        ),
        (
            VisitorEvent("role_switch", Actor("dora", "dpo", "audit"), "management"),
            {"event": "role.switch", "role": "management"},
        ),
        (
            VisitorEvent("purpose", Actor("dora", "dpo", "incident"), "dpo"),
            {"event": "purpose.given", "purpose": "incident"},
        ),
        (
            VisitorEvent("refused", Actor("stranger", ""), "", "no_role"),
            {"event": "login", "role": "nobody", "outcome": 4, "reason": "no_role"},
        ),
        (
            VisitorEvent("refused", Actor("", ""), "", "nonce"),
            {"event": "login", "who": "nobody", "role": "nobody"},
        ),
    ],
)
def test_each_event_is_a_line(
    journal: Journal, event: VisitorEvent, line: dict[str, object]
) -> None:
    visitor_events.note(event)
    (written,) = journal.read()
    assert line.items() <= written.fields.items()


def test_a_name_of_another_form_is_written_as_its_hash(journal: Journal) -> None:
    visitor_events.note(VisitorEvent("sign_in", Actor("Dora\n<b>", "dpo"), "dpo"))
    (written,) = journal.read()
    assert written.fields["who"].startswith("sha256:")


def test_the_server_says_that_it_starts(journal: Journal) -> None:
    visitor_events.start()
    (written,) = journal.read()
    assert written.fields["event"] == "app.start"
    assert written.fields["role"] == "system"


def test_a_journal_that_cannot_be_written_stops_a_sign_in_and_no_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv("JOURNAL", str(tmp_path / "file"))
    visitor_events.start()
    with pytest.raises(JournalUnavailable):
        visitor_events.note(VisitorEvent("sign_in", Actor("dora", "dpo"), "dpo"))


def test_a_page_notes_each_list_that_it_counts_once_a_run(
    shown: Path, journal: Journal
) -> None:
    for runs in (1, 2):
        screen.opened("requests", snapshot=sealed.DAY)
        counted = [line.fields for line in journal.read(event="rows.count")]
        of_requests = [fields for fields in counted if fields["query"] == "requests"]
        assert len(of_requests) == runs
        assert {fields["purpose"] for fields in counted} == {"audit"}
    assert len(list(journal.read(event="rows.read"))) > 0
