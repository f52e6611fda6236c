"""Several processes of the app serve the same snapshots, behind one address."""

from __future__ import annotations

import re
import shutil
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from http.client import HTTPConnection
from itertools import repeat
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from tests.faults.users_at_once import use
from tests.support.browser import serve
from tests.support.proxied import proxied
from tests.support.sealed import copy, run

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.support.browser import Server

PROCESSES, PAGES, BROWSERS = 2, 2, 20


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("several")


@pytest.fixture(scope="module")
def servers(folder: Path) -> Iterator[list[Server]]:
    snapshots = copy(folder / "snapshots")
    with (
        serve(snapshots, folder / "one.log") as first,
        serve(snapshots, folder / "two.log") as second,
    ):
        yield [first, second]


def test_lines_of_several_processes_make_one_chain(
    servers: list[Server], folder: Path
) -> None:
    with ThreadPoolExecutor() as pool:
        drawn = pool.map(use, [server.url for server in servers] * 2, *numbers(4))
    assert {wrong for of_user in drawn for wrong, _ in of_user} == {""}
    journal = folder / "snapshots-journal"
    key = journal.with_name(f"{journal.name}.first.key")
    done = run("journal", "verify", "--journal", journal, "--key", key)
    assert done.returncode == 0, done.stderr
    proved = re.match(rb"Sound\. Proved: lines 1 to (\d+)", done.stdout)
    assert proved
    assert int(proved[1]) >= 4 * PAGES


def numbers(users: int) -> list[Iterator[float]]:
    return [iter(range(users)), repeat(PAGES), repeat(0.0)]


def test_browser_stays_with_the_process_that_it_came_to_first(
    servers: list[Server], folder: Path
) -> None:
    nginx = shutil.which("nginx")
    if nginx is None:
        pytest.skip("nginx is not installed")
    ports = [urlsplit(server.url).port for server in servers]
    with proxied(nginx, folder, [port for port in ports if port]) as address:
        answered = [visits(address) for _ in range(BROWSERS)]
    assert all(len(workers) == 1 for workers in answered)
    assert len(set.union(*answered)) == PROCESSES


def visits(address: str) -> set[str]:
    """Look at a page some times as one browser; return which processes answered."""
    workers: set[str] = set()
    headers: dict[str, str] = {}
    with closing(HTTPConnection(address, timeout=10)) as connection:
        for _ in range(PAGES):
            connection.request("GET", "/healthz", headers=headers)
            answer = connection.getresponse()
            assert answer.read()
            workers.add(answer.headers["X-Answered-By"])
            if cookie := answer.headers["Set-Cookie"]:
                assert not headers, "a browser is sent to a process once"
                headers["Cookie"] = cookie.partition(";")[0]
    return workers
