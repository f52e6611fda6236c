"""Where SQL may be written, what a module loads, and how long it may be.

Which package may import which is held by the contracts of import-linter in
pyproject.toml (`make check`).
"""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import grimp
import pytest

from tests.support.sealed import ROOT

MODULES = sorted(
    path.relative_to(ROOT)
    for folder in ("data", "queries", "pages")
    for path in (ROOT / folder).rglob("*.py")
)
MODULES.append(Path("app.py"))
BACK = [path for path in MODULES if path.parts[0] in ("data", "queries")]

SENTENCES = {
    # settings of an engine: a number, and names that are hashes of files
    ("data/ask/engine.py", "set global max_execution_time = {}"),
    ("data/ask/engine.py", "attach if not exists $path as {} (read_only, type duckdb)"),
    ("data/ask/engine.py", "attach $path as {} (read_only, type duckdb)"),
    ("data/ask/engine.py", "set search_path = '{}.main,{}.main'"),
    ("data/ask/engine.py", "use {}"),
    ("data/ask/engine.py", "detach {}"),
    # the two databases of a snapshot, by their names in data/snapshot.py
    ("data/seal/run.py", "attach $path as {}"),
    ("data/seal/run.py", "checkpoint {}"),
    ("data/seal/run.py", "detach {}"),
    # a table of the contract, once it is kept
    ("data/seal/load.py", "drop view {}"),
    ("data/seal/load.py", "drop table {}{}"),
    # a step of the seal that no snapshot keeps, by the name of its file
    ("data/seal/derive/__init__.py", "drop view {}"),
    # a table whose rows did not come in its order, and what it was looked at by
    ("data/seal/derive/keeping.py", "drop table {}"),
    ("data/seal/derive/keeping.py", "drop view {}"),
    # what each sealed table and column is: names of the schema, texts of this software
    ("data/seal/contents.py", "comment on table {} is {}"),
    ("data/seal/contents.py", 'comment on column {}."{}" is {}'),
    # the demo's tables and files, each a file of queries/demo
    ("data/demo/engine.py", "create macro {}"),
    ("data/demo/engine.py", "create table {} as from read_csv($file)"),
    ("data/demo/engine.py", "create table {} as {}"),
    ("data/demo/engine.py", "describe {}"),
    ("data/demo/engine.py", "select *, cast(null as varchar) as {} from ({})"),
    ("data/demo/engine.py", "copy ({}) to $file ({})"),
}
"""SQL that is put together, because the engine takes no parameter there; none of
it holds a word from outside."""

EDGES = {
    # when it was sealed stands in the seal; no answer depends on it
    "data/seal/provenance.py",
    # when a monthly run ended stands beside the snapshots; no answer depends on it
    "data/runs.py",
    # when a source was checked stands in the report of it; no answer depends on it
    "data/commands/seal.py",
    # when something was seen stands in the journal; no answer depends on it
    "data/journal/book.py",
    "data/journal/prune.py",
    # terms end on the day on which somebody looks; no answer depends on it
    "data/upkeep/terms.py",
    # when a backup was made stands in its manifest
    "data/upkeep/backup.py",
    # when a mail was made stands in it; nothing that it counts depends on it
    "data/commands/remind.py",
    # plans are held against the day on which somebody looks, and say so
    "data/followup/store.py",
}
"""The modules that read a clock."""

STARTS = (
    "select ",
    "with ",
    "from ",
    "insert ",
    "update ",
    "delete ",
    "create ",
    "drop ",
    "alter ",
    "attach ",
    "detach ",
    "copy ",
    "set ",
    "use ",
    "pragma ",
    "checkpoint ",
    "call ",
    "load ",
    "install ",
)
ASKING = ("execute", "executemany", "sql", "query", "from_query", "extract_statements")


def tree(path: Path) -> ast.Module:
    return ast.parse((ROOT / path).read_text(encoding="utf-8"), str(path))


def sentence(node: ast.AST) -> str | None:
    """Return a text as written, with {} for what is put in; None for no text."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        parts = [sentence(value) if isinstance(value, ast.Constant) else "{}"
                 for value in node.values]  # fmt: skip
        return "".join(part or "" for part in parts)
    return None


def is_made(node: ast.AST) -> bool:
    """Return whether a text is put together: joined, formatted or added up."""
    if isinstance(node, ast.JoinedStr):
        return True
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Mod):
        return True
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in ("format", "join", "replace", "format_map", "substitute")
    )


def made_sql(path: Path) -> set[tuple[str, str]]:
    """Find the SQL that a file puts together, or hands to an engine put together."""
    pairs = set()
    for node in ast.walk(tree(path)):
        text = sentence(node)
        if isinstance(node, ast.JoinedStr) and text and text.startswith(STARTS):
            pairs.add((path.as_posix(), text))
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in ASKING
            and node.args
            and is_made(node.args[0])
        ):
            made = sentence(node.args[0]) or ast.unparse(node.args[0])
            pairs.add((path.as_posix(), made))
    return pairs


# -- what imports what --------------------------------------------------------


def test_import_linter_sees_every_module() -> None:
    graph = grimp.build_graph("pages", "data", "queries", cache_dir=None)
    names = {
        ".".join(path.with_suffix("").parts).removesuffix(".__init__")
        for path in MODULES
        if path != Path("app.py")
    }
    unseen = sorted(names - graph.modules)
    assert not unseen, f"give the folders of {unseen} an __init__.py"


def test_app_knows_neither_the_sealing_nor_the_engine() -> None:
    """The linter reads packages, and app.py is a module beside them."""
    names = set()
    for node in ast.walk(tree(Path("app.py"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    assert not [n for n in names if n.startswith(("data.seal", "duckdb"))]


@pytest.mark.parametrize(
    ("module", "never"),
    [
        *(
            (module, {"streamlit", "plotly", "pandera", "pandas", "data.seal"})
            for module in ("data.export.csv_file", "data.export.compare_file")
        ),
        ("data.seal.run", {"streamlit", "plotly", "data.ask", "starlette"}),
        ("data.seal.publish", {"duckdb", "polars", "pandera"}),
        ("data.snapshot", {"duckdb", "polars", "pandera"}),
        ("data.journal", {"duckdb", "polars", "pandera", "cryptography", "babel"}),
        ("queries", {"duckdb", "polars", "data"}),
    ],
)
def test_importing_a_module_loads_no_more(module: str, never: set[str]) -> None:
    assert never.isdisjoint(loaded(f"import {module}"))


def test_naming_the_commands_loads_nothing_that_checks_a_source() -> None:
    names = loaded("from data.__main__ import parser; parser()")
    assert {"streamlit", "plotly", "pandera", "pandas"}.isdisjoint(names)


def loaded(script: str) -> set[str]:
    """Return the modules that there are in a process after a script."""
    script = f"import sys; {script}; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, check=True
    )
    return set(done.stdout.decode().split())


# -- how the code is written --------------------------------------------------


@pytest.mark.parametrize("path", BACK, ids=str)
def test_no_module_puts_sql_together(path: Path) -> None:
    assert made_sql(path) <= SENTENCES


def test_every_exception_is_still_needed() -> None:
    pairs = {pair for path in BACK for pair in made_sql(path)}
    assert pairs >= SENTENCES


@pytest.mark.parametrize(
    "code",
    [
        'con.execute(f"select {x}")',
        'con.sql("select " + x)',
        'con.sql("select %s" % x)',
        'con.sql("select {}".format(x))',
        'sql = f"select * from {table}"',
        'con.query(" ".join(parts))',
    ],
)
def test_sql_that_is_put_together_is_found(
    code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "made.py").write_text(code)
    monkeypatch.setattr(sys.modules[__name__], "ROOT", tmp_path)
    assert len(made_sql(Path("made.py"))) == 1


@pytest.mark.parametrize("path", MODULES, ids=str)
def test_no_module_swallows_every_error(path: Path) -> None:
    for node in ast.walk(tree(path)):
        if not isinstance(node, ast.ExceptHandler):
            continue
        caught = {n.id for n in ast.walk(node.type) if isinstance(n, ast.Name)} if (
            node.type
        ) else {"BaseException"}  # fmt: skip
        if "Exception" in caught:
            pytest.fail(f"line {node.lineno} catches Exception")
        if "BaseException" in caught:
            last = node.body[-1]
            assert isinstance(last, ast.Raise), f"line {node.lineno} swallows it"
            assert last.exc is None


@pytest.mark.parametrize("path", MODULES, ids=str)
def test_modules_and_functions_stay_short(path: Path) -> None:
    text = (ROOT / path).read_text(encoding="utf-8")
    assert text.count("\n") <= 300
    assert ast.get_docstring(tree(path))
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            assert lines <= 45, f"{node.name} has {lines} lines"


@pytest.mark.parametrize("path", BACK, ids=str)
def test_only_the_edges_read_a_clock(path: Path) -> None:
    clocks = {"now", "today", "utcnow", "localtime", "time.time", "gmtime"}
    called = {
        name
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        for name in (node.func.attr, ast.unparse(node.func))
    }
    assert called & clocks <= ({"now"} if path.as_posix() in EDGES else set())
