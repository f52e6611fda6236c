"""Nobody takes the server from others: what waits its turn, and what is closed."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
import time
from typing import TYPE_CHECKING, Any
from unittest.mock import ANY

import pytest
import uvicorn
from starlette.responses import PlainTextResponse, StreamingResponse
from streamlit.proto.BackMsg_pb2 import BackMsg
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from uvicorn.server import ServerState
from websockets.exceptions import ConnectionClosed, PayloadTooBig, ProtocolError
from websockets.protocol import State

from pages.parts.web import half_sent, pacing, raw_frames
from pages.parts.web.pacing import Pace, Turns
from tests.faults import _flood
from tests.support.browser import LOOPBACK, free_port
from tests.support.web import fetch
from tests.support.wire import Visitor

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.types import Message
    from websockets.server import ServerProtocol

    from tests.support.browser import Server

FRAME = {"type": "websocket.receive", "bytes": b"a frame"}
WHOLE = b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
ANSWER = {"type": "websocket.send", "bytes": b"an answer"}
LARGE, GIVEN_UP = 32 << 20, threading.Event()
GONE = {"type": "websocket.disconnect", "code": 1001}


class Clock:
    """A clock that stands until it is put forward."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_visitor_may_send_some_at_once_and_then_one_at_a_time() -> None:
    clock = Clock()
    pace = Pace(rate=10, burst=3, clock=clock)
    assert [pace.delay() for _ in range(5)] == [0, 0, 0, 0.1, 0.2]
    clock.now += 10
    assert [round(pace.delay(), 3) for _ in range(4)] == [0, 0, 0, 0.1]


def test_turn_that_there_is_not_now_costs_none_later() -> None:
    clock = Clock()
    pace = Pace(rate=0.1, burst=2, clock=clock)
    assert [pace.is_turn() for _ in range(50)] == [True, True, *[False] * 48]
    clock.now += 10
    assert [pace.is_turn() for _ in range(2)] == [True, False]


def test_turn_that_nobody_took_is_left_to_others() -> None:
    pace = Pace(rate=10, burst=1, clock=Clock())
    assert [pace.delay(), pace.delay()] == [0, 0.1]
    pace.give_back()
    assert pace.delay() == 0.1


def test_strangers_share_one_turn_and_who_signed_in_has_their_own() -> None:
    turns = Turns()
    with turns.taken("") as a, turns.taken("") as b, turns.taken("dora") as own:
        assert a is b
        assert a is not own


@pytest.mark.parametrize("visitor", ["", "dora"])
def test_too_many_websockets_are_refused_until_one_is_closed(visitor: str) -> None:
    turns = Turns()
    most = pacing.OF_ONE if visitor else pacing.OF_STRANGERS
    opened = [turns.taken(visitor) for _ in range(most)]
    assert all(each.__enter__() for each in opened)
    with turns.taken(visitor) as refused, turns.taken("another") as another:
        assert refused is None
        assert another is not None
    opened[0].__exit__(None, None, None)
    with turns.taken(visitor) as again:
        assert again is not None


def played(*messages: Message, pace: Pace) -> tuple[list[Message], list[Message]]:
    """Return what an app receives of a visitor's messages, and what goes back."""
    received: list[Message] = []
    sent: list[Message] = []
    coming = iter(messages)

    async def receive() -> Message:
        message = next(coming, None)
        await asyncio.sleep(0 if message else 0.05)
        return message or GONE

    async def send(message: Message) -> None:
        sent.append(message)

    async def app(_: Any, receive: Any, send: Any) -> None:
        await asyncio.sleep(0.01)  # by then all has come, but that the visitor goes
        while not received or received[-1]["type"] != GONE["type"]:
            received.append(await receive())
        with contextlib.suppress(OSError):
            await send(ANSWER)

    asyncio.run(pacing.serve(app, {"type": "websocket"}, receive, send, pace))
    return received, sent


def test_frames_come_whole_and_in_their_order() -> None:
    frames = [{**FRAME, "bytes": bytes([n])} for n in range(10)]
    received, sent = played(*frames, pace=Pace(1000, 100))
    assert received == [*frames, GONE]
    assert sent == [ANSWER]


@pytest.mark.parametrize(
    ("frames", "code"),
    [
        ([{**FRAME, "bytes": None, "text": "a"}], 1003),
        ([{**FRAME, "bytes": b"a" * (pacing.LARGEST + 1)}], 1009),
        ([FRAME] * (pacing.WAITING + 1), 1008),
        ([{**FRAME, "bytes": b"a" * pacing.LARGEST}] * 3, 1008),
    ],
    ids=["text", "large", "flood", "heavy flood"],
)
def test_what_no_page_sends_closes_the_websocket(
    frames: list[Message], code: int
) -> None:
    received, sent = played(*frames, pace=Pace(1000, 100))
    assert received == [{"type": "websocket.disconnect", "code": code}]
    assert sent == [{"type": "websocket.close", "code": code}]


@pytest.mark.parametrize(
    "kind",
    [
        *("clear_cache", "set_run_on_save", "load_git_info"),
        *("debug_disconnect_websocket", "debug_shutdown_runtime", "file_urls_request"),
    ],
)
def test_what_is_for_developers_never_reaches_the_app(kind: str) -> None:
    # of a clone it would tell a stranger the repository and files not committed
    unused, used = BackMsg(app_heartbeat=True), BackMsg(app_heartbeat=True)
    if kind == "file_urls_request":
        unused.file_urls_request.request_id = "1"
    else:
        setattr(unused, kind, True)
    frames = [{**FRAME, "bytes": each.SerializeToString()} for each in (unused, used)]
    received, _ = played(*frames, pace=pacing.Pace(10, 20))
    assert [each["bytes"] for each in received if "bytes" in each] == [
        frames[1]["bytes"]
    ]


def test_every_kind_of_message_is_known_to_be_used_or_not() -> None:
    kinds = {field.name for field in BackMsg.DESCRIPTOR.oneofs_by_name["type"].fields}
    assert kinds == pacing.USED | pacing.UNUSED


def test_end_is_seen_while_frames_still_wait() -> None:
    received, _ = played(FRAME, FRAME, FRAME, pace=Pace(rate=0.001, burst=2))
    assert received == [FRAME, GONE]


def test_websocket_that_goes_before_its_turn_never_reaches_the_app() -> None:
    pace = Pace(rate=0.001, burst=0)
    assert played(pace=pace) == ([], [{"type": "websocket.close"}])


def wire() -> ServerProtocol:
    """Return what takes frames apart on a websocket of the server, open."""
    raw_frames.bound_frames()
    config = uvicorn.Config(slow, log_level="error", ws_per_message_deflate=True)
    config.load()
    made = WebSocketsSansIOProtocol(config, ServerState(), {}, ANY)
    made.conn.state = State.OPEN
    made.conn.parser = made.conn.parse()
    next(made.conn.parser)
    return made.conn


FLOODS = {
    "pings": _flood.frame(b"", _flood.PING) * (raw_frames.BURST + 2),
    "pieces": _flood.frame(b"", whole=False)
    + _flood.frame(b"", 0, whole=False) * (raw_frames.BURST + 2),
    "large": _flood.frame(bytes(pacing.LARGEST + 1)),
    "heavy": _flood.frame(bytes(pacing.LARGEST)) * 8,
}


@pytest.mark.parametrize("how", FLOODS)
def test_frames_that_never_reach_the_app_are_bounded_too(how: str) -> None:
    conn = wire()
    conn.receive_data(FLOODS[how])
    assert isinstance(conn.parser_exc, (ProtocolError, PayloadTooBig))
    assert len(conn.events_received()) <= raw_frames.BURST


def test_frames_that_a_page_sends_are_taken() -> None:
    conn = wire()
    conn.receive_data(_flood.frame(bytes(pacing.LARGEST)) + _flood.frame(b"a") * 20)
    assert conn.parser_exc is None
    assert len(conn.events_received()) == 21


def test_server_outlives_a_flood_and_its_log_does_not_grow(site: Server) -> None:
    frames: dict[str, list[Any]] = {
        "flood": [b"\x5a\x00"] * 400,
        "text": ["a"],
        "noise": [b"\xff" * 46],
    }
    for fault, sent in frames.items():
        before = site.output()
        with Visitor(site.url).open() as wire, pytest.raises(ConnectionClosed):
            for frame in sent:
                wire.connection.send(frame)
            while True:
                wire.connection.recv(60)
        assert fetch(site, "/healthz").status == 200
        assert len(site.output().splitlines()) <= len(before.splitlines()) + 1, fault


# Half of a request


@pytest.fixture(scope="module")
def patient() -> Iterator[str]:
    """Return where a server answers that waits a second for the rest of a request."""
    half_sent.close_half_sent()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(half_sent, "SECONDS", 0.6)
        patch.setattr(half_sent, "UNREAD", 0.6)
        patch.setattr(half_sent, "STEP", 0.2)
        patch.setattr(half_sent, "MOST", 5)
        netloc = f"{LOOPBACK}:{free_port()}"
        config = uvicorn.Config(slow, LOOPBACK, int(netloc[-5:]), log_level="error")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run)
        thread.start()
        while not server.started:
            time.sleep(0.02)
        yield netloc
        server.should_exit = True
        thread.join()


async def slow(scope: Any, receive: Any, send: Any) -> None:
    """Answer after longer than a request may take to come in."""
    if scope["type"] == "http":
        while (await receive()).get("more_body"):
            pass
        if scope["path"] == "/large":  # which no buffer on the way can hold
            pieces = iter([bytes(LARGE), bytes(LARGE)])
            await StreamingResponse(pieces)(scope, receive, send)
            GIVEN_UP.set()
            return
        await asyncio.sleep(1)
        await PlainTextResponse("whole")(scope, receive, send)


def connect(netloc: str) -> socket.socket:
    host, _, port = netloc.partition(":")
    connection = socket.create_connection((host, int(port)))
    connection.settimeout(30)
    return connection


def answer(connection: socket.socket) -> bytes:
    with connection, contextlib.suppress(ConnectionResetError):
        return connection.makefile("rb").read()
    return b""


@pytest.mark.parametrize(
    "begun",
    [
        b"",
        b"GET / HTTP/1.1\r\nHost: a\r\n",
        b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nhalf",
    ],
    ids=["nothing", "headers", "body"],
)
def test_request_that_is_half_sent_is_closed(patient: str, begun: bytes) -> None:
    connection = connect(patient)
    connection.sendall(begun)
    assert answer(connection) == b""


def test_request_that_takes_long_to_answer_is_not(patient: str) -> None:
    connection = connect(patient)
    connection.sendall(WHOLE)
    assert answer(connection).endswith(b"whole")


def test_answer_that_nobody_takes_in_is_given_up(patient: str) -> None:
    connection = connect(patient)
    with connection:
        connection.sendall(WHOLE.replace(b"GET /", b"GET /large"))
        assert GIVEN_UP.wait(30)


def test_more_connections_than_can_be_served_are_closed(patient: str) -> None:
    whole = WHOLE
    opened = [connect(patient) for _ in range(half_sent.MOST + 2)]
    for connection in opened:
        with contextlib.suppress(OSError):
            connection.sendall(whole)
    answers = [bool(answer(connection)) for connection in opened]
    assert answers == [True] * half_sent.MOST + [False] * 2


def test_what_is_sent_waits_for_no_acknowledgement() -> None:
    half_sent.close_half_sent()
    assert asyncio.run(is_sent_at_once())


async def is_sent_at_once() -> bool:
    """Return whether a connection, to a socket as Streamlit makes it, sends at once."""
    config = uvicorn.Config(slow, log_level="error")
    config.load()
    protocol = H11Protocol(config, ServerState(), {})
    listening = socket.socket()
    listening.bind((LOOPBACK, 0))
    server = await asyncio.get_running_loop().create_server(
        lambda: protocol, sock=listening
    )
    async with server:
        _, writer = await asyncio.open_connection(*listening.getsockname())
        while not protocol.connections:
            await asyncio.sleep(0)
        taken = protocol.transport.get_extra_info("socket")
        option = taken.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
        protocol.transport.abort()
        writer.close()
    return bool(option)
