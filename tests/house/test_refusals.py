"""Every sentence that refuses a source is asserted by a test, in its own words."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
FOLDERS = ("data/seal", "data/fetch", "data/commands")
SAY_NO = {
    *("Failure", "FormBroken", "SealRefused", "DaySealed", "BreaksOff", "KeyRefused"),
    *("FetchRefused", "ConfigRefused", "fail"),
}
"""What is called with a sentence that refuses something."""
ALIKE = 2
"""Words in a row that a test must have of a sentence; or all, where it has fewer."""
TELLING = 8
"""Letters from which on such words tell a sentence from others."""


def texts(node: ast.AST) -> Iterator[str]:
    """Return the texts in a piece of code, without its docstrings."""
    for each in ast.walk(node):
        if isinstance(each, ast.Expr) and isinstance(each.value, ast.Constant):
            each.value.value = ...  # a docstring, which asserts nothing
        elif isinstance(each, ast.Constant) and isinstance(each.value, str):
            yield each.value


def runs_of(text: str) -> set[str]:
    """Return what stands in a text for it: all its words, or some in a row."""
    words = _words(text)
    runs = {
        " ".join(words[at : at + many])
        for many in (ALIKE, ALIKE + 1, len(words))
        for at in range(len(words) - many + 1)
    }
    return {run for run in runs if len(run) >= TELLING}


def _words(text: str) -> list[str]:
    return [word.strip(".,;:`()\\") for word in text.split()]


def sentences() -> Iterator[tuple[str, tuple[str, ...]]]:
    """Return where something is refused, and the texts of its sentence."""
    for path in (p for folder in FOLDERS for p in (ROOT / folder).rglob("*.py")):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and getattr(call.func, "id", "") in SAY_NO:
                for part in (*call.args, *(word.value for word in call.keywords)):
                    if several := tuple(t for t in texts(part) if " " in t.strip()):
                        yield f"{path.relative_to(ROOT)}:{part.lineno}", several


@cache
def asserted() -> str:
    """Return all that the tests have in texts, in one."""
    files = [p for p in (ROOT / "tests").rglob("*.py") if p != Path(__file__)]
    trees = (ast.parse(path.read_text(encoding="utf-8")) for path in files)
    texts_of = (text for tree in trees for text in texts(tree))
    return "\n".join(" ".join(_words(text)) for text in texts_of)


@pytest.mark.parametrize(("where", "parts"), [*sentences()])
def test_every_sentence_that_refuses_is_asserted(
    where: str, parts: tuple[str, ...]
) -> None:
    sentence = {run for part in parts for run in runs_of(part)}
    assert any(run in asserted() for run in sentence), (
        f"no test has the words of {parts} ({where}): make the case, and assert them"
    )
