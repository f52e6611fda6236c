"""Whatever a stranger sends: the server's log has a printable line of it at the most.

A case is one request, one frame of a websocket, or one answer from the provider, with
texts that would be lines, colours or objects of a log: ends of lines, escapes, signs
that turn the direction, JSON. Each has a word that must stand nowhere in the log.
"""

from __future__ import annotations

import contextlib
import json
import random
import re
import socket
import tempfile
import time
from contextlib import ExitStack
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, quote, urlencode, urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg

from pages.parts.session import routes
from tests.faults import Result, Tally
from tests.support.browser import serve
from tests.support.sealed import DAY, copy
from tests.support.signing import signed
from tests.support.wire import Visitor

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

    from tests.support.browser import Server

NAME = "hostile texts sent in requests, frames and answers of a provider, to be logged"
BAD = "with more than a printable line, or a value from outside in it"
FEW, MANY = 6, 2_000

WORD = "zq7vries123456782"
"""What no line may have."""
LINE = "2026-11-25T10:00:00.000+00:00 error journal"
TEXTS = (
    WORD,
    f"\n{LINE} {WORD}\n",
    f"\r\n\r\n{LINE} {WORD}",
    f"\x1b[31m{WORD}\x1b[0m\x07\x08",
    f"\x00{WORD}\x00",
    f"\u202e{WORD}\u2066\u2028{WORD}\u2029\x85",
    f'{{"time": "2026", "level": "error", "event": "{WORD}"}}',
    f'"}}\n{{"level": "error", "event": "{WORD}',
    f"%s %d %(name)s {{0}} {WORD}",
    f"{WORD}\udc80é".encode("utf-8", "replace").decode(),
    WORD * 300,
)
HEADERS = (
    *("User-Agent", "Referer", "Cookie", "Accept-Language", "Authorization", "Host"),
    *("Origin", "X-Forwarded-For", "X-Request-Id", "Content-Type", "Range", "Accept"),
    *("If-None-Match", "Content-Length", "Transfer-Encoding", "Upgrade", "Expect"),
)
PATHS = ("/{}", "/export/{}.csv", "/calendar/{}.ics", "/static/{}", "/retention/{}")
MOMENT = 0.1
"""Seconds after which a line of an event is there."""
JSON_KEYS = {"time", "level", "logger", "event", "error", "at"}
_TEXT_LINE = re.compile(r"20\d\d-\d\d-\d\dT[\d:.]+\+00:00 [a-z]+ \S+ .*")


class Stage:
    """A server, and whoever sends it something."""

    def __init__(self, server: Server, issuer: str = "") -> None:
        """`issuer`: its provider; where it has none it is a demonstration."""
        self.server, self.issuer = server, issuer
        self.visitor = Visitor(server.url)
        self.visitor.get("/")
        self.ways: list[Callable[[Random, str], None]] = [
            *(self.header, self.address, self.query, self.raw, self.frame),
            *(self.rerun, self.context, self.widget),
        ]
        if issuer:
            self.ways += [self.provider, self.provider, self.claims]
            # a library complains once, when it is first needed, of one that it uses
            self.provider(random.Random(0), "")  # noqa: S311

    def send(self, head: bytes) -> None:
        """Send bytes as they are, and take what comes back."""
        host, _, port = urlsplit(self.server.url).netloc.partition(":")
        with contextlib.suppress(OSError):
            with socket.create_connection((host, int(port)), 10) as wire:
                wire.sendall(head)
                wire.recv(1 << 16)

    def _request(self, target: bytes, *headers: bytes) -> None:
        host = b"Host: " + urlsplit(self.server.url).netloc.encode()
        end = b"Connection: close\r\n\r\n"
        lines = (b"GET " + target + b" HTTP/1.1", host, *headers, end)
        self.send(b"\r\n".join(lines))

    def header(self, chance: Random, text: str) -> None:
        """Put a text in a header."""
        name = chance.choice(HEADERS).encode()
        self._request(b"/", name + b": " + text.encode("utf-8", "replace"))

    def address(self, chance: Random, text: str) -> None:
        """Put a text in a path."""
        self._request(chance.choice(PATHS).format(quote(text)).encode())

    def query(self, chance: Random, text: str) -> None:
        """Put a text in a query."""
        page = chance.choice([*routes.PAGES])
        self._request(f"/{page}?{urlencode({'filter': text, text: 1})}".encode())

    def raw(self, chance: Random, text: str) -> None:
        """Send what is no request."""
        data = text.encode("utf-8", "replace")
        self.send(chance.choice([data + b"\r\n\r\n", b"GET " + data, data * 9]))

    def frame(self, chance: Random, text: str) -> None:
        """Send a frame that is none of Streamlit's."""
        data = text.encode("utf-8", "replace")
        with self.visitor.open() as wire, contextlib.suppress(Exception):
            wire.connection.send(chance.choice((data, b"\x5a" + data)))
            wire.connection.send(text)
            wire.connection.recv(2)

    def rerun(self, chance: Random, text: str) -> None:
        """Ask for a run of what there is not."""
        request = BackMsg()
        rerun = request.rerun_script
        for part in ("query_string", "page_name", "page_script_hash", "fragment_id"):
            if chance.random() < 0.5:
                setattr(rerun, part, _sendable(text))
        self._run(request)

    def context(self, chance: Random, text: str) -> None:
        """Say that the browser is somewhere odd."""
        request = BackMsg()
        about = request.rerun_script.context_info
        about.timezone = about.locale = about.url = _sendable(text)
        request.rerun_script.page_name = chance.choice([*routes.PAGES])
        self._run(request)

    def widget(self, chance: Random, text: str) -> None:
        """Give a value to a widget that there is, or to another."""
        request = BackMsg()
        with self.visitor.open() as wire:
            elements = wire.run().elements()
            ids = [str(e.id) for e in elements if "id" in e.DESCRIPTOR.fields_by_name]
        state = request.rerun_script.widget_states.widgets.add()
        state.id = chance.choice([*filter(None, ids), _sendable(text)])
        kind = chance.choice(("string_value", "json_value", "file_urls_json"))
        if kind == "file_urls_json" or chance.random() < 0.2:
            state.string_array_value.data.append(_sendable(text))
        else:
            setattr(state, kind, _sendable(text))
        self._run(request)

    def _run(self, request: BackMsg) -> None:
        with self.visitor.open() as wire, contextlib.suppress(TimeoutError):
            wire.connection.send(request.SerializeToString())
            wire.collect()

    def provider(self, chance: Random, text: str) -> None:
        """Come back from the provider with words of one's own."""
        way = urlsplit(self.visitor.set_out())
        back = {"state": parse_qs(way.query)["state"][0]}
        if chance.random() < 0.5:
            back |= {"error": text, "error_description": text, "error_uri": text}
        else:
            back |= {"code": text, "session_state": text}
        self._request(
            f"/oauth2callback?{urlencode(back)}".encode(),
            f"Cookie: {self.visitor._cookie()}".encode(),
        )

    def claims(self, chance: Random, text: str) -> None:
        """Sign in by a name, and with claims, that are such a text."""
        other = Visitor(self.server.url)
        name = _sendable(text)[:200]
        answer = other.come_back(name, self.issuer)
        if answer.status == HTTPStatus.FOUND:
            other.get("/export/findings.csv")


def _sendable(text: str) -> str:
    return text.encode("utf-8", "replace").decode()


def _is_line(line: str, form: str) -> bool:
    """Return whether a line is one of ours, with nothing from outside in it."""
    if not line.isprintable() or WORD in line or len(line) > 1000:
        return False
    if form == "text":
        return _TEXT_LINE.fullmatch(line) is not None
    try:
        event: Any = json.loads(line)
    except ValueError:
        return False
    return isinstance(event, dict) and event.keys() <= JSON_KEYS


def _try(
    tally: Tally, stage: Stage, form: str, cases: list[tuple[Random, str]]
) -> None:
    """Send each, and hold what came into the log since, which takes a moment."""
    seen = len(_lines(stage.server))  # what Streamlit prints as it starts is no event
    for chance, text in cases:
        way = chance.choice(stage.ways)
        way(chance, text)
        time.sleep(MOMENT)
        lines = _lines(stage.server)[seen:]
        seen += len(lines)
        is_bad = len(lines) > 1 or not all(_is_line(line, form) for line in lines)
        tally.case(f"{way.__name__} with {text[:40]!r}: {lines[:2]}", bad=is_bad)


def _lines(server: Server) -> list[str]:
    """Return the lines so far: what ends one is the end of a line and no other sign."""
    return server.output().split("\n")[:-1]


def _tried(count: int, seed: int, hook: str = "", environment: str = "") -> Result:
    chance, tally = random.Random(seed), Tally()  # noqa: S311
    cases = [(random.Random(n), TEXTS[n % len(TEXTS)]) for n in range(count)]  # noqa: S311
    chance.shuffle(cases)
    with tempfile.TemporaryDirectory() as place, ExitStack() as stack:
        folder = Path(place)
        snapshots = copy(folder / "snapshots", DAY)
        site = stack.enter_context(signed(snapshots, folder / "signed", hook))
        plain = stack.enter_context(
            serve(snapshots, folder / "app.log", LOG="json", PYTHONPATH=environment)
        )
        half = count // 2
        _try(tally, Stage(site.server, site.issuer), "text", cases[:half])
        _try(tally, Stage(plain), "json", cases[half:])
    ways = "headers, paths, queries, frames, widgets, callbacks, claims"
    return tally.result(f"{len(TEXTS)} texts in {ways}; text and JSON lines")


def run(count: int, seed: int) -> Result:
    """Send texts in a way that is drawn, half of them to each form of a log."""
    return _tried(count, seed)


TALKING = """
import sys
sys.path.insert(0, ".")
from pages.parts.web import log
log.install = lambda form: None
"""


def broken(seed: int) -> Result:
    """Send some where everybody writes in the log what they like."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "sitecustomize.py").write_text(TALKING)
        return _tried(20, seed, TALKING, folder)
