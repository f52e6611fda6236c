"""What every page looks like: its language for readers, its print, its marks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

if TYPE_CHECKING:
    from pages.words import Words

STYLE = """
<style>
[data-testid="InputInstructions"] { display: none }
[data-testid="stMainBlockContainer"] { padding: 2.5rem 2rem 4rem }
[data-testid="stMetricValue"] {
  font-size: 1.75rem; font-variant-numeric: tabular-nums
}
@media print {
  [data-testid="stSidebar"], [data-testid="stHeader"],
  [data-testid="stElementToolbar"], .no-print { display: none !important }
  [data-testid="stMain"] { overflow: visible !important }
}
</style>
"""


def dress(words: Words) -> None:
    """Set the page's icon, width, style and language, before it is drawn."""
    st.set_page_config(page_icon="🛡️", layout="wide")
    st.html(STYLE)
    st.html(
        f"<script>document.documentElement.lang='{words.language}'</script>",
        unsafe_allow_javascript=True,
    )
