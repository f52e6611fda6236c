"""Who receives personal data, and is that settled in an agreement?

order: 310
icon: domain
asks: organisation
"""

from pages.parts.flows import data_reach
from pages.parts.lists import list_charts, views
from pages.parts.lists.filter_bar import choose
from pages.parts.lists.list_view import draw_list
from pages.parts.lists.listing import CHART, Listing
from pages.parts.shell import context, heading

CHIPS = {
    "lacking": "agreement=missing|expired",
    "ending": "agreement=ending_soon",
}
LISTING = Listing(
    "recipients", order="agreement -disclosures_12m", chips=CHIPS, views=(CHART,)
)

ctx = context.current()
heading.draw(ctx, "recipients")
question = choose(ctx, LISTING)
if views.chosen(LISTING) == CHART:
    list_charts.bars(
        ctx,
        question,
        "kind",
        "agreement",
        about=ctx.words("pages.recipients.chart_agreement"),
    )
    data_reach.show(ctx, question)
else:
    draw_list(ctx, LISTING, question)
