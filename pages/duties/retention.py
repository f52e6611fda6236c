"""Which personal data are held longer than promised?

order: 220
"""

from pages.parts.lists import list_charts
from pages.parts.lists.filter_bar import choose
from pages.parts.lists.list_view import show
from pages.parts.lists.listing import Listing
from pages.parts.shell import context, heading

LISTING = Listing("retention", order="-days_overdue")

ctx = context.current()
heading.draw(ctx, "retention")
asked = choose(ctx, LISTING)
list_charts.bars(
    ctx,
    asked,
    "category",
    "status",
    about=ctx.words("pages.retention.chart"),
)
list_charts.due(ctx, asked, about=ctx.words("pages.retention.chart_due"))
show(ctx, LISTING, asked)
