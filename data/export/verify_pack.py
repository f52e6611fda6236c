"""An audit pack held against itself: what was changed, is missing or was added.

Nothing but the file is needed. Its form is that of data/export/zip, so no byte is
free; its manifest has the hash of every member; its tables have the rows that the
seal counts, and the columns that the schema names. What is wrong is named by
member. It cannot tell a pack that was made anew from the one that was made first:
for that its SHA-256 and the seal's digest are told, to be held against others.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, BinaryIO

from data.export.zip import ArchiveError, unpack, walk
from data.refusal import OTHER_VERSION
from data.regular_file import open_regular
from data.snapshot import SEAL, SnapshotRefused, parse_seal, unique_names

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from data.export.zip import Packed
    from data.snapshot import Snapshot

FORMAT = 1
README, CHECKS, PACKAGE = "README.md", "checks.json", "datapackage.json"
ANCHOR, MANIFEST = "journal-anchor.txt", "manifest.json"
MAPPING, SIGNATURE = "mapping.toml", "seal-signature.txt"
_ALWAYS = (README, CHECKS, PACKAGE, SEAL, MANIFEST)
_BESIDE = re.compile(
    rf"{re.escape(ANCHOR)}|{re.escape(SIGNATURE)}|{re.escape(MAPPING)}|policy/statements/[0-9-]+\.toml|policy/(organisation|own_terms)\.toml|queries/[a-z_]+/[^/]+\.sql"
)
"""Members that are no table and need not be there."""
_READ = (PACKAGE, SEAL, MANIFEST)
LARGEST = 16 << 20
"""Bytes of a member that is read whole."""


class PackRefused(Exception):
    """A pack that is not what was packed. The message is safe to show."""

    def __init__(self, name: str, problems: Iterable[ArchiveError]) -> None:
        """Name all that is wrong with it, by member."""
        self.problems = list(problems)
        count = len(self.problems)
        super().__init__(
            "\n".join(
                [
                    f"Pack {name} is refused, in {count} "
                    f"{'place' if count == 1 else 'places'}:",
                    *(f"- {problem}" for problem in self.problems),
                    "Do not rely on it; have it made again from its snapshot.",
                ]
            )
        )


@dataclass(frozen=True)
class Pack:
    """A pack that holds."""

    day: str
    digest: str
    """SHA-256 of the seal of its snapshot."""
    members: int
    rows: int
    """Rows of its audit tables."""
    anchor: str | None
    """Where the journal stood when it was made."""
    sha256: str
    """Of the whole file."""


def table_file(name: str) -> str:
    """Name the member that an audit table is."""
    return f"data/{name}.csv"


def manifest(snapshot: Snapshot, packed: Iterable[Packed]) -> bytes:
    """Write the manifest of the members in front of it."""
    return _manifest(snapshot.day, snapshot.digest, packed)


def _manifest(day: str, digest: str, packed: Iterable[Packed]) -> bytes:
    members = {entry.member.name: entry.facts for entry in packed}
    manifest = {"format": FORMAT, "day": day, "digest": digest, "members": members}
    return (json.dumps(manifest, indent=1) + "\n").encode()


class _Content:
    """What is kept of a member while it is read: a table's form, a small one whole."""

    def __init__(self, name: str) -> None:
        self.is_table = name.endswith(".csv")
        self.is_kept = name in (*_READ, ANCHOR)
        self.text = b""
        """All of a small one; of a table the header line."""
        self._ends = 0
        self._is_quoted = False

    @property
    def rows(self) -> int:
        """Return the records of a table behind its header."""
        return self._ends - 1

    def take(self, piece: bytes) -> None:
        """Take the next bytes."""
        if self.is_kept and len(self.text) <= LARGEST:
            self.text += piece
        if not self.is_table:
            return
        if not self._ends:
            self.text = (self.text + piece[:LARGEST]).partition(b"\n")[0]
        for number, part in enumerate(piece.split(b'"')):
            if number:
                self._is_quoted = not self._is_quoted
            if not self._is_quoted:
                self._ends += part.count(b"\n")


def check(path: Path) -> Pack:
    """Verify a pack against itself; PackRefused names all that is wrong."""
    with open_regular(path) as file:
        held: dict[str, Packed] = {}
        contents: dict[str, _Content] = {}
        wrong: list[ArchiveError] = []
        try:
            wrong += _read(file, held, contents)
            if not wrong:
                wrong.extend(_wrong(held, contents))
        except ArchiveError as broken:
            wrong.append(broken)
        if wrong:
            raise PackRefused(path.name, wrong)
        file.seek(0)
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    manifest = json.loads(contents[MANIFEST].text)
    return Pack(
        day=manifest["day"],
        digest=manifest["digest"],
        members=len(held),
        rows=sum(contents[n].rows for n in held if n.startswith("data/")),
        anchor=_anchor(contents),
        sha256=digest,
    )


def _anchor(contents: dict[str, _Content]) -> str | None:
    """Return the anchor so that it can be printed."""
    if ANCHOR not in contents:
        return None
    lines = contents[ANCHOR].text.decode(errors="replace").splitlines()
    return "\n".join(
        "".join(c if c.isprintable() else "?" for c in line) for line in lines
    )


def _read(
    file: BinaryIO, held: dict[str, Packed], contents: dict[str, _Content]
) -> Iterator[ArchiveError]:
    """Read every member into `held` and `contents`; return those that do not read."""
    for member in walk(file):
        contents[member.name] = kept = _Content(member.name)
        try:
            held[member.name] = unpack(file, member, kept.take)
        except ArchiveError as broken:
            yield broken


def _wrong(
    held: dict[str, Packed], contents: dict[str, _Content]
) -> Iterator[ArchiveError]:
    """Return what does not agree: manifest, seal, schema and the tables."""
    missing = [ArchiveError(name, "is missing") for name in _ALWAYS if name not in held]
    yield from missing
    if missing:
        return
    *members, last = held.values()
    if last.member.name != MANIFEST or last.member.deflated:
        raise ArchiveError(MANIFEST, "is not the last, or not as it is written")
    for entry in members:
        if not entry.member.deflated:
            yield ArchiveError(entry.member.name, "is not packed as it is written")
    manifest = _json(MANIFEST, contents)
    yield from _unlike(manifest, members)
    yield from _of_seal(manifest, held, contents)
    yield from _of_schema(held, contents)
    if contents[MANIFEST].text != _manifest(
        str(manifest.get("day")), str(manifest.get("digest")), members
    ):
        yield ArchiveError(MANIFEST, "is written in another form")


def _json(name: str, contents: dict[str, _Content]) -> dict[str, Any]:
    try:
        document = json.loads(contents[name].text, object_pairs_hook=unique_names)
    except (ValueError, RecursionError):
        document = None
    if not isinstance(document, dict):
        raise ArchiveError(name, "cannot be read")
    return document


def _unlike(manifest: dict[str, Any], members: list[Packed]) -> Iterator[ArchiveError]:
    """Verify the members against the manifest."""
    listed = manifest.get("members")
    if not isinstance(listed, dict) or manifest.get("format") != FORMAT:
        raise ArchiveError(MANIFEST, "is no manifest that this software knows")
    names = [entry.member.name for entry in members]
    for name in listed.keys() - set(names):
        yield ArchiveError(name, "is missing")
    for entry in members:
        if entry.member.name not in listed:
            yield ArchiveError(entry.member.name, "is in no manifest; it was added")
        elif listed[entry.member.name] != entry.facts:
            yield ArchiveError(
                entry.member.name, "has other bytes than the manifest says"
            )


def _of_seal(
    manifest: dict[str, Any], held: dict[str, Packed], contents: dict[str, _Content]
) -> Iterator[ArchiveError]:
    """Verify the seal against its digest, and the tables against its counts."""
    if held[SEAL].sha256 != manifest.get("digest"):
        yield ArchiveError(SEAL, "is another seal than the manifest's digest")
    try:
        seal = parse_seal(contents[SEAL].text, str(manifest.get("day")))
    except SnapshotRefused as refused:
        if refused.reason in OTHER_VERSION:
            why = "is of another version; check it with that version"
            raise ArchiveError(SEAL, why) from None
        raise ArchiveError(SEAL, "is no seal of the manifest's day") from None
    mapping = (seal.get("mapping") or {}).get("sha256")
    if (held[MAPPING].sha256 if MAPPING in held else None) != mapping:
        yield ArchiveError(MAPPING, "is not the mapping that the seal names")
    for name, content in contents.items():
        if name.startswith("data/"):
            table = name.rpartition("/")[2].removesuffix(".csv")
            count = seal["rows"].get(table)
            if count != content.rows:
                counts = "none" if count is None else f"{count:,}"
                yield ArchiveError(
                    name, f"{content.rows:,} rows; the seal counts {counts}"
                )


def _of_schema(
    held: dict[str, Packed], contents: dict[str, _Content]
) -> Iterator[ArchiveError]:
    """Verify every table against its description; nothing else may be there."""
    try:
        described = {
            resource["path"]: (
                {
                    "bytes": resource["bytes"],
                    "sha256": resource["hash"].removeprefix("sha256:"),
                },
                ",".join(field["name"] for field in resource["schema"]["fields"]),
            )
            for resource in _json(PACKAGE, contents)["resources"]
        }
    except (KeyError, TypeError, AttributeError):
        raise ArchiveError(PACKAGE, "describes no tables") from None
    tables = {name for name, content in contents.items() if content.is_table}
    for name in described.keys() - tables:
        yield ArchiveError(name, "is missing; the schema describes it")
    for name in sorted(held.keys() - described.keys()):
        if name not in _ALWAYS and not _BESIDE.fullmatch(name):
            yield ArchiveError(name, "belongs to no pack")
    for name in sorted(tables & described.keys()):
        sums, header = described[name]
        if not sums.items() <= held[name].facts.items():
            yield ArchiveError(name, "has other bytes than its description says")
        if contents[name].text.rstrip(b"\r").decode(errors="replace") != header:
            yield ArchiveError(name, "has other columns than its schema")
