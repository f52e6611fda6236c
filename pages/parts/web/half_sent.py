"""Requests that are begun and not ended, and answers that nobody reads.

Whoever sends half a request keeps its socket, and so does who takes in nothing of what
is sent; there are only so many, and uvicorn waits without end. Such a connection is
closed after a while, of a page as of a websocket; so is one more than can be served.
What is sent goes out at once, since connections are taken up here.
"""

from __future__ import annotations

import asyncio
import socket
from functools import wraps

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

SECONDS = 15
"""How long the headers and the body of a request may take to come in."""
UNREAD = 60
"""Seconds in which something of what is sent must be taken in, on a slow line too."""
STEP = 1
"""Seconds between two looks at a connection."""
MOST = 500
"""Connections of everybody that are open at once."""
_OWING = (h11.IDLE, h11.SEND_BODY)
"""What h11 calls it when the rest of the headers, or of the body, is still to come."""


def close_half_sent() -> None:
    """Have uvicorn close them; Streamlit lets no other protocol be chosen."""
    begin = H11Protocol.connection_made
    if hasattr(begin, "__wrapped__"):
        return

    @wraps(begin)
    def connection_made(self: H11Protocol, transport: asyncio.Transport) -> None:
        begin(self, transport)
        _send_at_once(transport)
        if len(self.connections) > MOST:
            transport.abort()
            return
        _Watch(self, transport).go_on()

    H11Protocol.connection_made = connection_made  # type: ignore[method-assign]


def _send_at_once(transport: asyncio.Transport) -> None:
    """Have what is written go out at once.

    The system would else keep the second part of an answer, and each message but the
    first, until the browser has acknowledged what went before, which takes it 40 ms.
    asyncio does so for sockets that name their protocol; Streamlit's names none.
    """
    taken: socket.socket = transport.get_extra_info("socket")
    if taken.family in (socket.AF_INET, socket.AF_INET6):
        taken.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


class _Watch:
    """Looks at a connection until it is gone, or has stood still for too long."""

    def __init__(self, connection: H11Protocol, transport: asyncio.Transport) -> None:
        self._connection, self._transport = connection, transport
        self._request, self._unread = connection.cycle, 0
        self._owing = self._waiting = 0.0

    def go_on(self) -> None:
        """Look again after a while."""
        self._connection.loop.call_later(STEP, self._look)

    def _look(self) -> None:
        unread = self._transport.get_write_buffer_size()
        if self._transport.is_closing() and not unread:
            return
        stuck = unread and unread == self._unread
        owes = self._owes() and self._connection.cycle is self._request
        self._waiting = self._waiting + STEP if stuck else 0
        self._owing = self._owing + STEP if owes else 0
        self._request, self._unread = self._connection.cycle, unread
        if self._owing >= SECONDS or self._waiting >= UNREAD:
            self._transport.abort()
        else:
            self.go_on()

    def _owes(self) -> bool:
        """Return whether the rest of a request is to come; of a websocket never."""
        is_request = self._transport.get_protocol() is self._connection
        return is_request and self._connection.conn.their_state in _OWING
