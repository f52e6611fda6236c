"""On which clients are data held, and were they informed?

order: 250
"""

from pages.parts.lists import list_charts
from pages.parts.lists.filter_bar import choose
from pages.parts.lists.list_view import show
from pages.parts.lists.listing import Listing
from pages.parts.shell import context, heading

LISTING = Listing(
    "clients",
    filters=(
        "has_live_holding",
        "has_overdue_holding",
        "is_informed",
        "is_restricted",
        "statement_version",
    ),
    shown=(
        "client_id",
        "registered_on",
        "informed_on",
        "statement_version",
        "is_informed",
        "holdings_live",
        "holdings_overdue",
        "oldest_due_on",
        "requests_open",
        "is_restricted",
    ),
    order="-holdings_overdue",
)

ctx = context.current()
heading.draw(ctx, "clients")
asked = choose(ctx, LISTING)
list_charts.bars(
    ctx,
    asked,
    "statement_version",
    "is_informed",
    "boolean",
    about=ctx.words("pages.clients.chart"),
)
show(ctx, LISTING, asked)
