"""Which snapshot another is compared with: the one at its seal, or one chosen.

That at its seal is known by its hash: what was replaced since, or is gone, is said.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import streamlit as st

from data import snapshot as snapshots
from data.ask import find_query
from data.ask.question import SINCE
from data.figures import definition_ledger, key_figures
from pages.parts.session.readers import engine, reader
from pages.parts.shell import context, controls
from pages.parts.text.escaping import markdown_escape

if TYPE_CHECKING:
    from data.snapshot import Snapshot
    from pages.parts.shell.context import PageContext

NONE = "none"
"""The choice of no day, where none was compared with at the seal."""


def choose(ctx: PageContext, page: str) -> PageContext | None:
    """Say with which snapshot this one is compared; None where with none.

    Any earlier day can be chosen; it stands in the address.
    """
    words, previous = ctx.words, ctx.snapshot.seal["previous"]
    sealed = previous["day"] if previous else NONE
    known = snapshots.days(ctx.snapshot.path.parent)
    earlier = [day for day in known if day < ctx.snapshot.day and day != sealed]
    chosen: str | None = sealed
    if earlier:
        chosen = controls.selectbox(
            words("changes.choose"),
            [sealed, *earlier],
            default=sealed,
            format_func=lambda day: (
                words("changes.none") if day == NONE else words.date(_day(day))
            ),
            key=f"{page}.since",
            parameter=SINCE,
            width=320,
        )
    if chosen in (sealed, None):
        return _as_sealed(ctx, page, previous)
    return _chosen(ctx, page, str(chosen))


def _day(name: str) -> date:
    return snapshots.day_of(name)


def _as_sealed(
    ctx: PageContext, page: str, previous: dict[str, Any] | None
) -> PageContext | None:
    words = ctx.words
    if previous is None:
        st.info(words("changes.first"))
        return None
    day = words.date(_day(previous["day"]))
    if previous["refused"] is not None:
        st.warning(words("changes.unread", day=day))
        return None
    st.markdown(words("changes.since", day=day, short=previous["digest"][:12]))
    if code := _no_longer(ctx, previous):
        st.warning(words(f"changes.{code}", day=day))
    else:
        _redefined(ctx, snapshots.find(ctx.snapshot.path.parent, previous["day"]))
    return ctx if _is_there(ctx, page, previous.get("not_delivered", ())) else None


def _chosen(ctx: PageContext, page: str, day: str) -> PageContext | None:
    try:
        earlier = snapshots.find(ctx.snapshot.path.parent, day)
        missing = earlier.seal["not_delivered"]
    except snapshots.SnapshotRefused as refused:
        context.excuse(refused)
        return None
    named = ctx.words.date(earlier.as_of)
    st.markdown(ctx.words("changes.since", day=named, short=earlier.short))
    _redefined(ctx, earlier)
    if not _is_there(ctx, page, missing):
        return None
    return replace(ctx, snapshot=replace(ctx.snapshot, since=earlier))


def _redefined(ctx: PageContext, earlier: Snapshot) -> None:
    """Say by what else the two were reckoned, where the rules are not the same."""
    if earlier not in key_figures.earlier(engine(), ctx.snapshot):
        day = ctx.words.date(earlier.as_of)
        st.caption(ctx.words("ledger.unknown", day=day))
        return
    standing = key_figures.of(reader(), ctx.snapshot, [earlier])
    for changes in definition_ledger.of(standing).values():
        what = definition_ledger.sentence(ctx.words, changes)
        day = ctx.words.date(earlier.as_of)
        st.info(ctx.words("ledger.pair", day=day, what=markdown_escape(what)))


def _is_there(ctx: PageContext, page: str, missing: list[str]) -> bool:
    """Return whether the earlier one delivered what a page needs; say what it lacks."""
    own = ctx.snapshot.seal["not_delivered"]
    lacking = [table for table in missing if table not in own]
    if not lacking:
        return True
    tables = ctx.words.join(ctx.words.code("table", table) for table in lacking)
    st.info(ctx.words("changes.lacking", tables=tables))
    return not find_query(page).lacks(lacking)


def certificate(ctx: PageContext) -> None:
    """Draw the button that gives the proof of erasure as a page for an auditor."""
    params = {"snapshot": ctx.snapshot.day, "lang": ctx.words.language}
    if ctx.snapshot.since:
        params[SINCE] = ctx.snapshot.since.day
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
