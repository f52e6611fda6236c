"""The frame around every page: which language, which snapshot, which page."""

import streamlit as st

from pages.parts import look, plan, seen

words = seen.choose()
look.dress(words)
page = st.navigation(
    [
        st.Page(
            plan.path(name),
            title=words(f"pages.{name}.title"),
            url_path=name,
            default=name == "overview",
            visibility="hidden" if name in plan.HIDDEN else "visible",
        )
        for name in plan.PAGES
    ],
    expanded=True,  # else the last pages hide behind a button, in English
)
page.run()
