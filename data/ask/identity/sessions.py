"""Who is signed in now: a record on the server of each sign-in, and its end.

A cookie can be copied and lives for weeks. What counts is the record: it begins
when a sign-in comes in, ends after half an hour without a question, after eight
hours or when somebody signs out, and never comes back. A cookie without a record
is nobody; so is every cookie after the server was started afresh.
"""

from __future__ import annotations

import hashlib
import json
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from data.ask.access import AccessRefused

if TYPE_CHECKING:
    from collections.abc import Callable

IDLE = 30 * 60
"""Seconds without a question after which a session ends."""
MOST = 8 * 60 * 60
"""Seconds that a session lasts at most."""
SKEW = 120
"""Seconds that the provider's clock may be ahead of ours."""
_TELLING = ("iss", "sub", "iat", "nonce", "sid")
"""The claims that tell one sign-in from every other."""


@dataclass
class Session:
    """One sign-in: who it was, and the role and purpose chosen since."""

    key: str
    claims: dict[str, Any]
    begun: float
    seen: float
    role: str | None = None
    purpose: str | None = None
    ended: str | None = None
    """Why it ended, a reason of AccessRefused; None while it lasts."""


def key_of(claims: dict[str, Any]) -> str:
    """Return the key of the sign-in that a token came from; it tells nobody's name."""
    identity = json.dumps([claims.get(name) for name in _TELLING], default=str)
    return hashlib.sha256(identity.encode()).hexdigest()


class Sessions:
    """The sign-ins of this process; safe to use from many threads."""

    def __init__(self, clock: Callable[[], float]) -> None:
        """`clock` gives the seconds since 1970."""
        self.clock = clock
        self._lock = threading.RLock()
        self._known: dict[str, Session] = {}

    def begin(self, claims: dict[str, Any]) -> Session:
        """Begin the session of a token that was just verified.

        AccessRefused where the token does not say whose it is and from when until
        when it holds, where it does not hold now, or was used before.
        """
        now = self.clock()
        issued, expires = claims.get("iat"), claims.get("exp")
        sound = (
            isinstance(claims.get("sub"), str)
            and isinstance(issued, int | float)
            and isinstance(expires, int | float)
            and now - MOST < issued <= now + SKEW
            and now - SKEW < expires
        )
        key = key_of(claims)
        with self._lock:
            self._forget(now)
            if not sound or key in self._known:
                raise AccessRefused("signed_out")
            self._known[key] = Session(key, dict(claims), now, now)
            return self._known[key]

    def of(self, claims: dict[str, Any]) -> Session:
        """Return the session of a sign-in and mark it used; or raise AccessRefused."""
        now = self.clock()
        with self._lock:
            session = self._known.get(key_of(claims))
            if session is None:
                raise AccessRefused("signed_out")
            if session.ended is None:
                session.ended = _over(session, now)
            if session.ended is not None:
                raise AccessRefused(session.ended)
            session.seen = max(session.seen, now)
            return session

    def is_live(self, claims: dict[str, Any]) -> bool:
        """Return whether a sign-in still lasts, without using it."""
        with self._lock:
            session = self._known.get(key_of(claims))
            return (
                session is not None
                and session.ended is None
                and _over(session, self.clock()) is None
            )

    def lasting(self) -> int:
        """Return how many sign-ins last."""
        with self._lock:
            now, known = self.clock(), [*self._known.values()]
        return sum(each.ended is None and not _over(each, now) for each in known)

    def end(self, claims: dict[str, Any]) -> Session | None:
        """End a session that somebody signs out of; None where none lasts."""
        with self._lock:
            session = self._known.get(key_of(claims))
            if session is None or session.ended is not None:
                return None
            session.ended = "signed_out"
            return session

    def _forget(self, now: float) -> None:
        """Forget what ended long ago: no token of it could begin a session now."""
        for key, session in [*self._known.items()]:
            if now - session.begun > 2 * MOST + SKEW:
                del self._known[key]


def _over(session: Session, now: float) -> str | None:
    """Return why a session is over by our clock or its token's; None while it lasts."""
    if max(now - session.begun, now - session.claims["iat"]) >= MOST:
        return "expired"
    return "idle" if now - session.seen >= IDLE else None
