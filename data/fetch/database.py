"""The organisation's PostgreSQL, read in one transaction that cannot write.

Where it is and who asks stand in the settings (`database_url`), or in what libpq knows
of the environment (PGHOST, PGUSER, PGPASSFILE and so on). The server's own messages
can hold values, names and addresses; none of them is shown. What is shown of them is
their code, and the line of the query that it points at.
"""

from __future__ import annotations

import os
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from data import settings
from data.contract.fields import HOME
from data.fetch.map_folder import FetchRefused

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

URL = "DATABASE_URL"
NAMED = ("PGHOST", "PGHOSTADDR", "PGSERVICE", "PGDATABASE")
"""Variables of which libpq needs one, to be meant for this."""
TLS, VERIFIED = "PGSSLMODE", "verify-full"
DEFAULTS = {TLS: VERIFIED, "PGCONNECT_TIMEOUT": "30"}
"""What libpq is asked for where the environment asks for nothing else."""
LIBPQ = os.environ  # noqa: TID251  libpq reads it by itself
READ_ONLY = "set transaction isolation level repeatable read, read only"
BEGIN = (
    "select set_config('TimeZone', $1, true),"
    " set_config('client_encoding', 'UTF8', true), now()"
)
"""A date that a query makes of a time is that of the day at home; texts are UTF-8."""

_LOST = (
    "The connection to the database broke off, or the server ended it. Nothing is "
    "written; fetch again."
)
_BROKE_OFF = (
    "it fails on a row (by a cast, an encoding, a write), or takes longer than the "
    "server allows"
)
_WHY = {
    "42P01": "it names a table or view that is not there",
    "42703": "it names a column that is not there",
    "42883": "it calls a function, or casts, as these types do not allow",
    "42601": "it does not read as one statement of SQL",
    "42501": "this user has no right to what it reads",
    "42P18": "a parameter, where a query has none",
    "57014": "it was cancelled, or took longer than the server allows",
    "25006": "it writes, and may only read",
    "22": "a value that does not become what it is cast to",
    "42": "it is not right for this database",
    "53": "the server has no room for it",
}
"""What the codes that a query meets most say, whole or by their first two signs."""


class QueryBroken(Exception):
    """A query that does not run; its text says why, without a value."""


class Database:
    """A connection, within the one transaction of a fetch."""

    def __init__(self, connection: Any, driver: Any) -> None:  # noqa: ANN401
        """Take a connection of the driver, whose errors are told apart here."""
        self._connection, self._driver = connection, driver

    def begin(self) -> datetime:
        """Begin to read, and return when that was by the clock of the server."""
        try:
            with closing(self._connection.cursor()) as cursor:
                cursor.execute(READ_ONLY)
                cursor.execute(BEGIN, (HOME,))
                ((_, _, began),) = cursor.fetchall()
        except (self._driver.Error, OSError):
            raise FetchRefused(
                "The database does not begin a transaction that only reads. Nothing is "
                "written; try again, or ask who keeps it."
            ) from None
        moment: datetime = began
        return moment

    def schema(self, query: str) -> pa.Schema:
        """Return the columns of a query without running it; QueryBroken otherwise.

        What went before in the transaction is forgotten where it cannot be prepared.
        """
        with closing(self._connection.cursor()) as cursor:
            try:
                return cursor.adbc_execute_schema(query)
            except self._driver.Error as error:
                self._refuse_lost()
                self._connection.rollback()
                raise QueryBroken(_why(error, query)) from None

    def batches(self, query: str) -> Iterator[pa.RecordBatch]:
        """Return the rows of a query a batch at a time; QueryBroken where it ends."""
        with closing(self._connection.cursor()) as cursor:
            try:
                cursor.execute(query)
                reader = cursor.fetch_record_batch()
            except self._driver.Error as error:
                self._refuse_lost()
                raise QueryBroken(_why(error)) from None
            while True:
                try:
                    batch = reader.read_next_batch()
                except StopIteration:
                    return
                except (OSError, pa.ArrowException, self._driver.Error):
                    self._refuse_lost()
                    # the driver gives no code here, and its words hold values
                    raise QueryBroken(_BROKE_OFF) from None
                yield batch

    def end(self) -> None:
        """Let go of the server, which keeps what it changes for a reader's sake."""
        self._connection.close()

    def _refuse_lost(self) -> None:
        """Refuse where the server does not answer any more, be it to say no."""
        try:
            with closing(self._connection.cursor()) as cursor:
                cursor.execute("select 1")
        except self._driver.OperationalError:
            raise FetchRefused(_LOST) from None
        except (self._driver.Error, OSError):
            return


@contextmanager
def opened() -> Iterator[Database]:
    """Connect to the database that the environment names; FetchRefused where not."""
    try:
        from adbc_driver_postgresql import dbapi
    except ImportError:
        raise FetchRefused(
            "The driver for PostgreSQL is not installed. Nothing is written; "
            "docs/FETCH.md says how to install it."
        ) from None
    setting = settings.current().database_url
    url = setting.get_secret_value() if setting else ""
    if not url and not any(map(LIBPQ.get, NAMED)):
        raise FetchRefused(
            f"Nothing says which database is meant. Set {URL} (or database_url in "
            f"{settings.NAME}), or PGHOST and what else libpq reads."
        )
    try:
        with _defaults():
            connection = dbapi.connect(url or "postgresql://")
    except (dbapi.Error, OSError):
        raise FetchRefused(
            f"The database that {URL if url else 'PGHOST and the like'} names does not "
            "let this in. Nothing is written. Look at its host, name, user and "
            f"password; the server must prove who it is (sslmode {VERIFIED}), unless "
            f"{TLS} says otherwise."
        ) from None
    with closing(connection):
        yield Database(connection, dbapi)


@contextmanager
def _defaults() -> Iterator[None]:
    """Ask for a server that proves who it is and answers, unless asked otherwise."""
    added = DEFAULTS.keys() - LIBPQ.keys()
    LIBPQ.update({name: DEFAULTS[name] for name in added})
    try:
        yield
    finally:
        for name in added:
            del LIBPQ[name]


def _why(error: Any, query: str = "") -> str:  # noqa: ANN401
    """Return what a code of the server says, and at which line of the query."""
    code = error.sqlstate or ""
    why = _WHY.get(code) or _WHY.get(code[:2]) or "the server refuses it"
    place = dict(error.details or ()).get(b"PG_DIAG_STATEMENT_POSITION", b"")
    where = [f"SQLSTATE {code}"] if code else []
    if query and place.isdigit():
        where.append(f"line {query[: int(place) - 1].count(chr(10)) + 1}")
    return f"{why} ({', '.join(where)})" if where else why
