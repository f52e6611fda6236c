"""What the privacy statement declares, beside what the records hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from data import policy
from data.ask import ask
from data.snapshot import day_of
from pages.parts.charts.chart import Linked
from pages.parts.session.readers import reader
from pages.parts.shell import links
from pages.parts.text import tables
from pages.parts.text.escaping import markdown_escape

if TYPE_CHECKING:
    from collections.abc import Iterable

    import polars as pl

    from data.policy import Statement
    from pages.parts.charts.chart import Cell, Row
    from pages.parts.shell.context import PageContext

NEEDS = {
    "categories": ("holding", "disclosure", "activity"),
    "recipients": ("recipient", "disclosure", "activity"),
    "transfers": ("transfer",),
    "retention": ("holding",),
    "rest": (),
}
"""The tables of a source that each part is read from."""


def show(ctx: PageContext) -> None:
    """Draw the tables in which the statement and the records meet."""
    words = ctx.words
    st.header(words("pages.register.declared"), anchor=False)
    statement = in_force(ctx)
    version = day_of(ctx.snapshot.seal["statement"])
    if statement.version != version:
        st.warning(
            words(
                "declared.unknown_version",
                version=words.date(version),
                shown=words.date(statement.version),
            )
        )
    st.caption(words("declared.authority"))
    parts: tuple[str, ...] = ("transfers", "rest")
    if ctx.sees_records:  # else what is held of persons, and disclosed, is counted
        parts = tuple(NEEDS)
    lacking = {name: ctx.lacking(*NEEDS[name]) for name in parts}
    rows = _rows(ctx, [name for name in parts if name in _DRAWN and not lacking[name]])
    tabs = st.tabs([words(f"declared.{name}") for name in parts])
    for tab, name in zip(tabs, parts, strict=True):
        with tab:
            if lacking[name]:
                st.info(lacking[name])
            elif name in rows:
                _DRAWN[name][1](ctx, statement, rows[name])
            else:
                _sentences(ctx, statement)


def _rows(ctx: PageContext, parts: list[str]) -> dict[str, pl.DataFrame]:
    """Ask what the parts are drawn from."""
    return reader().noting_together(
        lambda together: {
            part: ask(together, ctx.snapshot, _DRAWN[part][0]) for part in parts
        }
    )


def in_force(ctx: PageContext) -> Statement:
    """Return the statement in force, or the newest that is kept as data."""
    by_version = {statement.version: statement for statement in policy.statements()}
    version = day_of(ctx.snapshot.seal["statement"])
    return by_version.get(version, by_version[max(by_version)])


def _table(rows: Iterable[Row]) -> None:
    listed = list(rows)
    if listed:
        names = list(listed[0])
        tables.draw({name: [_markdown(row[name]) for row in listed] for name in names})


def _markdown(cell: Cell) -> str:
    return cell.link if isinstance(cell, Linked) else markdown_escape(cell)


def _disclosed(ctx: PageContext, n: int, **where: str) -> Cell:
    """Write a number of disclosures in the last 12 months as a link to them."""
    text = ctx.words.number(n)
    if not n:
        return text
    params = {**where, "disclosed_12m": "true"}
    return Linked(text, links.inline("disclosures", text, **params))


def _verdict(ctx: PageContext, *, declared: bool, held: bool, registered: bool) -> str:
    """Return in words how statement, register and records agree."""
    words = ctx.words
    if held and not declared:
        return f"✘ {words('declared.not_declared')}"
    if held and not registered:
        return f"✘ {words('declared.not_in_register')}"
    if declared and not held:
        return f"– {words('declared.not_held')}"
    return f"✔ {words('declared.agrees')}"


def _categories(ctx: PageContext, statement: Statement, rows: pl.DataFrame) -> None:
    words = ctx.words
    sections = {group.code: group.section for group in statement.categories}
    _table(
        {
            words.column("category"): words.code("category", category),
            words("declared.section"): sections.get(category, words("key.none")),
            words("declared.in_register"): words.number(activities),
            words.column("holdings_live"): words.number(held),
            words.column("disclosures_12m"): _disclosed(
                ctx, disclosed, category=category
            ),
            words("declared.verdict"): _verdict(
                ctx,
                declared=category in sections,
                held=held + disclosed > 0,
                registered=activities > 0,
            ),
        }
        for category, held, disclosed, activities in rows.iter_rows()
    )


def _recipients(ctx: PageContext, statement: Statement, rows: pl.DataFrame) -> None:
    words = ctx.words
    sections = {entry.code: entry.section for entry in statement.recipients}
    held_kinds = set(rows["kind"])
    listed = [
        *rows.iter_rows(),
        *((kind, 0, 0, 0) for kind in sections if kind not in held_kinds),
    ]
    _table(
        {
            words.column("kind"): words.code("recipient_kind", kind),
            words("declared.section"): sections.get(kind, words("key.none")),
            words("declared.in_register"): words.number(activities),
            words("charts.recipients"): words.number(recipients),
            words.column("disclosures_12m"): _disclosed(
                ctx, disclosed, recipient_kind=kind
            ),
            words("declared.verdict"): _verdict(
                ctx,
                declared=kind in sections,
                held=disclosed > 0,
                registered=activities > 0,
            ),
        }
        for kind, recipients, disclosed, activities in listed
    )


def _transfers(ctx: PageContext, statement: Statement, rows: pl.DataFrame) -> None:
    words = ctx.words
    _table(
        {
            words.column("recipient_name"): name,
            words.column("country"): words.country(country),
            words.column("declared_mechanism"): words.code("mechanism", declared),
            words.column("transfer_id"): transfer or words("key.none"),
            words.column("mechanism"): words.code("mechanism", mechanism),
            words.column("status"): words.code("transfer_status", status),
            words("declared.verdict"): (
                f"✘ {words('declared.not_declared')}"
                if declared is None
                else f"– {words('declared.not_held')}"
                if transfer is None
                else f"✔ {words('declared.agrees')}"
                if declared == mechanism
                else f"✘ {words('declared.differs')}"
            ),
        }
        for name, country, declared, transfer, mechanism, status in rows.iter_rows()
    )


def _retention(ctx: PageContext, statement: Statement, rows: pl.DataFrame) -> None:
    words = ctx.words
    terms = {entry.code: entry for entry in statement.retention}
    _table(
        {
            words.column("rule"): words.code("retention_rule", rule),
            words("declared.what"): words.pick(terms[rule].text)
            if rule in terms
            else words("declared.no_term"),
            words("declared.section"): terms[rule].section
            if rule in terms
            else words("key.none"),
            words.column("holdings_live"): words.number(held),
            words.column("holdings_overdue"): words.number(overdue),
        }
        for rule, _, held, overdue, _ in rows.iter_rows()
    )


def _sentences(ctx: PageContext, statement: Statement) -> None:
    """Return the promises that no record can show to be kept or broken."""
    words = ctx.words
    parts = []
    for name in (
        "sources",
        "grounds",
        "interests",
        "rights",
        "security",
        "automated",
        "identification",
    ):
        entries = (
            f"- {words.pick(entry.text)} *({entry.section})*"
            for entry in getattr(statement, name)
        )
        parts.append("\n".join([f"**{words(f'declared.{name}')}**\n", *entries]))
    st.markdown("\n\n".join(parts))


_DRAWN = {
    "categories": ("held_categories", _categories),
    "recipients": ("held_recipient_kinds", _recipients),
    "transfers": ("declared_transfers", _transfers),
    "retention": ("held_rules", _retention),
}
"""The question that a part is drawn from, and what draws it."""
