"""The record that a row or a finding is about: what it is called, and the way to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.ask import Filter, Question, ask, find_query
from data.ask.access import is_personal
from data.ask.lists import in_brief, whole_list
from pages.parts.session import visitor
from pages.parts.session.readers import reader
from pages.parts.shell import links
from pages.parts.text.escaping import markdown_escape

if TYPE_CHECKING:
    from data.explain.steps import Row
    from pages.parts.shell.context import PageContext

SUBJECT = {
    "retention": ("holding", "holding_id"),
    "requests": ("rights_request", "request_id"),
    "clients": ("client", "client_id"),
    "recipients": ("recipient", "recipient_id"),
    "trajectories": ("trajectory", "trajectory_id"),
    "consents": ("consent", "consent_id"),
    "disclosures": ("disclosure", "disclosure_id"),
    "agreements": ("agreement", "agreement_id"),
    "transfers": ("transfer", "transfer_id"),
    "register": ("activity", "activity_id"),
    "register_processor": ("activity", "activity_id"),
    "impact_assessments": ("activity", "activity_id"),
    "authorisations": ("authorisation", "authorisation_id"),
    "breaches": ("breach", "breach_id"),
}
"""Lists whose rows findings are about: the subject's table and its key."""
LISTED = {subject: (name, key) for name, (subject, key) in reversed(SUBJECT.items())}
"""The list that a subject stands in, and its key there."""
ALONE = {"rights_request": "request", "client": "client", "activity": "activity"}
"""Subjects that have a page of their own; its address names them by that name too."""
CALLED = {
    "retention": ("item",),
    "requests": ("kind",),
    "trajectories": ("kind",),
    "consents": ("item",),
    "recipients": ("name",),
    "agreements": ("recipient_name",),
    "disclosures": ("recipient_name",),
    "transfers": ("recipient_name", "country"),
    "transfer_clients": ("recipient_name",),
    "register": ("name",),
    "register_processor": ("name",),
    "impact_assessments": ("name",),
    "authorisations": ("department", "system"),
}
"""Columns that say what a record of a list is."""


def link(ctx: PageContext, finding: Row) -> None:
    """Link to what a finding is about, with its name where it has one."""
    subject, key = finding["subject_table"], str(finding["subject_key"])
    first, *more = key.split("/")
    words = ctx.words
    if subject in LISTED:
        name, _ = LISTED[subject]
        page, params = name, {"search": first}
        if subject in ALONE:
            page, params = ALONE[subject], {ALONE[subject]: first}
        elif subject == "holding":
            page = "client"
            params = {"client": str(finding["client_id"]), "holding": first}
        label = f"{words.code('subject_table', subject)} {first}"
        row = row_of(ctx, subject, first)
        name = markdown_escape(called(ctx, name, row)) if row else ""
        text = f"{label}: {name}" if name else label
    elif subject == "item":
        page, params, text = "retention", {"item": first}, words.item(first)
    elif subject == "category":
        page, params = "grounds", {"category": first}
        params |= {"ground": more[0]} if more else {}
        text = words.code("category", first)
    else:
        page, params = "statement", {}
        text = words("pages.statement.title")
    links.link(page, words("panel.to", record=text), **params)


def row_of(ctx: PageContext, subject: str, key: str) -> Row | None:
    """Return a record from its list; None where the reader does not get it."""
    name, column = LISTED[subject]
    offered = ctx.offered(name)
    if offered is None:
        return None
    if is_personal(find_query(offered)) and visitor.actor().purpose is None:
        return None
    question = Question(offered, (Filter(column, key),))
    rows = ask(reader(), ctx.snapshot, question, limit=1)
    return None if rows.is_empty() else rows.row(0, named=True)


def called(ctx: PageContext, name: str, row: Row) -> str:
    """Return what a row is of: a name, a country, an item, a department."""
    columns = CALLED.get(whole_list(name), ())
    return ", ".join(ctx.words.value(name, each, row[each]) for each in columns)


def about(ctx: PageContext, subject: str, key: str) -> list[Row]:
    """Return the findings about a row; a recipient's keys may name more than it.

    Who gave no purpose gets them in brief, as far as they are about no person.
    """
    filters = [Filter("subject_table", subject)]
    if subject != "recipient":
        filters.append(Filter("subject_key", key))
    name = ctx.offered("findings")
    if name is not None and visitor.actor().purpose is None:
        name = in_brief(name)
    if name is None:
        return []
    findings = ask(reader(), ctx.snapshot, Question(name, tuple(filters)))
    return [
        row for row in findings.to_dicts() if row["subject_key"].split("/")[0] == key
    ]
