"""How the controller and its data protection officer are named, and reached."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from data import policy

if TYPE_CHECKING:
    from collections.abc import Mapping

    from data.words import Words

FIELDS = ("name", "registration", "address", "email", "phone")

Lines = list[tuple[str, str]]


def of(words: Words, seal: Mapping[str, Any]) -> dict[str, Lines]:
    """Return controller and DPO by what they are called, each line with its name.

    The name is that of the snapshot; what the policy's own file leaves empty is
    taken from the privacy statement in force then, which is said beside it.
    """
    organisation = policy.organisation()
    own = organisation.controller.model_dump() | {"name": seal["controller"]}
    declared, version = _declared(seal), words.date(_version(seal))
    by_statement = words("contact.by_statement", version=version)
    controller = {
        field: own.get(field)
        or (f"{declared[field]} ({by_statement})" if declared.get(field) else "")
        for field in FIELDS
    }
    dpo = organisation.dpo.model_dump()
    return {
        words("contact.controller"): _lines(words, controller),
        words("contact.dpo"): _lines(words, dpo),
    }


def _version(seal: Mapping[str, Any]) -> date:
    return date.fromisoformat(seal["statement"])


def _declared(seal: Mapping[str, Any]) -> dict[str, str]:
    """Return the contact that the statement in force names; nothing if unknown."""
    for statement in policy.statements():
        if statement.version == _version(seal):
            return statement.controller.model_dump()
    return {}


def _lines(words: Words, told: Mapping[str, str]) -> Lines:
    return [
        (words(f"contact.{field}"), told[field] or words("contact.not_named"))
        for field in FIELDS
        if field in told
    ]
