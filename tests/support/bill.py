"""The software bill of materials: `make sbom` writes it, in the form of CycloneDX.

What is in it stands in a lock file: packages, versions and the hashes of the archives
that may be installed. Their licences are those of docs/licences.csv.
"""

from __future__ import annotations

import argparse
import csv
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import HashAlgorithm, HashType
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output import make_outputter
from cyclonedx.schema import OutputFormat, SchemaVersion
from packageurl import PackageURL
from packaging.utils import canonicalize_name

from data import VERSION
from tests.faults.known_holes import locked
from tests.support import osv
from tests.support.sealed import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cyclonedx.model.license import License

LICENCES = ROOT / "docs" / "licences.csv"
LOCK = "requirements.lock"
SCHEMA = SchemaVersion.V1_6
APP = "privacy-dashboard"
_PIN = re.compile(r"^([\w.-]+)(?:\[[^]]*\])?==([^ ;\\]+)[^\n]*\n((?:[ ]+.*\n?)*)", re.M)
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
_VIA = re.compile(r"^    #(?: via|  )? ([a-z0-9][\w.-]*)", re.M)


def licences() -> dict[str, str]:
    """Return the licence of every package, as an expression of SPDX."""
    with LICENCES.open(newline="") as lines:
        return {row["package"]: row["licence"] for row in csv.DictReader(lines)}


def bill(lock: str = LOCK) -> Bom:
    """Return the bill of what a lock file names; KeyError without a licence."""
    known, made = licences(), LicenseFactory()
    app = _component(APP, VERSION, made.make_from_string("MIT"), ())
    bom = Bom(components=[])
    bom.metadata.component = app
    by_name: dict[str, list[Component]] = {APP: [app]}
    via: list[tuple[str, Component]] = []
    for name, version, text in _pins(lock):
        licence = made.make_from_string(known[name])
        part = _component(name, version, licence, _HASH.findall(text))
        bom.components.add(part)
        by_name.setdefault(name, []).append(part)
        via += [(canonicalize_name(user), part) for user in _VIA.findall(text)]
    for user, part in via:
        for each in by_name.get(user, ()):
            bom.register_dependency(each, [part])
    return bom


def written(bom: Bom) -> str:
    """Return a bill as JSON."""
    text: str = make_outputter(bom, OutputFormat.JSON, SCHEMA).output_as_string(
        indent=1
    )
    return text


def _pins(lock: str) -> Iterator[tuple[str, str, str]]:
    text = (ROOT / lock).read_text(encoding="utf-8")
    for pin in _PIN.finditer(text):
        yield canonicalize_name(pin[1]), pin[2], pin[3]


def _component(
    name: str, version: str, licence: License, hashes: Sequence[str]
) -> Component:
    is_app = name == APP
    purl = None if is_app else PackageURL("pypi", None, name, version)
    return Component(
        name=name,
        version=version,
        type=ComponentType.APPLICATION if is_app else ComponentType.LIBRARY,
        bom_ref=f"{name}@{version}",
        purl=purl,
        licenses=[licence],
        hashes=[HashType(alg=HashAlgorithm.SHA_256, content=each) for each in hashes],
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the bill; 1 where OSV's records name a hole in what is in it."""
    made = argparse.ArgumentParser(prog="make sbom")
    made.add_argument("out", type=Path)
    made.add_argument("--lock", default=LOCK)
    made.add_argument("--osv", type=Path, help="folder or file of OSV records")
    args = made.parse_args(arguments)
    bom = bill(args.lock)
    args.out.write_text(written(bom), encoding="utf-8")
    print(f"{args.out}: {len(bom.components)} packages of {args.lock}.")
    if args.osv is None:
        print("Not held against advisories: OSV=folder names OSV's records of PyPI.")
        return 0
    count, holes = osv.audit(args.osv, locked(args.lock))
    for hole in holes:
        print(hole)
    print(f"Held against {count:,} records of OSV: {len(holes)} holes.")
    return 1 if holes else 0


if __name__ == "__main__":
    sys.exit(main())
