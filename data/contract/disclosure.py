"""One provision of personal data to a recipient."""

import polars as pl

from data import policy
from data.contract.fields import code, day, key, reference, text
from data.contract.table import Table


class Disclosure(Table):
    """Data of a category went to a recipient for a purpose on a day.

    Grain: one row per provision. Source: the systems' disclosure logs.
    A purpose outside the policy is data to audit, not a contract error.
    """

    disclosure_id: str = key("Number of the disclosure.")
    client_id: str = reference("client", "Whose data went.")
    recipient_id: str = reference("recipient", "To whom.")
    category: str = code(policy.codes("catalog", "category"), "What went.")
    purpose: str = text("What for; normally one of the policy's purposes.")
    disclosed_on: pl.Date = day("When.")
