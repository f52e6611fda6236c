"""Which transfers lose their ground when a mechanism or a decision falls?

order: 340
tab of: transfers
asks: organisation
"""

import streamlit as st

from pages.parts.flows import whatif
from pages.parts.shell import context, heading

ctx = context.current()
heading.draw(ctx, "whatif")
if lacks := ctx.lacking("transfer"):
    st.info(lacks)
    st.stop()
whatif.show(ctx, whatif.choose(ctx))
