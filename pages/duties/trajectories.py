"""Which trajectories are there, and do they still run?

order: 270
tab of: clients
"""

from pages.parts.lists.filter_bar import choose
from pages.parts.lists.list_view import draw_list
from pages.parts.lists.listing import Listing
from pages.parts.shell import context, heading

CHIPS = {
    "running": "is_running=true",
}
LISTING = Listing("trajectories", order="-started_on", chips=CHIPS)

ctx = context.current()
heading.draw(ctx, "trajectories")
draw_list(ctx, LISTING, choose(ctx, LISTING))
