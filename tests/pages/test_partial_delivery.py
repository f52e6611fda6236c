"""What was not delivered is said on screen and on paper: no zero, nothing green."""

from __future__ import annotations

import re
import shutil
from contextlib import closing
from html import unescape
from pathlib import Path

import pytest

import queries
from data.export.report import content
from data.figures import key_figures, sentences, untested
from data.seal.run import seal
from data.snapshot import find
from data.words import LANGUAGES, words_for
from tests.support import sealed
from tests.support.screen import letters, opened, texts

MISSING = ("authorisation", "breach")
EACH_LANGUAGE = pytest.mark.parametrize("language", LANGUAGES)


@pytest.fixture(scope="module")
def snapshots(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a snapshot of the sample without two of its tables."""
    folder = tmp_path_factory.mktemp("partial")
    source = sealed.source(folder / "source")
    for table in MISSING:
        (source / f"{table}.csv").unlink()
    with (source / "snapshot.toml").open("a") as toml:
        toml.write(f"not_delivered = {list(MISSING)}\n")
    seal(source, folder / "snapshots")
    sealed.begin_journal(folder / "snapshots")
    return folder / "snapshots"


def standing_of(snapshots: Path) -> key_figures.Standing:
    with closing(sealed.a_reader()) as reader:
        return key_figures.of(reader, find(snapshots), ())


@EACH_LANGUAGE
@pytest.mark.usefixtures("shown")
def test_figure_of_what_was_not_delivered_says_so_in_its_own_word(
    snapshots: Path, language: str
) -> None:
    words, standing = words_for(language), standing_of(snapshots)
    lacking = {name for name, f in standing.figures.items() if f.lacks}
    assert lacking == {"authorisations_reviewed", "breaches_on_time"}
    at = opened("overview", lang=language, role="management")
    assert words.count("standing.not_delivered", 2) in sentences.finding(
        words, standing
    )
    assert any(sentences.finding(words, standing) in text for text in texts(at))
    tiles = [
        n.proto.body for n in at.get("html") if '<div class="figure">' in n.proto.body
    ]
    for name in lacking:
        assert sentences.value(words, standing.figures[name]) == words(
            "key.not_delivered"
        )
        title = sentences.title(words, standing.figures[name])
        (tile,) = (tile for tile in tiles if title in unescape(tile))
        assert words("key.not_delivered") in tile
        assert 'class="green"' not in tile


@EACH_LANGUAGE
@pytest.mark.usefixtures("shown")
def test_rules_that_were_not_tested_are_counted_and_listed(
    snapshots: Path, language: str
) -> None:
    words = words_for(language)
    lacking = {
        rule
        for rule, q in queries.folder("findings").items()
        if {*q.needs} & {*MISSING}
    }
    assert lacking
    rules = queries.folder("findings")
    first = {rule for rule, q in rules.items() if "compares" in q.entries} - lacking
    total = words.number(len(rules))
    sentence = "; ".join(
        words.count(f"figures.{why}", len(those), total=total)
        for why, those in (("untested", lacking), ("uncompared", first))
    )
    at = opened("findings", lang=language)
    (fold,) = (each for each in at.expander if each.label == sentence)
    listed = "\n".join(letters(text) for text in texts(fold))
    assert set(re.findall(r"\b[A-Z]{3}-\d\d\b", listed)) == lacking | first
    with closing(sealed.a_reader()) as reader:
        report = str(content(reader, find(snapshots), words))
    assert sentence in report
    for table in MISSING:
        assert words.code("table", table) in report


def test_findings_of_a_month_not_wholly_delivered_are_no_measure_of_the_next(
    snapshots: Path, tmp_path: Path
) -> None:
    shutil.copytree(snapshots, tmp_path / "snapshots")
    seal(sealed.source(tmp_path / "source", as_of=sealed.LATER), tmp_path / "snapshots")
    with closing(sealed.a_reader()) as reader:
        newest = find(tmp_path / "snapshots")
        before = key_figures.earlier(reader.engine, newest)
        figures = key_figures.of(reader, newest, before).figures
    (_, then), (_, now) = figures["findings_high"].series
    assert (then, figures["findings_high"].change) == (None, None)
    assert now == figures["findings_high"].value
    assert now
    (_, requests), _ = figures["requests_open"].series
    assert requests is not None


def test_rules_that_compare_are_not_tested_in_a_first_snapshot() -> None:
    first = find(sealed.root(), sealed.EMPTY)
    comparing = [
        q for q in queries.folder("findings").values() if "compares" in q.entries
    ]
    assert set(untested.rules(first)) == set(comparing)
    words = words_for("en")
    total = words.number(len(queries.folder("findings")))
    sentence = words.count("figures.uncompared", len(comparing), total=total)
    assert untested.sentence(words, first) == sentence


def test_nothing_is_untested_where_all_was_delivered() -> None:
    assert untested.sentence(words_for("nl"), sealed.sample()) == ""
