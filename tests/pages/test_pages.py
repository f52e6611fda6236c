"""Every page, in both languages: it shows what is so, in its reader's words."""

from __future__ import annotations

import io
import re
import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

import queries
from data import CONTRACT, FORMAT, policy
from data.ask import AskFailed, Question, Reader, ask, count
from data.export import audit_pack, report
from data.export.export import Answers
from data.journal import JournalUnavailable
from data.journal.disk import REASONS as JOURNAL
from data.snapshot import SEAL, SnapshotRefused, day_of, find
from data.words import LANGUAGES, Words, words_for
from pages.parts.session import routes
from tests.support import numbers, sealed
from tests.support.pdf import text_of
from tests.support.screen import (
    ANSWERS,
    DUTCH,
    ENGLISH,
    LISTS,
    PATIENCE,
    cells,
    file_of,
    framed,
    is_quiet,
    letters,
    notices,
    opened,
    pictured,
    seen,
    texts,
)
from tests.support.sealed import DAY, EMPTY, LATER
from tests.support.tables import tables
from tests.support.web import rows

FIGURES = queries.folder("key_figures")
FINDINGS = queries.folder("findings")

COMPARED = ("changes", "erasure_proof")
"""Pages of what differs from the snapshot before, of which EMPTY has none."""
EACH_PAGE = pytest.mark.parametrize("name", routes.PAGES)
EACH_LANGUAGE = pytest.mark.parametrize("language", LANGUAGES)
pytestmark = pytest.mark.usefixtures("shown")


@EACH_LANGUAGE
@EACH_PAGE
def test_page_runs_by_itself_without_error(name: str, language: str) -> None:
    at = opened(name, lang=language)
    assert is_quiet(at)
    assert at.title[0].value == words_for(language)(f"pages.{name}.title")


@EACH_LANGUAGE
@EACH_PAGE
def test_page_runs_within_the_frame_without_error(name: str, language: str) -> None:
    at, words = seen(name, language), words_for(language)
    assert is_quiet(at)
    assert at.title[0].value == words(f"pages.{name}.title")


@EACH_LANGUAGE
@EACH_PAGE
def test_organisation_day_and_hash_stand_in_the_head(name: str, language: str) -> None:
    at, words = seen(name, language), words_for(language)
    whose = re.escape(f"Hartman Re-integratie BV · {words.date(day_of(LATER))}")
    head = re.compile(whose + r" · `[0-9a-f]{12}`")
    assert [each for each in at.markdown if head.fullmatch(letters(each.value))]
    statement = words.date(policy.statements()[-1].version)
    assert any(statement in each.value for each in at.sidebar.markdown)


@EACH_PAGE
def test_page_shows_a_snapshot_without_a_row(name: str) -> None:
    at = seen(name, "nl", EMPTY)
    assert is_quiet(at)
    if name in LISTS and not rows(file_of(name, EMPTY)):
        first = "changes.first" if name in COMPARED else f"pages.{name}.empty"
        assert notices(at) == [DUTCH(first)]
        assert not at.dataframe
        assert not at.get("plotly_chart")


# Snapshots that are not there, or not sound


@EACH_LANGUAGE
@EACH_PAGE
def test_page_without_a_snapshot_says_how_to_get_one(
    name: str, language: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SNAPSHOTS", str(tmp_path))
    look = opened if language == "nl" else framed
    at = look(name, lang=language)
    assert is_quiet(at)
    assert notices(at) == [words_for(language)("errors.no_snapshot")]


@pytest.fixture(scope="module")
def damaged(snapshots: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return snapshots of which the one in the middle has another byte."""
    copied = tmp_path_factory.mktemp("damaged") / "snapshots"
    shutil.copytree(snapshots, copied)
    file = copied / DAY / "records.duckdb"
    file.chmod(0o600)
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)
    sealed.begin_journal(copied)
    return copied


@EACH_LANGUAGE
@EACH_PAGE
def test_page_refuses_a_damaged_snapshot_in_a_sentence(
    name: str, language: str, damaged: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SNAPSHOTS", str(damaged))
    words = words_for(language)
    sentence = words(
        "errors.damaged_file",
        day=DAY,
        reason=words("errors.reasons.hash"),
        file="records.duckdb",
    )
    look = opened if language == "nl" else framed
    at = look(name, lang=language, snapshot=DAY)
    assert [letters(each.value) for each in at.error] == [sentence]
    assert not (at.exception or at.dataframe or at.metric or tables(at))
    assert not at.get("link_button")


@EACH_PAGE
def test_other_snapshots_keep_working_beside_a_damaged_one(
    name: str, damaged: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SNAPSHOTS", str(damaged))
    assert is_quiet(opened(name, snapshot=LATER))


def test_overview_compares_with_the_sound_snapshot_before(
    damaged: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SNAPSHOTS", str(damaged))
    at = opened("overview", snapshot=LATER)
    before = DUTCH.date(day_of(EMPTY))
    captions = "\n".join(each.value for each in at.caption)
    assert DUTCH("figures.compared", day=before) in captions


@pytest.fixture(scope="module")
def older(snapshots: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return snapshots of which an older version sealed the one in the middle."""
    copied = tmp_path_factory.mktemp("older") / "snapshots"
    shutil.copytree(snapshots, copied)
    (copied / DAY / SEAL).chmod(0o600)
    sealed.forge(copied / DAY, lambda seal: seal.update(format=FORMAT - 1))
    sealed.begin_journal(copied)
    return copied


@EACH_LANGUAGE
@EACH_PAGE
def test_page_refuses_a_snapshot_of_another_version_with_the_remedy(
    name: str, language: str, older: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SNAPSHOTS", str(older))
    words = words_for(language)
    made = words("errors.versions", format=FORMAT - 1, contract=CONTRACT)
    sentence = words(
        "errors.other_version",
        day=DAY,
        reason=words("errors.reasons.older"),
        file=made,
    )
    at = opened(name, lang=language, snapshot=DAY)
    assert [letters(each.value) for each in at.error] == [sentence]
    assert words("errors.seal_again") in [each.value for each in at.markdown]
    assert not (at.exception or at.dataframe or at.metric or tables(at))


@EACH_LANGUAGE
def test_trends_and_overview_say_which_snapshot_they_leave_out(
    language: str, older: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SNAPSHOTS", str(older))
    words = words_for(language)
    sentence = words("errors.left_out", days=words.date(day_of(DAY)))
    trends = opened("trends", lang=language)
    assert sentence in [each.value for each in trends.caption]
    overview = opened("overview", lang=language)
    assert sentence in "\n".join(each.value for each in overview.caption)


def test_overview_opens_where_only_records_have_other_tables(
    snapshots: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copied = tmp_path / "snapshots"
    shutil.copytree(snapshots, copied)
    for file in (copied / LATER).iterdir():
        file.chmod(0o600)
    with duckdb.connect(copied / LATER / "records.duckdb") as con:
        con.execute("alter table requests drop column channel")
    sealed.reseal(copied / LATER)
    sealed.begin_journal(copied)
    monkeypatch.setenv("SNAPSHOTS", str(copied))
    assert is_quiet(opened("overview"))
    assert not is_quiet(opened("requests"))


def test_frame_says_that_a_snapshot_asked_for_is_not_there() -> None:
    at = AppTest.from_file(routes.FOLDER / "frame.py", default_timeout=PATIENCE)
    at.query_params["snapshot"] = "2020-01-01"
    at.run()
    sentence = DUTCH("errors.unknown_snapshot", day="2020-01-01")
    assert [each.value for each in at.warning] == [sentence]
    assert not at.exception


@EACH_LANGUAGE
@pytest.mark.parametrize(
    ("error", "key"),
    [
        (AskFailed("busy", "OutOfMemoryException"), "busy"),
        (AskFailed("too_slow", "InterruptException"), "too_slow"),
        (AskFailed("unexpected", "BinderException"), "unexpected"),
        (ZeroDivisionError("C-000001 divided by zero"), "unexpected"),
        (SnapshotRefused(DAY, "size", "summary.duckdb"), "damaged_file"),
        (SnapshotRefused(DAY, "tables", "summary.duckdb"), "other_version"),
        *((JournalUnavailable(why), "journal.unavailable") for why in JOURNAL),
    ],
    ids=str,
)
def test_page_that_breaks_off_says_so_in_a_sentence(
    error: Exception, key: str, language: str
) -> None:
    def page(error: Exception) -> None:
        from pages.parts.shell.context import excuse

        assert excuse(error)

    at = AppTest.from_function(page, args=(error,))
    at.query_params["lang"] = language
    at.run()
    words = words_for(language)
    reason = ""
    if isinstance(error, SnapshotRefused):
        reason = words(f"errors.reasons.{error.reason}")
    if isinstance(error, JournalUnavailable):
        reason = words(f"errors.journal.reasons.{error.reason}")
    sentence = words(f"errors.{key}", day=DAY, reason=reason, file="summary.duckdb")
    assert [letters(each.value) for each in at.error] == [sentence]
    assert not at.exception


# Words


def own_words(words: Words) -> dict[str, str]:
    """Return every text of a language, wherever it is kept, under a common key."""
    own = dict(words.texts)
    for table, column in (("catalog", "item"), ("purposes", "purpose")):
        for code in policy.codes(table, column):
            own[f"{column}.{code}"] = getattr(words, column)(code)
    for code in policy.codes("countries", "country"):
        own[f"country.{code}"] = words.country(code)
    return own


@cache
def foreign(language: str) -> frozenset[str]:
    """Return the longer pieces of text that only the other language has."""
    words, other = (DUTCH, ENGLISH) if language == "nl" else (ENGLISH, DUTCH)
    ours, theirs = own_words(words), own_words(other)
    pieces = {
        piece.strip().casefold()
        for key, text in theirs.items()
        if text != ours[key]
        for piece in re.split(r"{\w+}", text)
    }
    mine = "\n".join(ours.values()).casefold()
    return frozenset(p for p in pieces if len(p) > 12 and p not in mine)


@cache
def quoted() -> re.Pattern[str]:
    """Match what stands on a page as it was found: names, sections and files."""
    patterns = {"'[^']*'", "`[^`]*`", r"\w+\.(csv|duckdb|json)", r"/\w+\?\S+"}
    for statement in policy.statements():
        patterns |= set(map(re.escape, statement.sections))
    for table, column in (
        ("activity", "name"),
        ("activity", "owner"),
        ("recipient", "name"),
        ("principal", "name"),
        ("authorisation", "department"),
        ("rights_request", "department"),
    ):
        file = sealed.SAMPLE / "source" / f"{table}.csv"
        patterns |= {re.escape(row[column]) for row in rows(file.read_bytes())}
    return re.compile("|".join(sorted(patterns, key=len, reverse=True)))


def all_said(name: str, language: str) -> list[str]:
    """Return the texts of a page, of its rows and of its charts."""
    return [*texts(seen(name, language)), *texts(pictured(name, language))]


@EACH_LANGUAGE
@EACH_PAGE
def test_page_speaks_only_its_readers_language(name: str, language: str) -> None:
    text = quoted().sub("", "\n".join(all_said(name, language))).casefold()
    assert {piece for piece in foreign(language) if piece in text} == set()


def _steady(name: str, language: str) -> list[str]:
    """Return the texts of a page; looking at the journal makes its lists longer."""
    at = seen(name, language)
    grows = set(cells(at)) if name == "journal" else set()
    return [text for text in texts(at) if text not in grows]


@EACH_PAGE
def test_page_says_the_same_in_both_languages(name: str) -> None:
    dutch, english = (_steady(name, language) for language in ("nl", "en"))
    # and says by how many lines, in a sentence that changes with the number
    assert abs(len(dutch) - len(english)) <= (3 if name == "journal" else 0)
    assert dutch != english


@cache
def codes() -> frozenset[str]:
    """Return every code and column that is plainly no word of a language."""
    known = {key.split(".", 2)[2] for key in DUTCH.texts if key.startswith("codes.")}
    known |= {*policy.codes("catalog", "item"), *policy.codes("purposes", "purpose")}
    known |= {column.name for name in LISTS for column in ANSWERS[name].columns}
    return frozenset(code for code in known if "_" in code)


@EACH_LANGUAGE
@EACH_PAGE
def test_no_cell_or_chart_shows_a_raw_code(name: str, language: str) -> None:
    assert codes().intersection(cells(pictured(name, language))) == set()
    assert codes().intersection(cells(seen(name, language))) == set()


@EACH_PAGE
def test_no_text_of_a_page_shows_an_empty_value(name: str) -> None:
    bare = {"None", "nan", "NaN", "NaT", "null", "True", "False", "[]"}
    assert bare.intersection(all_said(name, "nl")) == set()


@EACH_LANGUAGE
def test_older_snapshot_is_told_above_the_page(language: str) -> None:
    words = words_for(language)
    older = words(
        "app.not_newest",
        day=words.date(day_of(DAY)),
        newest=words.date(day_of(LATER)),
    )
    assert f":orange-badge[{older}]" in " ".join(texts(seen("overview", language, DAY)))
    assert older not in " ".join(texts(seen("overview", language)))


# Numbers


def all_shown(
    reader: Reader, snapshots: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[numbers.Shown]:
    """Return every number of the newest snapshot with its definition, where it is."""
    for name in routes.PAGES:
        yield from numbers.on_page(name, seen(name))
        yield from numbers.on_page(name, pictured(name))
    menus, navigation = [], st.navigation

    def navigate(pages: Any, **how: Any) -> Any:
        menus.append(pages)
        return navigation(pages, **how)

    monkeypatch.setattr(st, "navigation", navigate)
    framed("agenda", snapshot=LATER)
    yield from numbers.in_menu(menus[-1])
    newest = find(snapshots, LATER)
    for name in ("breakdowns", "breakdowns_in_full"):
        yield from numbers.in_breakdowns(ask(reader, newest, name).to_dicts(), name)
    yield from numbers.in_report(text_of(report.make(reader, newest, "nl")))
    pack = io.BytesIO()
    audit_pack.write(pack, Answers(reader, newest))
    yield from numbers.in_pack(pack.getvalue())


def test_a_definition_has_one_number_wherever_it_is_shown(
    reader: Reader, snapshots: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = list(all_shown(reader, snapshots, monkeypatch))
    newest = find(snapshots, LATER)

    def counted(definition: numbers.Definition) -> int:
        return count(reader, newest, Question(definition.list, definition.filters))

    assert numbers.disagreeing(shown, counted) == []
    places = [each.place for each in shown]
    for kind in ("menu", "report: ", "pack: data", "pack: breakdowns", "breakdowns: "):
        assert any(place.startswith(kind) for place in places), kind
    for kind in ("tile", "card", "head", "chart's sentence", "Naar deze", "["):
        assert any(f": {kind}" in place for place in places), kind
    assert len({each.definition for each in shown}) > 500


def test_another_number_of_the_same_is_named_with_its_places() -> None:
    late = numbers.defined("requests", "status=overdue")
    shown = [
        *numbers.of_figure("tile", "requests_overdue", 5, None, None),
        numbers.Shown(late, 4, "card"),
    ]
    (fault,) = numbers.disagreeing(shown, lambda _: 5)
    assert fault == (
        "requests ['status=overdue'] is 5, but shown: {5: 'tile', 4: 'card'}"
    )
