"""Small counts in what a page shows: summaries made up by chance, and a search.

A page leaks when it shows a number of 1 to 9 that its summary does not publish:
in a text, a table, a chart or what is read out of it. Numbers that belong to the
wording (articles, terms, bands of days, dates) are not counts.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from html import unescape
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
from streamlit.testing.v1 import AppTest

import queries
from data import policy
from data.seal.derive.breakdowns import TOTAL, threshold_of
from data.seal.derive.summary import BRIDGE, CELLS, STEPS, Summary, _row
from data.words import LANGUAGES, words_for
from pages.parts.text import cell_labels
from tests.support.nodes import nodes
from tests.support.screen import texts
from tests.support.sealed import forge, reseal

MOST = 9
"""The largest count that is anywhere too small."""
NUMBER = re.compile(r"(?<![\w.,/-])\d+(?:[.,]\d+)*(?![\w%/]|[.,]\d)")
SPOKEN = ("x", "y", "z", "text", "customdata", "hovertext", "values", "labels", "base")
"""Parts of a series that hold what it shows."""
TARGETS = (
    "standing.margin",
    "standing.finding",
    "standing.calling.one",
    "standing.calling.other",
    "standing.went_since",
)
"""Texts that count targets, or how far one may be missed: nobody's records."""
LONG = "Stichting voor *re-integratie* en [begeleiding](#) bij arbeid " * 3


# -- made up ------------------------------------------------------------------


def made(folder: Path, seed: int, *, lots: tuple[str, ...] = ("0", "s", "l")) -> None:
    """Return a sealed snapshot's summary other counts, hidden as sealing hides them.

    `lots`: what a count may become: nothing, small or large.
    """
    chance = random.Random(seed)  # noqa: S311
    file = folder / "summary.duckdb"
    with duckdb.connect(file) as con:
        sealed = con.table("breakdowns").pl()
        rows, steps = _drawn(chance, sealed, lots)
        figures = con.table("key_figures").pl().with_columns(
            value=pl.when(pl.col("denominator").is_null()).then(2_000.0).otherwise(0.5),
            numerator=pl.when(pl.col("denominator").is_not_null()).then(4_000),
            denominator=pl.when(pl.col("denominator").is_not_null()).then(8_000),
            target=pl.col("target") * 0 + 0.25,
        ).cast(dict(con.table("key_figures").pl().schema))  # fmt: skip
        tables = {
            "breakdowns": pl.DataFrame(rows, schema=CELLS),
            "requests_bridge": pl.DataFrame(steps, schema=STEPS),
            "key_figures": figures,
        }
        for name, frame in tables.items():
            con.execute(f"drop table {name}")
            con.from_arrow(frame.to_arrow()).create(name)
    lengths = {name: len(frame) for name, frame in tables.items()}
    forge(folder, lambda seal: seal["rows"].update(lengths))
    reseal(folder)


def _drawn(
    chance: random.Random, sealed: pl.DataFrame, lots: tuple[str, ...]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    summary = Summary(date(2026, 10, 31), None)
    steps: dict[str, int] = {}
    for name, query in queries.folder("breakdowns").items():
        if name == BRIDGE:
            steps = {s: _count(chance, 5, lots) for s in ("received", "closed")}
            flows = [{"value1": s, "count": n} for s, n in steps.items()]
            summary.add(query, [*flows, {"value1": "corrected", "count": 0}])
            continue
        places = (
            (row["value1"], row["value2"])
            for row in sealed.filter(breakdown=name).iter_rows(named=True)
            if TOTAL not in (row["value1"], row["value2"])
        )
        named = {"principal": f"{LONG}een", "department": f"{LONG}twee"}
        extra = named.get(query["dimension1"])
        counts = [
            {"value1": first, "value2": second}
            | {"count": _count(chance, threshold_of(query), lots)}
            for first, second in places
        ]
        if extra:
            for row in counts:  # a number in a name is no count
                row["value1"] = re.sub(r"\d+", _letter, row["value1"])
            longest = counts[0]["value1"]
            for row in counts:
                row["value1"] = extra if row["value1"] == longest else row["value1"]
        summary.add(query, counts)
    withheld = summary.withheld()
    shown = [_row(cell, withheld) for cell in summary.cells]
    bridge = {row["value1"]: row for row in shown if row["breakdown"] == BRIDGE}
    return [r for r in shown if r["breakdown"] != BRIDGE], _bridge(steps, bridge)


def _letter(match: re.Match[str]) -> str:
    return chr(64 + int(match[0]))


def _count(chance: random.Random, threshold: int, lots: tuple[str, ...]) -> int:
    lot = chance.choice(lots)
    if lot == "0":
        return 0
    return chance.randrange(1, threshold) if lot == "s" else chance.randrange(100, 9000)


def _bridge(
    steps: dict[str, int], shown: dict[str, dict[str, Any]]
) -> list[dict[str, Any]]:
    before = 30_000
    now = before + steps["received"] - steps["closed"]
    ends = {"open_before": before, "open_now": now}
    by_step = {k: {"count": n, "suppressed": False} for k, n in ends.items()} | shown
    order = ("open_before", "received", "closed", "corrected", "open_now")
    return [
        {
            "position": place,
            "step": step,
            "count": by_step[step]["count"],
            "suppressed": by_step[step]["suppressed"],
            "previous_on": date(2026, 9, 30),
        }
        for place, step in enumerate(order, 1)
    ]


def published(snapshots: Path) -> set[int]:
    """Return every number that the summaries publish, and changes of open requests."""
    known: set[int] = set()
    for file in snapshots.glob("20*/summary.duckdb"):
        with duckdb.connect(file, read_only=True) as con:
            for table in ("breakdowns", "requests_bridge"):
                counts = con.table(table).select("count").fetchall()
                known |= {abs(n) for (n,) in counts if n is not None}
            for row in con.table("key_figures").fetchall():
                known |= {int(n) for n in row[1:] if n is not None}
            ends = dict(con.table("requests_bridge").select("step, count").fetchall())
            known.add(abs(ends.get("open_now", 0) - ends.get("open_before", 0)))
    return known


# -- the search ---------------------------------------------------------------


LENGTH = re.compile(r'data-number="([^"]*)"')
"""How long a bar is of a chart that is drawn as HTML."""


@cache
def wording() -> re.Pattern[str]:
    """Match the texts with a number in them that are wording, in any language."""
    known: set[str] = {query.name for query in queries.folder("findings").values()}
    ends = [r"\d{4}-\d\d-\d\d", r"[Aa]rt\. \d+(?: lid \d+|\(\w+\))*"]
    for words in map(words_for, LANGUAGES):
        known |= {p for text in words.texts.values() for p in re.split(r"{\w+}", text)}
        for name in ("breakdowns", "key_figures", "summary", "findings"):
            for query in queries.folder(name).values():
                known.add(cell_labels.basis(words, query["basis"]))
        known |= {words.purpose(code) for code in policy.codes("purposes", "purpose")}
        known |= {words("key.suppressed", n=n) for n in (5, 10)}
        months = "|".join(words.locale.months["format"]["abbreviated"].values())
        ends.append(rf"(?:\d+ )?(?:{months})\.? \d{{4}}")
        some = words("breakdowns.some", n="N").lstrip("* ")
        ends.append(re.escape(some).replace("N", r"\d+"))
        for key in TARGETS:
            pieces = re.split(r"{\w+}", words.texts[key])
            ends.append(r"[\d.,]+(?:\s[\w%-]+){0,2}?".join(map(re.escape, pieces)))
    known = {t for t in known if re.search(r"\d", t) and re.search("[a-z<]", t)}
    plain = (re.escape(text) for text in sorted(known, key=len, reverse=True))
    return re.compile("|".join([*plain, *ends]))


def _in_text(text: str) -> Iterator[int]:
    """Find small numbers in a text: as it stands, and as Markdown shows it."""
    text = text.replace("\\", "")
    text = wording().sub(" ", text)
    text = re.sub(r"(?:/|https?:)\S*", " ", text)  # an address names no count
    for number in NUMBER.findall(text):
        whole = re.fullmatch(r"\d{1,3}", number)
        if whole and 0 < int(number) <= MOST:
            yield int(number)


def _in_chart(spec: dict[str, Any]) -> Iterator[int]:
    """Find small numbers among what a chart shows and says of it."""
    for series in spec["data"]:
        for part in SPOKEN:
            axis = spec["layout"].get(f"{part}axis", {})
            if "%" not in axis.get("tickformat", ""):
                yield from _in_values(series.get(part, []))
        for part in ("name", "hovertemplate", "texttemplate"):
            yield from _in_text(re.sub(r"%{.*?}", "", str(series.get(part, ""))))
    for axis in ("xaxis", "yaxis"):
        for part in ("ticktext", "tickvals", "title"):
            yield from _in_values(spec["layout"].get(axis, {}).get(part, []))
    yield from _in_values([a["text"] for a in spec["layout"].get("annotations", [])])


def _in_values(value: Any) -> Iterator[int]:
    if isinstance(value, dict):
        assert "bdata" not in value, "numbers that this search cannot read"
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from _in_values(item)
    elif isinstance(value, str):
        yield from _in_text(value)
    elif isinstance(value, int | float) and 0 < abs(value) <= MOST:
        yield round(abs(value))


def small(at: AppTest) -> set[int]:
    """Return every count of 1 to 9 that a page shows anywhere, but in its sidebar."""
    beside = {id(node) for node in nodes(at.sidebar)}
    numbers: set[int] = set()
    for node in nodes(at):
        if id(node) in beside:
            continue
        if getattr(node, "type", None) == "plotly_chart":
            numbers |= set(_in_chart(json.loads(node.proto.spec)))
        if getattr(node, "type", None) == "html":
            body = re.sub(
                r"<(style|svg|script)[\s\S]*?</\1>|"
                r'<span class="tick"[\s\S]*?</span>|<[^>]*>',
                " ",
                node.proto.body,
            )
            numbers |= set(_in_text(unescape(body)))
            lengths = map(float, LENGTH.findall(node.proto.body))
            numbers |= set(_in_values(list(lengths)))
    for text in texts(at):
        numbers |= set(_in_text(text))
    return numbers
