"""The snapshots of this process: where they are, and who reads which with what."""

from __future__ import annotations

import atexit
from contextlib import asynccontextmanager
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from data import settings
from data.ask import Engine, Reader
from data.followup import Store
from data.followup import beside as beside_followup
from data.journal import BoundJournal, Journal, beside
from pages.parts.session import oidc
from pages.parts.session.visitor import actor

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from data.ask import Actor
    from data.settings import Settings

ROOT = Path(__file__).parents[3]
COUNTED = "lists counted in this run"


def folder() -> Path:
    """Return the folder of the snapshots."""
    return _below_root(settings.current().snapshots)


_below_root = lru_cache(maxsize=8)(ROOT.joinpath)


@cache
def engine() -> Engine:
    """Return the one engine of this process, closed when it ends."""
    opened = Engine(lambda _: journal().folder)
    atexit.register(opened.close)
    return opened


@asynccontextmanager
async def closed_at_the_end(_: object) -> AsyncIterator[None]:
    """Close what is open when the server stops: a signal ends it without `atexit`."""
    yield
    if engine.cache_info().currsize:
        engine().close()


def journal() -> Journal:
    """Return the journal of who saw and took what: configured, or the default."""
    return _journal_of(settings.current())


def _journal_of(now: Settings) -> Journal:
    path, snapshots = now.journal, _below_root(now.snapshots)
    return _journal(_below_root(path) if path else _beside(snapshots), snapshots)


@cache
def _journal(path: Path, snapshots: Path) -> Journal:
    # a demonstration begins its own; where people sign in, `journal init` does
    return BoundJournal(path, snapshots, may_begin=oidc.configured() is None)


def followup() -> Store:
    """Return what people wrote: configured, or beside the snapshots."""
    return _followup_of(settings.current())


def _followup_of(now: Settings) -> Store:
    path, snapshots = now.followup, _below_root(now.snapshots)
    return _followup(_below_root(path) if path else _beside_followup(snapshots))


_beside, _beside_followup = (lru_cache(8)(of) for of in (beside, beside_followup))


_followup = cache(Store)


def reader(via: str = "page") -> Reader:
    """Return the reader for whoever asks: every question is put by one.

    What a page counted in this run is noted once (data/ask/door.py).
    """
    counted = st.session_state.setdefault(COUNTED, set()) if via == "page" else set()
    now = settings.current()
    here, marks = _journal_of(now), _followup_of(now)
    return Reader(engine(), actor, here.write, via, counted, marks, here.write_all)


def asker() -> Actor:
    """Return who asks now, where it matters before any question is put."""
    return actor()


def begin_run() -> None:
    """Reset the once-per-run record of counts."""
    st.session_state[COUNTED] = set()
