"""Which personal data go to a country outside the EEA, and on what ground?

order: 330
icon: public
asks: organisation
"""

from pages.parts.flows import transfer_map, validity_timeline
from pages.parts.lists import list_charts
from pages.parts.lists.filter_bar import choose
from pages.parts.lists.list_view import draw_list
from pages.parts.lists.listing import Listing
from pages.parts.shell import context, heading

LISTING = Listing("transfers", order="status invalid_since")

ctx = context.current()
heading.draw(ctx, "transfers")
question = choose(ctx, LISTING)
list_charts.bars(
    ctx,
    transfer_map.running(question),
    "country",
    "status",
    about=ctx.words("pages.transfers.chart"),
)
draw_list(ctx, LISTING, question)
transfer_map.show(ctx, question)
validity_timeline.show(ctx)
