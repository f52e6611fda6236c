"""Do data subjects get an answer to their request in time?"""

import streamlit as st

from pages.parts import counted, seen
from pages.parts.listing import Listing, choose, heading, show

LISTING = Listing(
    "requests",
    filters=(
        "status",
        "kind",
        "department",
        "channel",
        "days_overdue",
        "received_on",
        "closed_on",
        "received_12m",
        "closed_12m",
        "counts_12m",
    ),
    shown=(
        "request_id",
        "client_id",
        "kind",
        "status",
        "received_on",
        "due_on",
        "days_overdue",
        "closed_on",
        "handling_days",
        "paused_days",
        "extension_valid",
        "department",
    ),
    order="-days_overdue",
)

here = seen.current()
heading(here, "requests")
asked = choose(here, LISTING)
left, right = st.columns(2)
with left:
    counted.bars(
        here,
        asked,
        "kind",
        "status",
        "request_status",
        about=here.words("pages.requests.chart"),
    )
with right:
    counted.ages(here, asked, about=here.words("pages.requests.chart_age"))
    counted.months(
        here,
        asked,
        about=here.words("pages.requests.chart_month"),
    )
show(here, LISTING, asked)
