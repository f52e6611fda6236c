"""How the organisation stands: lights, movers and decisions, each made by rule."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import queries
from data import policy
from data import snapshot as snapshots
from data.ask import Engine, Question, Reader, ask, count
from data.demo import write
from data.figures import sentences
from data.figures.decisions import BY_RULE, RULES, Decision, decided, decisions
from data.figures.decisions import MOST as MOST_DECISIONS
from data.figures.key_figures import MOST, Figure, Standing, earlier, movers, of
from data.seal.run import seal
from data.snapshot import Snapshot
from data.words import LANGUAGES, Words, words_for
from data.words.shares import share
from tests.support.expected import expected_answers
from tests.support.sealed import EMPTY, sample

FIGURES = queries.folder("key_figures")
SHARES = [name for name, query in FIGURES.items() if query["unit"] == "ratio"]
DUTCH, ENGLISH = words_for("nl"), words_for("en")
EACH = pytest.mark.parametrize("words", [*map(words_for, LANGUAGES)], ids=LANGUAGES)
NOW = date(2026, 10, 31)
HEADER = {
    "value1": pl.String,
    "value2": pl.String,
    "count": pl.Int64,
    "suppressed": pl.Boolean,
    "threshold": pl.Int64,
}
NOTHING_SHOWN = pl.DataFrame(schema=HEADER)


def a_figure(
    name: str,
    value: float | None,
    *before: float | None,
    target: float | None = None,
    margin: float = 0,
    of: int | None = None,
) -> Figure:
    """Make a figure whose share is of `of`, with its values before it."""
    query = FIGURES[name]
    is_share = query["unit"] == "ratio"
    below = (of or 100) if is_share else None
    above = round((value or 0) * below) if below else None
    line = (*before, value)
    days = [NOW - timedelta(30 * n) for n in reversed(range(len(line)))]
    series = tuple(zip(days, line, strict=True))
    return Figure(query, value, above, below, target, margin, series)


def a_standing(*figures: Figure) -> Standing:
    before = sample(EMPTY) if any(len(f.series) > 1 for f in figures) else None
    return Standing(sample(), before, {figure.name: figure for figure in figures})


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Seal four months of the demo, in a row."""
    folder = tmp_path_factory.mktemp("standing")
    for source in write(folder / "sources", 400, months=4, seed=11):
        seal(source, folder / "snapshots")
    return folder / "snapshots"


def stood(reader: Reader, snapshot: Snapshot) -> Standing:
    return of(reader, snapshot, earlier(reader.engine, snapshot))


# -- the light ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "value", "target", "margin", "light"),
    [
        ("retention_compliance", 0.98, 0.98, 0.01, "green"),
        ("retention_compliance", 0.9799, 0.98, 0.01, "amber"),
        ("retention_compliance", 0.97, 0.98, 0.01, "amber"),
        ("retention_compliance", 0.9699, 0.98, 0.01, "red"),
        ("requests_overdue", 0, 0, 0, "green"),
        ("requests_overdue", 1, 0, 0, "red"),
        ("findings_medium", 20, 10, 10, "amber"),
        ("findings_medium", 21, 10, 10, "red"),
        ("median_handling_days_12m", 17.5, 21, 7, "green"),
        ("median_handling_days_12m", None, 21, 7, None),
        ("requests_open", 6, None, 0, None),
    ],
)
def test_light_follows_target_and_margin(
    name: str, value: float | None, target: float | None, margin: float, light: str
) -> None:
    figure = a_figure(name, value, target=target, margin=margin)
    assert figure.light == light
    assert figure.is_met == (None if light is None else light == "green")


@settings(deadline=None)
@given(
    name=st.sampled_from(sorted(FIGURES)),
    values=st.lists(st.integers(0, 100), min_size=2, max_size=2),
    target=st.integers(0, 100),
    margin=st.integers(0, 100),
)
def test_further_from_its_target_is_never_a_better_light(
    name: str, values: list[int], target: int, margin: int
) -> None:
    by = 100 if name in SHARES else 1
    rises = FIGURES[name]["better"] == "higher"
    worse, better = sorted(values, reverse=not rises)
    order = ("red", "amber", "green")
    lights = [
        a_figure(name, v / by, target=target / by, margin=margin / by).light
        for v in (worse, better)
    ]
    ranks = [order.index(light) for light in lights if light]
    assert len(ranks) == 2
    assert ranks == sorted(ranks)


def test_neutral_figures_have_no_target_and_so_no_light() -> None:
    targets = dict(policy.load("targets").select("name", "target").rows())
    neutral = {n for n, query in FIGURES.items() if query["better"] == "neutral"}
    assert {name for name in FIGURES if targets.get(name) is None} == neutral


# -- what moved ---------------------------------------------------------------


def test_what_should_rise_is_a_share() -> None:
    assert {n for n, q in FIGURES.items() if q["better"] == "higher"} == set(SHARES)


@settings(deadline=None)
@given(
    name=st.sampled_from(sorted(FIGURES)),
    now=st.integers(0, 1000),
    before=st.integers(0, 1000),
)
def test_a_move_has_the_sign_of_its_direction(name: str, now: int, before: int) -> None:
    by = 1000 if name in SHARES else 1
    figure = a_figure(name, now / by, before / by)
    back = a_figure(name, before / by, now / by)
    if figure.direction in ("same", "changed"):
        assert figure.move is None
        return
    assert figure.move is not None
    assert back.move is not None
    assert -1 < figure.move < 1
    assert (figure.move > 0) == (figure.direction == "worse")
    assert figure.move == pytest.approx(-back.move)


@settings(deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(sorted(FIGURES)),
        st.tuples(*[st.none() | st.integers(0, 20)] * 2),
    )
)
def test_movers_are_the_three_that_moved_most(
    values: dict[str, tuple[int | None, int | None]],
) -> None:
    def scaled(name: str, value: int | None) -> float | None:
        return value and value / (20 if name in SHARES else 1)

    figures = [
        a_figure(name, scaled(name, now), scaled(name, before))
        for name, (now, before) in values.items()
    ]
    worst, best = movers(a_standing(*figures))
    for chosen, way, sign in ((worst, "worse", -1), (best, "better", 1)):
        moved = [f for f in figures if f.direction == way]
        assert len(chosen) == min(3, len(moved))
        rank = [(sign * (f.move or 0), f.name) for f in moved]
        assert [f.name for f in chosen] == [name for _, name in sorted(rank)][:3]
        assert not [f for f in chosen if f.query["better"] == "neutral"]


def test_a_first_request_over_its_term_is_not_all_there_is() -> None:
    first = a_figure("requests_overdue", 1, 0)
    many = a_figure("findings_high", 20, 0)
    assert first.move == pytest.approx(1 / 2)
    assert many.move == pytest.approx(20 / 21)


def test_a_change_that_is_not_written_is_none() -> None:
    figure = a_figure("retention_compliance", 0.9794, 0.9788, of=1000)
    assert (figure.direction, figure.change, figure.move) == ("same", 0, None)


@settings(deadline=None)
@given(st.integers(0, 10_000), st.integers(0, 10_000))
def test_no_mover_goes_from_a_value_to_the_same_as_written(
    now: int, before: int
) -> None:
    figure = a_figure("clients_informed", now / 10_000, before / 10_000)
    written = {DUTCH.percent(figure.value), DUTCH.percent(figure.before)}
    assert (figure.direction == "same") == (len(written) == 1)


@given(st.integers(0, 5000), st.integers(1, 5000))
def test_a_share_is_rounded_once_and_half_up(numerator: int, more: int) -> None:
    denominator = numerator + more
    tenths = (numerator * 2000 + denominator) // (2 * denominator)
    tenths = max(min(tenths, 999), 1 if numerator else 0)
    text = f"{tenths // 10},{tenths % 10}%"
    assert DUTCH.percent(share(numerator, denominator)) == text


def test_a_share_that_rounds_to_its_target_does_not_meet_it() -> None:
    almost = a_figure("retention_compliance", 48_999 / 50_000, target=0.98)
    assert DUTCH.percent(almost.value) == "98,0%"
    assert almost.light == "red"


def test_a_share_of_an_older_snapshot_is_made_of_its_counts(
    reader: Reader, demo: Path
) -> None:
    for figure in stood(reader, snapshots.find(demo)).figures.values():
        if figure.unit == "ratio":
            value = share(figure.numerator, figure.denominator)
            assert figure.value == figure.series[-1][1] == value


# -- of a snapshot ------------------------------------------------------------


def light_of(name: str, value: float | None) -> str | None:
    """Return the light of a value by targets.csv, worked out apart from the code."""
    aims = policy.load("targets").filter(name=name).to_dicts()
    if value is None or not aims:
        return None
    (aim,) = aims
    rises = FIGURES[name]["better"] == "higher"
    missed = aim["target"] - value if rises else value - aim["target"]
    if missed <= 0:
        return "green"
    return "amber" if round(missed, 4) <= (aim["margin"] or 0) else "red"


def test_the_sample_stands_as_its_key_figures_say(reader: Reader) -> None:
    standing = stood(reader, sample())
    _, expected = expected_answers("key_figures")
    values = {str(row["name"]): float(row["value"] or 0) for row in expected}
    figures = standing.figures
    assert {name: round(f.value or 0, 4) for name, f in figures.items()} == values
    lights = {name: figure.light for name, figure in figures.items()}
    assert lights == {name: light_of(name, value) for name, value in values.items()}
    assert set(lights.values()) == {"red", None}
    assert {f.move for f in figures.values() if f.query.needs} == {None}
    assert standing.before == sample(EMPTY)


def test_a_count_over_a_table_without_a_row_is_not_assessable(reader: Reader) -> None:
    figures = stood(reader, sample(EMPTY)).figures
    assessed = {name for name, figure in figures.items() if figure.value is not None}
    assert assessed == {"findings_high", "findings_medium"}
    assert {figures[name].light for name in figures.keys() - assessed} == {None}
    assert sentences.value(ENGLISH, figures["findings_low"]) == ENGLISH(
        "key.not_assessable"
    )


def test_findings_of_a_source_without_a_row_are_the_least_and_never_green(
    reader: Reader,
) -> None:
    figures = stood(reader, sample(EMPTY)).figures
    for name in (
        "findings_high",
        "findings_medium",
    ):  # of the statement, which is there
        figure = figures[name]
        assert figure.is_least
        assert replace(figure, target=figure.value).light is None
        assert sentences.value(ENGLISH, figure).startswith("≥")
    figures = stood(reader, sample()).figures
    assert not any(figure.is_least for figure in figures.values())


def test_a_line_goes_over_all_sound_snapshots_once(reader: Reader, demo: Path) -> None:
    opened: list[tuple[str, str]] = []

    class Spied(Engine):
        def cursor(self, snapshot: Snapshot, database: Any) -> Any:
            opened.append((snapshot.day, database))
            return super().cursor(snapshot, database)

    engine = Spied()
    days = snapshots.days(demo)
    newest = snapshots.find(demo, days[0])
    spied = Reader(engine, reader.identify, reader.write)
    standing = of(spied, newest, earlier(engine, newest))
    assert opened == [(day, "summary") for day in sorted(days)]
    decisions(spied, standing)
    assert opened[len(days) :] == [(newest.day, "summary")]
    for figure in standing.figures.values():
        assert [day.isoformat() for day, _ in figure.series] == sorted(days)
        assert figure.series[-1][1] == figure.value
    engine.close()


def test_a_line_has_no_more_than_its_most(reader: Reader) -> None:
    standing = of(reader, sample(), [sample(EMPTY)] * 40)
    assert {len(figure.series) for figure in standing.figures.values()} == {MOST}


def test_the_first_snapshot_has_no_movers(reader: Reader) -> None:
    standing = stood(reader, sample(EMPTY))
    assert standing.before is None
    assert movers(standing) == ([], [])
    assert {figure.change for figure in standing.figures.values()} == {None}
    (made,) = decisions(reader, standing)
    assert (made.code, made.facts) == ("findings_high_stand", {"rule": "STM-02"})


# -- what is to be decided ----------------------------------------------------


def rows(*counts: tuple[str, int | None, int | None]) -> pl.DataFrame:
    """Make the findings by rule, of severity high: rule, count and threshold."""
    return pl.DataFrame(
        [
            (rule, severity, n, n is None, threshold)
            for rule, n, threshold in counts
            for severity in ("high", "total")
        ],
        schema=HEADER,
        orient="row",
    )


UNTOLD = ("BRC-02", 1, None)
"""One breach that the data subjects were not told of, as the summary shows it."""
EACH_RULE = {
    "subjects_untold": [a_figure("breaches_on_time", 1, 1, target=1)],
    "transfers_without_ground": [
        a_figure("transfers_with_valid_ground", 0.6, 0.8, target=1)
    ],
    "erasure_backlog_grows": [a_figure("holdings_overdue", 44, 41, target=0)],
    "answers_late": [a_figure("requests_on_time_12m", 0.8, 0.9, target=0.95)],
    "agreements_missing": [a_figure("processors_with_agreement", 0.99, 1, target=1)],
    "findings_high_stand": [a_figure("findings_high", 30, 30, target=0)],
    "erasure_ahead": [
        a_figure("holdings_due_in_90_days", 76, 49),
        a_figure("holdings_overdue", 44, 44, target=0),
    ],
    "breaches_late": [a_figure("breaches_on_time", 0.9, 0.9, target=1)],
    "clients_uninformed": [a_figure("clients_informed", 0.9, 0.9, target=0.95)],
    "authorisations_unreviewed": [
        a_figure("authorisations_reviewed", 0.9, 0.9, target=0.95)
    ],
    "register_incomplete": [a_figure("activities_complete", 0.9, 0.9, target=1)],
    "target_missed_and_worse": [a_figure("findings_low", 30, 26, target=25)],
}
"""The figures that make each rule speak, in the order of the rules."""


@EACH
@pytest.mark.parametrize("code", EACH_RULE)
def test_each_rule_makes_a_plain_sentence(code: str, words: Words) -> None:
    standing = a_standing(*EACH_RULE[code])
    by_rule = rows(UNTOLD if code == "subjects_untold" else ("RET-01", 30, 10))
    (made,) = decided(standing, by_rule)
    assert made.code == code
    sentence = sentences.decision(words, standing, made)
    assert sentence.endswith(".")
    assert not {"{", "None", "–"} & set(sentence.split())
    if made.count is not None:
        assert words.number(made.count) in sentence


def test_every_rule_is_tried() -> None:
    assert len(EACH_RULE) == len(RULES)
    figures = {f.name: f for some in reversed(EACH_RULE.values()) for f in some}
    made = decided(a_standing(*figures.values()), rows(("RET-01", 30, 10), UNTOLD))
    assert [decision.code for decision in made] == list(EACH_RULE)[:MOST_DECISIONS]


def test_people_who_were_not_told_of_a_breach_come_before_all_else() -> None:
    late = a_figure("breaches_on_time", 0.9, 0.9, target=1)
    standing = a_standing(a_figure("findings_high", 30, 30, target=0), late)
    made = decided(standing, rows(UNTOLD, ("RET-01", 30, 10)))
    codes = [decision.code for decision in made]
    assert codes == ["subjects_untold", "findings_high_stand", "breaches_late"]
    assert made[0].count == 1


def test_a_figure_that_is_decided_about_is_not_told_again_as_worse() -> None:
    standing = a_standing(*EACH_RULE["erasure_backlog_grows"])
    assert [decision.code for decision in decided(standing, NOTHING_SHOWN)] == [
        "erasure_backlog_grows"
    ]


@pytest.mark.parametrize(
    "figures",
    [
        [a_figure("holdings_overdue", 44, 44, target=0)],
        [a_figure("holdings_overdue", 40, 44, target=0)],
        [a_figure("holdings_overdue", 44, target=0)],
        [a_figure("requests_on_time_12m", 0.8, 0.7, target=0.95)],
        [a_figure("requests_on_time_12m", None, 0.7, target=0.95)],
        [a_figure("clients_informed", 0.96, 0.99, target=0.95)],
        [a_figure("findings_low", 20, 10, target=25)],
        [a_figure("holdings_due_in_90_days", 76, 49)],
        [a_figure("transfers_with_valid_ground", 1, 0.5, target=1)],
    ],
)
def test_no_rule_speaks_where_there_is_nothing_to_decide(figures: list[Figure]) -> None:
    assert decided(a_standing(*figures), NOTHING_SHOWN) == []


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(sorted(queries.folder("findings"))),
            st.none() | st.integers(0, 30),
            st.sampled_from([None, 5, 10]),
        ),
        unique_by=lambda row: row[0],
    )
)
def test_a_hidden_or_small_number_decides_nothing(
    counts: list[tuple[str, int | None, int | None]],
) -> None:
    standing = a_standing(*EACH_RULE["findings_high_stand"])
    made = decided(standing, rows(*counts))
    shown = {
        rule: n
        for rule, n, least in counts
        if rule != UNTOLD[0] and n is not None and n >= (least or 1)
    }
    assert len(made) == bool(shown)
    for decision in made:
        assert (
            decision.count == shown[str(decision.facts["rule"])] == max(shown.values())
        )


def test_what_is_decided_about_is_what_its_list_holds(
    reader: Reader, demo: Path
) -> None:
    checked: set[str] = set()
    some = [snapshots.find(demo, day) for day in snapshots.days(demo)]
    for snapshot in (*some, sample()):
        standing = stood(reader, snapshot)
        for decision in every(reader, standing):
            if decision.count is not None:
                question = Question(decision.figure.query["list"], decision.where)
                assert count(reader, snapshot, question) == decision.count, (
                    decision.code
                )
                checked.add(decision.code)
    assert checked >= {
        *("transfers_without_ground", "agreements_missing", "findings_high_stand"),
        *("answers_late", "authorisations_unreviewed", "register_incomplete"),
        *("breaches_late", "erasure_backlog_grows", "subjects_untold"),
    }


def every(reader: Reader, standing: Standing) -> Iterator[Decision]:
    """Return all that the rules say of a snapshot, not the first three alone."""
    by_rule = ask(reader, standing.snapshot, BY_RULE)
    for rule in RULES:
        yield from rule(standing, by_rule)


# -- in words -----------------------------------------------------------------


def test_movers_are_told_from_where_to_where() -> None:
    figure = a_figure("requests_on_time_12m", 0.8261, 0.8333, target=0.95, margin=0.05)
    assert sentences.mover(DUTCH, figure) == (
        "Verzoeken op tijd beantwoord: van 83,3% naar 82,6% (−0,7 %-punt); "
        "doel niet gehaald (≥\N{NO-BREAK SPACE}95,0%)."
    )
    figure = a_figure("findings_medium", 15, 18, target=10, margin=10)
    assert sentences.mover(ENGLISH, figure) == (
        "Findings, medium: from 18 to 15 (−3); "
        "target nearly met (≤\N{NO-BREAK SPACE}10)."
    )


@EACH
def test_every_light_has_a_shape_and_a_word_of_its_own(words: Words) -> None:
    assert len(set(sentences.SHAPES.values())) == len(sentences.SHAPES)
    for form in ("light", "short"):
        names = [words(f"standing.{form}.{code}") for code in sentences.SHAPES]
        assert len(set(names)) == len(names)
