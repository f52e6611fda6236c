"""What the app uses of other packages that they promise nobody: each is named."""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

from tests.support.sealed import ROOT

OURS = {"app", "data", "pages", "queries"}
PINNED = {
    # verifies the cookie of the sign-in as Streamlit itself does
    "streamlit.web.server.starlette.starlette_websocket._get_signed_cookie_with_chunks":
        "streamlit==1.67.0",
    # signs in as Streamlit itself does, and says why not
    **{f"streamlit.web.server.starlette.starlette_auth_routes.{name}":
        "streamlit==1.67.0" for name in ("_auth_login", "_create_oauth_client",
        "_get_provider_by_state", "_set_auth_cookie")},
    # keeps what each sign-in was begun with, in a cookie of its own
    **{f"streamlit.web.server.starlette.starlette_auth_routes.{name}":
        "streamlit==1.67.0" for name in ("_create_signed_value_wrapper",
        "_get_signed_cookie_from_request")},
}  # fmt: skip
"""What is private to a package, and the version of it that was read."""
OF_PYTHON = {"argparse._SubParsersAction", "os._exit"}
"""Names of Python's own: types without a public one, and one that it documents."""


def is_private(name: str) -> bool:
    return any(
        part.startswith("_") and not part.startswith("__") for part in name.split(".")
    )


def used(path: Path) -> Iterator[str]:
    """Name every private part of another package that a file uses."""
    tree = ast.parse(path.read_text(encoding="utf-8"), str(path))
    others: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            module = f"{node.module}." if isinstance(node, ast.ImportFrom) else ""
            for each in node.names:
                whole = module + each.name
                if whole.split(".")[0] not in OURS:
                    root = each.name.split(".")[0] if not module else whole
                    others[each.asname or each.name.split(".")[0]] = (
                        whole if each.asname else root
                    )
                    if is_private(whole):
                        yield whole
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and is_private(node.attr):
            first, _, rest = ast.unparse(node).partition(".")
            if first in others:
                yield f"{others[first]}.{rest}"


def every_use() -> set[str]:
    files = [ROOT / "app.py", *(p for f in OURS for p in (ROOT / f).rglob("*.py"))]
    return {name for path in files for name in used(path)}


def test_what_is_private_to_another_package_is_named_here() -> None:
    assert every_use() == PINNED.keys() | OF_PYTHON, (
        "The app uses something private of another package. Use what is public; or "
        "name it in PINNED (tests/house/test_private.py) and pin that version exactly "
        "in pyproject.toml."
    )


def test_a_package_with_a_private_part_in_use_is_pinned_exactly() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    for name, pin in PINNED.items():
        package, _, exact = pin.partition("==")
        why = f"Read {name} in the new version, then change its pin in PINNED."
        assert pin in project["dependencies"], why
        assert version(package) == exact, why


def test_private_parts_are_found_however_they_are_reached(tmp_path: Path) -> None:
    file = tmp_path / "module.py"
    file.write_text(
        "import streamlit as st\nimport duckdb._core\nfrom polars import _plr as p\n"
        "from polars._utils import wrap\nimport hashlib\n"
        "st.runtime._secret()\nhashlib._Hash\nself._mine\nst.__version__\n"
    )
    assert set(used(file)) == {
        "duckdb._core",
        "polars._plr",
        "polars._utils.wrap",
        "streamlit.runtime._secret",
        "hashlib._Hash",
    }
