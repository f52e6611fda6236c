"""Was erased what had been kept too long, and is nothing gone without an erasure?

order: 126
tab of: trends
"""

from pages.parts.lists import list_charts, views
from pages.parts.lists.filter_bar import choose
from pages.parts.lists.list_view import draw_list
from pages.parts.lists.listing import CHART, Listing
from pages.parts.overview import compared_with
from pages.parts.shell import context, heading

CHIPS = {
    "gone": "outcome=gone",
    "back": "outcome=back",
    "still_there": "outcome=still_there",
}
LISTING = Listing(
    "erasure_proof", order="outcome due_on", chips=CHIPS, views=(CHART,), in_sight=3
)

ctx = context.current()
heading.draw(ctx, "erasure_proof")
if compared := compared_with.choose(ctx, "erasure_proof"):
    compared_with.certificate(compared)
    question = choose(compared, LISTING)
    if views.chosen(LISTING) == CHART:
        about = ctx.words("pages.erasure_proof.chart")
        list_charts.bars(compared, question, "category", "outcome", about=about)
    else:
        draw_list(compared, LISTING, question)
