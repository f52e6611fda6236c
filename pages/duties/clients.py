"""On which clients are data held, and were they informed?

order: 250
icon: groups
"""

from pages.parts.lists import drill_down, list_charts, views
from pages.parts.lists.filter_bar import choose
from pages.parts.lists.list_view import draw_list
from pages.parts.lists.listing import CHART, Listing
from pages.parts.shell import context, heading

CHIPS = {
    "overdue": "has_overdue_holding=true",
    "uninformed": "has_live_holding=true; is_informed=false",
}
LISTING = Listing("clients", order="-holdings_overdue", chips=CHIPS, views=(CHART,))

ctx = context.current()
heading.draw(ctx, "clients")
question = choose(ctx, LISTING)
if views.chosen(LISTING) == CHART:
    held = drill_down.narrowed(question, has_live_holding=True)
    if all(each.text for each in held.filters):
        list_charts.bars(
            ctx,
            held,
            "statement_version",
            "is_informed",
            about=ctx.words("pages.clients.chart"),
        )
else:
    draw_list(ctx, LISTING, question)
