"""An agreement with a recipient, its successors each as a row of their own."""

import polars as pl

from data.contract.fields import after, code, day, key, reference
from data.contract.table import Table

KINDS = ("processing", "joint", "confidentiality")


class Agreement(Table):
    """A processing agreement, joint arrangement or duty of secrecy.

    GDPR Art. 28(3) asks a processing agreement of a processor, Art. 26 an
    arrangement of a joint controller. Grain: one row per agreement_id.
    Source: the contract administration.
    """

    agreement_id: str = key("Number of the agreement.")
    recipient_id: str = reference("recipient", "With whom.")
    kind: str = code(KINDS, "Processing, joint or confidentiality.")
    signed_on: pl.Date = day("Day it was signed; its first day.", future=True)
    ends_on: pl.Date = day(
        "Last day of it; null without an end.",
        after("signed_on"),
        nullable=True,
        future=True,
    )
