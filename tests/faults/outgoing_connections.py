"""The app opened page by page, while every connection that it makes is written down.

Within the server Python's own audit events tell each connection and each name that
is looked up; where there is strace, the system tells those of the engine and other
libraries too. In the browser every request is seen. A case is a page opened; bad is
each connection that is not to this machine.
"""

from __future__ import annotations

import ipaddress
import re
import shutil
import subprocess
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from data.words import LANGUAGES
from tests.faults import Result, Tally
from tests.faults._walk import addresses, go, visit
from tests.faults.hostile_texts import about
from tests.support.sealed import SAMPLE, root

if TYPE_CHECKING:
    from collections.abc import Iterator

NAME = "connections to anywhere else, made by the server or a page"
BAD = "made"
FEW, MANY = 6, 60
BROWSER = True

HOOK = """
import os, sys
heard = os.open(os.environ["HEARD"], os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
def hear(event, told):
    if event.startswith("socket.") and event.split(".")[1] in (
        "connect", "sendto", "sendmsg", "getaddrinfo", "gethostbyname", "getnameinfo"
    ):
        where = told[0] if event.startswith("socket.g") else told[1]
        where = where[0] if isinstance(where, tuple) else where
        os.write(heard, f"{event} {where}\\n".encode())
sys.addaudithook(hear)
os.write(heard, f"pid {os.getpid()}\\n".encode())
"""
OUT = """
import socket
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
    probe.connect(("192.0.2.1", 9))  # of no network; nothing is sent
"""
_ADDRESS = re.compile(r'inet_(?:addr|pton\(AF_INET6, )\(?"([0-9a-f.:]+)"')


def is_elsewhere(where: str) -> bool:
    """Return whether an address is another machine's; a name always is, but ours."""
    if where in ("localhost", "None", "") or where.startswith(("/", "\0", "b'")):
        return False
    try:
        address = ipaddress.ip_address(where)
    except ValueError:
        return True
    return not (address.is_loopback or address.is_unspecified)


@contextmanager
def watched(heard: Path, seen: Path) -> Iterator[bool]:
    """Let the system tell what the server connects to, if it can be asked."""
    pid = next(
        line.split()[1] for line in heard.read_text().splitlines() if line[:3] == "pid"
    )
    strace = shutil.which("strace")
    if strace is None:
        yield False
        return
    words = [strace, "-f", "-qq", "-e", "trace=connect,sendto,sendmsg", "-o", str(seen)]
    with subprocess.Popen([*words, "-p", pid], stderr=subprocess.DEVNULL) as process:
        time.sleep(1)
        yield process.poll() is None
        process.terminate()


def _walked(hook: str, most: int) -> Result:
    tally, keys = Tally(), about(SAMPLE / "source")
    walked = [address for code in LANGUAGES for address in addresses(code, **keys)]
    with tempfile.TemporaryDirectory() as folder:
        heard, seen = Path(folder, "heard"), Path(folder, "seen")
        Path(folder, "sitecustomize.py").write_text(hook)
        seen.touch()
        environment = {"PYTHONPATH": folder, "HEARD": str(heard)}
        with visit(root(), **environment) as (server, page, requests):
            with watched(heard, seen) as is_watched:
                for n in range(most):
                    go(page, server, walked[n % len(walked)])
                    tally.case("a page", bad=False)
        lines = [line.split(" ", 1) for line in heard.read_text().splitlines()]
        inside = [where for what, where in lines if what != "pid"]
        system = _ADDRESS.findall(seen.read_text(errors="replace"))
    for where in (*inside, *system):
        if is_elsewhere(where):
            tally.case(f"the server to {where}", bad=True)
    for url in requests:
        tally.case(f"a page to {url}", bad=True)
    by = "Python's audit events" + (" and strace" if is_watched else " alone")
    return tally.result(f"pages opened in Chromium; the server watched by {by}")


def run(count: int, seed: int) -> Result:
    """Open pages, in one language after the other."""
    return _walked(HOOK, count)


def broken(seed: int) -> Result:
    """Let the server ask another machine as it starts."""
    return _walked(HOOK + OUT, 1)
