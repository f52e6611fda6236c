"""Which client number has which pseudonym, for good.

A pseudonym is the HMAC-SHA-256 of the number, cut to eight decimal digits. Among a
million clients some five thousand pairs would share one, so the first free number
of a keyed row is taken: HMAC of (0, number), of (1, number) and so on. Who came
first cannot be told from the numbers, and a client who has left must not hand on
a pseudonym. So what was given is kept beside the key, in KEY.assigned, a line for
each: the pseudonym, and a second HMAC of the number by which it is found again. The
file holds no client number; its last line proves that it is whole and of this key.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from data.regular_file import open_regular
from data.seal.pseudonyms import KeyRefused
from data.written import written

if TYPE_CHECKING:
    from collections.abc import Iterator

    from duckdb import DuckDBPyConnection

SPACE = 100_000_000
"""Pseudonyms there are, C-00000000 to C-99999999."""
MOST = SPACE // 2
"""Clients that are taken; beyond, a free one is long looked for."""
BATCH = 50_000
_LINE = re.compile(rb"(C-[0-9]{8}),([0-9a-f]{32})\n")
_HEADER = b"pseudonym,tag\n"
_SEAL = re.compile(rb"whole,([0-9a-f]{64})\n")
_SCHEMA = {"pseudonym": pl.String, "tag": pl.String}


def place(key_file: Path) -> Path:
    """Return where the pseudonyms of a key are kept."""
    return key_file.with_name(f"{key_file.name}.assigned")


def tag(key: bytes, number: str) -> str:
    """Return by what a number is found again; the number cannot be told from it."""
    return hmac.digest(key, b"tag\0" + number.encode(), "sha256")[:16].hex()


def candidates(key: bytes, number: str) -> Iterator[int]:
    """Return the pseudonyms of a number, as numbers, the first one first."""
    text = number.encode()
    for turn in range(SPACE):
        drawn = hmac.digest(key, b"%d\0%b" % (turn, text), "sha256")
        yield int.from_bytes(drawn[:16]) % SPACE


class _Taken:
    """Which pseudonyms are taken: a bit each, 12.5 MB."""

    def __init__(self) -> None:
        self._bits = bytearray(SPACE // 8)

    def take(self, pseudonym: int) -> bool:
        """Take one; False where it was taken already."""
        byte, bit = pseudonym >> 3, 1 << (pseudonym & 7)
        if self._bits[byte] & bit:
            return False
        self._bits[byte] |= bit
        return True


def assign(con: DuckDBPyConnection, key: bytes, key_file: Path) -> int:
    """Fill table `mapped` (number, pseudonym) for table `number`; count the new.

    What was given before is read from beside the key, and written there with the new
    before this returns: no pseudonym is used that is not kept.
    """
    taken = _Taken()
    con.execute("create table assigned (pseudonym varchar, tag varchar)")
    for rows in _read(key, place(key_file), taken):
        _insert(con, "assigned", rows)
    con.execute("create table hashed (number varchar, tag varchar)")
    for batch in con.cursor().table("number").to_arrow_reader(BATCH):
        numbers = pl.DataFrame(batch)["number"].to_list()
        tags = [tag(key, number) for number in numbers]
        _insert(con, "hashed", pl.DataFrame({"number": numbers, "tag": tags}))
    fresh = _give(con, key, taken)
    con.execute(
        "create table mapped as select number, pseudonym from hashed join assigned"
        " using (tag)"
    )
    if fresh:
        _write(con, key, place(key_file))
    return fresh


def start(key: bytes, key_file: Path) -> None:
    """Begin the file of a new key, with nothing given yet."""
    if place(key_file).exists():
        raise KeyRefused(f"{place(key_file)} is there already, of another key.")
    with written(place(key_file)) as file:
        file.write(_HEADER + _sealing(hmac.new(key, _HEADER, hashlib.sha256)))


def _give(con: DuckDBPyConnection, key: bytes, taken: _Taken) -> int:
    """Return every number that has none the first pseudonym that is free."""
    con.execute("create table fresh (pseudonym varchar, tag varchar)")
    known = con.table("assigned").aggregate("count(*)").fetchall()[0][0]
    # by tag, so that the order of the source decides nothing
    wanting = con.cursor().sql(
        "select number, tag from hashed anti join assigned using (tag) order by tag"
    )
    count = 0
    for batch in wanting.to_arrow_reader(BATCH):
        rows = pl.DataFrame(batch)
        count += rows.height
        if known + count > MOST:
            raise KeyRefused(f"One key has pseudonyms for {MOST:,} clients, not more.")
        pseudonyms = [
            next(
                f"C-{candidate:08d}"
                for candidate in candidates(key, number)
                if taken.take(candidate)
            )
            for number in rows["number"]
        ]
        _insert(
            con, "fresh", pl.DataFrame({"pseudonym": pseudonyms, "tag": rows["tag"]})
        )
    con.table("fresh").insert_into("assigned")
    return count


def _insert(con: DuckDBPyConnection, table: str, rows: pl.DataFrame) -> None:
    con.from_arrow(rows.to_arrow()).insert_into(table)


def _read(key: bytes, path: Path, taken: _Taken) -> Iterator[pl.DataFrame]:
    """Read what was given, a batch at a time; KeyRefused unless it is whole."""
    refused = KeyRefused(
        f"{path} is missing, is of another key or was changed. Put back the copy that "
        "belongs to the key: without it a client could get another pseudonym."
    )
    try:
        file = open_regular(path, may_be_link=False)
    except OSError:
        raise refused from None
    sums, rows, sealed = hmac.new(key, _HEADER, hashlib.sha256), [], b""
    with file:
        if os.fstat(file.fileno()).st_mode & 0o077:
            raise KeyRefused(f"Others than you can open {path} (chmod 600).")
        if file.readline(100) != _HEADER:
            raise refused
        while line := file.readline(100):
            if sealed or not (match := _LINE.fullmatch(line)):
                if sealed or not _SEAL.fullmatch(line):
                    raise refused
                sealed = line
                continue
            sums.update(line)
            if not taken.take(int(match[1][2:])):
                raise refused
            rows.append((match[1].decode(), match[2].decode()))
            if len(rows) == BATCH:
                yield pl.DataFrame(rows, schema=_SCHEMA, orient="row")
                rows = []
    if not hmac.compare_digest(sealed, _sealing(sums)):
        raise refused
    yield pl.DataFrame(rows, schema=_SCHEMA, orient="row")


def _write(con: DuckDBPyConnection, key: bytes, path: Path) -> None:
    """Write all that is given, whole or not at all, and see it on the disk."""
    sums = hmac.new(key, _HEADER, hashlib.sha256)
    with written(path) as file:
        file.write(_HEADER)
        ordered = con.cursor().table("assigned").order("pseudonym")
        for batch in ordered.to_arrow_reader(BATCH):
            lines = "".join(f"{p},{t}\n" for p, t in pl.DataFrame(batch).iter_rows())
            sums.update(lines.encode())
            file.write(lines.encode())
        file.write(_sealing(sums))
        file.flush()
        os.fsync(file.fileno())


def _sealing(sums: hmac.HMAC) -> bytes:
    return b"whole,%b\n" % sums.hexdigest().encode()
