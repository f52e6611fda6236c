"""Read snapshot.toml: which day a source describes, and under what statement."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from data import contract
from data.seal.identifiers import direct_identifier, printable_name
from data.seal.report import Failure

if TYPE_CHECKING:
    from pathlib import Path

NAME = "snapshot.toml"
TABLE = "snapshot"
LAST_YEAR = 9000
"""Terms that start on as_of have to end on a day that can be written."""
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True)
class Description:
    """What snapshot.toml says; a part that could not be read is None."""

    as_of: date | None
    controller: str | None
    exported_at: datetime | None
    statement: date | None
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


def _wrong(told: dict[str, Any]) -> list[tuple[str, str]]:
    """List the keys that are wrong, each with what it should be."""
    statement, controller = _day(told.get("statement")), told.get("controller")
    exported = told.get("exported_at")
    checks = {
        "contract": (
            type(told.get("contract")) is int and told["contract"] == contract.VERSION,
            f"is {contract.VERSION}, the version this software reads",
        ),
        "as_of": (
            _is_day(told.get("as_of")) and told["as_of"].year <= LAST_YEAR,
            "is a date, YYYY-MM-DD without quotes",
        ),
        "controller": (
            isinstance(controller, str)
            and bool(controller)
            and direct_identifier(controller) is None,
            "is the organisation's name, without a direct identifier",
        ),
        "exported_at": (
            isinstance(exported, datetime) and exported.tzinfo is not None,
            "is a time with offset",
        ),
        "statement": (
            statement is not None
            and not (_is_day(told.get("as_of")) and statement > told["as_of"]),
            'is a date as text, "YYYY-MM-DD", not after as_of',
        ),
    }
    wrong = [
        (key, "is required and missing" if key not in told else sentence)
        for key, (holds, sentence) in checks.items()
        if not holds
    ]
    return wrong + [(key, "unknown key") for key in told if key not in checks]


def describe(folder: Path) -> Description:
    """Read a source's snapshot.toml; what is wrong stands in `failures`."""
    try:
        told = tomllib.loads((folder / NAME).read_bytes().decode("utf-8-sig"))
    except (OSError, ValueError, RecursionError):
        failure = Failure(TABLE, None, f"{NAME} is there and reads as TOML in UTF-8")
        return Description(None, None, None, None, (failure,))
    wrong = _wrong(told)
    bad = {key for key, _ in wrong}
    is_other_contract = "contract" in bad & told.keys()
    if is_other_contract:
        wrong = [w for w in wrong if w[0] == "contract"]
    return Description(
        as_of=None if "as_of" in bad else told.get("as_of"),
        controller=None if "controller" in bad else told.get("controller"),
        exported_at=None if "exported_at" in bad else told.get("exported_at"),
        statement=None if "statement" in bad else _day(told.get("statement")),
        failures=tuple(
            Failure(TABLE, printable_name(key), sentence) for key, sentence in wrong
        ),
        is_other_contract=is_other_contract,
    )
