"""python -m data month: from the source to the report, by itself and once at a time."""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from argparse import Namespace
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from data import policy, runs, snapshot
from data.commands import month_lists, spreading
from data.commands.common import (
    CALLED_WRONGLY,
    fail,
    journal,
    journal_option,
    new_key_option,
    note_seal,
    put_out,
    remind_of_key,
)
from data.commands.month_config import ConfigRefused, MonthConfig, read
from data.commands.why_not import refused
from data.progress import progress
from data.runs import MonthlyRun

if TYPE_CHECKING:
    from collections.abc import Iterator

EXAMPLE = "month /etc/privacy/month.toml"
LOCK, WORK = ".month", ".month-"
"""In the folder of snapshots: who runs, and what a run makes on its way."""


def run(args: argparse.Namespace) -> int:
    """Make the source, seal it and write its reports, as a file says."""
    policy.check()  # all of it, before the contract loads its lists one by one
    from data.fetch.map_folder import FetchRefused
    from data.seal.pseudonyms import KeyRefused
    from data.seal.publish import SealRefused, held
    from data.seal.report import SourceRefused

    if why := spreading.refusal(args):
        return fail(why, CALLED_WRONGLY)
    try:
        config = read(args.config)
    except ConfigRefused as refused:
        return fail(str(refused), CALLED_WRONGLY)
    args.snapshots.mkdir(parents=True, exist_ok=True)
    try:
        with held(args.snapshots / LOCK, f"Another run has {args.snapshots}."):
            month = _Month(config, args)
            with _on_record(month):
                month.run()
    except (FetchRefused, KeyRefused, SealRefused, SourceRefused) as refused:
        return fail(str(refused))
    print(f"{month.line}.")
    remind_of_key(Namespace(key=config.key, new_key=args.new_key))
    return 0


@contextmanager
def _on_record(month: _Month) -> Iterator[None]:
    """Leave a line of what the run came to, also where it is refused or breaks."""
    try:
        yield
    except BaseException as error:
        runs.write(month.args.snapshots, refused(month.record, error))
        raise
    runs.write(month.args.snapshots, month.record)


@dataclass
class _Month:
    """One run, and how far it came."""

    config: MonthConfig
    args: argparse.Namespace
    record: MonthlyRun = field(init=False)
    line: str = ""
    """What it came to, for who reads along."""

    def __post_init__(self) -> None:
        """Begin with the first step."""
        made_by = "pseudonymise" if self.config.key else "seal"
        self.record = MonthlyRun("fetch" if self.config.fetch else made_by)
        self._tell = progress()

    def run(self) -> None:
        """Make the source, seal it, and write what goes out."""
        with self._source() as source:
            self._seal(source)
            self._keep(source)
        self._put_out()

    def _begin(self, step: str) -> None:
        self.record = replace(self.record, step=step)
        self._tell(step)

    @contextmanager
    def _source(self) -> Iterator[Path]:
        """Return the source that is sealed, made in a folder that goes if it has to be.

        What a killed run left goes too.
        """
        from data.fetch.run import fetch
        from data.seal.pseudonyms.pseudonymise import pseudonymise, refuse_inside

        config = self.config
        if config.key:
            refuse_inside(config.key, *config.to_be_there())
        place = config.sources or self.args.snapshots
        for left in place.glob(f"{WORK}*"):
            shutil.rmtree(left, ignore_errors=True)
        if config.collect and not config.key:
            yield config.collect
            return
        work = Path(tempfile.mkdtemp(prefix=WORK, dir=place))
        try:
            if config.fetch and config.key:
                self._begin("fetch")
                fetch(
                    *(config.fetch, work / "source", config.key),
                    new_key=self.args.new_key,
                    beside=month_lists.tables(config.collect),
                    tell=self._tell,
                )
                if config.collect:
                    self._begin("map")
                    month_lists.add(
                        config.collect, work / "source", work, config.key, self._tell
                    )
            elif config.collect and config.key:
                export = self._mapped(config.collect, work / "mapped")
                self._begin("pseudonymise")
                pseudonymise(
                    *(export, work / "source", config.key),
                    new_key=self.args.new_key,
                    tell=self._tell,
                )
            yield work / "source"
        finally:
            shutil.rmtree(work, ignore_errors=True)

    def _mapped(self, export: Path, to: Path) -> Path:
        """Return an export as the contract has it, which its own numbers ask for."""
        from data.export.source_names import naming
        from data.seal import mapping
        from data.seal.mapped.apply import apply

        if not (export / mapping.NAME).is_file():
            return export
        self._begin("map")
        apply(export, to, self._tell, naming())
        return to

    def _seal(self, source: Path) -> None:
        """Seal a source, unless its day was sealed from it before."""
        from data.commands.seal import sentence
        from data.export.source_names import naming
        from data.seal.run import seal

        self._begin("seal")
        if before := self._sealed_before(source):
            day, digest = before
            self.line = f"{day} was sealed from the same source before ({digest[:12]})"
        else:
            book = journal(self._options())
            with spreading.spread(self.args) as spread:
                done = seal(
                    source,
                    self.args.snapshots,
                    tell=self._tell,
                    note=lambda day, digest: note_seal(book, day, digest),
                    naming=naming(),
                    spread=spread,
                )
            day, digest, self.line = done.path.name, done.digest, sentence(done)
            for note in done.notes:
                print(note, file=sys.stderr)
        self.record = replace(self.record, day=day, digest=digest)

    def _sealed_before(self, source: Path) -> tuple[str, str] | None:
        """Return the day and digest of a snapshot of just this source, if there is.

        DaySealed where its day was sealed from another one.
        """
        from data.seal.provenance import is_made_of
        from data.seal.publish import DaySealed
        from data.seal.source.describe import describe

        as_of = describe(source).as_of
        place = self.args.snapshots / f"{as_of}"
        if as_of is None or not place.exists():
            return None
        facts, digest = snapshot.read_seal(place)
        if is_made_of(facts, source, is_fetched=self.config.fetch is not None):
            return place.name, digest
        raise DaySealed(
            f"{as_of} is sealed already in {place.parent}, from another source. A "
            "snapshot never changes; `python -m data seal --replace` puts another in "
            "its place."
        )

    def _keep(self, source: Path) -> None:
        """Keep a source that was made, where its day is not kept already."""
        kept = self.config.sources and self.config.sources / f"{self.record.day}"
        if kept and source != self.config.collect and not kept.exists():
            source.rename(kept)

    def _put_out(self) -> None:
        """Write the report in every language, and the audit pack, as a file each."""
        from data.export.audit_pack import PackExport
        from data.export.report import ReportExport

        chosen = snapshot.find(self.args.snapshots, self.record.day)
        if self.config.reports:
            self._begin("report")
            for language in self.config.languages:
                report = ReportExport(language)
                out = self.config.reports / report.file_name(chosen)
                put_out(self._options(out), report)
            self.line += f"; reports {', '.join(self.config.languages)}"
        if self.config.packs:
            self._begin("pack")
            pack = PackExport(journal(self._options()))
            put_out(self._options(self.config.packs / pack.file_name(chosen)), pack)
            self.line += "; audit pack"

    def _options(self, out: Path | None = None) -> Namespace:
        """Return what other commands are given."""
        options = {"day": self.record.day, "out": out, "purpose": "audit"}
        return Namespace(**{**vars(self.args), **options})


def options(made: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    made.add_argument("config", type=Path, help="TOML file that says what is done")
    new_key_option(made)
    spreading.options(made)
    journal_option(made)
