"""Was every breach with a risk notified within 72 hours?

order: 430
icon: gpp_maybe
asks: organisation
"""

from pages.parts.lists.filter_bar import choose
from pages.parts.lists.list_view import draw_list
from pages.parts.lists.listing import Listing
from pages.parts.shell import context, heading

LISTING = Listing("breaches", order="-discovered_at")

ctx = context.current()
heading.draw(ctx, "breaches")
draw_list(ctx, LISTING, choose(ctx, LISTING))
