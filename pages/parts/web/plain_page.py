"""An answer that is no page of the app: one sentence for people, with a way on."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import unquote

from starlette.responses import HTMLResponse, PlainTextResponse

from data.words import DEFAULT, LANGUAGES, words_for
from pages.parts.web.answer_headers import CAME_FOR

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from data.words import Words

STYLE = (
    ":root { color-scheme: light dark } body { font: 1rem/1.5 sans-serif }"
    " main { max-width: 34rem; margin: 20vh auto; padding: 0 1rem }"
    " h1 { font-size: 1.75rem; line-height: 1.3 }"
)
_LANGUAGE = re.compile(r"[?&]lang=([a-z]+)(?=&|$)")


def words_of(request: Request) -> Words:
    """Return the words of who asks: of the address, or of where they come from."""
    came_for = unquote(request.cookies.get(CAME_FOR, ""))
    here, before = f"?{request.url.query}", request.headers.get("referer", "")
    for address in (here, before, came_for):
        language = _LANGUAGE.search(address)
        if language and language[1] in LANGUAGES:
            return words_for(language[1])
    return words_for(DEFAULT)


def reads_html(request: Request) -> bool:
    """Return whether it is a browser that shows the answer to somebody."""
    return "text/html" in request.headers.get("accept", "")


def sentence_page(
    words: Words,
    status: int,
    heading: str,
    sentence: str = "",
    *,
    way: tuple[str, str] | None = None,
) -> Response:
    """Return a heading, a sentence and a way on: its label and its address.

    Nothing of what was sent stands in it.
    """
    home = "/" if words.language == DEFAULT else f"/?lang={words.language}"
    label, address = way or (words("errors.home"), home)
    title, text = f"{heading} · {words('app.title')}", escape(sentence)
    return HTMLResponse(
        f'<!doctype html><html lang="{words.language}"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>{escape(title)}</title><style>{STYLE}</style>"
        f"<main><h1>{escape(heading)}</h1>{f'<p>{text}</p>' if text else ''}"
        f'<p><a href="{escape(address)}">{escape(label)}</a></p></main></html>',
        status,
    )


def not_there(request: Request) -> Response:
    """Return that there is no such page, to a browser in its reader's language."""
    if not reads_html(request):
        return PlainTextResponse("There is no such page.", 404)
    words = words_of(request)
    return sentence_page(words, 404, words("errors.not_found"))


def unwritten(request: Request, unavailable: Exception) -> Response:
    """Return that there is no line in the journal, and so nothing is done."""
    if not reads_html(request):
        return PlainTextResponse(str(unavailable), 503)
    words = words_of(request)
    reason = words(f"errors.journal.reasons.{getattr(unavailable, 'reason', 'failed')}")
    sentence = words("errors.journal.unavailable", reason=reason)
    return sentence_page(words, 503, words("errors.title"), sentence)
