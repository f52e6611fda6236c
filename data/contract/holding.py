"""An item of personal data that is held on a client."""

import polars as pl

from data import policy
from data.contract.fields import (
    code,
    day,
    key,
    not_before,
    reference,
    set_where,
    whole_number,
    word,
)
from data.contract.table import Table

SYSTEMS = ("portal", "crm", "file_store", "mail", "website", "invoicing", "paper")
ITEM = r"^[a-z][a-z0-9_]{1,39}$"
FISCAL_ITEMS = tuple(
    policy.load("catalog").filter(retention_rule="fiscal")["item"].to_list()
)


class Holding(Table):
    """That an item is held, where, since when and why; never its content.

    Grain: one row per item of personal data held on a client. Source: every
    system that holds personal data. An item outside the catalog is data to
    audit, not a contract error.
    """

    holding_id: str = key("Number of the holding.", r"^H-[0-9]{6,10}$")
    client_id: str = reference("client", "On whom the item is held.")
    trajectory_id: str = reference(
        "trajectory",
        "Trajectory of the same client that it belongs to, if any.",
        nullable=True,
        same="client_id",
    )
    item: str = word("Which item; normally one of the catalog.", ITEM)
    system: str = code(SYSTEMS, "Where it is held.")
    source: str = code(policy.SOURCES, "Whom it was obtained from (GDPR Art. 14).")
    ground: str = code(policy.GROUNDS, "Lawful basis (GDPR Art. 6(1)).")
    collected_on: pl.Date = day("Day it was collected.")
    fiscal_year: pl.Int64 = whole_number(
        "Year it counts for; set exactly where the item's rule is fiscal.",
        set_where("item", *FISCAL_ITEMS),
        nullable=True,
        least=1990,
        year=True,
    )
    erased_on: pl.Date = day(
        "Day it was erased; null while it is held.",
        not_before("collected_on"),
        nullable=True,
    )
    erasure: str = code(
        ("deleted", "anonymised"),
        "How it was erased.",
        nullable=True,
        with_="erased_on",
    )
