"""A language more is a folder more: no line of code knows how many there are."""

from __future__ import annotations

import json
import re
import shutil
import string
import subprocess
import sys
from functools import cache
from pathlib import Path
from zipfile import ZipFile

import pypdfium2
import pytest
from python_calamine import load_workbook

from data import policy
from data.words import FOLDER, read_file, words_for
from pages.parts.session import routes
from tests.support.screen import letters
from tests.support.sealed import ROOT
from tests.support.web import rows

pytestmark = [pytest.mark.fresh, pytest.mark.nightly]

OWN = {
    "language.name": "Deutsch",
    "language.locale": "de_DE",
    "language.fallback": "en",
}
"""What a language says of itself; all else is English with a mark in front."""
MARK = "de·"
PARTS = ("app.py", "data", "pages", "queries", "tests", ".streamlit")
DUTCH, ENGLISH = words_for("nl"), words_for("en")


def translated(path: Path) -> str:
    """Return a message file whose every text has the mark."""
    texts = read_file(path)
    return "".join(
        f"{'.'.join(map(json.dumps, key.split('.')))} = "
        f"{json.dumps(OWN.get(key, f'{MARK}{text}'), ensure_ascii=False)}\n"
        for key, text in texts.items()
    )


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return all that is said and written in the third language.

    By a copy of the house with a third folder of words, in a process of its own.
    """
    house, out = tmp_path_factory.mktemp("house"), tmp_path_factory.mktemp("out")
    for name in PARTS:
        whole, to = ROOT / name, house / name
        if whole.is_dir():
            shutil.copytree(whole, to, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(whole, to)
    folder = house / FOLDER.relative_to(ROOT) / "de"
    folder.mkdir()
    for path in (FOLDER / "en").glob("*.toml"):
        (folder / path.name).write_text(translated(path), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "tests.support.third_language", "de", str(out)],
        cwd=house,
        check=False,
        capture_output=True,
        timeout=500,
    )
    assert done.returncode == 0, done.stderr.decode()[-4000:]
    return out


def pieces(text: str) -> list[str]:
    """Return what stands between the placeholders of a text."""
    return [piece for piece, *_ in string.Formatter().parse(text)]


@cache
def marked() -> re.Pattern[str]:
    """Match a text with its mark, whatever stands in its placeholders."""
    parts = [pieces(text) for text in ENGLISH.texts.values()]
    parts.sort(key=lambda each: (len(each[0]), len("".join(each))), reverse=True)
    whole = [".{0,200}?".join(map(re.escape, each)) for each in parts if any(each)]
    return re.compile(f"{MARK}(?:{'|'.join(whole)})", re.IGNORECASE)


@cache
def fallbacks(out: Path) -> list[str]:
    """Return what is English by right: of the policy, and sealed in a snapshot."""
    columns = {
        "findings": ["evidence"],
        "agenda": ["what", "working", "basis"],
        "statement_changes": ["change", "note"],
    }
    texts = {
        row[column]
        for table, names in columns.items()
        for row in rows((out / f"{table}-csv.csv").read_bytes())
        for column in names
    }
    for table, code in (("catalog", "item"), ("purposes", "purpose")):
        texts |= {label["en"] for label in policy.labels(table, code).values()}
    texts |= set(policy.load("statement_checklist")["note_en"])
    for path in policy.FOLDER.glob("statements/*.toml"):
        texts |= set(re.findall(r'(?m)^(?:how_)?en = "(.*)"$', path.read_text()))
    return sorted(map(letters, texts), key=len, reverse=True)


@pytest.mark.parametrize("name", routes.PAGES)
def test_every_page_opens_in_a_third_language(name: str, out: Path) -> None:
    texts = json.loads((out / "pages.json").read_text())[name]
    whole = (text.replace("<br>", " ") for text in texts if not text.endswith("…"))
    shown = letters("\n".join(whole))
    assert f"{MARK}{ENGLISH(f'pages.{name}.title')}" in shown
    for text in fallbacks(out):
        shown = shown.replace(text, "")
    left = marked().sub("", shown)
    others = (text for words in (ENGLISH, DUTCH) for text in words.texts.values())
    foreign = {piece.strip() for text in others for piece in pieces(text)}
    untranslated = {p for p in foreign if len(p) > 12 and " " in p and p in left}
    assert not untranslated, f"say these by the words of the language: {untranslated}"


def test_every_file_is_written_in_a_third_language(out: Path) -> None:
    calendar = (out / "agenda.ics").read_bytes().replace(b"\r\n ", b"").decode()
    assert f"X-WR-CALNAME:{MARK}" in calendar
    assert f"CATEGORIES:{MARK.capitalize()}" in calendar
    with pypdfium2.PdfDocument(out / "report.pdf") as report:
        pages = [page.get_textpage().get_text_bounded() for page in report]
    assert all(MARK in page for page in pages)


def test_every_language_stands_in_what_has_all(out: Path) -> None:
    rows = load_workbook(out / "findings-xlsx.xlsx").get_sheet_by_index(1).to_python()
    assert ["Nederlands", "Deutsch", "English"] in [row[1:4] for row in rows]
    with ZipFile(out / "pack.zip") as pack:
        rules = pack.read("definitions/rules.csv").decode()
        readme = pack.read("README.md").decode()
        package = json.loads(pack.read("datapackage.json"))
    assert rules.startswith("rule,title_nl,title_de,title,")
    assert len(re.findall("^# ", readme, re.M)) == 3
    fields = [f for table in package["resources"] for f in table["schema"]["fields"]]
    titles = [field["title"] for field in fields if "title" in field]
    assert {title.count(" | ") for title in titles} == {2}
