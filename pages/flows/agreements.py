"""Is every agreement with a recipient in force, and was it signed in time?

order: 315
tab of: recipients
asks: organisation
"""

from pages.parts.lists import checks
from pages.parts.lists.filter_bar import choose
from pages.parts.lists.filter_values import SPANS
from pages.parts.lists.list_view import draw_list
from pages.parts.lists.listing import Listing
from pages.parts.shell import context, heading

CHIPS = {
    "ended": "status=expired",
    "uncovered": f"uncovered_before={'|'.join(SPANS)}",
}
LISTING = Listing("agreements", order="-signed_on", chips=CHIPS)

ctx = context.current()
heading.draw(ctx, "agreements")
question = choose(ctx, LISTING)
draw_list(ctx, LISTING, question)
checks.show(ctx, "agreements")
