"""A scheduler of Dask and its workers, on loopback, each in a process of its own.

They are forked from one that has loaded what all of them need, which is nine tenths of
the time that they would take to start.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Thread

from tests.support.sealed import ROOT

HERE = "127.0.0.1"


@dataclass(frozen=True)
class Running:
    """A cluster that runs."""

    address: str
    """Where the scheduler is reached, by whoever shall be listened to."""
    scheduler: int
    workers: dict[str, int]
    """The processes of the workers, by their address."""
    log: Path
    """What the scheduler and the workers wrote, to the last detail."""
    wire: bytearray
    """What went through the address, in both directions."""


@contextmanager
def running(
    folder: Path, workers: int, scheme: str = "tcp", **settings: str
) -> Iterator[Running]:
    """Start a cluster; it ends with the block, whatever is left of it."""
    log = folder / "cluster.log"
    words = [sys.executable, "-m", __name__, str(folder), f"{workers}", scheme]
    settings |= {"DASK_LOGGING__DISTRIBUTED": "debug", "DASK_CONFIG": str(folder)}
    with log.open("wb") as out:
        process = subprocess.Popen(
            words,
            cwd=ROOT,
            env={**os.environ, **settings, "HOME": str(folder)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=out,
            start_new_session=True,
        )
    assert process.stdout is not None and process.stdin is not None
    try:
        facts = json.loads(process.stdout.readline() or "{}")
        assert facts, log.read_text()
        with listened(int(facts["address"].rpartition(":")[2])) as (port, wire):
            address = f"{scheme}://{HERE}:{port}"
            process.stdin.write(f"{address}\n".encode())
            process.stdin.flush()
            made = json.loads(process.stdout.readline() or "{}")
            assert made, log.read_text()
            yield Running(address, facts["scheduler"], made, log, wire)
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        with suppress(BrokenPipeError):
            process.communicate()


@contextmanager
def listened(to: int) -> Iterator[tuple[int, bytearray]]:
    """Return a port that leads to another, and what goes through it."""
    wire, sockets = bytearray(), [socket.create_server((HERE, 0))]

    def carry(one_end: socket.socket, other_end: socket.socket) -> None:
        with suppress(OSError):
            while piece := one_end.recv(1 << 16):
                wire.extend(piece)
                other_end.sendall(piece)
        for end in (one_end, other_end):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def accept() -> None:
        with suppress(OSError):
            while True:
                ours, _ = sockets[0].accept()
                sockets.append(ours)
                its = socket.create_connection((HERE, to))
                sockets.append(its)
                for ends in ((ours, its), (its, ours)):
                    Thread(target=carry, args=ends, daemon=True).start()

    Thread(target=accept, daemon=True).start()
    try:
        yield sockets[0].getsockname()[1], wire
    finally:
        for each in sockets:
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()


def _fork(main) -> tuple[int, str]:
    """Return the process that does something, and the first line that it says."""
    ours, its = os.pipe()
    pid = os.fork()
    if not pid:
        os.close(ours)

        def tell(line: str) -> None:
            os.write(its, f"{line}\n".encode())

        try:
            asyncio.run(main(tell))
        finally:
            os._exit(0)
    os.close(its)
    with os.fdopen(ours) as pipe:
        return pid, pipe.readline().strip()


def main(folder: str, workers: str, scheme: str) -> None:
    """Run a scheduler, and workers that reach it where standard input says."""
    import distributed

    import data.seal.ranges.by_range
    import data.seal.ranges.cluster  # noqa: F401

    async def schedule(tell) -> None:
        made = distributed.Scheduler(
            host=HERE, port=0, protocol=scheme, dashboard=False
        )
        async with made as scheduler:
            tell(scheduler.address)
            await scheduler.finished()

    async def work(tell) -> None:
        made = distributed.Worker(
            address,
            nthreads=1,
            protocol=scheme,
            host=HERE,
            local_directory=folder,
            dashboard=False,
        )
        async with made as worker:
            tell(worker.address)
            await worker.finished()

    pid, place = _fork(schedule)
    print(json.dumps({"address": place, "scheduler": pid}), flush=True)
    address = sys.stdin.readline().strip()
    forked = [_fork(work) for _ in range(int(workers))]
    print(json.dumps({name: pid for pid, name in forked}), flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main(*sys.argv[1:])
