"""The README is kept true: its questions are those of the queries."""

from pathlib import Path

import queries
from data.words import words_for
from pages.parts.session import routes

ENGLISH = words_for("en")

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")


def asked() -> list[queries.Query]:
    return [q for f in ("summary", "records") for q in queries.folder(f).values()]


def told() -> list[tuple[str, ...]]:
    section = README.split("## Questions")[1].split("\n## ")[0]
    rows = [line for line in section.splitlines() if line.startswith("| ")]
    return [tuple(cell.strip() for cell in row.strip("|").split(" | ")) for row in rows]


def test_readme_lists_every_question_with_its_basis() -> None:
    rows = {(q["page"], ENGLISH.title(q), q["basis"]) for q in asked()}
    assert set(told()[1:]) == rows


def test_readme_says_no_question_twice() -> None:
    assert len(told()) == len(set(told()))


def test_every_question_belongs_to_a_page() -> None:
    assert {q["page"] for q in asked()} <= set(routes.PAGES)
