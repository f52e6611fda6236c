"""What the server answers beside the pages: an export, a calendar, its health."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from starlette.concurrency import run_in_threadpool
from starlette.responses import (
    PlainTextResponse,
    Response,
    StreamingResponse,
)

from data import snapshot
from data.ask import Asked, AskFailed, FilterError, agenda, question, read_filters
from data.ask import export as exports
from data.ask.failure import ExportRefused
from data.snapshot import SnapshotRefused
from pages.parts import login
from pages.parts.opened import folder, reader

if TYPE_CHECKING:
    from starlette.requests import Request

FORMS = {suffix: form for form, suffix in exports.FORMATS.items()}
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "excel": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def health(_: Request) -> Response:
    """Say that the server answers, and whether it has a snapshot to show.

    Where people sign in, who has not done so learns of no snapshot.
    """
    if login.configured() is not None:
        return PlainTextResponse("ok")
    days = snapshot.days(folder())
    state = f"ok, newest snapshot {days[0]}" if days else "ok, no snapshot"
    return PlainTextResponse(state)


def _asked(
    request: Request, name: str, *, besides: str | None = None
) -> tuple[Asked, str | None]:
    """Read what is asked from the address; FilterError where it cannot be.

    `besides`: a parameter that is no filter and is read elsewhere.
    """
    if name not in exports.TABLES:
        raise KeyError(name)
    told: dict[str, Any] = {}
    for key, value in request.query_params.multi_items():
        if key == besides:
            continue
        if not value:
            raise FilterError(f"A filter on {name} has no value.")
        told[key] = f"{told[key]}|{value}" if key in told else value
    day = told.pop("snapshot", None)
    return Asked(name, read_filters(question(name), told)), day


async def export(request: Request) -> Response:
    """Give a list as a file: the same bytes as `python -m data export`.

    It is made whole before the first byte goes out, so nobody gets a half one.
    """
    if request.method != "GET":  # HEAD would make the whole file for nothing
        return PlainTextResponse("Method Not Allowed", 405, {"Allow": "GET"})
    try:
        name, _, suffix = request.path_params["file"].partition(".")
        form = FORMS[suffix]
        asked, day = _asked(request, name)
    except KeyError:
        return PlainTextResponse("There is no such table.", 404)
    except FilterError as refused:
        return PlainTextResponse(str(refused), 400)
    try:
        found = await run_in_threadpool(snapshot.find, folder(), day)
        file = await run_in_threadpool(exports.whole, reader(), found, asked, form)
    except SnapshotRefused as refused:
        return PlainTextResponse(
            str(refused), 404 if refused.reason == "missing" else 409
        )
    except AskFailed as failed:
        return PlainTextResponse(
            str(failed), 500 if failed.reason == "unexpected" else 503
        )
    except ExportRefused as refused:
        return PlainTextResponse(str(refused), 422)
    name = exports.file_name(found, asked, form)
    return StreamingResponse(
        exports.pieces(file),
        media_type=TYPES[form],
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Content-Length": str(os.fstat(file.fileno()).st_size),
        },
    )


async def calendar(request: Request) -> Response:
    """Give the agenda as iCalendar: the same bytes as `python -m data agenda`."""
    if request.method != "GET":
        return PlainTextResponse("Method Not Allowed", 405, {"Allow": "GET"})
    language = request.query_params.get("lang", agenda.LANGUAGES[0])
    if language not in agenda.LANGUAGES:
        return PlainTextResponse("There is no such language.", 404)
    try:
        asked, day = _asked(request, agenda.NAME, besides="lang")
        found = await run_in_threadpool(snapshot.find, folder(), day)
        body = await run_in_threadpool(
            agenda.calendar, reader(), found, asked, language
        )
    except FilterError as refused:
        return PlainTextResponse(str(refused), 400)
    except SnapshotRefused as refused:
        return PlainTextResponse(
            str(refused), 404 if refused.reason == "missing" else 409
        )
    except AskFailed as failed:
        return PlainTextResponse(
            str(failed), 500 if failed.reason == "unexpected" else 503
        )
    name = agenda.file_name(found, asked)
    return Response(
        body,
        media_type="text/calendar; charset=utf-8; method=PUBLISH",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
