"""The privacy statement: its promises, what tests them, and what a new one needs."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import streamlit as st

import queries
from data import policy
from data.ask import Question, ask, options
from data.figures.decisions import BY_RULE
from data.snapshot import day_of
from pages.parts.evidence.declared_vs_held import in_force
from pages.parts.lists import download_menu
from pages.parts.session.readers import reader
from pages.parts.shell import links
from pages.parts.text import cell_labels, tables
from pages.parts.text.escaping import markdown_escape

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from data.policy import Statement
    from pages.parts.shell.context import PageContext
    from queries import Query

STATES = ("wrong", "absent", "partial", "present")
"""What is said of an element of the checklist, the gravest first."""


def show(ctx: PageContext) -> None:
    """Draw the promises by section, the checklist of the law, and a draft."""
    words = ctx.words
    statement = in_force(ctx)
    version = day_of(ctx.snapshot.seal["statement"])
    if statement.version != version:
        # what a rule says of one version is never shown beside the text of another
        st.warning(words("statement_page.unknown", version=words.date(version)))
        return
    verdict = partial(_verdict, ctx, counts=_counts(ctx), are_listed=ctx.sees_records)
    st.markdown(words("statement_page.version", version=words.date(statement.version)))
    st.caption(words("declared.authority"))
    st.header(words("statement_page.promises"), anchor=False)
    st.caption(words("statement_page.promises_about"))
    for section in statement.sections:
        _section(ctx, statement, section, verdict)
    st.header(words("statement_page.checklist"), anchor=False)
    st.caption(words("statement_page.checklist_about"))
    _checklist(ctx, statement)
    st.header(words("statement_page.draft"), anchor=False)
    st.caption(words("statement_page.draft_about"))
    _draft(ctx, verdict)


def _counts(ctx: PageContext) -> dict[str, int | None]:
    """Return the findings by rule; None where the number is hidden."""
    if ctx.sees_records:
        return dict(options(reader(), ctx.snapshot, "findings", "rule").rows())
    rows = ask(reader(), ctx.snapshot, BY_RULE)
    return dict(rows.select("value1", "count").rows())


def _section(
    ctx: PageContext,
    statement: Statement,
    section: str,
    verdict: Callable[[Query], str],
) -> None:
    """Draw what a section promises, and what the rules that test it find."""
    words = ctx.words
    promises = list(_promises(ctx, statement, section))
    rules = [
        query
        for query in queries.folder("findings").values()
        if section in map(statement.called, query.sections)
    ]
    if not promises and not rules:
        return
    st.subheader(section, anchor=False)
    if promises:
        st.markdown("\n".join(f"- {markdown_escape(text)}" for text in promises))
    if not rules:
        st.caption(words("statement_page.untested"))
        return
    tables.draw(
        {
            words("statement_page.tested_by"): [
                f"{query.name}: {markdown_escape(words.title(query))}"
                for query in rules
            ],
            words("declared.verdict"): [*map(verdict, rules)],
        }
    )


def _promises(ctx: PageContext, statement: Statement, section: str) -> Iterator[str]:
    """Return the texts of a section, from every list of the statement."""
    for name in type(statement).model_fields:
        entries = getattr(statement, name)
        for entry in entries if isinstance(entries, tuple) else ():
            if getattr(entry, "section", None) == section:
                whose = getattr(entry, "recipient", None)
                text = ctx.words.pick(entry.text)
                yield f"{whose}: {text}" if whose else text


def _verdict(
    ctx: PageContext, query: Query, *, counts: dict[str, int | None], are_listed: bool
) -> str:
    """Return in words what a rule finds; never that all is well untested."""
    words = ctx.words
    if query.lacks(ctx.snapshot.seal["not_delivered"]):
        return f"? {words('statement_page.not_assessed')}"
    if query.name not in counts or counts[query.name] == 0:
        return f"✔ {words('statement_page.none_found')}"
    n = counts[query.name]
    if n is None:
        return f"✘ {words('statement_page.some_found')}"
    text = words.count("units.findings", n)
    if not are_listed:
        return f"✘ {text}"
    return f"✘ {links.inline('findings', text, rule=query.name)}"


def _elements(statement: Statement) -> list[dict[str, str]]:
    """Return the checklist of a version, what is wrong first."""
    rows = policy.load("statement_checklist").to_dicts()
    of_version = [row for row in rows if row["statement"] == statement.version]
    return sorted(of_version, key=lambda row: STATES.index(row["state"]))


def _checklist(ctx: PageContext, statement: Statement) -> None:
    words = ctx.words
    rows = _elements(statement)
    tables.draw(
        {
            words("statement_page.element"): [
                words.code("statement_element", row["element"]) for row in rows
            ],
            words.column("basis"): [
                cell_labels.basis(words, row["article"]) for row in rows
            ],
            words("statement_page.state"): [
                words.code("checklist_state", row["state"]) for row in rows
            ],
            words("declared.section"): [
                row["section"] or words("key.none") for row in rows
            ],
            words("statement_page.note"): [
                markdown_escape(_note(ctx, row)) for row in rows
            ],
        }
    )


def _note(ctx: PageContext, row: dict[str, str]) -> str:
    languages = policy.vocabulary.LANGUAGES
    return ctx.words.pick({code: row[f"note_{code}"] for code in languages})


def _draft(ctx: PageContext, verdict: Callable[[Query], str]) -> None:
    """Draw what a new version has to change, each with its reason, and its file."""
    words, question = ctx.words, Question("statement_changes")
    rows = ask(reader(), ctx.snapshot, question)
    if rows.is_empty():
        st.markdown(words("statement_page.no_changes"))
        return
    download_menu.draw(ctx, question, len(rows))
    known = queries.folder("findings")
    elements = [row for row in rows.to_dicts() if row["reason"] not in known]
    if elements:
        tables.draw(
            {
                words("statement_page.change"): _changes(ctx, elements),
                words("statement_page.reason"): [
                    markdown_escape(words.sealed(row, "note")) for row in elements
                ],
                words.column("basis"): [
                    cell_labels.basis(words, row["article"]) for row in elements
                ],
            }
        )
    if len(elements) < len(rows):
        st.subheader(words("statement_page.unsaid"), anchor=False)
    for (reason,), changes in rows.group_by("reason", maintain_order=True):
        if rule := known.get(str(reason)):
            title = f"**{rule.name}: {markdown_escape(words.title(rule))}**"
            basis = cell_labels.basis(words, rule["basis"])
            lines = [f"- {text}" for text in _changes(ctx, changes.to_dicts())]
            head = f"{title} ({basis}) {verdict(rule)}"
            st.markdown("\n".join([head, "", *lines]))


def _changes(ctx: PageContext, rows: list[dict[str, Any]]) -> list[str]:
    return [markdown_escape(ctx.words.sealed(row, "change")) for row in rows]
