"""The bytes around the contents: headers, entries and the end (APPNOTE 6.3)."""

from __future__ import annotations

import re
import struct
import zlib
from dataclasses import dataclass

LARGE = 0xFFFFFFFF
"""A size that the plain headers have no room for, and what they say instead."""
MANY = 0xFFFF
CHUNK = 1 << 18
_PART = r"[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*"
NAME = re.compile(rf"{_PART}(/{_PART})*")
"""A name that is a place inside the archive on every system, and no other."""

_LOCAL = struct.Struct("<4s5H3L2H")
ENTRY = struct.Struct("<4s6H3L5H2L")
END = struct.Struct("<4s4H2LH")
END_64 = struct.Struct("<4sQ2H2L4Q")
LOCATOR_64 = struct.Struct("<4sLQL")
_SIZES = struct.Struct("<2H2Q")
PLACE = struct.Struct("<2H3Q")
_UTF8 = 0x800
_FIRST_DAY = 0x21
"""1 January 1980 as ZIP writes it; its time is 0."""
_PLAIN, _LARGER = 20, 45
"""The version of ZIP that a reader needs."""
_UNIX, _REGULAR = 3 << 8, 0o100644 << 16
_ZIP64 = 1
DIRECTORY = "the directory at the end"
"""What an error is about that is about no member."""


class ArchiveError(Exception):
    """An archive of another form; `about` names the member or part, `why` says how."""

    def __init__(self, about: str, why: str) -> None:
        """Keep what is wrong in words that are safe to show."""
        self.about = "".join(c if c.isprintable() else "?" for c in about[:120])
        self.why = why
        super().__init__(f"{self.about}: {why}")


@dataclass(frozen=True)
class Member:
    """A member as the headers tell it; sizes and places in bytes."""

    name: str
    deflated: bool
    crc: int
    """CRC-32 of its content."""
    packed: int
    """Size of what stands in the archive."""
    size: int
    """Size of its content."""
    at: int
    """Where its header begins."""

    @property
    def is_large(self) -> bool:
        """Return whether its own header needs the larger form."""
        return max(self.packed, self.size) >= LARGE

    @property
    def header(self) -> bytes:
        """Return the bytes in front of its content."""
        name = self.name.encode()
        packed, size, extra = self.packed, self.size, b""
        if self.is_large:
            extra = _SIZES.pack(_ZIP64, 16, size, packed)
            packed = size = LARGE
        return (
            _LOCAL.pack(
                *(b"PK\3\4", _LARGER if extra else _PLAIN, _UTF8, self._method),
                *(0, _FIRST_DAY, self.crc, packed, size, len(name), len(extra)),
            )
            + name
            + extra
        )

    @property
    def entry(self) -> bytes:
        """Return its entry in the directory."""
        name = self.name.encode()
        packed, size, at, extra = self.packed, self.size, self.at, b""
        if self.is_large or at >= LARGE:
            extra = PLACE.pack(_ZIP64, 24, size, packed, at)
            packed = size = at = LARGE
        version = _LARGER if extra else _PLAIN
        return (
            ENTRY.pack(
                *(b"PK\1\2", _UNIX | version, version, _UTF8, self._method),
                *(0, _FIRST_DAY, self.crc, packed, size, len(name), len(extra)),
                *(0, 0, 0, _REGULAR, at),
            )
            + name
            + extra
        )

    @property
    def content_at(self) -> int:
        """Return where its content begins."""
        return self.at + len(self.header)

    @property
    def end(self) -> int:
        """Return where the next header begins."""
        return self.content_at + self.packed

    @property
    def _method(self) -> int:
        return zlib.DEFLATED if self.deflated else 0


def tail_of(members: int, size: int, at: int) -> bytes:
    """Return what stands behind the directory of `size` bytes that begins `at`."""
    more = b""
    if members >= MANY or max(size, at) >= LARGE:
        more = END_64.pack(
            *(b"PK\6\6", END_64.size - 12, _UNIX | _LARGER, _LARGER, 0, 0),
            *(members, members, size, at),
        ) + LOCATOR_64.pack(b"PK\6\7", 0, at + size, 1)
    count, size, at = min(members, MANY), min(size, LARGE), min(at, LARGE)
    return more + END.pack(b"PK\5\6", 0, 0, count, count, size, at, 0)


@dataclass(frozen=True)
class Packed:
    """A member as it was written or read: its hashes, of the content and packed."""

    member: Member
    sha256: str
    packed_sha256: str

    @property
    def facts(self) -> dict[str, int | str]:
        """Return sizes and hashes for a manifest."""
        return {
            "bytes": self.member.size,
            "sha256": self.sha256,
            "packed_bytes": self.member.packed,
            "packed_sha256": self.packed_sha256,
        }
