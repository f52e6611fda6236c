"""Processing frozen while a dispute or an objection lasts."""

import polars as pl

from data.contract.fields import code, day, key, not_before, reference
from data.contract.table import Table

KINDS = ("dispute", "objection", "accuracy", "legal_claim")


class Restriction(Table):
    """A period in which a client's data may only be kept (GDPR Art. 18, 21).

    Grain: one row per restriction_id. Source: the register of requests.
    """

    restriction_id: str = key("Number of the restriction.")
    client_id: str = reference("client", "Whose data are frozen.")
    kind: str = code(KINDS, "Why (GDPR Art. 18(1), 21(1)).")
    started_on: pl.Date = day("First day of it.")
    lifted_on: pl.Date = day(
        "Day it was lifted; null while it lasts.",
        not_before("started_on"),
        nullable=True,
    )
