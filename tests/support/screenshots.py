"""A picture of every page, in each language, by day and by night, for docs/.

`python -m tests.support.screenshots` takes them from the newest snapshot in $SNAPSHOTS
and writes docs/SCREENS.md, which shows them.
"""

from __future__ import annotations

import sys
import tempfile
from io import BytesIO
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from PIL import Image
from playwright.sync_api import sync_playwright

from data.words import LANGUAGES, words_for
from pages.parts.session import readers, routes
from tests.support import walk
from tests.support.browser import ARGUMENTS, ROOT, find, serve

if TYPE_CHECKING:
    from playwright.sync_api import Page

SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
FOLDER, SHOWN = ROOT / "docs" / "screenshots", ROOT / "docs" / "SCREENS.md"
WIDE, HIGH = 1280, 900
LONGEST = 1500
"""Pixels that a picture is high at most: the first two screens of a long page."""
SHRUNK = 0.75
COLOURS = 96

HEAD = """\
# Screens

Every page on the demonstration's newest snapshot, in Dutch and English, light and dark.
Made by `make screenshots`; the organisation and everybody in it are invented.
"""


def name_of(page: str, language: str, scheme: str) -> str:
    """Name the file of a picture."""
    return f"{page}-{language}-{scheme}.png"


def document() -> str:
    """Write the document that shows the pictures: a heading and a table a page."""
    parts = [HEAD]
    for page in routes.PAGES:
        titles = [words_for(each)(f"pages.{page}.title") for each in LANGUAGES]
        cells = [
            f"| {scheme} | "
            + " | ".join(
                f"![{title}, {scheme}](screenshots/{name_of(page, language, scheme)})"
                for title, language in zip(titles, LANGUAGES, strict=True)
            )
            + " |"
            for scheme in SCHEMES
        ]
        head = f"## {titles[-1]}\n\n| | {' | '.join(titles)} |\n|---|---|---|"
        parts.append("\n".join([head, *cells]) + "\n")
    return "\n".join(parts)


def small(picture: bytes) -> bytes:
    """Make a picture small: fewer pixels, and a palette of its own."""
    with Image.open(BytesIO(picture)) as image:
        size = (round(image.width * SHRUNK), round(image.height * SHRUNK))
        shrunk = image.convert("RGB").resize(size, Image.Resampling.LANCZOS)
    out = BytesIO()
    # the other methods lose the few pixels of a mark in a chart
    how = Image.Quantize.FASTOCTREE
    few = shrunk.quantize(COLOURS, method=how, dither=Image.Dither.NONE)
    few.save(out, "PNG", optimize=True)
    return out.getvalue()


def take(page: Page) -> bytes:
    """Take a picture of the page that is open, as long as it is, up to a limit."""
    main = page.get_by_test_id("stMain")
    high = int(main.evaluate("e => e.scrollHeight"))
    page.set_viewport_size({"width": WIDE, "height": min(max(high, HIGH), LONGEST)})
    page.wait_for_timeout(500)
    walk.drawn(page)
    picture = page.screenshot()
    page.set_viewport_size({"width": WIDE, "height": HIGH})
    return picture


def every(snapshots: Path, into: Path) -> int:
    """Write a picture of every page; return how many bytes they are together."""
    into.mkdir(parents=True, exist_ok=True)
    written = 0
    with (
        tempfile.TemporaryDirectory() as logs,
        serve(snapshots, Path(logs, "app.log")) as site,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=find(), args=ARGUMENTS)
        page = browser.new_page(
            locale="nl-NL", viewport={"width": WIDE, "height": HIGH}
        )
        for language in LANGUAGES:
            for name, address in walk.addresses(snapshots, language).items():
                walk.turn(page, site.url + address, name, language)
                for scheme in SCHEMES:
                    page.emulate_media(color_scheme=scheme)
                    picture = small(take(page))
                    written += len(picture)
                    (into / name_of(name, language, scheme)).write_bytes(picture)
        browser.close()
    return written


def main() -> int:
    """Take the pictures, remove those of pages that are gone, and show them."""
    written = every(readers.folder(), FOLDER)
    known = {name_of(*each) for each in product(routes.PAGES, LANGUAGES, SCHEMES)}
    for file in FOLDER.glob("*.png"):
        if file.name not in known:
            file.unlink()
    SHOWN.write_text(document(), encoding="utf-8")
    print(f"{len(known)} pictures, {written / 1e6:.1f} MB: {FOLDER.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
