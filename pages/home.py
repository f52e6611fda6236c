"""Where does this reader begin?"""

import streamlit as st

from pages.parts.session import routes, visitor
from pages.parts.shell import context

first = routes.pages_of(visitor.actor())[0]
st.switch_page(routes.path(first), query_params=context.asked_for())
