"""What went out: the ledger of exports with a manifest each, and the recall list."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import polars as pl
import streamlit as st

from data.ask.door import find_query
from data.audit import journal_view
from data.audit.journal_view import LOOKED, MOST, ROWS
from data.audit.recall import NAME, recall
from pages.parts.evidence import journal_lines
from pages.parts.lists import widths
from pages.parts.session.readers import journal, reader

if TYPE_CHECKING:
    from data.audit.journal_view import Already
    from data.journal.chain import Line
    from data.journal.ledger import Recall
    from data.words import Words
    from pages.parts.shell.context import PageContext

FIELDS = ("at", "who", "file", "rows", "bytes", "purpose", "role", "day", "sha256")
_PAGE = "journal.exports.page"


def ledger(ctx: PageContext, upto: int, already: Already) -> None:
    """Draw the exports, newest first, and the manifest of the one that is chosen."""
    words = ctx.words
    page = st.session_state.get(_PAGE, 1)
    exports = journal_view.exports(reader(), journal(), upto, page, already)
    st.header(words.count("journal_page.exports.count", exports.total), anchor=False)
    if exports.is_bounded:
        most, looked = words.number(MOST), words.number(LOOKED)
        st.info(words("journal_page.bounded", most=most, looked=looked))
    if not exports.total:
        st.info(words("journal_page.exports.empty"))
        return
    slot = st.empty()
    if exports.total > ROWS:
        st.pagination(-(-exports.total // ROWS), key=_PAGE)
    rows = [_export_row(words, start, done) for start, done in exports.rows]
    label = words("journal_page.exports.label")
    places = journal_lines.choose(slot, rows, label, f"journal.exports.{upto}.{page}")
    if not all(done for _, done in exports.rows):
        st.caption(words("journal_page.exports.unfinished_means"))
    if places:
        _manifest(words, exports.rows[places[0]][0].fields["export"], already)
    else:
        st.caption(words("journal_page.exports.select"))


def _export_row(words: Words, start: Line, done: Line | None) -> dict[str, str]:
    """Return what the ledger says of an export, by the name of its column."""
    line = done or start
    cells = journal_lines.cells(words, line)
    outcome = cells["outcome"] if done else words("journal_page.exports.unfinished")
    if done and not done.fields.get("outcome"):
        outcome = words("journal_page.exports.done")
    return {
        words("journal_page.fields.export"): words.number(start.fields["export"]),
        words("journal_page.exports.state"): outcome,
        **{
            words(f"journal_page.fields.{name}"): cells.get(name, words("key.none"))
            for name in FIELDS
        },
    }


def _manifest(words: Words, number: int, already: Already) -> None:
    """Show the manifest of an export, to be copied."""
    try:
        manifest = journal_view.manifest(reader(), journal(), number, already)
    except KeyError:
        st.info(words("journal_page.exports.no_manifest", n=number))
        return
    with st.container(border=True):
        st.markdown(f"**{words('journal_page.exports.manifest', n=number)}**")
        st.markdown(words("journal_page.exports.manifest_means"))
        st.code(json.dumps(manifest, indent=2), language="json", wrap_lines=True)
        if manifest["anchor"] is None:
            st.info(words("journal_page.exports.no_anchor"))
        st.markdown(words("journal_page.exports.by_command"))
        st.code(f"python -m data journal manifest {number}", language="bash")


def draw_recall_list(ctx: PageContext) -> None:
    """Draw which exports still hold what has been erased since, and list them."""
    words = ctx.words
    if lacks := ctx.lacking(*find_query(NAME).needs):
        st.info(lacks)
        return
    recalls = recall(reader(), ctx.snapshot, journal())
    day = words.date(ctx.snapshot.as_of)
    if not recalls:
        st.success(words("journal_page.recall.none", day=day))
        return
    st.warning(words.count("journal_page.recall.found", len(recalls), day=day))
    rows = [_recall_row(words, entry) for entry in recalls]
    shown = pl.DataFrame({name: [row[name] for row in rows] for name in rows[0]})
    st.dataframe(
        shown.to_arrow(),
        hide_index=True,
        column_config=widths.config(shown),
        alt=words("journal_page.recall.label"),
        height="content" if len(rows) <= 12 else 460,
    )
    st.markdown(words("journal_page.exports.by_command"))
    command = f"python -m data recall --day {ctx.snapshot.day}"
    st.code(command, language="bash", wrap_lines=True)


def _recall_row(words: Words, entry: Recall) -> dict[str, str]:
    named = entry.file or journal_lines.value(words, "query", entry.query)
    is_whole = "whole" if entry.is_whole else "not_whole"
    return {
        words("journal_page.fields.export"): words.number(entry.export),
        words("journal_page.fields.file"): named,
        words("journal_page.recall.taken_on"): journal_lines.moment(words, entry.at),
        words("journal_page.recall.taken_by"): entry.who,
        words("journal_page.recall.clients"): words.number(entry.clients),
        words("journal_page.recall.erased"): words.number(entry.erased),
        words("journal_page.recall.partly"): words.number(entry.partly),
        words("journal_page.recall.list"): words(f"journal_page.recall.{is_whole}"),
        words("journal_page.fields.day"): entry.day,
    }
