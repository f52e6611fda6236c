"""Strangers who flood the server while others ask it, and while it is stopped.

A case is a question of somebody else: `/healthz` from another connection, over and
over, the pages of one who signed in, and the stop of the server. Late is an answer
after a second, pages that take twice their quiet time, half of them at least, and a
stop after ten seconds. In the short form it is ten times that, since other tests use
the machine too. Nothing is drawn by chance.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import contextmanager
from http.client import HTTPException
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from tests.faults import Result, Tally
from tests.support.sealed import EMPTY, ROOT, begin_journal, copy
from tests.support.signing import signed
from tests.support.web import fetch
from tests.support.wire import Visitor

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.support.browser import Server
    from tests.support.signing import Site
    from tests.support.wire import Wire

NAME = "questions of others while hostile connections flood the server"
BAD = "answered late"
FEW, MANY = 20, 400

FRAMES = 400
"""Frames that every hostile connection sends, and again when it is thrown out."""
HEALTH, PAGE, STOP = 1.0, 2.0, 10.0
"""Seconds for health, times its quiet time for a page, seconds for a stop."""
LINES = 12
"""Lines of the log with all of that in it: it begins with five."""
PAUSE = 0.05
"""Seconds between two questions."""


@contextmanager
def flooding(url: str, connections: int) -> Iterator[None]:
    """Let somebody hostile do what they can, from the first that they sent."""
    words = [sys.executable, "-m", "tests.faults._flood", url]
    with subprocess.Popen(
        [*words, str(connections), str(FRAMES)], cwd=ROOT, stdout=subprocess.PIPE
    ) as foe:
        try:
            assert foe.stdout
            assert foe.stdout.readline()
            threading.Thread(target=foe.stdout.read, daemon=True).start()
            yield
        finally:
            foe.kill()


def _page(wire: Wire) -> float:
    began = time.monotonic()
    assert wire.run("overview").title
    return time.monotonic() - began


def _health(server: Server, many: int) -> list[float]:
    """Ask as often as that; return the seconds of each, too many where none came."""
    took = []
    for _ in range(many):
        began = time.monotonic()
        try:
            answers = fetch(server, "/healthz").status == 200
        except (OSError, HTTPException):
            answers = False
        took.append(time.monotonic() - began if answers else 60)
        time.sleep(PAUSE)
    return took


def _stop(server: Server) -> float:
    """Stop the server; return the seconds until its process has ended."""
    began = time.monotonic()
    os.kill(server.process, signal.SIGTERM)
    ended = os.WEXITED | os.WNOHANG | os.WNOWAIT
    while not os.waitid(os.P_PID, server.process, ended):
        time.sleep(0.02)
        if time.monotonic() > began + 60:
            os.kill(server.process, signal.SIGKILL)
    return time.monotonic() - began


def _asked(
    site: Site, count: int, connections: int, patience: float
) -> tuple[Tally, str]:
    site.people({"dora": ["dpo"]})
    visitor, tally = Visitor(site.url), Tally()
    visitor.sign_in("dora", site.issuer)
    health: list[float] = []
    asking = threading.Thread(target=lambda: health.extend(_health(site.server, count)))
    with visitor.open() as wire:
        quiet = [_page(wire) for _ in range(6)][1:]
        with flooding(site.url, connections):
            asking.start()
            pages = [_page(wire)]
            while asking.is_alive():
                pages.append(_page(wire))
            stopped = _stop(site.server)
    for each in health:
        tally.case(f"health after {each:.1f} s", bad=each > HEALTH * patience)
    times = median(pages) / median(quiet)
    for _ in pages:
        tally.case(f"pages {times:.1f} times", bad=times > PAGE * patience)
    tally.case(f"stopped after {stopped:.1f} s", bad=stopped > STOP * patience)
    return tally, (
        f"{connections} connections of {FRAMES} frames each, again and again: health "
        f"after {max(health):.2f} s at most, a page {times:.1f} times its quiet time, "
        f"stopped in {stopped:.1f} s"
    )


def _flooded(count: int, connections: int, patience: float, hook: str = "") -> Result:
    with tempfile.TemporaryDirectory() as folder:
        snapshots = copy(Path(folder, "snapshots"), EMPTY)
        begin_journal(snapshots)
        with signed(snapshots, Path(folder, "site"), hook) as site:
            tally, note = _asked(site, count, connections, patience)
            lines = len(site.server.output().splitlines())
    tally.case(f"{lines} lines in the log", bad=lines > LINES)
    return tally.result(note)


def run(count: int, seed: int) -> Result:
    """Flood the server and ask it so often."""
    if count >= MANY:
        return _flooded(count, 100, 1)
    return _flooded(count, 13, 10)


UNBOUND = f"""
import sys
sys.path.insert(0, {str(ROOT)!r})
from pages.parts.web import pacing, raw_frames
pacing.RATE = pacing.BURST = pacing.WAITING = 10**9
raw_frames.RATE = raw_frames.BURST = 10**9
"""


def broken(seed: int) -> Result:
    """Let everybody send as much as they like."""
    return _flooded(20, 26, 1, UNBOUND)
