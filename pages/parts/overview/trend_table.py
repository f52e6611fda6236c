"""How every key figure went, a line each: drawn small, with its change and target."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from data.figures import sentences
from data.figures.key_figures import groups
from pages.parts.charts import sparkline
from pages.parts.lists import key_figure_row
from pages.parts.shell import links

if TYPE_CHECKING:
    from data.figures.key_figures import Figure, Standing
    from data.words import Words

WIDTH, HEIGHT = 260, 40
"""Units of a drawing, about pixels."""


def table(words: Words, standing: Standing) -> str:
    """Return the table as HTML: a line a figure, linked to its chart, by group."""
    since = standing.before and words.date(standing.before.as_of)
    heads = [
        words("figures.figure"),
        _period(words, standing),
        words.date(standing.snapshot.as_of),
        words("trends.since", day=since) if since else "",
        words("figures.target"),
    ]
    head = "".join(f'<th scope="col">{escape(text)}</th>' for text in heads)
    parts = "".join(
        _group(
            words, group, [standing.figures[n] for n in names if n in standing.figures]
        )
        for group, names in groups().items()
    )
    return f'<table class="trends"><thead><tr>{head}</tr></thead>{parts}</table>'


def _period(words: Words, standing: Standing) -> str:
    """Return from which day to which the lines go."""
    days = {day for figure in standing.figures.values() for day, _ in figure.series}
    if len(days) == 1:  # which stands above the column beside it
        return words("trends.line")
    first, last = (words.date(day) for day in (min(days), max(days)))
    return words("dossier.period", first=first, last=last)


def _group(words: Words, group: str, figures: list[Figure]) -> str:
    name = escape(words(f"figures.groups.{group}"))
    lines = "".join(_line(words, figure) for figure in figures)
    return (
        f'<tbody><tr><th colspan="5" scope="rowgroup">{name}</th></tr>{lines}</tbody>'
    )


def _line(words: Words, figure: Figure) -> str:
    title = escape(sentences.title(words, figure))
    address = links.address(
        key_figure_row.TRENDS, **{key_figure_row.FIGURE: figure.name}
    )
    code = sentences.light(figure)
    drawn = sparkline.line(words, figure, width=WIDTH, height=HEIGHT, with_target=True)
    cells = [
        drawn,
        f"<b>{escape(sentences.value(words, figure))}</b>",
        f"<span>{escape(sentences.way(words, figure))}</span>",
        _target(words, figure, code),
    ]
    head = f'<th scope="row"><a href="{escape(address)}">{title}</a></th>'
    return f"<tr>{head}{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"


def _target(words: Words, figure: Figure, code: str) -> str:
    """Return the target and how it stands; nothing where there is none."""
    if figure.target is None:
        return ""
    shape, state = sentences.shape(figure), escape(sentences.state(words, figure))
    target = escape(sentences.target(words, figure))
    return f'{target} <span class="{code}">{shape} {state}</span>'
