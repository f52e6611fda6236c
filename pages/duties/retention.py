"""Which personal data are held longer than promised?"""

from pages.parts import counted, seen
from pages.parts.listing import Listing, choose, heading, show

LISTING = Listing(
    "retention",
    filters=(
        "status",
        "category",
        "item",
        "rule",
        "system",
        "principal",
        "ground",
        "days_overdue",
        "effective_due_on",
    ),
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
        "principal",
    ),
    order="-days_overdue",
)

here = seen.current()
heading(here, "retention")
asked = choose(here, LISTING)
counted.bars(
    here,
    asked,
    "category",
    "status",
    "retention_status",
    about=here.words("pages.retention.chart"),
)
counted.due(here, asked, about=here.words("pages.retention.chart_due"))
show(here, LISTING, asked)
