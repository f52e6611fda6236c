"""To whom did which data go, for what, and does the register name it?

order: 320
tab of: recipients
"""

from pages.parts.lists import list_charts
from pages.parts.lists.filter_bar import choose
from pages.parts.lists.list_view import draw_list
from pages.parts.lists.listing import Listing
from pages.parts.shell import context, heading

LISTING = Listing("disclosures", order="-disclosed_on")

ctx = context.current()
heading.draw(ctx, "disclosures")
question = choose(ctx, LISTING)
list_charts.bars(
    ctx,
    question,
    "recipient_kind",
    "is_registered",
    about=ctx.words("pages.disclosures.chart"),
)
draw_list(ctx, LISTING, question)
