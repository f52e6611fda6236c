"""rules.md, *Transfers: one row per transfer, first line that holds*."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.support.recomputed.dates import DAY
from tests.support.recomputed.policy import day

if TYPE_CHECKING:
    from datetime import date

    from tests.support.recomputed.records import Records, Row

Answer = tuple[str, "date | None"]


def line_4(records: Records, transfer: Row) -> Answer | None:
    """Return invalid where the mechanism itself cannot carry the transfer."""
    mechanism = records.policy.mechanisms[transfer["mechanism"]]
    started: date = transfer["started_on"]
    if mechanism["country"] not in ("", transfer["country"]):
        return "invalid", started
    concluded = day(mechanism["last_concluded_on"])
    if concluded is not None and started > concluded:
        return "invalid", started
    ends, begins = day(mechanism["valid_until"]), day(mechanism["valid_from"])
    if ends is not None and records.as_of > ends:
        return "invalid", max(ends + DAY, started)
    if begins is not None and begins > records.as_of:
        return "invalid", started
    return None


def lines_5_and_6(records: Records, transfer: Row) -> Answer | None:
    """Return what becomes of a transfer that leans on an adequacy decision."""
    mechanism, country = transfer["mechanism"], transfer["country"]
    started: date = transfer["started_on"]
    if mechanism not in ("dpf", "adequacy"):
        return None
    if mechanism == "dpf" or country == "US":
        certified = records.parent("recipient", transfer)["dpf_certified"]
        if country != "US" or not certified:
            return "invalid", started
    if records.policy.decisions_in_force(country, records.as_of):
        return "adequate", None
    ran_out = [
        ends + DAY
        for _, ends in records.policy.decisions(country)
        if ends is not None and ends < records.as_of
    ]
    return "invalid", max([started, *ran_out])


def status(records: Records, transfer: Row) -> Answer:
    """Return the status of a transfer, and since when it is invalid or missing."""
    ended, assessed = transfer["ended_on"], transfer["assessed_on"]
    mechanism = records.policy.mechanisms[transfer["mechanism"]]
    if ended is not None and ended <= records.as_of:
        return "ended", None
    if transfer["country"] in records.policy.eea:
        return "within_eea", None
    if mechanism["family"] == "none":
        return "missing", transfer["started_on"]
    answer = line_4(records, transfer) or lines_5_and_6(records, transfer)
    if answer is not None:
        return answer
    if mechanism["family"] == "derogation":
        return "derogation", None
    is_assessed = assessed is not None and assessed <= records.as_of
    sound = mechanism["needs_assessment"] == "no" or is_assessed
    return ("safeguarded" if sound else "unassessed"), None


def is_outside(records: Records, transfer: Row) -> bool:
    """Return whether a transfer goes outside the EEA and has not ended."""
    return status(records, transfer)[0] not in ("ended", "within_eea")


def judgement(records: Records, transfer: Row) -> Row:
    """Return the status of a transfer as a row."""
    names = ("transfer_id", "recipient_id", "country", "mechanism")
    verdict, since = status(records, transfer)
    columns = {name: transfer[name] for name in names}
    return columns | {"status": verdict, "invalid_since": since}
