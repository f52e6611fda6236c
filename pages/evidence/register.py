"""Is the processing register complete, and does it agree with the statement?

order: 410
icon: menu_book
asks: organisation
"""

from pages.parts.evidence import (
    contacts,
    declared_vs_held,
    register_files,
    register_matrix,
)
from pages.parts.lists import list_charts, views
from pages.parts.lists.filter_bar import choose
from pages.parts.lists.list_view import draw_list
from pages.parts.lists.listing import CHART, Listing
from pages.parts.shell import context, heading

CHIPS = {
    "incomplete": "is_complete=false",
}
LISTING = Listing("register", order="activity_id", chips=CHIPS, views=(CHART,))

ctx = context.current()
heading.draw(ctx, "register")
question = choose(ctx, LISTING)
if views.chosen(LISTING) == CHART:
    list_charts.bars(
        ctx,
        question,
        "categories",
        "is_complete",
        about=ctx.words("pages.register.chart"),
    )
else:
    draw_list(ctx, LISTING, question)
register_files.buttons(ctx)
contacts.show(ctx)
register_matrix.show(ctx)
declared_vs_held.show(ctx)
