"""Was every breach with a risk notified within 72 hours?"""

from pages.parts import seen
from pages.parts.listing import Listing, choose, heading, show

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

here = seen.current()
heading(here, "breaches")
show(here, LISTING, choose(here, LISTING))
