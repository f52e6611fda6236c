"""Which rules are not kept, and what shows it?"""

from pages.parts import counted, rules, seen
from pages.parts.listing import Listing, choose, heading, show

here = seen.current()
LISTING = Listing(
    "findings",
    filters=("severity", "rule", "subject_table", "since"),
    shown=(
        "rule",
        "severity",
        "subject_key",
        "client_id",
        "since",
        "evidence_nl" if here.words.language == "nl" else "evidence",
    ),
    order="since",
)

heading(here, "findings")
asked = choose(here, LISTING)
counted.bars(
    here,
    asked,
    "rule",
    "severity",
    "severity",
    about=here.words("pages.findings.chart"),
)
rules.show(here, asked)
show(here, LISTING, asked)
