"""The documents are kept true: questions, links, targets of make and commands."""

from __future__ import annotations

import argparse
import re
import shlex
from pathlib import Path
from urllib.parse import unquote

import pytest

import queries
from data.__main__ import parser
from data.ask.engine import ASKED
from data.words import words_for
from pages.parts.session import routes
from tests.support.sealed import ROOT

ENGLISH = words_for("en")
QUESTIONS = ROOT / "docs" / "QUESTIONS.md"
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
TARGETS = set(
    re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M)
)


def text_of(document: Path) -> str:
    return document.read_text(encoding="utf-8")


def questions() -> list[queries.Query]:
    return [q for f in ASKED for q in queries.folder(f).values()]


def listed() -> list[tuple[str, ...]]:
    rows = [line for line in text_of(QUESTIONS).splitlines() if line.startswith("| ")]
    return [tuple(cell.strip() for cell in row.strip("|").split(" | ")) for row in rows]


def code_of(document: Path) -> str:
    """Return what a document sets as code, blocks and spans."""
    text = text_of(document)
    blocks = re.findall(r"^```\w*\n(.*?)^```", text, re.M | re.S)
    spans = re.findall(
        r"`([^`\n]+)`", re.sub(r"^```.*?^```", "", text, flags=re.M | re.S)
    )
    return "\n".join([*blocks, *spans])


def anchors(document: Path) -> set[str]:
    """Return the anchors that headings get, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", text_of(document), re.M)
    return {re.sub(r"[^\w -]", "", h.lower()).replace(" ", "-") for h in headings}


def commands() -> dict[str, set[str]]:
    """Return every command of `python -m data`, with its options."""

    def subcommands(of: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
        for action in of._actions:
            if isinstance(action, argparse._SubParsersAction):
                return dict(action.choices)
        return {}

    def options(of: argparse.ArgumentParser) -> set[str]:
        own = {option for action in of._actions for option in action.option_strings}
        return own.union(*map(options, subcommands(of).values()))

    return {name: options(command) for name, command in subcommands(parser()).items()}


# -- questions ----------------------------------------------------------------


def test_every_question_is_listed_with_its_basis() -> None:
    rows = {(q["page"], ENGLISH.title(q), q["basis"]) for q in questions()}
    assert set(listed()[1:]) == rows, "mend the table in docs/QUESTIONS.md"


def test_no_question_is_listed_twice() -> None:
    assert len(listed()) == len(set(listed()))


def test_every_question_belongs_to_a_page() -> None:
    assert {q["page"] for q in questions()} <= set(routes.PAGES)


# -- links, targets and commands ----------------------------------------------


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda d: d.name)
def test_every_link_leads_to_a_file_and_a_heading(document: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", text_of(document)):
        if re.match(r"[a-z]+:", target):
            continue
        file, _, anchor = unquote(target).partition("#")
        there = (document.parent / file).resolve() if file else document
        assert there.exists(), f"{document.name} links to {target}, which is not there"
        if anchor:
            assert anchor in anchors(there), f"{file} has no heading for #{anchor}"


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda d: d.name)
def test_every_path_that_is_named_is_there(document: Path) -> None:
    """A path in backquotes begins with a folder of the repository."""
    folders = "app|data|docs|pages|queries|tests"
    for path in re.findall(rf"`((?:{folders})/[\w./-]*\w/?)`", text_of(document)):
        assert (ROOT / path).exists() or path in MADE, (
            f"{document.name} names {path}, which is not there"
        )


MADE = {"data/snapshots", "data/snapshots-journal", "data/snapshots-followup"}
"""Folders that the app makes."""


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda d: d.name)
def test_every_target_of_make_that_is_named_exists(document: Path) -> None:
    named = set(re.findall(r"\bmake ([a-z]+)", code_of(document)))
    assert named <= TARGETS, f"the Makefile has no {named - TARGETS}"


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda d: d.name)
def test_every_command_that_is_named_exists_with_its_options(document: Path) -> None:
    known = commands()
    for line in re.findall(r"python -m data ([a-z].*)", code_of(document)):
        name, *rest = shlex.split(line.split("#")[0])
        assert name in known, f"there is no `python -m data {name}`"
        named = set(re.findall(r"--[a-z-]+", " ".join(rest)))
        assert named <= known[name], f"{name} has no {named - known[name]}"


def test_every_command_is_documented() -> None:
    named = re.findall(r"python -m data (\w+)", text_of(ROOT / "docs" / "COMMANDS.md"))
    assert set(named) == set(commands()), "say what it does in docs/COMMANDS.md"


def test_every_target_is_documented() -> None:
    named = re.findall(r"^make (\w+)", text_of(ROOT / "docs" / "COMMANDS.md"), re.M)
    assert set(named) | {"help", "browser"} == TARGETS, "name it in docs/COMMANDS.md"


def test_every_decision_is_in_the_list_of_decisions() -> None:
    folder = ROOT / "docs" / "decisions"
    files = {file.name for file in folder.glob("[0-9]*.md")}
    assert set(re.findall(r"\(([^)]+)\)", text_of(folder / "README.md"))) == files
