"""What refused cells and columns look like, and what to write instead.

A hint names a form, one of our own codes or one of our own columns, never what
stands in a cell: that could be a person's.
"""

from __future__ import annotations

import re
from collections import Counter
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

MOST = 1_000
"""Cells of a column that are looked at for a hint."""
_LISTED = 30
"""Codes that a hint names; the contract has the others."""

_DAY = r"(0?[1-9]|[12]\d|3[01])"
_MONTH = r"(0?[1-9]|1[0-2])"
_ISO_DAY = r"\d{4}-\d\d-\d\d"
_BLANKS = "written with blanks around it or invisible characters"
_WORDS = "words without a digit"
_NOTHING = "a word for nothing"
_SHAPES: dict[Any, dict[str, str]] = {
    pl.Date: {
        rf"{_DAY}-{_MONTH}-\d{{4}}": "dd-mm-yyyy",
        rf"{_DAY}/{_MONTH}/\d{{4}}": "dd/mm/yyyy",
        rf"{_DAY}\.{_MONTH}\.\d{{4}}": "dd.mm.yyyy",
        rf"{_DAY}[-/.]{_MONTH}[-/.]\d\d": "a year of two digits, which is not guessed",
        rf"{_MONTH}/{_DAY}/\d{{4}}": "mm/dd/yyyy",
        r"\d{4}/\d\d?/\d\d?": "yyyy/mm/dd",
        r"(19|20)\d{6}": "yyyymmdd",
        r"\d{5}(\.0+)?": "an Excel day number",
        rf"{_ISO_DAY}[ T]00:00(:00)?(\.0+)?": "a date with the time 00:00",
        rf"{_ISO_DAY}[ T]\d\d:.*": "a date with a time",
        r"\d{1,2} [^\W\d]+\.? \d{4}": "a month in words",
        rf"{_ISO_DAY}": "a day that is not in the calendar",
        r"\d{4}-W\d\d(-\d)?": "a week",
        r"\d{10}(\d{3})?": "seconds of a clock, counted since 1970",
    },
    pl.Datetime: {
        rf"{_ISO_DAY}[ T]\d\d:\d\d(:\d\d)?(\.\d+)?": "a time without its offset"
        " (+01:00 in winter, +02:00 in summer)",
        rf"{_ISO_DAY}[ T]\d\d:\d\d:\d\d(\.\d+)?[+-]\d\d(\d\d)?": "an offset without"
        " a colon: +01:00",
        rf"{_ISO_DAY}": "a date without a time",
        rf"{_DAY}[-/.]{_MONTH}[-/.]\d{{4}}.*": "dd-mm-yyyy",
        r"\d{5}([.,]\d+)?": "an Excel day number",
    },
    pl.Int64: {
        r"-?\d+\.0+": "a number with decimals",
        r"-?\d{1,3}([.,\s]\d{3})+": "a number with separators of thousands",
        r"-?\d+[.,]\d+": "a number with decimals",
    },
    pl.Boolean: {
        r"(?i)ja|nee|j|n": "ja and nee",
        r"(?i)yes|no|y": "yes and no",
        r"(?i)waar|onwaar": "WAAR and ONWAAR, as Excel writes it",
        r"(?i)true|false|t|f": "true and false in other letters",
        r"[01](\.0)?": "1 and 0",
    },
}
"""Forms that cells of a type are met in, the likeliest first."""
CHOOSE = "Choose from the list of the cell."
APART = "Write ; between several."
NO_SUCH_HEAD = "Take it out, or give it the head that a new workbook has."
IN_A_SHEET: dict[Any, str] = {
    pl.Date: "Type the day in a cell with the form of a date.",
    pl.Datetime: "Type day and time; a time at midnight, or in the hour that comes "
    "twice, as text with its offset.",
    pl.Int64: "Type digits alone.",
    pl.Boolean: CHOOSE,
}
"""What to do in a workbook about a cell that does not read as its type."""
_OF_ANY = {
    r"'.*": "written with the apostrophe that makes a text of it in Excel",
    r"#[A-Z/0]+[!?]?": "an error of a workbook, not its outcome",
    r"(?i)none|\(?null\)?|nan|n/?a|n\.?v\.?t\.?|leeg|\\n|-": f"{_NOTHING}: leave"
    " the cell empty",
}
"""Forms that cells of every type but a text are met in."""
_STRAY = {
    "": "every line ends with a separator: take it out",
    "__index_level_0__": "it is the index that pandas adds: write with index=False",
    "Unnamed: 0": "it is the index that pandas adds: write with index=False",
}
"""Columns that tools add by themselves."""
_COUNTRIES = {
    **{"UK": "GB", "EL": "GR", "USA": "US", "NLD": "NL", "BEL": "BE", "DEU": "DE"},
    "FRA": "FR",
}
"""Abbreviations of countries that are not those of ISO 3166."""


def of_cells(kind: object, texts: Iterable[str]) -> str | None:
    """Return what cells look like that do not read as their type."""
    looks = Counter(_shape(kind, text) for text in texts)
    known = {shape: n for shape, n in looks.items() if shape}
    if not known:
        return None
    shapes = ", ".join(
        shape if len(looks) == 1 else f"{shape} ({n:,})"
        for shape, n in sorted(known.items(), key=lambda pair: -pair[1])
    )
    return f"Looks like {shapes}."


def has_words(hint: str | None) -> bool:
    """Return whether a hint says that cells hold words, perhaps for nothing."""
    return hint is not None and (_WORDS in hint or _NOTHING in hint)


def _shape(kind: object, text: str) -> str | None:
    for pattern, shape in (_SHAPES.get(kind, {}) | _OF_ANY).items():
        if re.fullmatch(pattern, text):
            return shape
    if kind in (pl.Date, pl.Datetime) and re.fullmatch(r"[^\W\d]\D*", text):
        return _WORDS
    return _BLANKS if _seen(text) != text else None


class RefusedCodes:
    """The cells of a column that are none of its codes, as they are met."""

    def __init__(self, allowed: frozenset[str]) -> None:
        """Begin with none; `allowed` are the codes."""
        self._allowed, self._counts = allowed, Counter[str]()

    def add(self, cells: pl.Series) -> None:
        """Count the codes of some refused cells, of one code or a list each."""
        texts = cells.explode() if cells.dtype.base_type() == pl.List else cells
        refused = texts.filter(~texts.is_in(self._allowed))
        if len(self._counts) < MOST:
            self._counts.update(refused.drop_nulls().to_list())

    def hint(self, called: str = "Codes") -> str:
        """Return the codes that there are, and how those refused differ from them."""
        listed = sorted(self._allowed)
        more = len(listed) - _LISTED
        rest = f" and {more} more" if more > 0 else ""
        if rest and called == "Codes":
            rest += ": `python -m data contract`"
        looks = Counter[str]()
        for text, n in self._counts.items():
            looks[_near(text, self._allowed)] += n
        counted = "; ".join(f"{n:,} {look}" for look, n in looks.most_common())
        return f"{called}: {', '.join(listed[:_LISTED])}{rest}." + (
            f" Found: {counted}." if counted else ""
        )


def _near(text: str, allowed: Collection[str]) -> str:
    """Return in which way a refused cell is nearly right, or that it is not."""
    by_plain = {_plain(code): code for code in allowed}
    plain = _plain(text)
    if plain in by_plain:
        return f"written in other letters or with blanks, not as {by_plain[plain]}"
    if text.upper() in _COUNTRIES and _COUNTRIES[text.upper()] in allowed:
        return f"to be written as {_COUNTRIES[text.upper()]}"
    for separator in ",;/":
        parts = [_plain(part) for part in text.split(separator)]
        if len(parts) > 1 and by_plain.keys() >= {*parts}:
            return "several codes, to be separated by |"
    likely = get_close_matches(plain, by_plain, 1, 0.8) if len(plain) > 3 else []
    return f"close to {by_plain[likely[0]]}" if likely else "like none of them"


def of_unknown_column(name: str, missing: Collection[str]) -> str | None:
    """Return what an unknown column seems to be, given those that are missing."""
    if name in _STRAY:
        return f"{_STRAY[name][0].upper()}{_STRAY[name][1:]}."
    if name.startswith("_dlt_"):
        return "It is a column that dlt adds: leave it out."
    by_plain = {_plain(column): column for column in missing}
    plain = _plain(name)
    if plain in by_plain:
        what = "other letters" if name.strip().isprintable() else "a hidden character"
        return f"Looks like {by_plain[plain]}, written with {what} or blanks."
    likely = get_close_matches(plain, by_plain, 1, 0.8)
    return f"Did you mean {by_plain[likely[0]]}?" if likely else None


def _plain(text: str) -> str:
    """Return a text in small letters, without blanks and what is not seen."""
    return re.sub(r"[\s\u00a0_-]+", "_", _seen(text).casefold())


def _seen(text: str) -> str:
    """Return a text without what is not seen, and blanks around it."""
    return "".join(c for c in text if c.isprintable() or c.isspace()).strip()
