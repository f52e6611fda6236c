"""Terms of the Data Privacy Vocabulary for codes of ours, as dpv.toml has them."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_suffix(".toml")


@cache
def terms() -> dict[str, dict[str, Any]]:
    """Return the vocabulary's terms for what the register says."""
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


def class_of(codes: str | None) -> str | None:
    """Return the IRI of what the codes of a list are; None where it has no term."""
    term = terms()["codes"].get(codes) if codes else None
    if term is None:
        return None
    prefix, name = term.split(":")
    return f"{terms()['context'][prefix]}{name}"
