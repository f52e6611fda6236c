"""What broke a monthly run: a sentence, and a code with tables for the pages."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from data.commands.refusals import REFUSALS

if TYPE_CHECKING:
    from data.runs import MonthlyRun


def refused(run: MonthlyRun, error: BaseException) -> MonthlyRun:
    """Return a run with what broke it, without rows, keys or values."""
    cause, why, *tables = _why(error)
    return replace(run, cause=cause, why=why, about=" ".join(tables) or None)


def _why(error: BaseException) -> tuple[str, ...]:
    """Return the code of what broke a run, what it said, and the tables it is about."""
    from data import contract
    from data.fetch.map_folder import FetchRefused
    from data.seal.pseudonyms import KeyRefused
    from data.seal.publish import SealRefused
    from data.seal.report import SourceRefused

    if isinstance(error, SourceRefused):
        failures = [replace(each, examples=[]) for each in error.failures]
        wrong = {failure.table for failure in failures}
        tables = [table for table in contract.TABLES if table in wrong]
        sentences = " ".join(f"{failure.as_text()}." for failure in failures)
        return "contract", sentences, *tables
    if isinstance(error, SealRefused):
        return error.cause, str(error), *error.tables
    if isinstance(error, (FetchRefused, KeyRefused)):
        return "fetch" if isinstance(error, FetchRefused) else "key", str(error)
    if isinstance(error, REFUSALS):
        return "put_out", str(error)
    if isinstance(error, OSError) and error.strerror:
        return "files", f"The file system refused: {error.strerror}."
    if isinstance(error, KeyboardInterrupt):
        return "stopped", "It was stopped."
    return "fault", f"{type(error).__name__}, which is a fault of this software."
