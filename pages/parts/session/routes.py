"""Which pages there are, where each is found, and for whom it is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from data.ask import Principal

FOLDER = Path(__file__).parents[2]

PAGES = {
    "overview": "overview/overview.py",
    "trends": "overview/trends.py",
    "breakdowns": "overview/breakdowns.py",
    "agenda": "duties/agenda.py",
    "retention": "duties/retention.py",
    "requests": "duties/requests.py",
    "request": "duties/request.py",
    "clients": "duties/clients.py",
    "client": "duties/client.py",
    "recipients": "flows/recipients.py",
    "disclosures": "flows/disclosures.py",
    "transfers": "flows/transfers.py",
    "whatif": "flows/whatif.py",
    "register": "evidence/register.py",
    "authorisations": "evidence/authorisations.py",
    "breaches": "evidence/breaches.py",
    "findings": "evidence/findings.py",
    "snapshot": "evidence/snapshot.py",
    "journal": "evidence/journal.py",
}
"""The pages in the order of the navigation, by the name in their address; the
folder is the section. A list's page has the name of the list."""

HIDDEN = ("request", "client")
"""Pages about one thing: opened by a link, not from the navigation."""

ASKS = {
    "overview": "summary",
    "trends": "summary",
    "breakdowns": "summary",
    "snapshot": None,
    "journal": "journal_state",
}
"""What a page asks to begin with (data/ask/access.py): a folder of queries or the
journal; None for a page that asks nothing. What is not named is a page of records."""

FIRST = {
    "dpo": "agenda",
    "auditor": "findings",
    "management": "overview",
    "admin": "snapshot",
}
"""The page that a role begins with."""


def is_open_to(page: str, principal: Principal) -> bool:
    """Return whether a page has anything to show to somebody in their role."""
    asks = ASKS.get(page, "records")
    return asks is None or principal.may(asks)


def path(page: str) -> Path:
    """Return the file of a page."""
    return FOLDER / PAGES[page]


def mine(principal: Principal) -> tuple[str, ...]:
    """Name the pages of somebody in their role, the one they begin with in front.

    It is no protection, which is at the door (data/ask/door.py): what a role may
    not ask is not offered either.
    """
    open_ = [page for page in PAGES if is_open_to(page, principal)]
    return tuple(sorted(open_, key=lambda page: page != FIRST.get(principal.role)))
