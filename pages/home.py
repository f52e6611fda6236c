"""Where does this reader begin?"""

import streamlit as st

from pages.parts import plan, seen, who

first = plan.mine(who.principal())[0]
st.switch_page(plan.path(first), query_params=seen.asked_for())
