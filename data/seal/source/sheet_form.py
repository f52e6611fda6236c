"""What the XML of a workbook tells that its reader leaves out.

The reader (python-calamine) gives an empty cell for one with an error, which would be
read as no answer, and makes room for every cell up to the last one. Both are looked for
in the file itself, before it is read.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from contextlib import closing, suppress
from typing import TYPE_CHECKING
from zipfile import ZipFile

from data.seal.source.file import FormBroken
from data.seal.source.sheet_reach import Reach, Rough

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator
    from pathlib import Path

CELLS = 30_000_000
"""Cells, empty ones too, that a sheet may reach over; a gigabyte of memory."""
LARGEST = 2 << 30
"""Bytes of a workbook, unpacked: by far more than so many cells take."""
_CHUNK = 1 << 20
_OVERLAP = 1 << 10
"""Bytes that are looked at twice, so that nothing is missed between two chunks."""
_SHEET = re.compile(rb'<(?:\w+:)?sheet\s[^>]*?\bname="[^>]*?\b\w+:id="([^"]+)"')
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\s[^>]*>")
_ATTRIBUTE = re.compile(rb'\b(Id|Target)="([^"]*)"')
_ERROR = re.compile(
    rb'<(?:\w+:)?c\s(?:[^>]*?\br="[A-Z]+(\d+)")?[^>]*?\bt="e"'
    rb'|\bcalcext:value-type="error"'
)
_NOT_COMPUTED = re.compile(
    rb'<c(?:\s+r="[A-Z]+(\d+)"|\s+s="\d+")*\s*><f[^>]*>[^<]*</f>'
    rb"(?:<v\s*/>|<v></v>)?</c>"
)
"""A formula whose outcome is an empty text has its type with it, and is let be."""
_SIGNS = {
    _ERROR: (b't="e"', b'-type="error"'),
    _NOT_COMPUTED: (b"</f></c>", b"</f><v></v>", b"</f><v/>", b"</f><v />"),
}
"""What a piece holds that has any: patterns alone take half a minute a million rows."""
_WRONG = {
    _ERROR: "cells with an error in place of a value, such as #N/A",
    _NOT_COMPUTED: "formulas without their outcome: open it, compute and save it",
}


def refuse_what_is_not_read(path: Path, place: int) -> None:
    """Raise FormBroken for what the reader would pass over in a workbook's sheet.

    `place` is that of the sheet, from 0. The sheets of an .ods file are one in it.
    """
    try:
        with ZipFile(path) as archive:
            rows: dict[re.Pattern[bytes], set[int]] = {form: set() for form in _WRONG}
            rough = Rough()
            for chunk in _chunks(archive, place):
                rough.take(chunk)
                for form, lines in rows.items():
                    if any(sign in chunk for sign in _SIGNS[form]):
                        lines |= {int(each[1] or 0) for each in form.finditer(chunk)}
            if not rough.is_within(CELLS):
                with closing(_chunks(archive, place)) as chunks:
                    _refuse_far(chunks)
    except (zipfile.BadZipFile, KeyError, OSError, EOFError, zlib.error) as error:
        raise FormBroken("a workbook that is damaged", []) from error
    for form, lines in rows.items():
        if lines:
            raise FormBroken(
                _WRONG[form], sorted(lines - {0}), len(lines - {0}) or None
            )


def refuse_large(path: Path) -> None:
    """Raise FormBroken for a workbook that is too large to be unpacked in memory."""
    with suppress(zipfile.BadZipFile, OSError), ZipFile(path) as archive:
        if sum(each.file_size for each in archive.infolist()) > LARGEST:
            raise FormBroken(f"more than {LARGEST >> 30} GB, unpacked", [])


def _refuse_far(chunks: Iterator[bytes]) -> None:
    reach = Reach()
    for chunk in chunks:
        reach.take(chunk)
        if reach.cells > CELLS:
            raise FormBroken(
                f"a sheet that reaches to cell {reach.last}: delete the empty rows and "
                "columns beside and below it",
                [],
            )


def _chunks(archive: ZipFile, place: int) -> Generator[bytes]:
    """Return the XML of a sheet, piece by piece."""
    for name in _members(archive, place):
        with archive.open(name) as stream:
            kept = b""
            while chunk := stream.read(_CHUNK):
                yield kept + chunk
                kept = chunk[-_OVERLAP:]


def _members(archive: ZipFile, place: int) -> list[str]:
    """Return the members that hold a sheet; of an .ods file the one with them all."""
    names = archive.namelist()
    if "content.xml" in names:
        return ["content.xml"]
    sheets = _SHEET.findall(archive.read("xl/workbook.xml"))
    targets = {}
    for relation in _RELATION.findall(archive.read("xl/_rels/workbook.xml.rels")):
        written = dict(_ATTRIBUTE.findall(relation))
        targets[written.get(b"Id")] = written.get(b"Target", b"").decode()
    target = targets.get(sheets[place]) if place < len(sheets) else None
    path = f"xl/{target}".replace("xl//xl/", "xl/") if target else ""
    every = [name for name in names if name.startswith("xl/worksheets/sheet")]
    return [path] if path in names else every
