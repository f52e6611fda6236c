"""Do data subjects get an answer to their request in time?

order: 230
icon: inbox
"""

import streamlit as st

from pages.parts.lists import checks, list_charts, time_charts, views
from pages.parts.lists.filter_bar import choose
from pages.parts.lists.list_view import draw_list
from pages.parts.lists.listing import CHART, Listing
from pages.parts.shell import context, heading

CHIPS = {
    "overdue": "status=overdue",
    "open": "status=overdue|due_soon|awaiting_identity|on_track",
    "late": "status=closed_late",
}
LISTING = Listing("requests", order="status -days_overdue", chips=CHIPS, views=(CHART,))

ctx = context.current()
heading.draw(ctx, "requests")
question = choose(ctx, LISTING)
if views.chosen(LISTING) == CHART:
    left, right = st.columns(2)
    with left:
        list_charts.bars(
            ctx,
            question,
            "kind",
            "status",
            about=ctx.words("pages.requests.chart"),
        )
    with right:
        time_charts.ages(ctx, question, about=ctx.words("pages.requests.chart_age"))
        time_charts.months(
            ctx,
            question,
            about=ctx.words("pages.requests.chart_month"),
        )
else:
    draw_list(ctx, LISTING, question)
    checks.show(ctx, "requests")
