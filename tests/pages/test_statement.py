"""The page about the privacy statement says what is tested, and what is not."""

from __future__ import annotations

from datetime import date

import pytest

import queries
from data import policy
from data.words import LANGUAGES
from pages.parts.evidence.statement_page import STATES
from tests.support.screen import (
    export_link,
    file_of,
    framed,
    letters,
    opened,
    texts,
)
from tests.support.sealed import DAY
from tests.support.tables import tables
from tests.support.web import rows

RULES = queries.folder("findings")


def test_every_section_that_a_rule_cites_stands_in_the_statement() -> None:
    known = set(policy.statement("2018-05-25").sections)
    cited = {rule: set(query.sections) - known for rule, query in RULES.items()}
    assert {rule: unknown for rule, unknown in cited.items() if unknown} == {}, (
        "name a section in the rule's basis as data/policy/statements calls it"
    )


def test_a_rule_that_cites_two_sections_tests_both() -> None:
    assert RULES["RCP-04"].sections == ("Doeleinden", "Verstrekking aan derden")
    assert RULES["RCP-06"].sections == ()


def test_every_verdict_of_the_checklist_has_its_place() -> None:
    assert set(policy.load("statement_checklist")["state"]) <= set(STATES)


@pytest.mark.usefixtures("shown")
def test_no_version_is_shown_in_the_place_of_another(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    newest = policy.statements()[-1]
    other = newest.model_copy(update={"version": date(2030, 1, 1)})
    monkeypatch.setattr(policy, "statements", lambda: (other,))
    at = opened("statement", lang="en")
    (warned,) = [box.value for box in at.warning]
    assert warned.startswith("The statement of 25 May 2018 is not on file as data")
    assert not tables(at), "a verdict stands beside the text of another version"


@pytest.mark.usefixtures("shown")
def test_every_section_with_a_promise_says_what_tests_it() -> None:
    at = opened("statement", lang="en")
    assert not at.warning
    assert len(tables(at)) > 1
    assert "Not tested by the records" in texts(at)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("role", ["dpo", "management"])
@pytest.mark.usefixtures("shown")
def test_every_change_of_the_draft_stands_on_the_page(role: str, language: str) -> None:
    at = framed("statement", role=role, purpose=None, snapshot=DAY, lang=language)
    text = letters("\n".join(texts(at)))
    own = "change" if language == "en" else f"change_{language}"
    changes = [row[own] for row in rows(file_of("statement_changes"))]
    assert len(changes) > 30
    assert [change for change in changes if change not in text] == []
    assert "/export/statement_changes.csv?" in export_link(at)
