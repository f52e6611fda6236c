"""Why a status or a finding is so: its working, and the rule's own text."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import streamlit as st

import queries
from data.words import terms
from pages.parts.text import cell_labels, tables
from pages.parts.text.escaping import markdown_escape

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from data.explain.steps import Row, Step
    from data.words import Words
    from pages.parts.shell.context import PageContext

NAMED = {
    "kind": "request_kind",
    "restriction_kind": "restriction_kind",
    "rule": "retention_rule",
    "channel": "channel",
    "categories": "category",
}
"""Facts of a step that are codes, and the domain that names them."""
COUNTED = (
    "days",
    "months",
    "holdings",
    "consents",
    "recipients",
    "disclosures",
)
"""Facts of a step that are numbers of something: units.days and so on."""
MOST = 30
"""Findings that are shown at once."""


def sentence(words: Words, section: str, step: Step) -> str:
    """Return a step in words; every fact as the reader writes it."""
    facts = {name: _fact(words, name, value) for name, value in step.facts.items()}
    text = words(f"{section}.{step.code}", **{"day": _day(words, step.day), **facts})
    return text[0].upper() + text[1:]


def _fact(words: Words, name: str, value: Any) -> str:  # noqa: ANN401
    if name == "item":
        return words.item(value).lower()
    if name == "period":
        return terms.period(words, *value)
    if name == "skipped":
        return words.join(_skipped(words, day, day_off) for day, day_off in value)
    if isinstance(value, list):
        return words.join(_fact(words, name, each) for each in value)
    if name in NAMED:
        return words.code(NAMED[name], value)
    if isinstance(value, date) or value is None:
        return _day(words, value)
    if name in COUNTED:
        return words.count(f"units.{name}", value)
    return markdown_escape(str(value))


def _day(words: Words, day: date | None) -> str:
    """Write a day with its weekday, without the comma that English puts there."""
    if day is None:
        return words.date(None)
    weekday = words.locale.days["format"]["wide"][day.weekday()]
    return f"{weekday} {words.date(day, 'long')}"


def _skipped(words: Words, day: date, day_off: str) -> str:
    """Write a day off: its weekday says enough, a holiday has its name beside."""
    if day_off in ("saturday", "sunday"):
        return _day(words, day)
    return f"{_day(words, day)} ({words.code('day_off', day_off)})"


def working(ctx: PageContext, steps: Sequence[Step]) -> None:
    """Draw a working: each step, the day that it leads to, what it rests on."""
    words = ctx.words
    tables.draw(
        {
            words("dossier.step"): [str(n) for n in range(1, len(steps) + 1)],
            words("dossier.what"): [sentence(words, "steps", step) for step in steps],
            words("dossier.leads_to"): [words.date(step.day) for step in steps],
            words("dossier.basis"): [cell_labels.basis(words, s.basis) for s in steps],
        }
    )


def lines(ctx: PageContext, section: str, steps: Iterable[Step]) -> None:
    """Draw steps as a list of sentences, each with its day and its basis."""
    words = ctx.words
    bullets = []
    for step in steps:
        by = ""
        if section == "todo" and step.day is not None:
            by = f"**{words('dossier.by', day=words.date(step.day))}**: "
        basis = cell_labels.basis(words, step.basis)
        bullets.append(f"- {by}{sentence(words, section, step)} ({basis})")
    st.markdown("\n".join(bullets))


def meaning(ctx: PageContext, domain: str, status: str) -> None:
    """Draw what a status means, in the words of the legend."""
    words = ctx.words
    name, means = words.code(domain, status), words.meaning(domain, status)
    st.markdown(f"{words('dossier.status')}: **{name}**. {means}.")


def findings(ctx: PageContext, rows: Sequence[Row]) -> None:
    """Draw findings by rule: its own text and article once, then the evidence."""
    words = ctx.words
    if not rows:
        st.markdown(words("dossier.findings_none"))
        return
    gravest = queries.SEVERITIES.index
    ranked = sorted(rows[:MOST], key=lambda row: gravest(row["severity"]))
    for rule in dict.fromkeys(row["rule"] for row in ranked):
        with st.container(border=True, gap="xsmall"):
            finding(words, *(row for row in ranked if row["rule"] == rule))
    if len(rows) > MOST:
        st.caption(words.count("dossier.more", len(rows) - MOST))


def finding(words: Words, *rows: Row) -> None:
    """Draw what one rule found: what it says, what it rests on, what shows it."""
    rule = rows[0]["rule"]
    severity = words.code("severity", rows[0]["severity"])
    heading = [f"**{words('dossier.finding', rule=rule, severity=severity)}**"]
    query = queries.folder("findings").get(rule)
    if query is not None:
        basis = cell_labels.basis(words, query["basis"])
        heading.append(f"{words.title(query)} ({basis}).")
    st.markdown("  \n".join(heading))
    st.markdown("\n".join(f"- {_evidence(words, row)}" for row in rows))


def _evidence(words: Words, row: Row) -> str:
    """Write what a finding is about, since when it is so, and its own working."""
    since = words("dossier.since_unknown")
    if row["since"]:
        since = words("dossier.since", day=words.date(row["since"]))
    subject = words.code("subject_table", row["subject_table"])
    key = cell_labels.subject(words, row["subject_table"], row["subject_key"])
    about = f"{subject} {markdown_escape(key)}, {since}"
    if "evidence" not in row:  # a list in brief
        return f"{about}."
    return f"{about}: {markdown_escape(words.sealed(row, 'evidence'))}."


def legend(ctx: PageContext, domains: Iterable[str]) -> None:
    """Offer what the statuses of a list mean, behind one fold."""
    words = ctx.words
    known = {domain: words.meanings(domain) for domain in dict.fromkeys(domains)}
    if not any(known.values()):
        return
    with st.expander(words("app.legend")):
        for domain, meanings in known.items():
            if meanings:
                tables.draw(
                    {
                        words("dossier.status"): [
                            words.code(domain, code) for code in meanings
                        ],
                        words("dossier.means"): list(meanings.values()),
                    },
                    keyed=True,
                )
