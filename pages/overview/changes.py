"""What changed since an earlier snapshot, and was what was promised done?

order: 125
tab of: trends
asks: summary
"""

import streamlit as st

from pages.parts.lists.filter_bar import choose
from pages.parts.lists.list_view import draw_list
from pages.parts.lists.listing import Listing
from pages.parts.overview import change_counts, compared_with
from pages.parts.shell import context, heading

CHIPS = {
    "moved": "change=moved_date",
    "gone": "change=vanished",
    "late": "change=fell_due",
    "undone": "change=not_done",
}
LISTING = Listing("changes", order="section change", chips=CHIPS)

ctx = context.current()
heading.draw(ctx, "changes")
if compared := compared_with.choose(ctx, "changes"):
    change_counts.draw(compared)
    if compared.offered("changes"):
        st.header(ctx.words("changes.list"))
        draw_list(compared, LISTING, choose(compared, LISTING))
