"""Until when the snapshots are kept: records, and what is left without them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from data import policy
from data.policy.fields import term as parts_of
from data.seal_form import RECORDS
from data.snapshot import day_of
from data.upkeep import encryption, terms
from data.words.terms import period
from pages.parts.session.readers import folder

if TYPE_CHECKING:
    from data.pruned import Pruned
    from data.snapshot import Snapshot
    from data.upkeep.terms import Kept
    from data.words import Words


def erased(words: Words, record: Pruned) -> str:
    """Return in words that records are not there, since when and why."""
    day = words.date(day_of(record.day))
    on, term = words.date(record.on), _term(words, record.term)
    return words("kept.pruned", day=day, on=on, term=term)


def overdue(words: Words) -> str | None:
    """Return that snapshots are past their term and still there, where that is so."""
    days = overdue_days()
    return words.count("kept.overdue", len(days)) if days else None


def overdue_days() -> list[str]:
    """Return of which days snapshots are past their term, the oldest first."""
    return [*dict.fromkeys(each.day for each in _over())]


def coming(words: Words) -> None:
    """Draw what goes next, and what should have gone."""
    if late := overdue(words):
        st.warning(f"{late}. {words('kept.prune')}")
    own, today = policy.own_terms(), terms.this_day()
    left = [e for e in terms.kept(folder(), own) if not e.is_over(today)]
    if left:
        st.caption(_sentence(words, "kept.next", min(left, key=lambda e: e.until)))


def show(words: Words, snapshot: Snapshot) -> None:
    """Draw until when each part of a snapshot is kept, and under which term."""
    today = terms.this_day()
    st.header(words("kept.title"), anchor=False)
    for each in terms.kept_of(folder(), snapshot.day, policy.own_terms()):
        key = "until" if not each.is_over(today) else "over"
        st.markdown(_sentence(words, f"kept.{key}", each))
    st.caption(words("kept.where"))
    st.markdown(words(f"kept.disk.{encryption.state(folder())}"))


def _over() -> list[Kept]:
    return terms.over(folder(), policy.own_terms(), terms.this_day())


def _sentence(words: Words, key: str, each: Kept) -> str:
    part = "records" if each.file == RECORDS else "summary"
    return words(
        key,
        what=words(f"kept.{part}"),
        day=words.date(day_of(each.day)),
        until=words.date(each.until),
        term=_term(words, each.term),
    )


def _term(words: Words, term: str) -> str:
    return period(words, *(parts_of(term) or (0, 0)))
