"""A reader without a plan, in a real browser: what can be pressed is pressed.

A seed draws each step: a page, a control, a chip, a bar of a chart, a row, the head
of a column, the language, the role, the month, back, forward, reload, another tab; now
and then the server starts again, and once a newer snapshot is published. After each
step the page is held against what must be true of every page at any time; `complaints`
and `Walk.look` say what that is.
"""

from __future__ import annotations

import random
import re
import shutil
import tempfile
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from playwright.sync_api import Error, sync_playwright

from data import policy
from data.ask.access import OWNER, ROLES
from data.seal.run import seal
from data.words import LANGUAGES, words_for
from pages.parts.shell.navigation import role_label
from tests.faults import Result, Tally
from tests.support.browser import (
    ARGUMENTS,
    beside,
    find,
    free_port,
    listen,
    ready,
    serve,
    strays,
)
from tests.support.sealed import LATER, begin_journal, copy, source
from tests.support.walk import drawn
from tests.support.web import rows as rows_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from playwright.sync_api import Locator

NAME = "steps of a reader who presses whatever there is, in any order"
BAD = "ended in an error, an alarm, another language or other rows"
FEW, MANY = 60, 3_000
BROWSER = True

MAIN = '[data-testid="stMain"]'
PRESSED = {
    "chip or button": f'{MAIN} button:not([role="combobox"]), {MAIN} [role="radio"]',
    "switch": f'{MAIN} [role="checkbox"], {MAIN} [role="switch"], {MAIN} summary',
    "link": f'{MAIN} a[href^="/"]:not([href*="/export/"]):not([download])',
    "choice": f'{MAIN} [role="combobox"]',
    "mark of a chart": f"{MAIN} .js-plotly-plot :is(.point, .annotation a, g.text a)",
    "row": f'{MAIN} [data-testid="stDataFrame"]',
    "page": '[data-testid="stSidebarNav"] a',
}
"""What a reader presses, by kind: every kind is as likely, whatever there is of it."""
PATIENCE = 30_000
"""Milliseconds that a step may take where everything is slow."""
TRIES = 20
"""How often a page is read that goes on changing."""
A_MOMENT = 2_000
"""Milliseconds in which what is in sight can be pressed, or something covers it."""
STATE = """() => ({
  lang: document.documentElement.lang,
  head: [...document.querySelectorAll("[data-testid=stMain] h1")]
    .map(e => e.innerText.trim()),
  counts: [...document.querySelectorAll("[data-testid=stMain] h2")]
    .map(e => e.innerText.trim()).filter(t => /\\d/.test(t)),
  alarms: [...document.querySelectorAll("[data-testid=stAlertContentError]")]
    .map(e => e.innerText.trim()),
  broken: document.querySelectorAll("[data-testid=stException]").length,
  digest: document.querySelector("[data-testid=stMain]")?.innerText
    .match(/\\b[0-9a-f]{12}\\b/)?.[0] ?? "",
  who: [...document.querySelectorAll(
    "[data-testid=stSidebar] [data-testid=stCaptionContainer]"
  )].map(e => e.innerText).join(" "),
  typed: [...document.querySelectorAll("input[type=text]")]
    .some(e => e.value && e.getAttribute("role") !== "combobox"),
  lines: document.body.innerText.split("\\n").map(t => t.trim()).filter(Boolean),
})"""
"""What a page shows, read in one go."""


@cache
def foreign(language: str) -> frozenset[str]:
    """Return the texts that only another language has, to compare whole lines with."""
    own = {*words_for(language).texts.values()}
    texts = {
        text
        for other in LANGUAGES
        if other != language
        for key, text in words_for(other).texts.items()
        if key != "language.name" and not key.startswith("countries.")
    }
    cited = {section for each in policy.statements() for section in each.sections}
    return frozenset(t for t in texts - own - cited if len(t) > 7 and "{" not in t)


def complaints(state: dict[str, Any], language: str) -> Iterable[str]:
    """Say what is wrong with a page, whatever was done before."""
    if state["broken"]:
        yield "a traceback"
    for text in state["alarms"]:
        yield f"an alarm: {text[:90]}"
    if state["lang"] != language:
        yield f"the page says it is in {state['lang']}, not in {language}"
    if len(state["head"]) != 1:
        yield f"{len(state['head'])} titles"
    for line in sorted(foreign(language).intersection(state["lines"]))[:3]:
        yield f"words of another language: {line[:60]}"
    for line in state["lines"]:
        if re.search(r"Traceback|\bNone\b|\bnan\b|\bNaT\b", line):
            yield f"no words at all: {line[:60]}"


class Walk:
    """A reader, what they have open, and what they have seen."""

    def __init__(self, snapshots: Path, spare: Path, seed: int, tally: Tally) -> None:
        """Begin nowhere; `spare` holds the snapshot that is published on the way."""
        self.snapshots, self.spare, self.tally = snapshots, spare, tally
        self.chance = random.Random(seed)  # noqa: S311 - a walk, no secret
        self.language, self.role = LANGUAGES[0], "dpo"
        self.heard: list[str] = []
        self.counts: dict[tuple[object, ...], list[str]] = {}
        self.held = 0
        """How often the rows on a page were counted in its file."""
        self.kinds: set[str] = set()

    def walk(self, steps: int, only: Iterable[str] = (), **environment: str) -> None:
        """Take so many steps; `only` some kinds, or all."""
        kinds = {name: self._presser(name) for name in PRESSED} | {
            "language": self.switch_language,
            "role": self.switch_role,
            "month": self.switch_month,
            "back": lambda: self._move(self.page.go_back),
            "forward": lambda: self._move(self.page.go_forward),
            "reload": lambda: self._move(self.page.reload),
            "tab": self.turn_to_tab,
        }
        names = [name for name in kinds if not only or name in only]
        seldom = {} if only else {40: self.restart, 70: self.publish}
        with ExitStack() as stack:
            self._open(stack, environment)
            for step in range(1, steps + 1):
                if what := seldom.get(step % 100):
                    did: str | None = what()
                else:
                    name = self.chance.choice(names)
                    did = self._tried(step, name, kinds[name])
                    self.kinds |= {name} if did else set()
                self.look(f"step {step}, {did or 'nothing to press'}")
            for address in self.outside:
                self.tally.case(f"another host was asked: {address}", bad=True)

    def _tried(
        self, step: int, name: str, take: Callable[[], str | None]
    ) -> str | None:
        """Take a step; one that cannot be taken to its end is a bad one."""
        try:
            return take()
        except Error as error:
            why = str(error).splitlines()[0]
            self.tally.case(f"step {step}, {name}: {why}", bad=True)
            self.page.goto(self.server.url)
            ready(self.page)
            self._follow_language()
            return None

    def _open(self, stack: ExitStack, environment: dict[str, Any]) -> None:
        """Start the app and a browser, and open the first page."""
        self.environment, self.port = environment, free_port()
        self.folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        self.server_stack = ExitStack()
        stack.callback(lambda: self.server_stack.close())
        self._serve()
        playwright = stack.enter_context(sync_playwright())
        chromium = playwright.chromium.launch(executable_path=find(), args=ARGUMENTS)
        stack.callback(chromium.close)
        self.context = chromium.new_context(
            locale="nl-NL", viewport={"width": 1280, "height": 900}
        )
        self.context.set_default_timeout(PATIENCE)
        self.outside = strays(self.context)
        self.page = self.context.new_page()
        listen(self.page, self.heard)
        self.page.goto(self.server.url)
        ready(self.page)

    def _serve(self) -> None:
        """Start the server, in the place of one that was there."""
        log = self.folder / "app.log"
        served = serve(self.snapshots, log, port=self.port, **self.environment)
        self.server = self.server_stack.enter_context(served)

    # -- what is held ----------------------------------------------------------

    def look(self, did: str) -> None:
        """Hold the page against what must be true, whatever was done."""
        page = self.page
        try:
            state = self._still()
        except Error as error:
            self.tally.case(f"{did}: {str(error).splitlines()[0]}", bad=True)
            page.goto(self.server.url)
            return
        wrong = [*complaints(state, self.language), *self._differs(state), *self.heard]
        self.heard.clear()
        where = urlsplit(page.url)
        for text in wrong or [""]:
            what = f"{did}, at {where.path}?{where.query}: {text}"
            self.tally.case(what, bad=bool(text))

    def _still(self) -> dict[str, Any]:
        """Read the page when it does not change any more."""
        states: list[dict[str, Any]] = []
        while len(states) < 2 or (states[-1] != states[-2] and len(states) < TRIES):
            ready(self.page)
            drawn(self.page)
            states.append(self.page.evaluate(STATE))
        return states[-1]

    def _differs(self, state: dict[str, Any]) -> Iterable[str]:
        """Say where rows are others than this address gave, or than its file has."""
        where = urlsplit(self.page.url)
        params = sorted(parse_qsl(where.query))
        linked = dict(params).get("lang", LANGUAGES[0])
        if linked != self.language:
            yield f"the address is in {linked}, the page in {self.language}"
        if state["typed"] or where.path == "/journal":
            return
        address = urlencode(self._params())
        counts = [re.sub(r"\D+", " ", text).strip() for text in state["counts"]]
        key = (where.path, address, state["who"].count("·"), self.role, state["digest"])
        before = self.counts.setdefault(key, counts)
        if before != counts:
            yield f"{counts} where the same address gave {before}"
        if before is counts and len(counts) == 1:
            yield from self._differs_from_file(counts[0])

    def _differs_from_file(self, count: str) -> Iterable[str]:
        """Say where a list does not count the rows of the file that it offers."""
        menu = self.page.get_by_role(
            "button", name=words_for(self.language)("list.download")
        )
        if menu.count() != 1:
            return
        menu.click()
        link = (
            self.page.get_by_test_id("stPopoverBody")
            .locator("a[href*='/export/'][href*='.csv?']:not([href*='article-30'])")
            .first
        )
        address = link.get_attribute("href") or ""
        self.page.keyboard.press("Escape")
        answer = self.context.request.get(self.server.url + address)
        self.held += 1
        rows = str(len(rows_of(answer.body())))
        if not answer.ok or rows != "".join(count.split()):
            yield f"{count} rows, and {rows} in the file ({answer.status})"

    # -- steps: each returns what was done, or nothing --------------------------

    def _presser(self, kind: str) -> Callable[[], str | None]:
        return lambda: self._press(kind)

    def _press(self, kind: str) -> str | None:
        at = self.page.locator(PRESSED[kind]).filter(visible=True)
        number = at.count()
        if not number:
            return None
        chosen = at.nth(self.chance.randrange(number))
        try:
            chosen.scroll_into_view_if_needed(timeout=A_MOMENT)
            name = " ".join(chosen.inner_text(timeout=A_MOMENT).split())[:40]
            if kind == "row":
                self._press_cell(chosen)
            elif kind == "choice":
                self._press_option(chosen)
            else:
                chosen.click(timeout=A_MOMENT, force=kind == "mark of a chart")
        except Error:
            self.page.keyboard.press("Escape")  # covered, or gone meanwhile
            return None
        return f"{kind} {name}"

    def _press_cell(self, grid: Locator) -> None:
        """Press a head, a cell or the box that opens a row."""
        box = grid.bounding_box(timeout=A_MOMENT)
        if box is None:
            return
        x = self.chance.choice((18.0, box["width"] * self.chance.random()))
        y = 18 + 35 * self.chance.randrange(max(1, int(box["height"] // 35)))
        grid.click(position={"x": x, "y": y}, timeout=A_MOMENT)

    def _press_option(self, box: Locator) -> None:
        box.click(timeout=A_MOMENT)
        options = self.page.get_by_role("option").filter(visible=True)
        options.first.wait_for(timeout=A_MOMENT)
        options.nth(self.chance.randrange(options.count())).click(timeout=A_MOMENT)
        self.page.keyboard.press("Escape")

    def _move(self, move: Callable[..., object]) -> str | None:
        before = self.page.url
        move(wait_until="domcontentloaded", timeout=PATIENCE)
        if not self.page.url.startswith(self.server.url):  # before the first page
            self.page.goto(before)
        ready(self.page)
        self._follow_language()
        return getattr(move, "__name__", "move")

    def _follow_language(self) -> None:
        """Take the language of the address that was moved to, and wait for it."""
        params = dict(parse_qsl(urlsplit(self.page.url).query))
        self.language = params.get("lang", LANGUAGES[0])
        self._await_language()

    def _await_language(self) -> None:
        """Wait until the page is in the language; where all is slow it comes late."""
        spoken = self.page.locator(f"html[lang={self.language}]")
        spoken.wait_for(state="attached")

    def switch_language(self) -> str:
        """Take the other language; nothing else may change by that."""
        other = self.chance.choice(
            [code for code in LANGUAGES if code != self.language]
        )
        chosen = self._params()
        digest = self.page.evaluate(STATE)["digest"]
        self.page.keyboard.press("Escape")  # out of what covers the page
        beside(self.page).get_by_role(
            "radio", name=words_for(other)("language.name")
        ).click()
        self.page.keyboard.press("Escape")
        self.language = other
        self._await_language()
        ready(self.page)
        drawn(self.page)
        shown = self.page.evaluate(STATE)["digest"]
        if self._params() != chosen or shown != digest:
            what = f"{chosen} of {digest} became {self._params()} of {shown}"
            self.tally.case(f"language {other}: {what}", bad=True)
        return f"language {other}"

    def _params(self) -> list[tuple[str, str]]:
        """Return what the address asks for, of whatever snapshot it is shown."""
        params = parse_qsl(urlsplit(self.page.url).query)
        return sorted(pair for pair in params if pair[0] not in ("lang", "snapshot"))

    def switch_role(self) -> str:
        """Take a role, which leads to the page where that role begins."""
        label = self._choose_beside("who.role")
        words = words_for(self.language)
        owners = (f"{OWNER}:{code}" for code in policy.organisation().departments)
        roles = {role_label(words, role): role for role in (*ROLES, *owners)}
        self.role = roles[label]
        return f"role {self.role}"

    def switch_month(self) -> str:
        """Take another snapshot, or the same again."""
        return f"month {self._choose_beside('app.snapshot')}"

    def _choose_beside(self, label: str) -> str:
        """Choose one of what is chosen for all pages."""
        self.page.keyboard.press("Escape")
        within = beside(self.page)
        within.get_by_role("combobox", name=words_for(self.language)(label)).click()
        options = self.page.get_by_role("option").filter(visible=True)
        options.first.wait_for()
        option = options.nth(self.chance.randrange(options.count()))
        name = option.inner_text()
        option.click()
        ready(self.page)
        self.page.keyboard.press("Escape")
        return name

    def turn_to_tab(self) -> str:
        """Turn to another tab of the browser; a second one is opened."""
        if len(self.context.pages) == 1:
            page = self.context.new_page()
            listen(page, self.heard)
            page.goto(self.page.url)
        else:
            open_ = [page for page in self.context.pages if page != self.page]
            page = self.chance.choice(open_)
            page.reload(wait_until="domcontentloaded")  # it may be of another role
        self.page = page
        page.bring_to_front()
        ready(page)
        self._follow_language()
        return "another tab"

    def restart(self) -> str:
        """Start the server again; the pages that are open find it by themselves."""
        self.server_stack.close()
        self.server_stack = ExitStack()
        self._serve()
        for page in self.context.pages:
            page.reload(wait_until="domcontentloaded")
            ready(page)
        self.heard.clear()  # of the server that was away
        return "the server starts again"

    def publish(self) -> str:
        """Publish a newer snapshot under the reader's eyes."""
        if not self.spare.exists():
            return "nothing more to publish"
        shutil.move(self.spare, self.snapshots / LATER)
        return "a newer snapshot"


def _walked(steps: int, seed: int, only: Iterable[str] = (), **how: str) -> Result:
    tally = Tally()
    with tempfile.TemporaryDirectory() as folder:
        snapshots = copy(Path(folder) / "snapshots")
        later = source(Path(folder) / "later", as_of=LATER)
        published = seal(later, copy(Path(folder) / "beside")).path
        begin_journal(snapshots)
        walk = Walk(snapshots, published, seed, tally)
        walk.walk(steps, only, **how)
    kinds, files = len(walk.kinds), walk.held
    return tally.result(f"{kinds} kinds of step; rows held against {files} files")


LABELS = """
import sys
sys.path.insert(0, ".")
import streamlit as st
from pages.parts.shell import controls
controls._prepare = lambda key, options, format_func: key not in st.session_state
"""
"""Puts back that a control keeps what it said, and not the code of it."""


def broken(seed: int) -> Result:
    """Switch languages where controls keep labels."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "sitecustomize.py").write_text(LABELS, encoding="utf-8")
        only = ("language", "page", "choice")
        return _walked(12, seed, only, PYTHONPATH=folder)


def run(count: int, seed: int) -> Result:
    """Take so many steps."""
    return _walked(count, seed)
