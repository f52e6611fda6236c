"""Every answer of rules.md once more in plain Python, written from it alone.

The queries of the product are not looked at. Slow and simple: a function a sentence.
`Recomputed.read(folder, policy)` answers a source in a folder; `Recomputed(tables,
as_of, statement, policy, not_delivered)` rows that a test made.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from tests.support.recomputed.breaches import notices
from tests.support.recomputed.recipients import relation
from tests.support.recomputed.records import Records
from tests.support.recomputed.requests import deadline
from tests.support.recomputed.retention import retention
from tests.support.recomputed.transfers import judgement

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.support.recomputed.records import Row


class Recomputed(Records):
    """The answers to a source, each as rows by key."""

    @cached_property
    def retention(self) -> dict[str, Row]:
        """Return the retention of every holding."""
        return self._answer(retention, "holding")

    @cached_property
    def requests(self) -> dict[str, Row]:
        """Return the deadline of every request."""
        return self._answer(deadline, "rights_request", "request_id")

    @cached_property
    def recipients(self) -> dict[str, Row]:
        """Return agreement, certificate and disclosures of every recipient."""
        return self._answer(relation, "recipient")

    @cached_property
    def transfers(self) -> dict[str, Row]:
        """Return the status of every transfer."""
        return self._answer(judgement, "transfer")

    @cached_property
    def breaches(self) -> dict[str, Row]:
        """Return who was told of every breach in time."""
        return self._answer(notices, "breach")

    def _answer(
        self, of: Callable[[Records, Row], Row], table: str, key: str = ""
    ) -> dict[str, Row]:
        rows = self.as_it_stands[table]
        return {row[key or f"{table}_id"]: of(self, row) for row in rows}
