"""Which pages there are, where each is found, and for whom it is.

A page is a file in the folder of its section, pages/<section>/<page>.py; its name is
the name in its address. What the navigation must know of it stands in its docstring,
below the question that it answers, and is read without running it:

    order: 320                place in the navigation, a number of its own
    icon: domain              the picture before its entry in the navigation, by its
                              name in Material Symbols
    tab of: recipients        instead: the page whose entry it shares, as a tab there
    opened by: requests       instead: the page from which a link opens it, about one
                              thing
    asks: summary             what it asks to begin with (data/ask/access.py): a folder
                              of queries or the journal; `nothing`; else the records
    first for: management     the role that begins there
"""

from __future__ import annotations

import ast
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from data.ask.access import MAY, ROLES

if TYPE_CHECKING:
    from data.ask import Actor

FOLDER = Path(__file__).parents[2]
NOTHING = "nothing"
ASKED = frozenset.union(*MAY.values()) | {NOTHING}
RECORDS = "records"
"""What a page asks that does not say so."""


class PageError(ValueError):
    """A page whose docstring does not say what the navigation must know."""


@dataclass(frozen=True)
class PageFile:
    """A page, as its file says."""

    name: str
    file: Path
    order: int
    asks: str = RECORDS
    icon: str | None = None
    tab_of: str | None = None
    opened_by: str | None = None
    first_for: str | None = None

    @property
    def section(self) -> str:
        """Return the section of the navigation, which is its folder."""
        return self.file.parent.name

    @property
    def is_hidden(self) -> bool:
        """Return whether it is about one thing, and no menu leads to it."""
        return self.opened_by is not None

    @property
    def entry(self) -> str:
        """Return the page whose entry in the navigation is its own too."""
        return self.tab_of or self.opened_by or self.name


def read(file: Path) -> PageFile:
    """Read what a page says of itself; PageError tells what to write there."""
    entries = _entries(file)
    order, asks = entries.pop("order", ""), entries.pop("asks", RECORDS)
    opened, first = entries.pop("opened by", None), entries.pop("first for", None)
    icon, tab = entries.pop("icon", None), entries.pop("tab of", None)
    wrong = {
        "`order: NUMBER` is missing": not order.isdecimal(),
        f"asks: one of {', '.join(sorted(ASKED))}": asks not in ASKED,
        "one of `icon:`, `tab of:` and `opened by:`, with what it says there": len(
            [text for text in (icon, tab, opened) if text]
        )
        != 1,
        f"first for: one of {', '.join(ROLES)}": first not in (None, *ROLES),
        f"nothing reads {', '.join(entries)}": bool(entries),
    }
    if any(wrong.values()):
        problems = "; ".join(text for text, is_so in wrong.items() if is_so)
        raise PageError(f"docstring of {file.parent.name}/{file.name}: {problems}")
    return PageFile(file.stem, file, int(order), asks, icon, tab, opened, first)


def _entries(file: Path) -> dict[str, str]:
    """Return the lines below the question in a page's docstring, by their names."""
    text = ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))) or ""
    pairs = [line.partition(": ") for line in text.splitlines()[1:] if line]
    return {name: value for name, _, value in pairs}


def read_all(folder: Path = FOLDER) -> dict[str, PageFile]:
    """Return every page by its name, in the order of the navigation."""
    files = (file for file in folder.glob("*/*.py") if file.parent.name != "parts")
    in_order = sorted(map(read, files), key=lambda page: page.order)
    pages = {page.name: page for page in in_order}
    for page in in_order:
        if page.entry not in pages or pages[page.entry].icon is None:
            raise PageError(
                f"docstring of {page.section}/{page.file.name}: `{page.entry}` has no"
                " entry in the navigation to be reached by"
            )
    return pages


PAGES = read_all()
HIDDEN = tuple(name for name, page in PAGES.items() if page.is_hidden)


def is_open_to(page: str, actor: Actor) -> bool:
    """Return whether a page has anything to show to somebody in their role."""
    asks = PAGES[page].asks if page in PAGES else RECORDS
    return asks == NOTHING or actor.may(asks)


def path(page: str) -> Path:
    """Return the file of a page."""
    return PAGES[page].file


def pages_of(actor: Actor) -> tuple[str, ...]:
    """Name the pages of somebody in their role, the one they begin with in front.

    It is no protection, which is at the door (data/ask/door.py): what a role may
    not ask is not offered either.
    """
    open_ = [page for page in PAGES if is_open_to(page, actor)]
    role = actor.role
    return tuple(sorted(open_, key=lambda page: PAGES[page].first_for != role))


def tabs(page: str, actor: Actor) -> tuple[str, ...]:
    """Name the pages that share an entry with this one, of those open to a role."""
    entry = PAGES[page].entry
    beside = (other for other in PAGES.values() if other.entry == entry)
    return tuple(
        other.name
        for other in beside
        if not other.is_hidden and is_open_to(other.name, actor)
    )


def entries_of(actor: Actor) -> tuple[str, ...]:
    """Name the page that each entry of the navigation opens, for somebody in a role.

    That is the first of its tabs that is open to them.
    """
    first: dict[str, str] = {}
    for name, page in PAGES.items():
        if not page.is_hidden and is_open_to(name, actor):
            first.setdefault(page.entry, name)
    in_menu = (name for name in pages_of(actor) if name not in HIDDEN)
    return tuple(dict.fromkeys(first[PAGES[name].entry] for name in in_menu))
