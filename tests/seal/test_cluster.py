"""Ranges reckoned by the workers of a Dask cluster, one of which is killed."""

from __future__ import annotations

import os
import signal
import socket
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import BrokenExecutor, Executor, Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from cryptography.x509.oid import NameOID

from data.seal import provenance
from data.seal.publish import SealRefused
from data.seal.ranges import cluster, scheduler
from data.seal.ranges.by_client import by_client
from data.seal.ranges.cluster import Cluster, Seen
from data.seal.ranges.scheduler import joined
from data.seal.ranges.spread import LEAST, ROWS, Spread
from data.seal.run import seal
from tests.faults.killed_seals import left_behind
from tests.seal.test_findings import cases
from tests.support.dask_cluster import Running, running
from tests.support.ranged import differing, sealed_in, whole

dask = pytest.importorskip("dask", reason="the extra dask is not installed")
distributed = pytest.importorskip("distributed", reason="nor what it runs on")

RANGES = 5


# -- a seal at three workers ----------------------------------------------------


@dataclass
class Ranged:
    """A seal at a cluster, and what went on meanwhile."""

    source: Path
    path: Path
    killed: list[int]
    begun: list[str]
    """The folders in which ranges were begun."""
    clients: set[str]
    """Who the source is about."""


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a source that breaks every rule about a client, sealed whole too."""
    here = tmp_path_factory.mktemp("cluster")
    written = cases()[0].write(here / "cases")
    seal(written, here / "whole-cases")
    return written


@pytest.fixture(scope="module")
def three(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """Return a cluster of three workers."""
    with running(tmp_path_factory.mktemp("dask"), 3) as cluster:
        yield cluster


@pytest.fixture(scope="module")
def workers(three: Running) -> Iterator[Cluster]:
    """Return the connection with them."""
    with joined(three.address) as cluster:
        yield cluster


@pytest.fixture(scope="module")
def ranged(
    source: Path,
    three: Running,
    workers: Cluster,
    tmp_path_factory: pytest.TempPathFactory,
) -> Ranged:
    """Seal a source at three workers, and kill the first that has a range."""
    root = tmp_path_factory.mktemp("ranged") / "s"
    killed: list[int] = []
    begun: list[str] = []

    def tell(line: str) -> None:
        if line.startswith("comparing"):
            begun.extend(p.name for p in root.glob(".building-*/work/range-*"))

    with ThreadPoolExecutor(1) as beside:
        killing = beside.submit(kill_busy, root, three, killed)
        how = Spread(ranges=RANGES, cluster=workers)
        path = sealed_in(source, root, how, tell)
        killing.result()
    clients = {row["client_id"] for row in cases()[0].tables["client"]}
    return Ranged(source, path, killed, begun, clients)


def kill_busy(root: Path, cluster: Running, killed: list[int]) -> None:
    """Kill a worker while each has a range half done; they are held still for it."""
    pids = [*cluster.workers.values()]
    until = time.monotonic() + 60
    while not killed and time.monotonic() < until:
        if half_done(root) < len(pids):
            time.sleep(0.001)
            continue
        for pid in pids:
            os.kill(pid, signal.SIGSTOP)
        while not all(map(is_still, pids)):
            time.sleep(0.001)
        if half_done(root) == len(pids):
            os.kill(pids[0], signal.SIGKILL)
            killed.append(pids[0])
        for pid in pids:
            os.kill(pid, signal.SIGCONT)


def half_done(root: Path) -> int:
    """Return how many ranges are begun, and have not got to their last answer."""
    last = by_client().rules[-1].name
    folders = root.glob(".building-*/work/range-*")
    return sum(not (folder / f"{last}.parquet").exists() for folder in folders)


def is_still(pid: int) -> bool:
    """Return whether a process was stopped, all of it."""
    states = []
    for stat in Path(f"/proc/{pid}/task").glob("*/stat"):
        with suppress(FileNotFoundError):  # a thread may end meanwhile
            states.append(stat.read_text().rpartition(")")[2].split()[0])
    return set(states) == {"T"}


def test_the_range_of_a_killed_worker_is_done_again(ranged: Ranged) -> None:
    assert ranged.killed
    numbers = Counter(name.split("-")[1] for name in ranged.begun)
    assert len(numbers) == RANGES
    assert sum(numbers.values()) > RANGES


def test_every_table_is_the_same_that_a_cluster_reckoned(ranged: Ranged) -> None:
    assert differing(whole(ranged.source), ranged.path) == []


def test_nothing_of_the_ranges_is_left(ranged: Ranged) -> None:
    assert left_behind(ranged.path.parent) == []


def test_nobody_goes_through_the_scheduler(ranged: Ranged, three: Running) -> None:
    """Paths and numbers do, which shows that all of it was listened to."""
    assert bytes(three.wire).count(b"/work") >= RANGES
    assert not [c for c in ranged.clients if c.encode() in three.wire]


def test_nobody_is_in_the_logs_of_the_cluster(ranged: Ranged, three: Running) -> None:
    log = three.log.read_text()
    assert log.count("Stimulus task finished") >= RANGES
    assert not [client for client in ranged.clients if client in log]


def test_a_seal_that_is_broken_off_leaves_nothing(
    ranged: Ranged, workers: Cluster, tmp_path: Path
) -> None:
    """Ctrl-C comes as this error; the workers still had ranges to do."""

    def tell(line: str) -> None:
        if line.startswith("deriving range"):
            raise KeyboardInterrupt

    how = Spread(ranges=RANGES, cluster=workers)
    with pytest.raises(KeyboardInterrupt):
        seal(ranged.source, tmp_path, spread=how, tell=tell)
    assert left_behind(tmp_path) == []


def refuse(part: int) -> int:
    raise SealRefused("no")


def fail_with_a_value(part: int) -> int:
    raise ValueError("C-000000000001")


def work_for(workers: Cluster, do) -> object:
    pool = workers.executor()
    try:
        return pool.submit(do, 1).result(60)
    finally:
        pool.shutdown()


def test_what_a_worker_refuses_comes_as_it_is(ranged: Ranged, workers: Cluster) -> None:
    with pytest.raises(SealRefused, match=r"^no$"):
        work_for(workers, refuse)


def test_what_breaks_at_a_worker_is_named_without_its_words(
    ranged: Ranged, workers: Cluster, three: Running
) -> None:
    with pytest.raises(SealRefused, match="stopped at a range: ValueError at a worker"):
        work_for(workers, fail_with_a_value)
    assert b"C-000000000001" not in three.wire
    assert "C-000000000001" not in three.log.read_text()


def test_a_seal_without_a_worker_left_is_refused_and_leaves_nothing(
    ranged: Ranged,
    workers: Cluster,
    three: Running,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(cluster, "WAITING", 1)

    def tell(line: str) -> None:
        if line.startswith("keeping"):
            for pid in three.workers.values():
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)

    how = Spread(ranges=RANGES, cluster=workers)
    with pytest.raises(SealRefused, match="no worker is left"):
        seal(ranged.source, tmp_path, spread=how, tell=tell)
    assert left_behind(tmp_path) == []
    with pytest.raises(SealRefused, match="has no worker: start one"):
        connect(three.address)


def test_a_seal_whose_scheduler_is_lost_is_refused(
    ranged: Ranged, workers: Cluster, three: Running
) -> None:
    """It comes last: nothing is left of the cluster."""
    pool = workers.executor()
    waiting = pool.submit(refuse, 1)
    os.kill(three.scheduler, signal.SIGKILL)
    with pytest.raises(SealRefused, match=r"scheduler at .* was lost"):
        waiting.result(60)
    pool.shutdown()


# -- before a seal begins -------------------------------------------------------


def test_there_are_ranges_for_every_thread_of_the_workers() -> None:
    workers = Cluster(Answering(threads=3), "tcp://a:1")
    assert Spread(cluster=workers).count(LEAST) == 3
    assert Spread(cluster=workers).count(3 * ROWS + 1) == 4
    assert Spread(cluster=workers).count(LEAST - 1) == 1


class Answering:
    """A connection with workers that have some threads."""

    def __init__(self, threads: int, executor: Executor | None = None) -> None:
        self.threads, self.executor = threads, executor

    def get_executor(self, **_: object) -> Executor | None:
        return self.executor

    def nthreads(self) -> dict[str, int]:
        return {"tcp://b:2": self.threads}


class Raising(Executor):
    """What Dask hands work to, and raises by itself."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    def submit(self, *_: object, **__: object) -> Future[Any]:
        future: Future[Any] = Future()
        future.set_exception(self.error)
        return future


@pytest.mark.parametrize(
    ("error", "kind", "message"),
    [
        (distributed.KilledWorker("there", None, 0), BrokenExecutor, "were lost"),
        (OSError("of C-000000000001"), SealRefused, "Dask raised OSError at a range"),
    ],
)
def test_a_loss_that_dask_tells_of_is_told_from_its_other_errors(
    error: Exception, kind: type[Exception], message: str
) -> None:
    """What is lost is begun again, as where a process of this machine was."""
    client = Answering(threads=1, executor=Raising(error))
    pool = Cluster(client, "tcp://a:1").executor()
    future = pool.submit(refuse, 1)
    pool.shutdown()
    with pytest.raises(kind, match=message) as raised:
        future.result(0)
    assert "C-000000000001" not in str(raised.value)


HERE = cluster.about()
OLD = replace(HERE, made_with=HERE.made_with | {"software": {"dashboard": "0"}})
OTHER = replace(HERE, made_with=HERE.made_with | {"policy": {}})


@pytest.mark.parametrize(
    ("its", "seen", "message"),
    [
        (None, HERE, "The scheduler at tcp://a:1 cannot load this software"),
        (HERE, ModuleNotFoundError(), "worker at tcp://b:2 cannot load this software"),
        (OLD, HERE, "has dashboard 0, and this process .* install the same there"),
        (HERE, replace(HERE, python=(3, 1)), "has Python 3.1, and this process"),
        (HERE, OTHER, "tcp://b:2 has other queries or another policy than this"),
        (HERE, HERE, "tcp://b:2 does not share .* as the same account"),
        (HERE, replace(HERE, folder="gone"), "put --snapshots on a file system"),
    ],
)
def test_a_worker_is_refused_that_would_reckon_otherwise(
    its: Seen | None, seen: object, message: str, tmp_path: Path, monkeypatch
) -> None:
    def answer(self, of, *_, **__) -> Future[object]:
        future: Future[object] = Future()
        future.set_result({"tcp://b:2": seen} if of == "run" else its)
        return future

    monkeypatch.setattr(Cluster, "ask", answer)
    with pytest.raises(SealRefused, match=message):
        Cluster(Answering(threads=1), "tcp://a:1").look(tmp_path)


def test_a_worker_that_does_not_answer_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Cluster, "ask", lambda *_, **__: Future())
    monkeypatch.setattr(cluster, "ANSWERING", 0)
    with pytest.raises(SealRefused, match="did not answer within 0 seconds"):
        Cluster(Answering(threads=1), "tcp://a:1").look(tmp_path)


def test_a_worker_says_whether_it_reads_and_writes_in_a_folder(tmp_path: Path) -> None:
    (tmp_path / "sign").write_text("sign")
    seen = cluster.look(str(tmp_path), "sign")
    assert seen.folder is not None
    assert (tmp_path / seen.folder / "sign").read_text() == "sign"
    assert cluster.look(str(tmp_path / "elsewhere"), "sign").folder is None


def test_a_range_is_reckoned_by_what_a_seal_is_made_with() -> None:
    assert cluster.about().made_with == provenance.made_with()
    assert {"duckdb", "polars"} <= provenance.made_with()["software"].keys()


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scheduler, "ANSWERING", 1)


def test_a_scheduler_that_does_not_answer_is_refused(impatient: None) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        with pytest.raises(SealRefused, match=f"No scheduler is reached at .*:{port}"):
            connect(f"tcp://127.0.0.1:{port}")
    with pytest.raises(SealRefused, match="nobody answers there, or otherwise"):
        connect(f"tcp://127.0.0.1:{port}")


def connect(address: str) -> None:
    with joined(address):
        pass


def test_tls_without_certificates_is_refused() -> None:
    with pytest.raises(SealRefused, match=r"has no distributed.comm.tls.ca-file: name"):
        connect("tls://127.0.0.1:8786")


@pytest.mark.nightly
def test_what_certificates_hide_is_read_by_nobody(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = certificate(tmp_path)
    with (
        dask.config.set({f"distributed.comm.tls.{k}": v for k, v in names.items()}),
        running(tmp_path, 2, "tls", **as_environment(names)) as cluster,
    ):
        with joined(cluster.address) as workers:
            how = Spread(ranges=3, cluster=workers)
            path = sealed_in(source, tmp_path / "s", how)
        assert differing(whole(source), path) == []
        assert len(cluster.wire) > 10_000
        assert b"/work" not in cluster.wire
        with pytest.raises(SealRefused, match="nobody answers there, or otherwise"):
            connect(cluster.address.replace("tls", "tcp"))


def as_environment(names: dict[str, str]) -> dict[str, str]:
    return {
        f"DASK_DISTRIBUTED__COMM__TLS__{name.upper().replace('.', '__')}": value
        for name, value in names.items()
    }


def certificate(folder: Path) -> dict[str, str]:
    """Make a certificate for all of a cluster; return where Dask finds it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "cluster")])
    now = datetime.now(UTC)
    made = x509.CertificateBuilder(name, name, key.public_key(), 1)
    made = made.not_valid_before(now).not_valid_after(now + timedelta(days=1))
    made = made.add_extension(x509.BasicConstraints(ca=True, path_length=0), True)
    of_key = (PrivateFormat.PKCS8, NoEncryption())
    (folder / "key.pem").write_bytes(key.private_bytes(Encoding.PEM, *of_key))
    signed = made.sign(key, SHA256()).public_bytes(Encoding.PEM)
    (folder / "cert.pem").write_bytes(signed)
    files = {"cert": str(folder / "cert.pem"), "key": str(folder / "key.pem")}
    whose = {
        f"{who}.{what}": file
        for who in ("client", "scheduler", "worker")
        for what, file in files.items()
    }
    return {"ca-file": files["cert"], **whose}


def test_a_missing_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(SealRefused, match=r"-r requirements-dask\.lock"):
        connect("tcp://127.0.0.1:8786")
