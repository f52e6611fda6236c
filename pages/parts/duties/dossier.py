"""A client's dossier: all that is on record about one pseudonym, fit for print."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from data.explain import case as cases
from data.explain.steps import steps_of
from pages.parts.charts import timeline
from pages.parts.charts.timeline import Line
from pages.parts.lists import explanations
from pages.parts.session.readers import reader
from pages.parts.shell import controls, links, purpose, url_state
from pages.parts.text import cell_labels

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import date

    from data.explain.case import Case
    from data.explain.steps import Row
    from pages.parts.shell.context import PageContext

MOST = 40
"""Rows of a table in the dossier; the list itself has them all."""
_LATE_FIRST = ("overdue", "on_hold", "due_soon", "within", "running", "no_term")


def opened_request(ctx: PageContext) -> tuple[Row, Case] | None:
    """Open the request that the address names; say so where there is none."""
    found = _opened(ctx, "request", cases.REQUEST.fullmatch, cases.of_request_id)
    if found is None:
        return None
    case, key = found
    request = case.request(key)
    return None if request is None else (request, case)


def opened_client(ctx: PageContext) -> Case | None:
    """Open the client whom the address names; say so where there is none."""
    found = _opened(ctx, "client", cases.CLIENT.fullmatch, cases.of_client)
    return found[0] if found else None


def _opened(
    ctx: PageContext,
    page: str,
    is_number: Callable[[str], object],
    find: Callable[..., Case | None],
) -> tuple[Case, str] | None:
    """Find what the address names; a number is only repeated where it is one."""
    words = ctx.words
    purpose.ask(words)
    key = "".join(url_state.values(page)[:1]).strip().upper()
    known = find(reader(), ctx.snapshot, key) if is_number(key) else None
    title = words(f"pages.{page}.title")
    st.title(f"{title} {key}" if known else title)
    st.markdown(words(f"pages.{page}.question"))
    if known is not None:
        return known, key
    if not key:
        st.info(words(f"pages.{page}.empty"))
    elif is_number(key):
        st.warning(words(f"pages.{page}.unknown", number=key))
    else:
        st.warning(words(f"pages.{page}.malformed"))
    links.link(f"{page}s", words(f"dossier.to_{page}s"))
    return None


def show(ctx: PageContext, case: Case) -> None:
    """Draw a client's dossier from top to bottom."""
    words = ctx.words
    _facts(ctx, case)
    lines = list(_lines(ctx, case))
    if lines:
        timeline.draw(ctx, lines, words("dossier.timeline_client"), key="client")
        st.caption(words("dossier.key_to_timeline"))
    _section(ctx, "trajectories", case.trajectories, _TRAJECTORY, "trajectories")
    holdings = sorted(case.holdings, key=_urgency)
    _section(ctx, "holdings", holdings, _HOLDING, "retention", "retention")
    _why(ctx, case, holdings)
    _section(ctx, "requests", case.requests, _REQUEST, "requests", "requests")
    for one in case.requests[:MOST]:
        key = one["request_id"]
        links.link("request", f"{words('dossier.to_request')}: {key}", request=key)
    _section(ctx, "restrictions", case.restrictions, _RESTRICTION, "restrictions")
    _section(ctx, "consents", case.consents, _CONSENT, "consents")
    st.header(words("dossier.disclosures"))
    if case.disclosures:
        disclosed(ctx, case.disclosures)
    else:
        st.markdown(words("dossier.disclosures_none"))
    st.header(words("dossier.findings"))
    explanations.findings(ctx, case.findings)
    links.link("clients", words("dossier.to_clients"))


def _urgency(holding: Row) -> tuple[bool, int, str, str]:
    """Sort holdings: what is held first, the latest of it first."""
    status = holding["status"]
    place = _LATE_FIRST.index(status) if status in _LATE_FIRST else len(_LATE_FIRST)
    erased = holding["erased_on"] is not None
    return erased, place, holding["category"], holding["holding_id"]


_FACTS = (
    "registered_on",
    "informed_on",
    "statement_version",
    "is_informed",
    "portal_account",
    "is_restricted",
    "holdings_live",
    "holdings_overdue",
    "requests_open",
)
_TRAJECTORY = (
    "trajectory_id",
    "kind",
    "principal_name",
    "started_on",
    "ended_on",
    "result",
)
_HOLDING = (
    "holding_id",
    "item",
    "category",
    "status",
    "clock_on",
    "effective_due_on",
    "erased_on",
)
_REQUEST = (
    "request_id",
    "kind",
    "received_on",
    "due_on",
    "closed_on",
    "status",
    "outcome",
)
_RESTRICTION = ("restriction_id", "kind", "started_on", "lifted_on")
_CONSENT = (
    "consent_id",
    "item",
    "purpose",
    "given_on",
    "form_version",
    "withdrawn_on",
)
_OPEN = {"ended_on": "runs", "lifted_on": "stands", "withdrawn_on": "stands"}
"""What is said where the last day of a thing is not there."""


def _facts(ctx: PageContext, case: Case) -> None:
    words = ctx.words
    with st.container(horizontal=True, gap="medium"):
        for name in _FACTS:
            value = words.value("clients", name, case.client[name])
            st.markdown(f"{words.column(name)}  \n**{value}**", width="content")


def _section(
    ctx: PageContext,
    name: str,
    rows: Sequence[Row],
    columns: Sequence[str],
    table: str,
    page: str | None = None,
) -> None:
    """Draw a table of the dossier under its header, or say that it is empty."""
    words = ctx.words
    st.header(words(f"dossier.{name}"))
    if not rows:
        st.markdown(words(f"dossier.{name}_none"))
        return
    st.table(
        {
            words.column(column): [
                _cell(ctx, table, column, row) for row in rows[:MOST]
            ]
            for column in columns
        },
        hide_index=True,
    )
    if len(rows) > MOST:
        st.caption(words.count("dossier.more", len(rows) - MOST))
        if page:
            links.link(page, words("dossier.more_link"))


def _cell(ctx: PageContext, table: str, column: str, row: Row) -> str:
    if row[column] is None and column in _OPEN:
        return ctx.words(f"dossier.{_OPEN[column]}")
    return links.plain(cell_labels.value(ctx.words, table, column, row[column]))


def _why(ctx: PageContext, case: Case, holdings: Sequence[Row]) -> None:
    """Show how the term of one item was worked out, for whichever is chosen."""
    if not holdings:
        return
    words = ctx.words
    known = {row["holding_id"]: row for row in holdings}
    asked = "".join(url_state.values("holding")[:1])
    chosen = controls.selectbox(
        words("dossier.why_choose"),
        list(known),
        default=asked if asked in known else None,
        format_func=lambda key: f"{words.item(known[key]['item'])} ({key})",
        placeholder=words("list.choose"),
        key=f"why.{ctx.snapshot.short}.{case.client['client_id']}",
    )
    if chosen:
        explanations.meaning(ctx, "retention_status", known[chosen]["status"])
        row = {"client_id": case.client["client_id"], "holding_id": chosen}
        steps = steps_of(reader(), ctx.snapshot, "retention_steps", **row)
        explanations.working(ctx, steps)
        found = case.about("holding", chosen)
        if found:
            explanations.findings(ctx, found)


def restricted(ctx: PageContext, one: Row) -> Line:
    """Return the line of a restriction on a timeline."""
    label = ctx.words.column("restriction_id")
    kind = ctx.words.code("restriction_kind", one["kind"])
    return _period(ctx, label, one["started_on"], one["lifted_on"], "restricted", kind)


def _period(
    ctx: PageContext, label: str, start: object, end: object, look: str, note: str
) -> Line:
    """Return a line that runs on to the day of the snapshot where it has no end."""
    last = end or ctx.snapshot.as_of
    return Line(label, start, last, look, None, note)  # type: ignore[arg-type]


def _lines(ctx: PageContext, case: Case) -> Iterator[Line]:
    """Return the lines of a dossier's timeline, a kind of thing after another."""
    words = ctx.words
    for one in case.trajectories:
        kind = words.code("trajectory_kind", one["kind"])
        first, last = one["started_on"], one["ended_on"]
        label = words.column("trajectory_id")
        yield _period(ctx, label, first, last, "term", kind)
    for one in case.restrictions:
        yield restricted(ctx, one)
    for one in case.requests:
        kind = words.code("request_kind", one["kind"])
        status = words.code("request_status", one["status"])
        last = one["closed_on"] or ctx.snapshot.as_of
        label = f"{words.column('request_id')}: {kind}"
        yield Line(label, one["received_on"], last, "request", one["due_on"], status)
    for one in sorted(case.holdings, key=lambda row: (row["category"], row["item"])):
        status = words.code("retention_status", one["status"])
        last = one["erased_on"] or ctx.snapshot.as_of
        due = one["effective_due_on"]
        label = words.item(one["item"])
        yield Line(label, one["collected_on"], last, "held", due, status)


def disclosed(ctx: PageContext, rows: Sequence[Row]) -> None:
    """Draw disclosures, those of one kind to one recipient together."""
    words = ctx.words
    groups: dict[tuple[str, ...], list[Row]] = {}
    for row in rows:
        group = tuple(row[name] for name in ("recipient_id", "category", "purpose"))
        groups.setdefault(group, []).append(row)
    shown = sorted(groups.values(), key=lambda group: _last(group), reverse=True)
    first = [group[0] for group in shown[:MOST]]
    told = {
        words.column("recipient_name"): [
            links.plain(row["recipient_name"]) for row in first
        ],
        words.column("recipient_kind"): [
            words.code("recipient_kind", row["recipient_kind"]) for row in first
        ],
        words.column("country"): [words.country(row["country"]) for row in first],
        words.column("category"): [
            words.code("category", row["category"]) for row in first
        ],
        words.column("purpose"): [
            links.plain(words.purpose(row["purpose"])) for row in first
        ],
        words("dossier.times"): [words.number(len(group)) for group in shown[:MOST]],
        words("dossier.first_on"): [
            words.date(min(row["disclosed_on"] for row in group))
            for group in shown[:MOST]
        ],
        words("dossier.last_on"): [words.date(_last(group)) for group in shown[:MOST]],
    }
    st.table(told, hide_index=True)
    if len(shown) > MOST:
        st.caption(words.count("dossier.more", len(shown) - MOST))


def _last(group: Sequence[Row]) -> date:
    day: date = max(row["disclosed_on"] for row in group)
    return day
