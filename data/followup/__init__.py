"""Follow-up: the only thing that people write about what a snapshot shows.

    <followup>/
        followup.sqlite    what was marked, and every state that it had before

A mark is of a finding, a deadline, a request or an entry of the register, known by
a key that is the same in every snapshot. It says whose it is, for when it is planned,
what was noted, until when it is accepted and why, and that it was called done. The
snapshots are not touched: a count is what it was, and a mark is read beside it.

Each change has its line in the journal before it is made: no line, no change. Who
writes says which version of the mark was read; where that is not the last one any
more, nothing is written and the writer learns what it is by now.

Knows no snapshot, no engine and no screen.
"""

from data.followup.columns import COLUMNS, SHOWN
from data.followup.edit import Edit, EditRefused
from data.followup.mark import KINDS, Mark, Marks, Status, key
from data.followup.refusal import FollowupUnavailable, MarkChanged
from data.followup.store import Change, Store, beside
from data.followup.token import Token, Tokens

__all__ = [
    "COLUMNS",
    "KINDS",
    "SHOWN",
    "Change",
    "Edit",
    "EditRefused",
    "FollowupUnavailable",
    "Mark",
    "MarkChanged",
    "Marks",
    "Status",
    "Store",
    "Token",
    "Tokens",
    "beside",
    "key",
]
