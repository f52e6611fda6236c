"""A file that was made is not given any more where what it leans on is another."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextvars import copy_context
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Route

from data import policy
from data.commands.common import noted
from data.journal import Journal, beside
from data.seal import publish
from data.upkeep import prune
from pages.parts.session import visitor
from pages.parts.web.downloads import export
from tests.support.sealed import DAY, begin_journal, copy, forge

ON = date(2028, 12, 1)
"""A day on which the records of DAY are past their term."""


def as_somebody(do: Callable[[], Any]) -> Any:
    """Do something as one visitor of a demonstration."""

    def run() -> Any:
        visitor.answering({visitor.VISITOR: "who fetches a file"})
        return do()

    return copy_context().run(run)


def get(path: str) -> httpx.Response:
    transport = httpx.ASGITransport(Starlette(routes=[Route("/export/{file}", export)]))

    async def answer() -> httpx.Response:
        async with httpx.AsyncClient(transport=transport, base_url="http://a") as asks:
            return await asks.get(path)

    answered: httpx.Response = as_somebody(lambda: asyncio.run(answer()))
    return answered


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    made = copy(tmp_path / "snapshots", DAY)
    begin_journal(made)
    monkeypatch.setenv("SNAPSHOTS", str(made))
    for name in ("JOURNAL", "FOLLOWUP"):
        monkeypatch.delenv(name, raising=False)
    as_somebody(lambda: visitor.declare("audit"))
    return made


def replaced(root: Path) -> None:
    with publish.building(root) as here:
        ready = copy(here, DAY) / DAY
        forge(ready, lambda seal: seal.update(created_at="2026-11-02T08:00:00+00:00"))
        publish.put_in_place(ready, root)


def erased(root: Path) -> None:
    noon = datetime.combine(ON, time(12), UTC)
    journal = Journal(beside(root), clock=lambda: noon)
    assert prune.prune(root, journal, policy.own_terms(), noted, ON).gone


def without_its_journal(root: Path) -> None:
    beside(root).rename(root.with_name("elsewhere"))


def with_another_journal(root: Path) -> None:
    without_its_journal(root)
    root.with_name("kept-elsewhere.key").unlink()
    begin_journal(root)


def nothing_happens(_: Path) -> None:
    """Leave all as it was."""


@pytest.mark.parametrize(
    ("happens", "status", "why"),
    [
        (nothing_happens, 200, "holding_id"),
        (replaced, 404, "was replaced, or its records were erased, since it was made."),
        (erased, 404, "was replaced, or its records were erased, since it was made."),
        (without_its_journal, 503, "it is not where this process wrote"),
        (with_another_journal, 503, "another journal, or an older copy, stands where"),
    ],
)
def test_file_goes_out_only_while_all_that_it_leans_on_is_there(
    root: Path, happens: Callable[[Path], None], status: int, why: str
) -> None:
    made = get("/export/retention.csv")
    assert made.status_code == 303, made.text
    happens(root)
    answer = get(made.headers["location"])
    assert answer.status_code == status
    assert why in answer.text
    again = get(made.headers["location"])
    assert again.status_code == 404, "it was given or refused once, and is gone"
