"""On which clients are data held, and were they informed?"""

from pages.parts import counted, seen
from pages.parts.listing import Listing, choose, heading, show

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

here = seen.current()
heading(here, "clients")
asked = choose(here, LISTING)
counted.bars(
    here,
    asked,
    "statement_version",
    "is_informed",
    "boolean",
    about=here.words("pages.clients.chart"),
)
show(here, LISTING, asked)
