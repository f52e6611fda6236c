"""The calendar to which programs subscribe: counts and days, for its address."""

from __future__ import annotations

import asyncio
import re
import secrets
import sqlite3
from datetime import date, timedelta
from pathlib import Path

import httpx
import pytest
from icalendar import Calendar, Event
from starlette.applications import Starlette
from starlette.routing import Route

from data.ask import Filter, Question, ask
from data.followup import Edit, Store, Token, Tokens, beside
from data.journal import Journal
from data.journal import beside as beside_journal
from data.snapshot import find
from data.words import words_for
from pages.parts.web import calendar_feed
from tests.support.browser import Server
from tests.support.sealed import DAY, EMPTY, LATER, a_reader, copy, run
from tests.support.web import Answer, fetch

RECORD = re.compile(r"\b[A-Z]{1,3}-[0-9]{2,}")
DUTCH = words_for("nl")


def made(folder: Path, department: str | None = None) -> tuple[Token, str]:
    """Give out an address as the command does; return its path."""
    token, secret = Tokens(folder).make(
        department, "nl", by="a-test", tell=lambda token: None
    )
    return token, f"/calendar/{secret}.ics"


def events(content: bytes) -> list[Event]:
    whole = Calendar.from_ical(content)
    assert isinstance(whole, Calendar)
    assert not whole.errors
    return list(whole.events)


def counted(content: bytes) -> int:
    """Add up what the events say that there is."""
    titles = [str(event["summary"]) for event in events(content)]
    numbers = [re.search(r": (\d+) termijn(en)?$", title) for title in titles]
    return sum(int(number[1]) for number in numbers if number)


@pytest.fixture(scope="module")
def address(site: Server, snapshots: Path) -> tuple[Token, str]:
    """Return an address of the whole agenda, of the running app."""
    return made(beside(snapshots))


@pytest.fixture(scope="module")
def answer(site: Server, address: tuple[Token, str]) -> Answer:
    return fetch(site, address[1])


def test_feed_has_every_deadline_of_a_year_as_counts_and_names_nobody(
    answer: Answer, snapshots: Path
) -> None:
    assert answer.status == 200
    assert answer.headers["content-type"].startswith("text/calendar")
    last = date.fromisoformat(LATER) + timedelta(365)
    question = Question("agenda", (Filter("due_on", f"..{last}"),))
    reader = a_reader()
    rows = ask(reader, find(snapshots, LATER), question)
    reader.close()
    assert counted(answer.body) == rows.height > 100
    days = {e.start for e in events(answer.body)}
    due = set(rows.filter(rows["period"] != "overdue")["due_on"])
    assert due <= days
    assert len(days - due) <= 1  # what is overdue is on the first working day
    text = answer.text.replace("\r\n ", "")
    assert not RECORD.search(text)
    assert "SUMMARY:TE LAAT" in text
    uids = [e["uid"] for e in events(answer.body)]
    assert len(set(uids)) == len(uids)
    assert not answer.cookies


def test_who_has_it_already_is_answered_so(
    site: Server, address: tuple[Token, str], answer: Answer
) -> None:
    tag = answer.headers["etag"]
    assert answer.headers["cache-control"] == "private, no-cache"
    for known in (tag, f'"other", W/{tag}'):
        again = fetch(site, address[1], If_None_Match=known)
        assert (again.status, again.body) == (304, b"")
        assert again.headers["etag"] == tag
    other = fetch(site, address[1], If_None_Match='"other"')
    assert (other.status, other.body) == (200, answer.body)
    assert fetch(site, address[1], "HEAD").status == 200


def test_feed_is_in_the_journal_once_however_often_it_is_asked_for(
    site: Server, snapshots: Path, address: tuple[Token, str], answer: Answer
) -> None:
    for _ in range(3):
        fetch(site, address[1])
    journal = Journal(beside_journal(snapshots))
    lines = [line.fields for line in journal.read(who=f"calendar:{address[0].number}")]
    counts = [
        (f["event"], f["role"], f["day"]) for f in lines if f.get("query") == "agenda"
    ]
    assert counts == [("rows.count", "dpo", LATER)]


def test_address_that_was_not_given_out_or_was_revoked_is_no_page(
    site: Server, snapshots: Path, answer: Answer
) -> None:
    token, path = made(beside(snapshots))
    assert fetch(site, path).body == answer.body
    Tokens(beside(snapshots)).revoke(token.number, by="a-test", tell=lambda token: None)
    journal = Journal(beside_journal(snapshots))
    before = next(iter(journal.read())).fields["seq"]
    unknown = fetch(site, "/no-such-page")
    for wrong in (
        path,
        f"/calendar/{secrets.token_urlsafe(32)}.ics",
        f"/calendar/{secrets.token_urlsafe(31)}.ics",
        path.removesuffix(".ics"),
        "/calendar/x.ics",
        f"/calendar/{token.hash[:43]}.ics",
    ):
        refused = fetch(site, wrong)
        assert (refused.status, refused.body) == (404, unknown.body)
        assert refused.headers["cache-control"] == "no-store"
    assert next(iter(journal.read())).fields["seq"] == before
    assert "calendar" not in site.output()


@pytest.fixture
def feed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Feed:
    """Return the feed alone, of a folder with a snapshot of nothing at first."""
    monkeypatch.setenv("SNAPSHOTS", str(copy(tmp_path / "snapshots", EMPTY)))
    for name in ("JOURNAL", "FOLLOWUP"):
        monkeypatch.delenv(name, raising=False)
    route = Route("/calendar/{file}", calendar_feed.calendar)
    return Feed(Starlette(routes=[route]))


class Feed:
    """The feed alone, asked within this process."""

    def __init__(self, app: Starlette) -> None:
        self.transport = httpx.ASGITransport(app)

    def get(self, path: str, known: str = "") -> httpx.Response:
        async def answer() -> httpx.Response:
            headers = {"If-None-Match": known}
            client = httpx.AsyncClient(transport=self.transport, base_url="http://a")
            async with client:
                return await client.get(path, headers=headers)

        return asyncio.run(answer())


def test_snapshot_that_is_published_meanwhile_changes_the_feed(
    feed: Feed, tmp_path: Path
) -> None:
    _, path = made(tmp_path / "snapshots-followup")
    before = feed.get(path)
    assert events(before.content) == []
    copy(tmp_path / "snapshots", DAY)
    after = feed.get(path, before.headers["etag"])
    assert after.status_code == 200
    assert counted(after.content) > 100


def test_feed_of_a_department_counts_what_it_has_to_follow_up(
    feed: Feed, tmp_path: Path
) -> None:
    copy(tmp_path / "snapshots", DAY)
    folder = tmp_path / "snapshots-followup"
    store = Store(folder)
    today = store.reading_day()
    spring = today + timedelta(90)
    plan = {"planned_on": spring}
    accept = {"accepted_until": spring, "accepted_reason": "geheim"}
    for number, fields in (
        ("AU-0003", plan),
        ("AU-0004", plan),
        ("AU-0009", accept),
        ("AU-9999", plan),  # the snapshot has it no more
    ):
        put(store, number, owner="ict", **fields)
    put(store, "AU-0010", owner="finance", **plan)
    _, path = made(folder, "ict")
    content = feed.get(path).content
    planned, accepted = (DUTCH.code("mark_status", s) for s in ("planned", "accepted"))
    assert {(e.start, str(e["summary"])) for e in events(content)} == {
        (spring, f"Opvolging, {planned}: 2"),
        (spring, f"Opvolging, {accepted}: 1"),
    }
    assert b"geheim" not in content
    assert not RECORD.search(content.decode())
    put(store, "AU-0003", planned_on=None)
    titles = [str(e["summary"]) for e in events(feed.get(path).content)]
    assert f"Opvolging, {planned}: 1" in titles


def put(store: Store, number: str, **fields: object) -> None:
    key = f"finding/AUT-01/authorisation/{number}"
    store.change(
        {key: store.read().of(key).version},
        Edit(fields),
        by="a-test",
        role="dpo",
        owners=("ict", "finance"),
        tell=lambda changes, reason: None,
    )


def test_without_a_journal_nothing_is_given(feed: Feed, tmp_path: Path) -> None:
    _, path = made(tmp_path / "snapshots-followup")
    (tmp_path / "snapshots-journal").write_text("no folder")
    refused = feed.get(path)
    assert (refused.status_code, refused.text) == (
        503,
        "The calendar is not available now.",
    )


def test_address_is_given_out_listed_and_revoked_by_the_command(
    feed: Feed, tmp_path: Path
) -> None:
    command = ("calendar", "--snapshots", tmp_path / "snapshots")
    done = run(*command, "new", "--department", "ict", "--lang", "en")
    assert done.returncode == 0, done.stderr
    path = done.stdout.decode().splitlines()[0]
    assert feed.get(path).status_code == 200
    folder = tmp_path / "snapshots-followup"
    secret = path.removeprefix("/calendar/").removesuffix(".ics")
    for file in folder.iterdir():
        assert secret.encode() not in file.read_bytes()
    listed = run(*command, "list").stdout.decode()
    assert re.match(r"1  ict  en  \d{4}-\d\d-\d\d by os:\w+\n", listed)
    assert run(*command, "revoke", 1).returncode == 0
    assert feed.get(path).status_code == 404
    assert ", revoked " in run(*command, "list").stdout.decode()
    again = run(*command, "revoke", 1)
    assert again.returncode == 1
    why = "No address 1 stands; `calendar list` names them.\n"
    assert again.stderr.decode() == why
    unknown = run(*command, "new", "--department", "nobody")
    assert unknown.returncode == 1
    why = "organisation.toml names no such department. It names: privacy_desk, "
    assert unknown.stderr.decode().startswith(why)
    journal = Journal(tmp_path / "snapshots-journal")
    lines = [line.fields for line in journal.read()]
    noted = [
        (f["event"], f.get("before"), f.get("after"))
        for f in lines
        if f.get("mark") == "calendar/1"
    ]
    assert noted == [
        ("calendar.revoke", "owner=ict", None),
        ("calendar.new", None, "owner=ict"),
    ]


def test_no_address_is_given_out_without_its_line(tmp_path: Path) -> None:
    def full(_: Token) -> None:
        raise OSError(28, "no room")

    tokens = Tokens(tmp_path)
    with pytest.raises(Exception, match="no room"):
        tokens.make(None, "nl", by="a-test", tell=full)
    assert tokens.read() == []
    with sqlite3.connect(tokens.path) as con:
        assert con.execute("pragma integrity_check").fetchone() == ("ok",)
    con.close()
