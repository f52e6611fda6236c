"""What a statement declares is per version: none is held against another's text."""

from __future__ import annotations

from contextlib import closing
from datetime import date
from typing import TYPE_CHECKING

import pytest

from data import policy
from data.ask import ask
from data.seal.run import seal
from data.seal.source.describe import describe
from data.snapshot import find
from tests.support.making import Making, derived
from tests.support.policy_folder import VERSION, add_version, change, copied
from tests.support.sealed import a_reader

if TYPE_CHECKING:
    from pathlib import Path

NEWER = "2026-01-01"


@pytest.fixture
def two(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Have the seal read a policy with a newer version.

    It leans on the framework for LinkedIn, names Mailchimp in the place of
    Pinterest, and says who the data protection officer is.
    """
    folder = copied(tmp_path)
    add_version(folder, NEWER, ("Pinterest", "Mailchimp"))
    declared = f"{NEWER},LinkedIn,US,privacy_shield"
    change(folder, "transfers_declared.csv", declared, f"{NEWER},LinkedIn,US,dpf")
    mechanism = 'recipient = "LinkedIn"\ncountry = "US"\nmechanism = "{}"'
    newer = f"statements/{NEWER}.toml"
    change(folder, newer, mechanism.format("privacy_shield"), mechanism.format("dpf"))
    judged = f'{NEWER},dpo,"GDPR Art. 13(1)(b), 14(1)(b)",'
    change(folder, "statement_checklist.csv", f"{judged}absent", f"{judged}present")
    policy.check(folder)
    load, tables = policy.load, policy.tables
    monkeypatch.setattr(policy, "load", lambda name: load(name, folder))
    monkeypatch.setattr(policy, "tables", lambda: tables(folder))
    return folder


def told_under(version: str, folder: Path) -> set[str]:
    """Seal the same transfers under a version; return what is found about it."""
    made = Making(statement=date.fromisoformat(version))
    for name in ("LinkedIn", "Pinterest", "Mailchimp"):
        made.add("recipient", name=name, country="US", dpf_certified=True)
    for number in (1, 2, 3):
        made.add("transfer", recipient_id=f"RC-000{number}", mechanism="dpf")
    rules = ("TRF-03", "TRF-06", "STM-02", "STM-03")
    findings = derived(made.write(folder / version))["findings"]
    return {key for key in findings if key.startswith(rules)}


def test_a_version_is_held_against_its_own_text(two: Path, tmp_path: Path) -> None:
    old, new = told_under(VERSION, tmp_path), told_under(NEWER, tmp_path)
    only_old = {
        "TRF-03 TR-0003",  # Mailchimp is not declared
        "TRF-06 TR-0001",  # LinkedIn is declared under the Privacy Shield
        "TRF-06 TR-0002",
        "STM-02 LinkedIn/US",
        "STM-02 Pinterest/US",
        "STM-03 dpo",
    }
    only_new = {"TRF-03 TR-0002", "TRF-06 TR-0003", "STM-02 Mailchimp/US"}
    assert (old - new, new - old) == (only_old, only_new)
    assert "STM-03 contract_ground" in old & new


def test_a_draft_and_a_list_tell_of_the_version_in_force_alone(
    two: Path, tmp_path: Path
) -> None:
    declared, drafted = {}, {}
    for version in (VERSION, NEWER):
        made = Making(statement=date.fromisoformat(version))
        seal(made.write(tmp_path / f"of {version}"), tmp_path / version)
        newest = find(tmp_path / version, None)
        with closing(a_reader()) as reader:
            rows = ask(reader, newest, "declared_transfers")
            declared[version] = set(rows["recipient_name"])
            drafted[version] = set(ask(reader, newest, "statement_changes")["change"])
    assert declared[VERSION] - declared[NEWER] == {"Pinterest"}
    assert declared[NEWER] - declared[VERSION] == {"Mailchimp"}
    dpo = "Add: Contact details of the data protection officer"
    assert dpo in drafted[VERSION] - drafted[NEWER]


def test_a_version_that_the_policy_has_not_is_refused(tmp_path: Path) -> None:
    source = Making(statement=date(2026, 1, 1)).write(tmp_path / "source")
    (failure,) = describe(source).failures
    assert "a version of statements.csv in data/policy" in failure.as_text()


def test_a_version_that_the_policy_has_is_taken(two: Path, tmp_path: Path) -> None:
    source = Making(statement=date(2026, 1, 1)).write(tmp_path / "source")
    assert describe(source).failures == ()
