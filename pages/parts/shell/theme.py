"""What every page looks like: its language for readers, its print, its marks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

if TYPE_CHECKING:
    from data.words import Words

STYLE = """
<style>
[data-testid="InputInstructions"] { display: none }
[data-testid="stMainBlockContainer"] { padding: 2.5rem 2rem 4rem }
/* so that role and snapshot stand in sight below nineteen pages */
[data-testid="stSidebarNavItems"] :is(li, a) { margin-top: 0; margin-bottom: 0 }
[data-testid="stMain"] h1 { font-size: clamp(1.7rem, 6vw, 2.6rem) }
[data-testid="stMain"] h2 { font-size: clamp(1.4rem, 5vw, 1.75rem) }
[data-testid="stMain"] h3 { font-size: clamp(1.2rem, 4vw, 1.35rem) }
[data-testid="stPageLink"] a { padding-left: 0; padding-right: 0 }
[data-testid="stPageLink"] a * { white-space: normal; text-decoration: underline }
/* a link to the page itself, narrowed otherwise, is a link like any other */
[data-testid="stPageLink"] :is(a, a *) { font-weight: 400 !important }
[data-testid="stPageLink"] a:not(:hover) { background: none !important }
/* white on the primary colour, which in the dark is light: 1.8 to 1 */
[data-tag] { background: rgba(127, 127, 127, 0.25) !important }
[data-tag], [data-tag] * { color: inherit !important }
:is(a, button, summary, [data-tag]):focus-visible,
[data-testid="stCheckbox"] label:has(input:focus-visible) {
  outline: 2px solid currentColor !important; outline-offset: -2px
}
@media (min-width: 641px) {
  [data-testid="stMarkdown"] td:first-child { white-space: nowrap }
}
@media (max-width: 640px) {
  /* places for filters that a last row has over */
  [data-testid="stColumn"]:has(> [data-testid="stVerticalBlock"]:empty) {
    display: none
  }
}
[data-testid="stPopoverBody"]:has([data-testid="stMultiSelect"]) {
  min-width: min(34rem, 92vw)
}
[data-testid="stMetricValue"] {
  font-size: 1.75rem; font-variant-numeric: tabular-nums
}
[data-testid="stPlotlyChart"] :is(.xtick, .ytick) text {
  fill: currentColor !important
}
.st-key-banner p { font-size: .8125rem }
@media (min-width: 641px) { .st-key-banner { margin: -2rem 0 -.75rem } }
@media print {
  [data-testid="stSidebar"], [data-testid="stHeader"], .st-key-banner,
  [data-testid="stElementToolbar"], [data-testid="stLinkButton"], .no-print {
    display: none !important
  }
  [data-testid="stMain"] { overflow: visible !important }
  [data-testid="stPageLink"], [data-testid="stSelectbox"] { display: none }
  .st-key-checks [data-testid="stPageLink"] { display: block }
  [data-testid="stTable"], [data-testid="stTable"] div { overflow: visible !important }
  [data-testid="stTable"] table { display: table !important; width: 100% }
  [data-testid="stTable"] td, [data-testid="stTable"] th {
    font-size: 8.5pt; padding: 2pt 4pt
  }
  tr, [data-testid="stPlotlyChart"], [data-testid="stVerticalBlockBorderWrapper"] {
    break-inside: avoid
  }
  [data-testid="stMain"] h1 { font-size: 18pt; padding: 0 }
  [data-testid="stMain"] h2 { font-size: 13pt; padding: 4pt 0; break-after: avoid }
  [data-testid="stMain"] p, [data-testid="stMain"] li { font-size: 9.5pt }
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
