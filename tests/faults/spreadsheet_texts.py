"""Texts that a spreadsheet would run, written to every kind of file and read back.

The texts are put together by chance of all that starts a formula, of what hides it
(blanks, wide and small forms, quotes, separators, line ends) and of plain words.
Each is written as CSV, as CSV for Excel and into a workbook's sheet; the file is
read by other code than wrote it, and every cell is judged without the guard's own
words. A workbook's texts are typed as texts and need no guard: what
must not be there is a formula.
"""

from __future__ import annotations

import csv
import io
import random
import re
import unicodedata
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import polars as pl
import pytest

from data.export import csv_file as exports
from data.export import sheet_xml
from data.export.csv_file import csv_bytes
from tests.faults import Result, Tally
from tests.support.guarded import unguard

if TYPE_CHECKING:
    from collections.abc import Iterator

NAME = "texts that a spreadsheet might run, in CSV, CSV for Excel and XLSX"
BAD = "dangerous, or not read back as they were"
FEW, MANY = 20_000, 1_000_000

TRIGGERS = "=+-@\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b"
BLANKS = " \u00a0\u3000\u2003\u200b\ufeff\u00ad\x0b\x0c\x1f\x7f\u2028\u2060"
PARTS = [
    *TRIGGERS,
    *BLANKS,
    *"\t\r\n\0'\"`,;|\\%{}[]()<>&*#!~^_/",
    *("\r\n", "''", "'=", '"=', '";=', '",=', "\n=", "\r\n+", "\t-", "\ufeff="),
    *("cmd|' /C calc'!A0", '=HYPERLINK("http://x";"y")', "-2+3", "@SUM(1+9)*"),
    *("=cmd|'/C x'!A0", "+31612345678", "DDE", "=WEBSERVICE(A1)", "sep=;", "1e3"),
    *("0", "00123", "1,5", "1.5", "-1", "2026-10-31", "true", "NULL", "text"),
    *("cliënt", "'s-Hertogenbosch", "R&D", "C-000001", "½", "\U0001f600", "\u202e"),
    *("\u0301", "\u05d0", "e\u0301", "\ue000", "\ufffd", "\u0000="),
]
BLANK = ("Zs", "Zl", "Zp", "Cc", "Cf")
"""Categories of what a spreadsheet may trim, or shows as nothing."""
ESCAPE = re.compile("_x([0-9A-F]{4})_")
"""What a workbook writes for a sign that XML cannot hold (ECMA-376, ST_Xstring)."""
BATCH = 50_000


def is_run(text: str) -> bool:
    """Return whether a spreadsheet might run a cell, judged without the guard's own."""
    if text[:1] in ("\t", "\r", "\n", "\0"):
        return True
    shown = text.lstrip("".join({c for c in text if unicodedata.category(c) in BLANK}))
    return unicodedata.normalize("NFKC", shown[:1]) in ("=", "+", "-", "@")


def texts(count: int, seed: int) -> Iterator[list[str]]:
    """Draw texts, a batch at a time."""
    chance = random.Random(seed)  # noqa: S311
    for start in range(0, count, BATCH):
        yield [
            "".join(chance.choices(PARTS, k=chance.choice((1, 1, 2, 2, 3, 4, 6))))
            for _ in range(min(BATCH, count - start))
        ]


def read(file: bytes, *, excel: bool) -> list[str]:
    """Read the first column with Python's own reader, which knows no guard."""
    text = file.decode("utf-8-sig" if excel else "utf-8")
    rows = csv.reader(
        io.StringIO(text, newline=""), delimiter=";" if excel else ",", strict=True
    )
    next(rows)
    return [row[0] for row in rows]


def read_sheet(xml: bytes) -> list[str | None]:
    """Read the cells of a sheet's rows; None for what is no plain text."""
    whole = ElementTree.fromstring(b"<d>" + xml + b"</d>")  # noqa: S314
    return [_inline(cell) for cell in whole.iter("c")]


def _inline(cell: ElementTree.Element) -> str | None:
    is_text = cell.get("t") == "inlineStr" and [e.tag for e in cell] == ["is"]
    if not is_text or cell.find("f") is not None:
        return None
    text = "".join(cell.itertext())
    return ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)


def run(count: int, seed: int) -> Result:
    """Write texts that are drawn, and read them back."""
    tally = Tally()
    for batch in texts(count, seed):
        frame = pl.DataFrame({"text": batch, "more": 1})
        plain = read(csv_bytes(frame, header=True), excel=False)
        excel = read(csv_bytes(frame, header=True, excel=True), excel=True)
        sheet = read_sheet(sheet_xml.rows(frame.select("text"), [""], 2))
        assert len(plain) == len(excel) == len(sheet) == len(batch)
        for text, *written, typed in zip(batch, plain, excel, sheet, strict=True):
            bad = typed != text or any(
                is_run(cell) or unguard(cell) != text for cell in written
            )
            tally.case(f"{text!r} as {written!r}, {typed!r}" if bad else "", bad=bad)
    return tally.result("each in all three kinds of file")


def broken(seed: int) -> Result:
    """Write them without the guard."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(exports, "guard", lambda frame: frame)
        return run(1_000, seed)
