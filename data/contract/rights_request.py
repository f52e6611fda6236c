"""A request by which somebody exercises a right."""

import polars as pl

from data import policy
from data.contract.fields import (
    code,
    day,
    flag,
    key,
    not_after,
    not_before,
    only_with,
    reference,
    set_where,
    text,
)
from data.contract.table import Table

SUBJECTS = ("client", "client_contact", "website_visitor", "employee")
CHANNELS = ("portal", "email", "post", "phone", "website")
OUTCOMES = ("granted", "partly_granted", "refused", "withdrawn")


class RightsRequest(Table):
    """A rights request with the dates that its term is counted from.

    Grain: one row per request_id. Source: the register of requests.
    Holds neither the request's words nor who handles it.
    """

    request_id: str = key("Number of the request.", r"^R-[0-9]{4}-[0-9]{4,6}$")
    subject: str = code(SUBJECTS, "Who asks.")
    client_id: str = reference(
        "client",
        "Which client asks; null where the subject is no client.",
        set_where("subject", "client", known=SUBJECTS),
        nullable=True,
    )
    kind: str = code(policy.REQUEST_KINDS, "Which right.")
    channel: str = code(CHANNELS, "How it came in.")
    received_on: pl.Date = day("Day it was received; the term runs from here.")
    identity_requested_on: pl.Date = day(
        "Day more was asked for to identify the client (GDPR Art. 12(6)).",
        not_before("received_on"),
        nullable=True,
    )
    identity_verified_on: pl.Date = day(
        "Day the client was identified.", not_before("received_on"), nullable=True
    )
    id_copy_received_on: pl.Date = day(
        "Day a copy of an identity document came in.",
        not_before("received_on"),
        nullable=True,
    )
    id_copy_redacted: bool = flag(
        "Citizen service number and photo made unreadable on the copy.",
        nullable=True,
        with_="id_copy_received_on",
    )
    id_copy_deleted_on: pl.Date = day(
        "Day the copy was deleted.",
        not_before("id_copy_received_on"),
        only_with("id_copy_received_on"),
        nullable=True,
    )
    extended_on: pl.Date = day(
        "Day the client was told of the extension (GDPR Art. 12(3)).",
        not_before("received_on"),
        not_after("closed_on"),
        nullable=True,
    )
    extension_reason: str = text(
        "Why it was extended.", nullable=True, with_="extended_on"
    )
    closed_on: pl.Date = day(
        "Day it was answered; null while open.",
        not_before("received_on"),
        nullable=True,
    )
    outcome: str = code(OUTCOMES, "What came of it.", nullable=True, with_="closed_on")
    refusal_reason: str = text("Why it was refused (Art. 12(4)).", nullable=True)
    recipients_notified_on: pl.Date = day(
        "Day the recipients were told (GDPR Art. 19).",
        not_before("received_on"),
        nullable=True,
    )
    department: str = text("Department that handles it, never a person.")
