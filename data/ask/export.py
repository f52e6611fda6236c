"""An answer as CSV bytes that parse back (RFC 4180).

UTF-8, a header line, CRLF, dates as YYYY-MM-DD, times in UTC, booleans as
true/false, null as nothing and an empty text as `""`, several codes in one field
separated by `|`.

A text that a spreadsheet would run as a formula gets one `'` in front, and so
does a text that would look like one so guarded; to undo it, take one `'` off a
text that matches GUARDED. Numbers, dates and booleans are never touched. What is
run: `=`, `+`, `-` or `@`, also in their wide and small forms and behind blanks,
and a tab, a line end or a NUL in front.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import polars as pl
import polars.selectors as cs

from data.ask.door import Asked, stream

if TYPE_CHECKING:
    from collections.abc import Iterator

    from data.ask.engine import Engine
    from data.snapshot import Snapshot

_BLANK = (
    r"[\u0000-\u0020\u007f-\u00a0\u00ad\u034f\u061c\u115f\u1160\u1680\u180e"
    r"\u2000-\u200f\u2028-\u202f\u205f-\u206f\u2800\u3000\u3164\ufeff\uffa0]"
)
"""What a spreadsheet may trim, or shows as nothing."""
_RUN = rf"(?:[\u0000\t\r\n]|{_BLANK}*[=+\-@＝＋－＠﹦﹢﹣﹫])"
RISKY = rf"^'*{_RUN}"
"""A text that is guarded on the way out."""
GUARDED = re.compile(rf"^'+{_RUN}")
"""A text in a file that was guarded: without its first `'` it is the original."""

TABLES = (
    "retention",
    "requests",
    "recipients",
    "transfers",
    "findings",
    "register",
    "clients",
    "authorisations",
    "breaches",
    "key_figures",
)


def guard(frame: pl.DataFrame) -> pl.DataFrame:
    """Make harmless every text that a spreadsheet would run."""
    text = cs.string()
    return frame.with_columns(
        pl.when(text.str.contains(RISKY)).then("'" + text).otherwise(text).name.keep()
    )


def unguard(text: str) -> str:
    """Give the text as it was before `guard`."""
    return text[1:] if GUARDED.match(text) else text


def csv_bytes(frame: pl.DataFrame, *, header: bool) -> bytes:
    """Write a frame as CSV bytes."""
    flat = frame.with_columns(
        cs.list().list.join("|"),
        cs.datetime().dt.strftime("%Y-%m-%dT%H:%M:%S%.fZ"),
    )
    text = guard(flat).write_csv(include_header=header, line_terminator="\r\n")
    return text.encode()


def export(engine: Engine, snapshot: Snapshot, asked: Asked) -> Iterator[bytes]:
    """Give an answer's file in pieces: the same bytes on every way out."""
    header = True
    for frame in stream(engine, snapshot, asked):
        yield csv_bytes(frame, header=header)
        header = False


def file_name(snapshot: Snapshot, asked: Asked) -> str:
    """Name the file by what it holds: table, day, snapshot, filtered or not."""
    part = "_part" if asked.filters else ""
    return f"{asked.name}{part}_{snapshot.day}_{snapshot.short}.csv"
