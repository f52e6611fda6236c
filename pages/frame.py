"""The frame around every page: in which language, for whom, which snapshot."""

import time

import streamlit as st

from pages.parts.session import meters
from pages.parts.shell import context, finder, navigation, sidebar, theme
from pages.parts.text import small_tables

begun = time.perf_counter()
theme.begin()
context.begin_of_run()
is_open = navigation.is_open()
words, place = sidebar.draw(is_open=is_open)
page = st.navigation(
    navigation.pages(words),
    position="sidebar" if is_open else "hidden",
    expanded=True,  # else the last pages hide behind a button, in English
)
with theme.unseen():
    theme.dress(words, page.url_path if is_open else None)
    small_tables.reach()
if is_open:
    navigation.lead_on()
    finder.answer(place, words, page.url_path)
    navigation.banner(words)
with meters.page_timed(page.url_path, begun):
    page.run()
