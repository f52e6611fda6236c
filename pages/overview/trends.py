"""How did every key figure go, and what became of requests and findings?

order: 120
icon: trending_up
asks: summary
"""

from itertools import islice

import streamlit as st

from data.figures import key_figures, sentences
from pages.parts.overview import breakdown, forecast, requests_bridge, trends
from pages.parts.session.readers import reader
from pages.parts.shell import context, heading

ctx = context.current()
heading.draw(ctx, "trends")
chosen = trends.choose(ctx)
snapshots = [ctx.snapshot, *islice(ctx.earlier(), key_figures.MOST - 1)]
standing = key_figures.of(reader(), ctx.snapshot, snapshots[1:])
if standing.left_out:
    st.caption(sentences.left_out(ctx.words, standing))
trends.show(ctx, standing, chosen)
st.header(ctx.words("bridge.requests_heading"))
requests_bridge.show(ctx, snapshots)
st.header(ctx.words("bridge.findings_heading"))
requests_bridge.findings(ctx, snapshots)
breakdown.draw_named(ctx, "findings_by_age")
st.header(ctx.words("bridge.due_heading"))
forecast.show(ctx)
