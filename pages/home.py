"""Where does this reader begin?"""

import streamlit as st

from pages.parts import plan, seen
from pages.parts.opened import reader

first = plan.FIRST[reader().identify().role]
st.switch_page(plan.path(first), query_params=seen.asked_for())
