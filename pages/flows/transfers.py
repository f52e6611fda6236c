"""Which personal data go to a country outside the EEA, and on what ground?

order: 330
icon: public
asks: organisation
"""

from pages.parts.flows import transfer_clients, transfer_map, validity_timeline
from pages.parts.lists import list_charts, views
from pages.parts.lists.filter_bar import choose
from pages.parts.lists.list_view import draw_list
from pages.parts.lists.listing import CHART, CLIENTS, Listing
from pages.parts.shell import context, heading

CHIPS = {
    "ungrounded": "status=missing|invalid|unassessed|derogation",
    "running": "status=missing|invalid|unassessed|derogation|safeguarded|adequate",
}
LISTING = Listing(
    "transfers", order="status invalid_since", chips=CHIPS, views=(CHART, CLIENTS)
)

ctx = context.current()
heading.draw(ctx, "transfers")
question = choose(ctx, LISTING)
view = views.chosen(LISTING)
if view == CHART:
    list_charts.bars(
        ctx,
        transfer_map.running(question),
        "country",
        "status",
        about=ctx.words("pages.transfers.chart"),
    )
    transfer_map.show(ctx, question)
    validity_timeline.show(ctx)
elif view == CLIENTS:
    transfer_clients.draw(ctx, question)
else:
    draw_list(ctx, LISTING, question)
