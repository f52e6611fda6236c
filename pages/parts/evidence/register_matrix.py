"""The register against reality: what is registered and what was found, by category.

One sealed table (queries/seal/11_matrix.sql) has every pair of a category and a
kind of recipient, a recipient, a purpose, a country or a ground. A mark says how
the two agree, so that no colour is needed; the privacy statement stands beside it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import polars as pl
import streamlit as st

from data import policy
from data.ask import ask, options
from pages.parts.evidence import declared_vs_held
from pages.parts.session.readers import reader
from pages.parts.shell import controls, links
from pages.parts.text.escaping import markdown_escape
from pages.parts.text.small_tables import page, table

if TYPE_CHECKING:
    from data.policy import Statement
    from data.words import Words
    from pages.parts.shell.context import PageContext

AGAINST = "against"
"""The address parameter that says what the categories are held against."""
DIMENSIONS = ("recipient_kind", "recipient", "purpose", "country", "ground")
DIMENSIONS_IN_BRIEF = ("country",)
"""What is held against the categories where what is found are no data of persons."""
NEEDS = {
    "recipient_kind": "disclosure",
    "recipient": "disclosure",
    "purpose": "disclosure",
    "country": "transfer",
    "ground": "holding",
}
"""The table of a source that what is found is counted in."""
RULES = {
    "recipient_kind": "RCP-06",
    "recipient": "RCP-06",
    "purpose": "RCP-04",
    "country": "TRF-05",
    "ground": "REG-04",
}
"""The rule whose findings are about what is found and not registered."""
MARKS = {"both": "✔", "found": "✘", "declared": "–", "neither": ""}
REGISTERED = {
    "recipient_kind": "recipient_kinds",
    "recipient": "recipient_kinds",
    "purpose": "purposes",
    "country": "countries",
    "ground": "grounds",
}
"""The column of the register that names the members; a recipient by its kind."""
LIVE = ("no_term", "running", "due_soon", "within", "on_hold", "overdue")
RUNNING = ("missing", "invalid", "adequate", "derogation", "safeguarded", "unassessed")


def show(ctx: PageContext) -> None:
    """Draw the matrix of a choice, and the two lists of what does not agree."""
    words = ctx.words
    st.header(words("matrix.title"))
    if not (offered := _offered(ctx)):
        st.info(ctx.lacking(*dict.fromkeys(NEEDS.values())))
        return
    listed = ctx.offered("matrix") or "matrix"
    every = ask(reader(), ctx.snapshot, listed)
    against = _choose(ctx, every, offered)
    rows = every.filter(dimension=against)
    if rows.filter(pl.col("verdict") != "neither").is_empty():
        st.caption(words("matrix.nothing"))
        return
    seen = rows.filter(pl.col("found") > 0)
    apart = rows.filter(verdict="found")
    title = words("matrix.all_registered")
    if not apart.is_empty():
        total = words.number(seen.height)
        title = words.count("matrix.unregistered", apart.height, total=total)
    st.subheader(title)
    counted = words(f"matrix.counted.{against}")
    st.caption(words("matrix.legend", counted=counted))
    _matrix(ctx, against, rows)
    _apart(ctx, against, apart)
    _unseen(ctx, against, rows.filter(verdict="declared"))


def _offered(ctx: PageContext) -> list[str]:
    """Return what the categories can be held against, of what was delivered."""
    dimensions = DIMENSIONS if ctx.sees_records else DIMENSIONS_IN_BRIEF
    return [each for each in dimensions if not ctx.lacking(NEEDS[each])]


def _choose(ctx: PageContext, rows: pl.DataFrame, offered: list[str]) -> str:
    """Choose what to hold the categories against; the address has its code.

    What the register lacks most of comes first.
    """
    apart = (
        rows.filter(verdict="found").group_by("dimension").agg(pl.col("found").sum())
    )
    lacking = dict(apart.iter_rows())
    return controls.segmented(
        ctx.words("matrix.by"),
        sorted(offered, key=lambda code: -lacking.get(code, 0)),
        format_func=lambda code: ctx.words.code("matrix_dimension", code),
        key="matrix.against",
        parameter=AGAINST,
    )


def _matrix(ctx: PageContext, against: str, rows: pl.DataFrame) -> None:
    """Draw the table: a row a member, a column a category."""
    words = ctx.words
    statement = declared_vs_held.in_force(ctx)
    named = _named(statement, against)
    categories = sorted(
        rows["category"].unique(), key=list(words.codes("category")).index
    )
    only = st.toggle(words("matrix.only"), key="matrix.only")
    members = _members(rows, only=only)
    head = words.code("matrix_dimension", against).capitalize()
    declared = {group.code for group in statement.categories}
    in_statement = _broken(words, words("matrix.statement"))
    statement_line = {head: f"**{in_statement}**", in_statement: ""} | {
        _broken(words, words.code("category", code)): _tick(code in declared)
        for code in categories
    }
    lines = [statement_line]
    on_page = page(ctx.words, members, f"{ctx.snapshot.short}.matrix.{against}.{only}")
    cells = {
        (row["member"], row["category"]): row
        for row in rows.filter(pl.col("member").is_in(on_page)).iter_rows(named=True)
    }
    for member in on_page:
        row = cells[member, categories[0]]
        line = {head: _name(ctx, against, row), in_statement: ""}
        line[in_statement] = _tick((row["kind"] or member) in named)
        for code in categories:
            cell = _cell(ctx, against, cells[member, code])
            line[_broken(words, words.code("category", code))] = cell
        lines.append(line)
    table(lines, alt=f"{words('matrix.title')}. {words('matrix.alternative')}")
    version = words.date(statement.version)
    st.caption(words("matrix.statement_help", version=version))


def _broken(words: Words, text: str) -> str:
    """Return a long word of a header with soft hyphens."""
    parts = "|".join(words("matrix.parts").split())
    return re.sub(f"(?<=[a-z])(?={parts})", "\u00ad", text).replace("/", "/\u200b")


def _members(rows: pl.DataFrame, *, only: bool) -> list[str]:
    """Return the members in the order of the table: what is apart, then the most."""
    apart = pl.col("verdict") == "found"
    sums = rows.group_by("member").agg(
        pl.col("found").filter(apart).sum().alias("apart"),
        pl.col("found").sum(),
        pl.col("activities").sum(),
        (pl.col("verdict").is_in(["found", "declared"])).any().alias("differs"),
    )
    if only:
        sums = sums.filter("differs")
    else:
        sums = sums.filter((pl.col("found") > 0) | (pl.col("activities") > 0))
    order = sums.sort(["apart", "found", "member"], descending=[True, True, False])
    return order["member"].to_list()


def _named(statement: Statement, against: str) -> set[str]:
    """Return the members that the privacy statement names."""
    if against == "purpose":
        return {code for group in statement.purposes for code in group.codes}
    if against == "country":
        return {transfer.country for transfer in statement.transfers}
    entries = statement.grounds if against == "ground" else statement.recipients
    return {entry.code for entry in entries}


def _tick(is_named: bool) -> str:
    return "✔" if is_named else "✘"


def _name(ctx: PageContext, against: str, row: dict[str, Any]) -> str:
    """Write a member in the reader's words; a recipient with its key."""
    words = ctx.words
    if against == "recipient":
        return f"{markdown_escape(row['name'])} ({markdown_escape(row['member'])})"
    if against in ("purpose", "country"):
        name: str = getattr(words, against)(row["member"])
        known = against == "country" or row["member"] in policy.codes(
            "purposes", "purpose"
        )
        escaped = markdown_escape(name)
        return escaped if known else f"{escaped} ({words('matrix.unnamed')})"
    return words.code(against, row["member"])


def _cell(ctx: PageContext, against: str, row: dict[str, Any]) -> str:
    """Write a cell: its mark, and the number as a link to the list of just these."""
    mark = MARKS[row["verdict"]]
    if not row["found"]:
        return mark
    target, params = _behind(against, row)
    return links.inline(target, f"{mark} {ctx.words.number(row['found'])}", **params)


def _behind(against: str, row: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """Return the page and the filters that list a cell's records."""
    member, category = row["member"], row["category"]
    if against == "country":
        params = {"country": member, "category": category, "status": list(RUNNING)}
        return "transfers", params
    if against == "ground":
        params = {"ground": member, "category": category, "status": list(LIVE)}
        return "retention", params
    column = "recipient_id" if against == "recipient" else against
    return "disclosures", {column: member, "category": category}


def _apart(ctx: PageContext, against: str, rows: pl.DataFrame) -> None:
    """List what was found and is not registered, the most first."""
    words = ctx.words
    st.subheader(words("matrix.found"))
    if rows.is_empty():
        st.markdown(words("matrix.found_none"))
    else:
        listed = rows.sort(
            "found", "member", "category", descending=[True, False, False]
        )
        _list(ctx, against, listed, "found")
    rule = RULES[against]
    listed_as = ctx.offered("findings") or "findings"
    counted = dict(options(reader(), ctx.snapshot, listed_as, "rule").rows())
    if n := counted.get(rule, 0):
        links.link("findings", words.count("matrix.findings", n, rule=rule), rule=rule)


def _finding(row: dict[str, Any]) -> str:
    """Link to the finding that a recipient got what the register does not name."""
    rule, about = RULES["recipient"], f"{row['member']}/{row['category']}"
    return links.inline("findings", rule, rule=rule, search=about)


def _unseen(ctx: PageContext, against: str, rows: pl.DataFrame) -> None:
    """List what is registered and was never seen."""
    words = ctx.words
    st.subheader(words("matrix.declared"))
    if rows.is_empty():
        st.markdown(words("matrix.declared_none"))
    else:
        _list(ctx, against, rows.sort("member", "category"), "declared")


def _list(ctx: PageContext, against: str, rows: pl.DataFrame, verdict: str) -> None:
    words = ctx.words
    head = words.code("matrix_dimension", against).capitalize()
    on_page = page(
        ctx.words, rows.to_dicts(), f"{ctx.snapshot.short}.{verdict}.{against}"
    )
    lines = []
    for row in on_page:
        line = {
            head: _name(ctx, against, row),
            words.column("category"): words.code("category", row["category"]),
        }
        if verdict == "found":
            line[words("matrix.number")] = _cell(ctx, against, row)
            line[words("matrix.since")] = words.date(row["first_on"])
            if against == "recipient":
                line[words("matrix.finding")] = _finding(row)
        else:
            line[words.column("activities")] = links.inline(
                "register",
                words.number(row["activities"]),
                categories=row["category"],
                **{REGISTERED[against]: row["kind"] or row["member"]},
            )
        lines.append(line)
    table(lines, alt=words(f"matrix.{verdict}"))
