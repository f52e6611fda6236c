"""A sign-in to test with: a whole OpenID Connect provider on this machine.

    with signed(snapshots, folder) as site:
        site.people({"dora": ["dpo"]})

The provider is a process of its own; so is the app, whose clock a test can put
forward and whose table of roles it can change while it runs.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from base64 import urlsafe_b64decode
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tests.support.browser import LOOPBACK, ROOT, Server, free_port, serve
from tests.support.proxied import proxied

COOKIE_SECRET = "a secret of this test alone, long enough"  # noqa: S105 - of a test
SECRETS = """
[auth]
redirect_uri = "{url}/oauth2callback"
cookie_secret = "{secret}"
client_id = "dashboard"
client_secret = "not much of a secret"
server_metadata_url = "{issuer}/.well-known/openid-configuration"
"""
CLOCK = """
import pathlib, time
_true, _ahead = time.time, pathlib.Path({ahead!r})
time.time = lambda: _true() + float(_ahead.read_text())
"""
"""What a Python runs before all else: the clock of the process, put forward."""
CONTACT = "the privacy desk"
FORGED = "forged"
"""The claim of whose token is not signed by the provider."""


@dataclass(frozen=True)
class Site:
    """The app behind a sign-in, with what a test can change about it."""

    server: Server
    issuer: str
    folder: Path

    @property
    def url(self) -> str:
        """Return the address of the app."""
        return self.server.url

    def people(self, roles: Mapping[str, Sequence[str]], more: str = "") -> None:
        """Write the table of roles: who, by the name they sign in with, has which."""
        rows = [
            f'"{who}" = {[*held]!r}'.replace("'", '"') for who, held in roles.items()
        ]
        self.table.write_text(
            "\n".join([f'contact = "{CONTACT}"', more, "[people]", *rows])
        )

    def claims(self, name: str, **claims: object) -> None:
        """Let the provider say this of somebody, over what it says of everybody.

        Of whom it says FORGED, it gives a token that it did not sign.
        """
        body = json.dumps(claims).encode()
        connection = HTTPConnection(urlsplit(self.issuer).netloc, timeout=60)
        kind = {"Content-Type": "application/json"}
        connection.request("PUT", f"/users/{name}", body, kind)
        assert connection.getresponse().status == 204
        connection.close()

    @property
    def table(self) -> Path:
        """Return the table of roles."""
        return self.folder / "roles.toml"

    def put_forward(self, seconds: float) -> None:
        """Put the app's clock forward by so many seconds from the true time."""
        fresh = self.folder / "ahead.new"
        fresh.write_text(str(seconds))
        fresh.replace(self.folder / "ahead")  # the app reads it all the time


@contextmanager
def signed(snapshots: Path, folder: Path, hook: str = "") -> Iterator[Site]:
    """Start a provider and the app behind it; `folder` takes what they keep.

    `hook`: what the app's Python runs before all else, besides its clock.
    """
    port = free_port()
    with (
        provided(folder, f"http://{LOOPBACK}:{port}", hook) as issuer,
        _served(snapshots, folder, port) as server,
    ):
        yield Site(server, issuer, folder)


@contextmanager
def signed_behind(
    nginx: str, snapshots: Path, folder: Path, processes: int
) -> Iterator[Site]:
    """Start a provider and so many processes of the app, behind one address."""
    address = f"{LOOPBACK}:{free_port()}"
    with provided(folder, f"http://{address}") as issuer, ExitStack() as on:
        ports = [free_port() for _ in range(processes)]
        for port in ports:
            on.enter_context(_served(snapshots, folder, port, f"app-{port}.log"))
        on.enter_context(proxied(nginx, folder, ports, address))
        yield Site(Server(f"http://{address}", folder / "nginx.log"), issuer, folder)


def _served(
    snapshots: Path, folder: Path, port: int, log: str = "app.log"
) -> AbstractContextManager[Server]:
    """Start the app as `provided` set it up."""
    return serve(
        snapshots,
        folder / log,
        port=port,
        secrets=folder / "secrets.toml",
        ROLES=str(folder / "roles.toml"),
        PYTHONPATH=str(folder),
    )


@contextmanager
def provided(folder: Path, url: str, hook: str = "") -> Iterator[str]:
    """Start a provider for the app at an address, write what that reads; its own."""
    folder.mkdir(parents=True, exist_ok=True)
    issuing = free_port()
    issuer = f"http://{LOOPBACK}:{issuing}"
    (folder / "ahead").write_text("0")
    clock = CLOCK.format(ahead=str(folder / "ahead"))
    (folder / "sitecustomize.py").write_text(clock + hook)
    (folder / "secrets.toml").touch(0o600)
    (folder / "secrets.toml").write_text(
        SECRETS.format(url=url, issuer=issuer, secret=COOKIE_SECRET)
    )
    (folder / "roles.toml").touch(0o600)
    (folder / "roles.toml").write_text(f'contact = "{CONTACT}"\n')
    command = [sys.executable, "-W", "ignore", "-m", "tests.support.signing"]
    with (folder / "provider.log").open("wb") as log, ExitStack() as stack:
        provider = subprocess.Popen(
            [*command, str(issuing)], cwd=ROOT, stdout=log, stderr=subprocess.STDOUT
        )
        stack.callback(provider.wait, 20)
        stack.callback(provider.terminate)
        _until_answers(provider, issuing)
        yield issuer


def provide(port: int) -> None:
    """Be the provider, whose page asks no style sheet of the world."""
    import uvicorn
    from oidc_provider_mock import app

    made = app(require_nonce=True)

    def bare(answer: Any) -> Any:
        if answer.mimetype == "text/html":
            answer.set_data(re.sub("<link[^>]*>", "", answer.get_data(as_text=True)))
        return answer

    def forged(answer: Any) -> Any:
        tokens = answer.get_json() if answer.mimetype == "application/json" else {}
        head, _, rest = tokens.get("id_token", "").partition(".")
        claims, _, signature = rest.partition(".")
        if FORGED.encode() in urlsafe_b64decode(f"{claims}=="):
            swapped = signature[1:] + signature[0]
            answer.set_data(
                json.dumps(tokens | {"id_token": f"{head}.{claims}.{swapped}"})
            )
        return answer

    made.after_request(bare)
    made.after_request(forged)
    os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"
    uvicorn.run(made, interface="wsgi", host=LOOPBACK, port=port)


def _until_answers(process: subprocess.Popen[bytes], port: int) -> None:
    until = time.monotonic() + 180
    while time.monotonic() < until and process.poll() is None:
        connection = HTTPConnection(LOOPBACK, port, timeout=5)
        try:
            connection.request("GET", "/.well-known/openid-configuration")
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.1)
        finally:
            connection.close()
    raise RuntimeError("The provider did not start.")


if __name__ == "__main__":
    provide(int(sys.argv[1]))
