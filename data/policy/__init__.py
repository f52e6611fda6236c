"""The facts the audit leans on: catalog, terms, countries and the statement.

Facts are files (one CSV per table, one TOML per version of the privacy
statement); changing a fact changes answers without changing code. Every
function takes another folder, so that a copy can be tried beside the real one.

    load("catalog")                   one file, typed
    tables()                          all of them by name
    codes("catalog", "item")          the codes of a column, in file order
    labels("catalog", "item")         what they are called, by language
    statement("2018-05-25")           one version of the privacy statement
    check()                           PolicyError lists every mistake at once
"""

from __future__ import annotations

from data.policy.checking import check
from data.policy.declared import (
    Controller,
    DeclaredTransfer,
    Entry,
    Retention,
    Right,
    Statement,
)
from data.policy.errors import PolicyError, Problem
from data.policy.files import FOLDER, codes, labels, load, tables
from data.policy.reading import statement, statements
from data.policy.vocabulary import (
    GROUNDS,
    RECIPIENT_KINDS,
    REQUEST_KINDS,
    RETENTION_RULES,
    SOURCES,
    Text,
)

__all__ = [
    "FOLDER",
    "GROUNDS",
    "RECIPIENT_KINDS",
    "REQUEST_KINDS",
    "RETENTION_RULES",
    "SOURCES",
    "Controller",
    "DeclaredTransfer",
    "Entry",
    "PolicyError",
    "Problem",
    "Retention",
    "Right",
    "Statement",
    "Text",
    "check",
    "codes",
    "labels",
    "load",
    "statement",
    "statements",
    "tables",
]
