"""Every target by month as a table, a shape and a colour a cell, the last one wide."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from data.figures import sentences
from pages.parts.lists import key_figure_row
from pages.parts.shell import links

if TYPE_CHECKING:
    from data.figures.heat_strip import MonthCell, Strip
    from data.figures.key_figures import Figure
    from data.words import Words


def table(words: Words, strip: Strip) -> str:
    """Return the table as HTML: a line a target, linked to how it went."""
    heads = "".join(
        f'<th scope="col" title="{escape(words.month(month))}">'
        f"{escape(words.month(month, short=True)[:1])}"
        f'<span class="hidden">{escape(words.month(month))}</span></th>'
        for month in strip.months
    )
    lines = "".join(_line(words, figure, cells) for figure, cells in strip.lines)
    name = escape(words("figures.figure"))
    return (
        f'<table class="months"><thead><tr><th scope="col">{name}</th>{heads}</tr>'
        f"</thead><tbody>{lines}</tbody></table>"
    )


def _line(words: Words, figure: Figure, cells: tuple[MonthCell, ...]) -> str:
    title = escape(sentences.title(words, figure))
    address = links.address(
        key_figure_row.TRENDS, **{key_figure_row.FIGURE: figure.name}
    )
    drawn = "".join(
        _cell(words, figure, cell, is_last=cell is cells[-1]) for cell in cells
    )
    head = f'<th scope="row"><a href="{escape(address)}">{title}</a></th>'
    return f"<tr>{head}{drawn}</tr>"


def _cell(words: Words, figure: Figure, cell: MonthCell, *, is_last: bool) -> str:
    """Return a cell: its shape, and for who hovers or listens its day and value."""
    month = words.month(cell.month)
    if cell.day is None:
        text = f"{month}: {words('standing.absent')}"
        return _td(cell.state, "", text)
    value = words.figure(cell.value, figure.unit)
    text = f"{words.date(cell.day)}: {value}"
    if cell.value is not None:
        text = f"{text}, {words(f'standing.short.{cell.state}')}"
    if is_last:
        value = sentences.value(words, figure)
        return _td(cell.state, f"{sentences.shape(figure)} {value}", text)
    return _td(cell.state, sentences.SHAPES[cell.state], text)


def _td(state: str, shown: str, text: str) -> str:
    return (
        f'<td class="{state}" title="{escape(text)}">'
        f'<span aria-hidden="true">{escape(shown)}</span>'
        f'<span class="hidden">{escape(text)}</span></td>'
    )
