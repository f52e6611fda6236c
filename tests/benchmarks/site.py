"""What the server does: how long it works for a page, a file, and many people."""

from __future__ import annotations

import os
import time
from http.client import HTTPConnection
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import duckdb
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect
from websockets.typing import Origin, Subprotocol

from data import snapshot as snapshots
from data.ask import find_query
from tests.benchmarks.measured import Measured
from tests.benchmarks.storage import timed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from websockets.sync.client import ClientConnection

    from tests.benchmarks.material import Material
    from tests.support.browser import Server

LIST = "retention"
TICKS = 1 << 20


def processor(server: Server) -> float:
    """Return the seconds that the processor worked for a server until now."""
    text = Path(f"/proc/{server.process}/stat").read_text(encoding="utf-8")
    fields = text.rpartition(") ")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def memory(server: Server, which: str) -> int:
    """Return the bytes that a server holds: VmRSS now, VmHWM at most until now."""
    for line in Path(f"/proc/{server.process}/status").read_text().splitlines():
        name, _, size = line.partition(":")
        if name == which:
            return int(size.split()[0]) * 1024
    raise KeyError(which)


def _work(
    server: Server, cookies: str, pages: Iterable[str], rounds: int
) -> dict[str, float]:
    """Return the processor's seconds that each page takes, as the wire asks for it."""
    work = {}
    with connect(
        server.url.replace("http", "ws", 1) + "/_stcore/stream",
        origin=Origin(server.url),
        subprotocols=[Subprotocol("streamlit")],
        additional_headers={"Cookie": cookies} if cookies else None,
        max_size=None,
        proxy=None,
    ) as wire:
        for name in pages:
            _ask(wire, name)
            _ask(wire, name)
            began = processor(server)
            for _ in range(rounds):
                _ask(wire, name)
            work[name] = (processor(server) - began) / rounds
    return work


def _ask(wire: ClientConnection, address: str) -> None:
    """Ask for a page, and read all of it."""
    request, (name, _, query) = BackMsg(), address.lstrip("/").partition("?")
    request.rerun_script.page_name, request.rerun_script.query_string = name, query
    wire.send(request.SerializeToString())
    while ForwardMsg.FromString(wire.recv(120)).WhichOneof("type") != "script_finished":
        pass


def work(
    site: Server,
    empty: Server,
    cookies: str,
    addresses: dict[str, str],
    rounds: int = 10,
) -> Iterator[Measured]:
    """Measure the processor's time of every page at the server."""
    what, against = "processor time of a page at the server", "an empty page's"
    if not Path("/proc/self/stat").exists():
        yield Measured(what, against, target=3, note="only where there is /proc")
        return
    base = _work(empty, "", ["/empty"], 10 * rounds)["/empty"]
    took = _work(site, cookies, addresses.values(), rounds)
    worst = max(took, key=lambda address: took[address])
    name = worst.lstrip("/").partition("?")[0]
    yield Measured(f"{what}, median", against, median(took.values()), base, 3)
    yield Measured(f"{what}, worst", against, took[worst], base, 3, note=name)


def file(
    site: Server, cookies: str, material: Material, here: Path
) -> Iterator[Measured]:
    """Measure a file from the click to its last byte."""
    newest = snapshots.find(material.snapshots)
    has_proc = Path("/proc/self/status").exists()
    before = memory(site, "VmRSS") if has_proc else 0
    took = timed(lambda: _fetched(site, f"/export/{LIST}.csv", cookies))
    more = memory(site, "VmHWM") - before if has_proc else 0
    query, to = find_query(LIST), here / "copied.csv"
    stored = f"from ({query.sql})"
    in_order = f"{stored} order by {query['key'].replace(' ', ', ')}"
    with duckdb.connect(
        newest.path / snapshots.DATABASES[0], read_only=True, config={"threads": 2}
    ) as con:
        ordered, unordered = (
            timed(lambda: con.execute(f"copy ({rows}) to '{to}'").fetchall(), 2)  # noqa: B023
            for rows in (in_order, stored)
        )
        n = con.execute(f"select count(*) {stored}").fetchall()[0][0]
    note = f"{n:,} rows, the server at most {more / 1e6:.0f} MB more"
    what = "CSV of the longest list, click to last byte"
    against = "DuckDB's copy to of the same rows, in the same order"
    note = note if has_proc else f"{n:,} rows"
    yield Measured(what, against, took, ordered, 1.5, note=note)
    yield Measured(what, "copy to of them as they are stored", took, unordered)


def _fetched(site: Server, address: str, cookies: str) -> int:
    """Fetch a file as a browser does, by way of where it is sent on to; its size."""
    connection = HTTPConnection(urlsplit(site.url).netloc, timeout=600)
    try:
        while True:
            connection.request("GET", address, headers={"Cookie": cookies})
            answer = connection.getresponse()
            if answer.status != 303:
                break
            answer.read()
            address = answer.headers["Location"]
        if answer.status != 200:
            raise OSError(f"{address.partition('?')[0]} answered {answer.status}")
        size = 0
        while piece := answer.read(TICKS):
            size += len(piece)
    finally:
        connection.close()
    return size


def elapsed(since: float) -> str:
    """Return in words how long something lasted."""
    return f"{time.monotonic() - since:.0f} s"
