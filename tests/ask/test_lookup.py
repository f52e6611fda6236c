"""A number or a name leads to where it stands, and tells the journal no number."""

from __future__ import annotations

from contextlib import closing

import pytest

from data.ask import Question, ask, find_query
from data.ask.access import is_personal
from data.ask.lookup import NUMBER, OWN, Hit, by_name, by_number
from data.journal import Event
from data.journal.chain import Line
from pages.parts.session import routes
from tests.support.sealed import a_reader, sample

RECORDS = (
    *("retention", "requests", "clients", "trajectories", "consents", "restrictions"),
    *("recipients", "agreements", "disclosures", "transfers", "register"),
    *("authorisations", "breaches"),
)
"""Lists of what has a number of its own."""


def first(name: str) -> tuple[str, str]:
    """Return the key of a list and the number of its first row."""
    key = find_query(name)["key"].split()[-1]
    with closing(a_reader()) as reader:
        return key, ask(reader, sample(), Question(name), limit=1)[key][0]


@pytest.mark.parametrize("name", RECORDS)
def test_number_is_found_in_the_list_that_it_is_of_and_no_row_is_read(
    name: str,
) -> None:
    events: list[Event] = []

    def write(event: Event) -> Line:
        events.append(event)
        return Line(0, "", {})

    key, number = first(name)
    assert NUMBER.fullmatch(number)
    with closing(a_reader(purpose=None, write=write)) as reader:
        hits = by_number(reader, sample(), routes.PAGES.keys() & RECORDS, number)
    assert hits == [Hit(name, key, number)]
    assert {event.event for event in events} <= {"rows.count"}
    assert number not in repr(events)
    if key in OWN:  # no other list is even counted
        assert len(events) == 1


def test_management_finds_no_number_of_a_record_about_a_person() -> None:
    personal = [name for name in RECORDS if is_personal(find_query(name))]
    with closing(a_reader("management", None)) as reader:
        for name in personal:
            assert by_number(reader, sample(), RECORDS, first(name)[1]) == []
        for name in ("recipients", "agreements", "transfers", "breaches"):
            (hit,) = by_number(reader, sample(), RECORDS, first(name)[1])
            assert hit.name == name


@pytest.mark.parametrize("role", ["dpo", "management"])
def test_part_of_a_name_is_found_in_lists_about_no_person(role: str) -> None:
    with closing(a_reader(role, None)) as reader:
        hits = by_name(reader, sample(), RECORDS, "google")
        assert by_name(reader, sample(), RECORDS, "C-000001") == []
    assert Hit("recipients", "recipient_id", "RC-0001", "Google Analytics") in hits
    assert not any(is_personal(find_query(hit.name)) for hit in hits)


def test_number_of_nothing_is_found_nowhere() -> None:
    with closing(a_reader()) as reader:
        assert by_number(reader, sample(), RECORDS, "C-999999") == []
        assert by_number(reader, sample(), RECORDS, "ZZ-1") == []
