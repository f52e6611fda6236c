"""What a websocket may have taken apart, before anything of it reaches the app.

All that comes in one read is taken apart in the thread that answers everybody. Pings,
empty pieces and what is packed a thousandfold would keep it busy for a minute.
"""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.exceptions import ProtocolError

from pages.parts.web.pacing import LARGEST, Pace

if TYPE_CHECKING:
    from websockets.frames import Frame

RATE = 20
"""Frames a second that a websocket may send for long, of whatever kind."""
BURST = 200
"""Frames that it may send at once; it is closed at one more."""
WEIGHT = 16 * 1024
"""Bytes of a frame, unpacked, that count as another frame."""


def bound_frames() -> None:
    """Have uvicorn close a websocket that sends more; Streamlit lets 50 MB through."""
    begin = WebSocketsSansIOProtocol.__init__
    if hasattr(begin, "__wrapped__"):
        return

    @wraps(begin)
    def init(self: WebSocketsSansIOProtocol, *args: Any, **named: Any) -> None:  # noqa: ANN401 - handed on
        begin(self, *args, **named)
        wire, pace = self.conn, Pace(RATE, BURST)
        wire.max_message_size = LARGEST
        receive = wire.recv_frame

        def recv_frame(frame: Frame) -> None:
            if pace.delay(1 + len(frame.data) / WEIGHT):
                raise ProtocolError("too many frames")
            receive(frame)

        wire.recv_frame = recv_frame  # type: ignore[method-assign]

    WebSocketsSansIOProtocol.__init__ = init  # type: ignore[method-assign]
