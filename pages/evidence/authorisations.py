"""Which department may see which data, and was that reviewed this year?"""

from pages.parts import counted, seen
from pages.parts.listing import Listing, choose, heading, show

LISTING = Listing(
    "authorisations",
    filters=("status", "department", "system", "category"),
    shown=(
        "authorisation_id",
        "department",
        "system",
        "category",
        "status",
        "granted_on",
        "reviewed_on",
        "revoked_on",
    ),
    order="reviewed_on",
)

here = seen.current()
heading(here, "authorisations")
asked = choose(here, LISTING)
counted.bars(
    here,
    asked,
    "department",
    "status",
    "authorisation_status",
    about=here.words("pages.authorisations.chart"),
)
show(here, LISTING, asked)
