"""Which pages there are, where each is found, and for whom it is."""

from __future__ import annotations

from pathlib import Path

FOLDER = Path(__file__).parents[1]

PAGES = {
    "overview": "overview/overview.py",
    "agenda": "duties/agenda.py",
    "retention": "duties/retention.py",
    "requests": "duties/requests.py",
    "request": "duties/request.py",
    "clients": "duties/clients.py",
    "client": "duties/client.py",
    "recipients": "flows/recipients.py",
    "transfers": "flows/transfers.py",
    "whatif": "flows/whatif.py",
    "register": "evidence/register.py",
    "authorisations": "evidence/authorisations.py",
    "breaches": "evidence/breaches.py",
    "findings": "evidence/findings.py",
    "snapshot": "evidence/snapshot.py",
}
"""The pages in the order of the navigation, by the name in their address; the
folder is the section. A list's page has the name of the list."""

HIDDEN = ("request", "client")
"""Pages about one thing: opened by a link, not from the navigation."""

SUMMARY = ("overview",)
"""Pages that ask the summary alone."""
SEAL = ("snapshot",)
"""Pages that ask nothing, and show what a seal says."""

FIRST = {
    "dpo": "agenda",
    "auditor": "findings",
    "management": "overview",
    "admin": "snapshot",
}
"""The page that a role begins with."""


def path(page: str) -> Path:
    """Give the file of a page."""
    return FOLDER / PAGES[page]


def pages(role: str) -> tuple[str, ...]:
    """Name the pages of a role, its first page in front.

    It is no protection, which is at the door (data/ask/door.py): what a role may
    not ask is not offered either.
    """
    if role == "management":
        mine: tuple[str, ...] = SUMMARY
    elif role == "admin":
        mine = SEAL
    else:
        mine = tuple(PAGES) if role in FIRST else ()
    return tuple(sorted(mine, key=lambda page: page != FIRST.get(role)))
