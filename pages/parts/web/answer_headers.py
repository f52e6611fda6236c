"""What goes back with every answer: the security headers, and cookies made harder."""

from __future__ import annotations

import re
import secrets
from typing import TYPE_CHECKING
from urllib.parse import quote

from starlette.datastructures import MutableHeaders

from data.ask.identity.sessions import MOST
from pages.parts.session import oidc, routes, visitor

if TYPE_CHECKING:
    from starlette.types import Message, Scope, Send

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
PAGES = {"/", *(f"/{name}" for name in routes.PAGES)}
KEPT = ("/static/", "/calendar/")
"""Addresses below which a client may keep what it got."""
CAME_FOR = "came_for"
"""The cookie that keeps which page somebody came for who had to sign in first."""
_KEPT = 600
_LONGEST = 2000


def careful(scope: Scope, cookies: dict[str, str], send: Send) -> Send:
    """Return a `send` that adds all the security headers."""
    sign_in = oidc.configured()
    secure = sign_in is not None and sign_in.secure

    async def with_headers(message: Message) -> None:
        if message["type"] in ("http.response.start", "websocket.http.response.start"):
            headers = MutableHeaders(scope=message)
            for name, value in {**SAFE, **(STRICT if secure else {})}.items():
                headers[name] = value
            if not scope["path"].startswith(KEPT) or message["status"] >= 400:
                headers["Cache-Control"] = "no-store"
            if scope["type"] == "http" and message["status"] < 400:
                _remember(scope, cookies, headers)
            _keep_cookies(headers, secure=secure)
        await send(message)

    return with_headers


def _remember(scope: Scope, cookies: dict[str, str], headers: MutableHeaders) -> None:
    """Keep which visitor of a demonstration it is, or what somebody came for."""
    path = scope["path"]
    if oidc.configured() is None:
        if path in PAGES and visitor.VISITOR not in cookies:
            _set(headers, visitor.VISITOR, secrets.token_urlsafe(24))
        return
    if path in PAGES and not visitor.sessions.is_live(oidc.claims(cookies)):
        address = f"{path}?{scope['query_string'].decode('latin-1')}"
        if len(address) <= _LONGEST:
            _set(headers, CAME_FOR, quote(address, safe=""), _KEPT)


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
