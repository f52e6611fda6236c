"""How to say no: why a snapshot is not opened, and which word was probably meant."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from data import CONTRACT

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date


class SnapshotRefused(Exception):
    """A snapshot that is not opened. The message is safe to show.

    `reason` is a code that the screens say in the reader's language: missing,
    seal, files, size, hash, unreadable, unproved or forged where it is damaged; pruned
    where its records were erased (`RecordsPruned`); replaced where another one took its
    place while it was asked; older, newer or tables
    where another version of this software made it. `file` is the file it is about, if
    any; `versions` its format and contract, where these differ.
    """

    def __init__(
        self,
        day: str,
        reason: str,
        file: str | None = None,
        versions: tuple[int, int] | None = None,
    ) -> None:
        """Explain which snapshot, why, and what to do."""
        self.day, self.reason, self.versions = printable(day), reason, versions
        self.file = None if file is None else printable(file)
        about = f" ({self.file})" if file else ""
        if versions is not None:
            about = f" (format {versions[0]}, contract {versions[1]})"
        super().__init__(
            f"Snapshot {self.day} is refused: {REASONS[reason]}{about}. Nothing of "
            f"it is shown; the other snapshots keep working. {REMEDIES[self.remedy]}"
        )

    @property
    def remedy(self) -> str:
        """Return what helps, as a code: mend, ask_again, seal_again or export_again."""
        if self.reason == REPLACED:
            return "ask_again"
        if self.reason not in OTHER_VERSION:
            return "mend"
        if self.versions is not None and self.versions[1] != CONTRACT:
            return "export_again"
        return "seal_again"


class RecordsPruned(SnapshotRefused):
    """A question to records that were erased; what the summary holds is still shown."""

    def __init__(self, day: str, on: date, term: str) -> None:
        """Explain when they were erased, and under which term."""
        super().__init__(day, "pruned")
        self.on, self.term = on, term
        self.args = (
            f"The records of snapshot {self.day} were erased on {on.isoformat()}, by "
            f"the term of {term} (data/policy/own_terms.toml). What its summary counts "
            "is still there: figures, trends and the report.",
        )


REASONS = {
    "missing": "there is no such snapshot",
    "seal": "its seal cannot be read",
    "files": "it does not hold exactly the sealed files",
    "size": "a file has another size than was sealed",
    "hash": "a file has other bytes than were sealed",
    "unreadable": "a file cannot be read",
    "pruned": "its records were erased under their term",
    "unproved": "its records are gone, and the journal does not prove that they were "
    "erased under their term",
    "forged": "no key of this journal made the signature that it keeps of it",
    "replaced": "another one took its place while it was asked",
    "older": "it was sealed by an older version of this software",
    "newer": "it was sealed by a newer version of this software",
    "tables": "it was sealed by a version with other tables or columns",
}
REPLACED = "replaced"
OTHER_VERSION = ("older", "newer", "tables")
"""The reasons for which a snapshot is refused that is not damaged."""
REMEDIES = {
    "mend": "Put back a sound copy, or seal its source again with --replace.",
    "ask_again": "Ask again: what is there now is opened then.",
    "seal_again": "Seal its source again with this version and --replace, or open it "
    "with the version that sealed it.",
    "export_again": f"Export its source again by contract {CONTRACT} and seal that "
    "with --replace, or open it with the version that sealed it.",
}


def printable(name: str) -> str:
    """Return a name that came from outside so that it can be printed."""
    return "".join(c if c.isprintable() else "?" for c in name[:80])


def nearest(word: str, known: Iterable[str]) -> str:
    """Return a question for the word that was probably meant; nothing for none."""
    for close in get_close_matches(word, list(known), n=1, cutoff=0.6):
        return f" Did you mean {close}?"
    return ""
