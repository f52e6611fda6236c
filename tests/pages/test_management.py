"""What management sees of the pages about what it decides about as controller."""

from __future__ import annotations

import re

import pytest
from streamlit.testing.v1 import AppTest

from data.ask import Actor
from data.words import LANGUAGES
from pages.parts.session import routes
from tests.support.screen import framed, texts
from tests.support.sealed import DAY

MANAGEMENT = Actor("a-test", "management")
MINE = [
    name
    for name, page in routes.PAGES.items()
    if page.asks == "organisation"
    and routes.is_open_to(name, MANAGEMENT)
    and name not in routes.HIDDEN
]
PERSON = re.compile(r"\b(C-\d{6}|[HDTSN]-\d{5,}|R-20\d\d-\d{4,})\b")
"""A key of a client, or of a record about one."""


def seen_by_management(page: str, language: str = "nl", **address: str) -> AppTest:
    parameters = {"snapshot": DAY, "lang": language, **address}
    return framed(page, role="management", purpose=None, **parameters)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", MINE)
@pytest.mark.usefixtures("shown")
def test_page_for_the_controller_shows_its_list_and_no_person(
    page: str, language: str
) -> None:
    at = seen_by_management(page, language)
    assert not at.exception
    assert not at.error
    assert at.title
    assert at.dataframe or page == "whatif"
    text = "\n".join(texts(at))
    assert not PERSON.search(text), PERSON.findall(text)


def test_controller_has_a_page_for_each_of_its_registers() -> None:
    registers = {
        "register",
        "register_processor",
        "recipients",
        "agreements",
        "transfers",
    }
    assert registers | {"whatif", "authorisations", "breaches", "findings"} <= set(MINE)


@pytest.mark.usefixtures("shown")
def test_what_if_counts_no_persons_for_management() -> None:
    theirs = [metric.value for metric in seen_by_management("whatif").metric]
    all_of_them = [metric.value for metric in framed("whatif", snapshot=DAY).metric]
    assert len(theirs) == 3
    assert all_of_them[:3] == theirs
    assert len(all_of_them) == 4
