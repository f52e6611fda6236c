"""The tables of a policy folder: their columns, keys and references."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

import queries
from data.policy import cells, vocabulary
from data.policy.cells import Column


@dataclass(frozen=True)
class File:
    """One policy file: its columns and what identifies a row."""

    key: tuple[str, ...]
    columns: Mapping[str, Column]
    complete: bool = False
    """Whether every code of the key's closed list must have a row."""


TEXT = Column()
CODE = Column(cells.code)
OPTIONAL_TEXT = Column(optional=True)
YES_NO = Column(cells.yes_no, pl.Boolean)
DATE = Column(cells.date_, pl.Date)
OPTIONAL_DATE = Column(cells.date_, pl.Date, optional=True)
TERM = Column(cells.term_text)
COUNTRY = Column(cells.country, refers=("countries", "country"))
LABELS = {f"label_{language}": TEXT for language in vocabulary.LANGUAGES}

FILES: dict[str, File] = {
    "catalog": File(
        key=("item",),
        columns={
            "category": CODE,
            "item": CODE,
            **LABELS,
            "special": YES_NO,
            "retention_rule": Column(refers=("retention_rules", "rule")),
        },
    ),
    "purposes": File(
        key=("purpose",),
        columns={
            "group": CODE,
            "purpose": CODE,
            **LABELS,
            "allowed_under_restriction": YES_NO,
        },
    ),
    "retention_rules": File(
        key=("rule",),
        complete=True,
        columns={
            "rule": Column(among=vocabulary.RETENTION_RULES),
            "clock": TEXT,
            "term": TERM,
            "grace": TERM,
            "end_action": Column(among=vocabulary.END_ACTIONS),
            "declared": YES_NO,
            "reference": TEXT,
            "note": OPTIONAL_TEXT,
        },
    ),
    "request_terms": File(
        key=("kind",),
        complete=True,
        columns={
            "kind": Column(among=vocabulary.REQUEST_KINDS),
            "months": Column(cells.integer, pl.Int64),
            "extendable": YES_NO,
            "reference": TEXT,
        },
    ),
    "mechanisms": File(
        key=("mechanism",),
        columns={
            "mechanism": CODE,
            "name": TEXT,
            "family": Column(among=vocabulary.FAMILIES),
            "valid_from": OPTIONAL_DATE,
            "valid_until": OPTIONAL_DATE,
            "needs_assessment": YES_NO,
            "reference": TEXT,
        },
    ),
    "adequacy": File(
        key=("country", "valid_from"),
        columns={
            "country": COUNTRY,
            "name": TEXT,
            "partial": YES_NO,
            "scope": OPTIONAL_TEXT,
            "valid_from": DATE,
            "valid_until": OPTIONAL_DATE,
            "reference": TEXT,
        },
    ),
    "eea": File(key=("country",), columns={"country": COUNTRY, "name": TEXT}),
    "countries": File(
        key=("country",), columns={"country": Column(cells.country), "name": TEXT}
    ),
    "transfers_declared": File(
        key=("recipient", "country"),
        columns={
            "recipient": TEXT,
            "country": COUNTRY,
            "mechanism": Column(refers=("mechanisms", "mechanism")),
            "section": TEXT,
        },
    ),
    "suppression": File(
        key=("class",),
        complete=True,
        columns={
            "class": Column(among=vocabulary.THRESHOLD_CLASSES),
            "threshold": Column(cells.integer, pl.Int64),
            "meaning": TEXT,
        },
    ),
    "targets": File(
        key=("name",),
        complete=True,
        columns={
            "name": Column(among=tuple(queries.folder("key_figures"))),
            "target": Column(cells.number, pl.Float64, optional=True),
            "margin": Column(cells.number, pl.Float64, optional=True),
        },
    ),
}
