"""Which snapshot another was compared with at its seal, and whether it is still there.

It is known by its hash: what was replaced since, or is gone, is said.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import streamlit as st

from data import snapshot as snapshots

if TYPE_CHECKING:
    from pages.parts.shell.context import PageContext


def show(ctx: PageContext) -> bool:
    """Say with which snapshot this one was compared; return whether it was."""
    words, previous = ctx.words, ctx.snapshot.seal["previous"]
    if previous is None:
        st.info(words("changes.first"))
        return False
    day = words.date(date.fromisoformat(previous["day"]))
    if previous["refused"] is not None:
        st.warning(words("changes.unread", day=day))
        return False
    st.markdown(words("changes.since", day=day, short=previous["digest"][:12]))
    if code := _no_longer(ctx, previous):
        st.warning(words(f"changes.{code}", day=day))
    return True


def certificate(ctx: PageContext) -> None:
    """Draw the button that gives the proof of erasure as a page for an auditor."""
    params = {"snapshot": ctx.snapshot.day, "lang": ctx.words.language}
    st.link_button(
        ctx.words("certificate.button"),
        f"/export/proof-of-erasure.pdf?{urlencode(params)}",
        help=ctx.words("certificate.button_help"),
    )


def _no_longer(ctx: PageContext, previous: dict[str, str]) -> str | None:
    """Return as a code that the snapshot is gone or replaced; None where neither."""
    root = ctx.snapshot.path.parent
    if previous["day"] not in snapshots.days(root):
        return "gone"
    try:
        now = snapshots.find(root, previous["day"])
    except snapshots.SnapshotRefused:
        return "replaced"
    return None if now.digest == previous["digest"] else "replaced"
