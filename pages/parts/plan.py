"""Which pages there are, where each is found, and which list each shows."""

from __future__ import annotations

from pathlib import Path

FOLDER = Path(__file__).parents[1]

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


def path(page: str) -> Path:
    """Give the file of a page."""
    return FOLDER / PAGES[page]
