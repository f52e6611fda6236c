"""Somebody hostile, in a process of their own: `python -m tests.faults._flood URL N M`.

N connections send M frames each, or half a request, and whoever is thrown out comes
again until all of its frames were sent. It ends when it is stopped, holding on to what
the server has not closed, and says each second how much was sent.
"""

from __future__ import annotations

import base64
import contextlib
import os
import socket
import struct
import sys
import threading
import time
import zlib
from functools import cache
from itertools import cycle
from urllib.parse import urlsplit

RERUN = b"\x5a\x00"
"""A frame that asks for a run of the page and says nothing else."""
TEXT, BINARY, PING = 0x1, 0x2, 0x9
_FIN, _PACKED, _MASKED = 0x80, 0x40, 0x80
LARGE = 600 * 1024
BOMB = 40 << 20
"""Bytes of a message that is packed into a thousandth of it."""


def frame(
    data: bytes, kind: int = BINARY, *, packed: bool = False, whole: bool = True
) -> bytes:
    """Return a frame as a browser would send it (RFC 6455, section 5.2)."""
    first = bytes([(_FIN if whole else 0) | kind | (_PACKED if packed else 0)])
    if len(data) < 126:
        length = bytes([_MASKED | len(data)])
    elif len(data) < 1 << 16:
        length = bytes([_MASKED | 126]) + struct.pack("!H", len(data))
    else:
        length = bytes([_MASKED | 127]) + struct.pack("!Q", len(data))
    return first + length + bytes(4) + data  # masked with nought: as it is


def _packed(size: int) -> bytes:
    packer = zlib.compressobj(9, wbits=-15)
    return (packer.compress(bytes(size)) + packer.flush(zlib.Z_SYNC_FLUSH))[:-4]


KINDS = {
    "reruns": lambda: frame(RERUN),
    "noise": lambda: frame(b"\xff" * 46),
    "pings": lambda: frame(b"", PING),
    "pieces": lambda: frame(b"", 0, whole=False),
    "text": lambda: frame(b"{}", TEXT),
    "large": lambda: frame(bytes(LARGE)),
    "packed": lambda: frame(_packed(BOMB), packed=True),
    "headers": lambda: b"GET / HTTP/1.1\r\nHost: {host}\r\nCookie: a=",
    "body": lambda: (
        b"POST / HTTP/1.1\r\nHost: {host}\r\nContent-Length: 9000\r\n\r\nhalf"
    ),
}
"""What a connection sends, over and over."""
TURNS = (*("reruns", "pings", "reruns", "pieces", "reruns", "packed", "reruns"), *KINDS)
"""Which sends what; as many send reruns as not."""
HALF = ("headers", "body")


@cache
def made(kind: str) -> bytes:
    """Return what a connection sends, over and over."""
    return KINDS[kind]()


class Sent:
    """What was sent so far."""

    def __init__(self) -> None:
        """Start at nothing."""
        self.connections = self.frames = 0


def _open(host: str, port: int, *, upgrade: bool) -> socket.socket:
    wire = socket.create_connection((host, port), 20)
    if upgrade:
        key = base64.b64encode(os.urandom(16)).decode()
        wire.sendall(
            (
                f"GET /_stcore/stream HTTP/1.1\r\nHost: {host}:{port}\r\n"
                f"Origin: http://{host}:{port}\r\nUpgrade: websocket\r\n"
                f"Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\n"
                "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: streamlit\r\n"
                "Sec-WebSocket-Extensions: permessage-deflate\r\n\r\n"
            ).encode()
        )
        answer = wire.recv(4096)
        if b" 101 " not in answer:
            raise ConnectionRefusedError
    return wire


def attack(netloc: str, kind: str, many: int, counted: Sent) -> None:
    """Send so many frames, on as many connections as it takes, and hold the last."""
    host, _, port = netloc.partition(":")
    before = frame(b"", BINARY, whole=False) if kind == "pieces" else b""
    data = made(kind).replace(b"{host}", netloc.encode())
    left = 1 if kind in HALF else many
    while True:
        with contextlib.suppress(OSError):
            with _open(host, int(port), upgrade=kind not in HALF) as wire:
                counted.connections += 1
                wire.sendall(before)
                # as much in one go as one can, and bigger ones a few at a time
                at_once = max(1, min(left, 20_000 // len(data)))
                while left > 0:
                    wire.sendall(data * at_once)
                    left -= at_once
                    counted.frames += at_once
                wire.settimeout(None)
                while wire.recv(1 << 16):
                    pass
        if kind in HALF:
            left = 1
        time.sleep(1)
        if left <= 0:
            left = many


def main() -> None:
    """Attack until one is stopped."""
    url, connections, frames, *kinds = sys.argv[1:]
    counted, netloc = Sent(), urlsplit(url).netloc
    os.nice(19)  # what it costs to attack is not what is measured
    for kind in kinds or TURNS:
        made(kind)
    for _, kind in zip(range(int(connections)), cycle(kinds or TURNS), strict=False):
        which = (netloc, kind, int(frames), counted)
        threading.Thread(target=attack, args=which, daemon=True).start()
    while True:
        time.sleep(0.25)
        print(counted.connections, counted.frames, flush=True)


if __name__ == "__main__":
    main()
