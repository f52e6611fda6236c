"""The frame around every page: who reads, in which language, which page."""

import streamlit as st

from pages.parts import look, plan, seen
from pages.parts.opened import reader

words = seen.choose()
look.dress(words)
home = st.Page(
    plan.FOLDER / "home.py", title=words("app.title"), default=True, visibility="hidden"
)
mine = [
    st.Page(
        plan.path(name),
        title=words(f"pages.{name}.title"),
        url_path=name,
        visibility="hidden" if name in plan.HIDDEN else "visible",
    )
    for name in plan.pages(reader().identify().role)
]
# expanded, else the last pages hide behind a button, in English
st.navigation([home, *mine], expanded=True).run()
