"""What a file that does not read looks like, and what to do about it.

The first bytes of a file tell: a workbook, a web page, another encoding, another
separator. A hint is a sentence that holds no value of the file.
"""

from __future__ import annotations

import re
import zlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from data.seal.source.file import SourceFile

LOOKED_AT = 1 << 16
"""Bytes that are looked at."""
WORKBOOK = "a workbook: save each of its sheets as CSV UTF-8, named after its table"

CR_ALONE = "Its lines end with CR alone: save it with LF or CRLF."
"""What goes before whatever else such a file is: it is read as one line."""

_UTF8 = "save it as CSV UTF-8"
_NOT_PACKED = (
    "It is not packed with gzip, or not whole: pack it again, or call it .csv."
)
_BOM = b"\xef\xbb\xbf"
_STARTS = {
    b"PK\x03\x04": f"It looks like {WORKBOOK}.",
    b"\xd0\xcf\x11\xe0": f"It looks like {WORKBOOK}.",
    b"PAR1": "It is Parquet: let its name end in .parquet.",
    b"\x1f\x8b": "It is packed with gzip: let its name end in .csv.gz.",
    b"%PDF": f"It is a PDF: export the table, and {_UTF8}.",
    b"\xff\xfe\0\0": f"It looks like UTF-32: {_UTF8}.",
    b"\xff\xfe": f'It looks like UTF-16 (Excel\'s "Unicode Text"): {_UTF8}.',
    b"\xfe\xff": f"It looks like UTF-16: {_UTF8}.",
    _BOM + _BOM: "It begins with two byte-order marks: save it with one, or none.",
}
"""What the first bytes of a file say it is."""
_OF_WORKBOOK = {
    b"\xd0\xcf\x11\xe0": "It is an old workbook, or one with a password: save it as"
    " .xlsx without."
}
"""The same of a file that is called a workbook."""
_PACKED = re.compile(rb"PK\x03\x04.{26}[^\0]*?\.(csv|txt|tsv|parquet)", re.DOTALL)
_JSON = re.compile(r"\s*(\{|\[\s*[\[{])")
_DUMP = re.compile(r"\s*(--|(insert|create|copy|drop|set)\s)", re.IGNORECASE)
_PAGE = re.compile(rb"\s*<(!doctype|html|table|\?xml)", re.IGNORECASE)
_SEP = re.compile(rb'"?sep=.', re.IGNORECASE)
_TITLE_LINES = 20
"""Lines in which the header is looked for, where it is not the first."""


def of(file: SourceFile) -> str | None:
    """Return what a file looks like that does not read, None where nothing shows."""
    try:
        with file.open() as stream:
            start = stream.read(LOOKED_AT)
    except (OSError, EOFError, zlib.error):
        is_packed = file.path.suffix.casefold() == ".gz" and file.path.is_file()
        return _NOT_PACKED if is_packed else None
    if _PACKED.match(start) and file.path.suffix not in (".xlsx", ".ods"):
        return "It is packed with zip: unpack it, or pack it with gzip (.csv.gz)."
    for first, hint in _STARTS.items():
        if start.startswith(first) and file.path.suffix in (".xlsx", ".ods"):
            return _OF_WORKBOOK.get(first)
        if start.startswith(first):
            return None if file.is_parquet and first == b"PAR1" else hint
    if _PAGE.match(start.removeprefix(_BOM)):
        return "It looks like a web page: export the table again, as CSV UTF-8."
    if file.is_parquet:
        return "It is no Parquet; if it is CSV, let its name end in .csv."
    return _of_text(start.removeprefix(_BOM), file)


def _of_text(start: bytes, file: SourceFile) -> str | None:
    declared = file.declared
    if start.count(b"\0") > len(start) // 4:
        return f"It looks like UTF-16: {_UTF8}."
    try:
        text = start.decode()
    except UnicodeDecodeError as error:
        if error.start > len(start) - 4:  # a character cut in two
            text = start[: error.start].decode()
        else:
            return f"It looks like Windows-1252 (ANSI): {_UTF8}."
    if b"\n" not in start and b"\r" in start:
        return CR_ALONE
    lines = [line.rstrip("\r") for line in text.split("\n")]
    for form, what in ((_JSON, "JSON"), (_DUMP, "a dump of a database, in SQL")):
        if form.match(text):
            return f"It looks like {what}: export the table as CSV UTF-8."
    if _SEP.match(start):
        return "Its first line says sep=, which Excel alone reads: take that line out."
    for separator, name in (("\t", "tabs"), ("|", "bars"), (":", "colons")):
        if separator == file.delimiter or separator not in lines[0]:
            continue
        if _names(lines[0], separator) & declared:
            return f"It has {name} between its fields: separate them by , or ;."
    for number, line in enumerate(lines[1:_TITLE_LINES], 2):
        if any(len(_names(line, each) & declared) > 1 for each in ",;\t"):
            return f"Its header seems to be in line {number}: take out what is above."
    names = _names(lines[0], ",") | _names(lines[0], ";")
    if names & declared:
        return None
    if {written.casefold() for written in names} & declared:
        return "Its columns are named in small letters, without blanks around them."
    if {written.strip("' ") for written in names} & declared:
        return "Its names are quoted by ': quote them by \", or not at all."
    fields = max(len(lines[0].split(separator)) for separator in ",;")
    if file.heads is None and fields == len(declared):
        return "Its first line seems to be a row: name the columns in line 1."
    return None


def _names(line: str, separator: str) -> set[str]:
    return {name.strip().strip('"') for name in line.split(separator)}
