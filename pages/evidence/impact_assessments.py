"""For which processing was an impact assessment done, and where is it lacking?

order: 414
tab of: register
asks: organisation
"""

from pages.parts.lists.filter_bar import choose
from pages.parts.lists.list_view import draw_list
from pages.parts.lists.listing import Listing
from pages.parts.shell import context, heading

CHIPS = {
    "lacking": "assessment=lacking",
}
LISTING = Listing("impact_assessments", order="dpia_review_by", chips=CHIPS)

ctx = context.current()
heading.draw(ctx, "impact_assessments")
draw_list(ctx, LISTING, choose(ctx, LISTING))
