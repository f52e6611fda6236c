"""The proof of erasure on one page: what it counts, of which snapshots, for whom."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pypdfium2
import pytest

from data.ask import AccessRefused, FilterError, Reader
from data.export.erasure_certificate import (
    MOST,
    CertificateExport,
    Counts,
    _longest,
)
from data.journal import Journal, seals
from data.snapshot import find
from data.words import LANGUAGES, words_for
from tests.support import changed
from tests.support.changed import DAYS, EARLIER, LATER
from tests.support.exported import content
from tests.support.journal_attacks import event
from tests.support.sealed import a_reader

EACH = pytest.mark.parametrize("language", LANGUAGES)


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    """Ask as the data protection officer."""
    with closing(a_reader()) as made:
        yield made


@EACH
def test_one_page_says_what_became_of_each_item(reader: Reader, language: str) -> None:
    words, later = words_for(language), find(changed.snapshots(), LATER)
    pdf = content(reader, later, CertificateExport(language))
    with pypdfium2.PdfDocument(pdf) as document:
        (page,) = list(document)
        text = " ".join(page.get_textpage().get_text_bounded().split())
    earlier = find(changed.snapshots(), EARLIER)
    assert {earlier.digest, later.digest} <= set(text.split())
    assert text.count(words("certificate.unsigned")) == 2
    sentence = words("certificate.sentence", erased=2, still_there=2, gone=1, back=1)
    assert sentence in text
    for name in (words.code("category", "employment"), words.code("system", "crm")):
        assert f"{name[:1].upper()}{name[1:]} 2 2 1 1" in text
    assert "Gemeente 1 1 1 1 1" in text
    assert "H-00" not in text
    assert "C-00" not in text


def test_page_names_the_key_that_signed_each_snapshot(
    reader: Reader, tmp_path: Path
) -> None:
    journal = Journal(tmp_path / "journal")
    journal.write(event())
    later = find(changed.snapshots(), LATER)
    seals.sign(journal, later.day, later.digest)
    signature = seals.signature_of(journal, later.day, later.digest)
    pdf = content(reader, later, CertificateExport("en", journal=journal))
    with pypdfium2.PdfDocument(pdf) as document:
        text = document[0].get_textpage().get_text_bounded()
    assert signature
    assert f"key {signature.key_id}" in " ".join(text.split())
    assert text.count(words_for("en")("certificate.unsigned")) == 1


def test_any_pair_gives_the_bytes_of_the_neighbours_that_it_is(reader: Reader) -> None:
    earlier, later = (find(changed.snapshots(), day) for day in (EARLIER, LATER))
    sealed = content(reader, later, CertificateExport("nl"))
    assert content(reader, later, CertificateExport("nl", earlier)) == sealed


def test_a_first_snapshot_proves_no_erasure(reader: Reader) -> None:
    first = find(changed.snapshots(), DAYS[0].isoformat())
    with pytest.raises(FilterError, match="with none before it"):
        content(reader, first, CertificateExport("nl"))


def test_management_gets_no_certificate() -> None:
    later = find(changed.snapshots(), LATER)
    with closing(a_reader("management", None)) as reader:
        for earlier in (None, find(changed.snapshots(), EARLIER)):
            with pytest.raises(AccessRefused):
                content(reader, later, CertificateExport("nl", earlier))


def test_what_has_fewest_is_told_together() -> None:
    counts: Counts = {f"P{n:02}": {"erased": n} for n in range(1, MOST + 3)}
    lines = _longest(counts)
    assert len(lines) == MOST + 1
    assert lines["…"]["erased"] == 1 + 2
    assert json.dumps(lines).count("P") == MOST
