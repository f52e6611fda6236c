"""The proxy of docs/deploy before processes of the app, as a test runs it."""

from __future__ import annotations

import re
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from pathlib import Path

from tests.support.browser import LOOPBACK, ROOT, free_port


@contextmanager
def proxied(
    nginx: str, folder: Path, ports: list[int], address: str = ""
) -> Iterator[str]:
    """Run the example of docs/deploy before these ports, without https and limits.

    Nor does it say that it stands between: a demonstration would not answer then.
    """
    text = (ROOT / "docs" / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    address = address or f"{LOOPBACK}:{free_port()}"
    left_out = "ssl_|limit_|# server |proxy_set_header Via"
    text = re.sub(rf"^ *({left_out}).*\n", "", text, flags=re.M)
    text = text.replace("listen 443 ssl", f"listen {address}")
    processes = "\n".join(f"server {LOOPBACK}:{port};" for port in ports)
    text = re.sub(r"server 127\.0\.0\.1:8501;", processes, text)
    text = text.replace("Host $host;", "Host $http_host;")
    text = text.replace(
        "proxy_buffering off;",
        "proxy_buffering off; add_header X-Answered-By $upstream_addr;",
    )
    whole = f"""daemon off; pid {folder}/pid; error_log {folder}/nginx.log;
events {{ worker_connections 2048; }} http {{ access_log off;
client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
fastcgi_temp_path {folder}/fcgi; uwsgi_temp_path {folder}/uwsgi;
scgi_temp_path {folder}/scgi; {text} }}"""
    conf = folder / "nginx.conf"
    conf.write_text(whole)
    with subprocess.Popen([nginx, "-c", conf, "-p", folder]) as process:
        try:
            _wait(address)
            yield address
        finally:
            process.terminate()


def _wait(address: str) -> None:
    with closing(HTTPConnection(address, timeout=10)) as connection:
        for _ in range(100):
            try:
                connection.request("GET", "/healthz")
                assert connection.getresponse().read()
            except ConnectionRefusedError:
                connection.close()
                time.sleep(0.1)
            else:
                return
    raise RuntimeError("nginx does not answer")
