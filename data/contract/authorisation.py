"""Which department may see which category in which system."""

import polars as pl

from data import policy
from data.contract.fields import code, day, key, not_before, text
from data.contract.holding import SYSTEMS
from data.contract.table import Table


class Authorisation(Table):
    """A department's access to a category in a system (GDPR Art. 25, 32).

    Grain: one row per authorisation_id. Source: the systems' own settings.
    Holds no person.
    """

    authorisation_id: str = key("Number of the authorisation.")
    department: str = text("Department that has it.")
    system: str = code(SYSTEMS, "In which system.")
    category: str = code(policy.codes("catalog", "category"), "To which data.")
    granted_on: pl.Date = day("Day it was granted.")
    reviewed_on: pl.Date = day(
        "Day of the last review.", not_before("granted_on"), nullable=True
    )
    revoked_on: pl.Date = day(
        "Day it was revoked; null while it stands.",
        not_before("granted_on"),
        nullable=True,
    )
