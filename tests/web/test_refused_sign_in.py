"""What becomes of a sign-in that does not hold, beside a real provider's own."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING
from urllib.parse import quote

import httpx
import pytest
from authlib.integrations.base_client import MismatchingStateError, OAuthError
from joserfc import errors
from starlette.requests import Request
from starlette.responses import Response
from streamlit.web.server.starlette import starlette_auth_routes as streamlit_auth

from data.words import LANGUAGES, words_for
from pages.parts.session import visitor
from pages.parts.web import sign_in
from pages.parts.web.pacing import Pace
from pages.parts.web.plain_page import words_of

if TYPE_CHECKING:
    from pages.parts.session.visitor import VisitorEvent

REASONS = {
    "state": MismatchingStateError(),
    "provider_refused": OAuthError("access_denied", "Dora"),
    "unreachable": httpx.ConnectError("no route"),
    "signature": errors.BadSignatureError(),
    "nonce": errors.MissingClaimError("nonce"),
    "token_expired": errors.ExpiredTokenError("exp"),
    "token": errors.InvalidClaimError("aud"),
}


@pytest.mark.parametrize("reason", REASONS)
def test_each_fault_of_a_sign_in_has_a_reason_that_is_said(reason: str) -> None:
    assert sign_in.reason_of(REASONS[reason]) == reason
    for language in LANGUAGES:
        words = words_for(language)
        assert words(f"sign_in.{reason}")
        if reason != "state":  # which writes no line
            assert words.code("event_reason", reason)


@pytest.mark.parametrize(
    "error",
    [
        KeyError("jwks_uri"),
        RuntimeError("no metadata"),
        errors.InvalidKeyIdError(),
        errors.UnsupportedAlgorithmError(),
        errors.InvalidClaimError("iss"),
        errors.InvalidClaimError("at_hash"),
    ],
)
def test_whatever_a_provider_does_is_one_of_these(error: Exception) -> None:
    assert sign_in.reason_of(error) in REASONS


@pytest.fixture
def events(monkeypatch: pytest.MonkeyPatch) -> list[VisitorEvent]:
    events: list[VisitorEvent] = []
    monkeypatch.setattr(visitor, "on_event", [events.append])
    return events


def test_provider_that_cannot_be_reached_is_said(
    events: list[VisitorEvent], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def unreachable(*_: object) -> Response:
        return Response("Authentication error", 400)

    monkeypatch.setattr(streamlit_auth, "_auth_login", unreachable)
    answer = asyncio.run(sign_in.login(asking("lang=en")))
    assert answer.status_code == 403
    assert words_for("en")("sign_in.unreachable") in bytes(answer.body).decode()
    assert [event.reason for event in events] == ["unreachable"]


def test_those_whom_nobody_knows_do_not_fill_the_journal(
    events: list[VisitorEvent], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sign_in, "LINES", Pace(rate=0.1, burst=3))
    nonce = sign_in.SignInRefused("nonce")

    async def refused() -> list[int]:
        return [
            (await sign_in._refused(asking(), nonce)).status_code for _ in range(20)
        ]

    assert asyncio.run(refused()) == [403] * 20
    assert len(events) == 3


def asking(query: str = "", **headers: str) -> Request:
    """Return a request with these headers."""
    sent = [(name.encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": "http", "headers": [*sent, (b"host", b"a")], "path": "/"}
    rest = {"server": ("a", 80), "scheme": "http", "query_string": query.encode()}
    return Request({**scope, **rest})


@pytest.mark.parametrize(
    ("request_", "language"),
    [
        (asking(), "nl"),
        (asking("lang=en"), "en"),
        (asking("lang=xx&q=%00"), "nl"),
        (asking(referer="https://a/retention?lang=en"), "en"),
        (asking(cookie=f"came_for={quote('/retention?lang=en', safe='')}"), "en"),
        (asking("lang=nl", referer="https://a/?lang=en"), "nl"),
        (asking(referer="http://[::1/?lang=en"), "en"),
    ],
)
def test_who_is_refused_reads_it_in_their_language(
    request_: Request, language: str
) -> None:
    assert words_of(request_).language == language


@pytest.mark.parametrize(
    ("cookie", "lands"),
    [
        ("/requests?status=overdue", "/requests?status=overdue"),
        ("/requests?kind=access&kind=erasure", "/requests?kind=access&kind=erasure"),
        ("https://evil.example/requests", "/"),
        ("//evil.example/requests", "/"),
        ("http://[::1/requests", "/"),
        ("/\\evil.example", "/"),
        ("/export/retention.csv", "/"),
        ("/auth/logout", "/"),
        ("/requests\r\nSet-Cookie: a=b", "/"),
        ("/requests?x=%0d%0aA:%20b\r\n", "/requests?x=%0d%0aA:%20b"),
        ("javascript:alert(1)", "/"),
        ("", "/"),
    ],
)  # fmt: skip
def test_sign_in_leads_to_a_page_of_ours_alone(cookie: str, lands: str) -> None:
    assert sign_in.wanted(quote(cookie, safe="")) == lands
