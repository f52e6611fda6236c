"""An organisation's own files, mapped: the same tables, and every error by name."""

from __future__ import annotations

import csv
import gzip
import hashlib
import json
import re
import tomllib
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import ZipFile

import openpyxl
import polars as pl
import pytest

from data import contract, snapshot
from data.contract.naming import loose, plain
from data.export import audit_pack, verify_pack
from data.export.contract_text import codes_of
from data.export.export import Answers
from data.export.source_names import ALSO_CALLED, naming
from data.export.verify_pack import PackRefused
from data.seal import mapping
from data.seal.mapped.apply import apply
from data.seal.run import seal
from data.seal.source import find
from data.seal.suggest import suggested
from data.seal.suggest.learned import learned
from data.words import words_for
from tests.support import dutch
from tests.support.checked import checked, sample_tables
from tests.support.dutch import CLIENTS, ROWS, SOUND, clients
from tests.support.making import Making, frames
from tests.support.sealed import ROOT, source

if TYPE_CHECKING:
    from data.ask import Reader


def refused(folder: Path) -> list[str]:
    """Return what is refused of a source, in words."""
    _, failures = checked(folder, folder.parent / "work")
    return [failure.as_text().removeprefix("- ") for failure in failures]


def test_the_sample_in_other_words_and_files_gives_the_same_tables(
    tmp_path: Path,
) -> None:
    theirs, failures = checked(dutch.write(tmp_path / "theirs"), tmp_path / "a")
    assert [failure.as_text() for failure in failures] == []
    for name, table in sample_tables().items():
        assert table.equals(theirs[name]), name


def test_a_mapped_source_is_sealed_and_packed_with_its_mapping(
    tmp_path: Path, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    sealed = seal(clients(tmp_path / "source"), tmp_path / "snapshots")
    of_seal = json.loads((sealed.path / "seal.json").read_bytes())
    assert of_seal["mapping"]["text"] == SOUND
    assert of_seal["source"]["mapping.toml"] == of_seal["mapping"]["sha256"]
    assert snapshot.delivered(of_seal) == {"client": "Klanten.csv"}
    assert "Klanten.csv" in of_seal["source"]
    pack, answers = (
        tmp_path / "p.zip",
        Answers(reader, snapshot.find(sealed.path.parent)),
    )
    with pack.open("wb") as file:
        audit_pack.write(file, answers)
    with ZipFile(pack) as archive:
        assert archive.read("mapping.toml").decode() == SOUND
    assert verify_pack.check(pack).rows > 2
    monkeypatch.setattr(audit_pack, "MAPPING", "policy/organisation.toml")
    with pack.open("wb") as file:
        audit_pack.write(file, answers)
    with pytest.raises(PackRefused, match="not the mapping that the seal names"):
        verify_pack.check(pack)


def test_utf_8_is_not_read_as_what_reads_any_bytes(tmp_path: Path) -> None:
    folder = clients(tmp_path / "source")
    text = (folder / "Klanten.csv").read_bytes().decode("cp1252")
    (folder / "Klanten.csv").write_text(text, encoding="utf-8")
    (sentence,) = refused(folder)
    assert "found: UTF-8 and not cp1252" in sentence


def test_client_numbers_of_their_own_are_told_what_goes_before(tmp_path: Path) -> None:
    rows = ROWS.replace("C-000001", "1")
    (sentence,) = refused(clients(tmp_path / "source", rows=rows))
    assert "client.client_id: of the form" in sentence
    assert sentence.endswith("`map apply` and `pseudonymise` go before the seal.")


CELLS = {
    "2025-10-31": "(1 row): line 4. Found: 1 written as YYYY-MM-DD.",
    "10-31-2025": "(1 row): line 4. Found: 1 no day of the calendar.",
    "31-02-2025": "(1 row): line 4. Found: 1 no day of the calendar.",
    "31-10-25": "(1 row): line 4. Looks like a year of two digits, which is not",
    "gisteren": "line 4. Looks like words without a digit. Words that say nothing go "
    "into `missingValues`",
}


@pytest.mark.parametrize("cell", CELLS)
def test_a_day_in_another_form_is_refused_once_by_line(
    tmp_path: Path, cell: str
) -> None:
    folder = clients(tmp_path / "source", rows=ROWS.replace("31-10-2025", cell))
    (sentence,) = refused(folder)
    assert sentence.startswith("client.registered_on: mapping: ")
    assert CELLS[cell] in sentence
    assert cell not in sentence


def test_a_word_that_the_mapping_lacks_is_refused_and_never_guessed(
    tmp_path: Path,
) -> None:
    making = Making()
    making.add("principal", kind="Gemeente")
    making.add("principal", kind="uwv")
    making.add("principal", kind="Jan de Vries")
    folder = making.write(tmp_path / "source")
    (folder / "mapping.toml").write_text(
        '[principal]\nfile = "principal.csv"\n[principal.columns]\n'
        'principal_id = "principal_id"\nname = "name"\n'
        'kind = { from = "kind", codes = { gemeente = "municipality" } }\n'
    )
    assert refused(folder) == [
        "principal.kind: mapping: a word that is not among its `codes` in "
        "principal.csv (3 rows): line 2, line 3, line 4. Words: gemeente. Found: "
        "2 like none of them; 1 written in other letters or with blanks, not as "
        "gemeente."
    ]


WRONG = {
    'delimiter = ";"': ('delimeter = ";"', "no option `delimeter`. Did you mean delim"),
    "[client]": ("[clients]", "found: clients. Did you mean client?"),
    'file = "Klanten.csv"': ('file = "Klant.csv"', "no file Klant.csv. Did you mean K"),
    '"Nummer"': ('"Numer"', "has no column Numer. Did you mean Nummer?"),
    "registered_on =": ("registred_on =", "Did you mean registered_on?"),
    '"cp1252"': ('"cp1251"', "`encoding` is one of"),
    'encoding = "cp1252"': ('encoding = "utf-16"', "another encoding than utf-16"),
    'file = "Klanten.csv"\n': ("", "mapping: needs `file`"),
    'client_id = "Nummer"\n': ("", "mapping: needs `from`, `key`"),
    "%d-%m-%Y": ("%d-%m-%y", "a year of four digits"),
    "header_row = 2\n": ("header_row = 9999999999\n", "no header line"),
    "header_row = 2": ("header_row = 0", "`header_row` is greater than or equal to 1"),
    'client_id = "Nummer"': ('client_id = { key = ["Nummer"] }', "pseudonymise"),
    "[client.columns]": ("[client.columns", "not so from line"),
    '{ const = "" }\nportal': ("{ }\nportal", "has one of `from`, `const` and `key`"),
    "portal_account =": ("portal_account =\n", "reads as TOML"),
}


@pytest.mark.parametrize("sound", WRONG)
def test_a_wrong_mapping_is_refused_by_name(tmp_path: Path, sound: str) -> None:
    wrong, why = WRONG[sound]
    assert sound in SOUND
    sentences = refused(clients(tmp_path / "source", SOUND.replace(sound, wrong)))
    assert any(why in sentence for sentence in sentences), sentences


def test_a_line_above_the_heads_that_does_not_end_is_refused(tmp_path: Path) -> None:
    folder = clients(tmp_path / "source")
    (folder / "Klanten.csv").write_text("a" * (2 << 20))
    (sentence,) = refused(folder)
    assert "a line that does not end" in sentence


def test_the_example_of_the_docs_is_a_sound_mapping(tmp_path: Path) -> None:
    text = (ROOT / "docs" / "MAPPING.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"(?s)```toml\n(.*?)```", text)
    (tmp_path / "mapping.toml").write_text(example, encoding="utf-8")
    made = mapping.read(tmp_path)
    assert made.failures == []
    assert list(made.tables) == ["trajectory", "agreement"]


def test_every_error_of_every_table_is_named_in_one_run(tmp_path: Path) -> None:
    folder = clients(tmp_path / "source", CLIENTS, ROWS)
    text = (folder / "snapshot.toml").read_text()
    (folder / "snapshot.toml").write_text(text.replace("'breach', ", ""))
    (folder / "breach.csv").write_text("breach_id\nB-1\n")
    sentences = refused(folder)
    assert any(s.startswith("client.statement_version: mapping") for s in sentences)
    assert any(s.startswith("breach.risk: missing column") for s in sentences)


def test_a_column_without_a_place_hides_no_word_of_the_others(tmp_path: Path) -> None:
    """Nor is it refused twice; a part of a cell is looked at without its blanks."""
    making = Making()
    making.add("activity", controllers="employer, uwv, Jan de Vries", role="Baas")
    folder = making.write(tmp_path / "source")
    columns = contract.TABLES["activity"].to_schema().columns.keys() - {"name"}
    lines = [f'{c} = "{c}"' for c in columns - {"controllers", "role"}]
    lines.append('role = { from = "role", codes = { Chef = "processor" } }')
    lines.append(
        'controllers = { from = "controllers", delimiter = ",",'
        ' codes = { employer = "employer", uwv = "uwv" } }'
    )
    (folder / "mapping.toml").write_text(
        '[activity]\nfile = "activity.csv"\n[activity.columns]\n' + "\n".join(lines)
    )
    first, *others = sorted(s for s in refused(folder) if s.startswith("activity"))
    assert first.startswith("activity.controllers: mapping: a word that is not among")
    assert first.endswith("Words: employer, uwv. Found: 1 like none of them.")
    assert others[0] == "activity.name: mapping: needs `from`, `key`"
    assert others[1].startswith("activity.role: mapping: a word that is not among")
    assert len(others) == 2


def test_keys_are_made_of_theirs_and_stay_the_same(tmp_path: Path) -> None:
    making = Making()
    folder = making.write(tmp_path / "source")
    (folder / "Contracten.csv").write_text(
        "Partij,Nr,Soort,Op\n17,a,processing,2020-01-01\n17,b,processing,2020-01-01\n"
    )
    (folder / "Partijen.csv").write_text("Partij,Naam\n17,Hosting BV\n")
    for table in ("agreement", "recipient"):
        (folder / f"{table}.csv").unlink()
    (folder / "mapping.toml").write_text(
        '[agreement]\nfile = "Contracten.csv"\n[agreement.columns]\n'
        'agreement_id = { key = ["Partij", "Nr"] }\n'
        'recipient_id = { key = ["Partij"] }\nkind = "Soort"\nsigned_on = "Op"\n'
        'ends_on = { const = "" }\n'
        '[recipient]\nfile = "Partijen.csv"\n[recipient.columns]\n'
        'recipient_id = { key = ["Partij"] }\nname = "Naam"\n'
        'kind = { const = "it_supplier" }\nrole = { const = "processor" }\n'
        'country = { const = "NL" }\niso27001_until = { const = "" }\n'
        "dpf_certified = { const = false }\n"
    )
    tables, failures = checked(folder, tmp_path / "work")
    assert failures == []
    assert tables["recipient"]["recipient_id"].to_list() == ["REC-17"]
    assert tables["agreement"]["recipient_id"].to_list() == ["REC-17"] * 2
    first, second = tables["agreement"]["agreement_id"].to_list()
    digits = int(hashlib.sha256(b"17\x1fa").hexdigest()[:15], 16) % 10**10
    assert first == f"AGR-{digits:010}" != second


def breaches(folder: Path, file: str, how: str) -> Path:
    """Map the breaches of a source from a file with the contract's heads."""
    names = contract.TABLES["breach"].to_schema().columns
    columns = "\n".join(f'{n} = "{n}"' for n in names if n != "discovered_at")
    (folder / "mapping.toml").write_text(
        f'[breach]\nfile = "{file}"\n[breach.columns]\n{columns}\n'
        f'discovered_at = {{ from = "discovered_at", {how} }}\n'
    )
    return folder


def test_a_time_that_a_clock_shows_twice_or_never_is_refused(tmp_path: Path) -> None:
    making = Making()
    for clock in ("2025-03-30 02:30", "2025-10-26 02:30", "2025-10-26 03:00"):
        making.add("breach", discovered_at=clock)
    folder = making.write(tmp_path / "source")
    how = 'format = "%Y-%m-%d %H:%M", timezone = "Europe/Amsterdam"'
    (sentence,) = refused(breaches(folder, "breach.csv", how))
    assert "(2 rows): line 2, line 3. Found: 2 a time that its clock shows" in sentence


def test_a_time_in_a_workbook_is_a_moment_where_its_zone_is_known(
    tmp_path: Path,
) -> None:
    making = Making()
    making.add("breach", discovered_at="06-07-2025 10:30")
    making.add("breach")
    folder = making.write(tmp_path / "source")
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in csv.reader((folder / "breach.csv").read_text().splitlines()):
        book.active.append(row)
    book.active["B3"] = datetime.fromisoformat("2025-07-06T10:30")
    book.save(folder / "Datalekken.xlsx")
    (folder / "breach.csv").unlink()
    how = 'format = "%d-%m-%Y %H:%M", timezone = "Europe/Amsterdam"'
    tables, failures = checked(breaches(folder, "Datalekken.xlsx", how), tmp_path / "a")
    assert failures == []
    assert tables["breach"]["discovered_at"].dt.hour().to_list() == [8, 8]
    book.active["B2"] = "06-07-2025 10:30+0200"
    book.save(folder / "Datalekken.xlsx")
    how = 'format = "%d-%m-%Y %H:%M%z"'
    (sentence,) = refused(breaches(folder, "Datalekken.xlsx", how))
    assert sentence.startswith("Sheet!B (breach.discovered_at): mapping: ")
    assert "(1 row): Sheet!B3." in sentence


def test_a_workbook_or_packed_file_in_the_contracts_form_is_read(
    tmp_path: Path,
) -> None:
    making = Making()
    making.add("principal", name="Gemeente 1")
    folder = making.write(tmp_path / "source")
    book = openpyxl.Workbook()
    for line in (folder / "principal.csv").read_text().splitlines():
        assert book.active is not None
        book.active.append(line.split(","))
    book.save(folder / "principal.xlsx")
    packed = gzip.compress((folder / "client.csv").read_bytes())
    (folder / "client.csv.gz").write_bytes(packed)
    for name in ("principal.csv", "client.csv"):
        (folder / name).unlink()
    tables, failures = checked(folder, tmp_path / "work")
    assert failures == []
    assert tables["principal"]["name"].to_list() == ["Gemeente 1"]
    assert "map apply" in str(find(folder, "principal").failure)
    apply(folder, tmp_path / "out")
    assert find(tmp_path / "out", "principal").failure is None


def test_what_is_suggested_for_a_table_in_dutch_reads_as_it_stood(
    tmp_path: Path,
) -> None:
    words = words_for("nl")
    folder = source(tmp_path / "source")
    frame = frames(folder)["trajectory"]
    theirs = frame.select(
        pl.col(name)
        .replace(codes_of("trajectory", name, words))
        .str.replace(r"^(\d{4})-(\d\d)-(\d\d)$", "$3/$2/$1")
        .fill_null("n.v.t." if name.endswith("_on") else "")
        .alias(words.column(name).upper())
        for name in frame.columns
    )
    (folder / "trajectory.csv").unlink()
    export = folder / "Trajecten.csv"
    export.write_bytes(theirs.write_csv(separator=";").encode("cp1252"))
    text = suggested(export, "trajectory", naming(), {})
    assert "#" not in text, text
    (folder / "mapping.toml").write_text(text)
    tables, failures = checked(folder, tmp_path / "a")
    assert failures == []
    assert tables["trajectory"].equals(sample_tables()["trajectory"])


def test_a_title_above_the_heads_and_other_sheets_are_passed_over(
    tmp_path: Path,
) -> None:
    book = openpyxl.Workbook()
    book.active.title = "Toelichting"
    sheet = book.create_sheet("Overeenkomsten")
    for row in (
        ["Overeenkomsten met ontvangers, oktober 2026"],
        [],
        ["Nummer", "Ontvangernr", "Soort overeenkomst", "Ondertekend op", "Looptijd"],
        ["AG-1", "RC-0001", "Verwerkersovereenkomst", "2026-01-31", "onbepaald"],
        ["AG-2", "RC-0002", "Verwerking", "2026-02-01", "Jan"],
    ):
        sheet.append(row)
    book.save(tmp_path / "Register.xlsx")
    text = suggested(tmp_path / "Register.xlsx", "agreement", naming(), {})
    assert 'sheet = "Overeenkomsten"\nheader_row = 3\n' in text
    assert 'agreement_id = "Nummer"' in text
    assert 'recipient_id = "Ontvangernr"' in text
    assert '"Verwerkersovereenkomst" = "processing"' in text
    assert 'signed_on = "Ondertekend op"' in text
    assert '# not used: "Looptijd"' in text


def test_a_word_made_of_those_of_one_code_is_proposed_and_said_to_be_like_it(
    tmp_path: Path,
) -> None:
    """Which one of two it is like is not guessed."""
    export = tmp_path / "Verstrekkingen.csv"
    export.write_text("categorie\nGezondheid\nTrajectinfo\nGegevens\nJanssen\n")
    text = suggested(export, "disclosure", naming(), {})
    assert '"Gezondheid" = "health"' in text
    assert '"Trajectinfo" = "trajectory"' in text
    assert "# 2 other words (2 rows), line 4; like a code: Trajectinfo" in text
    assert "Janssen" not in text


def test_a_column_is_found_by_its_words_its_short_name_and_as_the_only_one_left(
    tmp_path: Path,
) -> None:
    export = tmp_path / "Trajecten.csv"
    export.write_text(
        "trnr;kandnr;opdrnr;dienst;dat_ingang;gereed;hoe\n"
        "1;7;3;Spoor 1;06-01-2025;;\n2;8;3;Spoor 2;13-01-2025;;\n"
        "3;7;3;Jobcoach;20-01-2025;31-10-2025;Anders\n4;8;3;?;21-01-2025;;\n"
    )
    text = suggested(export, "trajectory", naming(), {})
    for proposal in (
        'trajectory_id = { key = ["trnr"] }  # a guess, by its head',
        'kind = { from = "dienst", codes = { ',
        'started_on = { from = "dat_ingang", format = "%d-%m-%Y" }  # a guess',
        'ended_on = { from = "gereed", format = "%d-%m-%Y" }  # a guess, the only one',
        'result = { from = "hoe", codes = {} }  # 1 other word (1 row), line 4; codes',
    ):
        assert proposal in text, text


def test_a_head_is_not_taken_for_a_type_that_its_cells_are_not(tmp_path: Path) -> None:
    export = tmp_path / "Trajecten.csv"
    export.write_text("trajectnr;dat_ingang\n1;Jansen\n2;Bakker\n")
    text = suggested(export, "trajectory", naming(), {})
    assert "# started_on = " in text
    assert '# principal_id = { key = ["…"] }  # no head' in text
    assert "Jansen" not in text


def test_days_are_not_taken_for_a_list_of_codes_that_is_nearly_called_so(
    tmp_path: Path,
) -> None:
    export = tmp_path / "Trajecten.csv"
    export.write_text("trajectnr;Eind;Srt traject\n1;06-01-2025;Spoor 1\n2;;Spoor 2\n")
    text = suggested(export, "trajectory", naming(), {})
    assert 'kind = { from = "Srt traject", codes = { "Spoor 1" = "first_track"' in text
    assert 'ended_on = { from = "Eind", format = "%d-%m-%Y" }' in text


def test_what_a_sound_mapping_says_is_known_for_the_next(tmp_path: Path) -> None:
    """By column of the same codes, and by the name of a column."""
    (tmp_path / "mapping.toml").write_text(
        '[authorisation]\nfile = "rechten.csv"\nnotKept = ["reviewed_on", "revoked_on"]'
        '\n[authorisation.columns]\nauthorisation_id = { key = ["nr"] }\n'
        'department = "club"\ngranted_on = "sinds"\ncategory = { const = "health" }\n'
        'system = { from = "pakket", codes = { "Wolkje" = "crm" } }\n'
    )
    export = tmp_path / "Dossier.csv"
    export.write_text("id;plek;pakket\n1;Wolkje;Wolkje\n2;Wolkje;Anders\n")
    text = suggested(export, "holding", learned(naming(), tmp_path), {})
    assert 'system = { from = "pakket", codes = { "Wolkje" = "crm" } }' in text
    assert "Wolkje" not in suggested(export, "holding", naming(), {})


def test_a_word_is_printed_only_where_all_of_it_is_known(tmp_path: Path) -> None:
    export = tmp_path / "Verzoeken.csv"
    planted = ("Klacht Jansen", "Klacht 0612345678", "Geen klacht", "Klacht j@b.nl")
    rows = "\n".join(("Klacht privacy", "Inzage", "Inzage", *planted))
    export.write_text(f"soort verzoek\n{rows}\n")
    text = suggested(export, "rights_request", naming(), {})
    assert '"Klacht privacy" = "complaint"' in text
    assert "4 other words (4 rows)" in text
    assert not [word for word in planted if word in text]


def test_heads_that_may_be_a_row_are_not_printed(tmp_path: Path) -> None:
    planted = ("Jansen", "123456782", "j.jansen@example.nl", "06-12345678")
    export = tmp_path / "Klanten.csv"
    export.write_text(f"{','.join(planted)}\nBakker,1,2,ja\n")
    text = suggested(export, "client", naming(), {})
    assert "# 4 heads, none of them known: do they stand in another row" in text
    export.write_text(f"klantnr,{','.join(planted[1:])}\nBakker,1,2,ja\n")
    text += suggested(export, "client", naming(), {})
    assert "# not used: …, …, …\n" in text
    assert not [word for word in planted if word in text]


def test_what_is_also_called_names_columns_and_codes_that_are_there() -> None:
    called = naming()
    for table, heads in called.also_heads.items():
        assert {*heads.values()} <= contract.TABLES[table].to_schema().columns.keys()
        assert all(head == loose(head) for head in heads)
    columns = {c for each in called.also_heads.values() for c in each.values()}
    there = tomllib.loads(ALSO_CALLED.read_text("utf-8"))
    assert there["heads"].keys() == columns
    for (table, column), words in called.also_codes.items():
        known = {*called.codes[table, column].values()}
        assert not known or {*words.values()} <= known, (table, column)
        assert all(word == plain(word) for word in words)
    used = {there["of"].get(f"{t}.{c}", c) for (t, c), w in called.also_codes.items()}
    assert there["codes"].keys() <= used
    for name, codes in there["codes"].items():
        every = [word for words in codes.values() for word in words]
        assert len(every) == len({*every}), name


def test_a_suggestion_holds_no_word_that_is_not_known(tmp_path: Path) -> None:
    export = tmp_path / "Opdrachtgevers.csv"
    export.write_text(
        "Soort;principal_id;Naamm\nGemeente;1;x\nJan de Vries;2;y\nGemeente;3;z\n"
    )
    text = suggested(export, "principal", naming(), {})
    assert (
        'codes = { "Gemeente" = "municipality" } }  # 1 other word (1 row), line 3'
        in (text)
    )
    assert 'principal_id = { key = ["principal_id"] }\n' in text
    assert 'name = "Naamm"  # a guess, by its head\n' in text
    assert "Jan" not in text
