"""The page about the privacy statement says what is tested, and what is not."""

from __future__ import annotations

import queries
from data import policy
from pages.parts.evidence.statement_page import STATES, UNSAID

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


def test_rules_of_the_draft_are_there() -> None:
    assert set(UNSAID) <= set(RULES)


def test_every_verdict_of_the_checklist_has_its_place() -> None:
    assert set(policy.load("statement_checklist")["state"]) <= set(STATES)
