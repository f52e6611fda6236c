"""Whether the disk of a folder is encrypted, as far as the kernel of Linux tells.

It tells of dm-crypt (LUKS) below a file system, through partitions, logical volumes and
RAID, and of fscrypt on a folder. It does not tell of a disk that encrypts itself, of
one that the host of a virtual machine encrypts, nor what lies below a network or a file
system of its own volumes (btrfs, ZFS): what cannot be told is never called encrypted.
"""

from __future__ import annotations

import os
import re
import struct
from pathlib import Path
from typing import Literal

State = Literal["encrypted", "open", "unknown"]
SYS = Path("/sys/dev/block")
_GET_POLICY = 0xC0096616
"""FS_IOC_GET_ENCRYPTION_POLICY_EX of linux/fscrypt.h."""
_POLICY = 24
"""Bytes of the largest policy."""
_CRYPT = re.compile(r"CRYPT-(?!VERITY|INTEGRITY)")
"""A mapping that encrypts; others of cryptsetup only prove."""
_DISK = re.compile(r"(sd|hd|vd|xvd)[a-z]+|(nvme\d+n|mmcblk)\d+")
"""Disks below which the kernel sees nothing more."""
_DEEPEST = 16


def state(folder: Path, sys: Path = SYS) -> State:
    """Return what the kernel tells of the disk that a folder is on."""
    try:
        there = folder.resolve()
        while not there.exists():
            there = there.parent
        if _has_policy(there):
            return "encrypted"
        device = there.stat().st_dev
        return of_device(sys, os.major(device), os.minor(device))
    except OSError:
        return "unknown"


def of_device(sys: Path, major: int, minor: int) -> State:
    """Return what the kernel tells of a block device, by its number."""
    place = sys / f"{major}:{minor}"
    return _state(place.resolve(), _DEEPEST) if place.exists() else "unknown"


def _state(device: Path, deepest: int) -> State:
    """Return it of a device: its own, or that of all that it lies on."""
    try:
        if _CRYPT.match((device / "dm" / "uuid").read_text(encoding="ascii")):
            return "encrypted"
    except FileNotFoundError:
        pass
    below = sorted((device / "slaves").glob("*"))
    if (device / "partition").exists():
        below = [device.parent]
    if not below:
        return "open" if _DISK.fullmatch(device.name) else "unknown"
    if not deepest:
        return "unknown"
    states = {_state(each.resolve(), deepest - 1) for each in below}
    if states == {"encrypted"}:
        return "encrypted"
    return "open" if "open" in states else "unknown"


def _has_policy(folder: Path) -> bool:
    """Return whether fscrypt encrypts a folder."""
    try:
        import fcntl
    except ImportError:  # no Linux
        return False
    handle = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        argument = struct.pack(f"=Q{_POLICY}x", _POLICY)
        fcntl.ioctl(handle, _GET_POLICY, argument)
    except OSError:  # it has none, or the file system knows of none
        return False
    finally:
        os.close(handle)
    return True
