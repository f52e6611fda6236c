"""On which ground are data held, and does it stand for health data too?

order: 416
tab of: register
"""

from pages.parts.evidence import law_on_health
from pages.parts.lists.filter_bar import choose
from pages.parts.lists.list_view import draw_list
from pages.parts.lists.listing import Listing
from pages.parts.shell import context, heading

CHIPS = {
    "special": "is_special=true",
}
LISTING = Listing("grounds", order="-is_special", chips=CHIPS)

ctx = context.current()
heading.draw(ctx, "grounds")
draw_list(ctx, LISTING, choose(ctx, LISTING))
law_on_health.show(ctx)
