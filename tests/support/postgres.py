"""A PostgreSQL of a test's own, on this machine alone, with the sample in it.

Debian's package puts its programs beside the path. The server runs as another user
than root, which it refuses, in a folder that is gone afterwards.
"""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import polars as pl

from data import contract
from data.seal.load import types
from tests.support.sealed import SAMPLE

PASSWORD = "hush-hush-4711"  # noqa: S105
OWN = "Dossier 2019/"
"""What the organisation's own client numbers begin with."""
_CASTS = {
    pl.Date: '"{}"::date',
    pl.Datetime: '"{}"::timestamptz',
    pl.Int64: '"{}"::numeric',
    pl.Boolean: '"{}"::boolean',
    pl.List: "string_to_array(\"{}\", '|')",
    pl.String: '"{}"',
}


def programs() -> Path | None:
    """Return the folder of the server's programs, or None where there are none."""
    path = shutil.which("initdb")
    places = [
        *Path("/usr/lib/postgresql").glob("*/bin"),
        Path(path or "/no").parent,
    ]
    return next((place for place in places if (place / "initdb").exists()), None)


@contextmanager
def running() -> Iterator[str]:
    """Run a server; return the address of its database, with the password."""
    bin_ = programs()
    assert bin_
    user = "nobody" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
    here = Path(tempfile.mkdtemp(prefix="postgres-for-tests-"))
    here.chmod(0o755)
    secret = here / "password"
    secret.write_text(PASSWORD)
    for path in (here, secret):
        shutil.chown(path, user)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    def run(program: str, *arguments: object) -> None:
        words = [str(bin_ / program), *map(str, arguments)]
        subprocess.run(
            words, check=True, user=user, cwd=here, stdout=subprocess.DEVNULL
        )

    data = here / "data"
    run(
        *("initdb", "-D", data, "-U", "owner", "-A", "scram-sha-256"),
        *(f"--pwfile={secret}", "--no-sync", "-E", "UTF8", "--locale=C"),
    )
    settings = f"-k {here} -p {port} -h 127.0.0.1 -c fsync=off"
    run("pg_ctl", "-D", data, "-o", settings, "-l", here / "log", "-w", "start")
    try:
        yield f"postgresql://owner:{PASSWORD}@127.0.0.1:{port}/postgres"
    finally:
        run("pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")
        shutil.rmtree(here, ignore_errors=True)


def fill(connection: Any) -> None:
    """Put the sample in the database as texts, by numbers of the organisation's own."""
    for table in contract.TABLES:
        with connection.cursor() as cursor:
            cursor.adbc_ingest(f"own_{table}", numbered(table).to_arrow())


def numbered(table: str) -> pl.DataFrame:
    """Return a table of the sample with client numbers of the organisation's own."""
    rows = pl.read_csv(SAMPLE / "source" / f"{table}.csv", infer_schema=False)
    if "client_id" not in rows.columns:
        return rows
    return rows.with_columns(pl.col("client_id").str.replace("^C-", OWN))


def query(table: str, more: str = "") -> str:
    """Return the query of a table: each column in the type that a database has."""
    columns = (
        f'  {_CASTS[kind.base_type()].format(name)} as "{name}"'
        for name, kind in types(table).items()
    )
    selected = ",\n".join(columns)
    return f"-- as the contract wants it\nselect\n{selected}\nfrom own_{table}{more}; "


def map_folder(to: Path, *, as_of: str | None = None) -> Path:
    """Write the queries of every table, and what a snapshot.toml says of them."""
    to.mkdir()
    for table in contract.TABLES:
        (to / f"{table}.sql").write_text(query(table), encoding="utf-8")
    text = 'contract = 2\ncontroller = "Hartman"\nstatement = "2018-05-25"\n'
    day = f"as_of = {as_of}\n" if as_of else ""
    (to / "snapshot.toml").write_text(text + day, encoding="utf-8")
    return to
