"""Which roles a person has: a small table outside the repository, and their token.

    contact = "the privacy desk, privacy@hartman.example"
    who = "oid"                       # the claim that names a person; default: sub
    claim = "roles"                   # a claim with roles; left out: none is read
    revoked = ["5b2c…"]               # has no role, whatever else says so

    [claims]                          # what the claim says: which role that is
    "Privacy.Dpo" = "dpo"
    "Privacy.Ict" = "owner:ict"   # bound to a department of the organisation

    [people]                          # their roles; they begin in the first
    "0f9e…" = ["dpo", "management"]

    [demanded]                        # what a token must say, one of these of each
    amr = ["mfa", "hwk"]

Deny is the default: who is not named has no role, and a table with one mistake
in it gives nobody one. It is read again at each question, so that a role taken
away is out at the next.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from data import policy, regular_file
from data.ask.access import OWNER, ROLES, Actor

_ENTRIES = {"contact", "who", "claim", "claims", "people", "revoked", "demanded"}
_NAME = re.compile(r"[^\x00-\x1f\x7f]{1,200}")
LARGEST = 1_000_000
"""Bytes of a table that are read; a larger one is a mistake."""


class RolesError(Exception):
    """A table of roles that cannot be read. The message names no person."""


@dataclass(frozen=True)
class RoleTable:
    """Who has which roles."""

    contact: str
    who: str = "sub"
    claim: str | None = None
    claims: dict[str, str] = field(default_factory=dict)
    people: dict[str, tuple[str, ...]] = field(default_factory=dict)
    revoked: frozenset[str] = frozenset()
    demanded: dict[str, frozenset[str]] = field(default_factory=dict)
    """Claims that a token must have, each with one of these values (`acr`, `amr`)."""

    def named(self, claims: dict[str, Any]) -> str:
        """Return the name by which the table and the journal know a person, or ''."""
        name = _within(claims, self.who)
        return name if isinstance(name, str) and _NAME.fullmatch(name) else ""

    def roles(self, claims: dict[str, Any]) -> tuple[str, ...]:
        """Return the roles of a person, the one to begin in first; () for none."""
        name = self.named(claims)
        if not name or name in self.revoked:
            return ()
        roles = list(self.people.get(name, ()))
        if self.claim is not None:
            values = _texts(claims, self.claim)
            roles += [self.claims[value] for value in values if value in self.claims]
        return tuple(dict.fromkeys(roles))

    def is_as_demanded(self, claims: dict[str, Any]) -> bool:
        """Return whether a person signed in as the table demands of everybody."""
        return all(
            not values.isdisjoint(_texts(claims, name))
            for name, values in self.demanded.items()
        )


def _texts(claims: dict[str, Any], path: str) -> list[str]:
    """Return the texts of a claim that is one or has several."""
    claimed = _within(claims, path)
    values = claimed if isinstance(claimed, list) else [claimed]
    return [value for value in values if isinstance(value, str)]


def _within(claims: dict[str, Any], path: str) -> Any:  # noqa: ANN401 - any JSON
    """Return a claim: by its whole name, else step by step (`realm_access.roles`)."""
    if path in claims:
        return claims[path]
    value: Any = claims
    for name in path.split("."):
        value = value.get(name) if isinstance(value, dict) else None
    return value


def read(path: Path) -> RoleTable:
    """Read a table of roles; RolesError where it is not there or not right."""
    try:
        entries = tomllib.loads(regular_file.read(path, LARGEST).decode())
    except (OSError, ValueError, RecursionError) as error:
        why = getattr(error, "strerror", "") or "no TOML in UTF-8"
        raise RolesError(f"The table of roles cannot be read ({why}).") from None
    unknown = sorted(entries.keys() - _ENTRIES)
    if unknown:
        raise RolesError(f"The table of roles has an unknown entry {unknown[0]!r}.")
    people, claims = entries.get("people", {}), entries.get("claims", {})
    revoked = entries.get("revoked", [])
    texts = (
        entries.get("contact"),
        entries.get("who", "sub"),
        entries.get("claim", "-"),
    )
    if not all(isinstance(text, str) and text for text in texts):
        raise RolesError("The table of roles needs a `contact`, all in text.")
    if not (isinstance(people, dict) and isinstance(claims, dict)):
        raise RolesError("`people` and `claims` are sections of the table of roles.")
    if not _all_roles([*claims.values()]):
        raise RolesError("A claim in the table of roles gives no known role.")
    if not all(isinstance(roles, list) and _all_roles(roles)
               for roles in people.values()):  # fmt: skip
        raise RolesError("A person in the table of roles has no list of known roles.")
    if not (isinstance(revoked, list) and all(isinstance(v, str) for v in revoked)):
        raise RolesError("`revoked` is a list of people in the table of roles.")
    return RoleTable(
        demanded=_demanded(entries.get("demanded", {})),
        contact=entries["contact"],
        who=entries.get("who", "sub"),
        claim=entries.get("claim"),
        claims=claims,
        people={name: tuple(roles) for name, roles in people.items()},
        revoked=frozenset(revoked),
    )


def _demanded(section: Any) -> dict[str, frozenset[str]]:  # noqa: ANN401 - any TOML
    """Return what a token must say; RolesError where nobody could."""
    lists = [*section.values()] if isinstance(section, dict) else [None]
    if not all(
        isinstance(some, list) and some and all(isinstance(v, str) for v in some)
        for some in lists
    ):
        raise RolesError("`demanded` in the table of roles has a list for each claim.")
    return {name: frozenset(values) for name, values in section.items()}


def _all_roles(roles: list[Any]) -> bool:
    return all(isinstance(role, str) and _is_role(role) for role in roles)


def _is_role(text: str) -> bool:
    """Return whether a text is a role; an owner names a department that there is."""
    actor = Actor.named("", text)
    if actor.role_named != text or actor.role not in ROLES:
        return False
    if actor.role == OWNER:
        return actor.department in policy.organisation().departments
    return actor.department is None
