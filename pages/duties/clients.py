"""On which clients are data held, and were they informed?

order: 250
icon: groups
"""

from pages.parts.lists import list_charts
from pages.parts.lists.filter_bar import choose
from pages.parts.lists.list_view import draw_list
from pages.parts.lists.listing import Listing
from pages.parts.shell import context, heading

LISTING = Listing("clients", order="-holdings_overdue")

ctx = context.current()
heading.draw(ctx, "clients")
question = choose(ctx, LISTING)
list_charts.bars(
    ctx,
    question,
    "statement_version",
    "is_informed",
    about=ctx.words("pages.clients.chart"),
)
draw_list(ctx, LISTING, question)
