"""The rules once more in plain Python, written from rules.md and from it alone.

The queries are not looked at. Slow and simple: one function per sentence.
"""

from __future__ import annotations

import calendar
import csv
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

Row = dict[str, Any]
Tables = dict[str, list[Row]]
DAY = timedelta(days=1)
POLICY = Path(__file__).parents[2] / "data" / "policy"


@cache
def policy(name: str) -> list[dict[str, str]]:
    """Read a file of the policy as text."""
    with (POLICY / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def day(text: str) -> date | None:
    """Read a date of the policy."""
    return date.fromisoformat(text) if text else None


# -- calendar ---------------------------------------------------------------------


def plus_months(d: date, n: int) -> date:
    """Keep the day number, or take the last day where it does not exist."""
    year, month = divmod(d.year * 12 + d.month - 1 + n, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(d.day, last))


@cache
def easter(year: int) -> date:
    """Return Easter Sunday, by golden number and epact (Clavius, 1582)."""
    golden, century = year % 19 + 1, year // 100 + 1
    solar, lunar = 3 * century // 4 - 12, (8 * century + 5) // 25 - 5
    epact = (11 * golden + 20 + lunar - solar) % 30
    if epact == 24 or (epact == 25 and golden > 11):
        epact += 1
    moon = date(year, 3, 1) + timedelta(days=43 - epact + (30 if epact > 23 else 0))
    return moon + timedelta(days=6 - moon.weekday() or 7)


@cache
def holidays(year: int) -> set[date]:
    """List the public holidays of Regulation 1182/71 as rules.md names them."""
    king = date(year, 4, 27)
    fixed = {date(year, 1, 1), date(year, 5, 5), date(year, 12, 25), date(year, 12, 26)}
    moved = {easter(year) + timedelta(days=n) for n in (1, 39, 50)}
    return fixed | moved | {king - DAY if king.weekday() == 6 else king}


def roll(d: date) -> date:
    """Return the day, or the next working day."""
    while d.weekday() >= 5 or d in holidays(d.year):
        d += DAY
    return d


# -- retention --------------------------------------------------------------------


def of_client(rows: list[Row], client: str) -> list[Row]:
    """Return the rows about a client."""
    return [row for row in rows if row["client_id"] == client]


def restricted(tables: Tables, client: str, on: date) -> bool:
    """Return whether a client is restricted on a day."""
    return any(
        r["started_on"] <= on and (r["lifted_on"] is None or r["lifted_on"] > on)
        for r in of_client(tables["restriction"], client)
    )


@cache
def catalog() -> dict[str, dict[str, str]]:
    """Return the catalog by item."""
    return {row["item"]: row for row in policy("catalog")}


def trajectory_clock(tables: Tables, holding: Row) -> date | None:
    """Return the clock of the rule trajectory."""
    if holding["trajectory_id"] is not None:
        (one,) = (
            t
            for t in tables["trajectory"]
            if t["trajectory_id"] == holding["trajectory_id"]
        )
        ended: date | None = one["ended_on"]
        return ended
    ends = [
        t["ended_on"] for t in of_client(tables["trajectory"], holding["client_id"])
    ]
    if not ends:
        (client,) = of_client(tables["client"], holding["client_id"])
        registered: date = client["registered_on"]
        return registered
    return None if None in ends else max(ends)


def clock(tables: Tables, h: Row) -> tuple[date | None, date | None, date | None]:
    """Return clock_on, keep_until and due_on of a holding."""
    rule = catalog()[h["item"]]["retention_rule"]
    if rule == "undeclared":
        return None, None, None
    if rule == "fiscal":
        ends = date(h["fiscal_year"], 12, 31)
        keep = plus_months(ends, 84)
        return ends, keep, plus_months(keep, 3)
    if rule == "verification":
        asked = [
            r["identity_verified_on"]
            for r in of_client(tables["rights_request"], h["client_id"])
            if r["id_copy_received_on"] is not None
        ]
        on = (None if None in asked else max(asked)) if asked else h["collected_on"]
        return on, None, on
    if rule == "consent":
        given = [
            c
            for c in of_client(tables["consent"], h["client_id"])
            if c["item"] == h["item"]
        ]
        latest = max(
            given, key=lambda c: (c["given_on"], c["consent_id"]), default=None
        )
        if latest and latest["withdrawn_on"]:
            on = latest["withdrawn_on"]
            return on, None, plus_months(on, 1)
    on = trajectory_clock(tables, h)
    return on, None, on and plus_months(on, 24)


def retention(tables: Tables, as_of: date) -> dict[str, Row]:
    """Return the retention of every holding."""
    return {h["holding_id"]: held(tables, h, as_of) for h in tables["holding"]}


def held(tables: Tables, h: Row, as_of: date) -> Row:
    """Return the retention of one holding."""
    clock_on, keep_until, due = clock(tables, h)
    lifts = [
        r["lifted_on"]
        for r in of_client(tables["restriction"], h["client_id"])
        if due and r["lifted_on"] and r["started_on"] <= due < r["lifted_on"]
    ]
    effective = max([due, *lifts]) if due else None
    rule, erased = catalog()[h["item"]]["retention_rule"], h["erased_on"]
    over = None
    if erased is not None:
        if effective is None:
            status = "erased"
        elif keep_until is not None and erased <= keep_until:
            status = "erased_early"
        elif erased <= effective:
            status = "erased_on_time"
        else:
            status, over = "erased_late", (erased - effective).days
    elif rule == "undeclared":
        status = "no_term"
    elif effective is None:
        status = "running"
    elif as_of <= effective <= as_of + timedelta(days=90):
        status = "due_soon"
    elif as_of < effective:
        status = "within"
    elif restricted(tables, h["client_id"], as_of):
        status = "on_hold"
    else:
        status, over = "overdue", (as_of - effective).days
    return {
        "holding_id": h["holding_id"],
        "client_id": h["client_id"],
        "item": h["item"],
        "category": catalog()[h["item"]]["category"],
        "rule": rule,
        "clock_on": clock_on,
        "keep_until": keep_until,
        "due_on": due,
        "effective_due_on": effective,
        "status": status,
        "days_overdue": over,
    }


# -- rights requests --------------------------------------------------------------


def requests(tables: Tables, as_of: date) -> dict[str, Row]:
    """Return the deadline of every request."""
    return {r["request_id"]: request(r, as_of) for r in tables["rights_request"]}


def request(r: Row, as_of: date) -> Row:
    """Return the deadline of one request."""
    (terms,) = (t for t in policy("request_terms") if t["kind"] == r["kind"])
    months, extendable = int(terms["months"]), terms["extendable"] == "yes"
    received, asked, closed = (
        r["received_on"],
        r["identity_requested_on"],
        r["closed_on"],
    )
    in_time = asked is not None and asked <= received + timedelta(days=7)
    there = [d for d in (r["identity_verified_on"], closed) if d is not None]
    awaiting = in_time and not there
    paused = max((min(there) - asked).days, 0) if in_time and there else 0
    initial = extended = None
    if not awaiting:
        pause = timedelta(days=paused)
        initial = roll(plus_months(received, months) + pause)
        if extendable:
            extended = roll(plus_months(received, months + 2) + pause)
    valid = None
    if r["extended_on"] is not None:
        valid = initial is not None and extendable and r["extended_on"] <= initial
    due = extended if valid and r["outcome"] != "refused" else initial
    over = None
    if closed is not None:
        assert due is not None
        status = "closed_on_time" if closed <= due else "closed_late"
        over = (closed - due).days if closed > due else None
    elif awaiting:
        status = "awaiting_identity"
    else:
        assert due is not None
        if as_of > due:
            status, over = "overdue", (as_of - due).days
        else:
            status = "due_soon" if due <= as_of + timedelta(days=7) else "on_track"
    return {
        "request_id": r["request_id"],
        "client_id": r["client_id"],
        "kind": r["kind"],
        "received_on": received,
        "paused_days": paused,
        "initial_due_on": initial,
        "due_on": due,
        "extension_valid": valid,
        "closed_on": closed,
        "status": status,
        "days_overdue": over,
        "handling_days": (closed - received).days if closed else None,
        "is_awaiting": awaiting,
        "extended_due_on": extended,
        "received_12m": received > plus_months(as_of, -12),
        "closed_12m": closed is not None and closed > plus_months(as_of, -12),
    }
