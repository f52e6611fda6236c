"""Texts of the records that would be markup: every page shows them as they are.

Every text column of the sample holds Markdown, HTML, LaTeX, links, images, icons,
colours and what Plotly takes for markup; each names itself by a number. A case is
a place on a page where one is seen, and it must stand there letter by letter. No
page may follow, fetch or run any of them.
"""

from __future__ import annotations

import csv
import io
import re
import tempfile
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

from data.seal.run import seal
from pages.parts.session import routes
from tests.faults import Result, Tally
from tests.faults._walk import addresses, go, visit
from tests.support.contract_text import columns
from tests.support.sealed import source
from tests.support.walk import drawn, turn

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

NAME = "places on pages where a text of the records would be markup"
BAD = "not shown letter by letter, followed, fetched or run"
FEW, MANY = 12, 100
BROWSER = True

TEXTS = [
    "**zq00**",
    "*zq01* en _zq01_",
    "`zq02`",
    "~~zq03~~",
    "[zq04](http://evil.example/a)",
    "![zq05](http://evil.example/i.png)",
    "http://evil.example/zq06",
    "<b>zq07</b>",
    "<img src=http://evil.example/x onerror=alert(1)>zq08",
    "<script>alert(1)</script>zq09",
    "$zq10$ en $$zq10$$",
    ":red[zq11]",
    ":material/home: zq12",
    ":smile: zq13",
    "# zq14",
    "- zq15",
    "> zq16",
    '<a href="javascript:alert(1)">zq17</a>',
    "javascript:alert('zq18')",
    "zq19<br>zq19",
    "%{zq20} {{zq20}}",
    "&lt;zq21&gt; &amp;",
    "1. zq22",
    ":orange-badge[zq23]",
    "www.evil.example/zq24",
    "zq25  \\* \\[",
    '"><svg onload=alert(1)>zq26',
    "<i>zq27</i><sup>2</sup>",
    "zq28 -> a <- b -- c >= d != e",
    ":material/home:zq29:100: om 12:30:15",
]
TRIES = 40
MORE = (
    "register?against=recipient",
    "register?against=purpose",
    "whatif?falls=mechanism.scc_2021",
    "findings?rule=RCP-04",
)
"""Choices on a page that show other texts than it shows at first."""
SHOWN = """() => {
  const found = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const node = walk.currentNode, told = node.textContent.match(/zq(\\d\\d)/);
    let block = node.parentElement;
    if (!told || block.closest("script, style")) continue;
    const svg = block.closest("text");
    if (svg) block = svg;
    else while (getComputedStyle(block).display.startsWith("inline")
                && block.parentElement) block = block.parentElement;
    found.push([+told[1], block.textContent, block.tagName.toLowerCase()]);
  }
  const told = [...document.querySelectorAll("[href], [src], [action]")]
    .flatMap(e => ["href", "src", "action"].map(name => e.getAttribute(name)))
    .filter(to => to && /evil\\.example|^\\s*javascript:/i.test(to)
                 && !to.startsWith("./") && !to.startsWith("/"));
  return [found, told];
}"""
"""Every text node that names itself, with the block that it stands in; and every
address that leads out."""


def hostile(to: Path, texts: list[str]) -> Path:
    """Write the sample as a source with those texts in every text column."""
    source(to)
    described = (to / "snapshot.toml").read_text(encoding="utf-8")
    described = described.replace("Hartman", f"{texts[0]} {texts[6]} Hartman")
    (to / "snapshot.toml").write_text(described, encoding="utf-8")
    for table in {column.table for column in columns()}:
        names = [c.name for c in columns() if c.table == table and c.kind == "text"]
        path = to / f"{table}.csv"
        rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))
        if not names or not rows:
            continue
        for at, row in enumerate(rows):
            for nth, name in enumerate(names):
                if row[name]:
                    row[name] = texts[(at + 7 * nth) % len(texts)]
        made = io.StringIO(newline="")
        writer = csv.DictWriter(made, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
        path.write_text(made.getvalue(), encoding="utf-8")
    return to


def about(folder: Path) -> dict[str, str]:
    """Name the request and the client who has most to show, and an activity."""
    with (folder / "rights_request.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    row = max(rows, key=lambda r: bool(r["extension_reason"]) + bool(r["closed_on"]))
    with (folder / "activity.csv").open(encoding="utf-8", newline="") as file:
        first = next(csv.DictReader(file))
    return {
        "client": row["client_id"],
        "request": row["request_id"],
        "activity": first["activity_id"],
    }


def plain(text: str) -> str:
    """Return a text as it can be compared: blanks are one, joiners are not seen."""
    return re.sub(r"\s+", " ", text.replace("\u2060", "")).strip()


def is_whole(block: str, text: str) -> bool:
    """Return whether a block has the text letter by letter, or cut off with an …."""
    block, text = plain(block), plain(text)
    cut = block.split("…")[0]
    return text in block or ("…" in block and "zq" in cut and cut[-8:] in text)


def _still(page: Page) -> tuple[list[tuple[int, str, str]], list[str]]:
    """Read what a page shows when nothing more is drawn; tables come a while later."""
    drawn(page)
    looks: list[Any] = []
    while (len(looks) < TRIES and looks[-2:-1] != looks[-1:]) or len(looks) < 2:
        page.wait_for_timeout(250)
        looks.append(page.evaluate(SHOWN))
    blocks, out = looks[-1]
    return blocks, out


def look(page: Page, where: str, tally: Tally) -> None:
    """Hold what a page shows against what the records say."""
    blocks, out = _still(page)
    for number, block, tag in blocks:
        what = f"{where}: {TEXTS[number]} in <{tag}> as {block[:80]}"
        text = TEXTS[number]
        if tag == "text":  # a chart breaks a long name at a blank, which is then gone
            block, text = ("".join(string.split()) for string in (block, text))
        tally.case(what, bad=not is_whole(block, text))
    for address in out:
        tally.case(f"{where}: a link to {address}", bad=True)


UNESCAPED = """
import sys
sys.path.insert(0, ".")
from pages.parts.text import escaping
escaping.markdown_escape = escaping.plotly_escape = lambda text: text
"""


def _walked(
    folder: Path,
    texts: list[str],
    only: Callable[[list[str]], list[str]],
    **environment: str,
) -> Result:
    tally, dialogs = Tally(), []
    hostile(folder / "source", texts)
    seal(folder / "source", folder / "snapshots")
    with visit(folder / "snapshots", **environment) as (server, page, requests):

        def dismiss(dialog: Any) -> None:
            dialogs.append(dialog.message)
            dialog.dismiss()

        page.on("dialog", dismiss)
        more = [f"/{page}&lang=nl" for page in MORE]
        walked = only(addresses(**about(folder / "source")) + more)
        for address in walked:
            where = address.split("?")[0]
            name = where.strip("/")
            if address in more or name in routes.HIDDEN:
                go(page, server, address)
            else:
                turn(page, server.url + address, name, "nl")
            look(page, where, tally)
    for stray in (*requests, *dialogs):
        tally.case(f"asked for or said: {stray}", bad=True)
    return tally.result(f"{len(TEXTS)} texts on {len(walked)} pages")


def of_a_case(every: list[str]) -> list[str]:
    """Return the addresses of the pages about one request and one client."""
    return [each for each in every if each.startswith(("/request?", "/client?"))]


def broken(seed: int) -> Result:
    """Walk past the dossier's pages where no text is escaped."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "hook").mkdir()
        (Path(folder) / "hook" / "sitecustomize.py").write_text(UNESCAPED)
        hook = str(Path(folder) / "hook")
        return _walked(Path(folder), TEXTS, of_a_case, PYTHONPATH=hook)


def run(count: int, seed: int) -> Result:
    """Walk past so many pages, or all; there are as many cases as there are places."""

    def some(every: list[str]) -> list[str]:
        return Random(seed).sample(every, min(count, len(every)))  # noqa: S311

    with tempfile.TemporaryDirectory() as folder:
        return _walked(Path(folder), TEXTS, some)
