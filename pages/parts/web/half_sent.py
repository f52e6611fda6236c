"""Requests that are begun and not ended, for which uvicorn waits without end.

Whoever sends half a request keeps its socket, and there are only so many. A connection
that owes the rest of one is closed after a while; so is one more than can be served.
"""

from __future__ import annotations

import asyncio
from functools import wraps
from typing import TYPE_CHECKING

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

if TYPE_CHECKING:
    from uvicorn.protocols.http.h11_impl import RequestResponseCycle

SECONDS = 15
"""How long the headers and the body of a request may take to come in."""
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
        if len(self.connections) > MOST:
            transport.abort()
            return
        self.loop.call_later(STEP, _look, self, self.cycle, 0)

    H11Protocol.connection_made = connection_made  # type: ignore[method-assign]


def _look(
    connection: H11Protocol, last: RequestResponseCycle | None, owing: float
) -> None:
    """Close a connection that owed the rest of the same request for too long."""
    transport = connection.transport
    # a websocket's connection has another protocol from then on
    if transport.is_closing() or transport.get_protocol() is not connection:
        return
    owes = connection.conn.their_state in _OWING and connection.cycle is last
    owing = owing + STEP if owes else 0
    if owing >= SECONDS:
        transport.abort()
        return
    connection.loop.call_later(STEP, _look, connection, connection.cycle, owing)
