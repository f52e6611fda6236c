"""Texts of the records, shown letter by letter where a place reads markup.

Names, reasons and purposes come from elsewhere; whoever writes `**` or `<b>` in one
must see `**` or `<b>`, and a link or a picture in one must lead nowhere.
"""

from __future__ import annotations

import html
import re

_SIGNS = re.compile(r"([!-/:-@\[-`{-~])")
"""Signs of which Markdown reads any, after a backslash, as itself."""
_READ = re.compile(
    r"(?<=:)(?=[a-z_+/-]|\d+(?:ball)?:)|(?<=@)(?=\w)|(?<=\bwww)(?=\.)"
    r"|(?<=-)(?=[->])|(?<=<)(?=[-=])|(?<=[>!])(?==)|(?<=\+)(?=-)",
    re.IGNORECASE,
)
"""Within what Streamlit takes for an icon, an emoji, an address or an arrow, in any
text that Markdown has read already: there a backslash comes too late."""
_MAY_BE_READ = re.compile(r"[:@<>!+-]|www", re.IGNORECASE)
"""What a text has somewhere that is read so: quick to look for."""
_JOINER = "\u2060"
_GAP = re.compile(r"[^\S\xa0\u202f]+")
"""What stands between words; the spaces that do not break stay as they are."""


def markdown_escape(text: str) -> str:
    """Return a text so that Markdown shows it as it stands, as one line.

    An invisible word joiner keeps apart what would be read as one sign.
    """
    line = _GAP.sub(" ", text).strip()
    if not _MAY_BE_READ.search(line):
        return _SIGNS.sub(r"\\\1", line)
    return _JOINER.join(_SIGNS.sub(r"\\\1", part) for part in _READ.split(line))


def plotly_escape(text: str) -> str:
    """Return a text so that Plotly, which reads a few tags, shows it as it stands."""
    return html.escape(text, quote=False)


def css_text(text: str) -> str:
    """Return a text as a string of CSS that shows it as it stands."""
    return (
        '"' + re.sub(r"[^\w .,:;()·-]", lambda sign: f"\\{ord(sign[0]):x} ", text) + '"'
    )
