"""How a page shows a list: what it filters by, shows and sorts by."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Listing:
    """How a page shows a list."""

    name: str
    filters: tuple[str, ...]
    """Columns to filter by, in the order of the page."""
    shown: tuple[str, ...]
    """Columns of the table on screen; the file has them all."""
    order: str
    """Column that the list is sorted by at first, `-` for descending."""
    in_sight: int = 2
    """Filters that stand above the list; the others are behind a button."""
