"""Parts of the front end are compressed, once, and nothing else is."""

from __future__ import annotations

import asyncio
import gzip
import re
from typing import Any

import pytest

from pages.parts.web.compression import Compression
from tests.support.browser import Server
from tests.support.web import fetch

TAKES = {"Accept_Encoding": "gzip, deflate, br"}
BODY = b"const part = 1;\n" * 1000


def script(site: Server) -> str:
    """Return the address of the front end's script."""
    page = fetch(site, "/").text
    (path, *_) = re.findall(r'src="\.?(/static/js/[^"]+\.js)"', page)
    return str(path)


def test_front_end_comes_compressed_to_who_takes_it_so(site: Server) -> None:
    plain, packed = fetch(site, script(site)), fetch(site, script(site), **TAKES)
    assert packed.headers["content-encoding"] == "gzip"
    assert "Accept-Encoding" in packed.headers["vary"]
    assert packed.headers["cache-control"] == plain.headers["cache-control"]
    assert packed.headers["x-content-type-options"] == "nosniff"
    assert gzip.decompress(packed.body) == plain.body
    assert "content-encoding" not in plain.headers
    assert len(packed.body) < len(plain.body) / 2


def answer_of(app: Compression, path: str, **headers: str) -> dict[str, Any]:
    """Return what an app answers to a request."""
    sent: dict[str, Any] = {"body": b""}

    async def send(message: Any) -> None:
        sent["headers"] = dict(message.get("headers", sent.get("headers")))
        sent["body"] += message.get("body", b"")

    async def receive() -> Any:
        return {"type": "http.request"}

    named = [
        (name.replace("_", "-").encode(), v.encode()) for name, v in headers.items()
    ]
    scope = {"type": "http", "method": "GET", "path": path, "headers": named}
    asyncio.run(app(scope, receive, send))
    return sent


def served(kind: str, counted: list[str]) -> Compression:
    """Return an app that serves one part in two pieces, and counts how often."""

    async def app(scope: Any, _: Any, send: Any) -> None:
        counted.append(scope["path"])
        headers = [(b"content-type", kind.encode()), (b"etag", b'"one"')]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        half = len(BODY) // 2
        await send(
            {"type": "http.response.body", "body": BODY[:half], "more_body": True}
        )
        await send({"type": "http.response.body", "body": BODY[half:]})

    return Compression(app)


def test_a_part_is_compressed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    packed: list[bytes] = []
    really = gzip.compress

    def compress(body: bytes, **options: Any) -> bytes:
        packed.append(body)
        return really(body, **options)

    monkeypatch.setattr(gzip, "compress", compress)
    app = served("text/javascript", [])
    answers = [answer_of(app, "/static/a.js", accept_encoding="gzip") for _ in range(3)]
    assert len(packed) == 1
    assert all(gzip.decompress(answer["body"]) == BODY for answer in answers)
    assert answers[0]["headers"][b"etag"] == b'W/"one"'


@pytest.mark.parametrize(
    ("kind", "path", "headers"),
    [
        ("image/png", "/static/a.png", {"accept_encoding": "gzip"}),
        ("text/html", "/overview", {"accept_encoding": "gzip"}),
        ("text/css", "/static/a.css", {}),
        (
            "text/css",
            "/static/a.css",
            {"accept_encoding": "gzip", "range": "bytes=0-9"},
        ),
    ],
)
def test_what_is_not_compressed_comes_as_it_is(
    kind: str, path: str, headers: dict[str, str]
) -> None:
    answer = answer_of(served(kind, []), path, **headers)
    assert answer["body"] == BODY
    assert b"content-encoding" not in answer["headers"]
