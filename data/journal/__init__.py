"""The journal: who saw and took what, in lines that cannot be bent unseen.

    <journal>/
        2026-11.jsonl    one line an event, one segment a month
        state.json       where the chain stands: lines, head, the next key
        anchors.txt      signed heads of the chain; copies leave the machine
        seals.txt        signed digests of the snapshots that were published
        deletions.txt    signed records of segments removed after their term
        signing.key      signs the anchors; anchors.pub checks them
        exports/         the clients that each export held

Each line carries the hash of the one before and a code by a key that is
replaced after every line, so that whoever takes the machine today cannot
rewrite yesterday. The **first key**, from which all the others follow, is made
once and belongs off this machine, with whoever verifies. Fields follow NEN
7513; no cell value is ever written. A line is on the disk before `write`
returns: no line, no data.

Ground floor: knows neither wing, no engine and no frames.
"""

from data.journal.binding import BoundJournal
from data.journal.book import Journal
from data.journal.check import Report, verify
from data.journal.disk import JournalUnavailable, beside
from data.journal.events import Event, EventRefused, account, fingerprint

__all__ = [
    "BoundJournal",
    "Event",
    "EventRefused",
    "Journal",
    "JournalUnavailable",
    "Report",
    "account",
    "beside",
    "fingerprint",
    "verify",
]
