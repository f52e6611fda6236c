"""What was measured, as lines of a table and a chart; written into PERFORMANCE.md."""

from __future__ import annotations

import os
import platform
import re
from dataclasses import dataclass
from html import escape
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from tests.support.browser import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

PAGE = ROOT / "docs" / "PERFORMANCE.md"
CHART = ROOT / "docs" / "performance.svg"
BEGIN, END = "<!-- bench -->", "<!-- /bench -->"
HEAD = "| what | held against | ours | it | ratio | target |"
RULE = "|---|---|---:|---:|---:|---:|"
WIDE, HIGH, LEFT, MOST = 720, 22, 400, 6.0
"""Pixels of the chart and of a line in it, where its bars begin, and the ratio at
which they end."""
DISTRIBUTIONS = ("streamlit", "duckdb", "polars", "plotly")


@dataclass(frozen=True)
class Measured:
    """One line: ours beside what it is held against, in the same run."""

    what: str
    against: str
    ours: float | None = None
    base: float | None = None
    """Seconds, both; None where it was not measured, or has nothing beside it."""
    target: float | None = None
    """The ratio that it should not be above."""
    most: float | None = None
    """The seconds that it should not be above, where there is no ratio."""
    note: str = ""
    """What belongs to it, or why it was not measured."""

    @property
    def ratio(self) -> float | None:
        """Return how many times as long ours takes; None where that is unknown."""
        return self.ours / self.base if self.ours is not None and self.base else None

    @property
    def is_met(self) -> bool | None:
        """Return whether the target is met; None where there is none, or no figure."""
        if self.target is not None and self.ratio is not None:
            return self.ratio <= self.target
        if self.most is not None and self.ours is not None:
            return self.ours <= self.most
        return None

    def as_line(self) -> str:
        """Return it as a line of Markdown."""
        ratio = "" if self.ratio is None else f"{self.ratio:.2f} ×"
        target = "" if self.target is None else f"≤ {self.target:g} ×"
        if self.most is not None:
            target = f"≤ {seconds(self.most)}"
        if self.is_met is not None:
            target += " met" if self.is_met else " **missed**"
        what = f"{self.what} ({self.note})" if self.note else self.what
        ours = "not measured" if self.ours is None else seconds(self.ours)
        cells = (what, self.against, ours, seconds(self.base), ratio, target)
        return "| " + " | ".join(cells) + " |"


def seconds(value: float | None) -> str:
    """Write a time so that three figures of it are seen."""
    if value is None:
        return ""
    if value < 1:
        return f"{value * 1000:.3g} ms"
    return f"{value:.1f} s" if value < 100 else f"{value:.0f} s"


def table(rows: Iterable[Measured]) -> str:
    """Write the lines as a table in Markdown."""
    return "\n".join([HEAD, RULE, *(row.as_line() for row in rows)])


def machine() -> str:
    """Return on what it was measured: cores, memory, system and versions."""
    with_memory = hasattr(os, "sysconf") and "SC_PHYS_PAGES" in os.sysconf_names
    memory = ""
    if with_memory:
        size = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
        memory = f", {size / (1 << 30):.0f} GB of memory"
    versions = ", ".join(f"{name} {version(name)}" for name in DISTRIBUTIONS)
    load = f", load {os.getloadavg()[0]:.1f} at the end" if with_memory else ""
    return (
        f"{os.cpu_count()} cores ({_processor()}){memory}{load}; {platform.system()} "
        f"{platform.release()}, Python {platform.python_version()}, {versions}"
    )


def _processor() -> str:
    try:
        text = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except OSError:
        return platform.machine()
    model = re.search(r"^model name\s*: (.+)$", text, re.M)
    return model.group(1) if model else platform.machine()


def chart(rows: Sequence[Measured]) -> str:
    """Draw the ratios as bars, each with its target as a mark, in SVG."""
    drawn = [row for row in rows if row.ratio is not None]
    scale = (WIDE - LEFT - 60) / MOST
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDE} '
        f'{HIGH * len(drawn) + 12}" font-family="sans-serif" font-size="12" role="img">'
        "<title>How many times as long as what it is held against</title>"
        f'<rect width="100%" height="100%" fill="#fff"/>'
    ]
    for nth, row in enumerate(drawn):
        assert row.ratio is not None
        top, wide = nth * HIGH + 8, max(1.0, min(row.ratio, MOST) * scale)
        colour = "#b5323f" if row.is_met is False else "#154273"
        parts.append(
            f'<text x="{LEFT - 6}" y="{top + 12}" text-anchor="end">'
            f"{escape(row.what)}</text>"
            f'<rect x="{LEFT}" y="{top}" width="{wide:.0f}" height="15" '
            f'fill="{colour}"/>'
            f'<text x="{LEFT + wide + 5:.0f}" y="{top + 12}">{row.ratio:.1f} ×</text>'
        )
        if row.target is not None:
            at = LEFT + min(row.target, MOST) * scale
            parts.append(
                f'<line x1="{at:.0f}" x2="{at:.0f}" y1="{top - 2}" y2="{top + 17}" '
                'stroke="#0b0b0b" stroke-width="2"/>'
            )
    return "\n".join([*parts, "</svg>", ""])


def publish(
    text: str, rows: Sequence[Measured], page: Path = PAGE, picture: Path = CHART
) -> None:
    """Put what was measured between the markers of a page, and its chart beside it."""
    before, rest = page.read_text(encoding="utf-8").split(BEGIN)
    after = rest.split(END)[1]
    page.write_text(f"{before}{BEGIN}\n\n{text}\n\n{END}{after}", encoding="utf-8")
    picture.write_text(chart(rows), encoding="utf-8")
