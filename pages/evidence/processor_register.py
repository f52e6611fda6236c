"""What does the organisation process on behalf of others, and for whom?

order: 412
"""

from pages.parts.lists.filter_bar import choose
from pages.parts.lists.list_view import show
from pages.parts.lists.listing import Listing
from pages.parts.shell import context, heading

LISTING = Listing("processor_register", order="activity_id")

ctx = context.current()
heading.draw(ctx, "processor_register")
show(ctx, LISTING, choose(ctx, LISTING))
