"""How what a chart tells apart looks: a colour and a pattern for each status.

No colour alone tells a thing apart: two statuses of one list differ in pattern, or
are a light and a dark one. Red is late, what is fine is grey: half transparent, so
that it is light by day and dark by night.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

LATE, PINK, SOON, HELD, SOLVED = "#c8434a", "#dd8d92", "#dd9a3c", "#6d80c4", "#2f8f68"
GREY = "rgba(127, 127, 127, 0.17)"
DEEP = "#1f5f9e"
LINES = ("#3b82c4", "#d0483e", "#3a9a75", "#d9922e", "#9a7bd0")
"""Colours of lines that stand out on a light and on a dark page."""
EDGE = {"color": "rgba(127, 127, 127, 0.5)", "width": 1}
"""The line around a bar, which parts it from one of nearly its colour."""
TRIANGLES, DIAMONDS = "M0,9L5,1L10,9Z", "M5,1L9,5L5,9L1,5Z"
"""Patterns that Plotly has no name for, as it draws them in a square of SIZE."""
HATCH = "/"
"""Kept for what is hidden."""
SIZE = 12
INK, PALE_INK = "#22262b", "rgb(127, 127, 127)"
"""What a pattern is drawn with, on a colour and on grey."""


@dataclass(frozen=True)
class Look:
    """What a status looks like in every chart."""

    colour: str
    pattern: str = ""
    """One of Plotly's signs, or a path; none for an even colour."""

    @property
    def marker(self) -> dict[str, Any]:
        """Return the marker of its bars."""
        made: dict[str, Any] = {"color": self.colour, "line": EDGE}
        if self.pattern:
            is_path = self.pattern.startswith("M")
            drawn = {"path": self.pattern, "size": SIZE} if is_path else {}
            made["pattern"] = {
                "fillmode": "overlay",
                "fgcolor": PALE_INK if self.colour == GREY else INK,
                **(drawn or {"shape": self.pattern, "solidity": 0.25}),
            }
        return made


FINE = Look(GREY)
HIDDEN = Look(GREY, HATCH)
LOOKS = {
    "retention_status": {
        "overdue": Look(LATE),
        "on_hold": Look(HELD, "x"),
        "no_term": Look(GREY, "-"),
        "due_soon": Look(SOON, "\\"),
        "within": FINE,
        "running": Look(GREY, DIAMONDS),
        "erased_early": Look(PINK, "+"),
        "erased_late": Look(PINK, "|"),
        "erased": Look(GREY, TRIANGLES),
        "erased_on_time": Look(GREY, "."),
    },
    "request_status": {
        "overdue": Look(LATE),
        "due_soon": Look(SOON, "\\"),
        "awaiting_identity": Look(HELD, "x"),
        "on_track": Look(GREY, "."),
        "closed_late": Look(PINK, "|"),
        "closed_on_time": FINE,
    },
    "answer_12m": {
        "closed_late": Look(PINK, "|"),
        "seen_overdue": Look(HELD, "x"),
        "closed_on_time": FINE,
    },
    "agreement": {
        "missing": Look(LATE),
        "expired": Look(PINK, "|"),
        "not_assessed": Look(HELD, "x"),
        "ending_soon": Look(SOON, "\\"),
        "in_force": FINE,
        "not_required": Look(GREY, "."),
    },
    "transfer_status": {
        "invalid": Look(LATE, "x"),
        "missing": Look(PINK, "+"),
        "unassessed": Look(SOON, "\\"),
        "derogation": Look(HELD, "|"),
        "safeguarded": Look(GREY, "-"),
        "adequate": FINE,
        "within_eea": Look(GREY, "."),
        "ended": Look(GREY, TRIANGLES),
    },
    "severity": {
        "high": Look(LATE),
        "medium": Look(SOON, "\\"),
        "low": Look(HELD, "."),
    },
    "authorisation_status": {
        "review_due": Look(LATE),
        "reviewed": FINE,
        "revoked": Look(GREY, "."),
    },
    "boolean": {"False": Look(LATE), "True": FINE},
    "age": {
        "0-30": Look("#bcd4ea"),
        "1-30": Look("#bcd4ea"),
        "31-90": Look("#86b3db", "."),
        "91-365": Look("#4f8fc9", "\\"),
        "366+": Look(DEEP),
        "unknown": Look(GREY, "-"),
    },
    "mark_status": {
        "still_there": Look(LATE, "x"),
        "late": Look(LATE),
        "lapsed": Look(PINK, "\\"),
        "nobody": Look(SOON, "+"),
        "owned": Look("#bcd4ea", DIAMONDS),
        "planned": Look("#86b3db", "."),
        "accepted": Look(HELD, "-"),
        "done": Look(GREY, "|"),
        "solved": Look(SOLVED, TRIANGLES),
    },
    "what_changed": {
        "moved_date": Look(LATE),
        "vanished": Look(PINK, "+"),
        "returned": Look(PINK, "|"),
        "fell_due": Look(SOON, "\\"),
        "not_done": Look(HELD, "x"),
        "changed": Look("#86b3db", "."),
        "added": FINE,
        "erased": Look(GREY, TRIANGLES),
        "done": Look(SOLVED, DIAMONDS),
    },
    "erasure_outcome": {
        "gone": Look(LATE),
        "back": Look(PINK, "|"),
        "still_there": Look(SOON, "\\"),
        "erased": FINE,
    },
    "finding_change": {
        "new": Look(LATE),
        "returned": Look(SOON, "\\"),
        "standing": FINE,
        "solved": Look(SOLVED, "."),
    },
}
"""One look per status everywhere, worst first: the order of the series too."""
SERIES = (
    Look(LINES[0]),
    Look(GREY, "\\"),
    Look("#86b3db", "."),
    Look(LINES[4], "x"),
    Look(HELD, "-"),
    Look(GREY, "|"),
)
"""The looks of what is neither good nor bad, one after the other."""


def looks(domain: str) -> dict[str, Look]:
    """Return the looks of a list of codes; LookupError where it has none."""
    if domain not in LOOKS:
        msg = (
            f"A chart has no looks for {domain}: name its codes, the worst first, "
            "in LOOKS of pages/parts/charts/looks.py."
        )
        raise LookupError(msg)
    return LOOKS[domain]
