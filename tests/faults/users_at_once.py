"""Many users at once, each on a websocket of their own, as their browsers would.

A case is a page that is asked for. Fifty users think for ten seconds on average
between two pages in the long form, five for a moment in the short one. Bad is a page
that shows an error, or does not come. How long it took is published and never a
reason to fail: it is the machine's doing as much as ours.
"""

from __future__ import annotations

import random
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from pathlib import Path
from statistics import quantiles
from typing import TYPE_CHECKING

from streamlit.proto.Alert_pb2 import Alert
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import WebSocketException
from websockets.sync.client import connect
from websockets.typing import Origin, Subprotocol

from tests.faults import Result, Tally
from tests.faults.damaged_snapshots import RECORDS, SUMMARY, flip
from tests.support.browser import serve
from tests.support.sealed import DAY, copy

if TYPE_CHECKING:
    from collections.abc import Callable

    from websockets.sync.client import ClientConnection

NAME = "pages asked for by many users at once"
BAD = "errors"
FEW, MANY = 15, 500

ASKED = (
    ("overview", ""),
    ("recipients", ""),
    ("recipients", "agreement=missing"),
    ("transfers", ""),
    ("register", ""),
    ("authorisations", "status=review_due"),
    ("breaches", ""),
    ("overview", "lang=en"),
)
"""Pages that ask for no purpose, with a filter or without."""
PATIENCE = 120
"""Seconds that a page may take."""


def fails(wire: ClientConnection, page: str, query: str) -> str:
    """Ask for a page and read all of it; say what is wrong with it, '' for nothing."""
    request = BackMsg()
    request.rerun_script.page_name, request.rerun_script.query_string = page, query
    wire.send(request.SerializeToString())
    wrong, drawn = "", 0
    while True:
        message = ForwardMsg.FromString(wire.recv(PATIENCE))
        kind = message.WhichOneof("type")
        if kind == "script_finished":
            return wrong or ("" if drawn else "nothing drawn")
        if kind != "delta" or message.delta.WhichOneof("type") != "new_element":
            continue
        drawn += 1
        element = message.delta.new_element
        if element.WhichOneof("type") == "exception":
            wrong = "an exception"
        if element.WhichOneof("type") == "alert":
            if element.alert.format == Alert.ERROR:
                wrong = element.alert.body


Opening = AbstractContextManager["ClientConnection"]
"""A websocket that is opened when it is entered."""


def stranger(url: str) -> Opening:
    """Open a websocket as somebody who has not signed in."""
    return connect(
        url.replace("http", "ws", 1) + "/_stcore/stream",
        origin=Origin(url),
        subprotocols=[Subprotocol("streamlit")],
        max_size=None,
        open_timeout=PATIENCE,
        proxy=None,
    )


def use(
    url: str,
    seed: int,
    pages: int,
    think: float,
    opening: Callable[[str], Opening] = stranger,
) -> list[tuple[str, float]]:
    """Be a user for a while; return what was wrong with each page, and its seconds."""
    chance = random.Random(seed)  # noqa: S311
    time.sleep(chance.random() * think)
    results: list[tuple[str, float]] = []
    try:
        with opening(url) as wire:
            while len(results) < pages:
                began = time.monotonic()
                wrong = fails(wire, *chance.choice(ASKED))
                results.append((wrong, time.monotonic() - began))
                time.sleep(chance.uniform(0.5, 1.5) * think)
    except (OSError, WebSocketException) as error:
        # what did not come for one user, did not come for all the pages left
        results += [(type(error).__name__, PATIENCE)] * (pages - len(results))
    return results


def _load(snapshots: Path, users: int, pages: int, think: float, seed: int) -> Result:
    tally = Tally()
    with (
        tempfile.TemporaryDirectory() as folder,
        serve(snapshots, Path(folder, "app.log")) as server,
        ThreadPoolExecutor(users) as pool,
    ):
        results = list(
            pool.map(
                lambda n: use(server.url, seed * 1_000 + n, pages, think),
                range(users),
            )
        )
    took = [seconds for of_user in results for _, seconds in of_user]
    for wrong, _ in (page for of_user in results for page in of_user):
        tally.case(wrong, bad=bool(wrong))
    half, most = quantiles(took, n=20)[9], quantiles(took, n=20)[18]
    return tally.result(
        f"{users} users, {think:g} s between pages: "
        f"p50 {half:.1f} s, p95 {most:.1f} s, on two cores that others use too"
    )


def run(count: int, seed: int) -> Result:
    """Let users open pages until so many are opened."""
    many = count >= MANY
    users, think = (50, 10.0) if many else (5, 0.2)
    with tempfile.TemporaryDirectory() as folder:
        snapshots = copy(Path(folder, "snapshots"))
        return _load(snapshots, users, max(1, count // users), think, seed)


def broken(seed: int) -> Result:
    """Let them open a snapshot that is damaged."""
    with tempfile.TemporaryDirectory() as folder:
        snapshots = copy(Path(folder, "snapshots"), DAY)
        for name in (RECORDS, SUMMARY):
            flip(snapshots / DAY / name)
        return _load(snapshots, 2, 2, 0.1, seed)
