"""Who receives personal data, and is that settled in an agreement?"""

from pages.parts import counted, reach, seen
from pages.parts.listing import Listing, choose, heading, show

LISTING = Listing(
    "recipients",
    filters=("agreement", "iso27001", "kind", "role", "country", "categories"),
    shown=(
        "recipient_id",
        "name",
        "kind",
        "role",
        "country",
        "agreement",
        "agreement_ends_on",
        "iso27001",
        "disclosures_12m",
        "clients_12m",
        "last_disclosed_on",
        "categories",
    ),
    order="-disclosures_12m",
)

here = seen.current()
heading(here, "recipients")
asked = choose(here, LISTING)
counted.bars(
    here,
    asked,
    "kind",
    "agreement",
    "agreement",
    about=here.words("pages.recipients.chart_agreement"),
)
show(here, LISTING, asked)
reach.show(here, asked)
