"""What Prometheus is told, and who is told nothing."""

from __future__ import annotations

import asyncio
import math
import re
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from prometheus_client.parser import text_string_to_metric_families
from starlette.datastructures import Headers

from pages.parts.session import meters, oidc, routes
from pages.parts.session.oidc import SignIn
from pages.parts.web import metrics, middleware
from tests.support.sealed import DAY, EMPTY, copy
from tests.support.web import fetch
from tests.support.wire import Visitor

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.support.browser import Server

TOKEN = "t0k-" * 10


def samples(text: str) -> dict[tuple[str, str], float]:
    """Return each value by its name and its labels."""
    return {
        (sample.name, ",".join(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_what_is_asked_and_refused_is_counted(site: Server) -> None:
    before = samples(fetch(site, "/metrics").text)
    assert fetch(site, "/no-such-page").status == 404
    Visitor(site.url).look()
    answer = fetch(site, "/metrics")
    assert answer.headers["content-type"].startswith("text/plain; version=")
    assert answer.headers["cache-control"] == "no-store"
    after = samples(answer.text)
    for name in (
        ("dashboard_requests_total", "other,404"),
        ("dashboard_requests_total", "websocket,101"),
        ("dashboard_refusals_total", "request"),
        ("dashboard_page_seconds_count", "requests"),
    ):
        assert after[name] >= before.get(name, 0) + 1, name
    assert after["dashboard_journal_writable", ""] == 1
    assert after["dashboard_sessions", ""] == 0
    assert 0 < after["dashboard_snapshot_age_seconds", ""] < math.inf


def test_no_label_comes_from_outside(site: Server) -> None:
    fetch(site, "/Jan-de-Vries?x=123456782", "BREW")
    fetch(site, "/export/Jan-de-Vries.csv?client=C-000001", Cookie="visitor=Jan")
    text = fetch(site, "/metrics").text
    assert "Jan" not in text
    assert "C-0" not in text
    known = {"page", "export", "calendar", "static", "sign_in", "websocket", "health"}
    kinds = set(re.findall(r'kind="([^"]*)"', text))
    assert kinds <= known | {"other"}
    pages = set(re.findall(r'page="([^"]*)"', text))
    assert pages <= {*routes.PAGES, meters.HOME}


def test_demonstration_tells_nobody_behind_a_proxy(site: Server) -> None:
    assert fetch(site, "/metrics", X_Forwarded_For="127.0.0.1").status == 403


def edge(headers: Mapping[str, str], server: str = "127.0.0.1") -> int:
    """Return with which status the edge answers, 200 where it lets a request in."""
    scope: dict[str, Any] = {
        "type": "http",
        "method": "GET",
        "path": "/metrics",
        "raw_path": b"/metrics",
        "query_string": b"",
        "server": (server, 8501),
        "client": ("127.0.0.1", 4711),
        "headers": [(k.lower().encode(), v.encode()) for k, v in headers.items()],
    }
    answer = middleware._refuse(scope, Headers(scope=scope))
    return 200 if answer is None else answer.status_code


NEAR = {"Host": "127.0.0.1:8501"}
RIGHT = {"Authorization": f"Bearer {TOKEN}"}


@pytest.mark.parametrize(
    ("headers", "server", "status"),
    [
        (NEAR, "127.0.0.1", 404),
        ({**NEAR, **RIGHT}, "127.0.0.1", 200),
        ({**NEAR, **RIGHT}, "::1", 200),
        (NEAR, "10.0.0.5", 404),
        ({**NEAR, "X-Forwarded-For": "127.0.0.1"}, "127.0.0.1", 404),
        ({**NEAR, "Via": "1.1 nginx"}, "127.0.0.1", 404),
        ({**NEAR, "Forwarded": "for=127.0.0.1"}, "127.0.0.1", 404),
        ({**NEAR, "X-Forwarded-Proto": "https"}, "127.0.0.1", 404),
        ({**NEAR, "X_Forwarded_For": "192.0.2.7"}, "127.0.0.1", 404),
        ({**NEAR, "True-Client-IP": "192.0.2.7"}, "127.0.0.1", 404),
        ({**NEAR, "CF-Connecting-IP": "192.0.2.7"}, "127.0.0.1", 404),
        ({"Host": "dashboard.example"}, "127.0.0.1", 404),
        ({**NEAR, **RIGHT}, "10.0.0.5", 200),
        ({"Host": "dashboard.example", "Via": "1.1 nginx", **RIGHT}, "::1", 200),
        ({**NEAR, "Authorization": f"Bearer {TOKEN}x"}, "10.0.0.5", 404),
        ({**NEAR, "Authorization": TOKEN}, "10.0.0.5", 404),
        ({**NEAR, "Authorization": "Bearer é"}, "10.0.0.5", 404),
    ],
)
def test_where_there_is_a_token_who_has_it_is_told_and_nobody_else(
    headers: dict[str, str], server: str, status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("METRICS_TOKEN", TOKEN)
    monkeypatch.setattr(oidc, "configured", lambda: SignIn("https://dashboard.example"))
    hosts = {"server.allowedHosts": ["127.0.0.1", "dashboard.example"]}
    monkeypatch.setattr("streamlit.get_option", hosts.get)
    assert edge(headers, server) == status
    if status == 200 and server == "10.0.0.5":
        monkeypatch.delenv("METRICS_TOKEN")
        assert edge(headers, server) == 404
        assert edge({**headers, "Authorization": "Bearer "}, server) == 404


@pytest.mark.parametrize(
    ("origin", "certificate", "status"),
    [
        (None, None, 200),
        ("http://localhost:8501", None, 200),
        ("https://dashboard.example", "own.pem", 200),
        ("https://dashboard.example", None, 404),
    ],
)
def test_without_a_token_this_machine_is_told_unless_a_proxy_ends_https(
    origin: str | None,
    certificate: str | None,
    status: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sign_in = SignIn(origin) if origin else None
    monkeypatch.setattr(oidc, "configured", lambda: sign_in)
    options = {"server.allowedHosts": ["127.0.0.1"], "server.sslCertFile": certificate}
    monkeypatch.setattr("streamlit.get_option", options.get)
    assert edge(NEAR) == status
    other = 404 if sign_in else 403
    assert edge({**NEAR, "Via": "1.1 haproxy"}) == edge(NEAR, "10.0.0.5") == other


def measured(answer: Any) -> dict[tuple[str, str], float]:
    return samples(answer.body.decode())


def test_age_and_journal_are_of_this_moment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("JOURNAL", raising=False)
    monkeypatch.setenv("SNAPSHOTS", str(tmp_path / "none"))
    values = measured(asyncio.run(metrics.metrics(None)))  # type: ignore[arg-type]
    assert math.isnan(values["dashboard_snapshot_age_seconds", ""])
    newest = max(DAY, EMPTY)
    monkeypatch.setenv("SNAPSHOTS", str(copy(tmp_path / "snapshots", newest)))
    (tmp_path / "journal").write_text("no folder")
    monkeypatch.setenv("JOURNAL", str(tmp_path / "journal"))
    monkeypatch.setattr(oidc, "configured", lambda: SignIn("https://x.example"))
    values = measured(asyncio.run(metrics.metrics(None)))  # type: ignore[arg-type]
    began = time.mktime((*map(int, newest.split("-")), 0, 0, 0, 0, 0, 0))  # type: ignore[arg-type]
    age = values["dashboard_snapshot_age_seconds", ""]
    assert abs(age - (time.time() - began)) < 2 * 86_400
    assert values["dashboard_journal_writable", ""] == 0


def test_what_a_websocket_is_closed_for_is_counted() -> None:
    sent: list[Any] = []

    async def close(code: int) -> None:
        async def send(message: Any) -> None:
            sent.append(message)

        counting = metrics.counted({"path": "/_stcore/stream"}, send)
        await counting({"type": "websocket.close", "code": code})

    before = meters.REFUSALS.labels("websocket")._value.get()
    for code in (1000, 1008):
        asyncio.run(close(code))
    assert len(sent) == 2
    assert meters.REFUSALS.labels("websocket")._value.get() == before + 1


def test_page_that_breaks_is_timed_too() -> None:
    child = meters.PAGE_SECONDS.labels(meters.HOME)
    before = child._sum.get()
    with (
        pytest.raises(RuntimeError),
        meters.page_timed("Jan-de-Vries", time.perf_counter() - 2),
    ):
        raise RuntimeError
    assert child._sum.get() >= before + 2
