"""A walk past every page in a real browser, for the suites that look at them."""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from playwright.sync_api import sync_playwright

from pages.parts.session import routes
from tests.support.browser import ARGUMENTS, find, ready, serve, strays

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

    from tests.support.browser import Server

PATIENCE = 120_000
"""Milliseconds that a page may take where everything is slow."""


@contextmanager
def visit(
    snapshots: Path, **environment: Any
) -> Iterator[tuple[Server, Page, list[str]]]:
    """Start the app and a browser; return both, and the requests to other hosts."""
    executable = find()
    assert executable, "no Chromium or Chrome: `make browser` gets one"
    with (
        tempfile.TemporaryDirectory() as folder,
        serve(snapshots, Path(folder, "app.log"), **environment) as server,
        sync_playwright() as playwright,
    ):
        chromium = playwright.chromium.launch(
            executable_path=executable, args=ARGUMENTS
        )
        context = chromium.new_context(
            locale="nl-NL", viewport={"width": 1280, "height": 4000}
        )
        context.set_default_timeout(PATIENCE)
        requests = strays(context)
        yield server, context.new_page(), requests
        chromium.close()


def addresses(language: str = "nl", **about: str) -> list[str]:
    """Return the address of every page; `about` names a client and a request."""
    return [
        f"/{page}?{urlencode({'lang': language, **(about if is_hidden else {})})}"
        for page in routes.PAGES
        for is_hidden in [page in routes.HIDDEN]
    ]


def go(page: Page, server: Server, address: str) -> None:
    """Open a page and wait until it has come to its end."""
    page.goto(server.url + address)
    ready(page)
