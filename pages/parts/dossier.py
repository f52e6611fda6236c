"""A client's dossier: all that is on record about one pseudonym, fit for print."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from data.ask import case as cases
from data.ask.keeping import of_holding
from pages.parts import address, controls, labels, links, purpose, timeline, why
from pages.parts.opened import reader
from pages.parts.timeline import Line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import date

    from data.ask.case import Case
    from data.ask.working import Row
    from pages.parts.seen import Seen

MOST = 40
"""Rows of a table in the dossier; the list itself has them all."""
_LATE_FIRST = ("overdue", "on_hold", "due_soon", "within", "running", "no_term")


def opened_request(here: Seen) -> tuple[Row, Case] | None:
    """Open the request that the address names; say so where there is none."""
    found = _opened(here, "request", cases.REQUEST.fullmatch, cases.of_request_id)
    if found is None:
        return None
    case, key = found
    request = case.request(key)
    return None if request is None else (request, case)


def opened_client(here: Seen) -> Case | None:
    """Open the client whom the address names; say so where there is none."""
    found = _opened(here, "client", cases.CLIENT.fullmatch, cases.of_client)
    return found[0] if found else None


def _opened(
    here: Seen,
    page: str,
    is_number: Callable[[str], object],
    find: Callable[..., Case | None],
) -> tuple[Case, str] | None:
    """Find what the address names; a number is only repeated where it is one."""
    words = here.words
    purpose.ask(words)
    key = "".join(address.values(page)[:1]).strip().upper()
    known = find(reader(), here.snapshot, key) if is_number(key) else None
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


def show(here: Seen, case: Case) -> None:
    """Draw a client's dossier from top to bottom."""
    words = here.words
    _facts(here, case)
    lines = list(_lines(here, case))
    if lines:
        timeline.draw(here, lines, words("dossier.timeline_client"), key="client")
        st.caption(words("dossier.key_to_timeline"))
    _section(here, "trajectories", case.trajectories, _TRAJECTORY, "trajectory")
    holdings = sorted(case.holdings, key=_urgency)
    _section(here, "holdings", holdings, _HOLDING, "retention", "retention")
    _why(here, case, holdings)
    _section(here, "requests", case.requests, _REQUEST, "requests", "requests")
    for one in case.requests[:MOST]:
        key = one["request_id"]
        links.link("request", f"{words('dossier.to_request')}: {key}", request=key)
    _section(here, "restrictions", case.restrictions, _RESTRICTION, "restriction")
    _section(here, "consents", case.consents, _CONSENT, "consent")
    st.header(words("dossier.disclosures"))
    if case.disclosures:
        disclosed(here, case.disclosures)
    else:
        st.markdown(words("dossier.disclosures_none"))
    st.header(words("dossier.findings"))
    why.findings(here, case.findings)
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


def _facts(here: Seen, case: Case) -> None:
    words = here.words
    with st.container(horizontal=True, gap="medium"):
        for name in _FACTS:
            value = words.value("clients", name, case.client[name])
            st.markdown(f"{words.column(name)}  \n**{value}**", width="content")


def _section(
    here: Seen,
    name: str,
    rows: Sequence[Row],
    columns: Sequence[str],
    table: str,
    page: str | None = None,
) -> None:
    """Draw a table of the dossier under its header, or say that it is empty."""
    words = here.words
    st.header(words(f"dossier.{name}"))
    if not rows:
        st.markdown(words(f"dossier.{name}_none"))
        return
    st.table(
        {
            words.column(column): [
                _cell(here, table, column, row) for row in rows[:MOST]
            ]
            for column in columns
        },
        hide_index=True,
    )
    if len(rows) > MOST:
        st.caption(words.count("dossier.more", len(rows) - MOST))
        if page:
            links.link(page, words("dossier.more_link"))


def _cell(here: Seen, table: str, column: str, row: Row) -> str:
    if row[column] is None and column in _OPEN:
        return here.words(f"dossier.{_OPEN[column]}")
    return links.plain(labels.value(here.words, table, column, row[column]))


def _why(here: Seen, case: Case, holdings: Sequence[Row]) -> None:
    """Show how the term of one item was worked out, for whichever is chosen."""
    if not holdings:
        return
    words = here.words
    known = {row["holding_id"]: row for row in holdings}
    asked = "".join(address.values("holding")[:1])
    chosen = controls.selectbox(
        words("dossier.why_choose"),
        list(known),
        default=asked if asked in known else None,
        format_func=lambda key: f"{words.item(known[key]['item'])} ({key})",
        placeholder=words("list.choose"),
        key=f"why.{here.snapshot.short}.{case.client['client_id']}",
    )
    if chosen:
        why.meaning(here, "retention_status", known[chosen]["status"])
        why.working(here, of_holding(known[chosen], case).steps)
        found = case.about("holding", chosen)
        if found:
            why.findings(here, found)


def restricted(here: Seen, one: Row) -> Line:
    """Give the line of a restriction on a timeline."""
    label = here.words.column("restriction_id")
    kind = here.words.code("restriction_kind", one["kind"])
    return _period(here, label, one["started_on"], one["lifted_on"], "restricted", kind)


def _period(
    here: Seen, label: str, start: object, end: object, look: str, note: str
) -> Line:
    """Give a line that runs on to the day of the snapshot where it has no end."""
    last = end or here.snapshot.as_of
    return Line(label, start, last, look, None, note)  # type: ignore[arg-type]


def _lines(here: Seen, case: Case) -> Iterator[Line]:
    """Give the lines of a dossier's timeline, a kind of thing after another."""
    words = here.words
    for one in case.trajectories:
        kind = words.code("trajectory_kind", one["kind"])
        first, last = one["started_on"], one["ended_on"]
        label = words.column("trajectory_id")
        yield _period(here, label, first, last, "term", kind)
    for one in case.restrictions:
        yield restricted(here, one)
    for one in case.requests:
        kind = words.code("request_kind", one["kind"])
        status = words.code("request_status", one["status"])
        last = one["closed_on"] or here.snapshot.as_of
        label = f"{words.column('request_id')}: {kind}"
        yield Line(label, one["received_on"], last, "asked", one["due_on"], status)
    for one in sorted(case.holdings, key=lambda row: (row["category"], row["item"])):
        status = words.code("retention_status", one["status"])
        last = one["erased_on"] or here.snapshot.as_of
        due = one["effective_due_on"]
        label = words.item(one["item"])
        yield Line(label, one["collected_on"], last, "held", due, status)


def disclosed(here: Seen, rows: Sequence[Row]) -> None:
    """Draw disclosures, those of one kind to one recipient together."""
    words = here.words
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
