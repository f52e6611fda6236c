"""What somebody wants to write, held against what may be written at all."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from data.identifiers import REFUSAL, direct_identifier

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from data.followup.mark import Mark

FIELDS = ("owner", "planned_on", "note", "accepted_until", "accepted_reason", "done_on")
"""What people write; the rest of a mark follows from who did, and when."""
TEXTS = ("note", "accepted_reason")
LONGEST = 500
"""Letters of a note or a reason."""
MONTHS = 12
"""Months for which something is accepted at most."""
LAST = date(2100, 12, 31)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")

REASONS = {
    "owner": "the owner is not a department or function that the organisation names",
    "identifier": f"what is written {REFUSAL}; this looks like {{kind}}",
    "long": f"a text has at most {LONGEST} letters",
    "letters": "a text holds letters that cannot be shown",
    "day": "a day to plan for lies between today and 2100",
    "past": "what is accepted is accepted until a later day than today",
    "far": f"nothing is accepted for longer than {MONTHS} months",
    "reason": "what is accepted has a reason, and a day on which that ends",
    "nothing": "nothing was changed",
}


class EditRefused(ValueError):
    """What may not be written. The message is safe to show.

    `reason` is a code that the screens say in the reader's language, `field` names
    what it is about and `kind` the kind of identifier that a text seems to hold.
    """

    def __init__(self, reason: str, field: str = "", kind: str = "") -> None:
        """Explain what is refused; never what was written."""
        self.reason, self.field, self.kind = reason, field, kind
        super().__init__(f"Not written: {REASONS[reason].format(kind=kind)}.")


def months_on(day: date, months: int) -> date:
    """Return the same day of a later month, or the last one before it."""
    year, month = divmod(day.month - 1 + months, 12)
    for last in range(day.day, 27, -1):
        try:
            return date(day.year + year, month + 1, last)
        except ValueError:
            continue
    return date(day.year + year, month + 1, day.day)


@dataclass(frozen=True)
class Edit:
    """Fields of a mark with what they are to be; None empties one, others stay."""

    fields: Mapping[str, Any] = field(default_factory=dict)

    def checked(self, today: date, owners: Collection[str]) -> Edit:
        """Return it with its texts trimmed; EditRefused for what may not be."""
        made = {name: _trimmed(text) for name, text in self.fields.items()}
        assert made.keys() <= set(FIELDS)  # noqa: S101 - of our own forms
        if not made:
            raise EditRefused("nothing")
        if made.get("owner") is not None and made["owner"] not in owners:
            raise EditRefused("owner", "owner")
        planned = made.get("planned_on")
        if planned is not None and not today <= planned <= LAST:
            raise EditRefused("day", "planned_on")
        for name in TEXTS:
            _search(name, made.get(name))
        if "accepted_until" in made or "accepted_reason" in made:
            _accept(made, today)
        return Edit(made)

    def applied(self, mark: Mark, by: str, role: str) -> Mark:
        """Return a mark as it is after this; who accepts stands in it by name.

        A day that was planned before may have passed: it stays as it is.
        """
        made = replace(mark, **self.fields)
        if "accepted_until" in self.fields:
            is_accepted = made.accepted_until is not None
            made = replace(
                made,
                accepted_by=by if is_accepted else None,
                accepted_role=role if is_accepted else None,
            )
        return made


def _trimmed(text: Any) -> Any:  # noqa: ANN401 - a field of any type
    return (text.strip() or None) if isinstance(text, str) else text


def _search(name: str, text: str | None) -> None:
    """Search a text for direct identifiers, as the seal searches a source."""
    if text is None:
        return
    if len(text) > LONGEST:
        raise EditRefused("long", name)
    if _CONTROL.search(text) or any("\ud800" <= c <= "\udfff" for c in text):
        raise EditRefused("letters", name)
    kind = direct_identifier(text)
    if kind is not None:
        raise EditRefused("identifier", name, kind)


def _accept(made: Mapping[str, Any], today: date) -> None:
    until, reason = made.get("accepted_until"), made.get("accepted_reason")
    if (until is None) is not (reason is None):
        raise EditRefused("reason", "accepted_until" if reason else "accepted_reason")
    if until is None:
        return
    if until <= today:
        raise EditRefused("past", "accepted_until")
    if until > months_on(today, MONTHS):
        raise EditRefused("far", "accepted_until")
