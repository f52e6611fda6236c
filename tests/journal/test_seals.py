"""The key of the journal signs what is sealed; another's signature is none."""

from __future__ import annotations

from pathlib import Path

import pytest

from data import snapshot
from data.journal import Journal, anchors, beside, disk, seals
from data.refusal import SnapshotRefused
from tests.support import sealed
from tests.support.journal_attacks import event
from tests.support.sealed import DAY, run

DIGEST, OTHER = "ab" * 32, "cd" * 32


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    """Return a journal that signed the seal of one day."""
    made = Journal(tmp_path / "journal")
    made.write(event())
    seals.sign(made, DAY, DIGEST)
    return made


def key_of(journal: Journal) -> str:
    """Return the name of the key that signs now, the first of those that check."""
    return "+".join(disk.text(journal.folder / anchors.PUBLIC).split("+")[:2])


def test_signature_is_of_that_day_and_that_seal_alone(journal: Journal) -> None:
    signature = seals.signature_of(journal, DAY, DIGEST)
    assert signature
    assert signature.key == key_of(journal)
    assert seals.signature_of(journal, DAY, OTHER) is None
    assert seals.signature_of(journal, "2026-09-30", DIGEST) is None


def test_journal_that_signed_nothing_has_no_signature(tmp_path: Path) -> None:
    assert seals.signature_of(Journal(tmp_path / "none"), DAY, DIGEST) is None


def test_signature_by_another_key_is_forged(journal: Journal, tmp_path: Path) -> None:
    other = Journal(tmp_path / "other")
    other.write(event())
    seals.sign(other, DAY, OTHER)
    with (journal.folder / seals.SEALS).open("a") as file:
        file.write(disk.text(other.folder / seals.SEALS))
    assert seals.signature_of(journal, DAY, DIGEST)
    with pytest.raises(SnapshotRefused) as refused:
        seals.signature_of(journal, DAY, OTHER)
    assert refused.value.reason == "forged"


@pytest.mark.parametrize("of", [DIGEST[:6], DAY])
def test_note_that_was_changed_is_no_signature_of_what_it_says(
    journal: Journal, of: str
) -> None:
    path = journal.folder / seals.SEALS
    changed = {DIGEST[:6]: "0" * 6, DAY: "2026-12-31"}[of]
    path.write_text(disk.text(path).replace(of, changed, 1))
    digest, day = DIGEST.replace(of, changed, 1), DAY.replace(of, changed)
    assert seals.signature_of(journal, DAY, DIGEST) is None
    with pytest.raises(SnapshotRefused):
        seals.signature_of(journal, day, digest)


def test_signature_of_a_key_that_was_replaced_still_counts(journal: Journal) -> None:
    before = key_of(journal)
    anchors.make_keys(journal.folder)
    seals.sign(journal, DAY, OTHER)
    first, second = (seals.signature_of(journal, DAY, each) for each in (DIGEST, OTHER))
    assert first
    assert second
    assert (first.key, second.key) == (before, key_of(journal))
    assert first.key != second.key


def test_command_signs_what_it_seals_and_verify_says_by_which_key(
    tmp_path: Path,
) -> None:
    snapshots = tmp_path / "snapshots"
    source = sealed.source(tmp_path / "source")
    assert run("seal", source, "--snapshots", snapshots).returncode == 0
    (day,) = snapshot.days(snapshots)
    journal = Journal(beside(snapshots))
    signature = seals.signature_of(journal, day, snapshot.find(snapshots, day).digest)
    assert signature
    done = run("verify", "--snapshots", snapshots)
    assert f"Signed by {signature.key}.".encode() in done.stdout
    path = journal.folder / seals.SEALS
    path.write_text(disk.text(path).replace("sealed", "sealed ", 1))
    done = run("verify", "--snapshots", snapshots)
    assert b"No key of this journal signed it." in done.stdout
    anchors.make_keys(journal.folder)
    public = journal.folder / anchors.PUBLIC
    public.write_text(disk.text(public).splitlines(keepends=True)[0])
    path.write_text(disk.text(path).replace("sealed ", "sealed", 1))
    done = run("verify", "--snapshots", snapshots)
    assert done.returncode == 1
    assert b"no key of this journal made the signature" in done.stderr
