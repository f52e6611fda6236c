"""Which department may see which data, and was that reviewed this year?

order: 420
icon: key
asks: organisation
"""

from pages.parts.lists import checks, list_charts, views
from pages.parts.lists.filter_bar import choose
from pages.parts.lists.list_view import draw_list
from pages.parts.lists.listing import CHART, Listing
from pages.parts.shell import context, heading

CHIPS = {
    "review_due": "status=review_due",
}
LISTING = Listing(
    "authorisations", order="status reviewed_on", chips=CHIPS, views=(CHART,)
)

ctx = context.current()
heading.draw(ctx, "authorisations")
question = choose(ctx, LISTING)
if views.chosen(LISTING) == CHART:
    list_charts.bars(
        ctx,
        question,
        "department",
        "status",
        about=ctx.words("pages.authorisations.chart"),
    )
else:
    draw_list(ctx, LISTING, question)
    checks.show(ctx, "authorisations")
