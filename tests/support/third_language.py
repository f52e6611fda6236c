"""Every page and every file in a language that is there by its words alone.

Run in a copy of the house that has another folder of words, it writes what pages say
and the files themselves to a folder: `python -m tests.support.third_language de OUT`.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from data.__main__ import main
from data.export.csv_file import FORMATS, TABLES
from data.export.register_document import FORMS as FORMS_OF_REGISTER
from pages.parts.session import routes
from tests.support import sealed, walk
from tests.support.screen import framed, is_quiet, texts

SAID = ("agenda", "findings", "statement_changes")
"""The lists with sentences among their columns, in every language there is."""


def pages(snapshots: Path, language: str) -> dict[str, list[str]]:
    """Return what every page says; a page that is not quiet ends it."""
    numbers, by_page = walk.numbers(snapshots), {}
    for name in routes.PAGES:
        about = {name: numbers[name]} if name in routes.HIDDEN else {}
        at = framed(name, lang=language, snapshot=sealed.DAY, **about)
        assert is_quiet(at), (name, at.exception, at.error, at.warning)
        by_page[name] = texts(at)
    return by_page


def files(snapshots: Path, language: str, out: Path) -> None:
    """Write every file that goes out; one that is refused ends it."""
    spoken = ["--lang", language]
    commands = {
        f"{table}-{form}.{ending}": ["export", table, "--format", form]
        for table in TABLES
        for form, ending in FORMATS.items()
        if form == "xlsx" or table in SAID  # no other form has heads or labels
    }
    commands |= {
        "report.pdf": ["report", *spoken],
        **{f"article-30.{form}": ["register", *spoken] for form in FORMS_OF_REGISTER},
        "agenda.ics": ["agenda", *spoken],
        "agenda.csv": ["agenda", *spoken],
        "pack.zip": ["pack"],
        "source.xlsx": ["source", "export", *spoken],
    }
    for name, words in commands.items():
        code = main(
            [*words, "--snapshots", str(snapshots), "--out", str(out / name)],
        )
        assert code == 0, name
    assert main(["verify", str(out / "pack.zip")]) == 0


if __name__ == "__main__":
    chosen, folder = sys.argv[1], Path(sys.argv[2])
    site = sealed.copy(folder / "snapshots")
    sealed.begin_journal(site)
    os.environ["SNAPSHOTS"] = str(site)
    (folder / "pages.json").write_text(json.dumps(pages(site, chosen)))
    files(site, chosen, folder)
