"""The form of a CSV file, looked through for RFC 4180 alone.

The engine's own reader is lax about it: it drops blank lines, a comma too many and
blanks around quotes. What is looked through here it reads, knowing that it is sound.
A sound file is (csv_scan.py) in blocks; any other line by line, to say what is wrong.
"""

from __future__ import annotations

import csv
import re
from typing import TYPE_CHECKING

from data.seal.report import SHOWN
from data.seal.source import csv_scan
from data.seal.source.file import FormBroken

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import BinaryIO

    from data.seal.source.file import SourceFile

BOM = b"\xef\xbb\xbf"
LONGEST_RECORD = 16 << 20
"""Bytes of a record; a longer one with quotes is taken for an open quote."""


def refuse_strangers(file: SourceFile) -> None:
    """Refuse a file that names no column of its table, or one of them twice."""
    if file.declared and file.declared.isdisjoint(file.columns):
        raise FormBroken("none of the names of its columns", [])
    looked_for = file.columns if file.heads is None else file.heads
    if any(file.columns.count(name) > 1 for name in looked_for):
        raise FormBroken("a column name twice", [1])


def _header(first: bytes, delimiter: str | None) -> tuple[list[str], str]:
    """Return the column names of a header line, and what stands between them."""
    try:
        text = _bare(first.removeprefix(BOM)).decode()
    except UnicodeDecodeError:
        raise FormBroken("another encoding", [1]) from None
    if not text or "\0" in text:
        raise FormBroken("no header line", [1])
    delimiter = delimiter or max(",;", key=re.sub(r'"[^"]*"', "", text).count)
    try:
        names = next(csv.reader([text], delimiter=delimiter, strict=True))
    except csv.Error:
        raise FormBroken("an open quote", [1]) from None
    if not _record(delimiter, len(names)).fullmatch(text.encode()):
        raise FormBroken("a quote inside a column name", [1])
    return names, delimiter


def _record(delimiter: str, fields: int) -> re.Pattern[bytes]:
    """Return the form of one record that holds quotes (RFC 4180, section 2)."""
    between = re.escape(delimiter.encode())
    field = rb'(?:"(?:[^"]|"")*"|[^"\r\n%s]*)' % between
    rest = rb"(?:%s%s){%d}" % (between, field, fields - 1)
    return re.compile(field + rest)


def look_through(file: SourceFile) -> None:
    """Look through a CSV file; FormBroken names the lines that are not RFC 4180."""
    with file.open() as lines:
        first = next(_lines(lines), b"")
        file.columns, file.delimiter = _header(first, file.delimiter)
        refuse_strangers(file)
        fields = len(file.columns)
        form = csv_scan.form_of(lines, file.delimiter, fields, LONGEST_RECORD)
    if form is None:
        walk(file)
        return
    file.rows, file.longest = form.rows, form.longest
    file.is_quoted, file.folds = form.is_quoted, form.folds


def walk(file: SourceFile) -> None:
    """Walk through a CSV file line by line, to say which are not RFC 4180."""
    with file.open() as stream:
        lines = _lines(stream)
        file.columns, file.delimiter = _header(next(lines, b""), file.delimiter)
        comma, fields = file.delimiter.encode(), len(file.columns)
        form = _record(file.delimiter, fields)
        folded = blank = wrong = 0
        empty: list[int] = []
        shown: list[int] = []
        for began, ended, record in _records(lines):
            if not record:
                blank = blank or began
                continue
            file.rows += 1
            if ended > began:
                folded += ended - began
                file.folds.append((file.rows, folded))
            if len(record) > file.longest:
                file.longest = len(record)
            if b'"' in record:
                file.is_quoted = True
                sound = form.fullmatch(record) is not None
            else:
                sound = record.count(comma) == fields - 1 and b"\r" not in record
            if record.startswith(comma) and not record.strip(comma):
                empty.append(began)
            if blank or not sound or b"\0" in record:
                wrong += 1
                shown = [*shown, blank or began][:SHOWN]
                blank = 0
        if wrong:
            raise FormBroken("rows of another form or number of fields", shown, wrong)
        if empty:
            raise FormBroken("rows without any value", empty[:SHOWN], len(empty))


def _lines(stream: BinaryIO) -> Iterator[bytes]:
    """Return the lines of a file; FormBroken at one that would fill the memory."""
    number = 1
    while line := stream.readline(LONGEST_RECORD + 1):
        if len(line) > LONGEST_RECORD:
            why = f"a line of more than {LONGEST_RECORD >> 20} MB"
            raise FormBroken(why, [number], 1)
        yield line
        number += 1


def _records(lines: Iterable[bytes]) -> Iterator[tuple[int, int, bytes]]:
    """Return each record after the header, with its first and its last line."""
    parts: list[bytes] = []
    began = size = quotes = 0
    for number, line in enumerate(lines, 2):
        if not line.isascii():
            _decode(line, number)
        if not parts and b'"' not in line:
            yield number, number, _bare(line)
            continue
        began = began if parts else number
        parts.append(line)
        size += len(line)
        quotes += line.count(b'"')
        if size > LONGEST_RECORD:
            break
        if quotes % 2 == 0:
            yield began, number, _bare(b"".join(parts))
            parts, size, quotes = [], 0, 0
    if parts:
        raise FormBroken("a quote that is not closed", [began])


def _bare(line: bytes) -> bytes:
    """Take the line end off, LF or CRLF."""
    return line[:-2] if line.endswith(b"\r\n") else line.removesuffix(b"\n")


def _decode(line: bytes, number: int) -> None:
    try:
        line.decode()
    except UnicodeDecodeError:
        raise FormBroken("another encoding", [number]) from None
