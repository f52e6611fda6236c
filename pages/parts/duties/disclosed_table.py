"""What was disclosed of a client: to whom, which data, how often and when."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from pages.parts.text import tables
from pages.parts.text.escaping import markdown_escape

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from data.explain.steps import Row
    from pages.parts.shell.context import PageContext

MOST = 40
"""Rows of a table in the dossier; the list itself has them all."""


def draw(ctx: PageContext, rows: Sequence[Row]) -> None:
    """Draw disclosures, those of one kind to one recipient together."""
    words = ctx.words
    groups: dict[tuple[str, ...], list[Row]] = {}
    for row in rows:
        group = tuple(row[name] for name in ("recipient_id", "category", "purpose"))
        groups.setdefault(group, []).append(row)
    newest_first = sorted(groups.values(), key=_last, reverse=True)
    drawn = newest_first[:MOST]
    first = [group[0] for group in drawn]
    columns = {
        words.column("recipient_name"): [
            markdown_escape(row["recipient_name"]) for row in first
        ],
        words.column("recipient_kind"): [
            words.code("recipient_kind", row["recipient_kind"]) for row in first
        ],
        words.column("country"): [words.country(row["country"]) for row in first],
        words.column("category"): [
            words.code("category", row["category"]) for row in first
        ],
        words.column("purpose"): [
            markdown_escape(words.purpose(row["purpose"])) for row in first
        ],
        words("dossier.times"): [words.number(len(group)) for group in drawn],
        words("dossier.first_on"): [
            words.date(min(row["disclosed_on"] for row in group)) for group in drawn
        ],
        words("dossier.last_on"): [words.date(_last(group)) for group in drawn],
    }
    tables.draw(columns)
    if len(newest_first) > MOST:
        st.caption(words.count("dossier.more", len(newest_first) - MOST))


def _last(group: Sequence[Row]) -> date:
    day: date = max(row["disclosed_on"] for row in group)
    return day
