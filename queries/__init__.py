"""A .sql file and its header, read as a Query.

One file is one statement is one question. The header above it is the only
place where the question is described; DuckDB checks it against the statement
in a test. Its grammar, one entry a line, a longer text going on behind `--   `:

    -- basis: the duty it answers to (article, section of the statement)
    -- grain: what one row is
    -- param as_of date: what the parameter means
    -- column holding_id varchar: what the column means
    -- column status varchar [codes retention_status, shown 5, filter 1]: what it means
    -- says evidence: key of the templates that make a column of `facts`
    -- needs: holding trajectory

What stands behind a column's type is optional, in this order: the list of codes
its values come from (`codes.retention_status` in data/words); its place in the
table that a page shows, where it is there; its place among that page's filters.

What people read of it (the title, the definition of a key figure) is not here: it
stands in `data/words`, in every language. A query that nobody but a developer sees
has a `title` in its header instead.

What a rule or a key figure `needs` are the tables of a source that it is read from,
or `none`: where one of them is not delivered, it is not assessed. The first is the
one whose rows it counts. A list may say so too, and a column of it, `[needs holding]`
behind its type: without that table a page shows neither, and the column is null.

Other entries (`severity`, `kept`, `counted_in`, `stands_by` and `follows` of tables
about clients, `step_to` of rows that no snapshot keeps, …) belong to one kind of query.
`Query.entries` has them. A key figure names `group`, a breakdown `part`, both `order`.

A list of a sealed table says which query made that table, and no more than is its
own; entries and columns are those of that query, with what it adds behind them:

    -- of: 07_clients
    -- search: client_id
    from clients

One that is answered in brief to roles that may not ask the whole list says which
list it is `instead_of`, and which of the columns it goes without:

    -- of: 09_breaches
    -- instead_of: breaches
    -- without: nature measures

A column that is a struct is no cell of a list: another query lays it out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

FOLDER = Path(__file__).parent
ASSESSED = ("findings", "key_figures", "breakdowns")
"""The folders whose queries say which tables they need."""
LISTS = ("records", "organisation")
"""The folders whose queries may say so: a list of which a table was not delivered."""
NOTHING = "none"
"""What the header of a query says that needs no table of a source."""
FACTS = "facts"
"""The sealed column that the columns which a header says are made of."""
SEVERITIES = ("high", "medium", "low")
"""What the header of a rule says of it, the gravest first."""
GRAVITY = {
    "severity": SEVERITIES,
    "retention_status": (
        *("overdue", "on_hold", "no_term", "due_soon", "within", "running"),
        *("erased_early", "erased_late", "erased", "erased_on_time"),
    ),
    "request_status": (
        *("overdue", "due_soon", "awaiting_identity", "on_track"),
        *("closed_late", "closed_on_time"),
    ),
    "agreement": (
        *("missing", "expired", "not_assessed", "ending_soon", "in_force"),
        "not_required",
    ),
    "transfer_status": (
        *("invalid", "missing", "unassessed", "derogation", "safeguarded"),
        *("adequate", "within_eea", "ended"),
    ),
    "authorisation_status": ("review_due", "reviewed", "revoked"),
    "erasure_outcome": ("gone", "back", "still_there", "erased"),
}
"""Codes that differ in what is to be done about them: the gravest first, what is over
last. A list that is sorted by one of them stands in this order."""

_ENTRY = re.compile(
    r"-- (param |column |says )?([a-z_0-9]+)"
    r"(?: ([a-z]+(?:\[\])?)(?: \[([^]]+)\])?)?: (.+)"
)
_NEEDS = re.compile(r"[a-z_]+(?: [a-z_]+)*")
_CITED = re.compile(r"privacy statement, (.+)")
_QUOTED = re.compile(r"'([^']+)'")
_DETAIL = re.compile(r"(?:codes|needs) [a-z_0-9]+|(?P<place>shown|filter) [0-9]+")


class HeaderError(ValueError):
    """A .sql file whose header does not follow the grammar; says which line."""


@dataclass(frozen=True)
class Declared:
    """A parameter or a column as a header declares it."""

    name: str
    type: str
    meaning: str
    codes: str | None = None
    """The list of codes in data/words that its values come from."""
    shown: int | None = None
    """Its place in the table that a page shows; None where it is not there."""
    filter: int | None = None
    """Its place among the filters of that page; None where it is none."""
    needs: str | None = None
    """The table of a source without which it says nothing."""


@dataclass(frozen=True)
class Query:
    """One question: its text, and what its header says about it."""

    name: str
    folder: str
    sql: str
    params: tuple[Declared, ...]
    columns: tuple[Declared, ...]
    entries: dict[str, str] = field(hash=False)
    says: dict[str, str] = field(default_factory=dict, hash=False)

    def __getitem__(self, entry: str) -> str:
        """Return a header entry, such as `basis`; KeyError names the file."""
        if entry not in self.entries:
            raise KeyError(f"{self.folder}/{self.name}.sql has no '{entry}'")
        return self.entries[entry]

    @property
    def needs(self) -> tuple[str, ...]:
        """Return the tables of a source without which it is not assessed."""
        names = self["needs"] if self.folder in ASSESSED else self.entries.get("needs")
        return tuple(names.split(" ")) if names and names != NOTHING else ()

    def needs_of(self, *names: str) -> tuple[str, ...]:
        """Return the tables without which some of its columns say nothing."""
        return tuple(c.needs for c in self.columns if c.name in names and c.needs)

    def lacks(self, not_delivered: Collection[str]) -> tuple[str, ...]:
        """Return the tables that it needs and that were not delivered."""
        return tuple(table for table in self.needs if table in not_delivered)

    def counts_nothing(self, rows: Mapping[str, int]) -> bool:
        """Return whether the table that it counts has no row; `rows` says by table."""
        return bool(self.needs) and not rows[self.needs[0]]

    @cached_property
    def sections(self) -> tuple[str, ...]:
        """Return the sections of the privacy statement that its basis cites."""
        cited = _CITED.search(self["basis"])
        return tuple(_QUOTED.findall(cited[1])) if cited else ()

    @property
    def shown(self) -> tuple[str, ...]:
        """Return the columns that a page shows, in the order of the page."""
        places = {c.name: c.shown for c in self.columns if c.shown is not None}
        return tuple(sorted(places, key=places.__getitem__))

    @property
    def filters(self) -> tuple[str, ...]:
        """Return the columns that a page filters by, in the order of the page."""
        places = {c.name: c.filter for c in self.columns if c.filter is not None}
        return tuple(sorted(places, key=places.__getitem__))


def read(path: Path) -> Query:
    """Read one .sql file; HeaderError names the line that is not grammar."""
    query = _read(path)
    return _inherit(query, path.parent.parent) if "of" in query.entries else query


def _inherit(query: Query, root: Path) -> Query:
    """Add what the query that made the sealed table says; own entries go first."""
    name = f"{query.folder}/{query.name}.sql"
    path = root / "seal" / f"{query['of']}.sql"
    if not path.is_file():
        raise HeaderError(f"{name}: of {query['of']}, which is no file of queries/seal")
    said = tuple(query.says)
    sealed = _read(path)
    if {c.name for c in query.columns} & {c.name for c in sealed.columns}:
        raise HeaderError(
            f"{name}: its columns stand in {path.parent.name}/{path.name}"
        )
    entries = sealed.entries | query.entries
    without = {*query.entries.get("without", "").split(), *([FACTS] if said else [])}
    if unknown := without - {column.name for column in sealed.columns} - {FACTS}:
        raise HeaderError(f"{name}: without {', '.join(sorted(unknown))}, not there")
    kept = (c for c in sealed.columns if c.type != "struct" and c.name not in without)
    return replace(query, columns=(*kept, *query.columns), entries=entries)


def _read(path: Path) -> Query:
    lines = path.read_text(encoding="utf-8").splitlines()
    entries: dict[str, str] = {}
    says: dict[str, str] = {}
    texts = {None: entries, "says ": says}
    declared: dict[str, list[Declared]] = {"param ": [], "column ": []}
    for line in _header(lines):
        match = _ENTRY.fullmatch(line)
        if match is None or (match[1] in texts) != (match[3] is None):
            raise HeaderError(f"{path.parent.name}/{path.name}: {line!r}")
        kind, name, type_, details, text = match.groups()
        known = texts[kind] if kind in texts else [d.name for d in declared[kind]]
        if name in known:
            raise HeaderError(f"{path.parent.name}/{path.name}: {name} twice")
        if kind in texts:
            texts[kind][name] = text
            continue
        try:
            more = _details(details, declared[kind])
        except ValueError as wrong:
            raise HeaderError(f"{path.parent.name}/{path.name}: {wrong}") from None
        declared[kind].append(Declared(name, type_, text, **more))
    if problem := _wrong_needs(path.parent.name, entries):
        raise HeaderError(f"{path.parent.name}/{path.name}: {problem}")
    return Query(
        name=path.stem,
        folder=path.parent.name,
        sql="\n".join(lines),
        params=tuple(declared["param "]),
        columns=tuple(declared["column "]),
        entries=entries,
        says=says,
    )


def _wrong_needs(folder: str, entries: dict[str, str]) -> str | None:
    """Return what is wrong with the tables that a header says are needed."""
    needs = entries.get("needs")
    if needs is None:
        return "no needs; name the tables, or `none`" if folder in ASSESSED else None
    if folder not in (*ASSESSED, *LISTS):
        return "needs: of rules, key figures, breakdowns and lists alone"
    names = needs.split(" ")
    is_alone = NOTHING not in names or len(names) == 1
    is_sound = _NEEDS.fullmatch(needs) and len({*names}) == len(names) and is_alone
    return None if is_sound else f"needs: {needs!r}"


def _details(text: str | None, before: list[Declared]) -> dict[str, Any]:
    """Return what stands behind a column's type; ValueError says what is wrong."""
    details: dict[str, Any] = {}
    for part in text.split(", ") if text else ():
        match = _DETAIL.fullmatch(part)
        word, _, value = part.partition(" ")
        if match is None or word in details:
            raise ValueError(f"[{text}]")
        details[word] = int(value) if match["place"] else value
        taken = [c.name for c in before if getattr(c, word) == details[word]]
        if match["place"] and taken:
            raise ValueError(f"{part} twice, also of {taken[0]}")
    return details


def _header(lines: list[str]) -> list[str]:
    """Return the entries above the statement, each on one line."""
    header: list[str] = []
    for line in lines:
        if not line.startswith("--"):
            break
        if line.startswith("--   ") and header:
            header[-1] += " " + line[5:].strip()
        else:
            header.append(line)
    return header


@cache
def folder(name: str) -> dict[str, Query]:
    """Return every query of a folder by its name, in the order of the file names."""
    return {p.stem: read(p) for p in sorted((FOLDER / name).glob("*.sql"))}


@cache
def grouped(name: str, by: str) -> dict[str, tuple[str, ...]]:
    """Return the names of a folder's queries by one of their entries.

    Names stand in the `order` of their headers, and so do the groups; a query
    without the entry belongs to none.
    """
    members = [query for query in folder(name).values() if by in query.entries]
    groups: dict[str, tuple[str, ...]] = {}
    for query in sorted(members, key=lambda query: int(query["order"])):
        groups[query[by]] = (*groups.get(query[by], ()), query.name)
    return groups
