"""The document that Streamlit sends for every page, before anything is drawn in it.

What a page looks like goes with it, so that what is drawn first stands where it stays;
and so do where the server is, which the front end would else look for beside each page
first, and find nothing, and which parts the page will ask for.
"""

from __future__ import annotations

import gzip
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.datastructures import Headers, MutableHeaders

from pages.parts.session import routes
from pages.parts.web import preload
from pages.parts.web.whole_answer import replaced

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

PARTS = Path(__file__).parents[1]
THEME = PARTS / "shell/theme.css"
STYLES = (THEME, *sorted({*PARTS.rglob("*.css")} - {THEME}))
"""What pages look like: all of them, and then some parts of them."""
ADDRESSES = {"/", *(f"/{name}" for name in routes.PAGES)}
BASE = b"<script>window.__streamlit = {BACKEND_BASE_URL: location.origin}</script>"
ROOM = """\
@media (min-width: 769px) {
  [data-testid="stAppViewContainer"]:not(:has([data-testid="stSidebar"])) {
    padding-left: 300px
  }
}
"""
"""The room of the menu, until it is there."""
STYLE = "".join(path.read_text(encoding="utf-8") for path in STYLES)
HEAD, END = b"<head>", b"</body>"
CONDITIONS = {b"accept-encoding", b"range", b"if-none-match", b"if-modified-since"}
"""What could make the answer another one than the whole document as it is."""


class Document:
    """Put into the document of a page what it needs from the first moment."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap the app."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the app does, a page with more in it."""
        if not _is_fit(scope):
            await self.app(scope, receive, send)
            return
        takes, asking = _plainly(scope)

        async def complete(begun: Message, body: bytes) -> tuple[Message, bytes]:
            with_list = scope["path"] in preload.pages_with_a_list()
            whole = completed(body, packed=takes, with_list=with_list)
            return _begun(begun, len(whole), packed=takes), whole

        await replaced(self.app, asking, receive, send, _is_document, complete)


@lru_cache(maxsize=4)
def completed(body: bytes, *, packed: bool, with_list: bool) -> bytes:
    """Return a document with its style, behind those of the front end itself."""
    style = f"<style>\n{ROOM}{STYLE}</style>\n".encode()
    late = style + preload.links(with_list=with_list).encode()
    whole = body.replace(HEAD, HEAD + BASE, 1).replace(END, late + END, 1)
    return gzip.compress(whole, mtime=0) if packed else whole


def _plainly(scope: Scope) -> tuple[bool, Scope]:
    """Return whether who asks takes it compressed, and the same request as if not."""
    takes = any(
        name == b"accept-encoding" and b"gzip" in value
        for name, value in scope["headers"]
    )
    others = [each for each in scope["headers"] if each[0] not in CONDITIONS]
    return takes, {**scope, "headers": others}


def _begun(begun: Message, size: int, *, packed: bool) -> Message:
    """Return the beginning of an answer for another body."""
    headers = MutableHeaders(raw=list(begun["headers"]))
    headers["Content-Length"] = str(size)
    headers.add_vary_header("Accept-Encoding")
    if packed:
        headers["Content-Encoding"] = "gzip"
    for name in ("ETag", "Last-Modified", "Accept-Ranges"):
        del headers[name]
    return {**begun, "headers": headers.raw}


def _is_fit(scope: Scope) -> bool:
    return bool(
        scope["type"] == "http"
        and scope["method"] == "GET"
        and scope["path"] in ADDRESSES
    )


def _is_document(message: Message) -> bool:
    kind = Headers(raw=message["headers"]).get("content-type", "")
    return bool(message["status"] == 200 and kind.startswith("text/html"))
