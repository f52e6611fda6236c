"""A month goes from the source to the report by itself, once, and says so."""

from __future__ import annotations

import fcntl
import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data import runs, snapshot
from data.__main__ import main
from data.commands import month_config
from data.runs import LONGEST, MOST, MonthlyRun
from data.seal.source.describe import describe
from tests.support.sealed import DAY, begin_journal, content, every_table, source

Output = pytest.CaptureFixture[str]


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """Return a folder with an export of clients, and what is done with it."""
    emptied = tuple(table for table in every_table() if table != "client")
    source(tmp_path / "export", emptied=emptied)
    (tmp_path / "reports").mkdir()
    (tmp_path / "snapshots").mkdir()
    begin_journal(tmp_path / "snapshots")
    (tmp_path / "month.toml").write_text(
        'collect = "export"\nreports = "reports"\nlanguages = ["nl"]\n'
    )
    return tmp_path


def month(house: Path, *more: str) -> int:
    words = ("month", house / "month.toml", "--snapshots", house / "snapshots")
    return main([*map(str, words), *more])


def last(house: Path) -> MonthlyRun:
    return runs.read(house / "snapshots")[0]


def test_a_month_seals_and_reports_and_may_be_repeated(
    house: Path, capsys: Output
) -> None:
    assert month(house) == 0
    sealed = snapshot.find(house / "snapshots")
    (report,) = (house / "reports").iterdir()
    first = report.read_bytes()
    assert report.name == f"report_{DAY}_{sealed.short}_nl.pdf"
    assert capsys.readouterr().out.count("\n") == 1
    assert last(house) == MonthlyRun("report", DAY, sealed.digest, at=last(house).at)
    before = content(sealed.path)
    assert month(house) == 0
    assert "was sealed from the same source before" in capsys.readouterr().out
    assert content(sealed.path) == before
    assert report.read_bytes() == first
    assert len(runs.read(house / "snapshots")) == 2
    toml = house / "export" / "snapshot.toml"
    toml.write_text(f"{toml.read_text()}\n")
    assert month(house) == 1
    assert f"{DAY} is sealed already" in (last(house).why or "")
    assert last(house).cause == "sealed"
    assert "from another source" in capsys.readouterr().err
    assert content(sealed.path) == before


def test_a_source_that_is_refused_is_on_record_without_rows_or_keys(
    house: Path, capsys: Output
) -> None:
    client = house / "export" / "client.csv"
    header, first, *others = client.read_text("utf-8").splitlines()
    key = first.split(",")[0]
    client.write_text("\n".join([header, first, first, *others]) + "\n", "utf-8")
    assert month(house) == 1
    assert key in capsys.readouterr().err
    run = last(house)
    assert (run.step, run.day, run.digest) == ("seal", None, None)
    assert run.why and run.why.startswith("- client.client_id: ")
    assert (run.cause, run.about) == ("contract", "client")
    assert key not in run.why
    assert not snapshot.days(house / "snapshots")
    assert not [*(house / "reports").iterdir()]


def test_two_months_never_run_at_once(house: Path, capsys: Output) -> None:
    with (house / "snapshots" / ".month").open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert month(house) == 1
    assert "Another run has" in capsys.readouterr().err
    assert not runs.read(house / "snapshots")


def test_what_is_begun_for_files_of_their_own_asks_for_its_day_alone(
    tmp_path: Path,
) -> None:
    assert main(["source", "new", str(tmp_path / "own"), "--export"]) == 0
    config = month_config.read(tmp_path / "own" / "month.toml")
    assert config.collect == tmp_path / "own" / "export"
    assert config.key == tmp_path / "own" / "keys" / "client.key"
    failures = describe(tmp_path / "own" / "export").failures
    assert [failure.column for failure in failures] == ["as_of", "exported_at"]
    assert failures[1].check.endswith("exported_at = 2026-10-31T23:30:00+01:00")


def test_an_export_with_a_mapping_and_numbers_leaves_its_pseudonyms_alone(
    house: Path, capsys: Output
) -> None:
    export = house / "export"
    clients = (export / "client.csv").read_text("utf-8").replace("C-", "K2019/")
    (export / "client.csv").unlink()
    (export / "klanten.csv").write_text(clients, "utf-8")
    names = clients.split("\n")[0].split(",")
    heads = "\n".join(f'{name} = "{name}"' for name in names)
    (export / "mapping.toml").write_text(
        f'[client]\nfile = "klanten.csv"\n\n[client.columns]\n{heads}\n'
    )
    (house / "safe").mkdir()
    (house / "sources" / ".month-left").mkdir(parents=True)
    (house / "month.toml").write_text(
        'collect = "export"\nkey = "safe/key"\nsources = "sources"\n'
    )
    assert month(house) == 1
    assert "There is no key" in capsys.readouterr().err
    assert (last(house).step, last(house).day) == ("pseudonymise", None)
    text = (house / "month.toml").read_text()
    (house / "month.toml").write_text(text.replace("safe/", "sources/"))
    assert month(house) == 1
    assert "beside the data" in capsys.readouterr().err
    (house / "month.toml").write_text(text)
    assert month(house, "--new-key") == 0
    assert "Keep " in capsys.readouterr().out
    assert month(house) == 0
    (kept,) = (house / "sources").iterdir()
    assert kept.name == DAY
    assert "mapping.applied.toml" in {path.name for path in kept.iterdir()}
    for path in kept.iterdir():
        assert b"K2019/" not in path.read_bytes()


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "name fetch, collect or both"),
        ('collect = "export"\nfetch = "export"', "fetch needs a key"),
        ('fetch = "export"', "fetch needs a key"),
        ('collect = "nowhere"', "folders that are not there"),
        ('collect = "export"\nlanguages = ["de"]', "- languages.0: no such language"),
        ('collect = "export"\npassword = "x"', "- password: no such entry.\n"),
        ('colect = "export"', "- colect: no such entry. Did you mean collect?"),
        ("collect", "does not read as TOML"),
    ],
)
def test_a_file_that_does_not_say_what_to_do_does_nothing(
    house: Path, capsys: Output, text: str, why: str
) -> None:
    (house / "month.toml").write_text(text)
    assert month(house) == 2
    assert why in capsys.readouterr().err
    assert not runs.read(house / "snapshots")


# -- the file of runs ----------------------------------------------------------------


@settings(max_examples=20)
@given(st.lists(st.text(), max_size=4))
def test_a_sentence_is_one_line_of_bounded_length(
    tmp_path_factory: pytest.TempPathFactory, sentences: list[str]
) -> None:
    root = tmp_path_factory.mktemp("runs")
    for why in sentences:
        runs.write(root, MonthlyRun("seal", why=why))
    assert len(runs.read(root)) == len(sentences)
    assert all(len(run.why or "") <= LONGEST for run in runs.read(root))


def test_the_oldest_runs_go(tmp_path: Path) -> None:
    for count in range(MOST + 3):
        runs.write(tmp_path, MonthlyRun("seal", why=f"{count}"))
    whys = [run.why for run in runs.read(tmp_path)]
    assert whys == [f"{count}" for count in range(MOST + 2, 2, -1)]


@pytest.mark.parametrize(
    "line",
    [
        *("", "{", "[]", "null", '{"step": "seal"}', "\xff"),
        *('{"at": "2026-01-01", "step": "seal"}', '{"at": 3, "step": "seal"}'),
        '{"at": "2026-01-01T00:00:00+00:00", "step": "x"}',
        '{"at": "2026-01-01T00:00:00+00:00", "step": "seal", "cause": "x"}',
        '{"at": "2026-01-01T00:00:00+00:00", "step": "seal", "day": "x"}',
        '{"at": "2026-01-01T00:00:00+00:00", "step": "seal", "why": 3}',
        '{"at": "2026-01-01T00:00:00+00:00", "step": "seal", "more": 3}',
    ],
)
def test_a_line_that_is_no_run_is_passed_over(tmp_path: Path, line: str) -> None:
    run = MonthlyRun("seal", DAY, "a" * 64, at="2026-01-01T00:00:00+00:00")
    sound = json.dumps(run.__dict__)
    (tmp_path / runs.NAME).write_text(f"{sound}\n{line}\n", "latin-1")
    assert runs.read(tmp_path) == [replace(run)]
