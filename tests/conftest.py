"""What tests share: a browser, pages in it, the running app, sample folders."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from hypothesis import settings
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Error,
    Page,
    expect,
    sync_playwright,
)

from data.ask import Reader
from data.seal.run import seal
from tests.support import sealed
from tests.support.browser import ARGUMENTS, ROOT, Server, find, serve, strays

_SERVERS = pytest.StashKey[list[Server]]()
PATIENCE = 90_000
"""Milliseconds that the browser may take where everything is slow."""
expect.set_options(timeout=PATIENCE)
_MARKS = {"browser", "shared"}
# How long an example takes says how busy the machine is.
settings.register_profile("house", deadline=None)
settings.load_profile("house")
# For what the commands of the tests look at rows about persons.
os.environ["PURPOSE"] = "audit"
# Whoever works on this may have a configuration of their own.
os.environ["CONFIG"] = ""


@pytest.fixture(scope="session")
def shared() -> Path:
    """Return the folder of samples beside the repository, or skip the test."""
    folder = ROOT.parent / "shared"
    if not (folder / "samples").is_dir():
        pytest.skip("no folder with shared samples beside the repository")
    return folder


@pytest.fixture(scope="session")
def server(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[Path], Server]]:
    """Return a function that starts the app afresh on a folder of snapshots.

    Each call starts another process; all end with the session.
    """
    started = request.config.stash.setdefault(_SERVERS, [])
    logs = tmp_path_factory.mktemp("servers")
    with ExitStack() as stack:

        def start(snapshots: Path) -> Server:
            log = logs / f"{len(started)}.log"
            started.append(stack.enter_context(serve(snapshots, log)))
            return started[-1]

        yield start


@pytest.fixture(scope="session")
def snapshots(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return snapshots of three days: without a row, the sample, the sample later."""
    folder = tmp_path_factory.mktemp("site")
    later = sealed.source(folder / "later", as_of=sealed.LATER)
    seal(later, sealed.copy(folder / "snapshots"))
    sealed.begin_journal(folder / "snapshots")
    return folder / "snapshots"


@pytest.fixture
def shown(snapshots: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Let the pages that run in this process show those snapshots."""
    monkeypatch.setenv("SNAPSHOTS", str(snapshots))
    return snapshots


@pytest.fixture(scope="session")
def site(server: Callable[[Path], Server], snapshots: Path) -> Server:
    """Return the app, running on those snapshots."""
    return server(snapshots)


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    """Return a reader who may ask all, with an engine for a whole module."""
    made = sealed.a_reader()
    yield made
    made.close()


# Per module, because Playwright keeps an event loop running while it is open,
# in which no other test can start one of its own.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Return a headless Chromium or Chrome."""
    executable = find()
    assert executable, "no Chromium or Chrome: `make browser` gets one"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=executable, args=ARGUMENTS
        )
        yield chromium
        chromium.close()


@contextmanager
def visiting(browser: Browser, locale: str) -> Iterator[BrowserContext]:
    """Let another visitor come; who makes a page ask another host fails."""
    context = browser.new_context(
        locale=locale,
        timezone_id="Europe/Amsterdam",
        viewport={"width": 1280, "height": 900},
    )
    context.set_default_timeout(PATIENCE)
    outside = strays(context)
    yield context
    context.close()
    assert not outside, f"the page asked another host: {outside}"


@pytest.fixture
def new_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Return a function that opens a page as another visitor, in any language."""
    with ExitStack() as stack:

        def open_page(locale: str = "nl-NL") -> Page:
            return stack.enter_context(visiting(browser, locale)).new_page()

        yield open_page


@pytest.fixture(scope="module")
def visitor(browser: Browser) -> Iterator[BrowserContext]:
    """Return the Dutch visitor of a module.

    What the browser has loaded stays from test to test, and so do the role and the
    purpose that were chosen: a test that chooses others takes a `new_page`.
    """
    with visiting(browser, "nl-NL") as context:
        yield context


@pytest.fixture
def page(visitor: BrowserContext) -> Iterator[Page]:
    """Return a page of their own for each test of that visitor."""
    page = visitor.new_page()
    yield page
    page.close()


def pytest_configure(config: pytest.Config) -> None:
    """Name the mark of what takes minutes; see test_journey and test_third_language."""
    config.addinivalue_line("markers", "fresh: starts from a copy of the house")
    config.addinivalue_line("markers", "nightly: what `make nightly` tests besides")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark each test by what it uses, so that `-m "not browser"` works.

    Files that open a browser or start from a copy of the house come first: they
    take longest, and none is left to run alone at the end.
    """
    for item in items:
        if item.get_closest_marker("nightly") and not os.environ.get("NIGHTLY"):
            item.add_marker(pytest.mark.skip(reason="tested by `make nightly`"))
        for mark in _MARKS.intersection(getattr(item, "fixturenames", ())):
            item.add_marker(mark)
    slow = {
        item.path
        for item in items
        if item.get_closest_marker("browser") or item.get_closest_marker("fresh")
    }
    items.sort(key=lambda item: item.path not in slow)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Show what a failed test leaves: a picture, and what the app printed."""
    report = yield
    used = getattr(item, "funcargs", {})
    if report.failed and report.when == "call":
        if isinstance(page := used.get("page"), Page):
            report.sections.append(("Picture of the page", _picture(item, page)))
        if "server" in getattr(item, "fixturenames", ()):
            for server in item.config.stash.get(_SERVERS, []):
                tail = "\n".join(server.output().splitlines()[-40:])
                report.sections.append((f"App on {server.url}, last lines", tail))
    return report


def _picture(item: pytest.Item, page: Page) -> str:
    name = re.sub(r"\W+", "-", item.nodeid.removeprefix("tests/")).strip("-")
    path = ROOT / "test-output" / f"{name}.png"
    try:
        page.screenshot(path=path, full_page=True)
    except Error as error:
        return f"none: {error}"
    return str(path)
