"""What is found of the dashboard itself, which no snapshot can hold.

A snapshot is sealed before its own term ends, so no finding in it can tell that it is
kept too long. It is said above the list of findings and is not in its count.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from pages.parts.shell import kept_until, links

if TYPE_CHECKING:
    from data.words import Words


def show(words: Words) -> None:
    """Draw that the terms of the snapshots are not carried out, where that is so."""
    late = kept_until.overdue(words)
    if late is None:
        return
    st.warning(words("kept.finding", what=late, remedy=words("kept.prune")))
    oldest = kept_until.overdue_days()[0]
    links.link("snapshot", words("kept.finding_link"), snapshot=oldest)
