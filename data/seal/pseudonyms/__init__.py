"""The key that turns client numbers into pseudonyms, and its name in a seal.

The key is a file of the organisation's, outside every repository and for its owner
alone: 64 hexadecimal digits. Its id, a hash of it that tells nothing of it, goes
with a source as `pseudonyms.toml` and into the seal of its snapshot, so that months
under different keys, in which the same client has different pseudonyms, are not
taken for one history (GDPR Art. 4(5) and 32(1)(a)).
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import stat
import tomllib
from pathlib import Path

from data import regular_file, snapshot
from data.seal.publish import SealRefused
from data.snapshot import SnapshotRefused

NAME = "pseudonyms.toml"
_ID = re.compile(r"[0-9a-f]{16}")
_KEY = re.compile(rb"[0-9a-f]{64}\n?")
_NONE = "no key that is known"


class KeyRefused(Exception):
    """A key, or what is done with it, that is not taken. Safe to show."""


def id_of(key: bytes) -> str:
    """Name a key without telling anything of it."""
    return hashlib.sha256(b"id of a pseudonym key\0" + key).hexdigest()[:16]


def read_key(path: Path) -> bytes:
    """Read a key; KeyRefused where the file is no key or others can reach it."""
    _refuse_place(path)
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except FileNotFoundError:
        raise KeyRefused(
            f"There is no key {path}. Give the one of the earlier months, since "
            "another gives every client another pseudonym; or make one with --new-key."
        ) from None
    except OSError:
        raise KeyRefused(f"The key {path} is a link, or cannot be opened.") from None
    status = os.fstat(handle)
    if not stat.S_ISREG(status.st_mode) or status.st_uid != os.geteuid():
        os.close(handle)
        raise KeyRefused(f"The key {path} is no file of your own.")
    with os.fdopen(handle, "rb") as file:
        if status.st_mode & 0o077:
            raise KeyRefused(
                f"Others than you can open the key {path}. Take their rights away "
                "(chmod 600) and, if somebody may have read it, take a new key."
            )
        text = file.read(100)
    if not _KEY.fullmatch(text):
        raise KeyRefused(f"{path} is no key: it has other than 64 hexadecimal digits.")
    return bytes.fromhex(text.decode())


def new_key(path: Path) -> bytes:
    """Make a key that nobody had; KeyRefused where something is there already."""
    _refuse_place(path)
    key = secrets.token_bytes(32)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise KeyRefused(
            f"{path} is there already, and a key is never written over: the months "
            "that it made lean on it. Leave --new-key out, or name another file."
        ) from None
    with os.fdopen(handle, "wb") as file:
        file.write(key.hex().encode() + b"\n")
        file.flush()
        os.fsync(handle)
    return key


def _refuse_place(path: Path) -> None:
    """Refuse a place that is kept in git, where a key would be given away."""
    # As it is written, and where its links lead; `resolved` gives the second alone.
    written = Path(os.path.abspath(path))  # noqa: PTH100
    for folder in written.parents, regular_file.resolved(path).parents:
        for parent in folder:
            if (parent / ".git").exists():
                raise KeyRefused(
                    f"The key {path} would be inside the git work tree {parent}. Keep "
                    "it elsewhere, in a place of its own that is backed up."
                )


# -- a source and its seal --------------------------------------------------------


def write_id(folder: Path, key: bytes) -> None:
    """Write to a source by which key its pseudonyms were made."""
    (folder / NAME).write_text(f'key = "{id_of(key)}"\n', encoding="utf-8")


def read_id(folder: Path) -> str | None:
    """Read by which key a source was made; None where it does not say."""
    try:
        entries = tomllib.loads(regular_file.read(folder / NAME).decode())
    except FileNotFoundError:
        return None
    except (ValueError, RecursionError):
        entries = {}
    key_id = entries.get("key")
    if (
        set(entries) != {"key"}
        or not isinstance(key_id, str)
        or not _ID.fullmatch(key_id)
    ):
        raise SealRefused(
            f"{NAME} says no key. Nothing is sealed; make the source again with "
            "python -m data pseudonymise."
        )
    return key_id


def refuse_other(root: Path, day: str, after: str | None) -> None:
    """Refuse a source by another key than that of the day, or the one before it.

    A day that is replaced counts first; a snapshot whose seal cannot be read does not.
    """
    for sealed in snapshot.days(root):
        if sealed > day:
            continue
        try:
            before = snapshot.read_seal(root / sealed)[0].get("pseudonym_key")
        except SnapshotRefused:
            continue
        if before != after:
            raise SealRefused(
                f"{sealed} was sealed with pseudonyms of {_named(before)}, and this "
                f"source has those of {_named(after)}: the same client would be two. "
                "Nothing is sealed. Make the source again with the key of the earlier "
                "months; or give --new-key, and what is told of clients starts anew."
            )
        return


def _named(key: str | None) -> str:
    return f"key {key}" if key else _NONE
