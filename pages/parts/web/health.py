"""Whether the server is up, and whether it can answer: for whoever watches over it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import PlainTextResponse, Response

from data import snapshot
from data.ask.identity.roles import RolesError
from data.journal import JournalUnavailable
from data.journal.reading import first_day
from data.snapshot import SnapshotRefused
from pages.parts.session import oidc
from pages.parts.session.readers import engine, folder, journal
from pages.parts.web.from_disk import from_disk

if TYPE_CHECKING:
    from starlette.requests import Request


async def live(_: Request) -> Response:
    """Answer that the server is up; no disk is asked."""
    return PlainTextResponse("ok")


async def ready(_: Request) -> Response:
    """Answer whether a page could be given now, 503 with what is in the way if not.

    It says since when the journal has lines: another one in its place begins today.
    Where people sign in, who has not done so learns of no snapshot's day.
    """
    try:
        lacking = await from_disk(_lacking)
    except TimeoutError:
        lacking = ["a disk that answers"]
    if lacking:
        return PlainTextResponse(f"not ready: {', '.join(lacking)}", 503)
    return PlainTextResponse(f"ready{await from_disk(_about)}")


def journal_lacks() -> str | None:
    """Return what a line in the journal needs and is not there; None where all is."""
    try:
        standing = journal().standing()
    except JournalUnavailable:
        return "a journal that can be written"
    if standing is None and oidc.configured() is not None:
        return "a journal"
    return None


def _about() -> str:
    """Return since when the journal has lines, and of which day there is a snapshot."""
    since = first_day(journal().folder)
    about = f", journal since {since}" if since else ""
    if oidc.configured() is None:
        about += f", newest snapshot {snapshot.days(folder())[0]}"
    return about


def _lacking() -> list[str]:
    """Return what a page needs and is not there."""
    lacking = [lack] if (lack := journal_lacks()) else []
    try:
        if oidc.configured() is not None:
            oidc.table()
    except RolesError:
        lacking.append("a table of roles")
    try:
        engine().verified(snapshot.find(folder(), None))
    except SnapshotRefused:
        lacking.append("a snapshot that is what was sealed")
    return lacking
