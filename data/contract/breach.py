"""A row of the register of personal data breaches (GDPR Art. 33(5))."""

import polars as pl

from data import policy
from data.contract.fields import (
    Codes,
    Moment,
    code,
    codes,
    day,
    key,
    moment,
    not_before,
    text,
    whole_number,
)
from data.contract.table import Table


class Breach(Table):
    """A breach with the times that the 72 hours are counted from.

    Grain: one row per breach_id. Source: the register of breaches.
    Holds numbers of clients, not which.
    """

    breach_id: str = key("Number of the breach.")
    discovered_at: Moment = moment("When it was discovered.")
    categories: Codes = codes(policy.codes("catalog", "category"), "What data.")
    clients_affected: pl.Int64 = whole_number("How many clients.", least=0)
    risk: str = code(("none", "risk", "high"), "To rights and freedoms.")
    nature: str = text("What happened.", nullable=True)
    consequences: str = text("Its effects.", nullable=True)
    measures: str = text("What was done.", nullable=True)
    authority_notified_at: Moment = moment(
        "When the supervisory authority was told (Art. 33).",
        not_before("discovered_at"),
        nullable=True,
    )
    delay_reason: str = text(
        "Why the authority was told late (Art. 33(1)).", nullable=True
    )
    subjects_notified_at: Moment = moment(
        "When the data subjects were told (Art. 34).",
        not_before("discovered_at"),
        nullable=True,
    )
    closed_on: pl.Date = day(
        "Day it was closed.", not_before("discovered_at"), nullable=True
    )
