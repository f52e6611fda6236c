"""The command line: python -m data seal | verify | export | demo."""

from __future__ import annotations

import argparse
import io
import os
import sys
import tempfile
from contextlib import closing, contextmanager, nullcontext
from datetime import date
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, BinaryIO

from data import policy, snapshot
from data.ask.failure import AskFailed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

SNAPSHOTS = Path("data/snapshots")


def progress() -> Callable[[str], None]:
    """Say on a terminal what is being done and for how long; quiet in a pipe."""
    if not sys.stderr.isatty():
        return lambda _: None
    began = perf_counter()

    def tell(what: str) -> None:
        print(f"{perf_counter() - began:7.1f} s  {what}", file=sys.stderr, flush=True)

    return tell


@contextmanager
def written(path: Path) -> Iterator[BinaryIO]:
    """Open a file that takes its place once it is whole, for its owner alone.

    A pipe or a device is written to as it stands.
    """
    if path.exists() and not path.is_file():
        with path.open("wb") as file:
            yield file
        return
    place = path.resolve()
    try:
        handle, name = tempfile.mkstemp(prefix=".", suffix=".part", dir=place.parent)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from None
    beside = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
        beside.replace(place)
    finally:
        beside.unlink(missing_ok=True)


def seal(args: argparse.Namespace) -> int:
    """Check a source and publish it as a snapshot."""
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
                    args.source, args.snapshots, replace=args.replace, tell=progress()
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
    """Write an answer of a snapshot as CSV."""
    from data.ask import Asked, Engine
    from data.ask.export import export as pieces

    with closing(Engine()) as engine:
        found = snapshot.find(args.snapshots, args.day)
        parts = pieces(engine, found, Asked(args.table))
        if args.out is None:
            _write(sys.stdout.buffer, parts)
        else:
            with written(args.out) as file:
                _write(file, parts)
    return 0


def _write(file: BinaryIO, parts: Iterable[bytes]) -> None:
    for part in parts:
        file.write(part)
    file.flush()


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


def parser() -> argparse.ArgumentParser:
    """Make the parser of the command line."""
    from data.ask.export import TABLES

    top = argparse.ArgumentParser(
        prog="python -m data", description="Seal snapshots and ask them questions."
    )
    commands = top.add_subparsers(required=True, metavar="COMMAND")

    def command(run: Callable[..., int]) -> argparse.ArgumentParser:
        made = commands.add_parser(
            run.__name__, help=run.__doc__, description=run.__doc__
        )
        made.add_argument(
            "--snapshots",
            type=Path,
            default=SNAPSHOTS,
            metavar="DIR",
            help="folder of the snapshots (default: %(default)s)",
        )
        made.set_defaults(run=run)
        return made

    one = command(seal)
    one.add_argument("source", type=Path, help="folder with the exported tables")
    one.add_argument(
        "--replace", action="store_true", help="put it in the place of a sealed day"
    )
    one.add_argument(
        "--report", type=Path, metavar="FILE", help="write the check report as JSON"
    )
    one = command(verify)
    one.add_argument("day", nargs="?", help="YYYY-MM-DD (default: every snapshot)")
    one = command(export)
    one.add_argument("table", choices=TABLES, help=", ".join(TABLES))
    one.add_argument("--day", metavar="D", help="YYYY-MM-DD (default: the newest)")
    one.add_argument(
        "--out", type=Path, metavar="FILE", help="default: standard output"
    )
    one = command(demo)
    one.add_argument("out", type=Path, help="folder to write the source folders in")
    one.add_argument("--clients", type=int, default=1_000, metavar="N")
    one.add_argument("--months", type=int, default=1, metavar="M")
    one.add_argument("--seed", type=int, default=1, metavar="S")
    one.add_argument(
        "--last",
        type=date.fromisoformat,
        default=date(2026, 10, 31),
        metavar="DATE",
        help="day of the last snapshot (default: %(default)s)",
    )
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; 0 when it did its work, 1 when it refused, 2 for usage."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")
    args = parser().parse_args(arguments)
    try:
        code: int = args.run(args)
        sys.stdout.flush()
    except (snapshot.SnapshotRefused, policy.PolicyError, AskFailed) as refused:
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
