"""How much of the server one visitor may take: what a websocket sends, in its turn.

Streamlit begins a run of a page for every frame, at once and in the thread that
answers everybody. Here each visitor's frames wait for their turn, all strangers share
one turn, and a websocket that sends what no page does, or far more of it, is closed.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter, deque
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from google.protobuf.message import DecodeError
from streamlit.proto.BackMsg_pb2 import BackMsg

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

RATE = 10
"""Turns a second that a visitor has for long; to open a websocket takes one, and so
does every frame."""
BURST = 20
"""Turns that they have at once; a page takes three or four when it opens."""
WAITING = 32
"""Frames of one websocket that wait; one that sends more than that is closed."""
LARGEST = 512 * 1024
"""Bytes of a frame, or of all that wait: a page with every box of a long list ticked
sends some tens of thousands."""
OF_ONE = 20
"""Websockets of one visitor who signed in: their tabs."""
OF_STRANGERS = 100
"""Websockets of all who have not signed in."""
STRANGERS = ""
"""The visitor that everybody is who has not signed in."""
USED = {"rerun_script", "stop_script", "app_heartbeat", "backend_operation_request"}
"""Kinds of message that the pages send, as Streamlit calls them."""
UNUSED = {
    *("clear_cache", "set_run_on_save", "load_git_info", "file_urls_request"),
    *("debug_disconnect_websocket", "debug_shutdown_runtime"),
}
"""Kinds that are for who develops an app, or uploads: anybody could send them. One has
git run in the thread that answers everybody, and tells what is not committed."""
_TEXT, _FLOOD, _LARGE = 1003, 1008, 1009
"""Why a websocket is closed (RFC 6455, section 7.4.1)."""
REFUSED = (_TEXT, _FLOOD, _LARGE)
_KEPT = 1000
"""Visitors whose pace is kept; the one whose was taken up first goes first."""


@dataclass
class Pace:
    """A token bucket: `burst` at once, and `rate` a second for long."""

    rate: float
    burst: float
    clock: Callable[[], float] = time.monotonic
    _tokens: float = field(init=False)
    _at: float = field(init=False)

    def __post_init__(self) -> None:
        """Start full."""
        self._tokens, self._at = self.burst, self.clock()

    def delay(self, turns: float = 1) -> float:
        """Take a turn, or more; return the seconds to wait for it."""
        now = self.clock()
        self._tokens = min(self.burst, self._tokens + (now - self._at) * self.rate)
        self._at = now
        self._tokens -= turns
        return max(0.0, -self._tokens / self.rate)

    def is_turn(self) -> bool:
        """Take a turn where there is one now; return whether there was."""
        is_now = not self.delay()
        if not is_now:
            self.give_back()
        return is_now

    def give_back(self) -> None:
        """Leave a turn, that was waited for and not taken, to others."""
        self._tokens += 1


class Turns:
    """The open websockets by visitor, and the pace of each visitor."""

    def __init__(self) -> None:
        """Start with none."""
        self._open: Counter[str] = Counter()
        self._paces: dict[str, Pace] = {}

    @contextmanager
    def taken(self, visitor: str) -> Iterator[Pace | None]:
        """Count a visitor's websocket while it is open; None where it is too many."""
        if self._open[visitor] >= (OF_ONE if visitor else OF_STRANGERS):
            yield None
            return
        self._open[visitor] += 1
        try:
            yield self._pace(visitor)
        finally:
            self._open[visitor] -= 1
            self._open += Counter()  # forgets who has none open

    def _pace(self, visitor: str) -> Pace:
        while len(self._paces) >= _KEPT and visitor not in self._paces:
            self._paces.pop(next(iter(self._paces)))
        return self._paces.setdefault(visitor, Pace(RATE, BURST))


async def serve(
    app: ASGIApp, scope: Scope, receive: Receive, send: Send, pace: Pace
) -> None:
    """Let the app answer a websocket whose frames come at the visitor's pace."""
    websocket = _Websocket(receive, send, pace)
    reading = asyncio.create_task(websocket.read())
    try:
        if await websocket.has_turn():
            await app(scope, websocket.receive, websocket.send)
        else:  # gone, or sent frames before it was open
            with suppress(OSError):
                await websocket.send({"type": "websocket.close"})
    finally:
        reading.cancel()


class _Websocket:
    """One websocket: read as it comes, handed on frame by frame."""

    def __init__(self, receive: Receive, send: Send, pace: Pace) -> None:
        self._receive, self._send, self._pace = receive, send, pace
        self._messages: deque[Message] = deque()
        self._came = asyncio.Event()
        self._over = asyncio.Event()
        self._last: Message = {"type": "websocket.disconnect", "code": 1006}
        self._is_closed = False

    async def read(self) -> None:
        """Read all that comes until it is over, so that its end is seen at once."""
        while not self._over.is_set():
            message = await self._receive()
            if message["type"] == "websocket.disconnect":
                self._end(message)
            elif reason := self._unfit(message):
                self._end({"type": "websocket.disconnect", "code": reason})
                await self.send({"type": "websocket.close", "code": reason})
            else:
                self._messages.append(message)
                self._came.set()

    def _end(self, message: Message) -> None:
        self._last = message
        self._messages.clear()
        self._over.set()
        self._came.set()

    def _unfit(self, message: Message) -> int | None:
        """Return why the websocket is closed that sends this; None where it is fit."""
        if message["type"] != "websocket.receive":
            return None
        data = message.get("bytes")
        if data is None:
            return _TEXT
        if len(data) > LARGEST:
            return _LARGE
        waiting = sum(len(each.get("bytes", b"")) for each in self._messages)
        many = len(self._messages) >= WAITING or waiting > LARGEST
        return _FLOOD if many else None

    async def receive(self) -> Message:
        """Return the next message that is of use to the app, or the end."""
        while _is_unused(message := await self._next()):
            pass
        return message

    async def _next(self) -> Message:
        """Return the next message in its turn, or the end as soon as there is one."""
        while not self._messages and not self._over.is_set():
            self._came.clear()
            await self._came.wait()
        if self._messages and self._messages[0]["type"] == "websocket.receive":
            await self.has_turn()
        return self._messages.popleft() if self._messages else self._last

    async def has_turn(self) -> bool:
        """Wait for a turn; return whether the websocket is still there by then."""
        if delay := self._pace.delay():
            try:
                await asyncio.wait_for(self._over.wait(), delay)
            except TimeoutError:
                return True
            self._pace.give_back()
        return not self._over.is_set()

    async def send(self, message: Message) -> None:
        """Send on; OSError, as of one that is gone, when it was closed from here."""
        if self._is_closed:
            raise OSError
        self._is_closed = message["type"] == "websocket.close"
        await self._send(message)


def _is_unused(message: Message) -> bool:
    """Return whether a message is of a kind that nothing comes of."""
    try:
        kind = BackMsg.FromString(message.get("bytes") or b"").WhichOneof("type")
    except DecodeError:  # Streamlit closes the websocket that sends it
        return False
    return kind in UNUSED
