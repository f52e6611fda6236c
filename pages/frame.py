"""The frame around every page: in which language, for whom, which snapshot."""

import streamlit as st

from pages.parts import gate, look, purpose, seen

words = seen.speak()
look.dress(words)
is_open = gate.is_open()
page = st.navigation(
    gate.pages(words),
    position="sidebar" if is_open else "hidden",
    expanded=True,  # else the last pages hide behind a button, in English
)
if is_open:
    gate.lead_on()
    gate.beside(words)
    seen.choose(words)
    purpose.beside(words)
    gate.banner(words)
page.run()
