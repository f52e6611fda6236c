"""Whether the disk of the snapshots is encrypted, by trees as the kernel shows them."""

from __future__ import annotations

import fcntl
import logging
import os
from pathlib import Path
from typing import Any

import pytest

from data.upkeep import encryption
from data.words import LANGUAGES, words_for
from pages.parts.web import disk_warning

DISK, PARTITION = "sda", "sda/sda2"
LUKS = "CRYPT-LUKS2-0123456789abcdef-dashboard"
LVM = "LVM-abcdef"


def kernel(root: Path, **devices: dict[str, Any]) -> Path:
    """Write a tree of devices: what each lies on, and which mapping it is."""
    for number, (name, device) in enumerate(devices.items()):
        place = root / "devices" / device.get("at", name)
        (place / "slaves").mkdir(parents=True, exist_ok=True)
        if uuid := device.get("uuid"):
            (place / "dm").mkdir()
            (place / "dm" / "uuid").write_text(uuid)
        if "partition" in device:
            (place / "partition").write_text("2\n")
        for below in device.get("on", ()):
            (place / "slaves" / below).symlink_to(
                root / "devices" / devices[below].get("at", below)
            )
        (root / "block").mkdir(exist_ok=True)
        (root / "block" / f"8:{number}").symlink_to(place)
    return root / "block"


ONE = {"at": DISK}
TWO = {"at": PARTITION, "partition": True}


@pytest.mark.parametrize(
    ("devices", "state"),
    [
        ({"sda": {}}, "open"),
        ({"nvme0n1": {}}, "open"),
        ({"sda2": TWO, "sda": ONE}, "open"),
        ({"dm0": {"uuid": LUKS, "on": ["sda2"]}, "sda2": TWO, "sda": ONE}, "encrypted"),
        ({"dm0": {"uuid": "CRYPT-PLAIN-x", "on": ["sda"]}, "sda": ONE}, "encrypted"),
        (  # a logical volume on LUKS
            {
                "dm1": {"uuid": LVM, "on": ["dm0"]},
                "dm0": {"uuid": LUKS, "on": ["sda"]},
                "sda": ONE,
            },
            "encrypted",
        ),
        ({"dm0": {"uuid": LVM, "on": ["sda2"]}, "sda2": TWO, "sda": ONE}, "open"),
        (  # half of a volume is not encrypted
            {
                "dm1": {"uuid": LVM, "on": ["dm0", "sdb"]},
                "dm0": {"uuid": LUKS, "on": ["sda"]},
                "sda": ONE,
                "sdb": {},
            },
            "open",
        ),
        (  # half of a mirror cannot be told
            {
                "md0": {"on": ["dm0", "nbd0"]},
                "dm0": {"uuid": LUKS, "on": ["sda"]},
                "sda": ONE,
                "nbd0": {},
            },
            "unknown",
        ),
        # a partition of a RAID on LUKS
        (
            {
                "md0p1": {"at": "md0/md0p1", "partition": True},
                "md0": {"on": ["dm0"]},
                "dm0": {"uuid": LUKS, "on": ["sda"]},
                "sda": ONE,
            },
            "encrypted",
        ),
        ({"dm0": {"uuid": "CRYPT-VERITY-x", "on": ["sda"]}, "sda": ONE}, "open"),
        ({"dm0": {"uuid": "CRYPT-INTEGRITY-x", "on": ["sda"]}, "sda": ONE}, "open"),
        ({"loop0": {}}, "unknown"),
        ({"dm0": {"uuid": LVM}}, "unknown"),
        ({"dm0": {"uuid": LVM, "on": ["dm0"]}}, "unknown"),
    ],
)
def test_disk_is_encrypted_where_all_of_it_is(
    devices: dict[str, Any], state: str, tmp_path: Path
) -> None:
    assert encryption.of_device(kernel(tmp_path, **devices), 8, 0) == state


def test_disk_that_the_kernel_does_not_show_is_unknown(tmp_path: Path) -> None:
    assert encryption.of_device(tmp_path, 0, 42) == "unknown"
    assert encryption.state(tmp_path / "not-there-yet", tmp_path) == "unknown"


def test_folder_is_looked_up_by_the_disk_it_is_on(tmp_path: Path) -> None:
    block = kernel(tmp_path / "sys", dm0={"uuid": LUKS})
    device = tmp_path.stat().st_dev
    number = f"{os.major(device)}:{os.minor(device)}"
    (block / "8:0").rename(block / number)
    assert encryption.state(tmp_path / "not-there-yet", block) == "encrypted"


def test_folder_with_a_policy_of_fscrypt_is_encrypted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    block = kernel(tmp_path / "sys", sda={})
    assert encryption.state(tmp_path, block) != "encrypted"
    requests: list[int] = []

    def ioctl(_: int, request: int, size: bytes) -> bytes:
        requests.append(request)
        return size

    monkeypatch.setattr(fcntl, "ioctl", ioctl)
    assert encryption.state(tmp_path, block) == "encrypted"
    # _IOWR('f', 22, __u8[9]) of linux/fscrypt.h
    assert requests == [(3 << 30) | (9 << 16) | (ord("f") << 8) | 22]


@pytest.mark.parametrize(
    ("state", "says"),
    [("encrypted", None), ("open", "is not encrypted"), ("unknown", "does not tell")],
)
def test_server_says_so_when_it_starts(
    state: str,
    says: str | None,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(encryption, "state", lambda _: state)
    with caplog.at_level(logging.WARNING):
        disk_warning.give()
    texts = [record.message for record in caplog.records]
    assert len(texts) == (says is not None)
    assert says is None or says in texts[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_page_has_a_sentence_for_every_state(language: str) -> None:
    words = words_for(language)
    texts = {words(f"kept.disk.{state}") for state in ("encrypted", "open", "unknown")}
    assert len(texts) == 3
