"""Was every breach with a risk notified within 72 hours?

order: 430
"""

from pages.parts.lists.filter_bar import choose
from pages.parts.lists.list_view import show
from pages.parts.lists.listing import Listing
from pages.parts.shell import context, heading

LISTING = Listing(
    "breaches",
    filters=("status", "risk", "has_risk", "categories"),
    shown=(
        "breach_id",
        "discovered_at",
        "categories",
        "clients_affected",
        "risk",
        "status",
        "authority_due_at",
        "authority_notified_at",
        "subjects_notified_at",
        "closed_on",
    ),
    order="-discovered_at",
)

ctx = context.current()
heading.draw(ctx, "breaches")
show(ctx, LISTING, choose(ctx, LISTING))
