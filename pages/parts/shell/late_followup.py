"""How much of what people planned is late, for the menu: counted once a session.

What was written since is counted anew; of it a number is kept, and the page asks again.
"""

from __future__ import annotations

import streamlit as st

from data.ask import AccessRefused, AskFailed, ask, marking
from data.followup import FollowupUnavailable
from data.journal import JournalUnavailable
from data.refusal import SnapshotRefused
from pages.parts.session.readers import reader
from pages.parts.shell import context

PAGE = "followup"
_COUNTED = "late follow-up by state"


def count_late() -> int | None:
    """Return how much is late; None for who may not ask, or where nothing is known."""
    who = reader()
    if not who.identify().may("followup") or not marking.is_used(who):
        return None
    counted: dict[object, int] = st.session_state.setdefault(_COUNTED, {})
    try:
        marks = marking.read(who)
        selected = context.of_run(context.chosen_day())
        if selected.pruned:  # what was counted before is erased too
            return None
        late = {
            mark
            for mark in marks.by_key.values()
            if mark.status(marks.today, selected.as_of) == "late"
        }
        state = (selected.digest, frozenset(mark.key for mark in late))
        if late and state not in counted:
            still = set(ask(who, selected, "still_there")["mark"])
            statuses = (
                mark.status(marks.today, selected.as_of, holds=mark.key in still)
                for mark in late
            )
            counted[state] = sum(status == "late" for status in statuses)
    except (
        AccessRefused,
        AskFailed,
        FollowupUnavailable,
        JournalUnavailable,
        SnapshotRefused,
    ):
        return None
    return counted.get(state, 0)
