"""A row of the processing register (GDPR Art. 30(1) and (2))."""

import polars as pl

from data import policy
from data.contract.fields import (
    Codes,
    code,
    codes,
    day,
    flag,
    key,
    set_where,
    text,
)
from data.contract.principal import KINDS as PRINCIPAL_KINDS
from data.contract.table import Table

ROLES = ("controller", "joint_controller", "processor")
ASSESSMENTS = ("not_needed", "needed", "done")
SUBJECTS = ("client", "client_contact", "website_visitor", "employee")
SPECIAL_GROUNDS = (
    "explicit_consent",
    "employment_social_security",
    "legal_claims",
    "health_care",
)


class Activity(Table):
    """A processing activity as the organisation registered it.

    Grain: one row per activity_id. Source: the processing register.
    """

    activity_id: str = key("Number of the activity.")
    name: str = text("What it is called.")
    role: str = code(ROLES, "The organisation's own role.")
    controllers: Codes = codes(
        PRINCIPAL_KINDS,
        "For whom it processes (GDPR Art. 30(2)(a)).",
        set_where("role", "processor", known=ROLES),
        nullable=True,
    )
    purposes: Codes = codes(policy.codes("purposes", "purpose"), "What for.")
    categories: Codes = codes(policy.codes("catalog", "category"), "What data.")
    subjects: Codes = codes(SUBJECTS, "On whom.")
    grounds: Codes = codes(policy.GROUNDS, "Lawful bases (GDPR Art. 6(1)).")
    interest: str = text("The legitimate interest pursued.", nullable=True)
    special_ground: str = code(
        SPECIAL_GROUNDS, "GDPR Art. 9(2)(a), (b), (f) or (h).", nullable=True
    )
    recipient_kinds: Codes = codes(
        policy.RECIPIENT_KINDS, "Kinds of recipients.", nullable=True
    )
    countries: Codes = codes(
        policy.codes("countries", "country"), "Third countries.", nullable=True
    )
    retention_rules: Codes = codes(
        policy.codes("retention_rules", "rule"), "Rules that set its terms."
    )
    measures: str = text("Security measures (GDPR Art. 32(1)).", nullable=True)
    owner: str = text("Department that answers for it.", nullable=True)
    dpia: str = code(ASSESSMENTS, "Impact assessment (GDPR Art. 35).")
    dpia_on: pl.Date = day(
        "Day of the impact assessment.",
        set_where("dpia", "done", known=ASSESSMENTS),
        nullable=True,
    )
    automated: bool = flag("Profiling, or decisions by machine alone (Art. 22).")
    reviewed_on: pl.Date = day("Day of the last review.", nullable=True)
