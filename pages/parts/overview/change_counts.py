"""How much changed, by kind: as sealed, or since an earlier snapshot that was chosen.

Of two that are no neighbours, who may see the records gets what differs between them;
who may not, what every snapshot in between published of itself, added up.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import streamlit as st

import queries
from data.ask import Filter, Question, tally
from data.figures import changes_between
from data.words import dimensions
from pages.parts.charts import chart
from pages.parts.overview import breakdown
from pages.parts.session.readers import reader

if TYPE_CHECKING:
    from data.snapshot import Snapshot
    from pages.parts.charts.chart import Row
    from pages.parts.shell.context import PageContext

RECORDS, FINDINGS = "changes_by_section", "findings_change_by_severity"
"""The breakdowns of what changed: of records, and of findings."""
STANDING = {"still_open": "standing"}
"""What the list calls otherwise than the breakdown does."""


def draw(ctx: PageContext) -> None:
    """Draw how many records and how many findings changed, and how."""
    words = ctx.words
    if ctx.snapshot.since is None:
        breakdown.draw_named(ctx, RECORDS)
        st.header(words("changes.findings"))
        breakdown.draw_named(ctx, FINDINGS)
        _reasons(ctx)
        return
    if ctx.sees_records:
        whole = tally(
            reader(), ctx.snapshot, Question("changes"), "section", "change", "rule"
        )
        breakdown.draw(ctx, RECORDS, _of_records(whole))
        st.header(words("changes.findings"))
        breakdown.draw(ctx, FINDINGS, _of_findings(whole))
        _reasons(ctx)
        return
    chain = changes_between.steps(ctx.snapshot)
    if not chain:
        st.info(words("changes.broken"))
        return
    st.caption(words("changes.added_up", n=words.number(len(chain))))
    _summed(ctx, chain, RECORDS)
    st.header(words("changes.findings"))
    _summed(ctx, chain, FINDINGS)


def _reasons(ctx: PageContext) -> None:
    """Tell what was solved because records changed from what another rule solved."""
    if not ctx.sees_records:
        return
    question = Question("changes", (Filter("change", "solved"),))
    reasons = tally(reader(), ctx.snapshot, question, "reason")
    parts = [
        ctx.words(f"changes.solved_by.{reason}", n=ctx.words.number(count))
        for reason, count in reasons.drop_nulls("reason").rows()
    ]
    if parts:
        st.markdown(ctx.words("changes.solved", reasons="; ".join(parts)))


def _of_records(whole: pl.DataFrame) -> pl.DataFrame:
    """Count changes of records as the breakdown of a seal does."""
    rows = whole.filter(pl.col("section") != "findings")
    return _counted(rows.select(value1="section", value2="change", count="count"))


def _of_findings(whole: pl.DataFrame) -> pl.DataFrame:
    """Count findings by severity, with the totals that the breakdown has."""
    severity = {n: q["severity"] for n, q in queries.folder("findings").items()}
    rows = whole.filter(pl.col("section") == "findings").select(
        value1=pl.col("rule").replace_strict(severity, return_dtype=pl.String),
        value2=pl.col("change").replace(STANDING),
        count="count",
    )
    every = [
        rows.with_columns(pl.lit("total").alias(name) for name in names)
        for names in ((), ("value1",), ("value2",), ("value1", "value2"))
    ]
    return _counted(pl.concat(every))


def _counted(rows: pl.DataFrame) -> pl.DataFrame:
    summed = rows.group_by("value1", "value2").agg(pl.col("count").sum())
    return summed.sort("value1", "value2").with_columns(
        pl.lit(None, pl.Int64).alias("threshold")
    )


def _summed(ctx: PageContext, chain: tuple[Snapshot, ...], name: str) -> None:
    """Draw the published counts of a breakdown over several snapshots as a table."""
    words, query = ctx.words, queries.folder("breakdowns")[name]
    unit, first, second = query["unit"], query["dimension1"], query["dimension2"]
    rows: list[Row] = []
    for value1, value2, count, is_least in changes_between.added_up(
        reader(), chain, name
    ).rows():
        number = words.number(count)
        rows.append(
            {
                words(f"dimensions.{first}"): dimensions.value(
                    words, unit, first, value1
                ),
                words(f"dimensions.{second}"): dimensions.value(
                    words, unit, second, value2
                ),
                words(f"charts.{unit}"): number
                if not is_least
                else words("changes.at_least", n=number)
                if count
                else words("breakdowns.hidden"),
            }
        )
    if not rows:
        st.markdown(words("breakdowns.none"))
        return
    chart.as_table(rows, alt=words.title(query))
