"""To whom did which data go, for what, and does the register name it?

order: 320
tab of: recipients
"""

from pages.parts.lists import list_charts, views
from pages.parts.lists.filter_bar import choose
from pages.parts.lists.list_view import draw_list
from pages.parts.lists.listing import CHART, Listing
from pages.parts.shell import context, heading

CHIPS = {
    "unregistered": "is_registered=false",
    "recent": "disclosed_12m=true",
}
LISTING = Listing("disclosures", order="-disclosed_on", chips=CHIPS, views=(CHART,))

ctx = context.current()
heading.draw(ctx, "disclosures")
question = choose(ctx, LISTING)
if views.chosen(LISTING) == CHART:
    list_charts.bars(
        ctx,
        question,
        "recipient_kind",
        "is_registered",
        about=ctx.words("pages.disclosures.chart"),
    )
else:
    draw_list(ctx, LISTING, question)
