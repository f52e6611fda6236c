"""What the server answers: the pages, files, a calendar and its health.

`streamlit run` finds this app by reading the source: it wants the literal
`import streamlit as st` and `app = st.App(...)`. The entry script is
pages/frame.py, which has no folder `pages/` beside it; were there one, a first
request to a page's address would run that page without its frame.
"""

import sys
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware
from starlette.routing import Route

from data import process, settings
from data.ask import AccessRefused
from data.journal import JournalUnavailable
from pages.parts.session import oidc, visitor
from pages.parts.session.readers import closed_at_the_end
from pages.parts.shell.context import excuse
from pages.parts.web import disk_warning, health, log, metrics, sign_in, visitor_events
from pages.parts.web.calendar_feed import calendar
from pages.parts.web.compression import Compression
from pages.parts.web.document import Document
from pages.parts.web.downloads import export
from pages.parts.web.half_sent import close_half_sent
from pages.parts.web.middleware import Edge, broken, denied
from pages.parts.web.plain_page import unwritten
from pages.parts.web.raw_frames import bound_frames

name, *arguments = sys.argv
try:
    if Path(name).name == "app.py":  # what stands behind another server's is its own
        settings.choose(arguments)
    log.install(settings.current().log)
except settings.SettingsRefused as refused:
    sys.exit(f"The app does not start. {refused}")
process.keep_to_ourselves()
oidc.check()
disk_warning.give()
visitor.on_event.append(visitor_events.note)
visitor_events.start()
close_half_sent()
bound_frames()
app = st.App(
    "pages/frame.py",
    lifespan=closed_at_the_end,
    routes=[
        Route("/export/{file}", export, methods=["GET"]),
        Route("/calendar/{file}", calendar, methods=["GET"]),
        Route("/healthz", health.live, methods=["GET"]),
        Route("/readyz", health.ready, methods=["GET"]),
        Route(metrics.PATH, metrics.metrics, methods=["GET"]),
        Route(oidc.LOGIN, sign_in.login, methods=["GET"]),
        Route(oidc.CALLBACK, sign_in.callback, methods=["GET"]),
    ],
    middleware=[Middleware(Edge), Middleware(Compression), Middleware(Document)],
    exception_handlers={
        AccessRefused: denied,
        JournalUnavailable: unwritten,
        TimeoutError: sign_in.slow,
        Exception: broken,
    },
    on_script_error=excuse,
)
