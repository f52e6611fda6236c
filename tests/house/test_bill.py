"""What the dashboard is made of, under which licences, and with which known holes."""

from __future__ import annotations

import json
import os
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest
from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model.license import DisjunctiveLicense
from cyclonedx.validation.json import JsonStrictValidator
from packaging.version import Version

from tests.faults.known_holes import LOCKS, locked
from tests.support import bill, osv
from tests.support.sealed import ROOT


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    """Return the bill as whoever is given it reads it."""
    text = bill.written(bill.bill())
    assert JsonStrictValidator(bill.SCHEMA).validate_str(text) is None
    content: dict[str, Any] = json.loads(text)
    return content


def test_bill_has_every_package_with_hashes_and_a_licence(
    document: dict[str, Any],
) -> None:
    parts = {(part["name"], part["version"]) for part in document["components"]}
    pins = locked(bill.LOCK)
    assert parts == {(name, str(v)) for name, each in pins.items() for v in each}
    text = (ROOT / bill.LOCK).read_text()
    hashes = [
        entry["content"] for part in document["components"] for entry in part["hashes"]
    ]
    assert all(part["hashes"] for part in document["components"])
    assert len(hashes) == text.count("--hash=sha256:")
    assert all(part["licenses"] for part in document["components"])
    assert "://" not in json.dumps(document["components"])


def test_bill_says_what_leans_on_what(document: dict[str, Any]) -> None:
    leans = {each["ref"].split("@")[0]: each for each in document["dependencies"]}
    on = [ref.split("@")[0] for ref in leans["httpx"]["dependsOn"]]
    assert {"anyio", "certifi", "httpcore", "idna"} <= set(on)
    own = [ref.split("@")[0] for ref in leans[bill.APP]["dependsOn"]]
    assert {"streamlit", "duckdb", "polars"} <= set(own)


@pytest.mark.parametrize("lock", LOCKS)
def test_every_locked_package_has_a_licence_that_spdx_knows(lock: str) -> None:
    known, make = bill.licences(), LicenseFactory().make_from_string
    lacking = locked(lock).keys() - known.keys()
    assert not lacking, f"look its licence up and name it in {bill.LICENCES.name}"
    for name in locked(lock):
        licence = make(known[name])
        is_named = isinstance(licence, DisjunctiveLicense) and licence.id is None
        assert not is_named, f"{name}: {known[name]} is no expression of SPDX"


def test_licences_are_of_what_is_locked_and_as_each_package_says() -> None:
    known = bill.licences()
    assert known.keys() == {name for lock in LOCKS for name in locked(lock)}
    wrong = []
    for package in metadata.distributions():
        of_it = package.metadata  # by other code too, which raises where one lacks
        own = "License-Expression" in of_it and of_it["License-Expression"]
        name = package.name.lower().replace("_", "-").replace(".", "-")
        if own and name in known and known[name] != own:
            wrong.append(f"{name}: {own}, not {known[name]}")
    assert not wrong


RECORD = {
    "id": "GHSA-aaaa-bbbb-cccc",
    "affected": [
        {
            "package": {"ecosystem": "PyPI", "name": "Some.Package"},
            "ranges": [
                {
                    "type": "ECOSYSTEM",
                    "events": [
                        {"introduced": "0"},
                        {"fixed": "1.2"},
                        {"introduced": "2.0rc1"},
                        {"last_affected": "2.3"},
                    ],
                }
            ],
            "versions": ["1.9"],
        },
        {"package": {"ecosystem": "npm", "name": "other"}, "versions": ["1.0"]},
    ],
}


@pytest.mark.parametrize(
    ("name", "version", "hit"),
    [
        ("some-package", "1.1.9", True),
        ("some-package", "1.2", False),
        ("some-package", "1.9", True),
        ("some-package", "1.9.0", True),
        ("some-package", "2.0", True),
        ("some-package", "2.3", True),
        ("some-package", "2.3.1", False),
        ("other", "1.0", False),
    ],
)
def test_record_of_osv_names_the_versions_with_a_hole(
    name: str, version: str, hit: bool, tmp_path: Path
) -> None:
    (tmp_path / "a.json").write_text(json.dumps(RECORD))
    versions = {name: [Version(version)]}
    wrong = [f"{name} {version} (GHSA-aaaa-bbbb-cccc)"] if hit else []
    assert osv.audit(tmp_path, versions) == (1, wrong)


def test_record_that_was_withdrawn_names_none_and_no_record_is_no_audit(
    tmp_path: Path,
) -> None:
    withdrawn = {**RECORD, "withdrawn": "2026-01-01T00:00:00Z"}
    (tmp_path / "a.json").write_text(json.dumps([withdrawn]))
    with pytest.raises(ValueError, match="no record of OSV"):
        osv.audit(tmp_path, {})


def test_bill_is_written_and_a_hole_in_it_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "sbom.json"
    assert bill.main([str(out)]) == 0
    assert "Not held against advisories" in capsys.readouterr().out
    assert json.loads(out.read_text())["bomFormat"] == "CycloneDX"
    (version,) = locked(bill.LOCK)["starlette"]
    package = {"ecosystem": "PyPI", "name": "starlette"}
    record = {
        "id": "X-1",
        "affected": [{"package": package, "versions": [f"{version}"]}],
    }
    (tmp_path / "x.json").write_text(json.dumps(record))
    assert bill.main([str(out), "--osv", str(tmp_path / "x.json")]) == 1
    assert f"starlette {version} (X-1)" in capsys.readouterr().out


@pytest.mark.parametrize("lock", LOCKS)
def test_no_locked_package_has_a_hole_that_osv_knows(lock: str) -> None:
    place = os.environ.get("OSV")
    if not place:
        pytest.skip("OSV names no folder with OSV's records of PyPI")
    assert osv.audit(Path(place), locked(lock))[1] == []
