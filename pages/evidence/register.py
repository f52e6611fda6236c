"""Is the processing register complete, and does it agree with the statement?"""

from pages.parts import counted, declared, matrix, seen
from pages.parts.listing import Listing, choose, heading, show

LISTING = Listing(
    "register",
    filters=(
        "is_complete",
        "missing",
        "owner",
        "categories",
        "purposes",
        "recipient_kinds",
        "countries",
        "grounds",
    ),
    shown=(
        "activity_id",
        "name",
        "owner",
        "purposes",
        "categories",
        "grounds",
        "recipient_kinds",
        "countries",
        "retention_rules",
        "reviewed_on",
        "is_complete",
        "missing",
    ),
    order="activity_id",
)

here = seen.current()
heading(here, "register")
asked = choose(here, LISTING)
counted.bars(
    here,
    asked,
    "categories",
    "is_complete",
    "boolean",
    about=here.words("pages.register.chart"),
)
show(here, LISTING, asked)
matrix.show(here)
declared.show(here)
