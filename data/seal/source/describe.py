"""Read snapshot.toml: which day a source describes, and under what statement.

It also says which tables the organisation cannot deliver, which is held against
the files that are there.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from data import contract, policy, regular_file
from data.contract.fields import EARLIEST
from data.identifiers import direct_identifier, printable_name
from data.seal.report import Failure
from data.seal.source import NAME, present
from data.seal.source.book import NO_BOOK, Book
from data.seal.source.file import TABLE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

A_MONTH = timedelta(days=31)
LAST_YEAR = 9000
"""Terms that start on as_of have to end on a day that can be written."""
FROM_1 = (
    "to go from 1 to 2: a table agreement takes over agreement_signed_on and "
    "agreement_ends_on of recipient; activity gets role, controllers, dpia, dpia_on "
    "and automated; breach gets nature, consequences, measures and delay_reason; "
    "rights_request gets subject, and client_id where that is client; a table that "
    "cannot be delivered yet is named in not_delivered"
)
_MISSING = "is required and missing, such as: {} = {}"
_EXAMPLES = {
    "contract": f"{contract.VERSION}",
    "as_of": "2026-10-31",
    "controller": '"Name of the organisation"',
    "exported_at": "2026-10-31T23:30:00+01:00",
    "statement": '"2018-05-25"',
}
"""How each key is written."""
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True)
class Description:
    """What snapshot.toml says; a part that could not be read is None."""

    as_of: date | None
    controller: str | None
    exported_at: datetime | None
    statement: date | None
    not_delivered: frozenset[str]
    """Tables that are named as not delivered, there or not."""
    failures: tuple[Failure, ...]
    is_other_contract: bool = False
    """The source follows another version: nothing else of it is checked."""


def _day(text: object) -> date | None:
    """Read a date given as text, YYYY-MM-DD."""
    if not isinstance(text, str) or not _DAY.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _is_day(value: object) -> bool:
    return isinstance(value, date) and not isinstance(value, datetime)


def _is_long_before(exported: datetime, as_of: object) -> bool:
    """Return whether an export was made a month before the day that it describes."""
    if not isinstance(as_of, date) or not _is_day(as_of) or as_of.year > LAST_YEAR:
        return False
    return as_of - exported.date() > A_MONTH


def notes(description: Description, sealed_at: str) -> Iterator[str]:
    """Return what of a description is odd, but may be so; `sealed_at` is now."""
    as_of, exported = description.as_of, description.exported_at
    if as_of is None or exported is None:
        return
    now = datetime.fromisoformat(sealed_at)
    if exported.date() < as_of:
        yield (
            f"It was exported on {exported.date()}, before {as_of} had begun: what "
            "happened after that is not in it."
        )
    if exported > now or as_of > now.date():
        yield (
            f"It describes {as_of} and was exported on {exported.date()}; by the clock "
            f"of this machine it is {now.date()}. One of them is wrong."
        )


def _of_another_contract(version: object) -> str:
    """Return what a source of another version of the contract has to change."""
    says = f"is {contract.VERSION}, the version this software reads"
    return f"{says}; {FROM_1}" if version == 1 else says


def _wrong(entries: dict[str, Any]) -> list[tuple[str, str]]:
    """List the keys that are wrong, each with what it should be."""
    statement, controller = _day(entries.get("statement")), entries.get("controller")
    exported = entries.get("exported_at")
    versions = [f"{version}" for version in policy.load("statements")["version"]]
    checks = {
        "contract": (
            type(entries.get("contract")) is int
            and entries["contract"] == contract.VERSION,
            _of_another_contract(entries.get("contract")),
        ),
        "as_of": (
            _is_day(entries.get("as_of"))
            and entries["as_of"] >= EARLIEST
            and entries["as_of"].year <= LAST_YEAR,
            f"is a date, YYYY-MM-DD without quotes, from {EARLIEST} on",
        ),
        "controller": (
            isinstance(controller, str)
            and bool(controller)
            and direct_identifier(controller) is None,
            "is the organisation's name, without a direct identifier",
        ),
        "exported_at": (
            isinstance(exported, datetime)
            and exported.tzinfo is not None
            and not _is_long_before(exported, entries.get("as_of")),
            "is a time with offset, and not a month before as_of or earlier: an export "
            "cannot tell of a day that was still to come",
        ),
        "statement": (
            statement is not None
            and statement in policy.load("statements")["version"].to_list()
            and not (_is_day(entries.get("as_of")) and statement > entries["as_of"]),
            'is a date as text, "YYYY-MM-DD", not after as_of, and a version of '
            f"statements.csv in data/policy: {', '.join(versions)}",
        ),
    }
    wrong = [
        (key, _MISSING.format(key, _EXAMPLES[key]) if key not in entries else sentence)
        for key, (holds, sentence) in checks.items()
        if not holds
    ]
    known = {*checks, "not_delivered"}
    return wrong + [(key, "unknown key") for key in entries if key not in known]


def _names(entries: dict[str, Any]) -> list[object]:
    """List what not_delivered names; nothing where it is no list."""
    named = entries.get("not_delivered", [])
    return named if isinstance(named, list) else []


def _wrongly_named(entries: dict[str, Any], there: frozenset[str]) -> list[str]:
    """Return what is wrong with not_delivered, given the tables that are there."""
    if not isinstance(entries.get("not_delivered", []), list):
        return ["is a list of names of tables"]
    names = _names(entries)
    known = [name for name in contract.TABLES if name in names]
    referred = {
        (table, name)
        for table in there
        for name in contract.references(table)
        if name in known and name not in there
    }
    wrong = []
    if any(name not in known for name in names):
        wrong.append("names tables of the contract alone")
    if any(names.count(name) > 1 for name in names):
        wrong.append("names no table twice")
    if len(known) == len(contract.TABLES):
        wrong.append("leaves a table to be delivered")
    if there & {*known}:
        named = ", ".join(name for name in known if name in there)
        wrong.append(f"names no table that is there; {named} is")
    if referred:
        pairs = ", ".join(f"{table} to {name}" for table, name in sorted(referred))
        wrong.append(f"names no table that another refers to; refers: {pairs}")
    return wrong


def describe(folder: Path, book: Book = NO_BOOK) -> Description:
    """Read a source's snapshot.toml; what is wrong stands in `failures`."""
    try:
        entries = tomllib.loads(regular_file.read(folder / NAME).decode("utf-8-sig"))
    except (OSError, ValueError, RecursionError) as error:
        check, hint = f"{NAME} is there and reads as TOML in UTF-8", _why(folder, error)
        failure = Failure(TABLE, None, check, hint=hint)
        return Description(None, None, None, None, frozenset(), (failure,))
    return described(entries, present(folder) | book.there(_names(entries)))


def _why(folder: Path, error: Exception) -> str | None:
    """Return why it does not read, in words that hold nothing of it."""
    if isinstance(error, FileNotFoundError) and (folder / f"{NAME}.txt").exists():
        return f"It is called {NAME}.txt: take .txt away, which Windows may not show."
    if isinstance(error, UnicodeDecodeError):
        return "It is in another encoding: save it as UTF-8."
    line = re.search(r"at line (\d+)", str(error))
    return f"Not so from line {line[1]} on." if line else None


def described(entries: dict[str, Any], there: frozenset[str]) -> Description:
    """Read what a snapshot.toml says, given the tables that are there."""
    wrong = _wrong(entries)
    naming = _wrongly_named(entries, there)
    if naming:
        wrong.append(("not_delivered", "; ".join(naming)))
    bad = {key for key, _ in wrong}
    is_other_contract = "contract" in bad & entries.keys()
    if is_other_contract:
        wrong = [w for w in wrong if w[0] == "contract"]
    return Description(
        as_of=None if "as_of" in bad else entries.get("as_of"),
        controller=None if "controller" in bad else entries.get("controller"),
        exported_at=None if "exported_at" in bad else entries.get("exported_at"),
        statement=None if "statement" in bad else _day(entries.get("statement")),
        not_delivered=frozenset(
            name for name in contract.TABLES if name in _names(entries)
        ),
        failures=tuple(
            Failure(TABLE, printable_name(key), sentence) for key, sentence in wrong
        ),
        is_other_contract=is_other_contract,
    )
