"""Whose processing is or was restricted, and why?

order: 290
tab of: clients
"""

from pages.parts.lists.filter_bar import choose
from pages.parts.lists.list_view import draw_list
from pages.parts.lists.listing import Listing
from pages.parts.shell import context, heading

CHIPS = {
    "standing": "is_lifted=false",
}
LISTING = Listing("restrictions", order="-started_on", chips=CHIPS)

ctx = context.current()
heading.draw(ctx, "restrictions")
draw_list(ctx, LISTING, choose(ctx, LISTING))
