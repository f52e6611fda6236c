"""The frame around every page: in which language, for whom, which snapshot."""

import streamlit as st

from pages.parts.shell import context, navigation, purpose, theme

words = context.speak()
theme.dress(words)
is_open = navigation.is_open()
page = st.navigation(
    navigation.pages(words),
    position="sidebar" if is_open else "hidden",
    expanded=True,  # else the last pages hide behind a button, in English
)
if is_open:
    navigation.lead_on()
    navigation.beside(words)
    context.choose(words)
    purpose.beside(words)
    navigation.banner(words)
page.run()
