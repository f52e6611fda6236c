"""What several commands share: who asks, for which day, and how to say no."""

from __future__ import annotations

import argparse
import os
import pwd
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from data import process, settings
from data.journal import BoundJournal, Event, account, beside, seals

if TYPE_CHECKING:
    from collections.abc import Callable

    from data.ask import Reader
    from data.export.export import Export
    from data.snapshot import Snapshot


CALLED_WRONGLY = 2
STDOUT = Path("-")
"""What is written for standard output where a file may be named."""
TEXTS = (".csv", ".ics")
"""How files end that a terminal can show."""
NAMED = 12
"""Days that are named, at most, where another one was asked for."""


def fail(why: str, code: int = 1) -> int:
    """Print why not on standard error; return the exit code."""
    process.heed_stop()
    print(why, file=sys.stderr)
    return code


def no_such_day(folder: Path, day: str | None) -> str:
    """Return in words that there is no snapshot of a day, and of which there are."""
    from data import snapshot
    from data.refusal import printable

    known = snapshot.days(folder)
    if not folder.is_dir():
        return f"There is no folder {folder}."
    if not known or day is None:
        return f"There is no snapshot in {folder}. Seal a source first."
    named = ", ".join(known[:NAMED])
    if len(known) > NAMED:
        named += f" and {len(known) - NAMED} older ones"
    day = printable(day)
    is_day = snapshot.is_day(day)
    why = "There is no snapshot of" if is_day else "Not a day (YYYY-MM-DD):"
    return f"{why} {day}. There are: {named}."


def at_least(least: int) -> Callable[[str], int]:
    """Return what reads a number of an option that is not below another."""

    def number(text: str) -> int:
        if not text.isascii() or not text.isdecimal() or int(text) < least:
            raise argparse.ArgumentTypeError(f"a whole number from {least} up")
        return int(text)

    return number


def file_ending(*endings: str) -> Callable[[str], Path]:
    """Return what reads the name of a file that ends in one of these.

    `-` is standard output, where the ending does not choose between forms.
    """

    def file(text: str) -> Path:
        if len(endings) == 1 and text == str(STDOUT):
            return STDOUT
        if Path(text).suffix not in endings:
            *first, last = endings
            some = f"{', '.join(first)} or {last}" if first else last
            raise argparse.ArgumentTypeError(f"FILE ends in {some}")
        return Path(text)

    return file


def day_option(made: argparse.ArgumentParser) -> None:
    """Add the day of the snapshot that is asked."""
    complete_days(
        made.add_argument("--day", metavar="D", help="YYYY-MM-DD (default: the newest)")
    )


def complete_days(argument: argparse.Action) -> None:
    """Let a shell offer the days of the snapshots, where one asks by argcomplete."""

    def days(parsed_args: argparse.Namespace, **_: object) -> list[str]:
        from data import snapshot

        folder = parsed_args.snapshots or settings.current().snapshots
        return snapshot.days(folder)

    argument.completer = days  # type: ignore[attr-defined]


def key_options(made: argparse.ArgumentParser) -> None:
    """Add where a source with pseudonyms goes, and the key of these."""
    made.add_argument("out", type=Path, help="folder to write, not there yet")
    made.add_argument(
        "--key", type=Path, required=True, metavar="FILE", help="outside any repository"
    )
    new_key_option(made)


def new_key_option(made: argparse.ArgumentParser) -> None:
    """Add that the key of the pseudonyms is made."""
    made.add_argument(
        "--new-key", action="store_true", help="make the key; it is not there yet"
    )


def remind_of_key(args: argparse.Namespace) -> None:
    """Print what to do with a key that was made."""
    if args.new_key:
        print(
            f"Keep {args.key} and {args.key}.assigned together, backed up and for you "
            "alone: without them next month's pseudonyms are others."
        )


def reader(args: argparse.Namespace) -> Reader:
    """Return the reader that the command line is: whoever may read the files.

    What it is given is told to the journal (`journal_option`) before it goes out.
    """
    from data.ask import Actor, Engine, Reader
    from data.followup import Store

    actor = Actor(process_account(), "dpo", _purpose(args))
    write, store = journal(args).write, Store(followup_folder(args))
    engine = Engine(lambda _: journal_folder(args))
    return Reader(engine, lambda: actor, write, "command", followup=store)


def process_account() -> str:
    """Return whose process this is: an environment can say anything.

    Of root it is who became root by sudo, where that is known.
    """
    user = os.getuid()
    sudo = os.environ.get("SUDO_UID", "")  # noqa: TID251  what sudo says is no setting
    number = int(sudo) if user == 0 and sudo.isdecimal() else user
    try:
        return account(f"os:{pwd.getpwuid(number).pw_name}")
    except (KeyError, OverflowError):
        return account(f"os:{number}")


def purpose_option(made: argparse.ArgumentParser) -> None:
    """Add for what purpose somebody looks at rows about persons."""
    from data.ask.access import PURPOSES

    made.add_argument(
        "--purpose",
        choices=PURPOSES,
        metavar="PURPOSE",
        help="for what rows about persons are looked at, which the journal keeps "
        f"(default: purpose of the configuration): {', '.join(PURPOSES)}",
    )


def _purpose(args: argparse.Namespace) -> str | None:
    """Return the purpose as given, or that of the configuration."""
    return getattr(args, "purpose", None) or settings.current().purpose


def add_command(
    does: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    run_it: Callable[[argparse.Namespace], int],
) -> argparse.ArgumentParser:
    """Add one of the commands that a command has, of a name, and return it."""
    made = does.add_parser(name, help=run_it.__doc__, description=run_it.__doc__)
    made.set_defaults(does=run_it)
    return made


def add_journal_command(
    does: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    run_it: Callable[[argparse.Namespace], int],
) -> argparse.ArgumentParser:
    """Add one that writes in the journal, wherever it is."""
    made = add_command(does, name, run_it)
    journal_option(made)
    snapshots_option(made)
    return made


def snapshots_option(made: argparse.ArgumentParser) -> None:
    """Add where the snapshots are, behind the name of what is done as before it."""
    made.add_argument(
        "--snapshots",
        type=Path,
        default=argparse.SUPPRESS,
        metavar="DIR",
        help="folder of the snapshots",
    )


def journal_option(made: argparse.ArgumentParser) -> None:
    """Add where the journal is."""
    made.add_argument(
        "--journal",
        type=Path,
        metavar="DIR",
        help="folder of the journal (default: as configured, or beside the snapshots)",
    )


def journal_folder(args: argparse.Namespace) -> Path:
    """Return the journal's folder: as given, as configured, or beside the snapshots."""
    folder: Path | None = args.journal or settings.current().journal
    return folder or beside(args.snapshots)


def followup_folder(args: argparse.Namespace) -> Path:
    """Return the folder of what people wrote: configured, or beside the snapshots."""
    from data.followup import beside

    return settings.current().followup or beside(args.snapshots)


def journal(args: argparse.Namespace) -> BoundJournal:
    """Return the journal that a command writes in that is about snapshots."""
    return BoundJournal(journal_folder(args), args.snapshots)


def noted(event: str, role: str = "dpo", **fields: str | int | None) -> Event:
    """Make an event of the command line: by whoever may read the files."""
    return Event(event=event, who=process_account(), role=role, via="command", **fields)  # type: ignore[arg-type]


def note_seal(book: BoundJournal, day: str, digest: str) -> None:
    """Write in the journal what is about to be published, anchor and sign it.

    From then on that journal is the one that these snapshots are read with.
    """
    book.write(noted("snapshot.seal", "admin", day=day, digest=digest))
    book.anchor()
    seals.sign(book, day, digest)
    if book.snapshots.is_dir():
        book.take()


def put_out(
    args: argparse.Namespace, export: Export, chosen: Snapshot | None = None
) -> int:
    """Make a file of a snapshot, else that of `--day`, and put it where `--out` says.

    It is entered in the ledger before. What was there stays until it is whole.
    """
    from data import snapshot
    from data.commands.kept_places import refuse_kept
    from data.export.csv_file import pieces
    from data.export.ledger_entry import issue
    from data.written import write, written

    if chosen is None:
        chosen = snapshot.find(args.snapshots, args.day)
    refuse_kept(args)  # of a month, whose file names the place
    is_out = args.out in (None, STDOUT)
    if is_out and sys.stdout.isatty() and not _is_text(export.file_name(chosen)):
        why = "This file is not for a terminal. Use --out FILE, or a pipe."
        return fail(why, CALLED_WRONGLY)
    with closing(reader(args)) as asking:
        issued = issue(asking, journal(args), chosen, export)
        with issued.file:
            if is_out:
                write(sys.stdout.buffer, pieces(issued.file))
            else:
                with written(args.out) as file:
                    write(file, pieces(issued.file))
    if sys.stderr.isatty():
        print(issued.sentence(), file=sys.stderr)
    return 0


def _is_text(name: str) -> bool:
    return Path(name).suffix in TEXTS
