"""A client's consent to hold an item for a purpose."""

import polars as pl

from data import policy
from data.contract.fields import code, day, key, not_before, reference, text
from data.contract.table import Table


class Consent(Table):
    """A consent, and its withdrawal (GDPR Art. 7).

    Grain: one row per consent_id. Source: the consent forms' register.
    """

    consent_id: str = key("Number of the consent.")
    client_id: str = reference("client", "Who consented.")
    item: str = code(policy.codes("catalog", "item"), "Personal data it covers.")
    purpose: str = code(policy.codes("purposes", "purpose"), "What for.")
    given_on: pl.Date = day("Day it was given.")
    form_version: str = text("Version of the form used.", nullable=True)
    withdrawn_on: pl.Date = day(
        "Day it was withdrawn; null while it stands.",
        not_before("given_on"),
        nullable=True,
    )
