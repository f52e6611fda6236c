"""A real browser and a real server, for the tests that look at the screen.

`python -m tests.support.browser` makes sure that there is a browser, fetching one if
need be, and says which one it is.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import (
    BrowserContext,
    ConsoleMessage,
    Download,
    Locator,
    Page,
    sync_playwright,
)

ROOT = Path(__file__).parents[2]
LOOPBACK = "127.0.0.1"

_COMMANDS = (
    "chromium-headless-shell",  # without a window: a third less work
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)

# No name but the loopback address resolves, and nothing is fetched unasked.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--font-render-hinting=none",  # letters as wide as in a window
    "--disable-quic",
    "--disable-sync",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
    f"--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE {LOOPBACK}",
]

_NONE_TO_BE_HAD = """\
The tests need Chromium or Chrome, and none could be had. Install one:
  Debian, Ubuntu  sudo apt-get install chromium
  macOS           Google Chrome in the Applications folder
  anywhere        .venv/bin/python -m playwright install --with-deps chromium
and give the command again."""

_PURPOSE = '[data-testid="stForm"]:has(.st-key-access_purpose)'
_SETTLED = (
    '[data-testid="stApp"]'
    '[data-test-connection-state="CONNECTED"]'
    '[data-test-script-state="notRunning"]'
    ':has([data-testid="stMain"] [data-testid="stElementContainer"])'
)
"""Connected, and a run has come to an end: before the first, a page is empty."""


class ServerError(RuntimeError):
    """The app did not start; the message ends with what it printed."""


@dataclass(frozen=True)
class Server:
    """The app, answering on a port of its own."""

    url: str
    log: Path
    process: int = 0
    """The number of its process, where it has one of its own."""

    def output(self) -> str:
        """Return what the app printed so far."""
        return self.log.read_text(encoding="utf-8", errors="replace")


def find() -> str | None:
    """Return the first Chromium or Chrome that starts, Playwright's own last."""
    return next(filter(_starts, _candidates()), None)


def obtain() -> str | None:
    """Find a browser, else let Playwright fetch its own, else Debian's package."""
    for fetch in (None, _fetch_with_playwright, _fetch_with_debian):
        if fetch:
            fetch()
        if browser := find():
            return browser
    return None


@contextmanager
def serve(
    snapshots: Path,
    log: Path,
    app: Path = ROOT / "app.py",
    *,
    port: int | None = None,
    secrets: Path | None = None,
    **environment: str,
) -> Iterator[Server]:
    """Start the app on the snapshots in a folder, as a process of its own.

    Without `secrets` it is a demonstration, whatever the developer has configured.
    """
    port = port or free_port()
    command = [sys.executable, "-m", "streamlit", "run", app.name]
    command += ["--secrets.files", str(secrets or log.with_suffix(".none"))]
    with (
        log.open("wb") as out,
        subprocess.Popen(
            [*command, "--server.address", LOOPBACK, "--server.port", str(port)],
            cwd=app.parent,
            env=_environment(snapshots) | environment,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
        ) as process,
    ):
        server = Server(f"http://{LOOPBACK}:{port}", log, process.pid)
        try:
            wait_until_healthy(process, server)
            yield server
        finally:
            _stop(process)


def ready(page: Page) -> None:
    """Wait until the page is connected and its script has come to an end.

    A visitor who is asked for what purpose they look says that it is an audit.
    """
    _settled(page)
    if page.locator(_PURPOSE).count():
        page.locator(_PURPOSE).get_by_role("combobox").click()
        page.get_by_role("option", name="audit").click()
        page.locator(_PURPOSE).get_by_role("button").last.click()
        page.locator(_PURPOSE).wait_for(state="detached")
        _settled(page)


def beside(page: Page) -> Locator:
    """Open what is chosen for all pages, beside the page that is open; return it."""
    chosen = page.get_by_test_id("stPopoverBody")
    if not chosen.count():
        page.locator(".st-key-settings").get_by_role("button").first.click()
    return chosen


def download(page: Page, button: str, label: str) -> Download:
    """Take a list as a file, by its one button and the label of the form."""
    page.get_by_role("button", name=button).last.click()
    menu = page.get_by_test_id("stPopoverBody")
    with page.expect_download() as coming:
        menu.get_by_role("link", name=label, exact=True).click()
    page.keyboard.press("Escape")
    return coming.value


def unfold(box: Locator) -> None:
    """Open the list of a select: it closes when what it hangs from still scrolls."""
    box.evaluate("box => box.scrollIntoView({block: 'center', behavior: 'instant'})")
    box.click()


def _settled(page: Page) -> None:
    page.wait_for_selector(_SETTLED)
    # A click takes a moment to reach the server; what was settled may start anew.
    page.wait_for_timeout(150)
    page.wait_for_selector(_SETTLED)


def listen(page: Page, heard: list[str]) -> None:
    """Note what the browser complains of on a page."""

    def note(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            heard.append(f"{message.text} ({message.location.get('url', '')})")

    page.on("console", note)
    page.on("pageerror", lambda error: heard.append(str(error)))


def strays(context: BrowserContext) -> list[str]:
    """Return the list that fills with each request to a host that is not ours."""
    seen: list[str] = []

    def note(url: str) -> None:
        if urlsplit(url).hostname not in {None, LOOPBACK}:
            seen.append(url)

    context.on("request", lambda request: note(request.url))
    context.on("page", lambda page: page.on("websocket", lambda ws: note(ws.url)))
    return seen


def main() -> int:
    """Make sure of a browser for the tests."""
    browser = obtain()
    print(f"Browser for the tests: {browser}" if browser else _NONE_TO_BE_HAD)
    return 0 if browser else 1


def _candidates() -> Iterator[str]:
    yield from filter(None, map(shutil.which, _COMMANDS))
    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
    yield own


def _starts(browser: str) -> bool:
    """Return whether a browser runs here: its file and all its libraries are there."""
    try:
        done = subprocess.run([browser, "--version"], capture_output=True, timeout=60)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def _fetch_with_playwright() -> None:
    print("No Chromium or Chrome here; asking Playwright for its own.", flush=True)
    patience = {"PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT": "10000"}
    command = [sys.executable, "-m", "playwright", "install", "--no-shell", "chromium"]
    _try(command, patience)


def _fetch_with_debian() -> None:
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return
    print("Asking Debian for its package.", flush=True)
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    if _try(["apt-get", "update", "-qq"], quiet):
        install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends"]
        if not _try([*install, "chromium-headless-shell"], quiet):
            _try([*install, "chromium"], quiet)


def _try(command: list[str], settings: dict[str, str]) -> bool:
    """Run a command, saying in a line why it failed if it did."""
    done = subprocess.run(
        command, env=settings | os.environ, capture_output=True, text=True
    )
    if done.returncode:
        lines = (done.stderr or done.stdout).strip().splitlines()
        print(f"  that failed: {lines[0] if lines else done.returncode}", flush=True)
    return done.returncode == 0


def free_port() -> int:
    """Return a port of the loopback address that nobody listens on."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        port: int = probe.getsockname()[1]
    return port


def _environment(snapshots: Path) -> dict[str, str]:
    """Return the developer's environment without settings that change the app."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("STREAMLIT_")}
    return kept | {"SNAPSHOTS": str(snapshots), "PYTHONUNBUFFERED": "1"}


def wait_until_healthy(
    process: subprocess.Popen[bytes], server: Server, seconds: float = 60
) -> None:
    """Wait until the app answers; ServerError when it ended or takes too long."""
    until = time.monotonic() + seconds
    while not _is_healthy(server):
        if process.poll() is not None or time.monotonic() > until:
            raise ServerError(f"The app did not start:\n{server.output()}")
        time.sleep(0.1)


def _is_healthy(server: Server) -> bool:
    connection = HTTPConnection(urlsplit(server.url).netloc, timeout=5)
    try:
        connection.request("GET", "/_stcore/health")
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()


if __name__ == "__main__":
    sys.exit(main())
