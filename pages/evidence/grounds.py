"""On which ground are special data held, and does an exception of the law cover it?

order: 415
"""

import streamlit as st

from pages.parts.lists.filter_bar import choose
from pages.parts.lists.list_view import show
from pages.parts.lists.listing import Listing
from pages.parts.shell import context, heading

LISTING = Listing("grounds", order="-holdings")

ctx = context.current()
heading.draw(ctx, "grounds")
st.caption(ctx.words("pages.grounds.exception"))
show(ctx, LISTING, choose(ctx, LISTING))
