"""Run the suites and print their table; a night's figures go into SECURITY.md."""

from __future__ import annotations

import argparse
import sys
import time
from datetime import UTC, datetime

from tests.faults import names, suite
from tests.support.published import LINE, Row, publish, row_of


def parser() -> argparse.ArgumentParser:
    """Make the parser of `python -m tests.faults`."""
    made = argparse.ArgumentParser(
        prog="python -m tests.faults",
        description="Make faults on purpose and count what they break.",
    )
    made.add_argument(
        "suites", nargs="*", help="which (default: all): " + ", ".join(names())
    )
    made.add_argument(
        "--counts",
        default="few",
        help="few (default), nightly, or a number of cases for each suite",
    )
    made.add_argument("--seed", type=int, help="default: 1, or a night's date")
    made.add_argument(
        "--publish",
        action="store_true",
        help="write the rows without a bad case into SECURITY.md; nightly does",
    )
    return made


def main() -> int:
    """Run the suites; 1 when a case was bad."""
    args = parser().parse_args()
    if unknown := set(args.suites) - set(names()):
        parser().error(f"there is no suite {', '.join(sorted(unknown))}")
    nightly = args.counts == "nightly"
    today = datetime.now(UTC).date()
    seed = args.seed if args.seed is not None else 1
    if nightly and args.seed is None:
        seed = int(f"{today:%Y%m%d}")
    bad = 0
    print(LINE.format(*Row.HEAD), LINE.format(*Row.RULE), sep="\n", flush=True)
    for name in args.suites or names():
        held = suite(name)
        counts = {"few": held.FEW, "nightly": held.MANY}
        count = counts.get(args.counts) or int(args.counts)
        began = time.monotonic()
        result = held.run(count, seed)
        row = row_of(held, result, seed, today)
        print(row.as_line(), flush=True)
        print(f"{name}: {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)
        for example in result.examples:
            print(f"  {held.BAD}: {example}", file=sys.stderr, flush=True)
        bad += result.bad
        if (nightly or args.publish) and not result.bad:
            publish(row)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
