"""How a page shows its list: as rows, or else as a picture of them.

What is not shown is not computed. The choice stands in the address, as a filter does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from pages.parts.lists.listing import CLIENTS, LIST
from pages.parts.shell import controls

if TYPE_CHECKING:
    from pages.parts.lists.listing import Listing
    from pages.parts.shell.context import PageContext

VIEW = "view"


def choose(ctx: PageContext, listing: Listing) -> None:
    """Draw the choice between the rows and the other views of a list, if any."""
    offered = [v for v in listing.views if v != CLIENTS or ctx.sees_records]
    if offered:
        controls.segmented(
            ctx.words("list.view"),
            (LIST, *offered),
            format_func=lambda view: ctx.words(f"views.{view}"),
            key=listing.key(VIEW),
            parameter=VIEW,
            label_visibility="collapsed",
        )


def chosen(listing: Listing) -> str:
    """Return what a page shows, once the choice is drawn."""
    return controls.value(listing.key(VIEW)) or LIST


def put(page: str, view: str) -> None:
    """Choose a view of a page's list; for a callback, before the page."""
    st.session_state[f"{page}.{VIEW}"] = view
