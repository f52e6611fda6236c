"""The audit pack: all tables with their schema, the same bytes each time, checkable."""

from __future__ import annotations

import hashlib
import io
import json
import stat
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import queries
from data import CONTRACT, contract, policy
from data.__main__ import main
from data.ask.door import find_query
from data.contract.column_rule import column_rules
from data.export import audit_pack, verify_pack
from data.export.audit_pack import TABLES
from data.export.csv_file import GUARDED
from data.export.definitions import EACH
from data.export.export import Answers
from data.export.verify_pack import MANIFEST, PACKAGE, PackRefused, check
from data.export.zip import Writer, walk
from data.snapshot import SEAL
from data.words import words_for
from tests.support import profile
from tests.support.exported import list_file
from tests.support.recomputed.answers import Recomputed
from tests.support.recomputed.findings import findings
from tests.support.recomputed.policy import Policy
from tests.support.recomputed.records import read_table
from tests.support.sealed import DAY, EMPTY, a_reader, copy, root, run, sample

Members = dict[str, bytes]
Said = pytest.CaptureFixture[str]
MORE = "has other bytes than the manifest says"
ANCHOR = (
    "privacy-dashboard/journal\n20852\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
)


@cache
def made(day: str = DAY, anchor: str | None = ANCHOR) -> bytes:
    """Make the pack of a day once."""
    reader = a_reader()
    try:
        file = io.BytesIO()
        audit_pack.write(file, Answers(reader, sample(day)), anchor)
        return file.getvalue()
    finally:
        reader.close()


@cache
def members(day: str = DAY) -> Members:
    """Read a pack with another program than wrote it."""
    with zipfile.ZipFile(io.BytesIO(made(day))) as other:
        assert other.testzip() is None
        return {name: other.read(name) for name in other.namelist()}


def package(day: str = DAY) -> dict[str, Any]:
    descriptor: dict[str, Any] = json.loads(members(day)[PACKAGE])
    return descriptor


# -- what can be done with it alone ---------------------------------------------


def test_every_finding_is_reckoned_again_from_the_pack_alone(tmp_path: Path) -> None:
    for name, data in members().items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(data)
    seal = json.loads((tmp_path / SEAL).read_text())
    tables = {
        file.stem: [
            {
                name: GUARDED.sub(lambda run: run[0][1:], cell)
                for name, cell in row.items()
            }
            for row in read_table(file)
        ]
        for file in (tmp_path / "data" / "source").glob("*.csv")
    }
    again = Recomputed(
        tables,
        date.fromisoformat(seal["as_of"]),
        date.fromisoformat(seal["statement"]),
        Policy.read(tmp_path / "policy"),
        frozenset(seal["not_delivered"]),
    )
    packed = {
        f"{row['rule']} {row['subject_key']}": (row["client_id"], row["since"])
        for row in read_table(tmp_path / "data" / "findings.csv")
    }
    reckoned = {
        name: (row["client_id"] or "", str(row["since"] or ""))
        for name, row in findings(again).items()
    }
    assert packed
    assert packed == reckoned


# -- what is in it --------------------------------------------------------------


def test_same_snapshot_and_anchor_give_the_same_bytes() -> None:
    first = made()
    made.cache_clear()
    assert made() == first
    assert made(anchor=None) != first


def test_an_anchor_changes_nothing_but_where_it_is_told() -> None:
    with zipfile.ZipFile(io.BytesIO(made(anchor=None))) as other:
        bare = {name: other.read(name) for name in other.namelist()}
    assert members().keys() - bare.keys() == {"journal-anchor.txt"}
    differ = {name for name in bare if bare[name] != members()[name]}
    assert differ == {"README.md", MANIFEST}


@pytest.mark.parametrize("name", TABLES)
def test_every_audit_table_is_there_as_it_is_exported(name: str) -> None:
    reader = a_reader()
    data = list_file(reader, sample(), name)
    reader.close()
    assert members()[f"data/{name}.csv"] == data


def test_every_table_of_the_pack_says_what_it_is() -> None:
    described = {each["name"]: each for each in package()["resources"]}
    assert all(len(each["title"]) > 4 for each in described.values())
    assert all(len(each["description"]) > 9 for each in described.values())
    held = described["source_holding"]["description"]
    assert held == (contract.TABLES["holding"].__doc__ or "").partition("\n")[0]


def test_rules_policy_and_seal_are_there_to_the_letter() -> None:
    packed = members()
    assert hashlib.sha256(packed[SEAL]).hexdigest() == sample().digest
    for folder in ("findings", "key_figures"):
        for path in (queries.FOLDER / folder).glob("*.sql"):
            assert packed[f"queries/{folder}/{path.name}"] == path.read_bytes()
    for path in policy.FOLDER.glob("*.csv"):
        assert packed[f"policy/{path.name}"] == path.read_bytes()
    assert packed["policy/statements/2018-05-25.toml"]
    assert packed["policy/organisation.toml"]
    rules = pl.read_csv(packed["definitions/rules.csv"])
    assert rules["rule"].to_list() == sorted(queries.folder("findings"))
    query = queries.folder("findings")["RET-01"]
    assert rules.row(by_predicate=pl.col("rule") == "RET-01", named=True) == {
        "rule": "RET-01",
        "title_nl": words_for("nl").title(query),
        "title": words_for("en").title(query),
        **{entry: query[entry] for entry in ("severity", "subject", "basis", "grain")},
    }


def test_what_changed_since_the_seal_is_said(tmp_path: Path) -> None:
    files = pl.read_csv(members()["definitions/files.csv"])
    assert files["as_sealed"].all()
    assert files.height == sum(
        "/" in n and n[:4] in ("poli", "quer") for n in members()
    )
    where = copy(tmp_path / "snapshots", DAY)
    seal = json.loads((where / DAY / SEAL).read_bytes())
    seal["queries"]["findings/RET-01.sql"] = "0" * 64
    (where / DAY / SEAL).chmod(0o640)
    (where / DAY / SEAL).write_text(json.dumps(seal))
    done = run("pack", "--snapshots", where, "--out", tmp_path / "p.zip")
    assert done.returncode == 0, done.stderr
    with zipfile.ZipFile(tmp_path / "p.zip") as other:
        files = pl.read_csv(other.read("definitions/files.csv"))
    assert files.filter(~pl.col("as_sealed"))["path"].to_list() == [
        "queries/findings/RET-01.sql"
    ]


def test_the_checks_of_the_source_are_reported() -> None:
    report = json.loads(members()["checks.json"])
    assert (report["contract"], report["errors"]) == (CONTRACT, [])
    assert [table["result"] for table in report["tables"]] == ["passed"] * len(
        contract.TABLES
    )
    client = next(table for table in report["tables"] if table["table"] == "client")
    assert client["sha256"] == sample().seal["source"]["client.csv"]
    assert {"column": "client_id", "check": "unique", "of": None} in client["checks"]


def test_signature_of_the_seal_goes_along_and_is_told(tmp_path: Path) -> None:
    with closing(a_reader()) as reader:
        file = io.BytesIO()
        audit_pack.write(file, Answers(reader, sample()), ANCHOR, "a signed note\n")
    with zipfile.ZipFile(file) as other:
        assert {*other.namelist()} - {*members()} == {verify_pack.SIGNATURE}
        assert other.read(verify_pack.SIGNATURE) == b"a signed note\n"
        assert other.read("README.md").decode().count(verify_pack.SIGNATURE) == 2
    pack = tmp_path / "pack.zip"
    pack.write_bytes(file.getvalue())
    assert check(pack).digest == sample().digest


def test_it_explains_itself_in_dutch_and_in_english() -> None:
    text = members()["README.md"].decode()
    dutch, english = text.split("\n# ")
    assert dutch.startswith("# Auditdossier van ")
    assert english.startswith("Audit pack of ")
    for part in (dutch, english):
        assert sample().digest in part
        assert f"python -m data verify {audit_pack.file_name(sample())}" in part
        assert "journal-anchor.txt" in part
    assert "{" not in text


def test_columns_of_the_vocabulary_name_what_their_codes_are() -> None:
    fields = {
        field["rdfType"].rpartition("#")[2]: field["name"]
        for resource in package()["resources"]
        for field in resource["schema"]["fields"]
        if "rdfType" in field
    }
    assert fields.keys() == {"PersonalData", "Purpose", "DataSubject", "Recipient"}


# -- a Data Package ---------------------------------------------------------------


@pytest.mark.parametrize("day", [DAY, EMPTY])
def test_it_is_a_data_package_of_version_2(day: str) -> None:
    jsonschema.validate(package(day), profile.PACKAGE)
    names = [resource["name"] for resource in package(day)["resources"]]
    assert len(set(names)) == len(names)
    assert set(names) >= set(TABLES)
    for resource in package(day)["resources"]:
        data = members(day)[resource["path"]]
        assert resource["bytes"] == len(data)
        assert resource["hash"] == f"sha256:{hashlib.sha256(data).hexdigest()}"


@pytest.mark.parametrize("day", [DAY, EMPTY])
def test_every_table_parses_back_under_its_schema(day: str) -> None:
    assert list(profile.violations(package(day), members(day))) == []


@pytest.mark.parametrize(
    ("path", "old", "new", "violation"),
    [
        ("data/clients.csv", b"C-", b"X-", "clients.client_id: string"),
        ("data/retention.csv", b"overdue", b"late", "retention.status: string"),
        ("data/requests.csv", b"2026-", b"2026/", "requests.received_on: date"),
        ("data/recipients.csv", b"true", b"ja", "recipients.dpf_certified: boolean"),
        ("data/breaches.csv", b"Z,", b",", "breaches.discovered_at: datetime"),
        ("data/key_figures.csv", b"requests_open", b"open", "refers to no key_figure"),
        ("data/transfers.csv", b"\r\n", b",\r\n", "transfers: fields"),
        ("policy/countries.csv", b"US,", b"UX,", "refers to no policy_countries"),
        ("data/clients.csv", b"\r\nC-", b'\r\n"",2020-01-01\r\nC-', "clients: primary"),
    ],
)
def test_the_reader_of_the_schema_can_fail(
    path: str, old: bytes, new: bytes, violation: str
) -> None:
    assert old in members()[path]
    bent = members() | {path: members()[path].replace(old, new)}
    assert any(violation in line for line in profile.violations(package(), bent))


def test_polars_reads_a_table_with_the_types_of_its_schema() -> None:
    kinds: dict[str, Any] = {
        "string": pl.String,
        "integer": pl.Int64,
        "number": pl.Float64,
        "boolean": pl.Boolean,
        "date": pl.Date,
        "list": pl.String,
        "datetime": pl.Datetime("us", "UTC"),
    }
    for resource in package()["resources"]:
        if resource["path"].startswith("data/"):
            schema = {f["name"]: kinds[f["type"]] for f in resource["schema"]["fields"]}
            frame = pl.read_csv(members()[resource["path"]], schema=schema)
            table = resource["name"].removeprefix("source_")
            assert frame.height == sample().seal["rows"][table]


def test_columns_refer_to_clients_recipients_and_definitions() -> None:
    foreign = {
        (resource["name"], key["fields"][0], key["reference"]["resource"])
        for resource in package()["resources"]
        for key in resource["schema"].get("foreignKeys", ())
        if Path(resource["path"]).parent.name == "data"
    }
    assert foreign == {
        ("agenda", "client_id", "clients"),
        ("retention", "client_id", "clients"),
        ("requests", "client_id", "clients"),
        ("disclosures", "client_id", "clients"),
        ("findings", "client_id", "clients"),
        ("disclosures", "recipient_id", "recipients"),
        ("transfers", "recipient_id", "recipients"),
        ("agreements", "recipient_id", "recipients"),
        ("findings", "rule", "rules"),
        ("key_figures", "name", "key_figure"),
    }


def test_tables_of_the_source_refer_to_each_other_as_the_contract_says() -> None:
    foreign = {
        (resource["name"], key["fields"][0], key["reference"]["resource"])
        for resource in package()["resources"]
        for key in resource["schema"].get("foreignKeys", ())
        if resource["path"].startswith("data/source/")
    }
    assert ("source_holding", "trajectory_id", "source_trajectory") in foreign
    assert ("source_agreement", "recipient_id", "source_recipient") in foreign
    assert len(foreign) == sum(
        rule.check == "reference"
        for table in contract.TABLES.values()
        for rule in column_rules(table)
    )


def test_the_package_and_its_lists_say_what_they_are() -> None:
    whole = package(DAY)
    assert whole["contributors"] == [
        {"title": sample().seal["controller"], "roles": ["publisher"]}
    ]
    for words in EACH:
        assert (
            words("pack.about", day=DAY, digest=sample().digest)
            in (whole["description"])
        )
    lists = {each["name"]: each for each in whole["resources"]}
    for name in TABLES:
        for words in EACH:
            assert words.title(find_query(name)) in lists[name]["title"]
        assert lists[name]["description"] == find_query(name)["grain"]


def test_every_field_is_described_in_both_languages() -> None:
    for resource in package()["resources"]:
        if resource["path"].startswith("data/"):
            for field in resource["schema"]["fields"]:
                assert " | " in field["title"]
                assert field["description"]
                for category in field.get("categories", ()):
                    assert " | " in category["label"]


# -- verify -----------------------------------------------------------------------


@pytest.fixture(scope="module")
def put(tmp_path_factory: pytest.TempPathFactory) -> Callable[[bytes], Path]:
    """Return a place for the bytes of a pack, one at a time."""
    place = tmp_path_factory.mktemp("packs") / "bent.zip"

    def write(data: bytes) -> Path:
        place.write_bytes(data)
        return place

    return write


def refused(path: Path) -> str:
    """Return what is said, a line a problem; fails where the pack is taken."""
    with pytest.raises(PackRefused) as caught:
        check(path)
    assert len(caught.value.problems) == str(caught.value).count("\n- ")
    return str(caught.value)


def repacked(packed: Members, *, manifest: bool = False) -> bytes:
    """Pack members anew in our form; with a manifest of what they are now, if asked."""
    file = io.BytesIO()
    writer = Writer(file)
    for name, data in packed.items():
        if name != MANIFEST:
            writer.add(name, [data])
    if manifest:
        packed = packed | {MANIFEST: verify_pack.manifest(sample(), writer.packed)}
    if MANIFEST in packed:
        writer.add(MANIFEST, [packed[MANIFEST]], deflated=False)
    writer.close()
    return file.getvalue()


def test_a_pack_that_was_not_touched_holds(put: Callable[[bytes], Path]) -> None:
    held = check(put(made()))
    assert (held.day, held.digest) == (DAY, sample().digest)
    assert held.members == len(members())
    packed = (*TABLES, *contract.TABLES)
    assert held.rows == sum(sample().seal["rows"][name] for name in packed)
    assert held.sha256 == hashlib.sha256(made()).hexdigest()
    assert held.anchor == ANCHOR.rstrip()
    assert put(repacked(members())).read_bytes() == made()


def places() -> list[tuple[int, int, str]]:
    """Return where every member begins and ends in the sample's pack."""
    return [(m.at, m.end, m.name) for m in walk(io.BytesIO(made()))]


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_any_flipped_byte_is_refused_and_its_member_named(
    put: Callable[[bytes], Path], data: st.DataObject
) -> None:
    begin, end, name = data.draw(st.sampled_from(places()))
    place = data.draw(st.integers(begin, end - 1))
    bent = bytearray(made())
    bent[place] ^= data.draw(st.integers(1, 255))
    assert f"- {name}: " in refused(put(bytes(bent)))


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_any_flipped_byte_of_the_directory_is_refused(
    put: Callable[[bytes], Path], data: st.DataObject
) -> None:
    place = data.draw(st.integers(places()[-1][1], len(made()) - 1))
    bent = bytearray(made())
    bent[place] ^= data.draw(st.integers(1, 255))
    assert refused(put(bytes(bent)))


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 1 << 30))
def test_a_pack_that_is_cut_off_is_refused(
    put: Callable[[bytes], Path], place: int
) -> None:
    assert refused(put(made()[: place % len(made())]))


def without(name: str) -> Members:
    return {n: data for n, data in members().items() if n != name}


def bent(name: str, *, old: bytes = b"\r\n", new: bytes = b"\r\n\r\n") -> Members:
    return members() | {name: members()[name].replace(old, new, 1)}


def listed(change: Callable[[dict[str, Any]], object]) -> Members:
    body = json.loads(members()[MANIFEST])
    change(body)
    return members() | {MANIFEST: (json.dumps(body, indent=1) + "\n").encode()}


def added(name: str) -> Members:
    return dict(sorted((without(MANIFEST) | {name: b"more"}).items())) | {
        MANIFEST: members()[MANIFEST]
    }


CHANGED: dict[str, tuple[Callable[[], Members], str, str]] = {
    "a row more": (lambda: bent("data/clients.csv"), "data/clients.csv", MORE),
    "a word": (lambda: bent("README.md", old=b"#", new=b"-"), "README.md", MORE),
    "no table": (lambda: without("data/clients.csv"), "data/clients.csv", "is missing"),
    "no seal": (lambda: without(SEAL), SEAL, "is missing"),
    "no manifest": (lambda: without(MANIFEST), MANIFEST, "is missing"),
    "no policy": (lambda: without("policy/eea.csv"), "policy/eea.csv", "is missing"),
    "a program": (lambda: added("more.exe"), "more.exe", "belongs to no pack"),
    "a table": (lambda: added("data/zz.csv"), "data/zz.csv", "in no manifest"),
    "a way out": (lambda: added("../zz.csv"), "../zz.csv", "no plain place"),
    "backwards": (
        lambda: dict(reversed(members().items())),
        "queries/key_figures/transfers_with_valid_ground.sql",
        "out of order",
    ),
    "not listed": (
        lambda: listed(lambda body: body["members"].pop(SEAL)), SEAL, "in no manifest"
    ),
    "another day": (
        lambda: listed(lambda body: body.update(day=EMPTY)), SEAL, "is no seal of the"
    ),
    "another seal": (
        lambda: listed(lambda body: body.update(digest="0" * 64)), SEAL, "another seal"
    ),
    "more told": (
        lambda: listed(lambda body: body.update(more=1)), MANIFEST, "in another form"
    ),
    "of later": (
        lambda: listed(lambda body: body.update(format=2)), MANIFEST, "is no manifest"
    ),
    "a list": (lambda: members() | {MANIFEST: b"[]"}, MANIFEST, "cannot be read"),
    "twice": (
        lambda: members() | {MANIFEST: b'{"a":1,"a":1}'}, MANIFEST, "cannot be read"
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", CHANGED)
def test_what_was_changed_is_named(put: Callable[[bytes], Path], kind: str) -> None:
    change, about, why = CHANGED[kind]
    message = refused(put(repacked(change())))
    assert any(f"- {about}: " in line and why in line for line in message.splitlines())


MADE_ANEW: dict[str, tuple[Callable[[], Members], str, str]] = {
    "a row more": (
        lambda: bent("data/clients.csv"), "data/clients.csv", "the seal counts"
    ),
    "a column": (
        lambda: bent("data/clients.csv", old=b"client_id", new=b"client"),
        "data/clients.csv",
        "has other columns than its schema",
    ),
    "a cell": (
        lambda: bent("data/clients.csv", old=b"true", new=b"false"),
        "data/clients.csv",
        "other bytes than its description",
    ),
    "the seal": (
        lambda: bent(SEAL, old=b"Hartman", new=b"Hartmen"), SEAL, "is another seal"
    ),
    "no table": (
        lambda: without("data/clients.csv"), "data/clients.csv", "is missing; the"
    ),
    "no README": (lambda: without("README.md"), "README.md", "is missing"),
    "no schema": (
        lambda: members() | {PACKAGE: b"{}"}, PACKAGE, "describes no tables"
    ),
    "a table": (lambda: added("data/zz.csv"), "data/zz.csv", "the seal counts none"),
}  # fmt: skip


@pytest.mark.parametrize("kind", MADE_ANEW)
def test_a_new_manifest_does_not_hide_what_does_not_agree(
    put: Callable[[bytes], Path], kind: str
) -> None:
    change, about, why = MADE_ANEW[kind]
    message = refused(put(repacked(change(), manifest=True)))
    assert any(f"- {about}: " in line and why in line for line in message.splitlines())


def test_bytes_or_a_comment_behind_the_end_are_refused(
    put: Callable[[bytes], Path],
) -> None:
    assert "1 bytes or a comment" in refused(put(made() + b"\n"))
    path = put(made())
    with zipfile.ZipFile(path, "a") as other:
        other.comment = b"hello"
    assert "a comment" in refused(path)


def test_another_program_s_zip_of_the_same_files_is_no_pack(
    put: Callable[[bytes], Path],
) -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as other:
        for name, data in members().items():
            other.writestr(name, data)
    assert refused(put(file.getvalue()))


def test_a_checker_without_its_comparisons_would_let_a_change_pass(
    put: Callable[[bytes], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    changed = bent("README.md", old=b"#", new=b"-")
    path = put(repacked(changed, manifest=True))
    held = check(path)  # made wholly anew: what only another's hash can tell
    assert held.sha256 != hashlib.sha256(made()).hexdigest()

    def blind(*_: object) -> Iterator[Any]:
        yield from ()

    bent_ = put(repacked(changed))
    assert refused(bent_)
    monkeypatch.setattr(verify_pack, "_unlike", blind)
    monkeypatch.setattr(verify_pack, "_manifest", lambda *_: changed[MANIFEST])
    assert check(bent_).day == DAY


# -- the commands -------------------------------------------------------------------


def test_packing_and_verifying_by_command(tmp_path: Path, capsys: Said) -> None:
    out = tmp_path / "audit.zip"
    done = ["pack", "--day", DAY, "--snapshots", str(root()), "--out", str(out)]
    assert main(done) == 0
    assert out.read_bytes() == made(anchor=None)
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    assert main(["verify", str(out)]) == 0
    printed = capsys.readouterr()
    assert printed.err == ""
    assert printed.out.splitlines()[0].startswith("audit.zip is what was packed: ")
    assert sample().digest in printed.out
    out.write_bytes(made().replace(b"README", b"REEDME", 1))
    assert main(["verify", str(out)]) == 1
    assert capsys.readouterr().err.startswith("Pack audit.zip is refused, in 1 place:")
    assert main(["verify", str(tmp_path / "none.zip")]) == 1
    assert "No such file" in capsys.readouterr().err


def test_verifying_a_pack_tells_its_anchor_without_control_characters(
    put: Callable[[bytes], Path], capsys: Said
) -> None:
    packed = members() | {"journal-anchor.txt": b"line\n\x1b[31mred\xff\n"}
    assert main(["verify", str(put(repacked(packed, manifest=True)))]) == 0
    assert capsys.readouterr().out.endswith(
        "Anchor of the journal:\nline\n?[31mred\ufffd\n"
    )


def test_verifying_a_pack_needs_nothing_but_the_file(tmp_path: Path) -> None:
    (tmp_path / "p.zip").write_bytes(made())
    done = run("verify", tmp_path / "p.zip", "--snapshots", tmp_path / "none")
    assert done.returncode == 0


def test_a_damaged_snapshot_gives_no_pack(tmp_path: Path) -> None:
    where = copy(tmp_path / "snapshots", DAY)
    records = where / DAY / "records.duckdb"
    records.chmod(0o640)
    with records.open("r+b") as file:
        file.seek(9000)
        file.write(b"x")
    done = run("pack", "--snapshots", where, "--out", tmp_path / "p.zip")
    assert done.returncode == 1
    assert b"is refused" in done.stderr
    assert not (tmp_path / "p.zip").exists()
