"""No package is older than the release that mended a known hole.

tests/house/advisories.csv names the holes: package, id, the release that is free of it
(`or absent`, of a package that only an extra has), when that was looked up. An
audit that looks at nothing is no audit, so it fails.
"""

from __future__ import annotations

import csv
import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from tests.faults.known_holes import LIST, LOCKS, OR_ABSENT, audit, installed, locked
from tests.support.sealed import ROOT


@pytest.mark.parametrize("lock", LOCKS)
def test_no_locked_package_has_a_known_hole(lock: str) -> None:
    assert audit(LIST, locked(lock)) == []


def test_no_installed_package_has_a_known_hole() -> None:
    assert audit(LIST, installed()) == []


def test_every_advisory_says_what_when_and_since_which_release() -> None:
    with LIST.open(newline="") as lines:
        for row in csv.DictReader(lines):
            assert row["package"] == canonicalize_name(row["package"])
            assert re.fullmatch(r"(CVE-\d{4}-\d+|GHSA(-\w{4}){3})", row["id"]), row
            assert re.fullmatch(r"\d{4}-\d\d-\d\d", row["checked_on"]), row
            assert row["note"]
            Version(row["fixed_in"].removesuffix(OR_ABSENT))


@pytest.mark.parametrize("package", ["starlette", "authlib", "streamlit", "plotly"])
def test_no_release_with_a_known_hole_may_be_installed(package: str) -> None:
    """What the project names itself, no lock may bring below its floor."""
    with LIST.open(newline="") as lines:
        floors = [
            Version(row["fixed_in"])
            for row in csv.DictReader(lines)
            if row["package"] == package
        ]
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    needed = {r.name: r for r in map(Requirement, project["dependencies"])}
    lowest = [
        Version(part.version)
        for part in needed[package].specifier
        if part.operator in (">=", "==")
    ]
    assert lowest
    assert max(lowest) >= max(floors)


def test_audit_finds_a_package_below_its_floor() -> None:
    versions = locked(LOCKS[0]) | {"starlette": [Version("1.3.0")]}
    assert audit(LIST, versions) == ["starlette 1.3.0 < 1.3.1 (CVE-2026-54283)"]
    versions = locked(LOCKS[0]) | {"tornado": [Version("6.5.7")]}
    assert audit(LIST, versions) == ["tornado 6.5.7 < 6.5.8 (CVE-2026-82397)"]


def test_the_app_itself_needs_nothing_of_the_cluster() -> None:
    assert locked("requirements.lock").keys().isdisjoint({"tornado", "distributed"})
    assert {"tornado", "distributed"} <= locked("requirements-dask.lock").keys()


def test_audit_of_nothing_fails(tmp_path: Path) -> None:
    header = LIST.read_text().splitlines()[0]
    (tmp_path / "empty.csv").write_text(header + "\n")
    with pytest.raises(AssertionError, match="list of advisories is empty"):
        audit(tmp_path / "empty.csv", installed())
    with pytest.raises(AssertionError, match="no package to audit"):
        audit(LIST, {})
    without = {name: v for name, v in installed().items() if name != "starlette"}
    with pytest.raises(AssertionError, match="starlette was not audited"):
        audit(LIST, without)
