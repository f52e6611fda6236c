"""For what did clients give consent, and does it stand?

order: 280
tab of: clients
"""

from pages.parts.lists.filter_bar import choose
from pages.parts.lists.list_view import draw_list
from pages.parts.lists.listing import Listing
from pages.parts.shell import context, heading

CHIPS = {
    "standing": "is_withdrawn=false",
}
LISTING = Listing("consents", order="-given_on", chips=CHIPS)

ctx = context.current()
heading.draw(ctx, "consents")
draw_list(ctx, LISTING, choose(ctx, LISTING))
