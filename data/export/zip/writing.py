"""Write an archive, front to back."""

from __future__ import annotations

import hashlib
import tempfile
import zlib
from typing import TYPE_CHECKING, BinaryIO

from data.export.zip.form import CHUNK, Member, Packed, tail_of

if TYPE_CHECKING:
    from collections.abc import Iterable

_LEVEL = 6


class Writer:
    """Writes an archive member by member, front to back, in little memory."""

    def __init__(self, file: BinaryIO) -> None:
        """Begin an empty archive in a file that stands at its start."""
        self._file = file
        self._at = 0
        self.packed: list[Packed] = []

    def add(self, name: str, pieces: Iterable[bytes], *, deflated: bool = True) -> None:
        """Pack a member; what it comes to is known first, then it goes in."""
        crc = size = 0
        content, packed = hashlib.sha256(), hashlib.sha256()
        squeeze = zlib.compressobj(_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
        with tempfile.TemporaryFile() as spool:
            for piece in pieces:
                crc, size = zlib.crc32(piece, crc), size + len(piece)
                content.update(piece)
                put = squeeze.compress(piece) if deflated else piece
                packed.update(put)
                spool.write(put)
            put = squeeze.flush() if deflated else b""
            packed.update(put)
            spool.write(put)
            member = Member(name, deflated, crc, spool.tell(), size, self._at)
            self._file.write(member.header)
            spool.seek(0)
            while chunk := spool.read(CHUNK):
                self._file.write(chunk)
        self._at = member.end
        self.packed.append(Packed(member, content.hexdigest(), packed.hexdigest()))

    def close(self) -> None:
        """Write the directory; the archive is whole then."""
        entries = b"".join(packed.member.entry for packed in self.packed)
        self._file.write(entries + tail_of(len(self.packed), len(entries), self._at))
