"""Which list of codes a column's values are named in.

A column has the same codes wherever it stands, apart from a few whose codes
depend on their table; a column that is not here holds text of its own.
"""

from __future__ import annotations

ANYWHERE = {
    "agreement": "agreement",
    "categories": "category",
    "category": "category",
    "channel": "channel",
    "countries": "country",
    "country": "country",
    "declared_mechanism": "mechanism",
    "end_action": "end_action",
    "erasure": "erasure",
    "family": "family",
    "ground": "ground",
    "grounds": "ground",
    "group": "purpose_group",
    "iso27001": "iso27001",
    "item": "item",
    "mechanism": "mechanism",
    "missing": "missing",
    "outcome": "outcome",
    "purpose": "purpose",
    "purposes": "purpose",
    "recipient_kind": "recipient_kind",
    "recipient_kinds": "recipient_kind",
    "result": "result",
    "retention_rule": "retention_rule",
    "retention_rules": "retention_rule",
    "risk": "risk",
    "role": "role",
    "severity": "severity",
    "source": "source",
    "special_ground": "special_ground",
    "subject_table": "subject_table",
    "subjects": "subjects",
    "system": "system",
    "table": "table",
    "unit": "unit",
}
IN_TABLE = {
    ("agenda", "kind"): "deadline",
    ("agenda", "period"): "deadline_period",
    ("agenda", "hold"): "hold",
    ("retention", "rule"): "retention_rule",
    ("retention", "status"): "retention_status",
    ("requests", "kind"): "request_kind",
    ("requests", "status"): "request_status",
    ("recipients", "kind"): "recipient_kind",
    ("transfers", "status"): "transfer_status",
    ("authorisations", "status"): "authorisation_status",
    ("breaches", "status"): "breach_status",
    ("matrix", "dimension"): "matrix_dimension",
    ("matrix", "kind"): "recipient_kind",
    ("matrix", "verdict"): "matrix_verdict",
    ("principal", "kind"): "principal_kind",
    ("trajectory", "kind"): "trajectory_kind",
    ("rights_request", "kind"): "request_kind",
    ("restriction", "kind"): "restriction_kind",
    ("recipient", "kind"): "recipient_kind",
}


def domain_of(table: str, column: str) -> str | None:
    """Return the domain of a column's codes; None where its values are no codes.

    Besides the domains of the message files: `item`, `purpose` and `country`,
    whose names the policy and Babel know.
    """
    return IN_TABLE.get((table, column), ANYWHERE.get(column))
