"""Tokens of the calendar feed: who has one reads it, until it is revoked.

    <followup>/
        calendar.sqlite    of each token its hash, what it is of, and who made it when

The token itself is kept by whoever it was given to. Making and revoking one have
their line in the journal before they are done.
"""

from __future__ import annotations

import hashlib
import secrets
import sqlite3
from dataclasses import dataclass
from hmac import compare_digest
from typing import TYPE_CHECKING

from data.followup.file import SQL, format_of, opened, writing
from data.followup.refusal import raising_unavailable
from data.followup.store import HOME, utc_now
from data.regular_file import is_there

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime
    from pathlib import Path

FILE = "calendar.sqlite"
BYTES = 32
"""Of chance in a token: nobody finds one by trying, and a plain hash hides it."""


@dataclass(frozen=True)
class Token:
    """What is kept of a token. The whole agenda's has no department."""

    number: int
    hash: str
    department: str | None
    language: str
    made_on: str
    made_by: str
    revoked_on: str | None = None
    revoked_by: str | None = None

    @property
    def key(self) -> str:
        """Return how the journal calls it."""
        return f"calendar/{self.number}"


class Tokens:
    """The tokens of a folder; may be used by any number of threads and processes."""

    def __init__(
        self, folder: Path, *, clock: Callable[[], datetime] = utc_now
    ) -> None:
        """Name the folder; nothing is read or made yet."""
        self.path = folder / FILE
        self._clock = clock

    def read(self) -> list[Token]:
        """Return every token that was made, the revoked ones too."""
        if not is_there(self.path):
            return []
        with raising_unavailable(), opened(self.path) as con:
            query = "select * from token order by number"
            rows = con.execute(query).fetchall() if format_of(con) else []
        return [Token(**dict(row)) for row in rows]

    def find(self, secret: str) -> Token | None:
        """Return which token this is; None for none, or one that was revoked.

        Each is held against it, whichever matches, so that time tells nothing.
        """
        hashed, match = _hash(secret), None
        for token in self.read():
            if compare_digest(token.hash, hashed) and token.revoked_on is None:
                match = token
        return match

    def make(
        self,
        department: str | None,
        language: str,
        *,
        by: str,
        tell: Callable[[Token], object],
    ) -> tuple[Token, str]:
        """Make a token; return it with its secret, which is kept nowhere."""
        secret = secrets.token_urlsafe(BYTES)
        row = {
            "hash": _hash(secret),
            "department": department,
            "language": language,
            "made_on": self._today(),
            "made_by": by,
        }
        return self._write("put_token", row, tell), secret

    def revoke(self, number: int, *, by: str, tell: Callable[[Token], object]) -> Token:
        """Take a token back; KeyError where there is none by its number that stands."""
        if not is_there(self.path):
            raise KeyError(number)
        row = {"number": number, "revoked_on": self._today(), "revoked_by": by}
        return self._write("revoke_token", row, tell)

    def _write(
        self, name: str, row: Mapping[str, object], tell: Callable[[Token], object]
    ) -> Token:
        tables = (SQL["token_table"],)
        with raising_unavailable(), writing(self.path, tables) as con:
            written: sqlite3.Row | None = con.execute(SQL[name], row).fetchone()
            if written is None:
                raise KeyError(row["number"])
            token = Token(**dict(written))
            tell(token)
            con.execute("commit")
        return token

    def _today(self) -> str:
        return self._clock().astimezone(HOME).date().isoformat()


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
