"""Whether the server is up and can answer, as whoever watches over it is told."""

from __future__ import annotations

import asyncio
import re
import shutil
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from data.ask.identity.roles import RolesError
from data.journal import Event, Journal
from pages.parts.session import oidc, readers
from pages.parts.session.oidc import SignIn
from pages.parts.web import from_disk, health
from tests.support.sealed import DAY, begin_journal, copy
from tests.support.web import fetch

if TYPE_CHECKING:
    from tests.support.browser import Server


def test_server_is_live_and_ready(site: Server) -> None:
    assert fetch(site, "/healthz").text == "ok"
    answer = fetch(site, "/readyz")
    assert answer.status == 200
    assert re.fullmatch(
        r"ready, journal since 20[0-9-]{8}, newest snapshot 20[0-9-]{8}", answer.text
    )


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return where snapshots and their journal are, behind a sign-in."""
    snapshots = copy(tmp_path / "snapshots")
    begin_journal(snapshots)
    monkeypatch.setenv("SNAPSHOTS", str(snapshots))
    monkeypatch.setattr(oidc, "configured", lambda: SignIn("http://127.0.0.1"))
    monkeypatch.setattr(oidc, "table", lambda: None)
    return snapshots


def test_nothing_is_lacking_where_all_is_there(place: Path) -> None:
    assert place.is_dir()
    assert health._lacking() == []


def test_who_did_not_sign_in_learns_since_when_the_journal_runs(place: Path) -> None:
    since = datetime.now(UTC).date().isoformat()
    assert health._about() == f", journal since {since}"


def test_what_is_gone_is_lacking(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_table() -> None:
        raise RolesError("none")

    monkeypatch.setattr(oidc, "table", no_table)
    shutil.rmtree(f"{place}-journal")
    (place / DAY / "seal.json").unlink()
    assert health._lacking() == [
        "a journal",
        "a table of roles",
        "a snapshot that is what was sealed",
    ]


def test_journal_that_is_another_by_now_is_lacking(place: Path) -> None:
    event = Event(event="app.start", who="server", role="system", via="server")
    readers.journal().write(event)
    shutil.rmtree(f"{place}-journal")
    Journal(Path(f"{place}-journal")).init(place.with_name("key"), event)
    assert health._lacking() == ["a journal that can be written"]


def test_disk_that_hangs_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(from_disk, "LONGEST", 0.05)
    monkeypatch.setattr(health, "_lacking", lambda: time.sleep(0.5))
    answer = asyncio.run(health.ready(None))  # type: ignore[arg-type]
    assert (answer.status_code, answer.body) == (
        503,
        b"not ready: a disk that answers",
    )
