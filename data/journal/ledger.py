"""The ledger of exports: what went out under which number, and whose data it held.

The journal says who took what and when; beside it each export has a file with the
pseudonyms that it held, because its snapshot may be gone when somebody asks whom
a copy is still about. The file's hash stands in the line `export.done`; it is
kept as long as that line.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
from dataclasses import dataclass
from itertools import islice
from operator import le
from typing import TYPE_CHECKING, Any

from data.journal import disk
from data.journal.chain import LONGEST
from data.journal.chain import read as read_line
from data.journal.events import FORMS, OUTCOMES, EventRefused
from data.regular_file import open_regular

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from data.journal.book import Journal
    from data.journal.chain import Line
    from data.journal.reading import Limit

EXPORTS = "exports"
_GONE = (False, "9999-12-31")
"""Of a client that a snapshot does not name: nothing is held, erased at some time."""
_LONGEST = 64
"""Bytes of a line, by far."""
_TOGETHER = 4096
"""Pseudonyms that are written at once."""
_ONE_A_LINE = re.compile(rf"(?:{FORMS['client'].pattern}\n)*")


@dataclass(frozen=True)
class Held:
    """Whose data an export held, for the line `export.done`."""

    clients: int
    clients_sha256: str


@dataclass(frozen=True)
class Recall:
    """An export that may still hold data that have since been erased."""

    export: int
    at: str
    who: str
    file: str | None
    query: str | None
    day: str
    """Of the snapshot that it was taken from."""
    clients: int
    """Clients that it held."""
    erased: int
    """Of these, those of whom nothing is held any more, and something was then."""
    partly: int
    """Of these, those of whom something was erased since and something is held."""
    is_whole: bool
    """Whether the list of its clients is there and is the one that was written."""


def place(folder: Path, number: int) -> Path:
    """Return the file with the clients of an export."""
    return folder / EXPORTS / f"{number:08}.txt"


def record(journal: Journal, number: int, clients: Iterable[str]) -> Held:
    """Keep whose data an export holds; on the disk when this returns.

    `clients` are pseudonyms in ascending order, repeated ones count once; they are
    read once and never held. EventRefused for what is no pseudonym or out of order,
    JournalUnavailable when they cannot be kept: then the export must not go out.
    """
    with disk.raising_journal_unavailable():
        path = place(journal.folder, number)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        part = path.with_suffix(".part")
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC
        handle = os.open(part, flags, 0o600)
        try:
            held = _written(handle, clients)
            os.fsync(handle)
            part.rename(path)
            disk.sync_folder(path.parent)
        finally:
            os.close(handle)
            part.unlink(missing_ok=True)
    return held


def _written(handle: int, clients: Iterable[str]) -> Held:
    digest, count, last = hashlib.sha256(), 0, "\0"
    rest = iter(clients)
    while some := list(islice(rest, _TOGETHER)):
        together = list(dict.fromkeys((last, *some)))[1:]
        in_order = all(map(le, (last, *some), some))
        content = "".join(f"{client}\n" for client in together)
        if not in_order or not _ONE_A_LINE.fullmatch(content):
            raise EventRefused("clients")
        digest.update(content.encode())
        disk.write_all(handle, content.encode())
        count, last = count + len(together), some[-1]
    return Held(count, digest.hexdigest())


def recall(
    journal: Journal, day: str, state: Mapping[str, tuple[bool, str]]
) -> Iterator[Recall]:
    """Return the exports that hold data which have since been erased, newest first.

    `state` is what the snapshot of `day` tells of every client: whether anything is
    still held, and the last day on which something was erased ("" for none). A
    client that it does not name any more is held no more. Exports of that day or a
    later one hold nothing that it could know to be erased.
    """
    for line in journal.read(event="export.done"):
        fields = line.fields
        if not fields.get("clients") or not "" < fields.get("day", "") < day:
            continue
        recalled = _recalled(journal.folder, line, state)
        if recalled.erased or recalled.partly or not recalled.is_whole:
            yield recalled


def _recalled(
    folder: Path, line: Line, state: Mapping[str, tuple[bool, str]]
) -> Recall:
    fields = line.fields
    digest, erased, partly = hashlib.sha256(), 0, 0
    path = place(folder, fields["export"])
    with contextlib.suppress(OSError):  # what cannot be read is not whole
        with open_regular(path) as file:
            while raw := file.readline(_LONGEST):
                digest.update(raw)
                client = raw[:-1].decode("ascii", "replace")
                if not FORMS["client"].fullmatch(client):
                    break
                is_held, last = state.get(client, _GONE)
                if last > fields["day"]:
                    partly += is_held
                    erased += not is_held
    return Recall(
        export=fields["export"],
        at=line.at,
        who=fields["who"],
        file=fields.get("file"),
        query=fields.get("query"),
        day=fields["day"],
        clients=fields["clients"],
        erased=erased,
        partly=partly,
        is_whole=digest.hexdigest() == fields.get("clients_sha256"),
    )


def exports(
    journal: Journal, limit: Limit | None = None
) -> Iterator[tuple[Line, Line | None]]:
    """Return the exports newest first: where each began and, if so, ended."""
    done: dict[int, Line] = {}
    for line in journal.read(event=("export.start", "export.done"), limit=limit):
        number: Any = line.fields.get("export")
        if line.fields["event"] == "export.done":
            done[number] = line
        else:
            yield line, done.pop(number, None)


def unfinished(journal: Journal) -> Iterator[Line]:
    """Return the exports that were begun and never done, newest first."""
    return (start for start, done in exports(journal) if done is None)


def manifest(done: Line, anchor: str | None) -> dict[str, Any]:
    """Return what the receiver of an export can verify it by.

    `anchor`: one of the journal that covers the line.
    """
    kept = ("export", "file", "rows", "bytes", "sha256", "query", "params")
    return {
        **{name: done.fields.get(name) for name in kept},
        "at": done.at,
        "snapshot": {name: done.fields.get(name) for name in ("day", "digest")},
        "line": done.seq,
        "anchor": anchor,
    }


def manifest_of(journal: Journal, number: int) -> dict[str, Any]:
    """Make the manifest of an export anew, with the first anchor that covers it.

    KeyError where no export with this number was done.
    """
    for line in journal.read(
        event="export.done", export=number, outcome=OUTCOMES["ok"]
    ):
        return manifest(line, journal.anchor_at(line.seq))
    raise KeyError(number)


def forget(folder: Path, month: str) -> None:
    """Remove the clients of the exports whose last line stands in a month."""
    with open_regular(disk.segment(folder, month)) as file:
        while raw := file.readline(LONGEST):
            if b'"event":"export.done"' in raw:
                number = read_line(raw[:-1]).fields.get("export")
                if number is not None:
                    place(folder, number).unlink(missing_ok=True)
