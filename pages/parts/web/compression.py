"""The parts of the front end, compressed once each and kept so.

Streamlit sends them as they are, since it would compress them anew for each visitor.
Their names tell what they hold, so what was compressed stays right. All else is left to
Streamlit, which knows what is sent bit by bit.
"""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders

from pages.parts.web.whole_answer import replaced

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

STATIC = "/static/"
TEXTS = ("text/", "application/javascript", "application/json", "image/svg+xml")
"""What grows smaller."""
LEAST = 1024
"""Bytes that are worth it."""
MOST = 64 << 20
"""Bytes that are kept, all parts together; the whole front end comes to less."""


class Compression:
    """Compress the parts of the front end for whoever takes them so."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap the app."""
        self.app = app
        self._kept: dict[str, bytes] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the app does, in fewer bytes."""
        if not _is_fit(scope):
            await self.app(scope, receive, send)
            return

        async def smaller(begun: Message, body: bytes) -> tuple[Message, bytes]:
            packed = await self._packed(scope["path"], body)
            return _smaller(begun, len(packed)), packed

        await replaced(self.app, scope, receive, send, _is_text, smaller)

    async def _packed(self, path: str, body: bytes) -> bytes:
        packed = self._kept.get(path)
        if packed is None:
            packed = await run_in_threadpool(gzip.compress, body, mtime=0)
            if sum(map(len, self._kept.values())) + len(packed) <= MOST:
                self._kept[path] = packed
        return packed


def _is_fit(scope: Scope) -> bool:
    """Return whether a request is for a whole part, by who takes it compressed."""
    if scope["type"] != "http" or scope["method"] != "GET":
        return False
    headers = Headers(scope=scope)
    takes = ",".join(headers.getlist("accept-encoding")).replace(" ", "").split(",")
    is_whole = scope["path"].startswith(STATIC) and "range" not in headers
    return is_whole and "gzip" in takes


def _is_text(message: Message) -> bool:
    headers = Headers(raw=message["headers"])
    size = headers.get("content-length", str(LEAST))
    return bool(
        message["status"] == 200
        and headers.get("content-type", "").startswith(TEXTS)
        and "content-encoding" not in headers
        and int(size) >= LEAST
    )


def _smaller(begun: Message, size: int) -> Message:
    """Return the beginning of an answer, of a body that was compressed."""
    headers = MutableHeaders(raw=list(begun["headers"]))
    headers["Content-Encoding"] = "gzip"
    headers["Content-Length"] = str(size)
    headers.add_vary_header("Accept-Encoding")
    if etag := headers.get("etag"):
        # the same part in other bytes
        headers["ETag"] = f"W/{etag.removeprefix('W/')}"
    return {**begun, "headers": headers.raw}
