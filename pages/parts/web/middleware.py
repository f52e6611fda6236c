"""The edge: what reaches the app at all, and what goes back with every answer.

Deny is the default here too: an address that is not named is not there, whatever
Streamlit would answer to it. Only `scope["path"]` is looked at, never an address
that is put together with what a Host header says.
"""

from __future__ import annotations

import re
import secrets
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote, urlsplit

import streamlit as st
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse, PlainTextResponse, Response

from data.ask import AccessRefused
from data.ask.identity.sessions import MOST
from pages.parts.session import oidc, routes, visitor
from pages.parts.web.not_there import not_there

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
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), "
    "usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
STRICT = {"Strict-Transport-Security": "max-age=31536000"}

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
OPEN = {"/_stcore/health", HOST, "/healthz", "/favicon.png", "/manifest.json"}
SIGNING = {"/auth/login", "/auth/logout", oidc.CALLBACK}
PAGES = {"/", *(f"/{name}" for name in routes.PAGES)}
EXPORT = "/export/"
BELOW = ("/static/", EXPORT)
"""Addresses that have more below them."""

# Starlette's TrustedHostMiddleware takes the first of two Host headers, and patterns.
_HOST = re.compile(r"(?P<name>\[[0-9a-f:.]+\]|[a-z0-9.-]+)(:(?P<port>[0-9]{1,5}))?")
_UNFIT = re.compile(r"%(00|2e|2f|5c)|//|\\|/\.{1,2}(/|$)|[\x00-\x1f\x7f]", re.I)
_IDENTITY = (
    *("remote-", "x-remote-", "x-forwarded-", "x-auth", "x-user", "x-webauth"),
    *("x-goog-", "x-ms-client-", "x-amzn-", "x-ssl-", "x-client-", "ssl-client-"),
    *("cf-access-", "tailscale-"),
)
"""How the headers begin in which proxies say who asks; here nobody believes them."""
_RELAYED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via")
CAME_FOR = "came_for"
"""The cookie that keeps which page somebody came for who had to sign in first."""
_KEPT = 600
_LONGEST = 2000


class Edge:
    """Refuse what the app has no use for, and put its headers on every answer."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap the app."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the app does, where a request may reach it."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        cookies = oidc.cookies(headers.getlist("cookie"))
        careful = _careful(scope, cookies, send)
        answer = _refuse(scope, headers)
        if answer is None and scope["path"] == HOST:
            answer = JSONResponse(HOST_CONFIG)
        if answer is not None:
            await answer(scope, receive, careful)
            return
        scope["headers"] = [
            (name, value)
            for name, value in scope["headers"]
            if not name.decode("latin-1").replace("_", "-").startswith(_IDENTITY)
        ]
        if scope["type"] == "http":
            visitor.answering(cookies)
            if scope["path"] == "/auth/logout":
                visitor.end(oidc.claims(cookies))
            if scope["path"].startswith(EXPORT):
                try:
                    visitor.actor()
                except AccessRefused as refused:
                    await denied(None, refused)(scope, receive, careful)
                    return
        await self.app(scope, receive, careful)


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
    if sum(map(len, headers.getlist("cookie"))) > MOST_COOKIES:
        return _no(
            431,
            "The cookies of this site are too large: the sign-in tells too much. Let "
            "it tell the roles of this application alone.",
        )
    below = path.startswith(BELOW) and path not in BELOW
    known = path in PAGES or path in OPEN or below
    signing = path in SIGNING and oidc.configured() is not None
    return None if known or signing else not_there(scope, headers)


def _no(status: int, why: str, **headers: str) -> Response:
    return PlainTextResponse(why, status, headers)


def _is_near(scope: Scope, headers: Headers) -> bool:
    """Return whether a request comes from this machine itself, not by a proxy."""
    server = scope.get("server")
    return (
        server is not None
        and oidc.is_loopback(server[0])
        and not any(name in headers for name in _RELAYED)
    )


def _is_ours(scope: Scope, headers: Headers) -> bool:
    """Return whether a page of this app asks; a websocket must say so."""
    origins = headers.getlist("origin")
    if not origins:
        return bool(scope["type"] == "http")
    sign_in = oidc.configured()
    own_origin = sign_in.origin if sign_in else f"http://{headers['host']}"
    return origins == [own_origin]


def _careful(scope: Scope, cookies: dict[str, str], send: Send) -> Send:
    """Return a `send` that adds all the security headers."""
    sign_in = oidc.configured()
    secure = sign_in is not None and sign_in.secure

    async def careful(message: Message) -> None:
        if message["type"] in ("http.response.start", "websocket.http.response.start"):
            headers = MutableHeaders(scope=message)
            for name, value in {**SAFE, **(STRICT if secure else {})}.items():
                headers[name] = value
            if not scope["path"].startswith("/static/") or message["status"] >= 400:
                headers["Cache-Control"] = "no-store"
            if scope["type"] == "http" and message["status"] < 400:
                _remember(scope, cookies, headers, message["status"])
            _keep_cookies(headers, secure=secure)
        await send(message)

    return careful


def _remember(
    scope: Scope, cookies: dict[str, str], headers: MutableHeaders, status: int
) -> None:
    """Keep what this answer changes: who signed in, and where they wanted to go."""
    path = scope["path"]
    if oidc.configured() is None:
        if path in PAGES and visitor.VISITOR not in cookies:
            _set(headers, visitor.VISITOR, secrets.token_urlsafe(24))
        return
    if path == oidc.CALLBACK and status == HTTPStatus.FOUND:
        claims = oidc.claims(oidc.cookies(headers.getlist("set-cookie")))
        if not claims:
            return
        visitor.end(oidc.claims(cookies))
        visitor.begin(claims)
        headers["Location"] = _wanted(cookies.get(CAME_FOR, ""))
        _set(headers, CAME_FOR, "", 0)
    elif path in PAGES and not visitor.sessions.is_live(oidc.claims(cookies)):
        address = f"{path}?{scope['query_string'].decode('latin-1')}"
        if len(address) <= _LONGEST:
            _set(headers, CAME_FOR, quote(address, safe=""), _KEPT)


def _wanted(cookie: str) -> str:
    """Return the address of a page of ours that a cookie keeps, else the front page."""
    address = urlsplit(unquote(cookie))
    if address.scheme or address.netloc or address.path not in PAGES:
        return "/"
    query = re.sub(r"[^\w%&=.~|:+-]", "", address.query, flags=re.ASCII)
    return f"{address.path}?{query}" if query else address.path


def _set(
    headers: MutableHeaders, name: str, value: str, seconds: int | None = None
) -> None:
    lasting = "" if seconds is None else f"; Max-Age={seconds}"
    cookie = f"{name}={value}{lasting}; Path=/; HttpOnly; SameSite=Lax"
    headers.append("set-cookie", cookie)


def _keep_cookies(headers: MutableHeaders, *, secure: bool) -> None:
    """Harden every cookie: Secure, SameSite, and a short life.

    Streamlit lets the one of the sign-in live for thirty days.
    """
    cookies = headers.getlist("set-cookie")
    if not cookies:
        return
    del headers["set-cookie"]
    for cookie in cookies:
        hardened = re.sub(r"(?i)max-age=2592000\b", f"Max-Age={MOST}", cookie)
        lowered = hardened.lower()
        if "samesite=" not in lowered:
            hardened += "; SameSite=Lax"
        if secure and "; secure" not in lowered:
            hardened += "; Secure"
        headers.append("set-cookie", hardened)


def denied(_: Request | None, refused: Exception) -> Response:
    """Answer a request of somebody who may not ask it, in a sentence."""
    signed_in = isinstance(refused, AccessRefused) and refused.reason in (
        "no_role",
        "roles",
    )
    return PlainTextResponse(str(refused), 403 if signed_in else 401)


async def broken(_: Request, __: Exception) -> Response:
    """Answer where the server itself failed; what the error says may be private.

    This answer alone goes out past the edge, so it carries the headers itself.
    """
    sign_in = oidc.configured()
    strict = STRICT if sign_in is not None and sign_in.secure else {}
    headers = {**SAFE, **strict, "Cache-Control": "no-store"}
    return PlainTextResponse("Something went wrong; nothing was given.", 500, headers)
