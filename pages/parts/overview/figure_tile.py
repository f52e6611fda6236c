"""A key figure as a tile: light, value, way, distance to target, line and definition.

What stands within a tile is HTML of our own: elements of the page would be hundreds,
and a metric has neither a shape beside its colour nor its line in words. All that it
says is escaped.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import streamlit as st

from data.figures import sentences
from pages.parts.charts import sparkline
from pages.parts.lists import key_figure_row
from pages.parts.text import cell_labels

if TYPE_CHECKING:
    from data.figures.key_figures import Figure
    from data.words import Words
    from pages.parts.shell.context import PageContext


def draw(ctx: PageContext, figure: Figure, *, is_low: bool, beside: str = "") -> None:
    """Draw a key figure, its title linked to its list or its trend.

    Where it is low on the page, its definition opens above it. `beside` says what of it
    is followed up.
    """
    with st.container(key=f"figure-{figure.name}", gap=None):
        key_figure_row.linked(ctx, figure, sentences.title(ctx.words, figure))
        st.html(_tile(ctx.words, figure, is_low=is_low, beside=beside))


def _tile(words: Words, figure: Figure, *, is_low: bool, beside: str) -> str:
    """Return a tile as HTML; nothing in it is told by colour alone."""
    title, code = sentences.title(words, figure), sentences.light(figure)
    known = "unknown" if figure.value is None else "known"
    state = escape(sentences.state(words, figure))
    more = f'<div class="aim">{escape(beside)}</div>' if beside else ""
    way = sentences.way(words, figure).replace("-", "\N{NON-BREAKING HYPHEN}")
    return f"""<div class="figure">
<div class="stands">
<span class="{code}" role="img" aria-label="{state}">{sentences.shape(figure)}</span>
<b class="{known}">{escape(sentences.value(words, figure))}</b>
<span class="way">{escape(way)}</span>
{sparkline.line(words, figure)}
<details name="definition">
<summary aria-label="{escape(words("standing.definition_of", title=title))}">i</summary>
<div class="definition{" above" if is_low else ""}">{_definition(words, figure)}</div>
</details></div>
{_bar(figure)}
<div class="aim">{escape(_aim(words, figure))}</div>{more}</div>"""


def _aim(words: Words, figure: Figure) -> str:
    """Write the target of a figure, and how far it is from it; else how it stands."""
    target = sentences.target(words, figure)
    aim = words("figures.target_short", target=target) if target else ""
    far = sentences.gap(words, figure) or sentences.state(words, figure)
    parts = (aim, far)
    return " · ".join(filter(None, parts))


def _bar(figure: Figure) -> str:
    """Draw a value against its target: how full a bar is, and a mark on it.

    It says what the words beneath it say.
    """
    if figure.target is None or figure.value is None:
        return ""
    whole = 1.0
    if figure.unit != "ratio":
        known = (value for _, value in figure.series if value is not None)
        whole = max(1, figure.target, *known)
    value, target = (100 * part / whole for part in (figure.value, figure.target))
    return (
        f'<div class="bar" aria-hidden="true"><i class="{sentences.light(figure)}" '
        f'style="width:{value:.1f}%"></i><u style="left:{target:.1f}%"></u></div>'
    )


def _definition(words: Words, figure: Figure) -> str:
    """Return what a figure means as HTML: definition, counts, target, basis."""
    entries = {words("figures.value"): sentences.value(words, figure)}
    if figure.denominator is not None:
        entries[words("figures.numerator")] = words.number(figure.numerator)
        entries[words("figures.denominator")] = words.number(figure.denominator)
    if figure.target is not None:
        entries[words("figures.target")] = (
            f"{sentences.target(words, figure)}. {sentences.margin(words, figure)}."
        )
    entries[words("app.basis")] = cell_labels.basis(words, figure.query["basis"])
    parts = "".join(
        f"<dt>{escape(name)}</dt><dd>{escape(text)}</dd>"
        for name, text in entries.items()
    )
    definition = words.definition(figure.query)
    return f"<p>{escape(definition)}</p><dl>{parts}</dl>"
