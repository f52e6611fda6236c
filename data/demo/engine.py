"""The engine that the demo is written by: DuckDB, in bounded memory."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb

import queries
from data import CONTRACT, contract

POLICY = Path(__file__).parent.parent / "policy"

CONTROLLER = "Hartman Re-integratie BV"

STATEMENT = date(2018, 5, 25)
"""Version of the privacy statement in force; none of the demo's days is earlier."""

_MACROS = (
    # 128 bits of chance for a key, and its k-th sixteen bits as 0 <= part < 1
    "bits(seed, salt, key) as md5_number(seed || ':' || salt || ':' || key)",
    "part(b, k) as cast(((b >> cast(16 * k as uhugeint)) & 65535) as double) / 65536",
    "pick(choices, u) as"
    " list_extract(choices, 1 + cast(floor(u * len(choices)) as bigint))",
    # days; working() keeps the order of two days, so no event overtakes another
    "days(d, n) as cast(d + cast(floor(n) as integer) as date)",
    "working(d) as cast(d + case isodow(d) when 6 then 2 when 7 then 1 else 0 end"
    " as date)",
    "ago(d, n) as working(cast(d - n as date))",
    "add_months(d, n) as cast(d + to_months(n) as date)",
    "month_start(d) as cast(date_trunc('month', d) as date)",
    "known(d, as_of_day) as case when d <= as_of_day then d end",
    # what a trajectory is like
    "trajectory_kinds() as ['first_track', 'first_track', 'first_track',"
    " 'second_track', 'second_track', 'second_track', 'outplacement',"
    " 'job_coaching', 'assessment', 'training']",
    "trajectory_results() as ['placed_own_employer', 'placed_own_employer',"
    " 'placed_elsewhere', 'placed_elsewhere', 'not_placed', 'stopped']",
    "trajectory_days(kind, luck, u) as case when luck < 0.008 then 1150 + 600 * u"
    " when kind = 'assessment' then 15 + 45 * u"
    " when kind = 'training' then 40 + 110 * u else 180 + 550 * u end",
    "form_in_use(d) as case when d < date '2019-03-01' then '2018-1'"
    " when d < date '2022-01-10' then '2019-1'"
    " when d < date '2025-02-03' then '2022-1' else '2025-1' end",
)


def connect(scratch: Path) -> duckdb.DuckDBPyConnection:
    """Open an engine that keeps and spills its tables in `scratch` alone."""
    con = duckdb.connect(
        str(scratch / "world.duckdb"),
        config={
            "memory_limit": "2GB",
            "temp_directory": str(scratch / "spill"),
            "autoinstall_known_extensions": "false",
        },
    )
    con.execute("set timezone = 'Europe/Amsterdam'")
    for macro in _MACROS:
        con.execute(f"create macro {macro}")
    for name in ("catalog", "purposes"):
        con.execute(
            f"create table {name} as from read_csv($file)",
            {"file": str(POLICY / f"{name}.csv")},
        )
    return con


def keep(
    con: duckdb.DuckDBPyConnection, query: queries.Query, values: dict[str, object]
) -> None:
    """Keep the rows of a query as the table of its name."""
    con.execute(f"create table {query.name} as {query.sql}", _taken(query, values))


def copy(
    con: duckdb.DuckDBPyConnection,
    query: queries.Query,
    values: dict[str, object],
    file: Path,
    format: str,
) -> None:
    """Write the rows of a query as one file of a source folder."""
    options = (
        "format csv, header, timestampformat '%Y-%m-%dT%H:%M:%S%z:00'"
        if format == "csv"
        else "format parquet, compression zstd"
    )
    taken = _taken(query, values)
    made = con.execute(f"describe {query.sql}", taken).fetchall()
    rows = query.sql
    for name in _left_out(query.name, {str(column) for column, *_ in made}):
        rows = f"select *, cast(null as varchar) as {name} from ({rows})"  # noqa: S608
    con.execute(f"copy ({rows}) to $file ({options})", taken | {"file": str(file)})


def _left_out(table: str, made: set[str]) -> list[str]:
    """Return the contract's columns that a query leaves to be null."""
    columns = contract.TABLES[table].to_schema().columns
    left = [name for name in columns if name not in made]
    for name in left:
        if not columns[name].nullable:
            where = f"queries/demo/{table}.sql"
            raise KeyError(f"{where} does not make {name}, which may not be null")
    return left


def snapshot_toml(con: duckdb.DuckDBPyConnection, as_of: object) -> str:
    """Return what a source folder says about itself: exported the night after."""
    ((exported_at,),) = con.execute(
        "select strftime(cast(cast($as_of + 1 as date) + time '02:14:00'"
        " as timestamp with time zone), '%Y-%m-%dT%H:%M:%S%z:00')",
        {"as_of": as_of},
    ).fetchall()
    return (
        f"contract = {CONTRACT}\n"
        f"as_of = {as_of}\n"
        f'controller = "{CONTROLLER}"\n'
        f"exported_at = {exported_at}\n"
        f'statement = "{STATEMENT}"\n'
    )


def _taken(query: queries.Query, values: dict[str, object]) -> dict[str, object]:
    return {param.name: values[param.name] for param in query.params}
