"""What the engine is asked: every result that is fetched, in order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from duckdb import DuckDBPyRelation

from data.ask import Engine

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest

FETCHES = ("pl", "fetchall", "to_arrow_reader")


class _Watched:
    """A cursor or a relation of the engine that tells of what is fetched from it."""

    def __init__(self, inner: Any, tell: Callable[[str], None]) -> None:
        self._inner, self._tell = inner, tell

    def __getattr__(self, name: str) -> Any:
        """Return the attribute of the engine's own; a method tells of its call."""
        value = getattr(self._inner, name)
        if not callable(value):
            return value

        def call(*args: Any, **how: Any) -> Any:
            if name in FETCHES:
                self._tell(name)
            made = value(*args, **how)
            is_more = isinstance(made, DuckDBPyRelation)
            return _Watched(made, self._tell) if is_more else made

        return call


def watch(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return a list that every query of every engine is added to from now on."""
    queries: list[str] = []
    cursor = Engine.cursor

    def watched(*args: Any) -> Any:
        return _Watched(cursor(*args), queries.append)

    monkeypatch.setattr(Engine, "cursor", watched)
    return queries
