"""Which personal data are held longer than promised?"""

from pages.parts import charts, seen
from pages.parts.listing import Listing, choose, heading, show

LISTING = Listing(
    "retention",
    filters=("status", "category", "item", "rule", "system", "effective_due_on"),
    shown=(
        "holding_id",
        "client_id",
        "category",
        "item",
        "status",
        "clock_on",
        "effective_due_on",
        "days_overdue",
        "rule",
        "system",
    ),
    order="-days_overdue",
)

here = seen.current()
heading(here, "retention")
asked = choose(here, LISTING)
charts.bars(
    here,
    asked,
    "category",
    "status",
    "retention_status",
    title=here.words("pages.retention.chart"),
)
show(here, LISTING, asked)
