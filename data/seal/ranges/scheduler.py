"""The connection with the scheduler of a Dask cluster that runs already."""

from __future__ import annotations

import logging
import warnings
from concurrent.futures import Future
from contextlib import contextmanager
from threading import Thread
from typing import TYPE_CHECKING

from data.seal.publish import SealRefused
from data.seal.ranges.cluster import Cluster

if TYPE_CHECKING:
    from collections.abc import Iterator

    from distributed import Client
    from distributed.security import Security

ANSWERING = 10
"""Seconds within which a scheduler has to answer."""
CERTIFICATES = {
    "tls_ca_file": "distributed.comm.tls.ca-file",
    "tls_client_cert": "distributed.comm.tls.client.cert",
    "tls_client_key": "distributed.comm.tls.client.key",
}
"""Where the configuration of Dask has what a client of tls:// needs."""


@contextmanager
def joined(address: str) -> Iterator[Cluster]:
    """Return the cluster whose scheduler answers at an address; SealRefused if none."""
    try:
        import distributed
    except ImportError:
        raise SealRefused(
            "--dask needs the extra dask, and it is not installed: "
            "pip install --require-hashes -r requirements-dask.lock."
        ) from None
    # of no use to who seals: tracebacks, and a table where versions differ
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    warnings.simplefilter("ignore", distributed.versions.VersionMismatchWarning)
    client = _connect(address)
    try:
        yield Cluster(client, address)
    finally:
        client.close(timeout=ANSWERING)


def _security(address: str) -> Security | None:
    """Return what proves who this is and hides what is said, where tls:// asks it."""
    from distributed.security import Security

    if address.startswith("tcp:"):
        return None
    security = Security(require_encryption=True)
    for name, key in CERTIFICATES.items():
        if not getattr(security, name):
            raise SealRefused(
                f"tls:// needs certificates, and the configuration of Dask has no "
                f"{key}: name the file there. Nothing is sealed."
            )
    return security


def _connect(address: str) -> Client:
    """Return a connection; whoever does not speak as a scheduler is left waiting."""
    from distributed import Client

    security = _security(address)
    client: Future[Client] = Future()

    def connect() -> None:
        try:
            made = Client(
                address, timeout=ANSWERING, set_as_default=False, security=security
            )
            client.set_result(made)
        except (OSError, ValueError, TypeError, RuntimeError) as error:
            client.set_exception(error)

    Thread(target=connect, daemon=True).start()
    try:
        error = client.exception(2 * ANSWERING)
    except TimeoutError:
        why = "it is no scheduler of Dask, or one of another version"
    else:
        if error is None:
            return client.result()
        why = f"nobody answers there, or otherwise than asked ({type(error).__name__})"
    raise SealRefused(
        f"No scheduler is reached at {address}: {why}. Look whether it runs, and "
        "whether this machine may reach it. Nothing is sealed."
    )
