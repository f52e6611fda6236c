"""What an inspector asks of a whole list, each answer a sentence with its numbers.

Each sentence counts the very rows that it leads to, of those that are considered.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

import queries
from data.ask import Question, count
from data.ask.filters import parse_filters
from data.figures.whatif import LIVE
from pages.parts.session.readers import reader
from pages.parts.shell import links

if TYPE_CHECKING:
    from pages.parts.shell.context import PageContext


@dataclass(frozen=True)
class Check:
    """Rows of a list, and what they are a part of."""

    name: str
    """Key of its sentence."""
    counted: Question
    of: Question
    rule: str
    """The rule that looks at the same: what it needs must be delivered."""


def _rows(page: str, where: str = "") -> Question:
    return Question(page, parse_filters(where))


COPY = _rows("requests", "id_copy=held|deleted")
COPY_HELD = _rows("requests", "id_copy=held")
COPY_READABLE = _rows("requests", "id_copy=held; id_copy_redacted=false")
COPIES_ON_FILE = _rows("retention", "item=id_copy")
COPIES_LIVE = _rows("retention", f"item=id_copy; status={'|'.join(LIVE)}")
REFUSED = _rows("requests", "outcome=refused|partly_granted")
TO_BE_TOLD = _rows("requests", "recipients_told=told|not_told")
ERASURES = _rows("requests", "subject=client; kind=erasure; outcome=granted")
ERASED = _rows("retention", "status=erased|erased_early|erased_on_time|erased_late")
HEALTH = _rows("authorisations", "category=health; status=reviewed|review_due")
CHECKS = {
    "requests": (
        Check("copies", COPY, _rows("requests"), "REQ-14"),
        Check("needless", _rows("findings", "rule=REQ-14"), COPY, "REQ-14"),
        Check("held", COPY_HELD, COPY, "REQ-07"),
        Check("outdated", _rows("findings", "rule=REQ-07"), COPY_HELD, "REQ-07"),
        Check("readable", COPY_READABLE, COPY_HELD, "REQ-08"),
        Check("on_file", COPIES_LIVE, COPIES_ON_FILE, "RET-01"),
        Check("refused", REFUSED, _rows("requests", "closed_on=.."), "REQ-04"),
        Check("reasonless", _rows("findings", "rule=REQ-04"), REFUSED, "REQ-04"),
        Check("told", _rows("requests", "recipients_told=told"), TO_BE_TOLD, "REQ-06"),
        Check(
            "not_told",
            _rows("requests", "recipients_told=not_told"),
            TO_BE_TOLD,
            "REQ-06",
        ),
    ),
    "retention": (
        Check("erased", ERASED, _rows("retention"), "RET-02"),
        Check("late", _rows("retention", "status=erased_late"), ERASED, "RET-02"),
        Check("early", _rows("retention", "status=erased_early"), ERASED, "RET-03"),
        Check("not_erased", _rows("findings", "rule=REQ-10"), ERASURES, "REQ-10"),
    ),
    "agreements": (
        Check(
            "agreed",
            _rows("recipients", "agreement=ending_soon|in_force"),
            _rows("recipients", "agreement=missing|expired|ending_soon|in_force"),
            "RCP-01",
        ),
        Check(
            "uncovered",
            _rows("agreements", "uncovered_before=1.."),
            _rows("agreements", "uncovered_before=.."),
            "RCP-07",
        ),
    ),
    "authorisations": (
        Check(
            "health",
            HEALTH,
            _rows("authorisations", "status=reviewed|review_due"),
            "AUT-01",
        ),
        Check(
            "unreviewed",
            _rows("authorisations", "category=health; status=review_due"),
            HEALTH,
            "AUT-01",
        ),
    ),
}
"""The sentences of a page; those that follow each other are about the same."""


def show(ctx: PageContext, page: str) -> None:
    """Draw a page's sentences, each with the way to its rows."""
    words = ctx.words
    with st.container(border=True, key="checks", gap="xsmall"):
        st.markdown(f"**{words(f'checks.{page}.title')}**")
        st.caption(words("checks.about"))
        for check in CHECKS[page]:
            numerator, denominator = counts(ctx, check)
            if not denominator:
                continue
            text = words(
                f"checks.{page}.{check.name}",
                numerator=words.number(numerator),
                denominator=words.number(denominator),
                share=words.percent(numerator / denominator),
            )
            if numerator:
                filters = check.counted.filters
                params = {applied.column: list(applied.values) for applied in filters}
                links.link(check.counted.name, text, **params)
            else:
                st.markdown(text)


def counts(ctx: PageContext, check: Check) -> tuple[int, int]:
    """Return how many are so, and of how many; (0, 0) where it cannot be told."""
    rule, rows = queries.folder("findings")[check.rule], (check.counted, check.of)
    if rule.lacks(ctx.snapshot.seal["not_delivered"]) or not all(
        ctx.has_all(each.name, each.filters) for each in rows
    ):
        return 0, 0
    numerator, denominator = (
        count(
            reader(),
            ctx.snapshot,
            Question(ctx.offered(each.name) or each.name, each.filters),
        )
        for each in rows
    )
    return numerator, denominator
