"""The pictures of the pages: none is forgotten, and all are small."""

from __future__ import annotations

import re
from io import BytesIO
from itertools import product
from pathlib import Path

import pytest
from PIL import Image

from data.words import LANGUAGES
from pages.parts.session import routes
from tests.support import screenshots, walk
from tests.support.browser import ROOT


def test_document_shows_every_page_in_each_language_by_day_and_night() -> None:
    shown = re.findall(r"\]\(screenshots/([^)]+)\)", screenshots.document())
    pictures = product(routes.PAGES, LANGUAGES, ("light", "dark"))
    assert sorted(shown) == sorted(screenshots.name_of(*each) for each in pictures)


def test_every_page_about_one_thing_is_opened_for_one(snapshots: Path) -> None:
    known = walk.addresses(snapshots, "nl")
    assert list(known) == list(routes.PAGES)
    for page in routes.HIDDEN:
        assert re.search(rf"[?&]{page}=[A-Z]-", known[page])


def test_picture_gets_smaller_and_keeps_a_mark_of_few_pixels() -> None:
    image = Image.linear_gradient("L").resize((1280, 900)).convert("RGB")
    image.paste((200, 67, 74), (400, 400, 412, 412))
    raw = BytesIO()
    image.save(raw, "PNG", compress_level=0)
    made = screenshots.small(raw.getvalue())
    assert len(made) < len(raw.getvalue()) / 20
    with Image.open(BytesIO(made)) as read:
        assert (read.size, read.mode) == ((960, 675), "P")
        pixel = read.convert("RGB").getpixel((304, 304))
    assert isinstance(pixel, tuple)
    assert all(abs(a - b) < 24 for a, b in zip(pixel, (200, 67, 74), strict=True))


@pytest.mark.skipif(not screenshots.SHOWN.exists(), reason="no pictures were taken yet")
def test_pictures_are_those_of_the_pages_there_are() -> None:
    shown = screenshots.SHOWN.read_text(encoding="utf-8")
    assert shown == screenshots.document(), "`make screenshots` takes them anew"
    files = {file.name for file in (ROOT / "docs" / "screenshots").iterdir()}
    pictures = product(routes.PAGES, LANGUAGES, screenshots.SCHEMES)
    names = {screenshots.name_of(*each) for each in pictures}
    assert files == names, "`make screenshots` takes them anew"
    together = sum(f.stat().st_size for f in screenshots.FOLDER.iterdir())
    assert together / len(names) < MOST


MOST = 64_000
"""Bytes of a picture, on average: who clones the house gets them all."""
