"""Client numbers become pseudonyms: the same ones next month, and no number is left."""

from __future__ import annotations

import csv
import fcntl
import json
import re
import shutil
import stat
import tomllib
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data import contract, snapshot
from data.__main__ import main
from data.seal.pseudonyms import (
    KeyRefused,
    assigned,
    id_of,
    new_key,
    read_id,
    read_key,
    refuse_other,
)
from data.seal.pseudonyms.pseudonymise import pseudonymise
from data.seal.publish import SealRefused
from data.seal.run import seal
from data.seal.source import strangers
from data.seal.source.describe import describe
from tests.support.sealed import DAY, LATER, sample, source

Said = pytest.CaptureFixture[str]
WITH_CLIENTS = [
    table
    for table, model in contract.TABLES.items()
    if "client_id" in model.to_schema().columns
]
GOLDEN = (99531199, "0e4cb56ce56d0ad4cf8431245f3b4ea6", "d1ba9cb218dc7689")
OWN = "Dossier 2019/"
"""What the organisation's own client numbers begin with ctx."""


@pytest.fixture
def key(tmp_path: Path) -> Path:
    """Return the file of a new key, as yet without a client."""
    place = tmp_path / "kept" / "key"
    place.parent.mkdir()
    assigned.start(new_key(place), place)
    return place


def numbered(to: Path, *, as_of: str = DAY) -> Path:
    """Write the sample with client numbers of the organisation's own."""
    source(to, as_of=as_of)
    for table in WITH_CLIENTS:
        file = to / f"{table}.csv"
        text = file.read_text(encoding="utf-8-sig")
        file.write_text(re.sub(r"\bC-([0-9]{6,8})\b", rf"{OWN}\1", text), "utf-8")
    return to


def rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as lines:
        first = lines.readline()
        lines.seek(0)
        comma = ";" if ";" in first else ","
        return list(csv.DictReader(lines, delimiter=comma, strict=True))


def small(to: Path, numbers: list[str]) -> Path:
    """Write a source of a few clients, each with a request, other tables empty."""
    source(to, emptied=tuple(contract.TABLES))
    text = "".join(
        f'"{n.replace(chr(34), chr(34) * 2)}",2020-01-02,,,true\n' for n in numbers
    )
    header = "client_id,registered_on,informed_on,statement_version,portal_account\n"
    (to / "client.csv").write_text(header + text, encoding="utf-8", newline="")
    return to


def given_to(out: Path) -> set[str]:
    return {row["client_id"] for row in rows(out / "client.csv")}


# -- what becomes of a source -------------------------------------------------------


@pytest.fixture
def turned(tmp_path: Path, key: Path) -> tuple[Path, Path]:
    """Return the sample with numbers, and what became of it."""
    before, after = numbered(tmp_path / "before"), tmp_path / "after"
    pseudonymise(before, after, key)
    return before, after


def test_every_table_keeps_its_rows_under_one_pseudonym_a_client(
    turned: tuple[Path, Path],
) -> None:
    before, after = turned
    as_client: dict[str, str] = {}
    for table in contract.TABLES:
        file = f"{table}.csv"
        if table not in WITH_CLIENTS:
            assert (after / file).read_bytes() == (before / file).read_bytes()
            continue
        key = next(iter(rows(before / file)[0]))
        old = {row[key]: row for row in rows(before / file)}
        new = rows(after / file)
        assert len(new) == len(old)
        if table == "client":
            continue
        for row in new:
            was = old[row[key]]
            assert (
                as_client.setdefault(was["client_id"], row["client_id"])
                == (row["client_id"])
            )
            assert was | {"client_id": ""} == row | {"client_id": ""}
    assert len(set(as_client.values())) == len(as_client)
    assert as_client.pop("") == "", "a request of no client gets no pseudonym"
    assert set(as_client.values()) <= given_to(after)


def test_every_pseudonym_has_the_contract_s_form_and_is_one_client_s(
    turned: tuple[Path, Path],
) -> None:
    before, after = turned
    clients = [row["client_id"] for row in rows(after / "client.csv")]
    assert len(set(clients)) == len(clients) == len(rows(before / "client.csv"))
    assert all(re.fullmatch(r"C-[0-9]{8}", client) for client in clients)


@pytest.mark.parametrize("table", WITH_CLIENTS)
def test_rows_stand_in_the_order_of_the_pseudonyms(
    turned: tuple[Path, Path], table: str
) -> None:
    clients = [row["client_id"] for row in rows(turned[1] / f"{table}.csv")]
    assert clients == sorted(clients, key=lambda client: (not client, client))
    assert len(clients) > 10


def test_the_order_of_the_source_leaves_no_trace(tmp_path: Path, key: Path) -> None:
    before = numbered(tmp_path / "before")
    pseudonymise(before, tmp_path / "one", key)
    for table in WITH_CLIENTS:
        file = before / f"{table}.csv"
        header, *lines = file.read_text("utf-8-sig").splitlines()
        file.write_text("\n".join([header, *reversed(lines)]) + "\n", "utf-8")
    shutil.copytree(key.parent, tmp_path / "again")
    pseudonymise(before, tmp_path / "two", tmp_path / "again" / "key")
    for table in WITH_CLIENTS:
        first, second = (tmp_path / name / f"{table}.csv" for name in ("one", "two"))
        assert first.read_bytes() == second.read_bytes()


def test_no_client_number_is_in_any_file_that_is_written(
    tmp_path: Path, turned: tuple[Path, Path]
) -> None:
    written = [*turned[1].iterdir(), *(tmp_path / "kept").iterdir()]
    assert len(written) == len(contract.TABLES) + 4
    for file in written:
        assert OWN.encode() not in file.read_bytes()
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert not [p for p in tmp_path.iterdir() if p.name.startswith(".")]


def test_what_comes_out_seals_and_says_its_key(tmp_path: Path, key: Path) -> None:
    pseudonymise(numbered(tmp_path / "before"), tmp_path / "after", key)
    done = seal(tmp_path / "after", tmp_path / "snapshots")
    facts = snapshot.find(tmp_path / "snapshots", DAY).seal
    assert facts["pseudonym_key"] == id_of(read_key(key)) == read_id(tmp_path / "after")
    assert facts["source"].keys() >= {"pseudonyms.toml", "client.csv"}
    assert key.read_text().strip() not in json.dumps(facts)
    assert done.rows == sum(facts["rows"][table] for table in contract.TABLES)


def test_parquet_stays_parquet_with_its_types(tmp_path: Path, key: Path) -> None:
    before = small(tmp_path / "before", ["17", "4"])
    frame = pl.DataFrame(
        {
            "client_id": [17, 4, 4],
            "restriction_id": ["K-1", "K-3", "K-2"],
            "kind": ["dispute", "objection", "accuracy"],
            "started_on": pl.Series(["2020-01-02"] * 3).str.to_date(),
            "lifted_on": pl.Series([None, "2021-01-02", None]).str.to_date(),
        }
    )
    (before / "restriction.csv").unlink()
    frame.write_parquet(before / "restriction.parquet")
    pseudonymise(before, tmp_path / "after", key)
    after = pl.read_parquet(tmp_path / "after" / "restriction.parquet")
    assert after.schema == frame.schema | {"client_id": pl.String}
    assert after["client_id"].is_sorted()
    assert set(after["client_id"]) == given_to(tmp_path / "after")
    back = after.join(frame, on="restriction_id").sort("restriction_id")
    assert back["lifted_on"].to_list() == back["lifted_on_right"].to_list()
    kept = back.group_by("client_id_right").agg(pl.col("client_id").n_unique())
    assert kept["client_id"].to_list() == [1, 1]


def test_a_number_that_is_no_number_is_refused(tmp_path: Path, key: Path) -> None:
    before = small(tmp_path / "before", ["1"])
    (before / "client.csv").unlink()
    pl.DataFrame({"client_id": [1.5]}).write_parquet(before / "client.parquet")
    with pytest.raises(KeyRefused, match="neither text nor whole number"):
        pseudonymise(before, tmp_path / "after", key)
    assert not (tmp_path / "after").exists()


hard = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1
)


@settings(max_examples=10, deadline=None)
@given(st.lists(hard, unique=True, max_size=8))
def test_any_text_can_be_a_client_number(
    tmp_path_factory: pytest.TempPathFactory, numbers: list[str]
) -> None:
    here = tmp_path_factory.mktemp("any")
    done = pseudonymise(
        small(here / "before", numbers), here / "after", here / "key", new_key=True
    )
    assert done.clients == done.fresh == len(given_to(here / "after")) == len(numbers)
    shutil.rmtree(here)


# -- month after month ---------------------------------------------------------------


def assign(key: Path, month: set[str]) -> dict[str, str]:
    """Return the clients of a month their pseudonyms, as a run does."""
    with duckdb.connect() as con:
        frame = pl.DataFrame({"number": sorted(month)}, schema={"number": pl.String})
        con.from_arrow(frame.to_arrow()).create("number")
        assigned.assign(con, read_key(key), key)
        return dict(con.table("mapped").fetchall())


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.sets(st.integers(1, 24).map(str)), min_size=2, max_size=6),
    st.sampled_from([48, 64, 96]),
)
def test_a_client_keeps_a_pseudonym_that_nobody_else_ever_had(
    months: list[set[str]], space: int
) -> None:
    """Pseudonyms are drawn from a few dozen, so that most of them collide."""
    ever: dict[str, str] = {}
    with pytest.MonkeyPatch.context() as patch, TemporaryDirectory() as here:
        patch.setattr(assigned, "SPACE", space)
        patch.setattr(assigned, "MOST", space)
        key = Path(here) / "key"
        assigned.start(new_key(key), key)
        for month in months:
            pseudonyms = assign(key, month)
            assert pseudonyms.keys() == month
            for number, pseudonym in pseudonyms.items():
                assert ever.setdefault(number, pseudonym) == pseudonym
    assert len(set(ever.values())) == len(ever)


def test_without_their_memory_a_pseudonym_would_be_handed_on(
    key: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(assigned, "SPACE", 16)
    secret = read_key(key)
    first = {str(n): next(assigned.candidates(secret, str(n))) for n in range(999)}
    left = "0"
    came = next(n for n in first if n != left and first[n] == first[left])
    pseudonyms = assign(key, {left}) | assign(key, {came})
    assert pseudonyms[left] != pseudonyms[came]
    assigned.place(key).unlink()
    assigned.start(secret, key)
    assert assign(key, {came})[came] == pseudonyms[left]


def test_one_key_has_no_more_pseudonyms_than_it_can_give(
    key: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(assigned, "MOST", 3)
    assign(key, {"1", "2", "3"})
    with pytest.raises(KeyRefused, match="for 3 clients, not more"):
        assign(key, {"1", "4"})
    assert len(assign(key, {"3", "2", "1"})) == 3


def test_another_key_gives_other_pseudonyms(tmp_path: Path) -> None:
    before = numbered(tmp_path / "before")
    for name in ("one", "two"):
        pseudonymise(before, tmp_path / name, tmp_path / f"{name}.key", new_key=True)
    first, second = given_to(tmp_path / "one"), given_to(tmp_path / "two")
    assert len(first & second) < 3
    assert read_id(tmp_path / "one") != read_id(tmp_path / "two")


def test_a_pseudonym_is_the_keyed_hash_of_its_number(tmp_path: Path) -> None:
    """Golden: another way to cut the hash would part a client from its months."""
    assert next(assigned.candidates(bytes(32), "2019/0042")) == GOLDEN[0]
    assert assigned.tag(bytes(32), "2019/0042") == GOLDEN[1]
    assert id_of(bytes(32)) == GOLDEN[2]


# -- the key -------------------------------------------------------------------------


def changed(path: Path, old: bytes, new: bytes) -> None:
    text = path.read_bytes()
    assert old in text
    path.write_bytes(text.replace(old, new, 1))


def cut(path: Path) -> None:
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[:5] + lines[-1:]))


def as_folder(key: Path) -> None:
    key.unlink()
    key.mkdir()


def as_link(key: Path) -> None:
    key.rename(key.with_name("real"))
    key.symlink_to("real")


BENT: dict[str, tuple[Callable[[Path], object], str]] = {
    "no key": (lambda key: key.unlink(), "There is no key"),
    "open to a group": (lambda key: key.chmod(0o640), "Others than you can open"),
    "open to all": (lambda key: key.chmod(0o604), "Others than you can open"),
    "too short": (lambda key: key.write_text("abc\n"), "is no key"),
    "another": (lambda key: key.write_text("0" * 64 + "\n"), "is of another key"),
    "a folder": (as_folder, "no file of your own"),
    "a link": (as_link, "is a link"),
    "forgotten": (lambda key: assigned.place(key).unlink(), "is missing"),
    "cut": (lambda key: cut(assigned.place(key)), "was changed"),
    "edited": (lambda key: changed(assigned.place(key), b"C-", b"C_"), "was changed"),
    "swapped": (lambda key: changed(assigned.place(key), b",a", b",b"), "was changed"),
    "more": (
        lambda key: changed(assigned.place(key), b"whole", b"whole,\nwhole"),
        "was changed",
    ),
    "seen": (lambda key: assigned.place(key).chmod(0o644), "Others than you can open"),
}


@pytest.mark.parametrize("kind", BENT)
def test_a_key_that_was_bent_writes_nothing(
    tmp_path: Path, key: Path, kind: str
) -> None:
    before = numbered(tmp_path / "before")
    pseudonymise(before, tmp_path / "after", key)
    bend, why = BENT[kind]
    bend(key)
    with pytest.raises(KeyRefused, match=why) as caught:
        pseudonymise(before, tmp_path / "later", key)
    assert OWN not in str(caught.value)
    assert {p.name for p in tmp_path.iterdir()} == {"before", "after", "kept"}


def test_a_key_inside_a_git_work_tree_is_refused(tmp_path: Path) -> None:
    (tmp_path / "work" / ".git").mkdir(parents=True)
    inside = tmp_path / "work" / "deep" / "key"
    inside.parent.mkdir()
    (tmp_path / "link").symlink_to(inside.parent)
    before = numbered(tmp_path / "before")
    for place in (inside, tmp_path / "link" / "key"):
        with pytest.raises(KeyRefused, match="inside the git work tree"):
            pseudonymise(before, tmp_path / "after", place, new_key=True)
    inside.write_text("0" * 64)
    inside.chmod(0o600)
    with pytest.raises(KeyRefused, match="inside the git work tree"):
        pseudonymise(before, tmp_path / "after", inside)


def test_a_key_beside_the_data_is_refused(tmp_path: Path) -> None:
    before = numbered(tmp_path / "before")
    for place in (before / "key", tmp_path / "after" / "key"):
        with pytest.raises(KeyRefused, match="would be beside the data"):
            pseudonymise(before, tmp_path / "after", place, new_key=True)


def test_a_key_is_never_written_over(tmp_path: Path, key: Path) -> None:
    text = key.read_bytes()
    with pytest.raises(KeyRefused, match="never written over"):
        pseudonymise(
            numbered(tmp_path / "before"), tmp_path / "after", key, new_key=True
        )
    assert key.read_bytes() == text


def test_two_runs_at_once_do_not_share_a_key(tmp_path: Path, key: Path) -> None:
    before = numbered(tmp_path / "before")
    with key.open("rb") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(KeyRefused, match="Another run has the key"):
            pseudonymise(before, tmp_path / "after", key)


def test_a_source_that_does_not_read_is_refused_in_whole(
    tmp_path: Path, key: Path
) -> None:
    before = numbered(tmp_path / "before")
    with (before / "consent.csv").open("a") as file:
        file.write(f'"{OWN}000001\n')
    (before / "breach.csv").unlink()
    with pytest.raises(KeyRefused) as caught:
        pseudonymise(before, tmp_path / "after", key)
    message = str(caught.value)
    assert "- consent: reads as CSV" in message
    assert "- breach: is there as .csv, .csv.gz, .parquet, .xlsx or .ods" in message
    assert OWN not in message


def test_a_source_with_pseudonyms_is_not_turned_twice(
    tmp_path: Path, turned: tuple[Path, Path], key: Path
) -> None:
    with pytest.raises(KeyRefused, match="has pseudonyms already"):
        pseudonymise(turned[1], tmp_path / "twice", key)
    with pytest.raises(KeyRefused, match="is there already"):
        pseudonymise(turned[0], turned[1], key)


# -- sealing under a key --------------------------------------------------------------


def under(folder: Path, key: str | None, as_of: str = DAY) -> Path:
    """Write an empty source that says its pseudonyms are of a key."""
    source(folder, as_of=as_of, emptied=tuple(contract.TABLES))
    if key is not None:
        (folder / "pseudonyms.toml").write_text(f'key = "{key}"\n')
    return folder


A, B = "a" * 16, "b" * 16
BEFORE = "2026-09-30"


def sealed(root: Path, day: str, key: str | None) -> Path:
    """Put a snapshot's seal there that names a key, as far as it matters ctx."""
    facts = sample().seal | {"as_of": day, "pseudonym_key": key}
    (root / day).mkdir(parents=True)
    (root / day / snapshot.SEAL).write_text(json.dumps(facts))
    return root


@pytest.mark.parametrize(
    ("before", "after", "taken"),
    [
        (A, A, True),
        (None, None, True),
        (A, B, False),
        (A, None, False),
        (None, A, False),
    ],
)
def test_another_key_than_that_of_the_day_before_is_refused(
    tmp_path: Path, before: str | None, after: str | None, taken: bool
) -> None:
    root = sealed(tmp_path, BEFORE, before)
    if taken:
        refuse_other(root, DAY, after)
        return
    with pytest.raises(SealRefused, match=f"{BEFORE} was sealed .* would be two"):
        refuse_other(root, DAY, after)


def test_a_replaced_day_keeps_its_key_whatever_came_before(tmp_path: Path) -> None:
    root = sealed(sealed(tmp_path, BEFORE, A), DAY, B)
    refuse_other(root, DAY, B)
    with pytest.raises(SealRefused, match=rf"{DAY} was sealed .* key {B}"):
        refuse_other(root, DAY, A)
    refuse_other(root, BEFORE, A)
    refuse_other(root, "2020-01-31", B)


def test_a_snapshot_of_before_keys_were_told_has_none(tmp_path: Path) -> None:
    facts = {k: v for k, v in sample().seal.items() if k != "pseudonym_key"}
    (tmp_path / DAY).mkdir()
    (tmp_path / DAY / snapshot.SEAL).write_text(json.dumps(facts))
    refuse_other(tmp_path, LATER, None)
    with pytest.raises(SealRefused, match="no key that is known"):
        refuse_other(tmp_path, LATER, A)


def test_a_seal_that_cannot_be_read_decides_nothing(tmp_path: Path) -> None:
    root = sealed(tmp_path, BEFORE, A)
    (root / "2026-10-01").mkdir()
    (root / "2026-10-01" / snapshot.SEAL).write_text("{}")
    with pytest.raises(SealRefused, match=f"{BEFORE} was sealed"):
        refuse_other(root, DAY, B)


@pytest.mark.parametrize(
    "text", ["", 'key = "x"', f'key = "{A}"\nmore = 1', "key = 3", "\0"]
)
def test_a_sidecar_that_says_no_key_is_not_sealed(tmp_path: Path, text: str) -> None:
    under(tmp_path / "one", None)
    (tmp_path / "one" / "pseudonyms.toml").write_text(text)
    with pytest.raises(SealRefused, match=r"pseudonyms\.toml says no key"):
        seal(tmp_path / "one", tmp_path / "snapshots")


# -- the command -----------------------------------------------------------------------


def test_the_command_tells_counts_and_no_number(tmp_path: Path, capsys: Said) -> None:
    before, key = numbered(tmp_path / "before"), tmp_path / "key"
    count = len(rows(before / "client.csv"))
    arguments = [
        "pseudonymise",
        str(before),
        str(tmp_path / "after"),
        "--key",
        str(key),
    ]
    assert main(arguments) == 1
    assert capsys.readouterr().err.startswith("There is no key")
    assert main([*arguments, "--new-key"]) == 0
    printed = capsys.readouterr()
    assert f"{count:,} clients, {count:,} of them new to key" in printed.out
    assert "Keep " in printed.out
    arguments[2] = str(tmp_path / "again")
    assert main(arguments) == 0
    more = capsys.readouterr()
    assert f"{count:,} clients, 0 of them new" in more.out
    secret = key.read_text().strip()
    for text in (printed.out, printed.err, more.out, more.err):
        assert OWN not in text
        assert secret not in text
    assert tomllib.loads((tmp_path / "again" / "pseudonyms.toml").read_text()) == {
        "key": id_of(read_key(key))
    }


def test_sealing_by_command_takes_a_stated_new_key(
    tmp_path: Path, capsys: Said
) -> None:
    root = str(tmp_path / "snapshots")
    first, second = under(tmp_path / "1", A, BEFORE), under(tmp_path / "2", B)
    assert main(["seal", str(first), "--snapshots", root]) == 0
    for more in ([], ["--replace"]):
        assert main(["seal", str(second), "--snapshots", root, *more]) == 1
        assert "give --new-key" in capsys.readouterr().err
    assert snapshot.days(tmp_path / "snapshots") == [BEFORE]
    assert main(["seal", str(second), "--snapshots", root, "--new-key"]) == 0
    assert snapshot.find(tmp_path / "snapshots", DAY).seal["pseudonym_key"] == B


def test_tables_that_are_not_delivered_are_left_out(tmp_path: Path, key: Path) -> None:
    before = numbered(tmp_path / "before")
    for table in ("consent", "breach"):
        (before / f"{table}.csv").unlink()
    with pytest.raises(KeyRefused, match="not_delivered"):
        pseudonymise(before, tmp_path / "refused", key)
    with (before / "snapshot.toml").open("a") as toml:
        toml.write('not_delivered = ["consent", "breach"]\n')
    pseudonymise(before, tmp_path / "after", key)
    assert describe(tmp_path / "after").not_delivered == {"consent", "breach"}
    assert not (tmp_path / "after" / "consent.csv").exists()
    assert strangers(tmp_path / "after") is None
