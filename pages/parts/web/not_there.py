"""The answer to an address that is not there: for people, with a way back."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from starlette.responses import HTMLResponse, PlainTextResponse

from data.words import DEFAULT, LANGUAGES, words_for

if TYPE_CHECKING:
    from starlette.datastructures import Headers
    from starlette.responses import Response
    from starlette.types import Scope

STYLE = (
    ":root { color-scheme: light dark } body { font: 1rem/1.5 sans-serif }"
    " main { max-width: 34rem; margin: 20vh auto; padding: 0 1rem }"
)


def not_there(scope: Scope, headers: Headers) -> Response:
    """Return that there is no such page, to a browser in its reader's language.

    Of the address nothing is repeated; the language is that which it asks for.
    """
    if "text/html" not in headers.get("accept", ""):
        return PlainTextResponse("There is no such page.", 404)
    language = parse_qs(scope["query_string"].decode("latin-1")).get("lang", [""])[-1]
    words = words_for(language if language in LANGUAGES else DEFAULT)
    home = "/" if words.language == DEFAULT else f"/?lang={words.language}"
    says, title = words("errors.not_found"), words("app.title")
    return HTMLResponse(
        f'<!doctype html><html lang="{words.language}"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>{says} · {title}</title><style>{STYLE}</style>"
        f'<main><h1>{says}</h1><p><a href="{home}">{words("errors.home")}</a></p>'
        "</main></html>",
        404,
    )
