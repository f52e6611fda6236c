"""Which personal data are held longer than promised?

order: 220
icon: auto_delete
"""

from pages.parts.lists import checks, list_charts, time_charts
from pages.parts.lists.filter_bar import choose
from pages.parts.lists.list_view import draw_list
from pages.parts.lists.listing import Listing
from pages.parts.shell import context, heading

LISTING = Listing("retention", order="status -days_overdue")

ctx = context.current()
heading.draw(ctx, "retention")
question = choose(ctx, LISTING)
list_charts.bars(
    ctx,
    question,
    "category",
    "status",
    about=ctx.words("pages.retention.chart"),
)
time_charts.due(ctx, question, about=ctx.words("pages.retention.chart_due"))
checks.show(ctx, "retention")
draw_list(ctx, LISTING, question)
