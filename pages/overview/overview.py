"""Do we do what we promise, and is it getting better?"""

from itertools import islice

import streamlit as st

from pages.parts import figures, listing, seen, trend

here = seen.current()
listing.heading(here, "overview")
earlier = list(islice(here.earlier(), trend.MOST))
st.caption(trend.compared(here, earlier))
known = figures.of(here.snapshot, earlier[0] if earlier else None)
for group, names in figures.GROUPS.items():
    st.subheader(here.words(f"figures.groups.{group}"), anchor=False)
    figures.tiles(here, known, names)
trend.show(here, [*reversed(earlier), here.snapshot])
