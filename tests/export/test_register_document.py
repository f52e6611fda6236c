"""The register as one document: whole, in two parts, the same on every way out."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import polars as pl
import pypdfium2
import pytest
from python_calamine import load_workbook

from data import contract
from data.ask import Reader, ask
from data.export.dpv import terms
from data.export.register_document import FORMS, PARTS, RegisterExport
from data.export.register_dpv import DpvExport
from data.export.register_form import RegisterFormExport, reading
from data.export.register_forms import FORMS as LIKE
from data.export.register_forms import form
from data.export.source_names import naming
from data.seal.mapped.apply import apply
from data.seal.suggest import suggested
from data.words import LANGUAGES, words_for
from tests.support.exported import content
from tests.support.sealed import DAY, a_reader, root, run, sample

EACH = pytest.mark.parametrize("language", LANGUAGES)


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    """Ask as management, which the register is open to."""
    with closing(a_reader("management", None)) as made:
        yield made


def made(reader: Reader, language: str, form: str) -> bytes:
    return content(reader, sample(), RegisterExport(language, form))


def text_of(pdf: bytes) -> str:
    with pypdfium2.PdfDocument(pdf) as document:
        pages = [page.get_textpage().get_text_bounded() for page in document]
    return " ".join(" ".join(pages).split())


def lines(reader: Reader, language: str) -> list[dict[str, str]]:
    text = made(reader, language, "csv").decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))


@EACH
def test_every_activity_stands_in_the_part_of_its_role(
    reader: Reader, language: str
) -> None:
    words = words_for(language)
    roles = ask(reader, sample(), "register").select("activity_id", "role").iter_rows()
    parts = {
        activity: words(
            f"register_document.{'processor' if role == 'processor' else 'controller'}"
        )
        for activity, role in roles
    }
    part, number = words("register_document.part"), words.column("activity_id")
    pairs = [(line[number], line[part]) for line in lines(reader, language)]
    assert dict(pairs) == parts
    assert len(pairs) == len(parts)


@EACH
def test_pdf_names_who_answers_and_what_it_was_made_of(
    reader: Reader, language: str
) -> None:
    words, text = words_for(language), text_of(made(reader, language, "pdf"))
    assert sample().seal["controller"] in text
    assert words("contact.dpo") in text
    assert words("contact.not_named") in text
    assert sample().digest in text.replace(" ", "")
    assert words.date(sample().as_of) in text


@EACH
def test_workbook_has_a_sheet_a_part(reader: Reader, language: str) -> None:
    words = words_for(language)
    book = load_workbook(io.BytesIO(made(reader, language, "xlsx")))
    assert book.sheet_names[1:] == [
        words(f"register_document.sheet_{part}") for part in PARTS
    ]
    for at, (question, _) in enumerate(PARTS.values(), start=1):
        rows = book.get_sheet_by_index(at).to_python()
        assert len(rows) - 1 == len(ask(reader, sample(), question))


@EACH
@pytest.mark.parametrize("form", FORMS)
def test_the_same_snapshot_gives_the_same_bytes(
    reader: Reader, language: str, form: str
) -> None:
    assert made(reader, language, form) == made(reader, language, form)


def test_command_writes_the_bytes_of_the_button(
    reader: Reader, tmp_path_factory: pytest.TempPathFactory
) -> None:
    out = tmp_path_factory.mktemp("document") / "register.pdf"
    journal = tmp_path_factory.mktemp("journal")
    arguments = ("--day", sample().day, "--lang", "nl", "--out", out)
    done = run(
        "register", *arguments, "--snapshots", root(), "--journal", journal / "j"
    )
    assert done.returncode == 0, done.stderr
    assert out.read_bytes() == made(reader, "nl", "pdf")


@pytest.mark.parametrize("like", LIKE)
def test_form_of_others_has_their_columns_filled_from_ours(
    reader: Reader, like: str
) -> None:
    export, words = RegisterFormExport(like, "en"), words_for("en")
    book = load_workbook(io.BytesIO(content(reader, sample(), export)))
    heads, *lines = book.get_sheet_by_index(0).to_python()
    columns = form(like)["columns"]
    assert heads == [*columns]
    rows = ask(reader, sample(), PARTS["controller"][0]).to_dicts()
    assert len(lines) == len(rows) > 1
    for line, row in zip(lines, rows, strict=True):
        for ours, text in zip(columns.values(), line, strict=True):
            value = row[ours] if ours else None
            several = value if isinstance(value, list) else [value]
            each = [
                part.isoformat()
                if isinstance(part, date)
                else words.value("register", ours, part)
                for part in several
                if part is not None
            ]
            assert text == "; ".join(each)
    filled = {str(h): t for h, t in book.get_sheet_by_index(1).to_python()}
    assert all(filled[head] for head in columns)


@pytest.mark.parametrize("like", LIKE)
@pytest.mark.parametrize("language", LANGUAGES)
def test_register_in_the_form_of_others_is_read_in_again(
    reader: Reader, tmp_path: Path, like: str, language: str
) -> None:
    theirs = RegisterFormExport(like, language)
    folder = tmp_path / "theirs"
    folder.mkdir()
    (folder / "Register.xlsx").write_bytes(content(reader, sample(), theirs))
    sheet = {"sheet": words_for(language).code("table", "activity")}
    file, form_ = folder / "Register.xlsx", reading(like)
    made = suggested(file, "activity", naming(), sheet, form_)
    assert " other word" not in made  # every word is known
    held = {c for c, head in form_.items() if not isinstance(head, dict)}
    made = made.replace("# notKept", "notKept")
    for column, value in NOT_IN_EACH.items():
        line = re.compile(rf"(?m)^# {column} = .*$")
        assert bool(line.search(made)) == (column not in form_)
        made = line.sub(f'{column} = {{ const = "{value}" }}', made)
    (folder / "mapping.toml").write_text(made)
    (folder / "snapshot.toml").write_text(
        f'contract = 2\nas_of = {DAY}\ncontroller = "A"\nstatement = "2018-05-25"\n'
        f"exported_at = {DAY}T23:00:00+01:00\n"
        f"not_delivered = {[t for t in contract.TABLES if t != 'activity']}\n"
    )
    apply(folder, tmp_path / "ours", naming=naming())
    read = pl.read_csv(tmp_path / "ours" / "activity.csv", infer_schema=False)
    rows = ask(reader, sample(), PARTS["controller"][0])
    assert read.height == rows.height > 1
    for column in held - ({"name"} if like == "ico" else set()):
        values = rows[column]
        if values.dtype == pl.List:
            values = values.list.join("|").replace("", None)
        assert read[column].to_list() == values.cast(pl.String).to_list(), column


NOT_IN_EACH = {
    "categories": "contact",
    "grounds": "contract",
    "retention_rules": "trajectory",
    "dpia": "not_needed",
    "automated": "false",
}
"""What a form may not say, and what stands in its place here."""


def test_vocabulary_has_a_term_for_every_ground(reader: Reader) -> None:
    columns = contract.TABLES["activity"].to_schema().columns
    grounds = columns["grounds"].checks[0].statistics["allowed"]
    exceptions = columns["special_ground"].checks[0].statistics["allowed_values"]
    assert {*terms()["grounds"]} == {*grounds, *exceptions}
    whole = json.loads(content(reader, sample(), DpvExport()))
    rows = ask(reader, sample(), PARTS["controller"][0]).to_dicts()
    for process, row in zip(whole["dpv:hasProcess"], rows, strict=True):
        assert process["dct:identifier"] == row["activity_id"]
        bases = {basis["@id"] for basis in process["dpv:hasLegalBasis"]}
        codes = {*row["grounds"], row["special_ground"]} - {None}
        assert bases == {terms()["grounds"][code] for code in codes}
        purposes = [each["dct:identifier"] for each in process["dpv:hasPurpose"]]
        assert purposes == row["purposes"]


PUBLISHED = """
eu-gdpr: A6-1-a A6-1-b A6-1-c A6-1-d A6-1-e A6-1-f A9-2-a A9-2-b A9-2-f A9-2-h
dpv: DataController DataSubject PersonalData Process Purpose Recipient StorageCondition
dpv: TechnicalOrganisationalMeasure hasDataController hasDataSubject hasLegalBasis
dpv: hasPersonalData hasProcess hasPurpose hasRecipient hasStorageCondition
dpv: hasTechnicalOrganisationalMeasure
"""
"""Names that the published lists of DPV 2.0, 2.2 and 2.3 have, looked up by hand."""


def test_every_name_of_the_vocabulary_is_a_published_one(reader: Reader) -> None:
    whole = content(reader, sample(), DpvExport()).decode()
    used = {*re.findall(r"(?:dpv|eu-gdpr):[A-Za-z0-9-]+", whole)}
    used |= {*terms()["grounds"].values(), *terms()["codes"].values()}
    lines = (line.split() for line in PUBLISHED.split("\n") if line)
    assert used <= {f"{prefix}{name}" for prefix, *names in lines for name in names}
    assert '"https://w3id.org/dpv#"' in whole
    assert '"https://w3id.org/dpv/legal/eu/gdpr#"' in whole
