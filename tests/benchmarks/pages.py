"""How long every page takes in a browser, beside an empty page of Streamlit.

`python -m tests.benchmarks.pages FOLDER [FOLDER …]`: for each folder of snapshots,
every page of the newest one. Server and browser are warm; an empty page is opened
before each page in the same browser, so that both meet the same load of the machine.
A page is ready when its script has ended and each chart and table on it is drawn.
What is told is the median time in seconds, and the median of the ratios to the empty
page.

A page of Streamlit's own parts, with nothing of ours on it, tells how much of that is
Streamlit's: it loads a kind of part when it first meets one, and shows them in turns.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from playwright.sync_api import sync_playwright

from pages.parts.session import routes
from tests.support import walk
from tests.support.browser import ARGUMENTS, ROOT, Server, find, ready, serve

if TYPE_CHECKING:
    from collections.abc import Iterable

    from playwright.sync_api import Page

EMPTY = {
    "app.py": 'import streamlit as st\n\napp = st.App("frame/frame.py")\n',
    "frame/frame.py": (
        "import streamlit as st\n\n"
        'first = st.Page("first.py", url_path="first", default=True)\n'
        'empty = st.Page("empty.py", url_path="empty")\n'
        'parts = st.Page("parts.py", url_path="parts")\n'
        "st.navigation([first, empty, parts]).run()\n"
    ),
    "frame/first.py": "",
    "frame/empty.py": 'import streamlit as st\n\nst.title("Empty")\n',
    "frame/parts.py": (
        "import plotly.graph_objects as go\n"
        "import streamlit as st\n\n"
        'st.title("Parts")\n'
        'st.sidebar.selectbox("Choose", ["one", "two"])\n'
        'st.sidebar.button("Press")\n'
        'st.multiselect("Choose some", ["one", "two"])\n'
        'st.text_input("Search")\n'
        "st.plotly_chart(go.Figure(go.Bar(x=[3, 1, 2], y=list('abc'))))\n"
        'st.dataframe({"n": list(range(50)), "text": ["some text"] * 50})\n'
    ),
}
"""An app with a page that has a heading and nothing else, at an address of its own:
where a page is, Streamlit itself finds out by asking, which takes it a while. Beside it
a page with one of each kind of part that a list of ours has."""
PARTS = "a page of Streamlit's parts"
TARGET = 1.5
"""How many times as long as an empty page a page may take."""
_READY = f"""() => {{
  const settled = document.querySelector(
    '[data-testid="stApp"][data-test-connection-state="CONNECTED"]'
    + '[data-test-script-state="notRunning"] [data-testid="stMain"] h1')
  return settled && ({walk.DRAWN})() && performance.now() / 1000
}}"""
"""Gives the seconds since the address was opened, once all is there; looked at in the
page before each frame, since Playwright itself looks twice a second after a while."""


@dataclass
class Times:
    """The seconds that a page took, and the empty page just before it."""

    page: list[float] = field(default_factory=list)
    empty: list[float] = field(default_factory=list)

    @property
    def ratio(self) -> float:
        """Return the median of page to empty page."""
        pairs = zip(self.page, self.empty, strict=True)
        return median(page / empty for page, empty in pairs)


def timed(page: Page, url: str) -> float:
    """Open an address; return the seconds until it is ready."""
    page.goto(url, wait_until="commit")
    seconds: float = page.wait_for_function(_READY).json_value()
    return seconds


def measured(page: Page, site: Server, empty: Server, snapshots: Path, rounds: int,
             only: Iterable[str]) -> dict[str, Times]:  # fmt: skip
    """Time every page of a site, each round and each page after an empty one."""
    addresses = walk.addresses(snapshots, "nl")
    names = [name for name in routes.PAGES if name in only]
    page.goto(site.url + addresses["requests"])
    ready(page)  # says for what purpose, which a page of records asks once
    urls = {name: site.url + addresses[name] for name in names}
    urls[PARTS] = f"{empty.url}/parts"
    for url in (*urls.values(), f"{empty.url}/empty"):  # reads files; then it is warm
        timed(page, url)
    times = {name: Times() for name in urls}
    for _ in range(rounds):
        for name, url in urls.items():
            times[name].empty.append(timed(page, f"{empty.url}/empty"))
            times[name].page.append(timed(page, url))
    return times


def empty_app(folder: Path) -> Path:
    """Write an app of an empty page, with the settings of the project."""
    config = (ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8")
    for name, text in {**EMPTY, ".streamlit/config.toml": config}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder / "app.py"


def table(times: dict[str, dict[str, Times]]) -> str:
    """Write the times as a table in Markdown: a row a page, two columns a folder."""
    head = "| page | " + " | ".join(f"{name}: s | × empty" for name in times) + " |"
    lines = [head, "|---" * (1 + 2 * len(times)) + "|"]
    for page in next(iter(times.values())):
        cells = [
            f"{median(each[page].page):.2f} | {each[page].ratio:.2f}"
            for each in times.values()
        ]
        lines.append(f"| {page} | {' | '.join(cells)} |")
    empties = [
        f"{median(s for page_times in each.values() for s in page_times.empty):.2f} | 1"
        for each in times.values()
    ]
    return "\n".join([*lines, f"| an empty page | {' | '.join(empties)} |"])


def main() -> int:
    """Measure every page of every folder, and print the table."""
    made = argparse.ArgumentParser(prog="python -m tests.benchmarks.pages")
    made.add_argument("folders", type=Path, nargs="+", help="folders of snapshots")
    made.add_argument("--rounds", type=int, default=7, metavar="N")
    made.add_argument("--pages", nargs="+", default=list(routes.PAGES), metavar="PAGE")
    args = made.parse_args()
    times: dict[str, dict[str, Times]] = {}
    with ExitStack() as stack:
        here = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        app = empty_app(here / "empty")
        empty = stack.enter_context(serve(here, here / "empty.log", app))
        playwright = stack.enter_context(sync_playwright())
        browser = playwright.chromium.launch(executable_path=find(), args=ARGUMENTS)
        stack.callback(browser.close)
        page = browser.new_page(locale="nl-NL", viewport={"width": 1280, "height": 900})
        page.set_default_timeout(120_000)
        for folder in args.folders:
            with serve(folder.resolve(), here / "app.log") as site:
                times[folder.name] = measured(
                    page, site, empty, folder, args.rounds, args.pages
                )
    print(table(times))
    slow = [
        f"{name} at {folder}: {page_times.ratio:.2f}"
        for folder, each in times.items()
        for name, page_times in each.items()
        if name != PARTS and page_times.ratio > TARGET
    ]
    print(f"\nOver {TARGET} × an empty page: {', '.join(slow) or 'none'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
