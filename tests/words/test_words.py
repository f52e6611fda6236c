"""The words of the pages: complete in every language, and written its way."""

from __future__ import annotations

import re
import string
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest

import queries
from data import contract, policy
from data.ask.engine import ASKED
from data.contract import key_of
from data.journal.events import EVENTS
from data.policy import vocabulary
from data.refusal import OTHER_VERSION, REASONS, REPLACED
from data.seal.ranges.by_client import is_step
from data.words import (
    DEFAULT,
    FOLDER,
    LANGUAGES,
    TABLES,
    Words,
    home,
    read_file,
    words_for,
)
from queries import FACTS
from tests.support.sealed import ROOT

DUTCH, ENGLISH = words_for("nl"), words_for("en")
EACH = pytest.mark.parametrize("words", [*map(words_for, LANGUAGES)], ids=LANGUAGES)
ANSWERS = {n: q for n, q in queries.folder("seal").items() if not is_step(q)}
RECORDS = queries.folder("records")
NAMED = [
    query
    for folder in ("findings", "key_figures", "breakdowns", *ASKED)
    for query in queries.folder(folder).values()
]
"""Queries whose title people read."""
LISTS = [q for folder in ASKED for q in queries.folder(folder).values()]
KNOWN_ELSEWHERE = {"item", "purpose", "country", "retention_term", "column", "cell"}
OF_POLICY = {
    "category": "category",
    "end_action": "end_action",
    "family": "family",
    "group": "purpose_group",
    "mechanism": "mechanism",
    "retention_rule": "retention_rule",
}
"""Columns of the policy that hold codes, and the list that names these."""
PLURAL = re.compile(r"(.+)\.(one|other)")


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def spoken() -> Iterator[tuple[str, str]]:
    """Find the keys that the pages ask for by a literal text."""
    sections = "|".join(dict.fromkeys(key.split(".")[0] for key in DUTCH.texts))
    call = re.compile(rf"""\(\s*"((?:{sections})\.[a-z0-9_.]+)\"""")
    paths = [p for folder in ("data", "pages") for p in (ROOT / folder).rglob("*.py")]
    for path in sorted(paths):
        for key in call.findall(path.read_text(encoding="utf-8")):
            is_event = key in EVENTS
            if (
                path.parent != FOLDER
                and not key.endswith((".py", "."))
                and not is_event
            ):
                yield path.name, key


def coded_columns() -> Iterator[tuple[str, str, list[str]]]:
    """Return each column of the contract that holds codes, and those codes."""
    for table, model in contract.TABLES.items():
        for column, declared in model.to_schema().columns.items():
            for check in declared.checks:
                statistics: dict[str, Any] = check.statistics or {}
                allowed = statistics.get("allowed_values", statistics.get("allowed"))
                if allowed:
                    yield table, column, list(allowed)


def header(query: queries.Query) -> str:
    """Name the file that declares a list's columns."""
    of = query.entries.get("of")
    return (
        f"queries/seal/{of}.sql" if of else f"queries/{query.folder}/{query.name}.sql"
    )


def test_every_folder_of_words_is_a_language() -> None:
    assert {path.parent.name for path in FOLDER.rglob("*.toml")} == set(LANGUAGES)


@EACH
def test_every_language_has_the_same_keys_in_the_same_order(words: Words) -> None:
    for first, second in ((words, DUTCH), (DUTCH, words)):
        lacks = [key for key in second.texts if key not in first.texts]
        assert not lacks, [
            f"write {key} in {home(first.language, key)}" for key in lacks
        ]
    for path in (FOLDER / DEFAULT).glob("*.toml"):
        twin = FOLDER / words.language / path.name
        assert list(read_file(twin)) == list(read_file(path)), "not in this order"


@EACH
def test_a_table_stands_in_one_file(words: Words) -> None:
    files = (FOLDER / words.language).glob("*.toml")
    tables = [t for file in files for t in {k.split(".")[0] for k in read_file(file)}]
    assert sorted(tables) == sorted(set(tables))


@EACH
@pytest.mark.parametrize("query", NAMED, ids=lambda query: query.name)
def test_every_query_that_people_read_has_its_words(
    query: queries.Query, words: Words
) -> None:
    """A KeyError says in which file what is missing."""
    assert words.title(query)
    assert query.folder != "key_figures" or words.definition(query)


def test_no_words_are_about_a_query_that_is_gone() -> None:
    known = {f"{TABLES.get(q.folder, q.folder)}.{q.name}" for q in NAMED}
    parts = (key.rpartition(".") for key in DUTCH.texts)
    stems = {stem for stem, _, entry in parts if entry in ("title", "definition")}
    tables = tuple(f"{stem.split('.')[0]}." for stem in known)
    assert {stem for stem in stems if stem.startswith(tables)} <= known


@EACH
def test_titles_of_queries_differ(words: Words) -> None:
    titles = [words.title(query) for query in NAMED if query.folder != "breakdowns"]
    assert {title for title in titles if titles.count(title) > 1} == set()


@EACH
def test_no_text_is_empty_or_carries_a_stray_space(words: Words) -> None:
    assert [
        k for k, text in words.texts.items() if not text or text != text.strip()
    ] == []


def test_a_text_takes_the_same_values_in_every_language() -> None:
    for key, text in DUTCH.texts.items():
        assert placeholders(text) == placeholders(ENGLISH.texts[key]), key


@EACH
def test_a_plural_has_both_its_forms(words: Words) -> None:
    stems = [match[1] for match in map(PLURAL.fullmatch, words.texts) if match]
    assert stems
    assert {stem for stem in stems if stems.count(stem) != 2} == set()


@EACH
def test_every_column_of_every_answer_has_a_label(words: Words) -> None:
    lists = [*ANSWERS.values(), *(q for q in RECORDS.values() if q.says)]
    columns = {column.name for query in lists for column in query.columns} - {FACTS}
    columns |= {
        name for model in contract.TABLES.values() for name in model.to_schema().columns
    }
    columns |= {"name", "value", "numerator", "denominator", "target"}
    assert {column for column in columns if not words.column(column)} == set()


@pytest.mark.parametrize("query", list(ANSWERS.values()), ids=lambda query: query.name)
def test_labels_of_one_list_differ(query: queries.Query) -> None:
    for words in (DUTCH, ENGLISH):
        names = {column.name for column in query.columns} - {FACTS}
        labels = [words.column(name) for name in names]
        assert {label for label in labels if labels.count(label) > 1} == set()


@pytest.mark.parametrize(("table", "column", "codes"), list(coded_columns()))
def test_every_code_of_the_contract_has_a_name(
    table: str, column: str, codes: list[str]
) -> None:
    """A column that no list has is named after its table: `principal_kind`."""
    domains = set()
    for query in LISTS:
        for declared in query.columns:
            if declared.name == column and key_of(table) in query["key"].split():
                assert declared.codes, f"write [codes …] at {column} in {header(query)}"
                domains.add(declared.codes)
    for domain in (domains or {f"{table}_{column}"}) - KNOWN_ELSEWHERE:
        lacks = set(codes) - set(DUTCH.codes(domain))
        where = home(DEFAULT, f"codes.{domain}")
        assert not lacks, f"name {lacks} under [codes.{domain}] in {where}"


@pytest.mark.parametrize("column", OF_POLICY)
def test_every_code_of_the_policy_has_a_name(column: str) -> None:
    frames = [f for name in policy.tables() if column in (f := policy.load(name))]
    known = {code for frame in frames for code in frame[column].drop_nulls()}
    assert known
    assert known <= set(DUTCH.codes(OF_POLICY[column]))


@pytest.mark.parametrize("query", LISTS, ids=lambda query: query.name)
def test_every_list_of_codes_of_a_column_is_in_the_files(query: queries.Query) -> None:
    for column in query.columns:
        if column.codes and column.codes not in KNOWN_ELSEWHERE:
            assert DUTCH.codes(column.codes), (
                f"{header(query)} has [codes {column.codes}] at {column.name}: name"
                f" them in {home(DEFAULT, 'codes.')}"
            )


def test_every_rule_speaks_of_a_subject_that_has_a_name() -> None:
    rules = queries.folder("findings").values()
    assert {rule["subject"] for rule in rules} <= set(DUTCH.codes("subject_table"))
    assert {rule["severity"] for rule in rules} <= set(DUTCH.codes("severity"))
    assert {rule.name[:3] for rule in rules} <= set(DUTCH.codes("rule_family"))


def test_every_key_figure_has_a_unit_and_a_direction_with_a_name() -> None:
    figures = queries.folder("key_figures").values()
    assert {figure["unit"] for figure in figures} <= set(DUTCH.codes("unit"))
    assert {figure["better"] for figure in figures} <= set(DUTCH.codes("better"))


@EACH
def test_every_reason_to_refuse_a_snapshot_is_said(words: Words) -> None:
    for reason in REASONS:
        sentence = words("errors.reasons." + reason)
        key = "other_version" if reason in OTHER_VERSION else "damaged_file"
        key = REPLACED if reason == REPLACED else key
        facts = {"day": "2026-10-31", "reason": sentence, "file": "seal.json"}
        assert sentence in words(f"errors.{key}", **facts)


@EACH
@pytest.mark.parametrize("domain", ["retention_status", "request_status", "severity"])
def test_statuses_of_one_list_have_different_names(words: Words, domain: str) -> None:
    names = list(words.codes(domain).values())
    assert len(set(names)) == len(names)


@EACH
def test_every_status_is_explained(words: Words) -> None:
    explained = [
        key.split(".")[1] for key in words.texts if key.startswith("meanings.")
    ]
    for domain in dict.fromkeys(explained):
        assert words.meanings(domain).keys() == words.codes(domain).keys(), domain


def test_every_key_that_a_page_asks_for_is_there() -> None:
    known = DUTCH.texts.keys() | {key.rpartition(".")[0] for key in DUTCH.texts}
    assert [(file, key) for file, key in spoken() if key not in known] == []


def test_no_word_that_is_asked_for_by_its_whole_key_is_left_unsaid() -> None:
    whole = re.compile(r"(app|figures|list|key)\.(?!groups)[a-z_.]+")
    code = "".join(
        path.read_text(encoding="utf-8")
        for folder in ("data", "pages")
        for path in FOLDER.parents[1].joinpath(folder).rglob("*.py")
    )
    keys = [PLURAL.sub(r"\1", key) for key in DUTCH.texts if whole.fullmatch(key)]
    assert keys
    assert [k for k in keys if f'"{k}"' not in code and f"'{k}'" not in code] == []


def test_an_unknown_key_is_an_error_that_names_it() -> None:
    with pytest.raises(KeyError, match=r"words/nl/app\.toml has no `app\.nonsense`"):
        DUTCH("app.nonsense")
    with pytest.raises(KeyError, match=r"nl/columns\.toml has no `columns\.nonsense`"):
        DUTCH.column("nonsense")


def test_a_placeholder_without_value_is_an_error() -> None:
    with pytest.raises(KeyError, match="target"):
        DUTCH("figures.target_is")


def test_a_language_that_is_not_there_is_an_error() -> None:
    with pytest.raises(KeyError, match=r"no language '\.\./nl'"):
        words_for("../nl")


def test_an_unknown_code_is_shown_as_it_stands() -> None:
    assert DUTCH.code("agreement", "lost") == "lost"
    assert DUTCH.code("agreement", None) == "–"
    assert DUTCH.purpose("profiling") == "profiling"
    assert DUTCH.item("shoe_size") == "shoe_size"
    assert DUTCH.country("XX") == "XX"


def test_labels_come_from_the_policy_and_names_from_babel() -> None:
    assert DUTCH.item("photo") == "Pasfoto"
    assert ENGLISH.purpose("contact") == "Keeping in contact and making appointments"
    assert (DUTCH.country("NO"), ENGLISH.country("NO")) == ("Noorwegen", "Norway")


def test_every_country_has_a_dutch_name() -> None:
    countries = policy.codes("countries", "country")
    assert [code for code in countries if DUTCH.country(code) == code] == []


@pytest.mark.parametrize(
    ("n", "dutch", "english"),
    [
        (0, "0 dagen", "0 days"),
        (1, "1 dag", "1 day"),
        (1.5, "1,5 dagen", "1.5 days"),
        (1234, "1.234 dagen", "1,234 days"),
    ],
)
def test_numbers_count_in_the_right_plural(n: float, dutch: str, english: str) -> None:
    assert (DUTCH.count("units.days", n), ENGLISH.count("units.days", n)) == (
        dutch,
        english,
    )


@pytest.mark.parametrize(
    ("ratio", "dutch"),
    [
        (0, "0,0%"),
        (0.0001, "0,1%"),
        (0.97, "97,0%"),
        (0.982, "98,2%"),
        (0.8545, "85,5%"),
        (47 / 55, "85,5%"),
        (1448 / 1492, "97,1%"),
        (0.9996, "99,9%"),
        (1, "100,0%"),
        (1.0, "100,0%"),
        (None, "niet te beoordelen"),
    ],
)
def test_a_ratio_is_never_rounded_to_all_or_nothing(
    ratio: float | None, dutch: str
) -> None:
    assert DUTCH.percent(ratio) == dutch


@pytest.mark.parametrize(
    ("value", "unit", "english"),
    [
        (0.5, "ratio", "50.0%"),
        (None, "ratio", "not assessable"),
        (1234.0, "count", "1,234"),
        (20.5, "days", "20.5 days"),
        (None, "days", "not assessable"),
    ],
)
def test_a_key_figure_is_written_by_its_unit(
    value: float | None, unit: str, english: str
) -> None:
    assert ENGLISH.figure(value, unit) == english


def test_dates_are_written_as_their_readers_do() -> None:
    day = date(2026, 10, 31)
    assert (DUTCH.date(day), ENGLISH.date(day)) == ("31 okt 2026", "31 Oct 2026")
    assert DUTCH.date(day, "long") == "31 oktober 2026"
    assert (DUTCH.month(day), DUTCH.date(None)) == ("oktober 2026", "–")
    night = datetime(2026, 10, 31, 23, 30, tzinfo=UTC)
    assert DUTCH.moment(night) == "1 nov 2026, 00:30:00"


@pytest.mark.parametrize(
    ("table", "column", "value", "dutch"),
    [
        ("retention", "status", "overdue", "te laat"),
        ("retention", "rule", "fiscal", "fiscale bewaarplicht"),
        ("findings", "rule", "RET-01", "RET-01"),
        ("requests", "kind", "access", "inzage"),
        ("recipients", "kind", "analytics", "webstatistieken"),
        ("recipients", "dpf_certified", False, "nee"),
        ("recipients", "clients_12m", 1200, "1.200"),
        ("recipients", "agreement_ends_on", None, "–"),
        ("register", "countries", ["US", "NO"], "Verenigde Staten, Noorwegen"),
        ("register", "missing", [], "–"),
        ("register", "owner", "Administratie", "Administratie"),
        ("retention", "due_on", date(2026, 1, 2), "2 jan 2026"),
    ],
)
def test_any_cell_is_written_in_words(
    table: str, column: str, value: object, dutch: str
) -> None:
    assert DUTCH.value(table, column, value) == dutch


def test_the_closed_lists_of_the_policy_are_named() -> None:
    assert set(DUTCH.codes("recipient_kind")) == set(vocabulary.RECIPIENT_KINDS)
    assert set(DUTCH.codes("request_kind")) == set(vocabulary.REQUEST_KINDS)
    assert set(DUTCH.codes("source")) == set(vocabulary.SOURCES)
    assert set(DUTCH.codes("end_action")) == set(vocabulary.END_ACTIONS)
    assert set(DUTCH.codes("family")) == set(vocabulary.FAMILIES)
