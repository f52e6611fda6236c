"""Do data subjects get an answer to their request in time?

order: 230
"""

import streamlit as st

from pages.parts.lists import list_charts
from pages.parts.lists.filter_bar import choose
from pages.parts.lists.list_view import show
from pages.parts.lists.listing import Listing
from pages.parts.shell import context, heading

LISTING = Listing("requests", order="-days_overdue")

ctx = context.current()
heading.draw(ctx, "requests")
asked = choose(ctx, LISTING)
left, right = st.columns(2)
with left:
    list_charts.bars(
        ctx,
        asked,
        "kind",
        "status",
        about=ctx.words("pages.requests.chart"),
    )
with right:
    list_charts.ages(ctx, asked, about=ctx.words("pages.requests.chart_age"))
    list_charts.months(
        ctx,
        asked,
        about=ctx.words("pages.requests.chart_month"),
    )
show(ctx, LISTING, asked)
