"""What queries give becomes a source with pseudonyms, from a real PostgreSQL."""

from __future__ import annotations

import os
import shutil
import tomllib
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from data import contract, runs, snapshot
from data.__main__ import main
from data.fetch import database
from data.fetch.database import QueryBroken
from data.fetch.map_folder import FetchRefused
from data.fetch.run import fetch
from data.seal import load
from data.seal.pseudonyms import assigned, new_key
from data.seal.pseudonyms.pseudonymise import pseudonymise
from data.seal.source import find_all
from tests.support import postgres
from tests.support.postgres import OWN, PASSWORD, map_folder
from tests.support.sealed import DAY, SAMPLE, begin_journal, source

dbapi = pytest.importorskip(
    "adbc_driver_postgresql.dbapi", reason="no driver for PostgreSQL is installed"
)
if postgres.programs() is None:
    pytest.skip("no PostgreSQL on this machine", allow_module_level=True)


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """Return the address of a server with the sample in it."""
    with postgres.running() as url:
        with dbapi.connect(f"{url}?sslmode=disable", autocommit=True) as connection:
            postgres.fill(connection)
        yield url


@pytest.fixture
def base(server: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Name the server in the environment; return a connection beside the fetch."""
    monkeypatch.setenv("DATABASE_URL", server)
    monkeypatch.setenv("PGSSLMODE", "disable")
    with dbapi.connect(server, autocommit=True) as connection:
        yield connection


@pytest.fixture
def key(tmp_path: Path) -> Path:
    """Return the file of a new key, as yet without a client."""
    place = tmp_path / "kept" / "key"
    place.parent.mkdir()
    assigned.start(new_key(place), place)
    return place


def rows(folder: Path, spill: Path) -> dict[str, pl.DataFrame]:
    """Load the tables of a source as the seal does, in the order of their values."""
    with closing(load.connect(":memory:", spill, "1GB")) as con:
        for file in find_all(folder).values():
            load.load(con, file)
        frames = {
            t: pl.DataFrame(con.table(t).to_arrow_table()) for t in contract.TABLES
        }
    return {
        table: frame.drop("row").sort(frame.drop("row", "unread").columns)
        for table, frame in frames.items()
    }


def test_what_is_fetched_is_what_the_same_export_gives(
    tmp_path: Path, base: Any, key: Path
) -> None:
    """Golden: dates, times, numbers, booleans, lists and nulls are as in the CSV."""
    export = source(tmp_path / "export")
    for table in contract.TABLES:
        postgres.numbered(table).write_csv(export / f"{table}.csv")
    shutil.copytree(key.parent, tmp_path / "again")
    done = fetch(map_folder(tmp_path / "map", as_of=DAY), tmp_path / "out", key)
    pseudonymise(export, tmp_path / "turned", tmp_path / "again" / "key")
    fetched, turned = (rows(tmp_path / name, tmp_path) for name in ("out", "turned"))
    for table in contract.TABLES:
        assert fetched[table].equals(turned[table]), table
        assert not fetched[table]["unread"].list.len().sum()
    assert done.clients == done.fresh == postgres.numbered("client").height
    assert done.rows == sum(postgres.numbered(t).height for t in contract.TABLES)


def test_times_are_those_of_the_server_and_days_are_those_at_home(
    tmp_path: Path, base: Any, key: Path
) -> None:
    folder = map_folder(tmp_path / "map")
    late = "timestamptz '2026-01-05 23:30+00'"
    query = postgres.query("client").replace('"registered_on"::', f"{late}::")
    (folder / "client.sql").write_text(query)
    fetch(folder, tmp_path / "out", key)
    registered = pl.read_parquet(tmp_path / "out" / "client.parquet")["registered_on"]
    assert registered.unique().to_list() == [date(2026, 1, 6)]
    entries = tomllib.loads((tmp_path / "out" / "snapshot.toml").read_text())
    age = datetime.now(UTC) - entries["exported_at"]
    assert 0 <= age.total_seconds() < 60
    assert abs((entries["exported_at"].date() - entries["as_of"]).days) <= 1


def test_no_client_number_is_on_disk_at_any_time(
    tmp_path: Path, base: Any, key: Path
) -> None:
    names: set[str] = set()

    def look(step: str) -> None:
        if step.startswith("writing "):
            with base.cursor() as cursor:
                cursor.execute(
                    "select count(*) from pg_stat_activity where xact_start < now()"
                    " and backend_type = 'client backend'"
                )
                assert cursor.fetchall() == [(0,)], (
                    "a reader is kept waiting for the disk"
                )
        for path in tmp_path.rglob("*"):
            if path.is_file():
                names.add(path.name)
                assert OWN.encode() not in path.read_bytes()

    map_ = map_folder(tmp_path / "map")
    fetch(map_, tmp_path / "out", key, tell=look)
    look("afterwards")
    assert "holding.parquet" in names
    assert pl.read_parquet(tmp_path / "out" / "client.parquet")["client_id"].is_sorted()
    assert not [p for p in tmp_path.iterdir() if p.name.startswith(".")]


def bent(table: str, sql: str) -> Callable[[Path], object]:
    return lambda folder: (folder / f"{table}.sql").write_text(sql)


BENT: dict[str, tuple[Callable[[Path], object], str]] = {
    "no such table": (
        bent("client", "select 1 as client_id,\n 2 as x from nowhere"),
        r"- client: .*a table or view that is not there \(SQLSTATE 42P01, line 2\)",
    ),
    "two statements": (
        bent("client", "select 1; select 2"),
        "- client: .*not read as one statement",
    ),
    "a value that does not cast": (
        bent("breach", "select 'Jansen'::int as breach_id"),
        r"- breach: .*cast to \(SQLSTATE 22P02, line 1\)",
    ),
    "a column too many": (
        bent(
            "client",
            postgres.query("client").replace(
                "select", "select 'Jansen' as surname,", 1
            ),
        ),
        r"- client\.surname: unknown column",
    ),
    "a column too few": (
        bent("principal", "select principal_id from own_principal"),
        r"- principal\.\w+: missing column",
    ),
    "a type that is not taken": (
        bent(
            "client",
            postgres.query("client").replace('"client_id" as', "gen_random_uuid() as"),
        ),
        r"- client\.client_id: is of a type that is taken\. .*as text",
    ),
    "a date without an end": (
        bent(
            "client",
            postgres.query("client").replace(
                '"registered_on"::date', "'infinity'::date"
            ),
        ),
        "- client: has an end to every date; found: infinity.*What has no end is null",
    ),
    "no query": (
        lambda folder: (folder / "client.sql").rename(folder / "clients.sql"),
        r"clients\.sql\. Did you mean client\.sql\?\n- client: has a query",
    ),
    "a query that is none": (
        bent("client", "-" * (1 << 21)),
        r"- client: client\.sql holds a query in UTF-8, of 1 MB at the most",
    ),
    "not TOML": (
        lambda folder: (folder / "snapshot.toml").write_text("what"),
        r"- snapshot: snapshot\.toml is there",
    ),
    "an unknown statement": (
        lambda folder: (folder / "snapshot.toml").write_text(
            'contract = 2\ncontroller = "X"\nstatement = "2011-01-01"\n'
        ),
        r"- snapshot\.statement: is a date",
    ),
    "a row that fails": (
        bent(
            "breach",
            postgres.query("breach", ", generate_series(1, 9) g where 1 / (5 - g) > 1"),
        ),
        r"- breach: breach\.sql runs to its end; found: it fails on a row",
    ),
}


@pytest.mark.parametrize("kind", BENT)
def test_a_query_that_is_wrong_is_named_and_writes_nothing(
    tmp_path: Path, base: Any, key: Path, kind: str
) -> None:
    bend, why = BENT[kind]
    folder = map_folder(tmp_path / "map")
    bend(folder)
    with pytest.raises(FetchRefused, match=why) as caught:
        fetch(folder, tmp_path / "out", key)
    for word in ("Jansen", PASSWORD, OWN):
        assert word not in str(caught.value)
    assert {path.name for path in tmp_path.iterdir()} == {"kept", "map"}


def test_queries_to_begin_from_lack_the_table_alone(tmp_path: Path, base: Any) -> None:
    folder = tmp_path / "map"
    assert main(["contract", "--queries", str(folder)]) == 0
    with database.opened() as opened:
        opened.begin()
        for table in contract.TABLES:
            with pytest.raises(QueryBroken, match="table or view that is not there"):
                opened.schema((folder / f"{table}.sql").read_text())


def test_a_server_that_ends_half_way_leaves_nothing(
    tmp_path: Path, base: Any, key: Path
) -> None:
    folder = map_folder(tmp_path / "map")
    many = postgres.query("holding", ", generate_series(1, 999)")
    (folder / "holding.sql").write_text(many)
    steps = []

    def end(step: str) -> None:
        steps.append(step)
        if step.startswith("fetching holding: "):
            with base.cursor() as cursor:
                cursor.execute(
                    "select pg_terminate_backend(pid) from pg_stat_activity"
                    " where backend_type = 'client backend' and pid <> pg_backend_pid()"
                )

    with pytest.raises(FetchRefused, match="The connection to the database broke off"):
        fetch(folder, tmp_path / "out", key, tell=end)
    assert steps[-1].endswith(" rows"), "it was ended while rows came in"
    assert {path.name for path in tmp_path.iterdir()} == {"kept", "map"}


def test_the_queries_see_one_moment_and_cannot_write(
    tmp_path: Path, base: Any, key: Path
) -> None:
    folder = map_folder(tmp_path / "map")
    with base.cursor() as cursor:
        cursor.execute("create table later (as_text text)")
        cursor.execute(
            "create function put() returns text language sql as"
            " $$insert into later values ('x') returning as_text$$"
        )

    def more(step: str) -> None:
        if step == "fetching breach":
            with base.cursor() as cursor:
                cursor.execute("delete from own_breach")

    before = postgres.numbered("breach").height
    fetch(folder, tmp_path / "out", key, tell=more)
    assert pl.read_parquet(tmp_path / "out" / "breach.parquet").height == before
    putting = postgres.query("principal").replace('"name" as', "put() as")
    (folder / "principal.sql").write_text(putting)
    with pytest.raises(FetchRefused, match="it fails on a row"):
        fetch(folder, tmp_path / "again", key)
    with base.cursor() as cursor:
        cursor.execute("select count(*) from later")
        assert cursor.fetchall() == [(0,)]


@pytest.mark.parametrize(
    ("variables", "why"),
    [
        ({}, "Nothing says which database"),
        ({"DATABASE_URL": "{url}", "PGSSLMODE": ""}, "prove who it is"),
        ({"DATABASE_URL": "{url}x", "PGSSLMODE": "disable"}, "does not let this in"),
        ({"PGHOST": "127.0.0.1", "PGPORT": "1"}, "PGHOST and the like"),
    ],
)
def test_a_database_that_is_not_reached_is_refused_without_its_address(
    tmp_path: Path,
    server: str,
    key: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    variables: dict[str, str],
    why: str,
) -> None:
    for name in [name for name in os.environ if name.startswith(("PG", "DATABASE"))]:
        monkeypatch.delenv(name)
    for name, value in variables.items():
        monkeypatch.setenv(name, value.format(url=server))
    if not variables.get("PGSSLMODE"):
        monkeypatch.delenv("PGSSLMODE", raising=False)
    folder = map_folder(tmp_path / "map")
    command = ["fetch", str(folder), str(tmp_path / "out"), "--key", str(key)]
    assert main(command) == 1
    message = capsys.readouterr().err
    assert why in message
    assert not [word for word in (PASSWORD, "127.0.0.1", "owner") if word in message]
    assert not (tmp_path / "out").exists()


def test_a_month_that_is_fetched_twice_in_a_day_is_sealed_once(
    tmp_path: Path, base: Any, key: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    map_folder(tmp_path / "map")
    (tmp_path / "month.toml").write_text('fetch = "map"\nkey = "kept/key"\n')
    root = tmp_path / "snapshots"
    begin_journal(root)
    for saying in ("Sealed ", "was sealed from the same source before"):
        words = ["month", str(tmp_path / "month.toml"), "--snapshots", str(root)]
        assert main(words) == 0
        assert saying in capsys.readouterr().out
    with base.cursor() as cursor:
        cursor.execute("delete from own_holding")
    assert main(words) == 1
    assert "from another source" in capsys.readouterr().err
    assert [run.why is None for run in runs.read(root)] == [False, True, True]
    assert len(snapshot.days(root)) == 1


MAPPED = """[rights_request]
file = "Verzoeken.csv"
notKept = ["identity_requested_on", "identity_verified_on", "id_copy_received_on",
  "id_copy_redacted", "id_copy_deleted_on", "extended_on", "extension_reason",
  "closed_on", "outcome", "refusal_reason", "recipients_notified_on"]
[rights_request.columns]
request_id = { key = ["Nr"] }
subject = { const = "client" }
client_id = "Klant"
kind = { from = "Soort", codes = { "Inzage" = "access" } }
channel = { const = "email" }
received_on = { from = "Ontvangen", format = "%d-%m-%Y" }
department = { const = "Administratie" }
"""


MAPPED_QUERIES = """\
[principal]
file = "principal.parquet"
[principal.columns]
principal_id = "nr"
name = "naam"

[principal.columns.kind]
from = "soort"
codes = { "UWV" = "uwv", "EMPLOYER" = "employer", "INSURER" = "insurer", \
"PRIVATE" = "private", "MUNICIPALITY" = "municipality" }

[client]
file = "client.parquet"
notKept = ["informed_on", "statement_version"]
[client.columns]
client_id = "klant"
registered_on = "sinds"
portal_account = "portaal"
"""
OWN_WORDS = {
    "principal": "select principal_id nr, name naam, upper(kind) soort\n"
    "from own_principal",
    "client": "select client_id klant, registered_on::date sinds,\n"
    "portal_account::boolean portaal from own_client",
}


def own_words(folder: Path) -> None:
    """Let two queries give the organisation's own columns and words, and map these."""
    for table, query in OWN_WORDS.items():
        (folder / f"{table}.sql").write_text(query)
    (folder / "mapping.toml").write_text(MAPPED_QUERIES)


BADLY_MAPPED: dict[str, tuple[str, str, str]] = {
    "too few": ('"nr"', '"nummer"', r"principal: mapping: .* no column nummer"),
    "too many": ('name = "naam"', 'name = { const = "x" }', "reads no column naam"),
    "another file": ("principal.parquet", "p.csv", '`file` is "principal.parquet"'),
    "without a query": ("[principal", "[recipient", r"has a query recipient\.sql"),
}


@pytest.mark.parametrize("kind", BADLY_MAPPED)
def test_a_mapping_that_does_not_fit_its_query_is_refused_by_name(
    tmp_path: Path, base: Any, key: Path, kind: str
) -> None:
    folder = map_folder(tmp_path / "map")
    own_words(folder)
    sound, wrong, why = BADLY_MAPPED[kind]
    if kind == "without a query":
        (folder / "recipient.sql").unlink()
    text = MAPPED_QUERIES.replace(sound, wrong)
    (folder / "mapping.toml").write_text(text)
    with pytest.raises(FetchRefused, match=why) as caught:
        fetch(folder, tmp_path / "out", key)
    assert OWN not in str(caught.value)
    assert not (tmp_path / "out").exists()


def test_a_mapping_is_suggested_of_a_query_without_a_client_number(
    tmp_path: Path, base: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    """The head that is called as the key is, and repeats, is not the key."""
    file = tmp_path / "holding.sql"
    rows = ", ".join(
        f"('H-00000{n}', '{OWN}1', '{ground}', 'Cv', date '2026-01-05')"
        for n, ground in enumerate(("consent", "contract"))
    )
    heads = "gegeven_id, klantnummer, grondslag, gegeven, vastgelegd_op"
    query = f"select * from (values {rows}) as own ({heads});\n"  # noqa: S608
    file.write_text(query)
    assert main(["map", "suggest", str(file), "holding"]) == 0
    text = capsys.readouterr().out
    assert text.startswith('[holding]\nfile = "holding.parquet"\n')
    assert 'holding_id = "gegeven_id"' in text
    assert 'item = { from = "gegeven", codes = { ' in text
    assert '"Cv" = "cv"' in text
    assert 'ground = "grondslag"\n' in text
    assert 'collected_on = "vastgelegd_op"' in text
    assert OWN not in text
    assert [path.name for path in tmp_path.iterdir()] == ["holding.sql"]
    file.write_text("select wrong from own_client")
    assert main(["map", "suggest", str(file), "holding"]) == 1
    assert "does not run: it names a column" in capsys.readouterr().err


def test_a_month_of_a_database_and_a_list_beside_it_is_one_source(
    tmp_path: Path, base: Any, key: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    queries = map_folder(tmp_path / "map")
    own_words(queries)
    fetched = ("client", "principal", "disclosure")  # which refers to a list
    for file in queries.glob("*.sql"):
        if file.stem not in fetched:
            file.unlink()
    lacking = [table for table in contract.TABLES if table not in fetched]
    with (queries / "snapshot.toml").open("a") as toml:
        toml.write(f"not_delivered = {lacking}\n".replace("'", '"'))
    lists = tmp_path / "lists"
    lists.mkdir()
    (lists / "mapping.toml").write_text(MAPPED)
    rows = f"Nr;Klant;Soort;Ontvangen\n1;{OWN}000001;Inzage;02-03-2026\n"
    (lists / "Verzoeken.csv").write_text(rows)
    shutil.copy(SAMPLE / "source" / "recipient.csv", lists)
    (tmp_path / "sources").mkdir()
    (tmp_path / "month.toml").write_text(
        'fetch = "map"\ncollect = "lists"\nkey = "kept/key"\nsources = "sources"\n'
    )
    root = tmp_path / "snapshots"
    begin_journal(root)
    words = ["month", str(tmp_path / "month.toml"), "--snapshots", str(root)]
    for saying in ("Sealed ", "was sealed from the same source before"):
        assert main(words) == 0
        assert saying in capsys.readouterr().out
    (made,) = (tmp_path / "sources").iterdir()
    (request,) = pl.read_csv(made / "rights_request.csv").to_dicts()
    clients = pl.read_csv(made / "client.csv")["client_id"]
    assert request["client_id"] in clients
    facts = snapshot.find(root).seal
    assert {*facts["not_delivered"]} == {*lacking} - {
        "rights_request",
        "recipient",
    }
    assert facts["mapping"]["text"] == f"{MAPPED_QUERIES}\n{MAPPED}"
    assert not any(OWN.encode() in path.read_bytes() for path in made.iterdir())
    assert not [*(tmp_path / "sources").glob(".*")]
    (lists / "client.csv").write_bytes(b"client_id\n")
    assert main(words) == 1
    assert "client: fetched, and in" in capsys.readouterr().err
    shutil.rmtree(lists)
    lists.mkdir()
    assert main(words) == 1
    assert "has the file of no table" in capsys.readouterr().err


def test_a_database_in_another_encoding_gives_the_same_texts(
    tmp_path: Path, server: str, base: Any, key: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with base.cursor() as cursor:
        cursor.execute("create database latin encoding 'LATIN1' template template0")
    latin = server.replace("/postgres", "/latin")
    monkeypatch.setenv("DATABASE_URL", latin)
    folder = map_folder(tmp_path / "map")
    for file in folder.glob("*.sql"):
        file.unlink()
    others = [table for table in contract.TABLES if table != "principal"]
    with (folder / "snapshot.toml").open("a") as toml:
        toml.write(f"not_delivered = {others}\n")
    (folder / "principal.sql").write_text(
        "select 'P-0001' as principal_id, 'Zo' || chr(235) as name, 'uwv' as kind"
    )
    fetch(folder, tmp_path / "out", key)
    principals = pl.read_parquet(tmp_path / "out" / "principal.parquet")
    assert principals["name"].to_list() == ["Zo\u00eb"]


def test_whoever_makes_a_key_is_reminded_to_keep_it(
    tmp_path: Path, base: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    queries, new = str(map_folder(tmp_path / "map", as_of=DAY)), tmp_path / "key"
    words = ["fetch", queries, str(tmp_path / "out"), "--key", str(new), "--new-key"]
    assert main(words) == 0
    assert f"Keep {new} and {new}.assigned together" in capsys.readouterr().out
