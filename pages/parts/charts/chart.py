"""Charts: what they look like, what they say, and their table; without colour too.

Only graph_objects; Plotly's words and numbers in the reader's language; no
toolbar, which the keyboard would have to pass; an alternative in words.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from textwrap import wrap
from typing import TYPE_CHECKING, Any

# Streamlit loads it when it first shows a table, and Plotly, which only looks whether
# it is there, takes it half loaded in another user's thread and breaks off.
import pandas  # type: ignore[import-untyped]  # noqa: F401
import streamlit as st

from pages.parts.charts import looks
from pages.parts.charts.drawing import Picture
from pages.parts.text.escaping import markdown_escape, plotly_escape
from pages.parts.text.small_tables import table

if TYPE_CHECKING:
    from collections.abc import Sequence

    import plotly.graph_objects as go
    from streamlit.delta_generator import DeltaGenerator

    from data.ask import Question
    from data.words import Words
    from pages.parts.shell.context import PageContext


@dataclass(frozen=True)
class Linked:
    """A cell that leads to what it counts: its text, and the link as Markdown."""

    text: str
    link: str

    def __str__(self) -> str:
        """Return the text."""
        return self.text


Cell = str | Linked
Row = Mapping[str, Cell]
"""A row of a chart's table: cells by the names of their columns."""
Opens = Mapping[tuple[int, int], "Question"]
"""The list behind each point of a figure, by its trace and its place therein."""
AXIS = {
    "automargin": True,
    "fixedrange": True,
    "exponentformat": "none",  # 100.000, where Plotly would write 100k
    "separatethousands": True,
}
"""How numbers stand along a figure, as in every text."""
ALTERNATIVE_ROWS = 14
"""Rows of its table that a chart's alternative tells."""


def draw(
    ctx: PageContext,
    figure: go.Figure | Picture | None,
    title: str,
    *,
    key: str,
    about: str = "",
    alternative: str = "",
    rows: Sequence[Row] = (),
    place: DeltaGenerator | None = None,
    pick: Callable[[str], None] | None = None,
) -> None:
    """Show a figure under what it found, and the same as a table.

    `title` is a sentence: what the figure shows to be so; `about`, what it is a
    figure of. `rows` are its table, in the reader's words; for who cannot see it they
    are its alternative too, unless `alternative` says it better. The table stands in
    `place`, else folded up below the figure; without a figure there is the sentence
    and the table. `pick` is called with the chart's key when one of its points is
    clicked, before the page runs again.
    """
    draw_headline(title, about)
    if figure is not None:
        parts = (
            title,
            about,
            alternative or _in_words(rows),
            ctx.words("charts.alternative"),
        )
        alt = ". ".join(part for part in parts if part) + "."
        if isinstance(figure, Picture):
            st.html(figure.html(alt))
        else:
            _plot(ctx, figure, key, alt, pick)
    if rows:
        with place or st.expander(ctx.words("charts.as_table")):
            as_table(rows, alt=about or title)


def _plot(
    ctx: PageContext,
    figure: go.Figure,
    key: str,
    alt: str,
    pick: Callable[[str], None] | None,
) -> None:
    figure.update_layout(
        colorway=list(looks.LINES),
        margin={"l": 8, "r": 16, "t": 8, "b": 8},
        legend={
            "orientation": "h",
            "yanchor": "bottom",
            "y": 1.02,
            "x": 0,
            "traceorder": "normal",
        },
        separators=ctx.words.decimal_mark + ctx.words.thousands_mark,
        xaxis=AXIS,
        yaxis=AXIS,
        hovermode="closest",
    )
    key = f"chart.{key}"
    st.plotly_chart(
        figure,
        config={"displayModeBar": False, **_locale(ctx.words)},
        key=key,
        alt=alt,
        on_select=partial(pick, key) if pick else "ignore",
        selection_mode="points",
    )


def draw_headline(title: str, about: str = "") -> None:
    """Draw what was found: above a figure, or alone where one number will do."""
    st.markdown(f"**{markdown_escape(title)}**")
    if about:
        st.caption(markdown_escape(about))


def _in_words(rows: Sequence[Row]) -> str:
    """Return in words a table in one sentence; of a long one its beginning."""
    lines = []
    for row in rows[:ALTERNATIVE_ROWS]:
        (_, first), *rest = row.items()
        lines.append(f"{first}: {', '.join(f'{name} {cell}' for name, cell in rest)}")
    return "; ".join(lines) + (" …" if len(rows) > ALTERNATIVE_ROWS else "")


def as_table(rows: Sequence[Row], *, alt: str) -> None:
    """Draw a chart's table, its texts as they stand."""
    escaped = [
        {markdown_escape(name): _markdown(cell) for name, cell in row.items()}
        for row in rows
    ]
    table(escaped, alt=alt)


def _markdown(cell: Cell) -> str:
    return cell.link if isinstance(cell, Linked) else markdown_escape(cell)


def short(text: str, width: int = 30) -> str:
    """Return a label on two lines at most, so that a phone has room for the bars.

    Plotly shows it letter by letter.
    """
    lines = wrap(text, width, max_lines=2, placeholder="…")
    return "<br>".join(map(plotly_escape, lines))


def _locale(words: Words) -> dict[str, Any]:
    """Return Plotly the reader's months and signs; it bundles English alone."""
    locale = words.locale
    months_ = locale.months["format"]
    form = {
        "months": list(months_["wide"].values()),
        "shortMonths": list(months_["abbreviated"].values()),
        "days": _days(words, "wide"),
        "shortDays": _days(words, "abbreviated"),
        "date": "%d-%m-%Y",
        "decimal": words.decimal_mark,
        "thousands": words.thousands_mark,
    }
    code = words.language
    return {"locale": code, "locales": {code: {"dictionary": {}, "format": form}}}


def _days(words: Words, width: str) -> list[str]:
    """Name the days from Sunday, as Plotly counts them."""
    days = words.locale.days["format"][width]
    return [days[(n - 1) % 7] for n in range(7)]
