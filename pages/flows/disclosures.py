"""To whom did which data go, for what, and does the register name it?"""

from pages.parts import counted, seen
from pages.parts.listing import Listing, choose, heading, show

LISTING = Listing(
    "disclosures",
    filters=(
        "category",
        "purpose",
        "recipient_id",
        "recipient_kind",
        "role",
        "country",
        "is_registered",
        "disclosed_12m",
        "disclosed_on",
    ),
    shown=(
        "disclosed_on",
        "client_id",
        "recipient_name",
        "category",
        "purpose",
        "recipient_kind",
        "country",
        "role",
        "is_registered",
        "disclosure_id",
    ),
    order="-disclosed_on",
)

here = seen.current()
heading(here, "disclosures")
asked = choose(here, LISTING)
counted.bars(
    here,
    asked,
    "recipient_kind",
    "is_registered",
    "boolean",
    about=here.words("pages.disclosures.chart"),
)
show(here, LISTING, asked)
