"""Which department may see which data, and was that reviewed this year?

order: 420
icon: key
asks: organisation
"""

from pages.parts.lists import checks, list_charts
from pages.parts.lists.filter_bar import choose
from pages.parts.lists.list_view import draw_list
from pages.parts.lists.listing import Listing
from pages.parts.shell import context, heading

LISTING = Listing("authorisations", order="status reviewed_on")

ctx = context.current()
heading.draw(ctx, "authorisations")
question = choose(ctx, LISTING)
list_charts.bars(
    ctx,
    question,
    "department",
    "status",
    about=ctx.words("pages.authorisations.chart"),
)
checks.show(ctx, "authorisations")
draw_list(ctx, LISTING, question)
