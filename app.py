"""What the server answers: the pages, /export and /healthz, and its headers.

`streamlit run` finds this app by reading the source: it wants the literal
`import streamlit as st` and `app = st.App(...)`. The entry script is
pages/frame.py, which has no folder `pages/` beside it; were there one, a first
request to a page's address would run that page without its frame.
"""

import streamlit as st
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.routing import Route

from pages.parts.seen import excuse
from pages.parts.server import Headers, calendar, export, health, overview, pack

app = st.App(
    "pages/frame.py",
    routes=[
        Route("/export/agenda.ics", calendar, methods=["GET"]),
        Route("/export/pack.zip", pack, methods=["GET"]),
        Route("/export/{file}", export, methods=["GET"]),
        Route("/healthz", health, methods=["GET"]),
        Route("/overview", overview, methods=["GET"]),
    ],
    middleware=[
        Middleware(Headers),
        # Streamlit holds this list against its websocket alone.
        Middleware(
            TrustedHostMiddleware, allowed_hosts=st.get_option("server.allowedHosts")
        ),
    ],
    on_script_error=excuse,
)
