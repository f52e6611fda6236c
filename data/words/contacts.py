"""How the controller and its data protection officer are named, and reached."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from data import policy

if TYPE_CHECKING:
    from collections.abc import Mapping

    from data.words import Words

FIELDS = ("name", "registration", "address", "email", "phone")


@dataclass(frozen=True)
class Contacts:
    """Who answers, each line with its name, and where the marked ones are from."""

    parts: dict[str, list[tuple[str, str]]]
    note: str
    """What a mark behind a line means; empty where none has one."""


def of(words: Words, seal: Mapping[str, Any]) -> Contacts:
    """Return controller and DPO, by what they are called.

    The name is that of the snapshot; what the policy's own file leaves empty is
    taken from the privacy statement in force then, and marked.
    """
    organisation = policy.organisation()
    own = organisation.controller.model_dump() | {"name": seal["controller"]}
    declared = {f: text for f, text in _declared(seal).items() if not own.get(f)}
    controller = own | {f: f"{text} *" for f, text in declared.items()}
    version = words.date(date.fromisoformat(seal["statement"]))
    return Contacts(
        {
            words("contact.controller"): _lines(words, controller),
            words("contact.dpo"): _lines(words, organisation.dpo.model_dump()),
        },
        words("contact.by_statement", version=version) if declared else "",
    )


def _declared(seal: Mapping[str, Any]) -> dict[str, str]:
    """Return the contact that the statement in force names; nothing if unknown."""
    for statement in policy.statements():
        if statement.version.isoformat() == seal["statement"]:
            details = statement.controller.model_dump()
            return {field: details[field] for field in FIELDS if field in details}
    return {}


def _lines(words: Words, details: Mapping[str, str]) -> list[tuple[str, str]]:
    return [
        (words(f"contact.{field}"), details[field] or words("contact.not_named"))
        for field in FIELDS
        if field in details
    ]
