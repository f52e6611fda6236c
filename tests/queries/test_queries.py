"""What a .sql file says of itself is what the engine makes of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import duckdb
import pytest
from duckdb import DuckDBPyConnection

import queries
from data import contract, policy
from data.ask import engine
from data.ask.door import find_query
from data.ask.filters import parse_filters, read_filters
from data.ask.source_tables import MARKED
from data.ask.spoken import sentences
from data.compare import PROOF, ROWS
from data.policy import vocabulary
from data.seal import load
from data.seal.asking import facts_on
from data.seal.derive import FOUND, history
from data.seal.ranges.by_client import is_step, table_of
from data.words import DEFAULT, LANGUAGES, PLAIN, home, words_for
from data.words.template import facts_of, parse
from queries import FACTS as SAID_OF
from queries import HeaderError, Query
from tests.support import changed
from tests.support.changed import LATER
from tests.support.sealed import EMPTY, sample

FOLDERS = sorted(path.name for path in queries.FOLDER.iterdir() if path.is_dir())
FOLDERS = [name for name in FOLDERS if queries.folder(name)]
ASKED = tuple(engine.ASKED)
ALL = [query for name in FOLDERS for query in queries.folder(name).values()]
PERSONAL = {
    "name_of_client",
    "first_name",
    "last_name",
    "birth_date",
    "born_on",
    "bsn",
    "address",
    "street",
    "postcode",
    "phone",
    "email",
    "iban",
}
"""Columns that no answer about a client has."""
CLOCK = re.compile(
    r"\b(current_date|current_time|current_timestamp|localtime|localtimestamp|now|today"
    r"|get_current_\w+|transaction_timestamp|random|uuid|gen_random_uuid|setseed)\b"
)
SHOWN = ("findings", "key_figures", "breakdowns", *ASKED)
"""Folders of queries whose titles people read, in data/words."""
FACTS = {"as_of": "date", "statement": "date", "no_answer": "varchar[]"}
FACTS |= dict.fromkeys(vocabulary.HOUSE_NORMS, "integer")
KEYS = dict.fromkeys(MARKED, "varchar[]")
"""What the door adds by who asks: keys of what people wrote, and nothing else."""
FILTERED = ("varchar", "varchar[]", "bigint", "boolean", "date")
"""Types of the columns that the filters above a list know."""
TYPES = {"timestamp with time zone": "timestamptz"}
COMPARED = (ROWS, PROOF)
"""Lists of what changed since the previous snapshot."""


def of(*folders: str) -> list[Query]:
    return [query for query in ALL if query.folder in folders]


def name(query: Query) -> str:
    return f"{query.folder}/{query.name}"


def typed(kinds: Iterable[object]) -> list[str]:
    names = [str(kind).lower() for kind in kinds]
    names = ["struct" if kind.startswith("struct(") else kind for kind in names]
    return [TYPES.get(kind, kind) for kind in names]


def statements(query: Query) -> list[duckdb.Statement]:
    parsed: list[duckdb.Statement] = duckdb.extract_statements(query.sql)
    return parsed


@pytest.fixture(scope="module")
def bare() -> Iterator[DuckDBPyConnection]:
    """Return what the sealing connection has, with the tables of an empty snapshot."""
    with duckdb.connect() as con:
        load.prepare(con)
        for file in ("records", "summary"):
            path = str(sample(EMPTY).path / f"{file}.duckdb")
            con.execute(f"attach $path as {file} (read_only)", {"path": path})
        con.execute("set search_path = 'records.main,summary.main'")
        history.begin(con)
        for step in filter(is_step, of("seal")):
            columns = ", ".join(f"{c.name} {c.type}" for c in step.columns)
            con.execute(f"create temp table {table_of(step)} ({columns})")
        yield con


def relation(con: DuckDBPyConnection, query: Query) -> duckdb.DuckDBPyRelation:
    facts = facts_on(sample(EMPTY).as_of, sample(EMPTY).as_of)
    facts |= {name: ["finding/AUT-01/authorisation/AU-0003"] for name in MARKED}
    params = {param.name: facts[param.name] for param in query.params}
    return con.sql(query.sql, params=params or None)


# -- the text of a file -------------------------------------------------------


@pytest.mark.parametrize("query", ALL, ids=name)
def test_a_query_is_one_select_with_declared_parameters(query: Query) -> None:
    (statement,) = statements(query)
    assert statement.type == duckdb.StatementType.SELECT
    assert statement.named_parameters == {param.name for param in query.params}


@pytest.mark.parametrize("query", ALL, ids=name)
def test_a_query_knows_no_clock_and_no_chance(query: Query) -> None:
    body = re.sub(r"--[^\n]*|'[^']*'", "", query.sql)
    assert CLOCK.findall(body.lower()) == []


@pytest.mark.parametrize("query", ALL, ids=name)
def test_a_query_lists_its_columns_at_the_end(query: Query) -> None:
    body = re.sub(r"--[^\n]*", "", query.sql)
    last = re.split(r"(?m)^select\b", body)[-1]
    if "of" in query.entries:
        left_out = "|".join(("working", *query.entries.get("without", "").split()))
        last = re.sub(
            rf"^\s+(\w+\.)?\* exclude \((\s*({left_out}),?)+\s*\),?\n", "", last
        )
    assert not re.match(r"\s*(\w+\.)?\*", last)


FILES = sorted(queries.FOLDER.rglob("*.sql"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_sql_file_is_narrow_and_ends_well(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert [line for line in text.split("\n") if len(line) > 88] == []
    assert [line for line in text.split("\n") if line != line.rstrip()] == []
    assert "\t" not in text
    assert "\r" not in text
    assert text.endswith("\n")
    assert not text.endswith("\n\n")


@pytest.mark.parametrize("query", of(*(set(FOLDERS) - {"demo"})), ids=name)
def test_a_header_says_what_the_question_is(query: Query) -> None:
    assert set(query.entries) >= {"basis", "grain"}
    assert all(text.strip() for text in query.entries.values())


@pytest.mark.parametrize("query", ALL, ids=name)
def test_a_header_leaves_what_people_read_to_the_words(query: Query) -> None:
    own = {entry.partition("_")[0] for entry in query.entries}
    read = own & ({"title", "definition"} if query.folder in SHOWN else {"definition"})
    assert not read, f"move {read} of {name(query)}.sql to data/words/<language>"


@pytest.mark.parametrize(
    "query", of("seal", "findings", "key_figures", *ASKED), ids=name
)
def test_a_query_takes_only_facts_of_the_snapshot(query: Query) -> None:
    known = FACTS | (KEYS if query.folder in ("followup", "standing") else {})
    assert {(p.name, p.type) for p in query.params} <= set(known.items())


@pytest.mark.parametrize("query", of(*ASKED), ids=name)
def test_a_question_takes_the_day_and_the_statement_alone(query: Query) -> None:
    marked = KEYS if query.folder in ("followup", "standing") else {}
    assert {param.name for param in query.params} <= {"as_of", "statement", *marked}


# -- the engine binds it ------------------------------------------------------


@pytest.mark.parametrize("query", of("seal", *ASKED), ids=name)
def test_columns_and_types_are_those_declared(
    query: Query, bare: DuckDBPyConnection
) -> None:
    rows = relation(bare, query)
    made = sentences(query)
    declared = [(c.name, c.type) for c in query.columns if c.name not in made]
    declared += [(SAID_OF, "struct")] if query.says else []
    assert declared == list(zip(rows.columns, typed(rows.types), strict=True))
    assert all(len(column.meaning) > 3 for column in query.columns)


@pytest.mark.parametrize("query", [q for q in ALL if q.says], ids=name)
def test_a_column_that_is_said_is_a_text_in_every_language(query: Query) -> None:
    kinds = {column.name: column.type for column in query.columns}
    for stem in query.says:
        made = [stem, *(f"{stem}_{each}" for each in LANGUAGES if each != PLAIN)]
        lacks = [column for column in made if kinds.get(column) != "varchar"]
        assert not lacks, (
            f"write `-- column {lacks[0]} varchar: …` in {name(query)}.sql"
        )


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_deadline_says_facts_that_are_sealed(
    language: str, bare: DuckDBPyConnection
) -> None:
    words, facts = words_for(language), set[str]()
    sealed = {
        fact for fact, _ in bare.table("agenda").select(SAID_OF).types[0].children
    }
    for kind in words.codes("deadline"):
        for key in queries.folder("records")["agenda"].says.values():
            template = words.texts.get(key.format(kind=kind), "")
            assert template, f"write {key.format(kind=kind)} in data/words/{language}"
            facts |= {fact.name for fact in facts_of(parse(template))}
    assert facts == sealed


def test_sealed_tables_are_those_that_queries_make(bare: DuckDBPyConnection) -> None:
    made = {table_of(query): query for query in of("seal")}
    assert len(made) == len(of("seal"))
    for table, query in made.items():
        if is_step(query):
            with pytest.raises(duckdb.CatalogException):
                bare.table(f"records.{table}")
            continue
        rows = bare.table(table)
        assert list(zip(rows.columns, typed(rows.types), strict=True)) == [
            (column.name, column.type) for column in query.columns
        ]


def test_sealed_source_tables_have_the_contract_columns(
    bare: DuckDBPyConnection,
) -> None:
    for table, model in contract.TABLES.items():
        assert bare.table(table).columns == list(model.to_schema().columns)


def test_sealed_policy_tables_are_the_policy(bare: DuckDBPyConnection) -> None:
    for table, frame in policy.tables().items():
        assert bare.table(f"policy_{table}").columns == frame.columns
        counted = bare.table(f"policy_{table}").aggregate("count(*)").fetchall()
        assert counted == [(frame.height,)]


@pytest.mark.parametrize("query", of("findings"), ids=name)
def test_a_rule_selects_what_a_finding_is_and_then_its_facts(
    query: Query, bare: DuckDBPyConnection
) -> None:
    rows = relation(bare, query)
    selected = list(zip(rows.columns, typed(rows.types), strict=True))
    assert selected[:3] == [
        ("subject_key", "varchar"),
        ("client_id", "varchar"),
        ("since", "date"),
    ]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("query", of("findings"), ids=name)
def test_evidence_says_the_facts_of_its_rule(
    query: Query, language: str, bare: DuckDBPyConnection
) -> None:
    key = f"rules.{query.name}.evidence"
    template = words_for(language).texts.get(key, "")
    assert template, f'write `evidence = "…"` below its title: {home(language, key)}'
    named = {fact.name for fact in facts_of(parse(template))}
    facts = set(relation(bare, query).columns) - {*FOUND}
    assert named <= facts, f"select {named - facts} in {name(query)}.sql, after `since`"
    assert facts <= named, (
        f"say {facts - named} in {home(language, key)}, or select less"
    )


def test_a_fact_has_one_type_in_all_rules(bare: DuckDBPyConnection) -> None:
    kinds: dict[str, set[str]] = {}
    for query in of("findings"):
        rows = relation(bare, query)
        for fact, kind in zip(rows.columns, typed(rows.types), strict=True):
            kinds.setdefault(fact, set()).add(kind)
    assert [fact for fact, types in kinds.items() if len(types) > 1] == []


@pytest.mark.parametrize("query", of("findings"), ids=name)
def test_a_rule_says_how_severe_and_about_what(query: Query) -> None:
    assert re.fullmatch(r"[A-Z]{3}-[0-9]{2}", query.name)
    assert query["severity"] in queries.SEVERITIES
    assert query["subject"] in {
        *contract.TABLES,
        *("category", "item", "policy", "statement"),
    }
    assert query.columns == ()


@pytest.mark.parametrize("query", of("key_figures"), ids=name)
def test_a_key_figure_selects_value_and_counts(
    query: Query, bare: DuckDBPyConnection
) -> None:
    rows = relation(bare, query)
    assert rows.columns == ["value", "numerator", "denominator"]
    value, *counts = typed(rows.types)
    assert value in ("double", "bigint")
    assert counts == ["bigint", "bigint"]
    assert len(rows.fetchall()) == 1


@pytest.mark.parametrize("query", of("key_figures"), ids=name)
def test_a_key_figure_says_what_it_means(query: Query) -> None:
    assert set(query.entries) >= {"list", "group"}
    assert query["unit"] in ("ratio", "count", "days")
    assert query["better"] in ("higher", "lower", "neutral")
    assert ("counted" in query.entries) == (query["unit"] == "ratio")


@pytest.mark.parametrize(
    ("folder", "by"), [("key_figures", "group"), ("breakdowns", "part")]
)
def test_a_group_has_a_name_and_its_queries_an_order(folder: str, by: str) -> None:
    groups = queries.grouped(folder, by)
    for group in groups:
        assert words_for("nl").texts.get(f"figures.groups.{group}"), (
            f"give the {by} `{group}` a name under [figures.groups] in data/words"
        )
    members = [query for query in of(folder) if by in query.entries]
    orders = [int(query["order"]) for query in members]
    again = {order for order in orders if orders.count(order) > 1}
    assert again == set(), f"two of queries/{folder} have the same `-- order:`"


@pytest.mark.parametrize("query", of("key_figures"), ids=name)
def test_a_key_figure_filters_the_list_behind_it(query: Query) -> None:
    listed = find_query(query["list"])
    for entry in ("where", "counted"):
        filters = parse_filters(query.entries.get(entry, ""))
        by_column = {condition.column: condition.text for condition in filters}
        assert len(by_column) == len(filters)
        assert read_filters(listed, by_column) == filters


def test_every_key_figure_with_a_better_way_has_its_target_in_the_policy() -> None:
    targets = set(policy.load("targets")["name"])
    aimed = {
        n for n, q in queries.folder("key_figures").items() if q["better"] != "neutral"
    }
    assert targets == aimed, (
        "give it a line in data/policy/targets.csv, or `better: neutral`"
    )


@pytest.mark.parametrize("query", of(*ASKED), ids=name)
def test_a_list_has_key_and_search_of_its_texts(query: Query) -> None:
    columns = {column.name: column.type for column in query.columns}
    assert query["key"].split()
    searched = query.entries.get("search", "").split()
    assert searched or "varchar" not in columns.values()
    assert {columns[column] for column in searched} <= {"varchar"}
    assert set(query["key"].split()) <= set(columns)


@pytest.mark.parametrize("query", of("seal", *ASKED), ids=name)
def test_details_of_a_column_fit_its_type(query: Query) -> None:
    for column in query.columns:
        if column.codes:
            assert column.type in ("varchar", "varchar[]"), (
                f"{column.name} has no codes"
            )
        if column.filter:
            assert column.type in FILTERED, f"a page cannot filter by {column.name}"


@pytest.mark.parametrize("query", of(*ASKED), ids=name)
def test_values_of_a_column_are_codes_of_its_list(query: Query) -> None:
    """`item`, `purpose` and `country` are the policy's and Babel's to name."""
    file = engine.ASKED[query.folder]
    words = words_for(DEFAULT)
    coded = {c.name: c.codes for c in query.columns if c.codes}
    with duckdb.connect(sample().path / f"{file}.duckdb", read_only=True) as con:
        rows = relation(con, query).pl()
    for column, codes in coded.items():
        known = words.codes(codes)
        values = rows[column].explode().drop_nulls() if known else []
        assert set(values) <= set(known), (
            f"{column} of {name(query)} holds more than [codes {codes}] names"
        )


@pytest.mark.parametrize("query", of(*ASKED), ids=name)
def test_the_key_of_a_list_tells_rows_apart(query: Query) -> None:
    file = engine.ASKED[query.folder]
    # where every kind of change is known
    folder = changed.snapshots() / LATER if query.name in COMPARED else sample().path
    with duckdb.connect(folder / f"{file}.duckdb", read_only=True) as con:
        rows = relation(con, query)
        key = ", ".join(f'"{name}"' for name in query["key"].split())
        counted = rows.aggregate(f"count(*), count(distinct ({key}))").fetchall()
    ((total, distinct),) = counted
    assert total == distinct > 0


@pytest.mark.parametrize("query", of(*ASKED), ids=name)
def test_no_answer_has_a_column_of_personal_data(query: Query) -> None:
    assert PERSONAL.isdisjoint(column.name for column in query.columns)


CONTRACT = {
    "table": "holding",
    "reference": "trajectory_id",
    "referred": "trajectory",
    "key": "trajectory_id",
    "same": "client_id",
    "searched": "item",
    "name": "item",
    "rows": [1, 2],
}
"""Something to ask each query of the contract with."""


@pytest.mark.parametrize("query", of("contract"), ids=name)
def test_checks_across_rows_give_what_they_declare(query: Query) -> None:
    if not {param.name for param in query.params} <= set(CONTRACT):
        pytest.skip("asked with something that is not known here")
    with duckdb.connect() as con:
        load.prepare(con)
        path = str(sample(EMPTY).path / "records.duckdb")
        con.execute("attach $path as records (read_only)", {"path": path})
        for table in contract.TABLES:
            rows = con.table(f"records.{table}")
            rows.select("1::bigint as row, []::varchar[] as unread, *").create(table)
        con.execute("create table found (value varchar)")
        params = {param.name: CONTRACT[param.name] for param in query.params}
        rows = con.sql(query.sql, params=params)
        assert list(zip(rows.columns, typed(rows.types), strict=True)) == [
            (column.name, column.type) for column in query.columns
        ]


def test_macros_are_made_on_the_sealing_connection_only() -> None:
    with duckdb.connect() as con:
        load.prepare(con)
        made = con.sql("select add_months(date '2026-01-31', 1)").fetchall()
        stored = con.sql(
            "select count(*) from duckdb_functions()"
            " where not internal and database_name <> 'temp'"
        ).fetchall()
    assert str(made[0][0]) == "2026-02-28"
    assert stored == [(0,)]


# -- the grammar --------------------------------------------------------------

HEADERS = {
    "unknown form": "-- Title: x\nselect 1",
    "no text": "-- title:\nselect 1",
    "parameter without type": "-- param as_of: x\nselect 1",
    "column without type": "-- column a: x\nselect 1 as a",
    "entry with type": "-- title text: x\nselect 1",
    "entry twice": "-- title: x\n-- title: y\nselect 1",
    "column twice": "-- column a date: x\n-- column a date: y\nselect 1",
    "parameter twice": "-- param a date: x\n-- param a date: y\nselect 1",
    "text before all": "--   going on\nselect 1",
    "no blank": "--title: x\nselect 1",
    "unknown detail": "-- column a date [sorted 1]: x\nselect 1",
    "empty detail": "-- column a date []: x\nselect 1",
    "place without number": "-- column a date [shown]: x\nselect 1",
    "detail twice": "-- column a date [shown 1, shown 2]: x\nselect 1",
    "place taken": "-- column a date [filter 1]: x\n-- column b date [filter 1]: y\n",
    "detail of an entry": "-- title [shown 1]: x\nselect 1",
}


@pytest.mark.parametrize("kind", HEADERS)
def test_a_header_outside_the_grammar_is_named(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "wrong.sql"
    path.write_text(HEADERS[kind])
    with pytest.raises(HeaderError, match=r"wrong\.sql: "):
        queries.read(path)


NEEDS = {
    "findings": ("holding client", "none", "rights_request"),
    "key_figures": ("breach", "none"),
    "breakdowns": ("rights_request", "none"),
}
NO_NEEDS = [
    *("Holding", "holding,client", "holding  client", "holding holding"),
    *("none holding", "–", "holding/client"),
]


@pytest.mark.parametrize("folder", queries.ASSESSED)
def test_what_is_assessed_says_which_tables_it_needs(
    tmp_path: Path, folder: str
) -> None:
    path = tmp_path / folder / "one.sql"
    path.parent.mkdir()
    for entry in NEEDS[folder]:
        path.write_text(f"-- needs: {entry}\nselect 1")
        needs = () if entry == "none" else tuple(entry.split())
        query = queries.read(path)
        assert query.needs == needs
        assert query.lacks(("client", "breach")) == tuple(
            table for table in needs if table in ("client", "breach")
        )
    for entry in NO_NEEDS:
        path.write_text(f"-- needs: {entry}\nselect 1")
        with pytest.raises(HeaderError, match=r"one\.sql: needs"):
            queries.read(path)
    path.write_text("-- basis: x\nselect 1")
    with pytest.raises(HeaderError, match=r"one\.sql: no needs"):
        queries.read(path)


def test_no_other_query_says_what_it_needs(tmp_path: Path) -> None:
    path = tmp_path / "other.sql"
    path.write_text("-- needs: holding\nselect 1")
    with pytest.raises(HeaderError, match=r"other\.sql: needs"):
        queries.read(path)


def test_a_long_text_goes_on_behind_three_blanks(tmp_path: Path) -> None:
    path = tmp_path / "long.sql"
    path.write_text(
        "-- title: one\n--   two\n-- param as_of date: three\n--   four\n"
        "-- column codes varchar[]: five\n-- basis: a: b\n\nselect 1\n"
    )
    query = queries.read(path)
    assert query.entries == {"title": "one two", "basis": "a: b"}
    assert [(p.name, p.type, p.meaning) for p in query.params] == [
        ("as_of", "date", "three four")
    ]
    assert [(c.name, c.type) for c in query.columns] == [("codes", "varchar[]")]


def test_a_column_says_its_codes_and_its_places(tmp_path: Path) -> None:
    path = tmp_path / "placed.sql"
    path.write_text(
        "-- column a varchar[] [codes kind, shown 2, filter 10]: [x]\n"
        "-- column b date [filter 9]: y\n-- column c date [shown 1]: z\n"
    )
    query = queries.read(path)
    assert [column.codes for column in query.columns] == ["kind", None, None]
    assert query.columns[0].meaning == "[x]"
    assert (query.shown, query.filters) == (("c", "a"), ("b", "a"))


SEALED = "-- title: one\n-- grain: a row\n-- column a bigint: two\nselect 1 as a\n"


def written(folder: Path, text: str) -> Path:
    """Write a list `shown.sql` beside the query of a sealed table."""
    for name in ("seal", "records"):
        (folder / name).mkdir()
    (folder / "seal" / "01_made.sql").write_text(SEALED)
    path = folder / "records" / "shown.sql"
    path.write_text(text)
    return path


def test_a_list_inherits_what_the_sealed_query_says(tmp_path: Path) -> None:
    text = "-- of: 01_made\n-- grain: a line\n-- key: a\nfrom made\n"
    query = queries.read(written(tmp_path, text))
    assert (query.folder, query.name, query.sql) == ("records", "shown", text.strip())
    assert [(column.name, column.type) for column in query.columns] == [("a", "bigint")]
    entries = {"title": "one", "grain": "a line", "of": "01_made", "key": "a"}
    assert query.entries == entries


def test_a_list_of_no_sealed_query_is_named(tmp_path: Path) -> None:
    path = written(tmp_path, "-- of: 02_made\nfrom made\n")
    with pytest.raises(HeaderError, match=r"records/shown\.sql: of 02_made"):
        queries.read(path)


def test_a_list_does_not_repeat_inherited_columns(tmp_path: Path) -> None:
    path = written(tmp_path, "-- of: 01_made\n-- column a bigint: x\nfrom made\n")
    with pytest.raises(HeaderError, match=r"its columns stand in seal/01_made\.sql"):
        queries.read(path)


def test_a_list_of_a_sealed_table_repeats_nothing() -> None:
    lists = queries.folder("records")
    for made in of("seal"):
        table = made.name.split("_", 1)[1]
        if table in lists:
            assert lists[table].entries.get("of") == made.name, (
                f"begin records/{table}.sql with `-- of: {made.name}`, keep of its"
                f" header what is its own, and end it with `from {table}`"
            )


def test_an_entry_that_is_missing_is_named() -> None:
    query = queries.folder("records")["retention"]
    with pytest.raises(KeyError, match=r"records/retention\.sql has no 'severity'"):
        _ = query["severity"]
