"""Was every breach with a risk notified within 72 hours?

order: 430
icon: gpp_maybe
asks: organisation
"""

from pages.parts.lists.filter_bar import choose
from pages.parts.lists.list_view import draw_list
from pages.parts.lists.listing import Listing
from pages.parts.shell import context, heading

CHIPS = {
    "todo": "authority_status=overdue|open",
    "late": "authority_status=late",
    "risk": "has_risk=true",
}
LISTING = Listing("breaches", order="-discovered_at", chips=CHIPS)

ctx = context.current()
heading.draw(ctx, "breaches")
draw_list(ctx, LISTING, choose(ctx, LISTING))
