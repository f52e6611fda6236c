"""What a page is made of: its blocks and its elements."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any


def nodes(within: Any) -> Iterator[Any]:
    """Return every element and block of a page or a block, from top to bottom."""
    node = getattr(within, "_tree", within)
    yield node
    for child in getattr(node, "children", {}).values():
        yield from nodes(child)
