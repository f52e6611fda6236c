"""What the server answers beside the pages: an export, its health, its headers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from starlette.concurrency import iterate_in_threadpool, run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.responses import PlainTextResponse, Response, StreamingResponse

from data import snapshot
from data.ask import Asked, FilterError, question, read_filters
from data.ask import export as exports
from data.snapshot import SnapshotRefused
from pages.parts.opened import engine, folder

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self' 'unsafe-inline'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "worker-src 'self' blob:",
        "frame-ancestors 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "object-src 'none'",
    )
)
SAFE = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
}


class Headers:
    """Put the headers on every answer that a browser needs to be careful."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap the app."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the app does, with the headers added."""

        async def careful(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in SAFE.items():
                    headers.setdefault(name, value)
                if not scope["path"].startswith("/static/"):
                    headers["Cache-Control"] = "no-store"
            await send(message)

        await self.app(scope, receive, careful)


def health(_: Request) -> Response:
    """Say that the server answers, and whether it has a snapshot to show."""
    days = snapshot.days(folder())
    state = f"ok, newest snapshot {days[0]}" if days else "ok, no snapshot"
    return PlainTextResponse(state)


def _asked(request: Request) -> tuple[Asked, str | None]:
    """Read what is asked from the address; FilterError where it cannot be."""
    name = request.path_params["table"]
    if name not in exports.TABLES:
        raise KeyError(name)
    told: dict[str, Any] = {}
    for key, value in request.query_params.multi_items():
        told[key] = f"{told[key]}|{value}" if key in told else value
    day = told.pop("snapshot", None)
    return Asked(name, read_filters(question(name), told)), day


async def export(request: Request) -> Response:
    """Stream a list as CSV: the same bytes as `python -m data export`."""
    try:
        asked, day = _asked(request)
    except KeyError:
        return PlainTextResponse("There is no such table.", 404)
    except FilterError as refused:
        return PlainTextResponse(str(refused), 400)
    try:
        found = await run_in_threadpool(snapshot.find, folder(), day)
        pieces = exports.export(engine(), found, asked)
        first = await run_in_threadpool(next, pieces)
    except SnapshotRefused as refused:
        return PlainTextResponse(
            str(refused), 404 if refused.reason == "missing" else 409
        )

    async def body() -> Any:  # noqa: ANN401
        yield first
        async for piece in iterate_in_threadpool(pieces):
            yield piece

    name = exports.file_name(found, asked)
    return StreamingResponse(
        body(),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
