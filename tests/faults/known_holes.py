"""Every package that is locked or installed, against every advisory that we know.

tests/house/advisories.csv names the holes; see tests/house/test_advisories.py. A case
is one advisory held against the packages of a lock file, or against those installed.
"""

from __future__ import annotations

import csv
import re
from importlib import metadata
from typing import TYPE_CHECKING

from packaging.utils import canonicalize_name
from packaging.version import Version

from tests.faults import Result, Tally
from tests.support.sealed import ROOT

if TYPE_CHECKING:
    from pathlib import Path

NAME = "known advisories held against what is locked and what is installed"
BAD = "with the hole still in it"
FEW, MANY = 1, 10_000

LIST = ROOT / "tests" / "house" / "advisories.csv"
LOCKS = tuple(f"requirements{of}.lock" for of in ("", "-postgresql", "-dask", "-dev"))
OR_ABSENT = " or absent"
"""How the release ends of a package that only an extra or the tests need."""

Versions = dict[str, list[Version]]
"""The versions of each package; more than one where the lock splits by Python."""


def locked(name: str) -> Versions:
    """Read which versions a lock file allows."""
    versions: Versions = {}
    for line in (ROOT / name).read_text().splitlines():
        if pin := re.match(r"([A-Za-z0-9._-]+)(?:\[[^]]*\])?==([^ ;\\]+)", line):
            versions.setdefault(canonicalize_name(pin[1]), []).append(Version(pin[2]))
    return versions


def installed() -> Versions:
    """Return the versions that this Python runs with."""
    versions: Versions = {}
    for package in metadata.distributions():
        versions.setdefault(canonicalize_name(package.name), []).append(
            Version(package.version)
        )
    return versions


def audit(file: Path, versions: Versions) -> list[str]:
    """Name each package that is below its floor; AssertionError for no audit."""
    with file.open(newline="") as lines:
        advisories = list(csv.DictReader(lines))
    assert advisories, "the list of advisories is empty"
    assert versions, "there is no package to audit"
    wrong = []
    for row in advisories:
        there = versions.get(row["package"], [])
        floor = row["fixed_in"].removesuffix(OR_ABSENT)
        if floor == row["fixed_in"]:
            assert there, f"{row['package']} was not audited: it is not there"
        wrong += [
            f"{row['package']} {version} < {floor} ({row['id']})"
            for version in there
            if version < Version(floor)
        ]
    return wrong


def run(count: int, seed: int) -> Result:
    """Hold all of them, however many are asked for."""
    tally = Tally()
    with LIST.open(newline="") as lines:
        known = list(csv.DictReader(lines))
    for versions in (*map(locked, LOCKS), installed()):
        wrong = audit(LIST, versions)
        for row in known:
            bad = any(f"({row['id']})" in message for message in wrong)
            tally.case(f"{row['package']}: {row['id']}", bad=bad)
    newest = max(row["checked_on"] for row in known)
    return tally.result(f"looked up last on {newest}; none known is not none")


def broken(seed: int) -> Result:
    """Hold a release that has a known hole."""
    wrong = audit(LIST, installed() | {"starlette": [Version("1.3.0")]})
    return Result(len(wrong), len(wrong), examples=tuple(wrong))
