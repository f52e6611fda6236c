"""A standing transfer of personal data to a country."""

import polars as pl

from data import policy
from data.contract.fields import code, day, key, not_before, reference
from data.contract.table import Table


class Transfer(Table):
    """A transfer with the mechanism that it leans on (GDPR Chapter V).

    Grain: one row per transfer_id. Source: the contract administration.
    """

    transfer_id: str = key("Number of the transfer.")
    recipient_id: str = reference("recipient", "Who receives the data.")
    country: str = code(policy.codes("countries", "country"), "Where they go.")
    mechanism: str = code(
        policy.codes("mechanisms", "mechanism"), "What it leans on (Art. 45-49)."
    )
    category: str = code(policy.codes("catalog", "category"), "What goes.")
    purpose: str = code(policy.codes("purposes", "purpose"), "What for.")
    started_on: pl.Date = day("Since when.")
    ended_on: pl.Date = day(
        "Day it ends; null while it stands.",
        not_before("started_on"),
        nullable=True,
        future=True,
    )
    assessed_on: pl.Date = day("Day of the transfer impact assessment.", nullable=True)
