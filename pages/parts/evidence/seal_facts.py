"""What a seal says: what was checked, hashed and counted, and with what."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import streamlit as st

from data import contract
from data.contract.column_rule import column_rules
from data.export.csv_file import TABLES
from data.export.source_names import demands
from data.journal import seals
from data.journal.reading import first_day
from data.snapshot import delivered
from pages.parts.evidence import monthly_runs
from pages.parts.session.readers import journal
from pages.parts.shell import kept_until
from pages.parts.text import tables
from pages.parts.text.escaping import markdown_escape

if TYPE_CHECKING:
    from collections.abc import Iterable

    from data.snapshot import Snapshot
    from data.words import Words
    from pages.parts.shell.context import PageContext


def show(ctx: PageContext) -> None:
    """Draw the seal of the snapshot; it was verified before this page ran."""
    words, seal = ctx.words, ctx.snapshot.seal
    key = "verified_pruned" if ctx.snapshot.pruned else "verified"
    st.success(words(f"snapshot.{key}"))
    st.markdown(f"{words('snapshot.digest')}: `{ctx.snapshot.digest}`")
    st.markdown(words("snapshot.how", day=ctx.snapshot.day))
    exported, sealed = (
        words.moment(datetime.fromisoformat(seal[key]))
        for key in ("exported_at", "sealed_at")
    )
    st.markdown(
        f"{words('app.controller')}: **{markdown_escape(seal['controller'])}**  \n"
        f"{words('snapshot.exported_at', moment=exported)}  \n"
        f"{words('snapshot.sealed_at', moment=sealed)}  \n"
        f"{_signed(words, ctx.snapshot)}  \n"
        f"{_noted(words)}  \n"
        f"{words('snapshot.contract_version', version=seal['contract'])}"
    )
    if ctx.sees_records and not ctx.snapshot.pruned:
        st.link_button(
            words("pack.button"),
            f"/export/pack.zip?snapshot={ctx.snapshot.day}",
            help=words("pack.button_help"),
        )
    kept_until.show(words, ctx.snapshot)
    monthly_runs.show(words)
    _checked(words, seal)
    _contract(words)
    left, right = st.columns(2)
    with left:
        _counted(words, seal)
    with right:
        _hashed(words, seal)


def _signed(words: Words, snapshot: Snapshot) -> str:
    """Return in words which key signed the seal, if one did."""
    signature = seals.signature_of(journal(), snapshot.day, snapshot.digest)
    if signature is None:
        return words("snapshot.unsigned")
    return words("snapshot.signed_by", name=signature.key)


def _noted(words: Words) -> str:
    """Return in words since when there are lines of who saw and took what."""
    since = first_day(journal().folder)
    if not since:
        return words("snapshot.no_journal")
    return words("snapshot.journal_since", day=words.date(date.fromisoformat(since)))


def _checked(words: Words, seal: dict[str, Any]) -> None:
    """Draw of every file of the source that it was checked, and its hash."""
    st.header(words("snapshot.checked"), anchor=False)
    st.markdown(words.count("snapshot.checks_passed", len(seal["checks"])))
    _mapped(words, seal)
    _table(
        (
            words("snapshot.table"),
            words("snapshot.file"),
            words("snapshot.rows"),
            words("snapshot.result"),
            words("snapshot.sha256"),
        ),
        (
            (
                words.code("table", table),
                file,
                words.number(seal["rows"][table]),
                words("snapshot.passed"),
                _hash(seal["source"][file]),
            )
            for table, file in delivered(seal).items()
        ),
    )


def _mapped(words: Words, seal: dict[str, Any]) -> None:
    """Draw by which mapping the source's own words became those of the contract."""
    if mapping := seal.get("mapping"):
        st.markdown(words("snapshot.mapped", digest=mapping["sha256"]))


def _counted(words: Words, seal: dict[str, Any]) -> None:
    """Draw how many rows every list has."""
    st.header(words("snapshot.tables"), anchor=False)
    _table(
        (words("snapshot.table"), words("snapshot.rows")),
        (
            (words.code("table", table), words.number(seal["rows"][table]))
            for table in TABLES
            if table in seal["rows"]  # some answers are counted of another
        ),
    )


def _hashed(words: Words, seal: dict[str, Any]) -> None:
    """Draw what the sealed files are, and what software sealed them."""
    st.header(words("snapshot.files"), anchor=False)
    _table(
        (words("snapshot.file"), words("snapshot.size"), words("snapshot.sha256")),
        (
            (name, words.number(file["bytes"]), _hash(file["sha256"]))
            for name, file in seal["files"].items()
        ),
    )
    st.header(words("snapshot.software"), anchor=False)
    _table(
        (words("snapshot.name"), words("snapshot.version")),
        seal["software"].items(),
    )


def _contract(words: Words) -> None:
    """Draw what was asked of every column of every table."""
    for name, table in contract.TABLES.items():
        checks = list(column_rules(table))
        count = words.count("asked.checks", len(checks))
        with st.expander(f"{words.code('table', name)}: {count}"):
            columns = list(dict.fromkeys(rule.column for rule in checks))
            tables.draw(
                {
                    words("snapshot.columns"): [
                        f"{words.column(column)} (`{column}`)" for column in columns
                    ],
                    words("snapshot.checks"): [
                        words.join(demands(words, name, column)) for column in columns
                    ],
                },
                keyed=True,
            )


def _hash(digest: str) -> str:
    """Write a hash so that a narrow cell shows all of it."""
    return f"`{digest[:32]}` `{digest[32:]}`"


def _table(header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> None:
    columns = list(zip(*rows, strict=True))
    tables.draw(dict(zip(header, columns, strict=True)) if columns else {})
