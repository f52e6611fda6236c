"""How a page shows a list: what it filters by, shows and sorts by."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from data.ask import Question, find_query
from data.ask.lists import offered, whole_list
from data.words import LANGUAGES, PLAIN, own_column

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from data.ask import Actor
    from data.words import Words

LIST, CHART, CALENDAR, CLIENTS = "list", "chart", "calendar", "clients"
"""How a page can show its list: as rows, as pictures, a day at a time, or as the
clients behind it."""


@dataclass(frozen=True)
class Listing:
    """How a page shows a list; its columns say themselves whether they are there."""

    name: str
    order: str
    """Columns that the list is sorted by at first, `-` for descending; the reader
    sees, and may change, the first."""
    chips: Mapping[str, str] = field(default_factory=dict, hash=False)
    """Parts of the list that are one click away: a name that [chips] of data/words
    has a label for, and the filters that make it, with the days of
    pages/parts/lists/chips.py in braces."""
    views: tuple[str, ...] = ()
    """How else than as rows the page shows it."""
    in_sight: int = 2
    """Filters that stand above the list; the others are behind a button."""
    of_page: str | None = None
    """The page that shows it, where that has not the name of the list."""
    chosen: tuple[str, ...] = ()
    """Columns on screen where the reader chose them; none are those of the list."""
    lacking: frozenset[str] = frozenset()
    """Columns that say nothing, since the table that they need was not delivered."""

    @property
    def page(self) -> str:
        """Return the page that shows it, whose controls and words are its own."""
        return self.of_page or self.name

    def key(self, control: str) -> str:
        """Return the key of a control of that page."""
        return f"{self.page}.{control}"

    def order_key(self, control: str) -> str:
        """Return the key of a control of its order, also beside another list."""
        name = whole_list(self.name)
        return self.key(control if name == self.page else f"{name}.{control}")

    def for_role(self, actor: Actor) -> Listing:
        """Return it with the list that a role gets by its name, on the same page."""
        name = offered(actor, self.name) or self.name
        query = find_query(name)
        needed = {*Question(name, order=self.order).ordering}
        is_there = needed <= {column.name for column in query.columns}
        order = self.order if is_there else query["key"].split()[0]
        return replace(self, name=name, order=order, of_page=self.page)

    def delivered(self, not_delivered: Collection[str]) -> Listing:
        """Return it without the columns that need a table that was not delivered."""
        query = find_query(self.name)
        lacking = {c.name for c in query.columns if c.needs in not_delivered}
        sorts = {*Question(self.name, order=self.order).ordering}
        order = query["key"].split()[0] if sorts & lacking else self.order
        return replace(self, order=order, lacking=frozenset(lacking))

    @property
    def filters(self) -> tuple[str, ...]:
        """Return the columns to filter by, in the order of the page."""
        names = find_query(self.name).filters
        return tuple(name for name in names if name not in self.lacking)

    def columns(self, words: Words) -> tuple[str, ...]:
        """Return the columns on screen, of a text the reader's; the file has all."""
        query = find_query(self.name)
        return tuple(
            words.text_column(query, name)
            for name in self.chosen or query.shown
            if name not in self.lacking
        )

    def sortable(self, words: Words) -> tuple[str, ...]:
        """Return the columns to sort by: those on screen, its own and those chosen."""
        both = (*replace(self, chosen=()).columns(words), *self.columns(words))
        return tuple(dict.fromkeys(both))

    @property
    def every_column(self) -> tuple[str, ...]:
        """Return all columns that can be on screen, the first of them in front.

        Of a text that is there in several languages it is the plain one.
        """
        query = find_query(self.name)
        names = [column.name for column in query.columns]
        languages = [code for code in LANGUAGES if code != PLAIN]
        other = {own_column(name, code) for name in names for code in languages}
        plain = (name for name in names if name not in other)
        return tuple(dict.fromkeys([query.shown[0], *plain]))
