"""The forms of a register that others use, a file each: title, source and columns."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
FORMS = tuple(sorted(path.stem for path in FOLDER.glob("*.toml")))
"""The forms there are, by the name of their file."""


@cache
def form(name: str) -> dict[str, Any]:
    """Return a form: its title, when it was read, and its columns with ours."""
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
