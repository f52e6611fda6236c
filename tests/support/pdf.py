"""What a PDF says, read with another program than made it."""

from __future__ import annotations

from contextlib import closing

import pypdfium2


def in_line(text: str) -> str:
    """Write a text in one line; a PDF keeps no space that does not break."""
    return " ".join(text.split())


def text_of(pdf: bytes) -> str:
    """Read what a PDF says, page after page, in one line."""
    with closing(pypdfium2.PdfDocument(pdf)) as document:
        pages = [page.get_textpage().get_text_range() for page in document]
    return in_line(" ".join(pages))
