"""A template says facts as its language writes them, and leaves out what is unknown."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import polars as pl
import pytest

from data.words import LANGUAGES, Words, words_for
from data.words.template import Fact, TemplateError, fact_texts, facts_of, parse, say
from tests.support.plain import coded_names

EACH = pytest.mark.parametrize("language", LANGUAGES)


def words(language: str, template: str) -> Words:
    """Return a language that knows one template more."""
    known = words_for(language)
    return Words(language, known.locale, {**known.texts, "test": template})


def sentence(template: str, language: str = "en", **facts: Any) -> str | None:
    """Say facts by a template."""
    frame = pl.DataFrame({name: [value] for name, value in facts.items()} | {"_": [0]})
    text: str | None = say(words(language, template), pl.Series(["test"]), frame)[0]
    return text


def test_a_part_is_said_where_all_its_facts_are_known() -> None:
    template = "Due[, kept until {kept}][, {n} days over]"
    assert sentence(template, kept=None, n=3) == "Due, 3 days over"
    assert sentence(template, kept="May", n=None) == "Due, kept until May"


def test_the_first_alternative_whose_facts_are_known_is_said() -> None:
    template = "[told on {told}|heard on {heard}|neither]"
    assert sentence(template, told="Monday", heard="Friday") == "told on Monday"
    assert sentence(template, told=None, heard="Friday") == "heard on Friday"
    assert sentence(template, told=None, heard=None) == "neither"


def test_parts_stand_within_parts() -> None:
    template = "Received[, extended[ ({why})] to {day}]"
    assert (
        sentence(template, day="May", why="late") == "Received, extended (late) to May"
    )
    assert sentence(template, day="May", why=None) == "Received, extended to May"
    assert sentence(template, day=None, why="late") == "Received"


@pytest.mark.parametrize(("is_late", "text"), [(True, "late"), (False, "in time")])
def test_a_yes_or_no_only_decides(is_late: bool, text: str) -> None:
    assert sentence("[{is_late}late|in time]", is_late=is_late) == text


def test_a_sentence_without_a_fact_is_none() -> None:
    assert sentence("Due on {day}", day=None) is None
    assert sentence("Due on {day}") is None


def test_a_row_whose_key_has_no_template_is_said_as_none() -> None:
    facts = pl.DataFrame({"n": [1, 2, 3]})
    keys = pl.Series(["test", "rules.OLD-01.evidence", "test"])
    texts = say(words("en", "Number {n}"), keys, facts)
    assert texts.to_list() == ["Number 1", None, "Number 3"]


def test_no_rows_are_said_as_none() -> None:
    facts = pl.DataFrame(schema={"n": pl.Int64})
    texts = say(words("en", "Number {n}"), pl.Series([], dtype=pl.String), facts)
    assert texts.to_list() == []
    assert texts.dtype == pl.String


def test_a_text_is_never_read_as_a_template() -> None:
    assert sentence("To {name}", name="[{n}|x] Ltd") == "To [{n}|x] Ltd"


def test_a_code_is_named_by_its_own_list() -> None:
    assert sentence("{item}", "nl", item="photo") == "pasfoto"
    assert sentence("{country}", "nl", country="CH") == "Zwitserland"
    assert sentence("{named:item}", "nl", named="photo") == "pasfoto"
    assert sentence("{purpose}", "nl", purpose="profiling") == "profiling"


def test_a_list_has_semicolons_where_a_name_has_a_comma() -> None:
    mechanisms = ["privacy_shield", "dpf"]
    assert "; " not in (sentence("{m:mechanism}", m=mechanisms) or "")
    assert sentence("{lacking}", lacking=["owner", "measures"]) == (
        "owner; security measures"
    )


def test_numbers_are_grouped_counted_or_plain() -> None:
    assert sentence("{n}", "nl", n=1234567) == "1.234.567"
    assert sentence("{year:d}", "nl", year=2026) == "2026"
    assert sentence("{n:units.items}", n=1) == "1 item"
    assert sentence("{n:units.items}", n=2) == "2 items"


@EACH
def test_a_day_is_written_as_the_pages_do(language: str) -> None:
    days = [date(2024, 1, 1) + timedelta(n) for n in range(366)]
    known = words_for(language)
    texts = fact_texts(known, Fact("day"), pl.DataFrame({"day": days}))
    assert texts.to_list() == [known.date(day) for day in days]


@EACH
def test_a_time_is_local_and_has_no_seconds_that_are_none(language: str) -> None:
    month = {"nl": "apr", "en": "Apr"}[language]
    even = datetime(2026, 4, 20, 13, 10, tzinfo=UTC)
    odd = datetime(2026, 1, 20, 23, 5, 7, tzinfo=UTC)
    assert sentence("{t}", language, t=even) == f"20 {month} 2026 15:10"
    assert (sentence("{t}", language, t=odd) or "").endswith("2026 00:05:07")


@pytest.mark.parametrize(
    "template", ["{", "a}b", "[a", "a]b", "a|b", "[a|[b]", "{A}", "{a b}", "[]]"]
)
def test_a_template_that_does_not_fit_is_refused(template: str) -> None:
    with pytest.raises(TemplateError, match=r"brack"):
        parse(template)


def test_facts_are_found_wherever_they_stand() -> None:
    parts = parse("{a}[b {b}|[{c:d}]] e")
    assert [*facts_of(parts)] == [Fact("a"), Fact("b"), Fact("c", "d")]


@EACH
def test_every_template_of_a_language_can_be_read(language: str) -> None:
    for key, text in words_for(language).texts.items():
        if key.startswith(("rules.", "deadlines.")) and not key.endswith(".title"):
            assert parse(text)


@EACH
def test_few_rows_are_said_as_many_are(
    language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every template, with each of its facts, none, and of each kind of value."""
    known = words_for(language)
    at, day = datetime(2026, 4, 20, 13, 10, 7, tzinfo=UTC), date(2026, 4, 20)
    kinds = (
        ["photo", None, "CH"],
        [3, 1, None],
        [day, None, day],
        [True, False, None],
        [["photo", "CH"], None, []],
        [at, at, None],
        [None, None, None],
    )
    keys = [key for key in known.texts if key.startswith(("rules.", "deadlines."))]
    for key in (key for key in keys if not key.endswith(".title")):
        forms = {fact.name: fact.form for fact in facts_of(parse(known.texts[key]))}
        for kind in kinds:
            is_number = type(kind[0]) is int
            fit = {n for n, form in forms.items() if is_fit(form, is_number)}
            facts = pl.DataFrame({name: kind for name in fit} | {"_": [0, 1, 2]})
            rows = pl.Series([key] * 3)
            few = say(known, rows, facts).to_list()
            with monkeypatch.context() as patch:
                patch.setattr("data.words.template.FEW", 0)
                assert say(known, rows, facts).to_list() == few, key


def is_fit(form: str | None, is_number: bool) -> bool:
    """Return whether a form is one for numbers, or for what is none."""
    return form is None or is_number == (form == "d" or "." in form)


@EACH
def test_every_code_is_named_once_in_a_sentence(language: str) -> None:
    named = [(domain, code) for domain, code, _ in coded_names(language)]
    assert len(set(named)) == len(named)


def test_a_heading_loses_its_capital_and_an_abbreviation_does_not() -> None:
    dutch = {(domain, code): name for domain, code, name in coded_names("nl")}
    assert dutch["category", "payment"] == "betalingsgegevens"
    assert dutch["item", "photo"] == "pasfoto"
    assert dutch["item", "ip_address"] == "IP-adres"
    assert dutch["item", "wia_decision"] == "WIA-beschikking"
    assert dutch["country", "CH"] == "Zwitserland"
    assert dutch["mechanism", "privacy_shield"] == "Privacy Shield"
