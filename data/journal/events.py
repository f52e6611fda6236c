"""What is written of an event: codes, numbers, hashes and pseudonyms alone.

The fields are those of NEN 7513 (which event, when, with what outcome, who, in
which role, for what purpose, about which client or by which question). Every
field has a form that no sentence fits; what does not match is refused.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from data import VERSION

if TYPE_CHECKING:
    from collections.abc import Sequence

EVENTS: Mapping[str, str] = {
    "client.read": "R",
    "rows.read": "R",
    "rows.count": "R",
    "export.start": "R",
    "export.done": "R",
    "recall.read": "R",
    "login": "E",
    "logout": "E",
    "session.end": "E",
    "role.switch": "E",
    "purpose.given": "E",
    "access.refused": "E",
    "snapshot.seal": "C",
    "snapshot.prune": "D",
    "snapshot.verify": "E",
    "snapshot.refused": "E",
    "journal.start": "C",
    "journal.read": "R",
    "journal.verify": "E",
    "journal.prune": "D",
    "journal.restore": "C",
    "journal.bind": "U",
    "backup.make": "R",
    "app.start": "E",
    "app.stop": "E",
    "config.change": "U",
    "followup.change": "U",
    "calendar.new": "C",
    "calendar.revoke": "D",
}
"""The closed list of events, each with its action (NEN 7513 EventActionCode: C
create, R read or take out, U change, D remove, E execute). The texts are the
codes `event` in data/words."""

OUTCOMES: Mapping[str, int] = {"ok": 0, "refused": 4, "failed": 8}
"""NEN 7513 EventOutcomeIndicator, on the scale of RFC 3881."""

ROLES = ("management", "dpo", "auditor", "owner", "admin", "system", "nobody")
VIA = ("page", "export", "command", "server")
MOST = 1 << 53
"""Numbers below this are read alike by every reader of JSON."""

_HASH = "[0-9a-f]{64}"
_CODE = "[a-z][a-z0-9_]{0,63}"
_DAY = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
_STATE = "|".join(
    (
        f"owner={_CODE}",
        *(f"{name}={_DAY}" for name in ("planned", "accepted", "done")),
        *(f"{name}={_HASH}" for name in ("note", "reason")),
    )
)
FORMS: Mapping[str, re.Pattern[str]] = {
    name: re.compile(form)
    for name, form in {
        "event": "|".join(map(re.escape, EVENTS)),
        "outcome": "|".join(OUTCOMES),
        "reason": _CODE,
        "who": r"[A-Za-z0-9][A-Za-z0-9._:|@+/=~-]{0,254}",
        "role": "|".join(ROLES),
        "via": "|".join(VIA),
        "purpose": _CODE,
        "client": "C-[0-9]{6,8}",
        "query": _CODE,
        "params": _HASH,
        "sha256": _HASH,
        "clients_sha256": _HASH,
        "day": _DAY,
        "mark": r"[a-z]+(/[A-Za-z0-9._:-]{1,64}){1,4}|[a-z]+/sha256:[0-9a-f]{64}",
        **dict.fromkeys(("before", "after"), rf"none|({_STATE})( ({_STATE})){{0,5}}"),
        "digest": _HASH,
        "file": r"[a-z0-9][a-z0-9_-]{0,119}(\.[a-z0-9]{1,8}){1,2}",
        "version": r"[0-9]{1,6}(\.[0-9]{1,6}){0,3}([a-z]{1,4}[0-9]{0,6})?",
    }.items()
}
NUMBERS = ("rows", "bytes", "export", "clients", "edition")


class EventRefused(ValueError):
    """An event that has no form for the journal. The message is safe to show."""

    def __init__(self, field: str) -> None:
        """Name the field; never what stood in it."""
        self.field = field
        super().__init__(f"The journal takes no such `{field}`; nothing was written.")


@dataclass(frozen=True, kw_only=True)
class Event:
    """One event, checked when it is made; EventRefused names a field that is not so.

    `who` is the account and `role` the one role it had; `reason` is a code for
    what was refused or failed. What it is about is a `client` by pseudonym, or a
    `query` by name with `params`, the `fingerprint` of its parameters, and the
    `rows` it gave. `day` and `digest` name the snapshot. An export has a number
    (`export`, given out by the journal at `export.start`), a `file`, its `bytes`
    and `sha256`, and the number and hash of the `clients` it held; `export.done`
    says the number. A change of what people wrote has the key of the `mark`, the
    number of its `edition` before, and how it stands `before` and `after`: codes and
    days, and of a text its SHA-256. A token of the calendar feed is a `mark` too, and
    whose feed it is stands in its state.
    """

    event: str
    who: str
    role: str
    via: str
    outcome: str = "ok"
    reason: str | None = None
    purpose: str | None = None
    client: str | None = None
    query: str | None = None
    params: str | None = None
    rows: int | None = None
    bytes: int | None = None
    sha256: str | None = None
    day: str | None = None
    digest: str | None = None
    export: int | None = None
    file: str | None = None
    clients: int | None = None
    clients_sha256: str | None = None
    mark: str | None = None
    edition: int | None = None
    before: str | None = None
    after: str | None = None
    version: str = VERSION

    def __post_init__(self) -> None:
        for name, value in self._given():
            if name in NUMBERS:
                sound = type(value) is int and 0 <= value < MOST
            else:
                sound = type(value) is str and bool(FORMS[name].fullmatch(value))
            if not sound:
                raise EventRefused(name)
        if self.event == "export.done" and self.export is None:
            raise EventRefused("export")

    def _given(self) -> Sequence[tuple[str, object]]:
        """Return the fields that say something; the compulsory ones always do."""
        pairs = [
            (field, getattr(self, field.name)) for field in dataclasses.fields(self)
        ]
        return [(f.name, v) for f, v in pairs if v is not None or f.default is not None]

    def fields(self) -> dict[str, object]:
        """Return the fields as they are written; the outcome as NEN 7513 counts it."""
        return dict(self._given()) | {"outcome": OUTCOMES[self.outcome]}


def account(name: str) -> str:
    """Return an account's name as `who`; one of another form by its hash."""
    if FORMS["who"].fullmatch(name):
        return name
    digest = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()
    return f"sha256:{digest}"


def fingerprint(params: object) -> str:
    """Hash a question's parameters: SHA-256 of their canonical JSON.

    It shows whether two answers were asked for alike. It is not a secret: who
    knows what may have been asked for can try it out.
    """
    text = json.dumps(params, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode()).hexdigest()
