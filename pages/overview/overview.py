"""Do we do what we promise, and is it getting better?"""

import streamlit as st

from data.ask import standing
from pages.parts import figures, listing, reporting, seen, trend
from pages.parts.opened import reader

here = seen.current()
listing.heading(here, "overview")
reporting.button(here)
earlier = list(here.earlier())[: trend.MOST]
st.caption(trend.compared(here, earlier))
known = standing.of(reader(), here.snapshot, earlier).figures
for group, names in figures.GROUPS.items():
    st.subheader(here.words(f"figures.groups.{group}"), anchor=False)
    figures.tiles(here, known, names)
trend.show(here, [*reversed(earlier), here.snapshot])
