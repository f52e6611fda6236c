"""Which personal data go to a country outside the EEA, and on what ground?"""

from pages.parts import counted, map, seen, validity
from pages.parts.listing import Listing, choose, heading, show

LISTING = Listing(
    "transfers",
    filters=("status", "country", "mechanism", "category", "recipient_name"),
    shown=(
        "transfer_id",
        "recipient_name",
        "country",
        "mechanism",
        "status",
        "invalid_since",
        "decision_until",
        "declared_mechanism",
        "category",
        "purpose",
        "started_on",
        "ended_on",
    ),
    order="invalid_since",
)

here = seen.current()
heading(here, "transfers")
asked = choose(here, LISTING)
counted.bars(
    here,
    asked,
    "country",
    "status",
    "transfer_status",
    about=here.words("pages.transfers.chart"),
)
show(here, LISTING, asked)
map.show(here, asked)
validity.show(here)
