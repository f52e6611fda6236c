"""The calendar to which programs subscribe, by an address that was given out.

Who has the address reads it without signing in; what it holds is nobody's data
(data/export/calendar_feed.py). A program asks each hour: what it gets is made, and
told to the journal, once a day and whenever it changed, and is kept in between.
"""

from __future__ import annotations

import hashlib
import re
from threading import Lock
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.responses import PlainTextResponse, Response

from data import snapshot
from data.ask import AskFailed, Reader, marking
from data.export.calendar_feed import feed, who
from data.followup import FollowupUnavailable, Tokens
from data.journal import JournalUnavailable
from data.snapshot import SnapshotRefused
from pages.parts.session.readers import engine, folder, followup, journal
from pages.parts.web.downloads import TYPES
from pages.parts.web.from_disk import from_disk
from pages.parts.web.plain_page import not_there

if TYPE_CHECKING:
    from starlette.requests import Request

    from data.followup import Token

NAME = re.compile(r"([A-Za-z0-9_-]{43})\.ics")
"""The form of a token; what has another is not looked up."""
_kept: dict[str, tuple[object, bytes]] = {}
"""Of each token what was made last, and of which state of things."""
_lock = Lock()


async def calendar(request: Request) -> Response:
    """Give a calendar to whoever has its address; else there is no such page.

    Anybody may try an address: that takes no thread of those who ask for files.
    """
    try:
        token = await from_disk(_token, request.path_params["file"])
        if token is None:
            return not_there(request)
        return await run_in_threadpool(_answer, request, token)
    except (
        AskFailed,
        FollowupUnavailable,
        JournalUnavailable,
        SnapshotRefused,
        TimeoutError,
    ):
        return PlainTextResponse("The calendar is not available now.", 503)


def _answer(request: Request, token: Token) -> Response:
    content = _content(token)
    tag = f'"{hashlib.sha256(content).hexdigest()}"'
    headers = {"ETag": tag, "Cache-Control": "private, no-cache"}
    known = request.headers.get("if-none-match", "")
    if tag in (part.strip().removeprefix("W/") for part in known.split(",")):
        return Response(status_code=304, headers=headers)
    return Response(content, media_type=TYPES["ics"], headers=headers)


def _token(file: str) -> Token | None:
    """Return the token that an address names, while its department is there."""
    match = NAME.fullmatch(file)
    token = Tokens(followup().folder).find(match[1]) if match else None
    if token and token.department and token.department not in marking.owners():
        return None
    return token


def _content(token: Token) -> bytes:
    """Return the calendar of the newest snapshot, made anew where anything changed."""
    newest, marks = snapshot.find(folder(), None), followup().read()
    own = marks.owned_by(token.department) if token.department else {}
    versions = tuple(sorted((mark.key, mark.version) for mark in own.values()))
    state = (newest.digest, marks.today, versions)
    with _lock:
        before, content = _kept.get(token.hash, (None, b""))
        if before != state:
            actor = who(token)
            reader = Reader(
                engine(), lambda: actor, journal().write, "export", set(), followup()
            )
            content = feed(reader, newest, token)
            _kept[token.hash] = (state, content)
    return content
