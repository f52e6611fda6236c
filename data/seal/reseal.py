"""Seal a row of sources again, in the order of their days, by today's definitions.

The whole row is built beside, each snapshot compared with the one before it in that
row, and takes its place only when all of it is there. What is refused, or killed,
before that leaves everything as it was.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from data import contract, pruned, regular_file, snapshot
from data.seal import publish
from data.seal.check.continuity import Meant
from data.seal.ranges.spread import ALONE
from data.seal.run import seal
from data.seal.source import NAME
from data.seal.source.describe import describe

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from data.contract.naming import Naming
    from data.seal.ranges.spread import Spread
    from data.seal.run import Sealed

WORK = ".resealing-"
"""How the folder begins in which a row is built, beside where it goes."""
ANYTHING = Meant(frozenset(contract.TABLES), frozenset(contract.TABLES))
"""That a source breaks off from the one before it, as it did when it was sealed."""


@dataclass(frozen=True)
class Reseal:
    """Which sources are sealed again, and where they go."""

    sources: dict[str, Path]
    """The folders by their day, in that order."""
    root: Path
    """The snapshots that were sealed from them."""
    to: Path
    """Where the new ones go: `root` itself, or a folder that is not there yet."""
    meant: Meant
    """What may be other than in the source before where none was sealed of it."""
    naming: Naming
    spread: Spread = ALONE

    def run(
        self, tell: Callable[[str], None], note: Callable[[str, str], None]
    ) -> list[Sealed]:
        """Seal all, then put all in place; return what each came to.

        Raises as `seal` does. `note` is told each day and digest before it takes its
        place.
        """
        if self.to != self.root:
            with self._work() as work:
                made = self._row(work, tell, note)
                (work / publish.LOCK).unlink(missing_ok=True)
                work.rename(self.to)
                publish.sync(work.parent)
                return made
        with publish.alone(self.root), self._work(is_alone=True) as work:
            made = self._row(work, tell, note)
            for each in made:
                publish.put_in_place(work / each.path.name, self.root)
            return made

    @contextmanager
    def _work(self, *, is_alone: bool = False) -> Iterator[Path]:
        """Return an empty folder beside where the row goes; gone afterwards."""
        work = self.to.resolve().with_name(f"{WORK}{self.to.name}")
        if is_alone:  # what is there was left by a run that was killed
            shutil.rmtree(work, ignore_errors=True)
        try:
            work.mkdir()
        except FileExistsError:
            raise publish.SealRefused(
                f"{work} is there: another run makes {self.to}, or one was killed. "
                "Remove it where none runs."
            ) from None
        try:
            yield work
        finally:
            shutil.rmtree(work, ignore_errors=True)

    def _row(
        self, row: Path, tell: Callable[[str], None], note: Callable[[str, str], None]
    ) -> list[Sealed]:
        made = [self._seal(row, day, tell) for day in self.sources]
        for each in made:
            note(each.path.name, each.digest)
        return [replace(each, path=self.to / each.path.name) for each in made]

    def _seal(self, row: Path, day: str, tell: Callable[[str], None]) -> Sealed:
        tell(day)
        source = self.sources[day]
        was_sealed = is_sealed_from(self.root / day, source)
        return seal(
            source,
            row,
            new_key=was_sealed,
            meant=ANYTHING if was_sealed else self.meant,
            naming=self.naming,
            spread=self.spread,
            tell=tell,
        )


def by_day(folders: list[Path]) -> dict[str, Path]:
    """Return the sources in some folders, or in the folders of these, by their day.

    SealRefused where there is none, where one does not say its day, or two say the
    same.
    """
    sources: dict[str, Path] = {}
    for folder in _sources(folders):
        as_of = describe(folder).as_of
        if as_of is None:
            raise publish.SealRefused(
                f"{folder / NAME} says no day that can be read: mend it, or leave the "
                "source out. Nothing is sealed."
            )
        day = as_of.isoformat()
        if day in sources:
            raise publish.SealRefused(
                f"{sources[day]} and {folder} are both of {day}: give one of them. "
                "Nothing is sealed."
            )
        sources[day] = folder
    if not sources:
        raise publish.SealRefused(f"There is no source: no folder with a {NAME}.")
    return dict(sorted(sources.items()))


def _sources(folders: list[Path]) -> Iterator[Path]:
    for folder in folders:
        if (folder / NAME).is_file():
            yield folder
        elif folder.is_dir():
            yield from sorted(path.parent for path in folder.glob(f"*/{NAME}"))


def refuse_gaps(root: Path, sources: dict[str, Path], *, replace: bool) -> None:
    """Refuse what was erased under its term, and a row that would be half replaced."""
    erased = [day for day in sources if (root / day / pruned.NAME).exists()]
    if erased:
        raise publish.SealRefused(
            f"The records of {', '.join(erased)} were erased under their term: leave "
            "these sources out, and erase them too. Nothing is sealed."
        )
    lacking = [
        day
        for day in snapshot.days(root)
        if day not in sources and not (root / day / pruned.NAME).exists()
    ]
    if replace and lacking:
        raise publish.SealRefused(
            f"There is no source for {', '.join(sorted(lacking))}: what follows would "
            "be compared with another day. Give every source, or --out. Nothing is "
            "sealed."
        )


def is_sealed_from(sealed: Path, source: Path) -> bool:
    """Return whether a snapshot of any format was sealed from the files of a source."""
    try:
        text = regular_file.read(sealed / snapshot.SEAL, snapshot.LARGEST_SEAL)
        record: Any = json.loads(text)
        files = dict(record["source"])
        return bool(files) and all(
            _hash(source / name) == digest for name, digest in files.items()
        )
    except (OSError, ValueError, KeyError, TypeError):
        return False


def _hash(path: Path) -> str:
    with regular_file.open_regular(path) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
