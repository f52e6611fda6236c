"""What somebody would take instead, on the same data in the same run.

Each does less; what it does not do is said beside it.
"""

from __future__ import annotations

import sqlite3
import subprocess
import textwrap
import time
import venv
from http.client import HTTPConnection
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import duckdb

from data import snapshot as snapshots
from tests.benchmarks.material import ran
from tests.benchmarks.measured import Measured
from tests.benchmarks.storage import timed
from tests.support.browser import LOOPBACK, free_port, serve

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Page

    from tests.benchmarks.material import Material

DATASETTE = "datasette==0.65.5"
PANDAS = '''\
"""Checks and statuses of holdings, as somebody would write them in an afternoon."""
import sys
import pandas as pd
import pandera.pandas as pa

folder, as_of = sys.argv[1], pd.Timestamp(sys.argv[2])
days = ["collected_on", "erased_on"]
holdings = pd.read_csv(f"{folder}/holding.csv", parse_dates=days)
trajectories = pd.read_csv(f"{folder}/trajectory.csv", parse_dates=["ended_on"])
clients = pd.read_csv(f"{folder}/client.csv", parse_dates=["registered_on"])
key = lambda form: pa.Column(str, pa.Check.str_matches(form), unique=True)
pa.DataFrameSchema({
    "holding_id": key(r"^H-[0-9]{7,9}$"),
    "client_id": pa.Column(str, pa.Check.isin(set(clients["client_id"]))),
    "item": pa.Column(str),
    "collected_on": pa.Column(checks=pa.Check.le(as_of)),
    "erased_on": pa.Column(checks=pa.Check.le(as_of), nullable=True),
}).validate(holdings, lazy=True)
pa.DataFrameSchema({"client_id": key(r"^C-[0-9]{6,8}$")}).validate(clients, lazy=True)
ended = trajectories.groupby("client_id")["ended_on"].agg(
    lambda days: days.max() if days.notna().all() else pd.NaT)
due = holdings["client_id"].map(ended) + pd.DateOffset(years=2)
late = holdings["erased_on"].isna() & (due < as_of)
holdings.assign(due_on=due, overdue=late).to_parquet(sys.argv[3])
'''
PLAIN = {
    "app.py": 'import streamlit as st\n\napp = st.App("frame/frame.py")\n',
    "frame/frame.py": """\
        import pandas as pd
        import streamlit as st


        @st.cache_data
        def holdings():
            return pd.read_csv(FILE)


        st.title("Overdue")
        rows = holdings()
        st.dataframe(rows[rows["status"] == "overdue"])
        """,
}
LATE = "select * exclude (working) from retention"


def measure(
    material: Material, page: Page, here: Path, ours: tuple[float, float]
) -> Iterator[Measured]:
    """Measure each beside ours: the page of the overdue, cold, and the seal."""
    newest = snapshots.find(material.snapshots)
    here.mkdir()
    rows = here / "retention.csv"
    with duckdb.connect(newest.path / snapshots.DATABASES[0], read_only=True) as con:
        con.execute(f"copy ({LATE}) to '{rows}'")
        listed = con.execute(LATE)
        names = [column[0] for column in listed.description or ()]
        held = listed.fetchall()
    cold, sealing = ours
    yield _datasette(here, names, held, page, cold)
    yield _pandas(material, here, newest.day, sealing)
    yield _plain(here, rows, page, cold)


def _datasette(
    here: Path,
    names: list[str],
    rows: list[tuple[object, ...]],
    page: Page,
    ours: float,
) -> Measured:
    what = "the overdue list, opened"
    against = "Datasette over SQLite: no roles, no purpose, no journal, no verified "
    against += "snapshot, no statuses of its own, English alone"
    with sqlite3.connect(here / "bench.db") as db:
        columns = ", ".join(names)
        db.execute(f"create table retention ({columns})")
        marks = ", ".join("?" * len(names))
        db.executemany(
            f"insert into retention values ({marks})",  # noqa: S608
            [tuple(None if c is None else str(c) for c in row) for row in rows],
        )
        db.execute("create index by_status on retention (status)")
    db.close()
    venv.create(here / "venv", with_pip=True)
    python = here / "venv" / "bin" / "python"
    install: list[str | Path] = [python, "-m", "pip", "install", "-qq", DATASETTE]
    if subprocess.run(install, capture_output=True).returncode:
        return Measured(what, against, note=f"{DATASETTE} could not be had")
    port = free_port()
    command: list[str | Path] = [
        python,
        "-m",
        "datasette",
        here / "bench.db",
        "-p",
        str(port),
    ]
    with subprocess.Popen(
        [*command, "-h", LOOPBACK], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            url = f"http://{LOOPBACK}:{port}/bench/retention?status=overdue"
            _wait(url)
            page.goto(url, wait_until="load")
            took = timed(lambda: page.goto(url, wait_until="load"), 3)
        finally:
            process.terminate()
    return Measured(what, against, ours, took)


def _wait(url: str) -> None:
    """Wait until something answers at an address."""
    for _ in range(300):
        connection = HTTPConnection(urlsplit(url).netloc, timeout=5)
        try:
            connection.request("GET", "/")
            connection.getresponse()
        except OSError:
            time.sleep(0.1)
        else:
            return
        finally:
            connection.close()
    raise OSError("what was started does not answer")


def _pandas(material: Material, here: Path, day: str, ours: float) -> Measured:
    script = here / "overdue.py"
    script.write_text(PANDAS, encoding="utf-8")
    took = ran(script, material.sources[-1], day, here / "overdue.parquet")
    against = "a pandas script with pandera: three tables of fourteen, one of five "
    against += "retention rules, no findings, no key figures, nothing sealed"
    note = f"it holds {took.memory / 1e6:.0f} MB"
    what = "check a source and work out its statuses"
    return Measured(what, against, ours, took.seconds, note=note)


def _plain(here: Path, rows: Path, page: Page, ours: float) -> Measured:
    for name, text in PLAIN.items():
        (here / name).parent.mkdir(exist_ok=True)
        made = textwrap.dedent(text).replace("FILE", repr(str(rows)))
        (here / name).write_text(made, encoding="utf-8")
    against = "plain Streamlit, st.dataframe over pandas: all rows in the browser, no "
    against += "addresses of filters, no roles, no journal, no export that is entered"
    with serve(here, here / "plain.log", here / "app.py") as site:
        page.goto(site.url)
        page.locator("canvas").first.wait_for()

        def opened() -> None:
            page.goto(site.url)
            page.locator("canvas").first.wait_for()

        took = timed(opened, 3)
    return Measured("the overdue list, opened", against, ours, took)
