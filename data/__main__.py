"""The command line: python -m data seal | verify | export | agenda | demo."""

from __future__ import annotations

import argparse
import io
import os
import sys
from contextlib import closing, nullcontext
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from data import policy, snapshot
from data.ask.failure import AskFailed, ExportRefused
from data.progress import progress
from data.written import write, written

if TYPE_CHECKING:
    from collections.abc import Sequence

SNAPSHOTS = Path("data/snapshots")


def seal(args: argparse.Namespace) -> int:
    """Check sources and publish each as a snapshot, until one is refused."""
    if args.report and len(args.sources) > 1:
        return fail("A report is of one source: give one, or leave --report out.")
    return next((code for code in (_seal(args, s) for s in args.sources) if code), 0)


def _seal(args: argparse.Namespace, source: Path) -> int:
    from data.seal.publish import SealRefused
    from data.seal.report import SourceRefused
    from data.seal.run import seal as seal_source

    refused: SourceRefused | None = None
    if args.report and args.report.is_file():
        args.report.unlink()  # told of an earlier run, if this one ends without
    try:
        with written(args.report) if args.report else nullcontext() as report:
            try:
                sealed = seal_source(
                    source, args.snapshots, replace=args.replace, tell=progress()
                )
            except SourceRefused as error:
                refused = error
            if report:
                report.write((refused or SourceRefused("", [])).as_json().encode())
    except SealRefused as error:
        return fail(str(error))
    if refused:
        return fail(str(refused))
    found = ", ".join(f"{n:,} {severity}" for severity, n in sealed.findings.items())
    print(
        f"Sealed {sealed.path} ({sealed.digest[:12]}): {sealed.rows:,} rows, "
        f"findings {found}, in {sealed.seconds:.1f} s."
    )
    for note in sealed.notes:
        print(note, file=sys.stderr)
    return 0


def verify(args: argparse.Namespace) -> int:
    """Hold snapshots against their seals; all of them without a day."""
    days = [args.day] if args.day else snapshot.days(args.snapshots)
    if not days:
        return fail(f"There is no snapshot in {args.snapshots}. Seal a source first.")
    refused = 0
    for day in days:
        try:
            found = snapshot.find(args.snapshots, day)
            snapshot.verify(found)
            print(f"{day} {found.short} is what was sealed.")
        except snapshot.SnapshotRefused as error:
            refused += 1
            print(error, file=sys.stderr)
    return 1 if refused else 0


def export(args: argparse.Namespace) -> int:
    """Write an answer of a snapshot as CSV or for Excel."""
    from data.ask import Asked, Engine
    from data.ask.export import export as pieces

    with closing(Engine()) as engine:
        found = snapshot.find(args.snapshots, args.day)
        parts = pieces(engine, found, Asked(args.table), args.format)
        if args.out is None:
            write(sys.stdout.buffer, parts)
        else:
            with written(args.out) as file:
                write(file, parts)
    return 0


def agenda(args: argparse.Namespace) -> int:
    """Write the deadlines of a snapshot as iCalendar or CSV."""
    from data.ask import Asked, Engine, FilterError, question, read_filters
    from data.ask.agenda import NAME, calendar
    from data.ask.export import export as pieces

    told: dict[str, str] = {}
    for column, value in args.only or ():
        told[column] = f"{told[column]}|{value}" if column in told else value
    if args.until:
        told["due_on"] = f"..{args.until}"
    with closing(Engine()) as engine:
        found = snapshot.find(args.snapshots, args.day)
        try:
            asked = Asked(NAME, read_filters(question(NAME), told))
            if args.out.suffix == ".ics":
                parts = iter([calendar(engine, found, asked, args.lang)])
            else:
                parts = pieces(engine, found, asked)
        except FilterError as refused:
            return fail(str(refused))
        with written(args.out) as file:
            write(file, parts)
    return 0


def demo(args: argparse.Namespace) -> int:
    """Write source folders of one living organisation."""
    from data.demo import write

    folders = write(
        args.out,
        args.clients,
        months=args.months,
        seed=args.seed,
        last=args.last,
        tell=progress(),
    )
    print(
        f"Wrote {len(folders)} source folders of {args.clients:,} clients: {args.out}"
    )
    return 0


def fail(why: str) -> int:
    """Say why not, on standard error."""
    print(why, file=sys.stderr)
    return 1


def _of_seal(made: argparse.ArgumentParser) -> None:
    made.add_argument(
        "sources",
        type=Path,
        nargs="+",
        metavar="source",
        help="folder with the exported tables",
    )
    made.add_argument(
        "--replace", action="store_true", help="put it in the place of a sealed day"
    )
    made.add_argument(
        "--report", type=Path, metavar="FILE", help="write the check report as JSON"
    )


def _of_verify(made: argparse.ArgumentParser) -> None:
    made.add_argument("day", nargs="?", help="YYYY-MM-DD (default: every snapshot)")


def _of_export(made: argparse.ArgumentParser) -> None:
    from data.ask.export import FORMATS, TABLES

    made.add_argument(
        "table", choices=TABLES, metavar="TABLE", help=f"one of {', '.join(TABLES)}"
    )
    made.add_argument("--format", choices=FORMATS, default="csv", help="default: csv")
    made.add_argument("--day", metavar="D", help="YYYY-MM-DD (default: the newest)")
    made.add_argument(
        "--out", type=Path, metavar="FILE", help="default: standard output"
    )


def _of_agenda(made: argparse.ArgumentParser) -> None:
    made.add_argument("--day", metavar="D", help="YYYY-MM-DD (default: the newest)")
    made.add_argument(
        "--until",
        type=date.fromisoformat,
        metavar="DATE",
        help="what is due on that day or before (default: all)",
    )
    made.add_argument(
        "--only",
        type=_filter,
        action="append",
        metavar="COLUMN=VALUE",
        help="as in the page's address, such as kind=request or period=overdue",
    )
    made.add_argument(
        "--lang", choices=("nl", "en"), default="nl", help="of FILE.ics (default: nl)"
    )
    made.add_argument(
        "--out",
        type=_agenda_file,
        required=True,
        metavar="FILE",
        help="ends in .ics or .csv",
    )


def _filter(text: str) -> tuple[str, str]:
    column, _, value = text.partition("=")
    if not column or not value:
        raise argparse.ArgumentTypeError("a filter is COLUMN=VALUE")
    return column, value


def _agenda_file(text: str) -> Path:
    if Path(text).suffix not in (".ics", ".csv"):
        raise argparse.ArgumentTypeError("FILE ends in .ics or .csv")
    return Path(text)


def _of_demo(made: argparse.ArgumentParser) -> None:
    made.add_argument("out", type=Path, help="folder to write the source folders in")
    made.add_argument("--clients", type=int, default=1_000, metavar="N")
    made.add_argument("--months", type=int, default=1, metavar="M")
    made.add_argument("--seed", type=int, default=1, metavar="S")
    made.add_argument(
        "--last",
        type=date.fromisoformat,
        default=date(2026, 10, 31),
        metavar="DATE",
        help="day of the last snapshot (default: %(default)s)",
    )


def parser() -> argparse.ArgumentParser:
    """Make the parser of the command line."""
    top = argparse.ArgumentParser(
        prog="python -m data", description="Seal snapshots and ask them questions."
    )
    commands = top.add_subparsers(required=True, metavar="COMMAND")
    for run, add_options in {
        seal: _of_seal,
        verify: _of_verify,
        export: _of_export,
        agenda: _of_agenda,
        demo: _of_demo,
    }.items():
        made = commands.add_parser(
            run.__name__, help=run.__doc__, description=run.__doc__
        )
        add_options(made)
        made.add_argument(
            "--snapshots",
            type=Path,
            default=SNAPSHOTS,
            metavar="DIR",
            help="folder of the snapshots (default: %(default)s)",
        )
        made.set_defaults(run=run)
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; 0 when it did its work, 1 when it refused, 2 for usage."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")
    args = parser().parse_args(arguments)
    try:
        code: int = args.run(args)
        sys.stdout.flush()
    except (
        snapshot.SnapshotRefused,
        policy.PolicyError,
        AskFailed,
        ExportRefused,
    ) as refused:
        return fail(str(refused))
    except BrokenPipeError:
        # who read along has left; what is still to be flushed goes nowhere
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return 1
    except OSError as error:
        about = f" ({error.filename})" if error.filename else ""
        return fail(f"The file system refused: {error.strerror}{about}.")
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        return 130
    return code


if __name__ == "__main__":
    sys.exit(main())
