"""Seal a source: the heavy wing from one end to the other."""

from __future__ import annotations

import hashlib
import platform
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from time import perf_counter
from typing import TYPE_CHECKING, Any

import duckdb

import queries
from data import VERSION, contract, policy
from data.seal import load, publish, source
from data.seal.check import Checker
from data.seal.derive import derive
from data.seal.describe import NAME, Description, describe
from data.seal.report import SourceRefused
from data.snapshot import DATABASES, FORMAT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from data.seal.source import SourceFile

MEMORY = "1GB"
THREADS = 2
_SOFTWARE = ("duckdb", "polars", "pandera")


@dataclass(frozen=True)
class Sealed:
    """What a seal came to."""

    path: Path
    digest: str
    rows: int
    """Rows of the source."""
    findings: dict[str, int]
    """Findings by severity: high, medium, low."""
    seconds: float


def seal(
    folder: Path,
    root: Path,
    *,
    replace: bool = False,
    tell: Callable[[str], None] = lambda _: None,
) -> Sealed:
    """Check a source, derive its answers and publish them as a snapshot.

    SourceRefused holds every error of the source; SealRefused says why a sound
    one cannot be published. Either way earlier snapshots are untouched.
    """
    began = perf_counter()
    policy.check()
    description = describe(folder)
    if description.is_other_contract:
        raise SourceRefused(folder.name, description.failures)
    day = None if description.as_of is None else description.as_of.isoformat()
    if day is not None:
        publish.refuse_sealed(root, day, replace=replace)
    with publish.building(root, day or "refused", replace=replace) as here:
        files = {table: source.find(folder, table) for table in contract.TABLES}
        con = _connect(here)
        try:
            told = _build(con, here, files, description, tell)
        finally:
            con.close()
        (here / "staging.duckdb").unlink()
        tell("publishing")
        digest = publish.publish(here, root, told | _provenance(folder, files))
    return Sealed(
        path=root / str(day),
        digest=digest,
        rows=sum(told["rows"][table] for table in contract.TABLES),
        findings=told["findings"],
        seconds=perf_counter() - began,
    )


def _connect(here: Path) -> duckdb.DuckDBPyConnection:
    """Open a staging database that spills beside itself and knows no network."""
    con = duckdb.connect(
        here / "staging.duckdb",
        config={
            "memory_limit": MEMORY,
            "threads": THREADS,
            "temp_directory": str(here / "spill"),
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "python_enable_replacements": "false",
        },
    )
    load.prepare(con)
    return con


def _build(
    con: duckdb.DuckDBPyConnection,
    here: Path,
    files: dict[str, SourceFile],
    description: Description,
    tell: Callable[[str], None],
) -> dict[str, Any]:
    """Load, check and derive into `here`; give what the seal says of it."""
    for table, file in files.items():
        if file.failure is None:
            tell(f"loading {table}")
            tell(f"loaded {table}: {load.load(con, file):,} rows")
    failures = Checker(con, files, description.as_of).run(tell)
    failures = [*description.failures, *failures]
    if failures or description.as_of is None or description.statement is None:
        raise SourceRefused(files["client"].path.parent.name, failures)
    for name in DATABASES:
        con.execute(
            f"attach $path as {name.removesuffix('.duckdb')}",
            {"path": str(here / name)},
        )
    rows = derive(con, description.as_of, description.statement, tell)
    con.execute("use staging")
    findings = {"high": 0, "medium": 0, "low": 0}
    counted = con.table("records.findings").aggregate("severity, count(*)")
    findings |= dict(counted.fetchall())
    for name in DATABASES:
        con.execute(f"detach {name.removesuffix('.duckdb')}")
    return {
        "format": FORMAT,
        "contract": contract.VERSION,
        "as_of": description.as_of.isoformat(),
        "controller": description.controller,
        "exported_at": str(description.exported_at),
        "statement": description.statement.isoformat(),
        "rows": rows,
        "findings": findings,
    }


def _provenance(folder: Path, files: dict[str, SourceFile]) -> dict[str, Any]:
    """Say what a snapshot was made of and with: hashes and versions."""
    paths = [folder / NAME, *(file.path for file in files.values())]
    return {
        "checks": {table: "passed" for table in files},
        "source": {path.name: _hash(path) for path in paths},
        "policy": {p.name: _hash(p) for p in sorted(policy.FOLDER.glob("*.csv"))},
        "queries": {
            f"{p.parent.name}/{p.name}": _hash(p)
            for p in sorted(queries.FOLDER.glob("*/*.sql"))
            if p.parent.name in ("contract", "seal", "findings", "key_figures")
        },
        "software": {
            "dashboard": VERSION,
            "python": platform.python_version(),
            **{name: version(name) for name in _SOFTWARE},
        },
        "sealed_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "platform": sys.platform,
    }


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
