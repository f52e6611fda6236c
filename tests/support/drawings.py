"""Charts among the elements of a page: those of Plotly, and those drawn as HTML."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import Any

FILL = re.compile(r"--fill-(\d+): (#\w+|rgba?\([^)]*\))( url\([^)]*\))?(?:;|$)")
NAMED = re.compile(r"var\(--fill-(\d+)\)\"></i>([^<]+)</span>")


def is_drawing(node: Any) -> bool:
    """Return whether an element is a chart that is drawn as HTML."""
    return (
        getattr(node, "type", None) == "html"
        and '<div class="drawing"' in node.proto.body
    )


def is_chart(node: Any) -> bool:
    """Return whether an element is a chart, whoever draws it."""
    return getattr(node, "type", None) == "plotly_chart" or is_drawing(node)


def alternative(node: Any) -> str:
    """Return what a chart shows, in words."""
    if not is_drawing(node):
        return str(node.proto.alt)
    (label,) = re.findall(r'role="img" aria-label="([^"]*)"', node.proto.body)
    return unescape(label)


def told_apart(node: Any) -> dict[str, dict[str, Any]]:
    """Return the markers of the bars and countries that a chart's legend names."""
    if is_drawing(node):
        (style,) = re.findall(r'aria-label="[^"]*" style="([^"]*)"', node.proto.body)
        fills = {
            nth: {"color": colour, "pattern": {"shape": pattern}}
            for nth, colour, pattern in FILL.findall(unescape(style))
        }
        return {name: fills[nth] for nth, name in NAMED.findall(node.proto.body)}
    made = {}
    for trace in json.loads(node.proto.spec)["data"]:
        name, marker = trace.get("name"), trace.get("marker", {})
        if name and trace.get("fillcolor"):
            pattern = trace.get("fillpattern", {})
            made[name] = {"color": trace["fillcolor"], "pattern": pattern}
        elif name and trace["type"] == "bar":
            made[name] = marker
    return made
