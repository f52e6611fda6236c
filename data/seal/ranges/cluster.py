"""Ranges that are reckoned by the workers of a Dask cluster that runs already.

Through the scheduler go paths, numbers and versions, and what comes back is a name or a
sentence of ours, never an error: Dask writes what a task was handed in its logs when
one is raised, and sends its own words and causes along. Everything about clients goes
by files, in the folder in which the snapshot is built.
"""

from __future__ import annotations

import asyncio
import shutil
import sys
import tempfile
from concurrent.futures import (
    BrokenExecutor,
    CancelledError,
    Executor,
    Future,
    InvalidStateError,
    ThreadPoolExecutor,
)
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from threading import Event, Thread
from time import monotonic
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar
from uuid import uuid4

from data.seal import provenance
from data.seal.publish import SealRefused
from data.seal.ranges import stopping

if TYPE_CHECKING:
    from collections.abc import Callable

    from distributed import Client

ANSWERING = 60
"""Seconds within which every worker has to answer."""
WAITING = 30
"""Seconds after which a seal that no worker is left for is given up."""
_EVERY = 1

Made = TypeVar("Made")
With = ParamSpec("With")


@dataclass(frozen=True)
class Answer:
    """What a task came to, as it travels."""

    made: Any
    refused: str | None = None


@dataclass(frozen=True)
class Seen:
    """What a worker or a scheduler says of itself."""

    made_with: dict[str, dict[str, str]]
    python: tuple[int, int]
    folder: str | None = None
    """The name of what it wrote where it was asked to; None where it could not."""


def about() -> Seen:
    """Return what this process is."""
    return Seen(provenance.made_with(), sys.version_info[:2])


def look(work: str, sign: str) -> Seen:
    """Return what this process is, and whether it reads and writes in a folder."""
    here = about()
    try:
        text = Path(work, sign).read_text(encoding="utf-8")
        name = tempfile.mkdtemp(prefix=f"{sign}-", dir=work)
        Path(name, sign).write_text(text, encoding="utf-8")
    except OSError:
        return here
    return Seen(here.made_with, here.python, Path(name).name)


def there(
    name: str, do: Callable[With, Made], *args: With.args, **kwargs: With.kwargs
) -> Answer:
    """Do something at a worker; return what it came to, and raise nothing."""

    def named() -> Made:
        with stopping.under(name):
            return do(*args, **kwargs)

    with ThreadPoolExecutor(1) as pool:
        doing = pool.submit(named)
        error = doing.exception()
    if error is None:
        return Answer(doing.result())
    if isinstance(error, SealRefused):
        return Answer(None, str(error))
    # its words may hold what is in a record
    why = f"{type(error).__name__} at a worker"
    return Answer(None, f"Nothing is sealed. It stopped at a range: {why}.")


class Cluster:
    """Workers of a scheduler that answers."""

    def __init__(self, client: Client, address: str) -> None:
        """Take the connection; SealRefused where there is nobody to work."""
        self._client: Any = client
        self._address = address
        self._workers: dict[str, int] = client.nthreads()
        if not self._workers:
            raise SealRefused(
                f"The scheduler at {address} has no worker: start one that is for it. "
                "Nothing is sealed."
            )

    @property
    def threads(self) -> int:
        """Return how many ranges the workers reckon at the same time."""
        return sum(self._workers.values())

    def ask(self, of: str, *args: object, **how: object) -> Future[Any]:
        """Return what the connection comes to, for who does not wait for ever."""

        async def asking() -> object:
            return await getattr(self._client, of)(*args, **how)

        loop = self._client.loop.asyncio_loop
        return asyncio.run_coroutine_threadsafe(asking(), loop)

    def look(self, work: Path) -> None:
        """Refuse workers that are not as this process, or do not share its folder."""
        sign = f"seen-{uuid4().hex}"
        (work / sign).write_text(sign, encoding="utf-8")
        of_all = {"on_error": "return"}
        questions = (
            self.ask("run_on_scheduler", about),
            self.ask("run", look, str(work.resolve()), sign, **of_all),
        )
        try:
            failed = [each.exception(ANSWERING) for each in questions]
        except TimeoutError:
            raise SealRefused(
                f"A worker of {self._address} did not answer within {ANSWERING} "
                "seconds: end it, or start it anew. Nothing is sealed."
            ) from None
        scheduler, answers = (
            (None, {}) if any(failed) else (a.result() for a in questions)
        )
        _refuse_other(f"The scheduler at {self._address}", scheduler)
        for worker, seen in answers.items():
            _refuse_other(f"The worker at {worker}", seen)
            if seen.folder is None or not _is_read(work / seen.folder / sign, sign):
                raise SealRefused(
                    f"The worker at {worker} does not share {work.parent.parent} with "
                    "this process: put --snapshots on a file system that every worker "
                    "has under the same path, and run them as the same account. "
                    "Nothing is sealed."
                )
            shutil.rmtree(work / seen.folder)
        (work / sign).unlink()

    def executor(self) -> Executor:
        """Return what hands work to the workers."""
        return _AtWorkers(self, self._client, self._address)


def _refuse_other(who: str, seen: object) -> None:
    """Refuse who does not run what this process runs."""
    here = about()
    if not isinstance(seen, Seen):
        raise SealRefused(
            f"{who} cannot load this software: start it in the folder of the project, "
            "with the environment of requirements-dask.lock. Nothing is sealed."
        )
    its = seen.made_with["software"] | {"Python": "{}.{}".format(*seen.python)}
    ours = here.made_with["software"] | {"Python": "{}.{}".format(*here.python)}
    for name, version in ours.items():
        if its.get(name) != version:
            raise SealRefused(
                f"{who} has {name} {its.get(name)}, and this process {version}: "
                "install the same there. Nothing is sealed."
            )
    if seen.made_with != here.made_with:
        raise SealRefused(
            f"{who} has other queries or another policy than this process: install the "
            "same there. Nothing is sealed."
        )


def _is_read(path: Path, text: str) -> bool:
    try:
        return path.read_text(encoding="utf-8") == text
    except OSError:
        return False


class _AtWorkers(Executor):
    """Dask's executor, whose errors are told apart, and which ends what it began."""

    def __init__(self, cluster: Cluster, client: Client, address: str) -> None:
        self._cluster, self._address = cluster, address
        self._client: Any = client
        self._pool: Executor = client.get_executor(pure=False)
        self._name, self._ended = uuid4().hex, Event()
        self._doing: dict[Future[Any], Future[Answer]] = {}
        Thread(target=self._watch, daemon=True).start()

    def submit(
        self, fn: Callable[With, Made], /, *args: With.args, **kwargs: With.kwargs
    ) -> Future[Made]:
        """Hand something to a worker."""
        do = partial(there, self._name, fn)
        theirs = self._pool.submit(do, *args, **kwargs)
        ours: Future[Made] = Future()
        self._doing[ours] = theirs
        theirs.add_done_callback(partial(self._pass_on, ours))
        return ours

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End; what has not ended by then is stopped, and waited for.

        What a worker still writes would be left behind by whoever erases the folder.
        """
        self._ended.set()
        if not all(theirs.done() for theirs in self._doing.values()):
            with suppress(
                TimeoutError, CancelledError
            ):  # who is lost has nothing to stop
                stopping_all = self._cluster.ask("run", stopping.stop, self._name)
                stopping_all.exception(ANSWERING)

    def _pass_on(self, ours: Future[Any], theirs: Future[Answer]) -> None:
        from distributed import KilledWorker

        if theirs.cancelled():
            self._give_up(ours, f"the scheduler at {self._address} was lost")
        elif isinstance(error := theirs.exception(), KilledWorker):
            _end(ours, BrokenExecutor("workers were lost"))
        elif error is not None:
            self._give_up(ours, f"Dask raised {type(error).__name__} at a range")
        elif (answer := theirs.result()).refused is None:
            _end(ours, answer.made)
        else:
            _end(ours, SealRefused(answer.refused))

    def _give_up(self, ours: Future[Any], why: str) -> None:
        refused = SealRefused(
            f"Nothing is sealed: {why}. Look at the cluster, and seal again."
        )
        _end(ours, refused)

    def _watch(self) -> None:
        """Give up when nobody is left who could do what is to be done."""
        seen = monotonic()
        while not self._ended.wait(_EVERY):
            asking = self._cluster.ask("nthreads")
            with suppress(TimeoutError, CancelledError):
                if asking.exception(WAITING) is None and asking.result():
                    seen = monotonic()
            if monotonic() - seen >= WAITING:
                for ours in [*self._doing]:
                    self._give_up(ours, f"no worker is left of {self._address}")
                return


def _end(future: Future[Any], came_to: object) -> None:
    """Give a future what it came to, unless it was given up before."""
    with suppress(InvalidStateError):
        if isinstance(came_to, BaseException):
            future.set_exception(came_to)
        else:
            future.set_result(came_to)
