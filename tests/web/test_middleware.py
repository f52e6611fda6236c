"""The edge: what reaches the app, what it says to everybody, and when it starts."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect
from websockets.typing import Origin

from data.ask import AccessRefused, Actor
from data.words import LANGUAGES, words_for
from pages.parts.session import oidc, routes
from pages.parts.session.oidc import SignIn
from pages.parts.web import middleware
from tests.support.browser import LOOPBACK, ROOT, Server, free_port, wait_until_healthy
from tests.support.web import ask_exactly, fetch
from tests.support.wire import Visitor

UPGRADE = {
    "Upgrade": "websocket",
    "Connection": "Upgrade",
    "Sec_WebSocket_Key": "dGhlIHNhbXBsZSBub25jZQ==",
    "Sec_WebSocket_Version": "13",
}
STREAM = "/_stcore/stream"
CAREFUL = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
}
CLOSED = (
    *("/_stcore/metrics", "/_stcore/script-health-check", "/_stcore/"),
    *("/_stcore/upload_file/a/b", "/_stcore/agent/openapi.json", "/_stcore/agent/mcp"),
    *("/_stcore/agent/interact", "/_stcore/bidi-components/x/y.js", "/_stcore/x"),
    *("/media/a.csv", "/media/", "/component/a/b.js", "/app/static/a.txt", "/app/"),
    *("/nonsense", "/Retention", "/retention/", "/retention/_stcore/health", "/docs"),
    *("/auth/login", "/auth/logout", "/oauth2callback", "/.env", "/.git/config"),
)  # fmt: skip


def careful(headers: dict[str, str]) -> bool:
    policy = headers.get("content-security-policy", "")
    return (
        headers.items() >= CAREFUL.items()
        and "frame-ancestors 'none'" in policy
        and "unsafe-eval" not in policy
        and "camera=()" in headers.get("permissions-policy", "")
        and "access-control-allow-origin" not in headers
        and not any(sign.isdigit() for sign in headers.get("server", ""))
    )


# What is open, and what is not


@pytest.mark.parametrize("path", CLOSED)
def test_what_the_app_does_not_use_is_not_there(site: Server, path: str) -> None:
    answer = fetch(site, path)
    assert (answer.status, answer.text) == (404, "There is no such page.")
    assert careful(answer.headers)


@pytest.mark.parametrize("language", LANGUAGES)
def test_browser_reads_what_is_not_there_in_its_language(
    site: Server, language: str
) -> None:
    words = words_for(language)
    answer = fetch(site, f"/no-such-page?lang={language}", Accept="text/html,*/*")
    assert answer.status == 404
    assert words("errors.not_found") in answer.text
    assert f">{words('errors.home')}</a>" in answer.text
    assert "no-such-page" not in answer.text
    assert careful(answer.headers)


@pytest.mark.parametrize("page", ["", *routes.PAGES])
def test_every_page_has_an_address(site: Server, page: str) -> None:
    answer = fetch(site, f"/{page}")
    assert answer.status == 200
    assert careful(answer.headers)


def test_front_end_learns_that_nobody_may_frame_or_measure_it(site: Server) -> None:
    answer = fetch(site, "/_stcore/host-config", Origin=site.url)
    assert json.loads(answer.body) == middleware.HOST_CONFIG
    assert careful(answer.headers)


NONE = (
    *("//", "//evil.example/", "/a//b", "/..", "/../app.py", "/./retention"),
    *("/%2e%2e/app.py", "/static/%2e%2e/app.py", "/static/..%2fapp.py"),
    *("/retention%00", "/retention%2F", "/%5cevil", "/\\evil", "/%5C%5Cevil"),
    *("/static//js", "/export//requests.csv", "/export/%2e%2e%2fseal.json"),
    *("/healthz%0d%0aA:b", "/%09", "/%7f", "/export/\\..\\seal.json"),
)
"""Paths that no honest page asks for."""
PLACEHOLDERS = (
    *("/export/:id", "/export/{id}", "/export/%7Bid%7D", "/export/{file}"),
    *("/export/:file", "/export/*", "/export/<id>", "/:page", "/{page}", "/*"),
    *("/%7bpage%7d", "/export/%3Aid", "/export/"),
)
"""Routes as they are written, which some servers have answered as if they were met."""


@pytest.mark.parametrize(
    ("path", "status"),
    [*((path, 400) for path in NONE), *((path, 404) for path in PLACEHOLDERS)],
)
def test_path_that_is_none_is_refused(site: Server, path: str, status: int) -> None:
    answer = fetch(site, path)
    assert answer.status == status
    assert careful(answer.headers)


@pytest.mark.parametrize(
    "method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "NONSENSE"]
)
@pytest.mark.parametrize("path", ["/", "/_stcore/health", "/export/retention.csv"])
def test_other_methods_are_refused(site: Server, method: str, path: str) -> None:
    answer = fetch(site, path, method)
    assert answer.status == 405
    assert careful(answer.headers)


def test_body_has_a_length_and_a_limit(site: Server) -> None:
    netloc = site.url.removeprefix("http://")
    small = ask_exactly(netloc, "/healthz", "POST", b"a" * middleware.LARGEST)
    assert small.status == 405  # it reached the route, which takes none
    for length in (middleware.LARGEST + 1, 10**12):
        answer = fetch(site, "/healthz", "POST", Content_Length=str(length))
        assert answer.status == 413
        assert careful(answer.headers)
    answer = fetch(site, "/healthz", "POST", Transfer_Encoding="chunked")
    assert answer.status == 411
    assert careful(answer.headers)


def test_cookies_that_would_leave_the_page_empty_get_a_sentence(site: Server) -> None:
    answer = fetch(site, "/", Cookie="a=" + "b" * middleware.MOST_COOKIES)
    assert answer.status == 431
    assert "sign-in tells too much" in answer.text
    cookie = {"Cookie": "a=" + "b" * middleware.MOST_COOKIES}
    answer = fetch(site, STREAM, **UPGRADE, Origin=site.url, **cookie)
    assert answer.status == 431


def test_cookies_that_are_too_large_are_not_taken_apart(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    read: list[object] = []
    monkeypatch.setattr(oidc, "cookies", read.append)
    large = "a=" + "b" * middleware.MOST_COOKIES
    assert through(headers={"cookie": large}).status == 431
    assert read == []


def test_cookie_with_an_escape_is_left_out() -> None:
    # no cookie of ours has one, and what it stands for is found in quadratic time
    seen = through(headers={"cookie": 'one=1; two="\\\\\\"; three="3"'}).request_headers
    assert seen is not None
    assert seen["cookie"] == 'one=1; three="3"'


# Who may ask


HOSTS = (
    *("evil.example", "evil.example:8501", "127.0.0.1.evil.example", "*", "127.0.0.1:"),
    *("127.0.0.1:99999999", "127.0.0.1:80@evil.example", "evil@127.0.0.1", ""),
    *("127.0.0.1/x", "127.0.0.1 evil", "0.0.0.0", "[::]", "127.0.0.2", "localhost."),
    *("2130706433", "0x7f.1", "127.1"),
)


@pytest.mark.parametrize("host", HOSTS)
@pytest.mark.parametrize("path", ["/healthz", "/export/retention.csv"])
def test_foreign_host_is_refused(site: Server, host: str, path: str) -> None:
    answer = fetch(site, path, Host=host)
    assert answer.status == 400
    assert "snapshot" not in answer.text


def test_no_host_and_two_hosts_are_refused(site: Server) -> None:
    port = int(site.url.rpartition(":")[2])
    for hosts in ("", "Host: 127.0.0.1\r\nHost: evil.example\r\n"):
        with socket.create_connection((LOOPBACK, port), timeout=20) as raw:
            raw.sendall(f"GET /healthz HTTP/1.1\r\n{hosts}\r\n".encode())
            assert raw.recv(4096).split()[1] == b"400"


@pytest.mark.parametrize(
    "origin",
    ["http://evil.example", "null", "https://127.0.0.1", "http://127.0.0.1:1", "", "*"],
)
def test_foreign_origin_is_refused_over_http(site: Server, origin: str) -> None:
    for path in ("/", "/_stcore/health", "/export/retention.csv"):
        answer = fetch(site, path, Origin=origin)
        assert answer.status == 403
        assert careful(answer.headers)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "http://evil.example"},
        {"Origin": "http://evil.example", "Host": "evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1"},
        {"Origin": "http://127.0.0.1:1"},
        {"Origin": "http://localhost:3000"},
        {"Origin": "https://share.streamlit.io"},
    ],
)
def test_websocket_without_our_origin_is_refused(
    site: Server, headers: dict[str, str]
) -> None:
    answer = fetch(site, STREAM, **UPGRADE, **headers)
    assert answer.status in (400, 403)
    assert careful(answer.headers)


def test_websocket_opens_for_a_page_of_ours_and_at_one_address(site: Server) -> None:
    assert fetch(site, STREAM, **UPGRADE, Origin=site.url).status == 101
    for path in ("/", "/stream", "/_stcore/stream/", "/retention/_stcore/stream"):
        assert fetch(site, path, **UPGRADE, Origin=site.url).status == 404


def test_message_that_no_page_would_send_ends_the_websocket(site: Server) -> None:
    visitor = Visitor(site.url)
    with visitor.open() as wire:
        wire.run("retention")
        wire.connection.send(b"\0" * (1024 * 1024 + 1))
        with pytest.raises(Exception, match="1009"):
            for _ in range(1000):
                wire.connection.recv(20)


def test_websocket_of_another_site_gets_no_further_than_a_refusal(site: Server) -> None:
    with (
        pytest.raises(InvalidStatus) as refused,
        connect(
            site.url.replace("http", "ws") + STREAM,
            origin=Origin("http://evil.example"),
            proxy=None,
        ),
    ):
        pass
    assert refused.value.response.status_code == 403


@pytest.mark.parametrize(
    "header",
    [
        *("Forwarded", "X_Forwarded_For", "X_Forwarded_Host", "X_Forwarded_Proto"),
        *("X_Real_IP", "Via", "CF_Connecting_IP", "True_Client_IP"),
    ],
)
def test_demonstration_answers_nobody_behind_a_proxy(site: Server, header: str) -> None:
    for path in ("/", "/export/retention.csv"):
        answer = fetch(site, path, **{header: "192.0.2.7"})
        assert answer.status == 403
        assert "demonstration" in answer.text


# A demonstration


def test_visitors_of_a_demonstration_have_each_their_own_role(site: Server) -> None:
    manager, auditor = Visitor(site.url), Visitor(site.url)
    manager.take("management")
    auditor.take("auditor")
    offered = manager.run().shown_pages
    assert {"overview", "trends", "recipients"} <= set(offered)
    assert "retention" not in offered
    assert "retention" in auditor.run().shown_pages
    assert "retention" in Visitor(site.url).run().shown_pages  # the DPO's
    assert "Demonstratie" in " ".join(manager.run().texts)


def test_page_of_another_role_says_so_and_shows_nothing(site: Server) -> None:
    visitor = Visitor(site.url)
    visitor.take("management")
    for page in routes.PAGES:
        sent = visitor.run(page)
        if not routes.is_open_to(page, Actor("a-test", "management")):
            assert "niet bedoeld voor uw rol" in " ".join(sent.texts)
            assert not [*sent.elements("dataframe", "table", "plotly_chart")]
            html = " ".join(element.body for element in sent.elements("html"))
            assert 'role="img"' not in html  # a chart
            assert "<table" not in html


# Behind the edge, in this process


@dataclass
class PageContext:
    """What an app behind the edge was asked, and what came back."""

    status: int
    headers: list[tuple[str, str]]
    request_headers: dict[str, str] | None

    def header(self, name: str) -> str | None:
        return dict(self.headers).get(name)


def through(
    path: str = "/",
    *,
    server: tuple[str, int] | None = (LOOPBACK, 80),
    headers: Mapping[str, str] | None = None,
) -> PageContext:
    """Send a request through the edge to an app that notes it and sets a cookie."""
    requests: list[dict[str, str]] = []

    def note(request: Any) -> PlainTextResponse:
        requests.append(dict(request.headers))
        answer = PlainTextResponse("ok")
        answer.set_cookie("plain", "1", samesite=None)
        answer.set_cookie("_streamlit_user", "x", 2592000, httponly=True)
        return answer

    def fail(_: Any) -> None:
        raise ZeroDivisionError("C-000001 is in this message")

    def deny(_: Any) -> None:
        raise AccessRefused("no_role", "the desk")

    app = Starlette(
        routes=[Route("/", note), Route("/retention", fail), Route("/findings", deny)],
        middleware=[Middleware(middleware.Edge)],
        exception_handlers={
            AccessRefused: middleware.denied,
            Exception: middleware.broken,
        },
    )
    sent: list[Any] = []
    sent_headers = {"host": "127.0.0.1", **(headers or {})}
    scope = {
        "type": "http",
        "method": "GET",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "server": server,
        "headers": [
            (name.lower().encode(), value.encode())
            for name, value in sent_headers.items()
        ],
    }

    async def run() -> None:
        async def receive() -> Any:
            return {"type": "http.request", "body": b""}

        async def send(message: Any) -> None:
            sent.append(message)

        await app(scope, receive, send)

    try:
        asyncio.run(run())
    except ZeroDivisionError:
        pass  # raised again for the log, after the answer went out
    start = sent[0]
    return PageContext(
        start["status"],
        [(name.decode(), value.decode()) for name, value in start["headers"]],
        requests[0] if requests else None,
    )


@pytest.mark.parametrize(
    "header",
    [
        *("Remote-User", "X-Remote-User", "X-Forwarded-User", "X-Forwarded-Email"),
        *("X-Auth-Request-Email", "X-Auth-User", "X-Auth_User", "X-User", "x-userid"),
        *("X-Goog-Authenticated-User-Email", "X-Ms-Client-Principal", "X-WebAuth-User"),
        *("Cf-Access-Jwt-Assertion", "Tailscale-User-Login", "X-Amzn-Oidc-Identity"),
    ],
)
def test_header_that_says_who_asks_never_reaches_the_app(
    header: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(oidc, "configured", lambda: SignIn("https://127.0.0.1"))
    headers = {header: "dora", "user-agent": "a browser"}
    seen = through(headers=headers)
    assert seen.request_headers is not None
    assert "dora" not in seen.request_headers.values()
    assert seen.request_headers["user-agent"] == "a browser"


def test_by_https_cookies_are_secure_and_browsers_come_back_by_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(oidc, "configured", lambda: SignIn("https://127.0.0.1"))
    seen = through()
    assert seen.header("strict-transport-security") == "max-age=31536000"
    cookies = [value for name, value in seen.headers if name == "set-cookie"]
    assert len(cookies) == 3
    for cookie in cookies:
        assert "Secure" in cookie
        assert "samesite=lax" in cookie.lower()
        assert "2592000" not in cookie


def test_without_https_nothing_is_promised_about_it() -> None:
    seen = through()
    assert seen.header("strict-transport-security") is None
    assert all("Secure" not in v for n, v in seen.headers if n == "set-cookie")


@pytest.mark.parametrize(("path", "status"), [("/retention", 500), ("/findings", 403)])
def test_answer_of_an_error_is_careful_and_silent(path: str, status: int) -> None:
    seen = through(path)
    assert seen.status == status
    assert careful(dict(seen.headers))


@pytest.mark.parametrize(
    "server",
    [("192.0.2.1", 80), ("0.0.0.0", 80), ("::", 80), ("fe80::1", 80), None],
)
def test_demonstration_answers_this_machine_alone(
    server: tuple[str, int] | None,
) -> None:
    seen = through(server=server)
    assert (seen.status, seen.request_headers) == (403, None)


@pytest.mark.parametrize(
    "server", [("::1", 80), ("127.0.0.9", 80), ("::ffff:127.0.0.1", 1)]
)
def test_every_loopback_address_is_this_machine(server: tuple[str, int]) -> None:
    assert through(server=server).status == 200


# Starting


AUTH = {
    "redirect_uri": "http://127.0.0.1:8501/oauth2callback",
    "cookie_secret": "0123456789 abcdefghijklmnopqrstu!",
    "client_id": "dashboard",
    "client_secret": "not much of a secret",
    "server_metadata_url": "http://127.0.0.1:9/.well-known/openid-configuration",
}


ENTRA = "https://login.microsoftonline.com"


def table(folder: Path) -> Path:
    """Write a table of roles that its owner alone can read."""
    path = folder / "roles.toml"
    path.touch(0o600)
    path.write_text('contact = "the desk"')
    return path


def start(folder: Path, *options: str, **environment: str) -> tuple[int, str]:
    """Start the app, which is to refuse; return its exit code and what it says."""
    command = [sys.executable, "-m", "streamlit", "run", "app.py"]
    command += ["--server.port", str(free_port()), *options]
    if "--secrets.files" not in options:
        command += ["--secrets.files", str(folder / "none.toml")]
    env = {k: v for k, v in os.environ.items() if k != "ROLES"}
    try:
        done = subprocess.run(
            command,
            cwd=ROOT,
            env=env | {"SNAPSHOTS": str(folder)} | environment,
            capture_output=True,
            text=True,
            timeout=60,
        )
    except subprocess.TimeoutExpired:
        return 0, "it started"
    return done.returncode, done.stderr + done.stdout


@pytest.mark.parametrize("address", ["0.0.0.0", "::"])
def test_demonstration_starts_on_no_other_address(address: str, tmp_path: Path) -> None:
    code, printed = start(tmp_path, "--server.address", address)
    assert code != 0
    assert "does not start: no sign-in is configured" in printed
    assert "Traceback" not in printed


def refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, **auth: str) -> str | None:
    """Say why the server would not start with this sign-in."""
    monkeypatch.setattr(oidc, "configured", lambda: SignIn(""))
    secrets = {"auth": {k: v for k, v in {**AUTH, **auth}.items() if v}}
    monkeypatch.setenv("ROLES", str(tmp_path / "roles.toml"))
    return oidc._unfit(secrets["auth"])


def test_sign_in_that_is_whole_starts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table(tmp_path)
    assert refused(tmp_path, monkeypatch) is None


@pytest.mark.parametrize(
    ("auth", "why"),
    [
        ({"cookie_secret": "x" * 31}, "cookie_secret"),
        ({"cookie_secret": ""}, "cookie_secret"),
        ({"cookie_secret": "changeme" * 8}, "cookie_secret"),
        ({"server_metadata_url": "http://idp.example.nl/x"}, "who stands between"),
        ({"server_metadata_url": f"{ENTRA}/common/v2.0"}, "every organisation in"),
        ({"server_metadata_url": f"{ENTRA}/organizations/v2.0"}, "your own tenant"),
        ({"client_id": ""}, "lacks client_id"),
        ({"client_secret": ""}, "lacks client_secret"),
        ({"server_metadata_url": ""}, "lacks server_metadata_url"),
        ({"redirect_uri": ""}, "redirect_uri"),
        ({"redirect_uri": "http://dash.example.nl/oauth2callback"}, "redirect_uri"),
        ({"redirect_uri": "https://127.0.0.1/elsewhere"}, "redirect_uri"),
        ({"redirect_uri": "https://dash.example.nl/oauth2callback"}, "allowedHosts"),
    ],
)
def test_sign_in_with_a_hole_does_not_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, auth: dict[str, str], why: str
) -> None:
    table(tmp_path)
    assert why in (refused(tmp_path, monkeypatch, **auth) or "")


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620])
@pytest.mark.parametrize("name", ["roles.toml", "secrets.toml"])
def test_files_that_others_can_reach_do_not_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, mode: int
) -> None:
    table(tmp_path)
    secrets = tmp_path / "secrets.toml"
    secrets.touch(0o600)
    options = {"secrets.files": [str(secrets)], "server.allowedHosts": ["127.0.0.1"]}
    monkeypatch.setattr("streamlit.get_option", options.get)
    assert refused(tmp_path, monkeypatch) is None
    (tmp_path / name).chmod(mode)
    assert name in (refused(tmp_path, monkeypatch) or "")


def test_sign_in_without_a_sound_table_of_roles_does_not_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "table of roles" in (refused(tmp_path, monkeypatch) or "")
    (tmp_path / "roles.toml").write_text("contact = 1")
    assert "table of roles" in (refused(tmp_path, monkeypatch) or "")
    monkeypatch.delenv("ROLES")
    assert "$ROLES" in (oidc._unfit(AUTH) or "")


def test_secrets_that_cannot_be_read_make_no_demonstration(tmp_path: Path) -> None:
    secrets = tmp_path / "secrets.toml"
    secrets.write_text("[auth\nredirect_uri =")
    code, printed = start(tmp_path, "--secrets.files", str(secrets))
    assert code != 0
    assert "file of secrets is there and cannot be read" in printed


def test_headers_of_a_proxy_are_trusted_by_no_setting(tmp_path: Path) -> None:
    setting = '{"X-Forwarded-Email": "email"}'
    code, printed = start(tmp_path, STREAMLIT_SERVER_TRUSTED_USER_HEADERS=setting)
    assert code != 0
    assert "server.trustedUserHeaders" in printed


def test_app_that_another_server_opens_to_the_world_answers_none_of_it(
    tmp_path: Path,
) -> None:
    """Where uvicorn is told to listen everywhere, the edge still refuses."""
    port = free_port()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(("192.0.2.1", 9))  # picks an address; nothing is sent
        own = probe.getsockname()[0]
    log = tmp_path / "log"
    command = [sys.executable, "-m", "uvicorn", "app:app", "--host", "0.0.0.0"]
    with log.open("wb") as out:
        process = subprocess.Popen(
            [*command, "--port", str(port)],
            cwd=ROOT,
            env={**os.environ, "SNAPSHOTS": str(tmp_path)},
            stdout=out,
            stderr=subprocess.STDOUT,
        )
    try:
        wait_until_healthy(process, Server(f"http://{LOOPBACK}:{port}", log))
        near = ask_exactly(f"{LOOPBACK}:{port}", "/healthz")
        assert near.status == 200
        for path in ("/", "/healthz", "/retention", "/export/retention.csv"):
            far = ask_exactly(f"{own}:{port}", path, Host=f"{LOOPBACK}:{port}")
            assert far.status == 403
    finally:
        process.terminate()
        process.wait(20)
