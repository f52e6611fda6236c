"""What the server tells Prometheus: counted at the edge, and looked up when asked."""

from __future__ import annotations

import math
from datetime import UTC, datetime, time
from hmac import compare_digest
from typing import TYPE_CHECKING

import streamlit as st
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.responses import Response

from data import settings, snapshot
from data.snapshot import SnapshotRefused
from data.upkeep import encryption
from pages.parts.session import meters, oidc, visitor
from pages.parts.session.readers import folder
from pages.parts.web import pacing
from pages.parts.web.answer_headers import PAGES
from pages.parts.web.from_disk import from_disk
from pages.parts.web.health import journal_lacks

if TYPE_CHECKING:
    from starlette.datastructures import Headers
    from starlette.requests import Request
    from starlette.types import Message, Scope, Send

PATH = "/metrics"
_KINDS = {
    "/export/": "export",
    "/calendar/": "calendar",
    "/static/": "static",
    "/auth/": "sign_in",
    oidc.CALLBACK: "sign_in",
    "/_stcore/stream": "websocket",
    "/healthz": "health",
    "/readyz": "health",
    "/_stcore/health": "health",
    PATH: "health",
}
_OTHER = "other"
_CLOSED = {"http.response.start", "websocket.http.response.start"}


def has_token(headers: Headers) -> bool:
    """Return whether a request brings the token that is configured."""
    token = settings.current().metrics_token
    came = headers.get("authorization", "").encode("latin-1")
    wanted = f"Bearer {token.get_secret_value()}".encode() if token else b""
    return token is not None and compare_digest(came, wanted)


def tells_near() -> bool:
    """Return whether who is on this machine needs no token.

    Where people sign in over https that another program ends, that program stands
    between, and not every one says so.
    """
    sign_in = oidc.configured()
    behind = sign_in and sign_in.secure and not st.get_option("server.sslCertFile")
    return settings.current().metrics_token is None and not behind


def counted(scope: Scope, send: Send) -> Send:
    """Return a `send` that counts what is answered, and what of it is a refusal."""
    kind = _kind(scope["path"])

    async def counting(message: Message) -> None:
        if message["type"] in _CLOSED:
            status = message["status"]
            meters.REQUESTS.labels(kind, status).inc()
            if status >= 400:
                meters.REFUSALS.labels("request").inc()
        elif message["type"] == "websocket.accept":
            meters.REQUESTS.labels(kind, 101).inc()
        elif message["type"] == "websocket.close" and (
            message.get("code") in pacing.REFUSED
        ):
            meters.REFUSALS.labels("websocket").inc()
        await send(message)

    return counting


async def metrics(_: Request) -> Response:
    """Answer what was counted since the server began, and how it stands now.

    The edge lets nobody in here but this machine and who has the token.
    """
    try:
        age, lacks = await from_disk(_age), await from_disk(journal_lacks)
        disk = await from_disk(encryption.state, folder())
    except TimeoutError:
        age, lacks, disk = math.nan, "a disk that answers", "unknown"
    meters.SNAPSHOT_AGE.set(age)
    meters.JOURNAL_WRITABLE.set(lacks is None)
    encrypted = {"encrypted": 1, "open": 0}.get(disk, math.nan)
    meters.DISK_ENCRYPTED.set(encrypted)
    meters.SESSIONS.set(visitor.sessions.lasting())
    text = generate_latest(meters.REGISTRY)
    return Response(text, headers={"Content-Type": CONTENT_TYPE_LATEST})


def _age() -> float:
    try:
        as_of = snapshot.find(folder(), None).as_of
    except SnapshotRefused:
        return math.nan
    began = datetime.combine(as_of, time(), UTC)
    return (datetime.now(UTC) - began).total_seconds()


def _kind(path: str) -> str:
    if path in PAGES:
        return "page"
    return next(
        (kind for sign, kind in _KINDS.items() if path.startswith(sign)), _OTHER
    )
