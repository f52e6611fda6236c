"""A processing activity: what the register says, and what the records show of it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import streamlit as st

from data.ask import Filter, Question, ask
from data.figures.whatif import LIVE
from data.words import register_text
from pages.parts.lists import explanations, records
from pages.parts.session.readers import reader
from pages.parts.shell import heading, links, purpose, url_state
from pages.parts.text.escaping import markdown_escape
from pages.parts.text.small_tables import page, table

if TYPE_CHECKING:
    from pages.parts.shell.context import PageContext

Row = dict[str, Any]

NUMBER = re.compile(r"[A-Z]{1,3}-[0-9]{1,10}")
"""What the number of an activity looks like."""
FIELDS = (
    "activity_id",
    "name",
    "role",
    "controllers",
    "owner",
    "purposes",
    "subjects",
    "categories",
    "has_special",
    "grounds",
    "interest",
    "special_ground",
    "recipient_kinds",
    "countries",
    "safeguards",
    "transfers_without_ground",
    "terms",
    "measures",
    "dpia",
    "dpia_on",
    "automated",
    "reviewed_on",
    "is_complete",
    "missing",
)
"""What the register says of an activity, in the order of the page."""
DRAWN = {
    "holdings": (
        "category",
        "ground",
        "is_registered",
        "holdings_live",
        "clients_live",
    ),
    "disclosures": (
        "recipient_kind",
        "category",
        "purpose",
        "is_registered",
        "disclosures_12m",
        "disclosures",
        "last_disclosed_on",
    ),
    "transfers": (
        "transfer_id",
        "recipient_name",
        "country",
        "is_registered",
        "category",
        "mechanism",
        "status",
    ),
}
"""The columns of what the records show, by part of the page."""
COUNTED: dict[str, tuple[str, tuple[str, ...], dict[str, Any]]] = {
    "holdings_live": ("retention", ("category", "ground"), {"status": [*LIVE]}),
    "disclosures": ("disclosures", ("recipient_kind", "category", "purpose"), {}),
    "disclosures_12m": (
        "disclosures",
        ("recipient_kind", "category", "purpose"),
        {"disclosed_12m": "true"},
    ),
    "transfer_id": ("transfers", (), {}),
}
"""The list behind a column, by which columns of the row, and by what besides."""
NEEDS = {"holdings": "holding", "disclosures": "disclosure", "transfers": "transfer"}
"""The table of the source that each part is read from."""


def opened(ctx: PageContext) -> Row | None:
    """Open the activity that the address names; say so where there is none."""
    words = ctx.words
    key = "".join(url_state.values("activity")[:1]).strip().upper()
    rows = _rows(ctx, "register", key) if NUMBER.fullmatch(key) else []
    heading.of_one(ctx, "activity", rows[0]["activity_id"] if rows else "")
    if rows:
        return rows[0]
    if key:
        is_number = NUMBER.fullmatch(key)
        why = "unknown" if is_number else "malformed"
        st.warning(words(f"pages.activity.{why}", number=key if is_number else ""))
    else:
        st.info(words("pages.activity.empty"))
    links.link("register", words("activity_page.to_register"))
    return None


def show(ctx: PageContext, activity: Row) -> None:
    """Draw an activity from its register entry to its findings."""
    words = ctx.words
    st.header(markdown_escape(activity["name"]), anchor=False)
    _fields(ctx, activity)
    st.caption(words("activity_page.by_category"))
    for part, needed in NEEDS.items():
        st.header(words(f"activity_page.{part}"), anchor=False)
        if ctx.offered(f"activity_{part}") is None:
            st.markdown(words("activity_page.withheld"))
        elif lacks := ctx.lacking(needed):
            st.markdown(lacks)
        else:
            _part(ctx, part, activity["activity_id"])
    st.header(words("dossier.findings"), anchor=False)
    purpose.require(words, "findings")
    findings = records.about(ctx, "activity", activity["activity_id"])
    explanations.findings(ctx, findings)
    links.link("register", words("activity_page.to_register"))


def _rows(ctx: PageContext, name: str, activity: str) -> list[Row]:
    question = Question(name, (Filter("activity_id", activity),))
    return ask(reader(), ctx.snapshot, question).to_dicts()


def _fields(ctx: PageContext, activity: Row) -> None:
    """Draw every field of the register, what is not filled in as such."""
    words = ctx.words
    rows = [
        {
            words("activity_page.field"): words.column(field),
            words("activity_page.content"): markdown_escape(
                register_text.field(
                    words,
                    "register",
                    activity,
                    field,
                    ctx.snapshot.seal["not_delivered"],
                )
            ),
        }
        for field in FIELDS
    ]
    table(rows, alt=words("pages.activity.title"))


def _part(ctx: PageContext, part: str, activity: str) -> None:
    """Draw what the records show of a part, each number with the way to its rows."""
    words, name = ctx.words, f"activity_{part}"
    rows = _rows(ctx, name, activity)
    if not rows:
        st.markdown(words(f"activity_page.{part}_none"))
        return
    on_page = page(words, rows, f"{ctx.snapshot.short}.{name}.{activity}")
    table(
        [
            {words.column(c): _cell(ctx, name, c, row) for c in DRAWN[part]}
            for row in on_page
        ],
        alt=words(f"activity_page.{part}"),
    )


def _cell(ctx: PageContext, name: str, column: str, row: Row) -> str:
    text = ctx.words.value(name, column, row[column])
    if column not in COUNTED or not row[column]:
        return markdown_escape(text)
    listed, by, more = COUNTED[column]
    where = {key: row[key] for key in by} or {"search": text}
    return links.inline(listed, text, **where, **more)
