"""A data subject whom the organisation helps back to work."""

from datetime import date

import polars as pl

from data.contract.fields import day, flag, key, set_with
from data.contract.table import Table


class Client(Table):
    """A client, known by a pseudonym that only the source system resolves.

    Grain: one row per client_id. Source: the client administration.
    Holds no name, birth date, citizen service number, address or number.
    """

    client_id: str = key("Opaque pseudonym of the client.", r"^C-[0-9]{6,8}$")
    registered_on: pl.Date = day("Day the client was registered.")
    informed_on: pl.Date = day(
        "Day the client was given the privacy statement (GDPR Art. 13, 14).",
        nullable=True,
        earliest=date(2016, 5, 24),
    )
    statement_version: pl.Date = day(
        "Version of the statement that was given.",
        set_with("informed_on"),
        nullable=True,
    )
    portal_account: bool = flag("Has an account in the online client portal.")
