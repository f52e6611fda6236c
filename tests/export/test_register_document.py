"""The register as one document: whole, in two parts, the same on every way out."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from contextlib import closing

import pypdfium2
import pytest
from python_calamine import load_workbook

from data.ask import Reader, ask
from data.export.register_document import FORMS, PARTS, RegisterExport
from data.words import LANGUAGES, words_for
from tests.support.exported import content
from tests.support.sealed import a_reader, root, run, sample

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
