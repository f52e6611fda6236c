"""How long every page takes in a browser, beside an empty page of Streamlit.

Opened cold: by its address, in a browser that holds nothing yet. Turned to: by its link
in the menu, from another page. Each time an empty page is opened or turned to just
before in the same browser, so that both meet the same load of the machine. The server
is warm. A page is ready when its script has ended and each chart and table in it is
drawn. What counts is the median of the ratios over the rounds.

A page of Streamlit's own parts, with nothing of ours on it, tells how much of that is
Streamlit's: it loads a kind of part when it first meets one, and shows them in turns.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from statistics import median
from typing import TYPE_CHECKING, Any

from data.words import words_for
from pages.parts.session import routes
from tests.benchmarks.measured import Measured
from tests.support import walk
from tests.support.browser import ROOT, Server, ready

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, BrowserContext, Page

EMPTY = {
    "app.py": 'import streamlit as st\n\napp = st.App("frame/frame.py")\n',
    "frame/frame.py": (
        "import streamlit as st\n\n"
        'first = st.Page("first.py", url_path="first", default=True)\n'
        'empty = st.Page("empty.py", url_path="empty")\n'
        'parts = st.Page("parts.py", url_path="parts")\n'
        "st.navigation([first, empty, parts]).run()\n"
    ),
    "frame/first.py": "import streamlit as st\n\nst.title('First')\n",
    "frame/empty.py": "import streamlit as st\n\nst.title('Empty')\n",
    "frame/parts.py": (
        "import plotly.graph_objects as go\n"
        "import streamlit as st\n\n"
        "st.title('Parts')\n"
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
FROM = ("breaches", "authorisations")
"""The pages that one turns from: the second to the first of them."""
_IS_READY = f"""(title) => {{
  const head = document.querySelector(
    '[data-testid="stApp"][data-test-connection-state="CONNECTED"]'
    + '[data-test-script-state="notRunning"] [data-testid="stMain"] h1')
  return head && (!title || head.innerText.trim() === title) && ({walk.DRAWN})()
}}"""
_OPENED = f"() => ({_IS_READY})('') && performance.now() / 1000"
"""Gives the seconds since the address was opened, once all is there; looked at in the
page before each frame, since Playwright itself looks twice a second after a while."""
_TURNED = f"""([path, title]) => new Promise((done, failed) => {{
  const link = [...document.querySelectorAll('[data-testid="stSidebarNav"] a')]
    .find((a) => new URL(a.href).pathname === path)
  if (!link) failed(new Error("no link to " + path))
  const begun = performance.now()
  const look = () => ({_IS_READY})(title)
    ? done((performance.now() - begun) / 1000) : requestAnimationFrame(look)
  link.click()
  requestAnimationFrame(look)
}})"""
"""Clicks a link of the menu; gives the seconds until the page it leads to is there."""


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


Opened = dict[str, Times]


def opened(page: Page, url: str) -> float:
    """Open an address; return the seconds until it is ready."""
    page.goto(url, wait_until="commit")
    seconds: float = page.wait_for_function(_OPENED).json_value()
    return seconds


def turned(page: Page, path: str, title: str) -> float:
    """Turn to a page by its link in the menu; return the seconds until it is ready."""
    seconds: float = page.evaluate(_TURNED, [path, title])
    return seconds


def titles(language: str = "nl") -> dict[str, str]:
    """Return the heading of every page that the menu leads to, by its name."""
    words = words_for(language)
    return {
        name: words(f"pages.{name}.title")
        for name, page in routes.PAGES.items()
        if page.icon is not None
    }


def cold(
    browser: Browser,
    context: BrowserContext,
    site: Server,
    empty: Server,
    addresses: dict[str, str],
    rounds: int,
) -> Opened:
    """Time every page, each in a browser that holds the visitor's cookie alone."""
    urls = {name: site.url + address for name, address in addresses.items()}
    urls[PARTS] = f"{empty.url}/parts"
    times = {name: Times() for name in urls}
    for _ in range(rounds):
        for name, url in urls.items():
            for of, each in (("empty", f"{empty.url}/empty"), ("page", url)):
                fresh = browser.new_context(**VIEW)
                fresh.add_cookies(context.cookies())  # type: ignore[arg-type]
                with fresh.new_page() as page:
                    page.set_default_timeout(120_000)
                    getattr(times[name], of).append(opened(page, each))
                fresh.close()
    return times


VIEW: dict[str, Any] = {"locale": "nl-NL", "viewport": {"width": 1280, "height": 900}}
"""How a reader's browser is."""


def within(
    context: BrowserContext,
    site: Server,
    empty: Server,
    rounds: int,
    only: Iterable[str],
) -> Opened:
    """Time turning to every page of the menu, each after turning to an empty one."""
    ours, bare = context.new_page(), context.new_page()
    opened(ours, f"{site.url}/{FROM[1]}?lang=nl")
    opened(bare, empty.url)
    known, names = titles(), set(only)
    times = {name: Times() for name in known if name in names}
    for nth in range(rounds + 1):  # the first brings the parts to the browser
        for name, of in times.items():
            bare.bring_to_front()
            took = turned(bare, "/empty", "Empty")
            turned(bare, "/", "First")
            ours.bring_to_front()
            start = FROM[1] if name == FROM[0] else FROM[0]
            turned(ours, f"/{start}", known[start])
            page = turned(ours, f"/{name}", known[name])
            if nth:
                of.empty.append(took)
                of.page.append(page)
    ours.close()
    bare.close()
    return times


def visitor(
    browser: Browser, site: Server, addresses: dict[str, str]
) -> BrowserContext:
    """Return a browser whose reader has said for what they look."""
    context = browser.new_context(**VIEW)
    context.set_default_timeout(120_000)
    page = context.new_page()
    page.goto(site.url + addresses["requests"])
    ready(page)  # says for what purpose, which a page of records asks once
    for address in addresses.values():  # the server reads its files; then it is warm
        opened(page, site.url + address)
    page.close()
    return context


def empty_app(folder: Path) -> Path:
    """Write an app of an empty page, with the settings of the project."""
    config = (ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8")
    for name, text in {**EMPTY, ".streamlit/config.toml": config}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder / "app.py"


def measured(how: str, times: Opened) -> Iterator[Measured]:
    """Return the median over the pages, and the worst of them."""
    ours = {name: of for name, of in times.items() if name != PARTS}
    if not ours:
        return
    in_order = sorted(ours, key=lambda name: ours[name].ratio)
    middle, worst = in_order[len(in_order) // 2], in_order[-1]
    against = "an empty page, the same way"
    for name, which, target in ((middle, "median", 1.5), (worst, "worst", 2)):
        of = ours[name]
        empty = median(of.empty)
        what = f"page {how}, {which} of {len(ours)}"
        yield Measured(what, against, of.ratio * empty, empty, target, note=name)


def table(opened_cold: Opened, turned_to: Opened) -> str:
    """Write the times of every page as a table in Markdown."""
    lines = ["| page | opened cold: s | × empty | turned to: s | × empty |"]
    lines.append("|---" + "|---:" * 4 + "|")
    for name in {**opened_cold, **turned_to}:
        cells = [name]
        for times in (opened_cold, turned_to):
            of = times.get(name)
            cells += [f"{median(of.page):.2f}", f"{of.ratio:.2f}"] if of else ["", ""]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)
