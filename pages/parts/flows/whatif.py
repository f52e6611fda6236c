"""What if a mechanism or a decision fell: what is chosen, and what it would do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl
import streamlit as st

from data.figures import whatif
from pages.parts.lists.listing import CLIENTS
from pages.parts.lists.views import VIEW
from pages.parts.session.readers import reader
from pages.parts.shell import controls, links, url_state
from pages.parts.text.escaping import markdown_escape
from pages.parts.text.small_tables import ROWS, table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from data.figures.whatif import Fall
    from pages.parts.shell.context import PageContext

FALLS = "falls"
"""The address parameter that says what falls."""
FIRST = "decision.US"
"""What falls where nothing is chosen yet: the framework with the United States."""


def choose(ctx: PageContext) -> list[Fall]:
    """Choose what falls; the address holds the codes."""
    words = ctx.words
    known = {str(fall): fall for fall in whatif.choices(reader(), ctx.snapshot)}
    order = sorted(known, key=lambda code: (code != FIRST, _name(ctx, known[code])))
    lacking = [code for code in url_state.values(FALLS) if code not in known]
    if lacking:
        named = markdown_escape(words.join(lacking[:5]))
        st.warning(words("whatif.unknown", choice=named))
    chosen = controls.multiselect(
        words("whatif.choose"),
        order,
        format_func=lambda code: _name(ctx, known[code]),
        default=[FIRST],
        key="whatif.falls",
        parameter=FALLS,
        placeholder=words("whatif.choose_hint"),
    )
    return [known[code] for code in chosen]


def _name(ctx: PageContext, fall: Fall) -> str:
    """Write what falls in the reader's words."""
    words = ctx.words
    if str(fall) == FIRST:
        return words("whatif.framework")
    if fall.kind == "decision":
        return words("whatif.decision", country=words.country(fall.code))
    mechanism = words.code("mechanism", fall.code)
    if fall.kind == "mechanism":
        return words("whatif.mechanism", mechanism=mechanism)
    return words("whatif.unassessed", mechanism=mechanism)


def show(ctx: PageContext, falls: Sequence[Fall]) -> None:
    """Draw what loses its ground: transfers, recipients, categories, clients."""
    words = ctx.words
    day = words.date(ctx.snapshot.as_of)
    st.caption(words("whatif.as_if", day=day))
    if not falls:
        st.info(words("whatif.nothing_chosen"))
        return
    rows = whatif.lost(reader(), ctx.snapshot, falls)
    if rows.is_empty():
        st.success(words("whatif.nothing_lost"))
        return
    st.header(words.count("whatif.result", rows.height))
    for fall in falls:
        n = rows.filter(pl.col("falls").list.contains(str(fall))).height
        if n:
            params: dict[str, Any] = {
                applied.column: list(applied.values) for applied in fall.filters
            }
            number = words.count("units.transfers", n)
            label = f"{_name(ctx, fall)}: {number}"
            links.link("transfers", label, **params)
            if ctx.sees_records:
                params[VIEW] = CLIENTS
                links.link("transfers", words("whatif.to_clients"), **params)
    _sums(ctx, falls, rows)
    _recipients(ctx, rows)
    _categories(ctx, rows)
    _transfers(ctx, rows)


def _sums(ctx: PageContext, falls: Sequence[Fall], rows: pl.DataFrame) -> None:
    """Show the numbers, of persons to who may know them, and the key figure then."""
    words = ctx.words
    reached = None
    if ctx.sees_records:
        reached = whatif.reached(reader(), ctx.snapshot, falls, rows)
    sums = {
        "transfers": rows.height,
        "recipients": rows["recipient_id"].n_unique(),
        "categories": rows["category"].n_unique(),
    }
    if reached is not None:
        sums["clients"] = reached.clients
    for (name, n), column in zip(sums.items(), st.columns(len(sums)), strict=True):
        with column:
            st.metric(
                words(f"whatif.{name}"),
                words.number(n),
                border=True,
                help=words("whatif.clients_help") if name == "clients" else None,
            )
    now, after, total = whatif.grounded(reader(), ctx.snapshot, rows)
    st.markdown(
        words(
            "whatif.grounded",
            now=words.number(now),
            after=words.number(after),
            total=words.number(total),
            before_share=words.percent(now / total),
            after_share=words.percent(after / total),
        )
    )
    if reached is not None:
        st.markdown(
            words(
                "whatif.reached",
                clients=words.number(reached.clients),
                in_category=words.number(reached.in_category),
                holders=words.number(reached.holders),
            )
        )


def _recipients(ctx: PageContext, rows: pl.DataFrame) -> None:
    words = ctx.words
    clients = whatif.clients(reader(), ctx.snapshot) if ctx.sees_records else {}
    grouped = rows.group_by("recipient_id", "recipient_name").agg(
        pl.col("country").unique().sort(),
        pl.col("category").unique().sort(),
        pl.len().alias("transfers"),
    )
    st.header(words("whatif.by_recipient"))
    listed = sorted(
        grouped.to_dicts(),
        key=lambda row: (-(clients.get(row["recipient_id"]) or 0), row["recipient_id"]),
    )
    _table(
        ctx,
        [
            {
                words.column("recipient_name"): links.inline(
                    "recipients", row["recipient_name"], search=row["recipient_id"]
                ),
                words.column("country"): words.value(
                    "transfers", "country", row["country"]
                ),
                words.column("categories"): words.value(
                    "transfers", "category", row["category"]
                ),
                words("whatif.transfers"): words.number(row["transfers"]),
            }
            | (
                {
                    words.column("clients_12m"): words.number(
                        clients[row["recipient_id"]]
                    )
                }
                if ctx.sees_records
                else {}
            )
            for row in listed
        ],
        alt=words("whatif.by_recipient"),
    )


def _categories(ctx: PageContext, rows: pl.DataFrame) -> None:
    words = ctx.words
    held = whatif.holders(reader(), ctx.snapshot, rows) if ctx.sees_records else None
    counted = rows.group_by("category").agg(
        pl.len().alias("transfers"),
        pl.col("recipient_id").n_unique().alias("recipients"),
    )
    st.header(words("whatif.by_category"))
    _table(
        ctx,
        [
            {
                words.column("category"): words.code("category", category),
                words("whatif.transfers"): words.number(transfers),
                words("whatif.recipients"): words.number(recipients),
            }
            | (
                {words("whatif.holders"): words.number(held.get(category, 0))}
                if held is not None
                else {}
            )
            for category, transfers, recipients in counted.sort(
                ["transfers", "category"], descending=[True, False]
            ).iter_rows()
        ],
        alt=words("whatif.by_category"),
    )


def _transfers(ctx: PageContext, rows: pl.DataFrame) -> None:
    words = ctx.words
    st.header(words("whatif.by_transfer"))
    _table(
        ctx,
        [
            {
                words.column("transfer_id"): links.inline(
                    "transfers", row["transfer_id"], search=row["transfer_id"]
                ),
                words.column("recipient_name"): markdown_escape(row["recipient_name"]),
                **{
                    words.column(name): markdown_escape(
                        words.value("transfers", name, row[name])
                    )
                    for name in ("country", "mechanism", "category", "purpose")
                },
                words("whatif.now"): words.code("transfer_status", row["status"]),
                words("whatif.then"): f"✘ {words.code('transfer_status', 'invalid')}",
            }
            for row in rows.iter_rows(named=True)
        ],
        alt=words("whatif.by_transfer"),
    )


def _table(ctx: PageContext, rows: list[dict[str, str]], *, alt: str) -> None:
    """Draw the first rows; the list that is linked to has them all."""
    table(rows[:ROWS], alt=alt)
    if len(rows) > ROWS:
        st.caption(ctx.words.count("whatif.more", len(rows) - ROWS))
