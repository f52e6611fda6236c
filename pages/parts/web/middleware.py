"""The edge: what reaches the app at all, and what goes back with every answer.

Deny is the default here too: an address that is not named is not there, whatever
Streamlit would answer to it. Only `scope["path"]` is looked at, never an address
that is put together with what a Host header says.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

import streamlit as st
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from data.ask import AccessRefused
from data.ask.identity.sessions import key_of
from data.journal import JournalUnavailable
from pages.parts.session import oidc, visitor
from pages.parts.web import answer_headers, metrics, pacing
from pages.parts.web.answer_headers import PAGES, SAFE, STRICT
from pages.parts.web.from_disk import from_disk
from pages.parts.web.plain_page import not_there, unwritten

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.types import ASGIApp, Receive, Scope, Send

METHODS = ("GET", "HEAD", "POST")
LARGEST = 64 * 1024
"""Bytes of a request's body; nothing that the app takes in is near it."""
MOST_COOKIES = 8000
"""Bytes of cookies: with more, Streamlit's websocket refuses to open and the page
stays empty."""

STREAM = "/_stcore/stream"
HOST = "/_stcore/host-config"
HOST_CONFIG = {
    "allowedOrigins": [],
    "useExternalAuthToken": False,
    "enableCustomParentMessages": False,
    "enforceDownloadInNewTab": False,
    "metricsUrl": "",
    "blockErrorDialogs": True,
    "resourceCrossOriginMode": None,
}
"""What Streamlit's front end asks before it starts: nobody may frame the app, nothing
is measured, and it shows no box of its own, which would be English: that there is no
connection is said by the page (pages/parts/shell/theme.py)."""
OPEN = {
    "/_stcore/health",
    HOST,
    "/healthz",
    "/readyz",
    metrics.PATH,
    "/favicon.png",
    "/manifest.json",
}
SIGNING = {oidc.LOGIN, oidc.LOGOUT, oidc.CALLBACK}
EXPORT = "/export/"
BELOW = (*answer_headers.KEPT, EXPORT)
"""Addresses that have more below them."""
FLAT = (EXPORT, "/calendar/")
"""Those that have one name below them, and no more."""

# Starlette's TrustedHostMiddleware takes the first of two Host headers, and patterns.
_HOST = re.compile(r"(?P<name>\[[0-9a-f:.]+\]|[a-z0-9.-]+)(:(?P<port>[0-9]{1,5}))?")
_UNFIT = re.compile(r"%(00|2e|2f|5c)|//|\\|/\.{1,2}(/|$)|[\x00-\x1f\x7f]", re.I)
_IDENTITY = (
    *("remote-", "x-remote-", "x-forwarded-", "x-auth", "x-user", "x-webauth"),
    *("x-goog-", "x-ms-client-", "x-amzn-", "x-ssl-", "x-client-", "ssl-client-"),
    *("cf-access-", "tailscale-"),
)
"""How the headers begin in which proxies say who asks; here nobody believes them."""
_RELAYED = (
    *("forwarded", "via", "x-forwarded-", "x-original-", "x-real-", "x-client-"),
    *("x-cluster-", "x-envoy-", "true-client-", "cf-"),
)
"""How the headers begin by which a proxy shows that it stands between."""


class Edge:
    """Refuse what the app has no use for, and put its headers on every answer."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap the app."""
        self.app = app
        self.turns = pacing.Turns()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the app does, where a request may reach it."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        scope["headers"] = [(n, _plain(n, text)) for n, text in scope["headers"]]
        headers = Headers(scope=scope)
        large = _has_large_cookies(headers)  # which it takes long to take apart
        cookies = {} if large else oidc.cookies(headers.getlist("cookie"))
        counted = metrics.counted(scope, send)
        careful = answer_headers.careful(scope, cookies, counted)
        answer = _refuse(scope, headers)
        if answer is None and scope["path"] == HOST:
            answer = JSONResponse(HOST_CONFIG)
        if answer is None and scope["type"] == "http":
            visitor.answering(cookies)
            answer = await _of_whom(Request(scope), cookies)
        if answer is not None:
            await answer(scope, receive, careful)
            return
        scope["headers"] = [
            (name, value)
            for name, value in scope["headers"]
            if not _is_of(_IDENTITY, name.decode("latin-1"))
        ]
        if scope["type"] == "websocket":
            await self._paced(scope, receive, careful, cookies)
        else:
            await self.app(scope, receive, careful)

    async def _paced(
        self, scope: Scope, receive: Receive, send: Send, cookies: dict[str, str]
    ) -> None:
        """Let the app answer a websocket, at the pace of whose it is."""
        claims = oidc.claims(cookies)
        live = bool(claims) and visitor.sessions.is_live(claims)
        with self.turns.taken(key_of(claims) if live else pacing.STRANGERS) as pace:
            if pace is None:
                full = _no(503, "Too many pages are open. Close some and try again.")
                await full(scope, receive, send)
            else:
                await pacing.serve(self.app, scope, receive, send, pace)


async def _of_whom(request: Request, cookies: dict[str, str]) -> Response | None:
    """Return the answer to who may not ask this; None for who may.

    Whoever signs out does so here.
    """
    path = request.scope["path"]
    if path == oidc.LOGOUT:
        lookup: Callable[[], object] = partial(visitor.end, oidc.claims(cookies))
    elif path.startswith(EXPORT):
        lookup = visitor.actor
    else:
        return None
    try:
        await from_disk(lookup)
    except AccessRefused as refused:
        return denied(None, refused)
    except JournalUnavailable as unavailable:
        return unwritten(request, unavailable)
    except TimeoutError:
        return _no(503, "Who asks could not be looked up: the disk does not answer.")
    return None


def _refuse(scope: Scope, headers: Headers) -> Response | None:
    """Return the answer to what may not reach the app; None for what may."""
    hosts = headers.getlist("host")
    host = _HOST.fullmatch(hosts[0].lower()) if len(hosts) == 1 else None
    if not host or host["name"].strip("[]") not in st.get_option("server.allowedHosts"):
        return _no(400, "Invalid host header")
    if oidc.configured() is None and not _is_near(scope, headers):
        return _no(403, "This is a demonstration, for its own computer alone.")
    if not _is_ours(scope, headers):
        return _no(403, "Another site may not ask this.")
    if _UNFIT.search(scope.get("raw_path", b"").decode("latin-1")) or _UNFIT.search(
        scope["path"]
    ):
        return _no(400, "This is no address.")
    if scope["path"] == metrics.PATH and not metrics.has_token(headers):
        is_here = oidc.is_loopback(host["name"].strip("[]")) and metrics.tells_near()
        if not (is_here and _is_near(scope, headers)):
            return not_there(Request(scope))
    if _has_large_cookies(headers):
        return _no(
            431,
            "The cookies of this site are too large: the sign-in tells too much. Let "
            "it tell the roles of this application alone.",
        )
    if scope["type"] == "websocket":
        return None if scope["path"] == STREAM else _no(404, "There is no such page.")
    return _unfit(scope, headers)


def _unfit(scope: Scope, headers: Headers) -> Response | None:
    """Return the answer to a request of a kind that the app does not take."""
    path = scope["path"]
    if scope["method"] not in METHODS:
        return _no(405, "Method Not Allowed", Allow=", ".join(METHODS))
    length = headers.get("content-length", "0")
    if "transfer-encoding" in headers or not length.isdecimal():
        return _no(411, "A body needs its length.")
    if int(length) > LARGEST:
        return _no(413, f"A body has {LARGEST} bytes at most.")
    below = path.startswith(BELOW) and path not in BELOW
    if path.startswith(FLAT) and path.count("/") > EXPORT.count("/"):
        below = False
    known = path in PAGES or path in OPEN or below
    signing = path in SIGNING and oidc.configured() is not None
    return None if known or signing else not_there(Request(scope))


def _has_large_cookies(headers: Headers) -> bool:
    return sum(map(len, headers.getlist("cookie"))) > MOST_COOKIES


def _plain(name: bytes, text: bytes) -> bytes:
    """Return a header as it is, but of cookies those alone that have no escape.

    None of ours has one, and Python finds what it stands for in quadratic time.
    """
    if name != b"cookie" or b"\\" not in text:
        return text
    return b";".join(part for part in text.split(b";") if b"\\" not in part)


def _no(status: int, why: str, **headers: str) -> Response:
    return PlainTextResponse(why, status, headers)


def _is_near(scope: Scope, headers: Headers) -> bool:
    """Return whether a request comes from this machine itself, not by a proxy.

    A proxy on this machine that sets no header at all is not told apart.
    """
    server = scope.get("server")
    return (
        server is not None
        and oidc.is_loopback(server[0])
        and not any(_is_of(_RELAYED, name) for name in headers)
    )


def _is_of(signs: tuple[str, ...], name: str) -> bool:
    """Return whether a header begins like one of these, however it is written."""
    return name.lower().replace("_", "-").startswith(signs)


def _is_ours(scope: Scope, headers: Headers) -> bool:
    """Return whether a page of this app asks; a websocket must say so."""
    origins = headers.getlist("origin")
    if not origins:
        return bool(scope["type"] == "http")
    sign_in = oidc.configured()
    own_origin = sign_in.origin if sign_in else f"http://{headers['host']}"
    return origins == [own_origin]


def denied(_: Request | None, refused: Exception) -> Response:
    """Answer a request of somebody who may not ask it, in a sentence."""
    signed_out = isinstance(refused, AccessRefused) and refused.reason in (
        "signed_out",
        "idle",
        "expired",
    )
    return PlainTextResponse(str(refused), 401 if signed_out else 403)


async def broken(_: Request, __: Exception) -> Response:
    """Answer where the server itself failed; what the error says may be private.

    This answer alone goes out past the edge, so it carries the headers itself.
    """
    sign_in = oidc.configured()
    strict = STRICT if sign_in is not None and sign_in.secure else {}
    headers = {**SAFE, **strict, "Cache-Control": "no-store"}
    return PlainTextResponse("Something went wrong; nothing was given.", 500, headers)
