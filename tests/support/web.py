"""What the server answers over HTTP, and the command line's answer beside it."""

from __future__ import annotations

import csv
import tempfile
from dataclasses import dataclass
from functools import cache
from http.client import HTTPConnection
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from data.__main__ import main
from tests.support import sealed

if TYPE_CHECKING:
    from tests.support.browser import Server

Where = dict[str, list[str]]
"""Columns and the values that each may have."""


@dataclass(frozen=True)
class Answer:
    """An answer of the server; the names of headers in small letters."""

    status: int
    headers: dict[str, str]
    body: bytes
    cookies: tuple[str, ...] = ()
    """The `Set-Cookie` headers, of which there can be several."""

    @property
    def text(self) -> str:
        """Return the body as text."""
        return self.body.decode()


def fetch(server: Server, target: str, method: str = "GET", **headers: str) -> Answer:
    """Ask the server exactly this: no path is tidied up on the way."""
    return ask_exactly(urlsplit(server.url).netloc, target, method, b"", **headers)


def ask_exactly(
    netloc: str, target: str, method: str = "GET", body: bytes = b"", **headers: str
) -> Answer:
    """Ask whoever answers at a host and port, `_` for `-` in the names of headers."""
    connection = HTTPConnection(netloc, timeout=60)
    try:
        connection.putrequest(method, target, skip_host="Host" in headers)
        if body:
            connection.putheader("Content-Length", str(len(body)))
        for name, value in headers.items():
            connection.putheader(name.replace("_", "-"), value)
        connection.endheaders(body or None)
        answer = connection.getresponse()
        received = {name.lower(): value for name, value in answer.getheaders()}
        read = b"" if answer.status == 101 else answer.read()
        cookies = tuple(answer.headers.get_all("set-cookie") or ())
        return Answer(answer.status, received, read, cookies)
    finally:
        connection.close()


@cache
def exported(table: str, snapshots: Path, day: str = sealed.DAY) -> bytes:
    """Return what `python -m data export` writes, run within this process."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder, "out.csv")
        words = ("export", table, "--day", day, "--snapshots", snapshots, "--out", out)
        assert main([str(word) for word in words]) == 0
        return out.read_bytes()


def rows(file: bytes) -> list[dict[str, str]]:
    """Read the rows of a CSV file."""
    return list(csv.DictReader(file.decode().splitlines()))


def kept(row: dict[str, str], where: Where) -> bool:
    """Return whether a row has one of the values, or codes, in every column."""
    return all(
        set(row[column].split("|")) & set(values) for column, values in where.items()
    )


def narrowed(file: bytes, where: Where) -> bytes:
    """Return a CSV file with only the lines that are kept, byte for byte."""
    header, *lines = file.splitlines(keepends=True)
    some = [
        line for line, row in zip(lines, rows(file), strict=True) if kept(row, where)
    ]
    return b"".join([header, *some])
