"""What one cell of a policy file may hold, and how its text is read.

Nothing is guessed: every cell is text, parsed by the kind of its column. That
keeps `NO` the code of Norway and `NA` that of Namibia, where a reader that
guesses makes them "false" and "missing".
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import polars as pl

Value = str | bool | int | float | date | None
"""A parsed cell; None where it is empty."""
Term = tuple[int, int] | None
"""Months and days to add, in that order; None where no term is set."""

_UNITS = {"year": (12, 0), "month": (1, 0), "week": (0, 7), "day": (0, 1)}


def term(text: str) -> Term:
    """Read `2 years`, `3 months`, `0 days` or `none`; ValueError says how."""
    if text == "none":
        return None
    match = re.fullmatch(r"([0-9]{1,4}) (year|month|week|day)s?", text)
    if match is None:
        raise ValueError(f"{text!r} is no term; write `2 years`, `0 days` or `none`")
    months, days = _UNITS[match[2]]
    return int(match[1]) * months, int(match[1]) * days


def text_(text: str) -> str:
    """Read a text; a space around it is always a mistake."""
    if text != text.strip():
        raise ValueError(f"{text!r} has a space around it; remove it")
    return text


def code(text: str) -> str:
    """Read a code that a file declares: lower case, digits, underscores."""
    if not re.fullmatch(r"[a-z][a-z0-9_]*", text):
        raise ValueError(f"{text!r} is no code; write lower case and underscores")
    return text


def yes_no(text: str) -> bool:
    """Read `yes` or `no`."""
    if text not in ("yes", "no"):
        raise ValueError(f"{text!r} is neither `yes` nor `no` (lower case)")
    return text == "yes"


def date_(text: str) -> date:
    """Read a date written YYYY-MM-DD."""
    try:
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise ValueError(f"{text!r} is no date; write YYYY-MM-DD")


def integer(text: str) -> int:
    """Read a whole number from 0 up."""
    if not re.fullmatch(r"[0-9]{1,9}", text):
        raise ValueError(f"{text!r} is no whole number from 0 up")
    return int(text)


def number(text: str) -> float:
    """Read a number from 0 up."""
    if not re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,9})?", text):
        raise ValueError(f"{text!r} is no number from 0 up (write `0.95`)")
    return float(text)


def term_text(text: str) -> str:
    """Check a term and keep its text."""
    term(text)
    return text


def country(text: str) -> str:
    """Read a country code; the ValueError knows what YAML makes of Norway."""
    if re.fullmatch(r"[A-Z]{2}", text):
        return text
    hint = " (`NO`, Norway, was read as a boolean)" if _is_boolean(text) else ""
    raise ValueError(f"{text!r} is no country code{hint}; write two capitals")


def _is_boolean(text: str) -> bool:
    return text.lower() in ("false", "no", "off")


@dataclass(frozen=True)
class Column:
    """What a cell of a column may hold."""

    parse: Callable[[str], Value] = text_
    dtype: type[pl.DataType] = pl.String
    optional: bool = False
    among: tuple[str, ...] = ()
    """The closed list its codes come from; empty where any text will do."""
    refers: tuple[str, str] | None = None
    """File and column that must hold its code."""


def parse(column: Column, text: str) -> Value:
    """Read a cell as its column declares it; ValueError says what to write."""
    if text == "" and column.optional:
        return None
    if text == "":
        raise ValueError("is empty; fill it in")
    if column.among and text not in column.among:
        known = ", ".join(column.among)
        raise ValueError(f"unknown code {text!r}; write one of {known}")
    return column.parse(text)
