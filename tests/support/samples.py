"""The sources in tests/samples, brought to the contract of today.

    python -m tests.support.samples

adds what the contract has and a table lacks, as empty cells, leaves out what the
contract has no more, and writes the version of the contract. A cell that may not
be null is for people to fill.
"""

from __future__ import annotations

import csv
import re
from pathlib import Path

from data import contract

SOURCE = Path(__file__).parents[1] / "samples" / "small" / "source"


def _read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _columns(table: str) -> list[str]:
    return list(contract.TABLES[table].to_schema().columns)


def stale(source: Path = SOURCE) -> list[str]:
    """Name the tables of a source whose columns are not those of the contract."""
    headers = {
        table: (source / f"{table}.csv").read_text(encoding="utf-8").split("\n")[0]
        for table in contract.TABLES
    }
    return [
        table
        for table, header in headers.items()
        if set(header.rstrip("\r").split(",")) != set(_columns(table))
    ]


def renew(source: Path, version: int = contract.VERSION) -> list[str]:
    """Rewrite the tables that are stale, and the version; return their names."""
    names = stale(source)
    for table in names:
        rows = _read(source / f"{table}.csv")
        with (source / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(
                file, _columns(table), "", "ignore", lineterminator="\n"
            )
            writer.writeheader()
            writer.writerows(rows)
    toml = source / "snapshot.toml"
    text = re.sub(r"(?m)^contract = \d+$", f"contract = {version}", toml.read_text())
    toml.write_text(text)
    return names


if __name__ == "__main__":
    print("Rewritten:", ", ".join(renew(SOURCE)) or "nothing")
