"""Everything that is on record about one client, for a dossier."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from data.ask.door import ask
from data.ask.filters import Filter
from data.ask.lookup import OWN
from data.ask.question import Question
from data.explain.steps import Row

if TYPE_CHECKING:
    from datetime import date

    from data.ask.access import Reader
    from data.snapshot import Snapshot

CLIENT, REQUEST = OWN["client_id"], OWN["request_id"]

LISTS = {
    "trajectories": "trajectories",
    "holdings": "retention",
    "requests": "client_requests",
    "restrictions": "restrictions",
    "consents": "consents",
    "disclosures": "disclosures",
    "findings": "findings",
}
"""The lists of a case, and the question that gives each."""


@dataclass(frozen=True)
class Case:
    """One client: what is held, asked, restricted, consented to and disclosed."""

    as_of: date
    client: Row
    """Empty where who asks is no client."""
    trajectories: tuple[Row, ...]
    holdings: tuple[Row, ...]
    requests: tuple[Row, ...]
    restrictions: tuple[Row, ...]
    consents: tuple[Row, ...]
    disclosures: tuple[Row, ...]
    findings: tuple[Row, ...]

    def request(self, request_id: str) -> Row | None:
        """Return one of the client's requests."""
        for request in self.requests:
            if request["request_id"] == request_id:
                return request
        return None

    def disclosed_until(self, day: date) -> list[Row]:
        """Return what was disclosed up to and including a day, by recipient."""
        known = [
            disclosure
            for disclosure in self.disclosures
            if disclosure["disclosed_on"] <= day
        ]
        recipients = list(
            dict.fromkeys(disclosure["recipient_id"] for disclosure in known)
        )
        return sorted(
            known, key=lambda disclosure: recipients.index(disclosure["recipient_id"])
        )

    def about(self, table: str, key: str) -> list[Row]:
        """Return the findings about one row."""
        return [
            finding
            for finding in self.findings
            if (finding["subject_table"], finding["subject_key"]) == (table, key)
        ]


def of_client(reader: Reader, snapshot: Snapshot, client_id: str) -> Case | None:
    """Gather the case of a client; None where there is no such client."""
    if not CLIENT.fullmatch(client_id):
        return None
    only = (Filter("client_id", client_id),)

    def rows(reader: Reader, name: str) -> tuple[Row, ...]:
        return tuple(ask(reader, snapshot, Question(name, only)).to_dicts())

    known = rows(reader, "clients")
    if not known:
        return None

    def lists(reader: Reader) -> dict[str, tuple[Row, ...]]:
        return {name: rows(reader, query) for name, query in LISTS.items()}

    every = reader.noting_together(lists)
    return Case(as_of=snapshot.as_of, client=known[0], **every)


def of_request_id(reader: Reader, snapshot: Snapshot, request_id: str) -> Case | None:
    """Gather the case that a request belongs to; None where there is no such request.

    Of who is no client there is the request alone, and what was found about it.
    """
    if not REQUEST.fullmatch(request_id):
        return None
    question = Question("client_requests", (Filter("request_id", request_id),))
    requests = ask(reader, snapshot, question)
    if requests.is_empty():
        return None
    client_id = requests["client_id"][0]
    if client_id is None:
        return _of_no_client(reader, snapshot, request_id)
    return of_client(reader, snapshot, client_id)


def _of_no_client(reader: Reader, snapshot: Snapshot, request_id: str) -> Case:
    """Gather a request of who is no client."""
    about = (
        Filter("subject_table", "rights_request"),
        Filter("subject_key", request_id),
    )
    questions = {
        "requests": Question("client_requests", (Filter("request_id", request_id),)),
        "findings": Question("findings", about),
    }
    lists: dict[str, tuple[Row, ...]] = dict.fromkeys(LISTS, ())
    for name, question in questions.items():
        lists[name] = tuple(ask(reader, snapshot, question).to_dicts())
    return Case(as_of=snapshot.as_of, client={}, **lists)
