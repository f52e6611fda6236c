"""Anchors: signed heads of the chain, to be kept where this machine cannot reach.

The form is that of C2SP's signed note and checkpoint: origin, number of lines and
the head in base64, a blank line, and an Ed25519 signature. The chain shows what
was changed; only an anchor from outside shows that its tail was cut off.
"""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from data.journal.disk import NOTES, JournalUnavailable, append, cut, put
from data.journal.disk import text as disk_text
from data.regular_file import is_there
from data.regular_file import read as read_file

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

NAME = "privacy-dashboard-journal"
"""Name of the key in a signature, and the origin of an anchor with the journal's."""
ANCHORS, SIGNING, PUBLIC = "anchors.txt", "signing.key", "anchors.pub"
Keys = tuple[bytes, ...]
"""Public keys that check notes: that of today, and those before a restore."""
_NOTE = re.compile(rf"((?:[^\n]+\n)+)\n— {NAME} ([A-Za-z0-9+/=]+)\n")
_ED25519 = b"\x01"


class NotSigned(ValueError):
    """A note that is none, or that this key did not sign. Safe to show."""


@dataclass(frozen=True)
class Anchor:
    """That a journal had so many lines, the last with this hash."""

    origin: str
    lines: int
    head: str
    """SHA-256 of the last line, in hex."""


def make_keys(folder: Path) -> None:
    """Make the pair of keys that sign and check the anchors of a journal.

    Public keys that are there already stay behind the new one, for what they signed.
    """
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    key, public = Ed25519PrivateKey.generate(), folder / PUBLIC
    before = disk_text(public) if is_there(public) else ""
    put(folder / SIGNING, key.private_bytes_raw().hex().encode() + b"\n")
    put(public, (_told(key.public_key().public_bytes_raw()) + before).encode())


def _key_id(public: bytes) -> bytes:
    """Return the four bytes by which a signature names its key (C2SP signed-note)."""
    named = NAME.encode() + b"\n" + _ED25519 + public
    return hashlib.sha256(named).digest()[:4]


def _told(public: bytes) -> str:
    coded = base64.b64encode(_ED25519 + public).decode()
    return f"{NAME}+{_key_id(public).hex()}+{coded}\n"


def read_public(text: str) -> Keys:
    """Read public keys as C2SP writes them (name+id+key); NotSigned if one is none."""
    keys = tuple(_public(line) for line in text.split())
    if not keys:
        raise NotSigned("This is not the public key of a journal.")
    return keys


def _public(line: str) -> bytes:
    try:
        name, key_id, coded = line.split("+", 2)
        public = base64.b64decode(coded, validate=True)[1:]
    except ValueError:
        raise NotSigned("This is not the public key of a journal.") from None
    if name != NAME or len(public) != 32 or key_id != _key_id(public).hex():
        raise NotSigned("This is not the public key of a journal.")
    return public


def sign(folder: Path, text: str) -> str:
    """Sign a text of whole lines as a note; JournalUnavailable where no key does."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    if not is_there(folder / SIGNING):
        raise JournalUnavailable("signing")
    try:
        private = bytes.fromhex(disk_text(folder / SIGNING).strip())
        key = Ed25519PrivateKey.from_private_bytes(private)
    except ValueError:
        raise JournalUnavailable("signing") from None
    public = key.public_key().public_bytes_raw()
    signed = base64.b64encode(_key_id(public) + key.sign(text.encode())).decode()
    return f"{text}\n— {NAME} {signed}\n"


def opened(note: str, public: Keys) -> str:
    """Return the text of a note that one of these keys signed; NotSigned otherwise."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    match = _NOTE.fullmatch(note)
    if not match:
        raise NotSigned("This is not a signed note.")
    text, coded = match.groups()
    try:
        signed = base64.b64decode(coded, validate=True)
        key = next(key for key in public if _key_id(key) == signed[:4])
        Ed25519PublicKey.from_public_bytes(key).verify(signed[4:], text.encode())
    except (ValueError, StopIteration, InvalidSignature):
        raise NotSigned("This key did not sign it.") from None
    return text


def key_of(note: str) -> str:
    """Return the name of the key that a note says signed it, as its public form has."""
    coded = note.rstrip("\n").rpartition(" ")[2]
    return f"{NAME}+{base64.b64decode(coded)[:4].hex()}"


def keep(path: Path, note: str) -> None:
    """Append a note to a file of notes, after cutting half a one that a crash left."""
    held = read_file(path, NOTES) if is_there(path) else b""
    size = len(held)
    if held and not held.endswith(b"\n\n"):
        text = held.decode(errors="replace")
        ends = [match.end() + 1 for match in _NOTE.finditer(text)]
        size = len(text[: ends[-1]].encode()) if ends else 0
        cut(path, size)
    append(path, f"{note}\n".encode(), size)


def notes(text: str) -> list[str]:
    """Split a file of notes, each with a blank line behind it.

    What is none is kept, so that it is refused when it is opened.
    """
    texts: list[str] = []
    for block in text.split("\n\n"):
        if block.startswith(f"— {NAME} ") and texts:
            texts[-1] += "\n" + block.rstrip("\n") + "\n"
        elif block.strip():
            texts.append(block.strip("\n") + "\n")
    return texts


def lines_of(note: str) -> int:
    """Read how many lines an anchor covers, unproved; -1 where it is none."""
    lines = note.splitlines()[1:2]
    return int(lines[0]) if lines and lines[0].isdecimal() else -1


def origin(first_head: str) -> str:
    """Name a journal: by what its first line has for the one before it."""
    return f"{NAME}/{first_head[:16]}"


def text_of(anchor: Anchor) -> str:
    """Write the three lines of an anchor."""
    head = base64.b64encode(bytes.fromhex(anchor.head)).decode()
    return f"{anchor.origin}\n{anchor.lines}\n{head}\n"


def read(noted: Iterable[str], public: Keys) -> list[Anchor]:
    """Read anchors, fewest lines first; NotSigned names the first that is not."""
    anchors = []
    for number, note in enumerate(noted, 1):
        try:
            text = opened(note, public)
            name, lines, head = text.splitlines()
            anchor = Anchor(name, int(lines), base64.b64decode(head).hex())
            if text_of(anchor) != text.rstrip("\n") + "\n":
                raise NotSigned("It is not an anchor.")
        except ValueError as error:
            why = str(error) if isinstance(error, NotSigned) else "It is not an anchor."
            raise NotSigned(f"Anchor {number} does not count. {why}") from None
        anchors.append(anchor)
    return sorted(anchors, key=lambda anchor: anchor.lines)
