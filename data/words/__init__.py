"""What the pages say, in the reader's language; knows no screen.

One folder per language, all with the same TOML files and keys (a test holds them
equal). A language more is a folder more: its `language.toml` names it and its locale,
by which Babel writes numbers, dates and countries.

    words = words_for("nl")
    words("figures.target_is", target=words.percent(0.98))
    words.count("units.days", 3)                  "3 dagen"
    words.column("due_on")                        "Uiterlijk op"
    words.code("agreement", "in_force")           "van kracht"
    words.value("recipients", "kind", "analytics")    any cell of any list
    words.title(queries.folder("findings")["RET-01"])   what it is called
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from babel import Locale, dates, numbers

from data import policy
from data.words import cells, shares, written
from data.words.domains import LISTS, domain_of

if TYPE_CHECKING:
    from queries import Query

FOLDER = Path(__file__).parent
DEFAULT = "nl"
"""The language where nothing is chosen."""
LANGUAGES = tuple(
    sorted(
        (path.parent.name for path in FOLDER.glob("*/language.toml")),
        key=lambda language: (language != DEFAULT, language),
    )
)
"""The languages there are, as folders here; the default one first."""
PLAIN = "en"
"""The language whose columns have no suffix: `title` beside `title_nl`."""
TABLES = {
    "findings": "rules",
    **dict.fromkeys(LISTS, "questions"),
}
"""The table in the message files of a folder of queries, where not of its own name."""
HOME = ZoneInfo("Europe/Amsterdam")

Number = int | float | Decimal
Day = date
"""A date, under a name that `Words.date` does not hide."""


@dataclass(frozen=True, eq=False)
class Words:
    """One language: its texts by key, and how it writes values."""

    language: str
    locale: Locale
    texts: Mapping[str, str]
    """Every text of the file by its dotted key."""

    def __call__(self, key: str, **values: object) -> str:
        """Return a text with its placeholders filled; KeyError names what lacks."""
        if key not in self.texts:
            raise KeyError(f"{home(self.language, key)} has no `{key}`")
        return self.texts[key].format(**values)

    def count(self, key: str, n: Number, **values: object) -> str:
        """Return a text with a number in the right plural: `key.one` or `key.other`."""
        form = self.locale.plural_form(n)
        if f"{key}.{form}" not in self.texts:
            form = "other"
        return self(f"{key}.{form}", n=self.number(n), **values)

    def column(self, name: str) -> str:
        """Return the label of a column; KeyError where no label was written."""
        return self(f"columns.{name}")

    def code(self, domain: str, code: str | None) -> str:
        """Return what a code is called; the code itself where nobody named it."""
        if code is None:
            return self("key.none")
        return self.texts.get(f"codes.{domain}.{code}", str(code))

    def codes(self, domain: str) -> dict[str, str]:
        """Return the codes of a domain and their names, in the order of the file."""
        return dict(self._groups.get(f"codes.{domain}", {}))

    def meaning(self, domain: str, code: str) -> str | None:
        """Return what a status means; None where it speaks for itself."""
        return self.texts.get(f"meanings.{domain}.{code}")

    def meanings(self, domain: str) -> dict[str, str]:
        """Return the statuses of a domain and what they mean, for a legend."""
        return dict(self._groups.get(f"meanings.{domain}", {}))

    def item(self, code: str) -> str:
        """Return the catalog's label of an item; the code where it has none."""
        label = policy.labels("catalog", "item").get(code)
        return code if label is None else self.pick(label)

    def purpose(self, code: str) -> str:
        """Return the label of a purpose; the code where it is not a declared one."""
        label = policy.labels("purposes", "purpose").get(code)
        return code if label is None else self.pick(label)

    def department(self, code: str) -> str:
        """Return the label of a department; the code where it is not named any more."""
        department = policy.organisation().departments.get(code)
        return code if department is None else self.pick(department.label)

    def country(self, code: str) -> str:
        """Return the name of a country; the code where it is none."""
        return str(self.locale.territories.get(code) or _countries().get(code, code))

    def pick(self, text: policy.Text) -> str:
        """Return a text of the policy in this language, else in its fallback."""
        own = text.get(self.language)
        return text[self("language.fallback")] if own is None else own

    def text_column(self, query: Query, name: str) -> str:
        """Name the column of a list with this text, in the plain one if need be."""
        own = own_column(name, self.language)
        return own if own in {column.name for column in query.columns} else name

    def sealed(self, row: Mapping[str, Any], name: str) -> str:
        """Return a text that was sealed in this language, else in the plain one."""
        return str(row.get(own_column(name, self.language), row[name]))

    def title(self, query: Query) -> str:
        """Return what a rule, key figure, breakdown or question is called."""
        return self(f"{_key(query)}.title")

    def definition(self, query: Query) -> str:
        """Return how a key figure is defined."""
        return self(f"{_key(query)}.definition")

    def number(self, x: Number | None) -> str:
        """Write a number; a dash where there is none."""
        if x is None:
            return self("key.none")
        return written.number(x, self.locale)

    def percent(self, x: Number | None) -> str:
        """Write a ratio with one decimal; never 100 % or 0 % by rounding alone."""
        if x is None:
            return self("key.not_assessable")
        return written.percent(shares.written(x), self.locale)

    def points(self, x: Number) -> str:
        """Write a difference of ratios in percentage points, with one decimal."""
        points = shares.written(x) * 100
        change = numbers.format_decimal(points, format="#,##0.0", locale=self.locale)
        return self("figures.points", change=change)

    def figure(self, value: Number | None, unit: str) -> str:
        """Write the value of a key figure by its unit: ratio, count or days."""
        if value is None:
            return self("key.not_assessable")
        if unit == "ratio":
            return self.percent(value)
        return self.count("units.days", value) if unit == "days" else self.number(value)

    def date(self, d: Day | None, form: str = "medium") -> str:
        """Write a date, `31 okt 2026`; `long` and `full` say more."""
        return self("key.none") if d is None else written.date(d, form, self.locale)

    def month(self, d: Day, *, short: bool = False) -> str:
        """Write the month of a date, `oktober 2026` or `okt 2026`."""
        return written.month(d, "yMMM" if short else "yMMMM", self.locale)

    def moment(self, t: datetime | None) -> str:
        """Write a time as the clock in Amsterdam shows it."""
        if t is None:
            return self("key.none")
        return dates.format_datetime(t, "medium", tzinfo=HOME, locale=self.locale)

    @property
    def day_pattern(self) -> str:
        """Return how a date in digits is written: `DD-MM-YYYY`."""
        return written.day_pattern(self.locale)

    @property
    def decimal_mark(self) -> str:
        """Return the mark before the decimals of a number."""
        return numbers.get_decimal_symbol(self.locale)

    @property
    def thousands_mark(self) -> str:
        """Return the mark between the thousands of a number."""
        return numbers.get_group_symbol(self.locale)

    def minute(self, t: datetime) -> str:
        """Write a time as `moment` does, without seconds where there are none."""
        form = "short" if t.second == 0 else "medium"
        clock = dates.format_time(t, form, tzinfo=HOME, locale=self.locale)
        return f"{self.date(t.astimezone(HOME).date())} {clock}"

    def boolean(self, x: bool | None) -> str:
        """Write yes or no; a dash where it is unknown."""
        return self("key.none" if x is None else "key.yes" if x else "key.no")

    def join(self, texts: Iterable[str]) -> str:
        """Write several texts in one cell."""
        return ", ".join(texts) or self("key.none")

    def value(self, table: str, column: str, value: object) -> str:
        """Write any cell of a list: code, item, country, date, number, yes or no."""
        if isinstance(value, list | tuple):
            return self.join(self.value(table, column, each) for each in value)
        if isinstance(value, str):
            return self._named(domain_of(table, column), value)
        if value is None or isinstance(value, bool):
            return self.boolean(value)
        if isinstance(value, datetime):
            return self.moment(value)
        if isinstance(value, Day):
            return self.date(value)
        return self.number(value) if isinstance(value, Number) else str(value)

    def _named(self, domain: str | None, code: str) -> str:
        if domain in ("item", "purpose", "country", "department"):
            return str(getattr(self, domain)(code))
        if domain in cells.WRITTEN:
            return cells.WRITTEN[domain](self, code)
        return code if domain is None else self.code(domain, code)

    @cached_property
    def _groups(self) -> dict[str, dict[str, str]]:
        """Return the texts by their key's first two parts, and by the rest of it."""
        groups: dict[str, dict[str, str]] = {}
        for key, text in self.texts.items():
            table, *rest = key.split(".", 2)
            if len(rest) == 2:
                groups.setdefault(f"{table}.{rest[0]}", {})[rest[1]] = text
        return groups


@cache
def words_for(language: str) -> Words:
    """Return the words of a language; KeyError where there is no such language."""
    if language not in LANGUAGES:
        raise KeyError(f"no language {language!r}; there are {', '.join(LANGUAGES)}")
    texts = read(FOLDER / language)
    return Words(language, Locale.parse(texts["language.locale"]), texts)


def read(folder: Path) -> dict[str, str]:
    """Read the message files of a language: every text by its dotted key."""
    return {
        key: text
        for path in sorted(folder.glob("*.toml"))
        for key, text in read_file(path).items()
    }


def read_file(path: Path) -> dict[str, str]:
    """Read a message file: every text by its dotted key."""
    return dict(_flat(tomllib.loads(path.read_text(encoding="utf-8"))))


def own_column(name: str, language: str) -> str:
    """Name the column of a table that holds a text in this language."""
    return name if language == PLAIN else f"{name}_{language}"


def home(language: str, key: str) -> str:
    """Name the file of a language that a key belongs in, as a developer would."""
    table = key.partition(".")[0] + "."
    for path in sorted((FOLDER / language).glob("*.toml")):
        if any(known.startswith(table) for known in read_file(path)):
            return f"data/words/{language}/{path.name}"
    return f"data/words/{language}"


def _key(query: Query) -> str:
    return f"{TABLES.get(query.folder, query.folder)}.{query.name}"


def _flat(table: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value


@cache
def _countries() -> dict[str, str]:
    return dict(policy.load("countries").select("country", "name").iter_rows())
