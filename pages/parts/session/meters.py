"""What the server counts and times of itself, for whoever watches over it.

A label is one of a few names that stand in the code: none comes from outside, and
none is of a person.
"""

from __future__ import annotations

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
)

from pages.parts.session import routes

if TYPE_CHECKING:
    from collections.abc import Iterator

REGISTRY = CollectorRegistry()
ProcessCollector(namespace="dashboard", registry=REGISTRY)
REQUESTS = Counter(
    "dashboard_requests",
    "Requests that were answered, by kind of address and status.",
    ("kind", "status"),
    registry=REGISTRY,
)
REFUSALS = Counter(
    "dashboard_refusals",
    "Refusals: of a request, of what a websocket sent, of a page to who asked it.",
    ("of",),
    registry=REGISTRY,
)
PAGE_SECONDS = Histogram(
    "dashboard_page_seconds",
    "Seconds that a run of a page took, its frame with it.",
    ("page",),
    buckets=(0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30),
    registry=REGISTRY,
)
SESSIONS = Gauge("dashboard_sessions", "Sign-ins that last.", registry=REGISTRY)
SNAPSHOT_AGE = Gauge(
    "dashboard_snapshot_age_seconds",
    "Seconds since the day of the newest snapshot began; NaN without one.",
    registry=REGISTRY,
)
JOURNAL_WRITABLE = Gauge(
    "dashboard_journal_writable",
    "1 where a line could be written in the journal now.",
    registry=REGISTRY,
)
DISK_ENCRYPTED = Gauge(
    "dashboard_disk_encrypted",
    "1 where the disk of the snapshots is encrypted; NaN where that cannot be told.",
    registry=REGISTRY,
)
HOME = "home"
for _of in ("request", "websocket", "page"):
    REFUSALS.labels(_of)  # so that each is told as 0 before the first


@contextmanager
def page_timed(page: str, begun: float) -> Iterator[None]:
    """Time a run of a page that began when `time.perf_counter` said so."""
    try:
        yield
    finally:
        name = page if page in routes.PAGES else HOME
        PAGE_SECONDS.labels(name).observe(time.perf_counter() - begun)
