"""Readers of npm that look at what goes out: tests/support/node names them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from typing import Any

import pytest

from tests.support.browser import ROOT

_NAMED = ROOT / "tests/support/node"
_HERE = ROOT / ".venv/node"
"""Where they are installed: beside the others, and out of the repository."""
_INSTALL = ("npm", "ci", "--silent", "--ignore-scripts", "--fetch-retries=0")


def read(script: str, content: bytes) -> Any:
    """Return what a script of that folder reads in a file; skip where it cannot run."""
    if not shutil.which("node") or not shutil.which("npm"):
        pytest.skip("node and npm are not installed, and ical.js needs them")
    shutil.copytree(_NAMED, _HERE, dirs_exist_ok=True)
    if not (_HERE / "node_modules/.package-lock.json").exists():
        done = subprocess.run(_INSTALL, cwd=_HERE, capture_output=True, timeout=120)
        if done.returncode:
            pytest.skip("npm could not get what tests/support/node names")
    done = subprocess.run(
        ["node", script],
        cwd=_HERE,
        input=content,
        capture_output=True,
        timeout=60,
        env={**os.environ, "TZ": "Europe/Amsterdam"},
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout)
