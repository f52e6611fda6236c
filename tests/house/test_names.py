"""What a name says: a local what it holds, a class what no other class is."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.sealed import ROOT

SILENT = {"told", "found", "one", "said", "asked", "given"}
"""Words that say that there is something, and not what."""


def modules(*folders: str) -> list[Path]:
    return [
        path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))
    ]


def bound(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """Return the names that a module gives, and where; not those it imports as such."""
    for node in ast.walk(tree):
        match node:
            case (
                ast.Name(id=name, ctx=ast.Store())
                | ast.Attribute(attr=name, ctx=ast.Store())
                | ast.arg(arg=name)
                | ast.FunctionDef(name=name)
                | ast.AsyncFunctionDef(name=name)
                | ast.ClassDef(name=name)
                | ast.alias(asname=str(name))
                | ast.ExceptHandler(name=str(name))
                | ast.MatchAs(name=str(name))
                | ast.MatchStar(name=str(name))
            ):
                yield name, node.lineno


def test_names_say_what_they_hold() -> None:
    silent = [
        f"{path.relative_to(ROOT)}:{line} {name}"
        for path in modules("data", "pages", "tests")
        for name, line in bound(ast.parse(path.read_bytes()))
        if name in SILENT
    ]
    assert not silent, (
        "call these by what they hold, as in `rows`, `message` or `snapshot`, and a"
        f" function by what it returns: {silent}"
    )


@pytest.mark.parametrize(
    "code",
    [
        *("told = 1", "told, _ = 1, 2", "told += 1", "(told := 1)", "told: int = 1"),
        *("for told in (): pass", "[1 for told in ()]", "with open('') as told: pass"),
        *("def told(): pass", "def f(told): pass", "def f(*, told=1): pass"),
        *("lambda told: 1", "def f(**told): pass", "async def told(): pass"),
        *("import x as told", "from x import y as told", "class told: pass"),
        *("try: pass\nexcept OSError as told: pass", "self.told = 1"),
        *("match x:\n case told: pass", "match x:\n case [*told]: pass"),
    ],
)
def test_a_silent_name_is_noticed_however_it_is_given(code: str) -> None:
    assert "told" in dict(bound(ast.parse(code)))


def test_no_two_classes_share_a_name() -> None:
    places = defaultdict(list)
    for path in modules("data", "pages"):
        for node in ast.parse(path.read_bytes()).body:
            if isinstance(node, ast.ClassDef):
                places[node.name].append(path.relative_to(ROOT).as_posix())
    shared = {name: paths for name, paths in places.items() if len(paths) > 1}
    assert not shared, f"give each a name of its own: {shared}"
