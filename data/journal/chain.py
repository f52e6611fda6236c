"""How lines hang together: canonical form, hash of the one before, evolving key.

    prev_i = SHA-256(line_{i-1})
    mac_i  = HMAC-SHA-256(K_i, line_i without its mac)
    K_{i+1} = SHA-256("evolve" || 0 || K_i)

A hash chain alone is not enough: who can write the file can compute it anew. The
key of a line is gone once the line is written, and cannot be had back from the
one that follows.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from dataclasses import dataclass
from typing import Any

_CANONICAL = json.JSONEncoder(sort_keys=True, separators=(",", ":")).encode
LONGEST = 1 << 14
"""Bytes of a line, by far; a longer one is none of ours."""
AT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z", re.ASCII
)

_TEXTS = ("prev", "mac", "event", "who")


class WrongLine(Exception):
    """A line that the chain does not hold; `reason` is a code: form, seq, prev, mac."""

    def __init__(self, reason: str) -> None:
        """Keep the code of the part that is wrong."""
        self.reason = reason
        super().__init__(reason)


@dataclass(frozen=True)
class Line:
    """A line as it was written: its number, its time in UTC and its fields."""

    seq: int
    at: str
    fields: dict[str, Any]
    """All that stands in it, by name; see `Event`."""


def canonical(fields: dict[str, Any]) -> bytes:
    """Write a line in its one form: sorted keys, ASCII, no blanks, no line end."""
    return _CANONICAL(fields).encode()


def evolved(key: bytes) -> bytes:
    """Return the key of the next line."""
    return hashlib.sha256(b"evolve\0" + key).digest()


def genesis(key: bytes) -> str:
    """Return what the first line has for the hash of the one before."""
    return hashlib.sha256(b"journal\0" + key).hexdigest()


def _mac(key: bytes, fields: dict[str, Any]) -> str:
    return hmac.digest(key, canonical(fields), "sha256").hex()


@dataclass
class Chain:
    """Where a chain stands: lines so far, the hash of the last, the next key."""

    n: int
    head: str
    key: bytes

    @classmethod
    def first(cls, key: bytes) -> Chain:
        """Return the chain before its first line."""
        return cls(0, genesis(key), key)

    def append(self, fields: dict[str, Any]) -> tuple[Line, bytes]:
        """Chain a line to the last; return it, and its bytes without line end."""
        fields = fields | {"seq": self.n + 1, "prev": self.head}
        fields["mac"] = _mac(self.key, fields)
        raw = canonical(fields)
        self._step(raw)
        return Line(fields["seq"], fields["at"], fields), raw

    def follow(self, raw: bytes) -> Line:
        """Verify a line, without line end, against the chain; raise WrongLine."""
        line = read(raw)
        fields = line.fields
        if line.seq != self.n + 1:
            raise WrongLine("seq")
        if fields["prev"] != self.head:
            raise WrongLine("prev")
        rest = {name: value for name, value in fields.items() if name != "mac"}
        if not hmac.compare_digest(_mac(self.key, rest), fields["mac"]):
            raise WrongLine("mac")
        self._step(raw)
        return line

    def skip(self, lines: int, head: str) -> None:
        """Go on behind lines that are gone: the keys come without them."""
        for _ in range(lines - self.n):
            self.key = evolved(self.key)
        self.n, self.head = lines, head

    def _step(self, raw: bytes) -> None:
        self.n += 1
        self.head = hashlib.sha256(raw).hexdigest()
        self.key = evolved(self.key)


def read(raw: bytes) -> Line:
    """Read a line that is in canonical form; WrongLine otherwise."""
    try:
        fields = json.loads(raw)
        sound = (
            type(fields) is dict
            and type(fields["seq"]) is int
            and AT.fullmatch(fields["at"]) is not None
            and all(type(fields[name]) is str for name in _TEXTS)
            and fields["mac"].isascii()
            and canonical(fields) == raw
        )
    except (ValueError, KeyError, TypeError, RecursionError):
        raise WrongLine("form") from None
    if not sound:
        raise WrongLine("form")
    return Line(fields["seq"], fields["at"], fields)
