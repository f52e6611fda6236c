"""Citations of the law, as each language writes them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import queries
from data import policy
from data.words import LANGUAGES, Words, citing, words_for

DUTCH, ENGLISH = words_for("nl"), words_for("en")
EACH = pytest.mark.parametrize("words", [*map(words_for, LANGUAGES)], ids=LANGUAGES)


def citations() -> Iterator[str]:
    """Return every citation of a header and of the policy."""
    for path in sorted(queries.FOLDER.iterdir()):
        for query in queries.folder(path.name).values() if path.is_dir() else ():
            if "basis" in query.entries:
                yield query["basis"]
    for frame in policy.tables().values():
        if "reference" in frame.columns:
            yield from frame["reference"].drop_nulls()


CITATIONS = sorted(set(citations()))


@pytest.mark.parametrize("text", CITATIONS)
def test_what_is_read_from_a_citation_is_the_whole_of_it(text: str) -> None:
    assert citing.basis(ENGLISH, text) == text


@pytest.mark.parametrize(
    ("english", "dutch"),
    [
        ("GDPR Art. 5(1)(e)", "AVG art. 5 lid 1 onder e"),
        ("GDPR Art. 12(2) and (6)", "AVG art. 12 lid 2 en lid 6"),
        ("GDPR Art. 30(1)(c) and (e)", "AVG art. 30 lid 1 onder c en onder e"),
        (
            "GDPR Art. 30(1)(b) to (e) and 5(2)",
            "AVG art. 30 lid 1 onder b tot en met e en 5 lid 2",
        ),
        ("GDPR Art. 44-46 and 49", "AVG art. 44-46 en 49"),
        ("Regulation 1182/71 Art. 3(2)(c)", "Verordening 1182/71 art. 3 lid 2 onder c"),
        (
            "GDPR Art. 87; UAVG Art. 46; privacy statement, 'Vragen?'",
            "AVG art. 87; UAVG art. 46; privacyverklaring, 'Vragen?'",
        ),
        (
            "GDPR Art. 7(3): no term in law; term of the house",
            "AVG art. 7 lid 3: de wet noemt geen termijn; termijn van de organisatie",
        ),
        ("Implementing Decision (EU) 2021/914", "Uitvoeringsbesluit (EU) 2021/914"),
        ("review COM(2024) 7", "review COM(2024) 7"),
    ],
)
def test_a_citation_is_written_as_dutch_lawyers_do(english: str, dutch: str) -> None:
    assert citing.basis(DUTCH, english) == dutch


def test_a_provision_is_read_into_its_parts() -> None:
    assert citing.provision("30(1)(b) to (e)") == citing.Provision("30", "1", "b", "e")
    assert citing.provision("(4)") == citing.Provision(None, "4", None, None)
    with pytest.raises(ValueError, match=r"'5\.1' is no provision; write it like 30"):
        citing.provision("5.1")


@EACH
def test_terms_are_told_apart(words: Words) -> None:
    terms = [t for k, t in words.texts.items() if k.startswith("citations.terms.")]
    assert len(set(terms)) == len(terms)
