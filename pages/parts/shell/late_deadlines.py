"""How much is late, for the menu: counted once a session, not at every page."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from data.ask import AccessRefused, AskFailed, Filter, Question, count
from data.ask.lists import offered
from data.journal import JournalUnavailable
from data.refusal import SnapshotRefused
from pages.parts.session.readers import reader
from pages.parts.shell import context

PAGE = "agenda"
LATE = Question(PAGE, (Filter("period", "overdue"),))
_COUNTED = "late deadlines by snapshot"
_NOTED = "late deadlines noted"


def count_late() -> int | None:
    """Return how many deadlines are late; None for who may not ask, or where unknown.

    What is kept of it is a number; the page asks again, and is noted for it.
    """
    who = reader()
    if offered(who.identify(), PAGE) != PAGE:
        return None
    counted: dict[str, int] = st.session_state.setdefault(_COUNTED, {})
    noted: set[tuple[str, str]] = st.session_state.setdefault(_NOTED, set())
    try:
        selected = context.of_run(context.chosen_day())
        if selected.pruned:  # what was counted before is erased too
            return None
        if selected.digest not in counted:
            asker = replace(who, counted=noted)
            counted[selected.digest] = count(asker, selected, LATE)
    except (AccessRefused, AskFailed, JournalUnavailable, SnapshotRefused):
        return None
    return counted[selected.digest]
