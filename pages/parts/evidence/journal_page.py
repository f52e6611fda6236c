"""The journal: how it stands, its lines, the exports and the recall list, its anchor.

Each part is asked of data/audit/journal_view.py, which refuses whoever may not see
it and writes that it was seen before it is given. Nothing chosen here is kept in the
address: it names accounts and clients.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

import streamlit as st

from data.audit import journal_view
from pages.parts.evidence import journal_exports, journal_lines
from pages.parts.session.readers import journal, reader
from pages.parts.shell import controls, purpose

if TYPE_CHECKING:
    from data.audit.journal_view import JournalOverview
    from data.words import Words
    from pages.parts.shell.context import PageContext

PART = "journal.part"
UPTO = "journal.upto"
_ALREADY = "journal views noted"
PARTS = ("lines", "exports", "recall", "state")


def show(ctx: PageContext) -> None:
    """Draw what the reader's role may see of the journal."""
    words = ctx.words
    stands = journal_view.state(reader(), journal())
    _warn(words, stands)
    if not reader().identify().may("journal"):
        _state(words, stands)
        return
    if stands.reason:
        return
    purpose.ask(words)
    already = st.session_state.setdefault(_ALREADY, set())
    upto = _upto(words, stands)
    part = st.session_state[PART]
    if part in ("lines", "exports") and upto:
        _draw_upto(words, *st.session_state[UPTO])
    if part == "lines":
        journal_lines.show(ctx, stands, upto, already)
    elif part == "exports":
        journal_exports.ledger(ctx, upto, already)
    elif part == "recall":
        journal_exports.draw_recall_list(ctx)
    else:
        _anchor(words, stands)


def _warn(words: Words, stands: JournalOverview) -> None:
    """Draw what must be done about the journal before it is to be trusted."""
    if stands.reason:
        reason = words(f"errors.journal.reasons.{stands.reason}")
        st.error(words("errors.journal.unavailable", reason=reason))
    if stands.first_key:
        st.warning(words("errors.journal.key_is_here", file=f"`{stands.first_key}`"))


def _upto(words: Words, stands: JournalOverview) -> int:
    """Draw the choice of the part; return the newest line that there is to see.

    It stays until the page is opened anew or the reader refreshes it: what they
    look at is written too, and would move what they read.
    """
    if PART not in st.session_state or UPTO not in st.session_state:
        st.session_state[UPTO] = (stands.lines, stands.at)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        controls.segmented(
            words("journal_page.section"),
            PARTS,
            format_func=lambda part: words(f"journal_page.sections.{part}"),
            key=PART,
        )
        st.button(words("journal_page.refresh"), on_click=_refresh)
    upto: int = st.session_state[UPTO][0]
    return upto


def _draw_upto(words: Words, upto: int, at: str) -> None:
    """Draw up to which line the reader looks, and that they are told of themselves."""
    moment = words.moment(datetime.fromisoformat(at))
    st.caption(words("journal_page.stand", n=words.number(upto), moment=moment))


def _refresh() -> None:
    st.session_state.pop(UPTO, None)


def _state(words: Words, stands: JournalOverview) -> None:
    """Draw how the journal stands, without a word of what is in it."""
    st.header(words("journal_page.state.title"), anchor=False)
    if stands.reason:
        return
    if stands.at:
        st.markdown(words("journal_page.state.lines", n=words.number(stands.lines)))
        since = words.date(date.fromisoformat(stands.since))
        st.markdown(words("journal_page.state.since", day=since))
        moment = words.moment(datetime.fromisoformat(stands.at))
        st.markdown(words("journal_page.state.last", moment=moment))
    else:
        st.markdown(words("journal_page.state.none"))
    st.markdown(words("journal_page.state.as_left"))
    st.caption(words("journal_page.state.not_proved"))
    _kept(words, stands.anchor)


def _anchor(words: Words, stands: JournalOverview) -> None:
    """Draw how the journal stands, and sign that where the reader asks for it."""
    if st.button(words("journal_page.anchor.make"), type="primary"):
        journal_view.anchor(reader(), journal())
        stands = journal_view.state(reader(), journal())
        st.success(words("journal_page.anchor.made"))
    _state(words, stands)


def _kept(words: Words, anchor: str) -> None:
    st.header(words("journal_page.anchor.title"), anchor=False)
    st.markdown(words("journal_page.anchor.means"))
    if anchor:
        st.code(anchor, language=None, wrap_lines=True)
    else:
        st.markdown(words("journal_page.anchor.none"))
    st.markdown(words("journal_page.anchor.keep"))
