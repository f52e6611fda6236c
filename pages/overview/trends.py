"""How did every key figure go, and what became of requests and findings?"""

import streamlit as st

from data.ask import standing
from pages.parts import breakdown, bridge, seen, trends
from pages.parts.listing import heading
from pages.parts.opened import reader

here = seen.current()
heading(here, "trends")
chosen = trends.choose(here)
snapshots = [here.snapshot, *here.earlier()][: standing.MOST]
found = standing.of(reader(), here.snapshot, snapshots[1:])
trends.show(here, found.figures, chosen)
st.header(here.words("bridge.requests_heading"))
bridge.show(here, snapshots)
st.header(here.words("bridge.findings_heading"))
bridge.findings(here, snapshots)
breakdown.show(here, "findings_by_age")
st.header(here.words("bridge.due_heading"))
breakdown.show(here, "holdings_due_by_month")
