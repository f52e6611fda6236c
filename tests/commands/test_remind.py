"""Reminders: one mail a department, with counts and days and nobody's data."""

from __future__ import annotations

import email
import re
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from email import policy as forms
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from data import policy
from data.__main__ import main
from data.followup import Edit, Store, beside
from data.policy.organisation import Organisation
from tests.support.sealed import DAY, copy

RECORD = re.compile(r"\b[A-Z]{1,3}-[0-9]{2,}")


@pytest.fixture
def snapshots(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a snapshot with a follow-up of two departments; one has a mailbox."""
    folder = copy(tmp_path / "snapshots", DAY)
    store = Store(beside(folder))
    today = store.reading_day()
    clock = store._clock
    earlier = Store(beside(folder), clock=lambda: clock() - timedelta(9))
    put(earlier, "AU-0003", owner="ict", planned_on=today - timedelta(8))
    put(store, "AU-0004", owner="ict", note="geheim van C-000001")
    put(store, "AU-9999", owner="finance")  # solved: the snapshot has it no more
    put(store, "AU-0009", owner="finance", planned_on=today + timedelta(3))
    known = policy.organisation().model_dump()
    known["departments"]["ict"]["email"] = "ict@hartman.example"
    known["departments"] = {
        code: known["departments"][code] for code in ("ict", "finance", "board")
    }
    changed = Organisation.model_validate(known)
    monkeypatch.setattr(policy, "organisation", lambda: changed)
    monkeypatch.setenv("DASHBOARD_URL", "https://dashboard.hartman.example")
    return folder


def put(store: Store, number: str, **fields: Any) -> None:
    key = f"finding/AUT-01/authorisation/{number}"
    store.change(
        {key: 0},
        Edit(fields),
        by="a-test",
        role="dpo",
        owners=("ict", "finance"),
        tell=lambda changes, reason: None,
    )


def remind(snapshots: Path, *arguments: str) -> int:
    sender = ("--from", "fg@hartman.example", "--snapshots", str(snapshots))
    return main(["remind", *sender, *arguments])


def read(raw: bytes) -> EmailMessage:
    mail = email.message_from_bytes(raw, policy=forms.default)
    assert isinstance(mail, EmailMessage)
    return mail


def test_a_mail_has_counts_days_and_a_link_and_no_personal_data(
    snapshots: Path, tmp_path: Path
) -> None:
    out = tmp_path / "mails"
    assert remind(snapshots, "--out", str(out)) == 0
    assert sorted(file.name for file in out.iterdir()) == ["finance.eml", "ict.eml"]
    mail = read((out / "ict.eml").read_bytes())
    text = mail.get_content()
    assert mail["To"] == "ICT-beheer <ict@hartman.example>"
    assert mail["Subject"] == "Opvolging: 2 punten, waarvan 1 te laat"
    assert "- te laat: 1 (de eerste op " in text
    assert "- toegewezen: 1" in text
    assert "https://dashboard.hartman.example/followup?lang=nl" in text
    for file in out.iterdir():
        whole = file.read_bytes().decode()
        assert not RECORD.search(whole)
        assert "geheim" not in whole
    other = read((out / "finance.eml").read_bytes()).get_content()
    assert "gepland: 1" in other
    assert "opgelost" not in other


class Sink(socketserver.StreamRequestHandler):
    """As much of a mail server (RFC 5321) as takes a mail."""

    def handle(self) -> None:
        """Greet, take each mail, and keep it with whom it is for."""
        kept: list[tuple[list[str], bytes]] = self.server.kept  # type: ignore[attr-defined]
        self.wfile.write(b"220 sink\r\n")
        to: list[str] = []
        while line := self.rfile.readline():
            verb = line[:4].upper()
            if verb == b"QUIT":
                self.wfile.write(b"221 bye\r\n")
                return
            if verb == b"RCPT":
                to.append(line.decode().split(":", 1)[1].strip())
            if verb == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                lines = []
                while (part := self.rfile.readline()) != b".\r\n":
                    lines.append(part.removeprefix(b".") if part[:2] == b".." else part)
                kept.append((to, b"".join(lines)))
                to = []
            self.wfile.write(b"250 sink\r\n")


@contextmanager
def sink() -> Iterator[tuple[str, list[tuple[list[str], bytes]]]]:
    """Run a mail server on this machine; return its address and what it takes."""
    with socketserver.TCPServer(("127.0.0.1", 0), Sink) as server:
        kept: list[tuple[list[str], bytes]] = []
        server.kept = kept  # type: ignore[attr-defined]
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            host, port = server.server_address[:2]
            yield f"{host!s}:{port}", kept
        finally:
            server.shutdown()
            thread.join()


def test_a_mail_server_gets_the_mails_of_those_with_an_address(
    snapshots: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with sink() as (server, kept):
        assert remind(snapshots, "--smtp", server, "--lang", "en") == 1
    (((recipient,), raw),) = kept
    assert recipient == "<ict@hartman.example>"
    assert read(raw)["Subject"] == "Follow-up: 2 points, of which 1 late"
    printed = capsys.readouterr()
    assert printed.out == "1 mail sent.\n"
    assert "No mail to finance" in printed.err


def test_a_server_that_is_not_there_is_a_sentence(
    snapshots: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with sink() as (server, _):
        pass
    assert remind(snapshots, "--smtp", server) == 1
    assert "The mail server refused or was not there" in capsys.readouterr().err


def test_nobody_is_reminded_where_no_department_is_named(
    snapshots: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    none = policy.organisation().model_copy(update={"departments": {}})
    monkeypatch.setattr(policy, "organisation", lambda: none)
    assert remind(snapshots, "--out", str(snapshots.parent / "mails")) == 1
    assert "No department is named" in capsys.readouterr().err
