"""Verify an archive's canonical layout and read its members."""

from __future__ import annotations

import hashlib
import os
import zlib
from itertools import pairwise
from typing import TYPE_CHECKING, BinaryIO

from data.export.zip.form import (
    CHUNK,
    DIRECTORY,
    END,
    END_64,
    ENTRY,
    LARGE,
    LOCATOR_64,
    MANY,
    NAME,
    PLACE,
    ArchiveError,
    Member,
    Packed,
    tail_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

LARGEST_DIRECTORY = 4 << 20
"""Bytes; of some hundred members it is a few thousand."""


def walk(file: BinaryIO) -> list[Member]:
    """Return the members of a sound archive; ArchiveError names what is not.

    Everything but the contents is held against what this form would write.
    """
    whole = file.seek(0, os.SEEK_END)
    count, at, size = _read_end(file, whole)
    file.seek(at)
    directory = file.read(size)
    members = list(_entries(directory, count))
    _name_strangers(members)
    rest = directory
    for member in members:
        if not rest.startswith(member.entry):
            raise ArchiveError(
                member.name, "its entry in the directory has another form"
            )
        rest = rest[len(member.entry) :]
    tail = tail_of(count, size, at)
    file.seek(at + size)
    if file.read(len(tail) + 1) != tail:
        raise ArchiveError(DIRECTORY, "its end has another form")
    _hold_headers(file, members, at)
    return members


def _read_end(file: BinaryIO, whole: int) -> tuple[int, int, int]:
    """Read where the directory is: its entries, its place and its size."""
    span = min(whole, END.size + MANY)
    file.seek(whole - span)
    tail = file.read(span)
    place = tail.rfind(b"PK\5\6")
    if place < 0 or len(tail) - place < END.size:
        raise ArchiveError(
            DIRECTORY, "there is no end of a ZIP file; it is cut off or none"
        )
    if behind := len(tail) - place - END.size:
        raise ArchiveError(
            DIRECTORY, f"{behind:,} bytes or a comment stand behind the end"
        )
    *_, count, size, at, _comment = END.unpack_from(tail, place)
    if LARGE in (size, at) or count == MANY:
        further = place - LOCATOR_64.size - END_64.size
        if further < 0 or not tail.startswith(b"PK\6\6", further):
            raise ArchiveError(DIRECTORY, "its larger end is missing")
        *_, count, size, at = END_64.unpack_from(tail, further)
    if size > LARGEST_DIRECTORY or at + size > whole:
        raise ArchiveError(DIRECTORY, "its place or its size cannot be")
    return count, at, size


def _entries(directory: bytes, count: int) -> Iterator[Member]:
    """Read the entries; ArchiveError where one does not begin or a name is no text."""
    begin = 0
    for number in range(1, count + 1):
        if not directory.startswith(b"PK\1\2", begin) or (
            len(directory) - begin < ENTRY.size
        ):
            raise ArchiveError(
                DIRECTORY, f"entry {number} of {count} does not begin as one"
            )
        fields = ENTRY.unpack_from(directory, begin)
        method, crc, packed, size, named, extra, comment = *fields[4:5], *fields[7:13]
        at = fields[-1]
        begin += ENTRY.size
        try:
            name = directory[begin : begin + named].decode()
        except UnicodeDecodeError:
            raise ArchiveError(
                DIRECTORY, f"the name of entry {number} is no text"
            ) from None
        if extra == PLACE.size and len(directory) >= begin + named + extra:
            *_, size, packed, at = PLACE.unpack_from(directory, begin + named)
        yield Member(name, method == zlib.DEFLATED, crc, packed, size, at)
        begin += named + extra + comment
    if begin != len(directory):
        raise ArchiveError(DIRECTORY, "there is more in it than its entries")


def _name_strangers(members: list[Member]) -> None:
    """Refuse names that lead elsewhere or stand twice, and another order."""
    for member in members:
        if not NAME.fullmatch(member.name):
            raise ArchiveError(member.name, "its name is no plain place in the archive")
    for before, after in pairwise(members[:-1]):
        if after.name <= before.name:
            twice = "stands twice" if after.name == before.name else "out of order"
            raise ArchiveError(after.name, twice)
    if members and members[-1].name in {member.name for member in members[:-1]}:
        raise ArchiveError(members[-1].name, "stands twice")


def _hold_headers(file: BinaryIO, members: list[Member], until: int) -> None:
    """See that the members fill the file, each behind a header that tells the same."""
    place = 0
    for member in members:
        if member.at != place:
            raise ArchiveError(
                member.name, "it does not begin where the one before it ends"
            )
        file.seek(place)
        if file.read(len(member.header)) != member.header:
            raise ArchiveError(
                member.name, "its header and its entry tell different things"
            )
        place = member.end
    if place != until:
        raise ArchiveError(DIRECTORY, "it does not begin where the last member ends")


def unpack(file: BinaryIO, member: Member, take: Callable[[bytes], object]) -> Packed:
    """Read a member, giving its content to `take` piece by piece, in little memory.

    ArchiveError where it does not unpack to what its header tells.
    """
    crc = size = 0
    content, packed = hashlib.sha256(), hashlib.sha256()
    file.seek(member.content_at)
    for chunk in _unpacked(file, member, packed.update):
        crc, size = zlib.crc32(chunk, crc), size + len(chunk)
        if size > member.size:
            break
        content.update(chunk)
        take(chunk)
    if (size, crc) != (member.size, member.crc):
        raise ArchiveError(
            member.name, "its content has other bytes than its header tells"
        )
    return Packed(member, content.hexdigest(), packed.hexdigest())


def _unpacked(
    file: BinaryIO, member: Member, see: Callable[[bytes], object]
) -> Iterator[bytes]:
    """Return a member's content; `see` gets what stands in the file."""
    left = member.packed
    squeezed = zlib.decompressobj(-zlib.MAX_WBITS)
    while left and (chunk := file.read(min(CHUNK, left))):
        left -= len(chunk)
        see(chunk)
        if not member.deflated:
            yield chunk
        while member.deflated and chunk:
            try:
                yield squeezed.decompress(chunk, CHUNK)
            except zlib.error:
                raise ArchiveError(member.name, "it does not unpack") from None
            if squeezed.unused_data:
                raise ArchiveError(member.name, "there is more in it than its content")
            chunk = squeezed.unconsumed_tail
    while member.deflated and (rest := squeezed.decompress(b"", CHUNK)):
        yield rest
    if member.deflated and not squeezed.eof:
        raise ArchiveError(member.name, "it does not unpack to its end")
