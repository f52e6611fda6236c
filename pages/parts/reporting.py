"""The way from a page to the quarterly report."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

import streamlit as st

if TYPE_CHECKING:
    from pages.parts.seen import Seen


def address(here: Seen) -> str:
    """Give where the report on this snapshot is, in the reader's language."""
    told = {"snapshot": here.snapshot.day, "lang": here.words.language}
    return f"/export/report.pdf?{urlencode(told)}"


def button(here: Seen) -> None:
    """Draw the button that gives the report as a PDF."""
    st.link_button(
        here.words("report.button"),
        address(here),
        help=here.words("report.button_help"),
    )
