"""The lines of the journal: filters, a page of them, and one with all its fields."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

import polars as pl
import streamlit as st

from data.ask.question import CLIENT
from data.audit import journal_view
from data.audit.journal_view import LOOKED, MOST, ROWS, View
from data.journal.events import EVENTS, OUTCOMES, ROLES
from data.words import HOME
from pages.parts.lists import widths
from pages.parts.session.readers import journal, reader
from pages.parts.shell import controls
from pages.parts.text import tables
from pages.parts.text.escaping import markdown_escape

if TYPE_CHECKING:
    from collections.abc import Sequence

    from streamlit.delta_generator import DeltaGenerator

    from data.audit.journal_view import Already, JournalOverview, Lines
    from data.journal.chain import Line
    from data.words import Words
    from pages.parts.shell.context import PageContext

DAYS = 31
"""Days of the period at first, up to the newest line."""
LONGEST = {"who": 255, "client": 10}
SHAPES = {"ok": "", "refused": "■ ", "failed": "▲ "}
"""What sets a line apart that did not go well, without colour."""
SHOWN = ("seq", "at", "event", "about", "outcome", "who", "role", "purpose", "rows")
CODES = {"event": EVENTS, "outcome": OUTCOMES, "role": ROLES}
_OUTCOME = {number: code for code, number in OUTCOMES.items()}


def show(
    ctx: PageContext, stands: JournalOverview, upto: int, already: Already
) -> None:
    """Draw the filters, and a page of the lines that they leave."""
    words = ctx.words
    view = _chosen(words, stands, upto)
    key = f"journal.page.{abs(hash(view))}"
    view = View(**{**vars(view), "page": st.session_state.get(key, 1)})
    lines = journal_view.seen(reader(), journal(), view, already)
    st.header(words.count("journal_page.lines", lines.total), anchor=False)
    if lines.is_bounded:
        most, looked = words.number(MOST), words.number(LOOKED)
        st.info(words("journal_page.bounded", most=most, looked=looked))
    if view.client:
        st.caption(words("journal_page.of_client_only"))
    if not lines.total:
        st.info(words("list.empty_filtered" if upto else "pages.journal.empty"))
        return
    _table(words, lines, f"{key}.{view.page}", key)


def _table(words: Words, lines: Lines, key: str, page: str) -> None:
    slot = st.empty()
    if lines.total > ROWS:
        st.pagination(-(-lines.total // ROWS), key=page)
    rows = [
        {
            words(f"journal_page.fields.{name}"): cell
            for name, cell in cells(words, line).items()
            if name in SHOWN
        }
        for line in lines.rows
    ]
    places = choose(slot, rows, words("journal_page.line_label"), f"{key}.rows")
    _opened(words, lines.rows, places)


def choose(
    slot: DeltaGenerator, rows: list[dict[str, str]], alt: str, key: str
) -> list[int]:
    """Draw rows as a table; return the place of the row that is chosen, if any is."""
    shown = pl.DataFrame({name: [row[name] for row in rows] for name in rows[0]})
    event = slot.dataframe(
        shown.to_arrow(),
        hide_index=True,
        column_config=widths.config(shown),
        key=key,
        alt=alt,
        height="content" if len(rows) <= 12 else 460,
        on_select="rerun",
        selection_mode="single-row",
    )
    # the browser may still have a row chosen that is not there any more
    return [place for place in event.selection.rows if 0 <= place < len(rows)]


def cells(words: Words, line: Line) -> dict[str, str]:
    """Return what the table says of a line, as text."""
    values = {name: value(words, name, line.fields.get(name)) for name in line.fields}
    about = [
        values[name] for name in ("export", "file", "client", "query") if name in values
    ]
    none = words("key.none")
    return {
        **dict.fromkeys(SHOWN, none),
        **values,
        "at": moment(words, line.at),
        "about": " · ".join(about) or none,
    }


def moment(words: Words, at: str) -> str:
    """Write the time of a line as the clock in Amsterdam shows it."""
    return words.moment(datetime.fromisoformat(at))


def value(words: Words, name: str, raw: Any) -> str:  # noqa: ANN401 - JSON
    """Write a field of a line in the reader's words."""
    if name == "outcome":
        code = _OUTCOME.get(raw, str(raw))
        return SHAPES.get(code, "") + words.code("event_outcome", code)
    if name == "export":
        return f"{words('journal_page.exports.number')} {raw}"
    if name == "query":
        known = words.codes("event_query").get(str(raw))
        return known or words.code("table", str(raw))
    if name == "purpose":
        return words.code("access_purpose", str(raw))
    if name in ("event", "role", "via", "reason"):
        return words.code(f"event_{name}" if name != "event" else name, str(raw))
    return words.number(raw) if type(raw) is int else str(raw)


def _opened(words: Words, lines: Sequence[Line], places: Sequence[int]) -> None:
    """Show all fields of the line that is chosen, and the ways on from it."""
    if not places:
        st.caption(words("journal_page.select"))
        return
    line = lines[places[0]]
    with st.container(border=True):
        st.markdown(f"**{words('journal_page.opened', n=words.number(line.seq))}**")
        tables.draw(
            {
                words("journal_page.field"): [name for name, _ in _fields(words, line)],
                words("journal_page.content"): [
                    text for _, text in _fields(words, line)
                ],
            }
        )
        for name in ("client", "who"):
            text = str(line.fields.get(name, ""))
            if text:
                label = f"journal_page.all_of_{name}"
                st.button(
                    words(label, **{name: markdown_escape(text)}),
                    key=label,
                    on_click=_only,
                    args=(name, text),
                )


def _fields(words: Words, line: Line) -> list[tuple[str, str]]:
    """Return every field of a line with its name, the known ones in their order."""
    names = words.texts
    values = {**line.fields, "at": moment(words, line.at), "utc": line.at}
    order = [
        "seq",
        "at",
        "utc",
        *sorted(line.fields.keys() - {"seq", "at"}, key=_place),
    ]
    return [
        (
            names.get(f"journal_page.fields.{name}", markdown_escape(name)),
            values[name]
            if name in ("at", "utc")
            else _letters(words, name, values[name]),
        )
        for name in order
    ]


def _letters(words: Words, name: str, raw: Any) -> str:  # noqa: ANN401 - JSON
    text = value(words, name, raw)
    return (
        f"`{text[:32]}` `{text[32:]}`"
        if _is_hash(name, text)
        else markdown_escape(text)
    )


def _is_hash(name: str, text: str) -> bool:
    hexed = len(text) == 64 and set(text) <= set("0123456789abcdef")
    return hexed and name != "who"


def _place(name: str) -> int:
    return ORDER.index(name) if name in ORDER else len(ORDER)


ORDER = (
    *("event", "outcome", "reason", "who", "role", "purpose", "via", "client"),
    *("query", "params", "rows", "export", "file", "bytes", "sha256", "clients"),
    *("clients_sha256", "day", "digest", "version", "prev", "mac"),
)
"""Fields of a line as they are read; one that is not here comes last."""


def _only(name: str, text: str) -> None:
    """Narrow the lines to one client or one account, in order of time."""
    for other in ("who", "client", *CODES):
        st.session_state[f"journal.{other}"] = "" if other in LONGEST else None
    st.session_state[f"journal.{name}"] = text
    st.session_state["journal.oldest"] = True


def _chosen(words: Words, stands: JournalOverview, upto: int) -> View:
    """Draw the filters and give the view that they make."""
    newest = datetime.fromisoformat(stands.at).astimezone(HOME) if stands.at else None
    with st.container(border=True):
        first, second = st.columns(4), st.columns(4, vertical_alignment="bottom")
        with first[0]:
            since = _day(words, "from", newest and newest.date() - timedelta(DAYS - 1))
        with first[1]:
            until = _day(words, "until", newest and newest.date())
        codes = {}
        for place, name in zip((*first[2:], second[0]), CODES, strict=True):
            with place:
                codes[name] = _code(words, name)
        texts = {}
        for place, name in zip(second[1:], LONGEST, strict=False):
            with place:
                texts[name] = _text(words, name)
        with second[3]:
            oldest = st.toggle(words("journal_page.oldest_first"), key="journal.oldest")
    if texts["client"] and not CLIENT.fullmatch(texts["client"]):
        st.error(words("pages.client.malformed"))
        st.stop()
    return View(
        upto,
        since=_instant(since) if since else "",
        until=_instant(until + timedelta(1), before=True) if until else "",
        is_oldest_first=oldest,
        who=texts["who"],
        client=texts["client"],
        event=codes["event"],
        role=codes["role"],
        outcome=codes["outcome"],
    )


def _instant(day: date, *, before: bool = False) -> str:
    """Return the moment (UTC) a day begins in Amsterdam, or the last before."""
    start = datetime.combine(day, time(), HOME).astimezone(UTC)
    start -= timedelta(microseconds=before)
    return start.isoformat(timespec="microseconds")[: len("2026-01-01T00:00:00.000000")]


def _day(words: Words, end: str, first: date | None) -> date | None:
    return controls.day(
        words(f"list.{end}"),
        key=f"journal.{end}",
        pattern=words.day_pattern,
        default=first,
    )


def _code(words: Words, name: str) -> str:
    domain = "event" if name == "event" else f"event_{name}"
    chosen = controls.selectbox(
        words(f"journal_page.fields.{name}"),
        tuple(CODES[name]),
        default=None,
        format_func=lambda code: words.code(domain, code),
        placeholder=words("list.all"),
        key=f"journal.{name}",
        may_be_emptied=True,
    )
    return chosen or ""


def _text(words: Words, name: str) -> str:
    text: str = st.text_input(
        words(f"journal_page.fields.{name}"),
        key=f"journal.{name}",
        max_chars=LONGEST[name],
        placeholder=words("list.all"),
    )
    return text.strip()
