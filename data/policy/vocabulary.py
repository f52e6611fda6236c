"""Closed lists that the policy files may use but not extend.

A new code here means that a query has to know it too; a code that only names
something (an item, a purpose, a mechanism) is declared in its own file instead.
"""

from collections.abc import Mapping

LANGUAGES = ("nl", "en")
"""Languages of the labels (`label_nl`) and of the texts of a statement (`nl`)."""
Text = Mapping[str, str]
"""One text by language: `text["nl"]` is the Dutch."""
GROUNDS = ("contract", "legal_obligation", "legitimate_interest", "consent")
SOURCES = (
    "subject",
    "employer",
    "uwv",
    "occupational_physician",
    "website",
    "portal",
    "third_party",
)
RECIPIENT_KINDS = (
    "it_supplier",
    "test_agency",
    "freelancer",
    "assessment_provider",
    "training_provider",
    "vacancy_bank",
    "principal",
    "authority",
    "social_network",
    "analytics",
)
REQUEST_KINDS = (
    "access",
    "rectification",
    "erasure",
    "restriction",
    "portability",
    "objection",
    "objection_marketing",
    "consent_withdrawal",
    "complaint",
)
RETENTION_RULES = ("trajectory", "fiscal", "consent", "verification", "undeclared")
END_ACTIONS = ("anonymise", "delete", "none")
THRESHOLD_CLASSES = ("sensitive", "process")
"""What a breakdown may say about persons; each has its threshold."""
FAMILIES = ("adequacy", "repealed", "safeguard", "derogation", "none")
