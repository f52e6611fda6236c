"""For whom does the organisation process personal data as a processor?

order: 412
tab of: register
asks: organisation
"""

from pages.parts.evidence import contacts, register_files
from pages.parts.lists.filter_bar import choose
from pages.parts.lists.list_view import draw_list
from pages.parts.lists.listing import Listing
from pages.parts.shell import context, heading

LISTING = Listing("register_processor", order="activity_id")

ctx = context.current()
heading.draw(ctx, "register_processor")
draw_list(ctx, LISTING, choose(ctx, LISTING))
register_files.buttons(ctx)
contacts.show(ctx)
