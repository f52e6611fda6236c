"""How people sign in: what is configured, and what the server will not start with.

Streamlit's own `st.login` does OpenID Connect with the section [auth] of its
secrets; docs/SIGN-IN.md says how. Without that section this is a demonstration,
which answers this machine alone.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from functools import cache
from http.cookies import CookieError, SimpleCookie
from ipaddress import IPv6Address, ip_address
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import streamlit as st
from streamlit.web.server.starlette.starlette_websocket import (
    _get_signed_cookie_with_chunks as signed_cookie,
)

from data import regular_file, settings
from data.ask.identity import roles
from data.ask.identity.roles import RolesError
from data.regular_file import is_there

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

COOKIE = "_streamlit_user"
"""The cookie in which Streamlit keeps the claims of the token, signed."""
LOGIN, LOGOUT = "/auth/login", "/auth/logout"
CALLBACK = "/oauth2callback"
SHORTEST = 32
"""Signs of a secret that signs cookies."""
LEAST_SIGNS = 10
"""Different signs of such a secret; one of "changeme changeme …" has fewer."""
_MICROSOFT = ("microsoftonline.com", "microsoftonline.us", "partner.microsoftonline.cn")
_ANY_TENANT = ("common", "organizations", "consumers")
"""What stands in the address of Entra ID for people of whatever organisation."""
_NEEDED = ("client_id", "client_secret", "server_metadata_url")


@dataclass(frozen=True)
class SignIn:
    """A sign-in that is configured: where the app is found by its people."""

    origin: str

    @property
    def secure(self) -> bool:
        """Return whether people come by https, also where a proxy ends it."""
        return self.origin.startswith("https://")


@cache
def configured() -> SignIn | None:
    """Return the sign-in that is configured; None for a demonstration.

    Asked once: a file of secrets that goes away later makes no demonstration.
    """
    if not st.secrets.load_if_toml_exists() or "auth" not in st.secrets:
        return None
    address = urlsplit(str(st.secrets["auth"].get("redirect_uri", "")))
    return SignIn(f"{address.scheme}://{address.netloc}")


def table() -> roles.RoleTable:
    """Read who has which roles; RolesError where that cannot be."""
    path = settings.current().roles
    if path is None:
        raise RolesError(
            f"no table of roles is named: set roles in {settings.NAME}, or $ROLES."
        )
    return roles.read(path)


def is_loopback(host: str | None) -> bool:
    """Return whether an address is of this machine alone."""
    if host == "localhost":
        return True
    try:
        address = ip_address(host or "")
    except ValueError:
        return False
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    return address.is_loopback


def claims(cookies: Mapping[str, str]) -> dict[str, Any]:
    """Return the claims in a visitor's cookies; {} where they are not ours."""
    if configured() is None:
        return {}
    try:
        cookie = signed_cookie(dict(cookies), COOKIE)
        payload = json.loads(cookie) if cookie else {}
    except ValueError:
        return {}
    return payload if isinstance(payload, dict) and payload.get("is_logged_in") else {}


def cookies(headers: Iterable[str]) -> dict[str, str]:
    """Read the cookies of `Cookie` or `Set-Cookie` headers, those left out aside."""
    by_name: dict[str, str] = {}
    for header in headers:
        try:
            jar = SimpleCookie(header)
        except CookieError:
            continue
        by_name |= {name: morsel.value for name, morsel in jar.items() if morsel.value}
    return by_name


def check() -> None:
    """Leave with a sentence where the server would be open to the wrong people."""
    if why := refusal():
        sys.exit(f"The app does not start: {why}")


def refusal() -> str | None:
    """Return why the server must not start as configured; None where it may."""
    if st.get_option("server.trustedUserHeaders"):
        return (
            "server.trustedUserHeaders lets whoever reaches the port say who they "
            "are. Take it out and sign in by OpenID Connect."
        )
    if why := _unread():
        return why
    if configured() is None:
        if is_loopback(st.get_option("server.address")):
            return None
        return (
            "no sign-in is configured, and without one it is a demonstration that "
            "answers this machine alone. Set server.address to 127.0.0.1, or "
            "configure sign-in (docs/SIGN-IN.md)."
        )
    return _unfit({**st.secrets["auth"]})


def _unread() -> str | None:
    """Return which file of secrets is there and cannot be read; None for none.

    It is no demonstration then, of which nobody would know why.
    """
    there = [p for each in st.get_option("secrets.files") if is_there(p := Path(each))]
    for path in there:
        try:
            regular_file.read(path)
        except OSError as error:
            return f"the file of secrets {path} cannot be read: {error.strerror}."
    if there and not st.secrets.load_if_toml_exists():
        return "a file of secrets is there and cannot be read. Mend it."
    return None


def _unfit(auth: dict[str, Any]) -> str | None:
    """Return what is wrong with the sign-in that is configured."""
    lacking = [name for name in _NEEDED if not auth.get(name)]
    if lacking:
        return f"[auth] in the secrets lacks {lacking[0]}."
    secret = str(auth.get("cookie_secret", ""))
    if len(secret) < SHORTEST or len(set(secret)) < LEAST_SIGNS:
        return f"cookie_secret in [auth] needs {SHORTEST} random signs or more."
    if why := _unfit_provider(str(auth["server_metadata_url"])):
        return f"server_metadata_url in [auth] {why}."
    address = urlsplit(str(auth.get("redirect_uri", "")))
    safe = address.scheme == "https" or (
        address.scheme == "http" and is_loopback(address.hostname)
    )
    if not safe or address.path != CALLBACK:
        return f"redirect_uri in [auth] is not https://…{CALLBACK}."
    if address.hostname not in st.get_option("server.allowedHosts"):
        return "server.allowedHosts does not hold the host of redirect_uri in [auth]."
    try:
        table()
    except RolesError as error:
        return str(error)
    return _open_to_others()


def _unfit_provider(address: str) -> str | None:
    """Return what is wrong with where the provider describes itself."""
    url = urlsplit(address)
    if url.scheme != "https" and not (
        url.scheme == "http" and is_loopback(url.hostname)
    ):
        return "is not https://…; who stands between could sign in as anybody"
    tenant = url.path.strip("/").partition("/")[0]
    if tenant in _ANY_TENANT and (url.hostname or "").endswith(_MICROSOFT):
        return f"lets every organisation in ({tenant}). Name your own tenant"
    return None


def _open_to_others() -> str | None:
    """Return which file of secrets or roles others can read or write; None for none."""
    files = [Path(path) for path in st.get_option("secrets.files")]
    for path in (*filter(Path.is_file, files), settings.current().roles):
        if path and path.stat().st_mode & 0o077:
            return f"others can reach {path}. Take their rights away (chmod 600)."
    return None
