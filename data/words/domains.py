"""Which list of codes a column's values are named in: its header says so."""

from __future__ import annotations

from functools import cache

import queries
from data.followup import COLUMNS

LISTS = ("records", "organisation", "summary", "followup", "standing")
"""The folders of the queries whose columns have a domain."""


def domain_of(table: str, column: str) -> str | None:
    """Return the domain of a column's codes; None where its values are no codes.

    Besides the domains of the message files: `item`, `purpose`, `country`,
    `department` and `retention_term`, whose names the policy and Babel know.
    KeyError where there is no such list.
    """
    return _domains(table).get(column)


@cache
def _domains(table: str) -> dict[str, str | None]:
    for folder in LISTS:
        if table in queries.folder(folder):
            query = queries.folder(folder)[table]
            columns = (*query.columns, *COLUMNS)
            return {column.name: column.codes for column in columns}
    raise KeyError(f"no list is called {table}")
