"""Somebody goes to the provider and comes back: signed in, or with a reason why not.

Streamlit does OpenID Connect with Authlib; its own callback leads whoever is refused to
the front page and says nothing, and keeps a token in a cookie that nothing here uses.
"""

from __future__ import annotations

import json
import logging
import re
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

import httpx
from authlib.integrations.base_client import MismatchingStateError, OAuthError
from joserfc.errors import ClaimError, ExpiredTokenError, JoseError
from starlette.responses import RedirectResponse
from streamlit.web.server.starlette import starlette_auth_routes as streamlit_auth

from data.ask import AccessRefused
from pages.parts.session import oidc, visitor
from pages.parts.web.answer_headers import CAME_FOR, PAGES
from pages.parts.web.from_disk import from_disk
from pages.parts.web.pacing import Pace
from pages.parts.web.plain_page import sentence_page, words_of

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

LOG = logging.getLogger(__name__)
FAULTS = (
    *(OAuthError, JoseError, httpx.HTTPError, httpx.InvalidURL),
    *(ValueError, LookupError, TypeError, AttributeError, RuntimeError),
)
"""What becomes of an answer that does not hold, or is none of a provider."""
ATTEMPT = "sign_in_"
"""How the name of the cookie begins in which a sign-in that was begun is kept."""
ATTEMPTS, PATIENCE = 4, 3600
"""How many of them a browser keeps, and for how many seconds."""
_STATE = "_state_"
"""How Authlib calls in a session what the provider's answer is held against."""
LINES = Pace(rate=0.1, burst=30)
"""How many lines the journal gets of those whom nobody knows: they could fill it."""


class SignInRefused(Exception):
    """A sign-in that does not hold; `reason` is a code that the screens say."""

    def __init__(self, reason: str) -> None:
        """Keep the reason: of the words `sign_in` and of the codes `event_reason`."""
        self.reason = reason
        super().__init__(reason)


async def login(request: Request) -> Response:
    """Lead somebody to the provider; say so where it cannot be reached."""
    answer = await streamlit_auth._auth_login(request, "")
    if answer.status_code < HTTPStatus.BAD_REQUEST:
        _keep_apart(request, answer)
        return answer
    return await _refused(request, SignInRefused("unreachable"))


async def callback(request: Request) -> Response:
    """Answer who comes back from the provider.

    JournalUnavailable where the line of it cannot be written: then nobody is signed in.
    """
    if not {"state", "code", "error"} & request.query_params.keys():
        return RedirectResponse("/", HTTPStatus.FOUND)  # from signing out there
    name = ATTEMPT + request.query_params.get("state", "")
    kept = streamlit_auth._get_signed_cookie_from_request(request, name)
    begun: dict[str, Any] = json.loads(kept) if kept else {}
    request.session.update(begun)
    answer = await _come_back(request)
    for key in begun:
        request.session.pop(key, None)
    if kept:
        answer.delete_cookie(name, httponly=True, samesite="lax")
    return answer


def _keep_apart(request: Request, answer: Response) -> None:
    """Keep what the provider's answer is held against in a cookie of this attempt.

    Those of all attempts in one cookie would be too large at the fourth, and two that
    are begun at once would write over each other.
    """
    before = [name for name in request.cookies if name.startswith(ATTEMPT)]
    for name in before[: max(0, len(before) + 1 - ATTEMPTS)]:
        answer.delete_cookie(name, httponly=True, samesite="lax")
    for key in [key for key in request.session if key.startswith(_STATE)]:
        entry = request.session.pop(key)
        entry["data"].pop("url", None)  # where it led to, which is not asked again
        name = ATTEMPT + key.rpartition("_")[2]
        text = json.dumps({key: entry})
        signed = streamlit_auth._create_signed_value_wrapper(name, text).decode()
        answer.set_cookie(name, signed, PATIENCE, httponly=True, samesite="lax")


async def _come_back(request: Request) -> Response:
    landing = wanted(request.cookies.get(CAME_FOR, ""))
    try:
        user, id_token = await _verified(request)
        await from_disk(_begin, dict(request.cookies), user)
    except SignInRefused as refused:
        own = oidc.claims(request.cookies)
        if refused.reason == "state" and visitor.sessions.is_live(own):
            # signed in by another tab, or gone back to here: they stay who they are
            return RedirectResponse(landing, HTTPStatus.FOUND)
        return await _refused(request, refused)
    answer = RedirectResponse(landing, HTTPStatus.FOUND)
    # the access token is for asking the provider more, which nobody does here
    await streamlit_auth._set_auth_cookie(answer, user, {"id_token": id_token})
    answer.delete_cookie(CAME_FOR, httponly=True, samesite="lax")
    return answer


async def slow(request: Request, _: Exception) -> Response:
    """Answer that a disk did not, on which who asks is looked up or written."""
    words = words_of(request)
    return sentence_page(words, 503, words("errors.title"), words("errors.busy"))


async def _verified(request: Request) -> tuple[dict[str, Any], str]:
    """Return who the provider says it is, with its token; SignInRefused where not."""
    provider = streamlit_auth._get_provider_by_state(
        request, request.query_params.get("state")
    )
    if provider is None:
        raise SignInRefused("state")
    client, _ = streamlit_auth._create_oauth_client(provider)
    try:
        token = await client.authorize_access_token(request)
    except FAULTS as error:
        raise SignInRefused(reason_of(error)) from error
    if not token.get("userinfo"):
        raise SignInRefused("token")
    sign_in = oidc.configured()
    origin = sign_in.origin if sign_in else ""
    about = {"origin": origin, "is_logged_in": True, "provider": provider}
    return {**token["userinfo"], **about}, token["id_token"]


def reason_of(error: Exception) -> str:
    """Return the code of why a sign-in does not hold."""
    if isinstance(error, MismatchingStateError):
        return "state"
    if isinstance(error, ExpiredTokenError):
        return "token_expired"
    if isinstance(error, ClaimError):
        return "nonce" if error.claim == "nonce" else "token"
    if isinstance(error, JoseError):
        return "signature"
    return "provider_refused" if isinstance(error, OAuthError) else "unreachable"


def _begin(cookies: dict[str, str], user: dict[str, Any]) -> None:
    """End the session that this visitor had, and begin that of who came in."""
    visitor.end(oidc.claims(cookies))
    try:
        visitor.begin(user)
    except AccessRefused:
        raise SignInRefused("token") from None


async def _refused(request: Request, refused: SignInRefused) -> Response:
    """Write that somebody was not let in, and say why.

    Whoever comes back with nothing that was begun here writes no line, nor does who
    comes in such numbers as to fill the journal.
    """
    reason, cause = refused.reason, refused.__cause__
    if reason != "state" and not LINES.is_turn():
        LOG.warning("A sign-in was refused; too many to be journalled.", exc_info=cause)
    else:
        if cause:
            LOG.warning("A sign-in was refused.", exc_info=cause)
        if reason != "state":
            await from_disk(visitor.not_let_in, reason)
    words = words_of(request)
    again = wanted(request.cookies.get(CAME_FOR, ""))
    way = words("sign_in.again"), again
    return sentence_page(
        words, 403, words("sign_in.title"), words(f"sign_in.{reason}"), way=way
    )


def wanted(cookie: str) -> str:
    """Return the address of a page of ours that a cookie keeps, else the front page."""
    try:
        address = urlsplit(unquote(cookie))
    except ValueError:
        return "/"
    if address.scheme or address.netloc or address.path not in PAGES:
        return "/"
    query = re.sub(r"[^\w%&=.~|:+-]", "", address.query, flags=re.ASCII)
    return f"{address.path}?{query}" if query else address.path
