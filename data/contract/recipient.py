"""A party to whom personal data are disclosed."""

import polars as pl

from data import policy
from data.contract.fields import code, day, flag, key, text
from data.contract.table import Table

ROLES = ("processor", "controller", "joint_controller")


class Recipient(Table):
    """A recipient (GDPR Art. 4(9)) with its role and certificate.

    Grain: one row per recipient_id. Source: the contract administration.
    Freelancers are numbered, not named.
    """

    recipient_id: str = key("Number of the recipient.")
    name: str = text('An organisation, or "freelancer 12".')
    kind: str = code(policy.RECIPIENT_KINDS, "What kind of party it is.")
    role: str = code(ROLES, "Processor, controller or joint controller.")
    country: str = code(policy.codes("countries", "country"), "Where established.")
    iso27001_until: pl.Date = day(
        "Last day of the ISO 27001 certificate.", nullable=True, future=True
    )
    dpf_certified: bool = flag("On the EU-US Data Privacy Framework list.")
