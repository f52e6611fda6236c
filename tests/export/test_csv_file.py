"""A list as a file: the same bytes on every way out, and harmless ones."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.__main__ import main
from data.ask import (
    Filter,
    FilterError,
    Question,
    Reader,
    ask,
    door,
    find_query,
    spilling,
)
from data.export.csv_file import TABLES, ListExport, csv_answer, csv_bytes, guard
from queries import Query
from tests.faults.spreadsheet_texts import BLANKS, TRIGGERS, is_run
from tests.support.exported import list_file
from tests.support.guarded import unguard
from tests.support.sealed import DAY, EMPTY, ROOT, SAMPLE, a_reader, root, run, sample

EXPECTED = sorted(path.stem for path in (SAMPLE / "expected").glob("*.csv"))
NAMED = {
    "findings": ["rule", "subject_table", "subject_key", "client_id", "since"],
    "key_figures": ["name", "value", "numerator", "denominator"],
}
"""Columns that are held against the sample's answers; all of them elsewhere."""


def exported(reader: Reader, question: Question, day: str = DAY) -> bytes:
    return list_file(reader, sample(day), question)


def parsed(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode(), newline=""), strict=True))


# -- the form of a file -------------------------------------------------------


@pytest.mark.parametrize("day", [DAY, EMPTY])
@pytest.mark.parametrize("name", TABLES)
def test_a_file_is_a_header_and_the_rows(reader: Reader, name: str, day: str) -> None:
    data = exported(reader, Question(name), day)
    header, *rows = parsed(data)
    assert header == [column.name for column in find_query(name).columns]
    assert len(rows) == ask(reader, sample(day), name).height
    assert {len(row) for row in rows} <= {len(header)}
    assert not data.startswith(b"\xef\xbb\xbf")
    assert data.endswith(b"\r\n")
    assert data.replace(b"\r\n", b"").count(b"\r") == 0
    assert data.count(b"\n") == data.count(b"\r\n") == len(rows) + 1


@pytest.mark.parametrize("name", TABLES)
def test_a_file_says_what_the_answer_says(reader: Reader, name: str) -> None:
    answer = ask(reader, sample(), name)
    _, *rows = parsed(exported(reader, Question(name)))
    for row, values in zip(rows, answer.rows(), strict=True):
        for text, value in zip(row, values, strict=True):
            assert unguard(text) == as_text(value)


def as_text(value: object) -> str:
    """Say a value as the file does."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return f"{value.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    if isinstance(value, list):
        return "|".join(value)
    return str(value)


@pytest.mark.parametrize("name", EXPECTED)
def test_the_sample_has_its_expected_answers(reader: Reader, name: str) -> None:
    text = (SAMPLE / "expected" / f"{name}.csv").read_text(encoding="utf-8")
    right = list(csv.DictReader(io.StringIO(text)))
    actual = list(
        csv.DictReader(io.StringIO(exported(reader, Question(name)).decode()))
    )
    columns = NAMED.get(name, list(right[0]))
    key = find_query(name)["key"].split()

    def values(rows: list[dict[str, str]]) -> list[tuple[object, ...]]:
        plain = [tuple(as_number(row[column]) for column in columns) for row in rows]
        if name not in NAMED:
            assert [row[key[0]] for row in rows] == sorted(row[key[0]] for row in rows)
        return sorted(plain, key=repr)

    assert values(actual) == values(right)
    assert len(right) > 10


def as_number(text: str) -> float | str:
    return float(text) if re.fullmatch(r"-?[0-9]+([.][0-9]+)?", text) else text


def test_every_kind_of_value_has_its_form() -> None:
    moment = datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    frame = pl.DataFrame(
        {
            "day": [date(2026, 1, 31), date(1, 1, 1), None],
            "at": [moment, moment.replace(microsecond=5000), None],
            "flag": [True, False, None],
            "whole": [-12, 0, None],
            "share": [0.9871, -0.5, None],
            "text": ["plain", "", None],
            "codes": [["a", "b"], [], None],
        },
        schema_overrides={"at": pl.Datetime("us", "UTC")},
    )
    assert csv_bytes(frame, header=True).decode().split("\r\n") == [
        "day,at,flag,whole,share,text,codes",
        "2026-01-31,2026-03-29T01:30:00Z,true,-12,0.9871,plain,a|b",
        '0001-01-01,2026-03-29T01:30:00.005Z,false,0,-0.5,"",""',
        ",,,,,,",
        "",
    ]


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1))
def test_a_number_reads_back_as_itself(values: list[float]) -> None:
    frame = pl.DataFrame({"n": values, "more": 1})
    _, *rows = parsed(csv_bytes(frame, header=True))
    assert [float(row[0]) for row in rows] == values


def test_a_filtered_file_holds_what_is_listed(reader: Reader) -> None:
    late = Question("retention", (Filter("status", "overdue"),), "-days_overdue")
    _, *rows = parsed(exported(reader, late))
    listed = ask(reader, sample(), late)
    assert [row[0] for row in rows] == listed["holding_id"].to_list()
    assert {row[9] for row in rows} == {"overdue"}
    nothing = Question("retention", (Filter("status", "none"),))
    header, *rows = parsed(exported(reader, nothing))
    assert rows == []
    assert header[0] == "holding_id"


def test_a_filter_that_cannot_be_gives_no_byte(reader: Reader) -> None:
    question = Question("retention", (Filter("due_on", "soon"),))
    with pytest.raises(FilterError, match=r"retention\.due_on is not a date"):
        exported(reader, question)


def test_a_file_is_named_by_what_it_holds() -> None:
    def file_name(question: Question) -> str:
        return ListExport(question).file_name(sample())

    short = sample().short
    assert file_name(Question("retention")) == f"retention_{DAY}_{short}.csv"
    part = Question("retention", (Filter("status", "x\r\nSet-Cookie: a"),))
    assert file_name(part) == f"retention_part_{DAY}_{short}.csv"
    assert re.fullmatch(r"[a-z_0-9.-]+", file_name(part))


# -- one way out --------------------------------------------------------------


@pytest.mark.parametrize("name", TABLES)
def test_the_command_line_gives_the_same_bytes(
    reader: Reader, name: str, tmp_path: Path
) -> None:
    out = tmp_path / "out.csv"
    code = main(
        ["export", name, "--day", DAY, "--snapshots", str(root()), "--out", str(out)]
    )
    assert code == 0
    assert out.read_bytes() == exported(reader, Question(name))


def test_a_pipe_gives_the_same_bytes(reader: Reader) -> None:
    done = run("export", "findings", "--snapshots", root())
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout == exported(reader, Question("findings"))


LONG, SHORT = ("findings", "register"), ("recipients", "key_figures")


@pytest.mark.parametrize("size", [1, 7, 100, 1_000_000])
@pytest.mark.parametrize("names", [LONG, SHORT])
def test_the_size_of_batches_and_runs_changes_no_byte(
    reader: Reader, monkeypatch: pytest.MonkeyPatch, names: tuple[str, ...], size: int
) -> None:
    whole = {name: exported(reader, Question(name)) for name in names}
    size = max(size, 7) if names == LONG else size
    monkeypatch.setattr(door, "BATCH", size)
    monkeypatch.setattr(spilling, "RUN", 10_000)
    monkeypatch.setattr(spilling, "BLOCK", 1_000)
    monkeypatch.setattr(door, "PART", 900)
    for name in names:
        assert exported(reader, Question(name)) == whole[name]


@pytest.mark.parametrize("wait", [-1, 60])
def test_rows_that_the_engine_does_not_wait_for_are_the_same(
    reader: Reader, monkeypatch: pytest.MonkeyPatch, wait: int
) -> None:
    whole = exported(reader, Question("findings"))
    monkeypatch.setattr(door, "READ", 7)
    monkeypatch.setattr(door, "WAIT", wait)
    assert exported(reader, Question("findings")) == whole


def test_asking_twice_gives_the_same_bytes(reader: Reader) -> None:
    first = exported(reader, Question("findings"))
    again = a_reader()
    assert exported(again, Question("findings")) == first
    again.close()


MILLION = """
import json, resource, sys
from pathlib import Path
from data import snapshot
from data.ask import Question, door
from data.export.csv_file import csv_answer
from queries import Query
from tests.support.sealed import a_reader
sql = '''
    select
        printf('H-%07d', (i * 7919) % 1000003) as holding_id,
        printf('C-%06d', i % 400000) as client_id,
        date '2020-01-01' + cast(i % 2000 as integer) as due_on,
        i % 2 = 0 as is_late,
        case when i % 9 = 0 then '=1+1' else 'a text of some length, ' || i end as told
    from range(1000000) as t(i)
'''
made = Query("made", "records", sql, (), (), {"key": "holding_id"})
reader, found = a_reader(), snapshot.find(Path(sys.argv[1]))
def grown():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
def answer(name):
    return csv_answer(lambda shaped: door.stream(reader, found, Question(name), shaped))
for _ in answer("recipients"):
    pass
before, size, pieces, largest = grown(), 0, 0, 0
door.find_query = lambda name: made
for piece in answer("made"):
    size += len(piece)
    pieces += 1
    largest = max(largest, len(piece))
reader.close()
print(json.dumps([grown() - before, size, pieces, largest]))
"""


def test_a_million_rows_are_never_held_at_once() -> None:
    done = subprocess.run(
        [sys.executable, "-c", MILLION, root()],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    grown, size, pieces, largest = json.loads(done.stdout)
    assert size > 60_000_000
    assert pieces >= 40
    assert largest < size / 20
    assert grown < 100, "megabytes: what a run takes to sort, and a batch or two"


@pytest.mark.parametrize("name", TABLES)
def test_runs_on_disk_make_the_whole_list_in_its_order(
    reader: Reader, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    whole = ask(reader, sample(), name)
    monkeypatch.setattr(door, "BATCH", 50)
    monkeypatch.setattr(spilling, "RUN", 8_000)
    monkeypatch.setattr(spilling, "BLOCK", 1_000)
    answer = door.stream(reader, sample(), Question(name))
    assert answer.total == len(whole)
    assert pl.concat(answer).equals(whole)


def test_a_list_in_an_order_of_its_own_is_merged_in_it(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    question = Question("retention", order="status -days_overdue")
    whole = ask(reader, sample(), question)
    monkeypatch.setattr(door, "BATCH", 50)
    monkeypatch.setattr(spilling, "RUN", 8_000)
    assert pl.concat(door.stream(reader, sample(), question)).equals(whole)


def test_a_key_without_a_value_comes_last_in_all_runs(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    sql = """
        select
            case when i % 5 > 0 then 'k' || (i % 5) end as one,
            case when i % 3 > 0 then i end as two
        from range(1000) as t(i)
    """
    made = Query("made", "summary", sql, (), (), {"key": "one two"})
    monkeypatch.setattr(door, "find_query", lambda _: made)
    whole = ask(reader, sample(), "made")
    monkeypatch.setattr(door, "BATCH", 10)
    monkeypatch.setattr(spilling, "RUN", 2_000)
    merged = pl.concat(door.stream(reader, sample(), Question("made")))
    assert len(merged) == 1000
    assert merged["one"].equals(whole["one"])


@given(st.lists(st.text("a\"\r\n,'=", max_size=4), max_size=6))
def test_a_line_end_within_a_text_ends_no_row(texts: list[str]) -> None:
    rows = pl.DataFrame(
        {"n": range(len(texts)), "text": pl.Series(texts, dtype=pl.String)}
    )
    whole = csv_bytes(rows, header=True)

    def backwards(shaped: door.Shaped) -> door.Stream:
        lines = shaped(rows.reverse())
        return door.Stream(len(lines), iter([lines.reverse()]))

    assert b"".join(csv_answer(backwards)) == whole


# -- texts that a spreadsheet would run ---------------------------------------

NASTY = st.lists(
    st.one_of(
        st.sampled_from(
            [
                *TRIGGERS,
                *BLANKS,
                *"\t\r\n\0'\"`,;|\\",
                "\r\n",
                "''",
                "cmd|' /C calc'!A0",
                '=HYPERLINK("http://x")',
                "-2+3",
                "text",
                "1",
            ]
        ),
        st.text(st.characters(codec="utf-8"), max_size=6),
    ),
    max_size=6,
).map("".join)


@given(st.lists(NASTY, min_size=1, max_size=8))
def test_no_cell_is_run_and_all_are_undone(texts: list[str]) -> None:
    frame = pl.DataFrame({"text": texts, "more": 1})
    _, *rows = parsed(csv_bytes(frame, header=True))
    cells = [row[0] for row in rows]
    assert [cell for cell in cells if is_run(cell)] == []
    assert [unguard(cell) for cell in cells] == texts


@given(NASTY)
def test_a_harmless_text_is_not_touched(text: str) -> None:
    (cell,) = guard(pl.DataFrame({"text": [text]}))["text"]
    assert cell in (text, "'" + text)
    if not is_run(text.lstrip("'")):
        assert cell == text
    elif not text.startswith("'"):
        assert cell == "'" + text


@given(st.lists(NASTY, min_size=1, max_size=4))
def test_codes_joined_are_guarded_as_one(codes: list[str]) -> None:
    frame = pl.DataFrame({"codes": [codes], "more": 1})
    _, (cell, _) = parsed(csv_bytes(frame, header=True))
    assert not is_run(cell)
    assert unguard(cell) == "|".join(codes)


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "'=1", "''-1"]
)
def test_guarding_puts_one_apostrophe_in_front(text: str) -> None:
    assert guard(pl.DataFrame({"t": [text]}))["t"].to_list() == ["'" + text]
    assert unguard("'" + text) == text


@pytest.mark.parametrize(
    "text", ["", "'", "'s-Hertogenbosch", "R&D", "a=b", "1-1", "C-000001", "''x", ".5"]
)
def test_plain_text_stays_as_it_is(text: str) -> None:
    assert guard(pl.DataFrame({"t": [text]}))["t"].to_list() == [text]
    assert unguard(text) == text


@pytest.mark.parametrize("text", ["=1", "@x", "\u200b=1", "\uff1d1", "'=1", "\x7f=1"])
def test_one_text_that_runs_is_guarded_among_many_that_begin_with_letters(
    text: str,
) -> None:
    texts = ["A", "within", None, text, "~", "C-000001"]
    guarded = [*texts[:3], "'" + text, *texts[4:]]
    assert guard(pl.DataFrame({"t": texts}))["t"].to_list() == guarded


def test_numbers_and_days_are_never_guarded() -> None:
    frame = pl.DataFrame(
        {"n": [-1], "f": [-0.25], "d": [date(2026, 1, 1)], "b": [True], "t": ["-1"]}
    )
    assert csv_bytes(frame, header=False) == b"-1,-0.25,2026-01-01,true,'-1\r\n"


def test_a_file_can_be_read_by_others(reader: Reader) -> None:
    data = exported(reader, Question("breaches"))
    frame = pl.read_csv(io.BytesIO(data), try_parse_dates=True)
    assert frame.height == sample().seal["rows"]["breaches"]
    assert frame["discovered_at"].dtype == pl.Datetime("us", "UTC")
    assert frame["has_risk"].dtype == pl.Boolean
