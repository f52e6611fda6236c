"""Every page is found by its file, and says itself where and for whom it is."""

from __future__ import annotations

import re
from collections import Counter
from itertools import groupby
from pathlib import Path

import pytest

from data.ask import Actor
from data.ask.access import ROLES
from pages.parts.session import routes

FRAME = {"frame.py", "home.py"}
"""What stands around the pages, and is none."""


def test_every_page_file_is_reached_by_the_navigation() -> None:
    parts = routes.FOLDER / "parts"
    files = {f for f in routes.FOLDER.rglob("*.py") if not f.is_relative_to(parts)}
    files -= {routes.FOLDER / name for name in FRAME}
    left = files - {page.file for page in routes.PAGES.values()}
    assert left == set(), (
        "a page is pages/<section>/<page>.py, its name no other page's; what pages are"
        " made of stands in pages/parts"
    )


def test_every_page_has_a_place_of_its_own_within_its_section() -> None:
    orders = Counter(page.order for page in routes.PAGES.values())
    again = [p.name for p in routes.PAGES.values() if orders[p.order] > 1]
    assert again == [], "give one of them another `order:` in its docstring"
    folders = (page.file.parent.name for page in routes.PAGES.values())
    sections = [section for section, _ in groupby(folders)]
    assert len(sections) == len(set(sections)), (
        "give the pages of a section an `order:` between those of the sections around"
    )


@pytest.mark.parametrize("name", routes.HIDDEN)
def test_page_that_is_opened_by_a_link_is_linked_to(name: str) -> None:
    code = [f.read_text(encoding="utf-8") for f in routes.FOLDER.rglob("*.py")]
    # drawn at once, or handed on to be drawn: partial(links.link, name, …)
    link = re.compile(rf'links\.link(\(|,\s*)"{name}"')
    assert any(link.search(text) for text in code), (
        f"link to {name}, or give it an `icon:` or a `tab of:` in its docstring"
    )


@pytest.mark.parametrize("role", ROLES)
def test_every_page_of_a_role_is_an_entry_a_tab_or_opened_from_one(role: str) -> None:
    actor = Actor("a-test", role)
    entries = routes.entries_of(actor)
    reached = {name for entry in entries for name in routes.tabs(entry, actor)}
    assert reached | set(routes.HIDDEN) >= set(routes.pages_of(actor))
    assert len(entries) <= 15, "share an entry: `tab of:` in the docstring"


@pytest.mark.parametrize("name", routes.HIDDEN)
def test_page_about_one_thing_is_opened_from_a_page_of_the_same_roles(
    name: str,
) -> None:
    page = routes.PAGES[name]
    assert page.asks == routes.PAGES[page.entry].asks


@pytest.mark.parametrize("role", ROLES)
def test_every_role_begins_on_one_page_that_is_open_to_it(role: str) -> None:
    actor = Actor("a-test", role)
    begins = [name for name, page in routes.PAGES.items() if page.first_for == role]
    assert len(begins) == 1, f"one page says `first for: {role}` in its docstring"
    assert routes.is_open_to(begins[0], actor)
    assert routes.pages_of(actor)[0] == begins[0]


def written(folder: Path, lines: str) -> Path:
    file = folder / "flows" / "new.py"
    file.parent.mkdir()
    file.write_text(f'"""Which?\n\n{lines}\n"""\nraise SystemExit\n')
    return file


def test_page_is_read_and_not_run(tmp_path: Path) -> None:
    file = written(tmp_path, "order: 5\nasks: summary\nicon: key")
    page = routes.PageFile("new", file, 5, "summary", icon="key")
    assert routes.read_all(tmp_path) == {"new": page}


def test_page_that_says_no_more_is_one_of_records(tmp_path: Path) -> None:
    assert routes.read(written(tmp_path, "order: 5\nicon: key")).asks == "records"


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        ("", "flows/new.py: `order: NUMBER` is missing"),
        ("order: last", "`order: NUMBER` is missing"),
        ("order: 5\nasks: sumary", "asks: one of followup, followup_write, journal"),
        ("order: 5", "one of `icon:`, `tab of:` and `opened by:`"),
        ("order: 5\nicon: key\ntab of: new", "one of `icon:`, `tab of:` and"),
        ("order: 5\ntab of: old", "`old` has no entry in the navigation"),
        ("order: 5\nopened by: new", "`new` has no entry in the navigation"),
        ("order: 5\nfirst for: boss", "first for: one of management, dpo"),
        ("order: 5\nask: summary", "nothing reads ask"),
    ],
)
def test_mistake_in_a_page_says_what_to_write(
    tmp_path: Path, lines: str, says: str
) -> None:
    with pytest.raises(routes.PageError) as caught:
        routes.read_all(written(tmp_path, lines).parents[1])
    assert says in str(caught.value)
