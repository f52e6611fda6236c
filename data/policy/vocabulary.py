"""Closed lists that the policy files may use but not extend.

A new code here means that a query has to know it too; a code that only names
something (an item, a purpose, a mechanism) is declared in its own file instead.
"""

from collections.abc import Mapping

LANGUAGES = ("nl", "en")
"""Languages of the labels (`label_nl`) and of the texts of a statement (`nl`)."""
Text = Mapping[str, str]
"""One text by language: `text["nl"]` is the Dutch."""
GROUNDS = (
    "contract",
    "legal_obligation",
    "legitimate_interest",
    "consent",
    "vital_interest",
    "public_task",
)
"""The lawful bases of GDPR Art. 6(1)."""
SOURCES = (
    "subject",
    "employer",
    "uwv",
    "occupational_physician",
    "website",
    "portal",
    "third_party",
    "own",
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
    "automated_decision",
    "consent_withdrawal",
    "complaint",
)
RETENTION_RULES = ("trajectory", "fiscal", "consent", "verification", "undeclared")
END_ACTIONS = ("anonymise", "delete", "none")
THRESHOLD_CLASSES = ("sensitive", "process")
"""What a breakdown may say about persons; each has its threshold."""
FAMILIES = ("adequacy", "repealed", "safeguard", "derogation", "none")
HOUSE_NORMS = {
    "identity_ask_days": "days",
    "identity_wait_days": "days",
    "request_due_soon_days": "days",
    "holding_due_soon_days": "days",
    "agreement_ending_days": "days",
    "review_months": "months",
    "trajectory_max_months": "months",
    "statement_max_months": "months",
    "subjects_told_hours": "hours",
    "dpia_review_months": "months",
    "facts_checked_months": "months",
    "consent_erasure_months": "months",
    "fiscal_grace_months": "months",
}
"""The terms that are the house's own and not the law's, each with its unit."""
CHECKLIST_STATES = ("present", "partial", "absent", "wrong")
"""What may be said of an element that a privacy statement has to hold."""
CHECKLIST_ELEMENTS = (
    "controller",
    "dpo",
    "purposes",
    "legal_ground",
    "special_ground",
    "legitimate_interests",
    "recipients",
    "transfer_safeguards",
    "transfer_copy",
    "retention",
    "access_rectification",
    "erasure",
    "restriction",
    "objection",
    "portability",
    "consent_withdrawal",
    "complaint",
    "obligation",
    "automated_decisions",
    "categories",
    "source",
)
"""What GDPR Art. 13 and 14 ask of every statement: each version has a row for each.

Its checklist may hold more, such as what another law asks (`cookies_consent`)."""
