"""The examples of docs/deploy are read by the programs that they are for."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from data.__main__ import parser
from tests.support.sealed import ROOT

DEPLOY = ROOT / "docs" / "deploy"
UNITS = sorted([*DEPLOY.glob("*.service"), *DEPLOY.glob("*.timer")])
SERVICES = sorted(DEPLOY.glob("*.service"))
CONTAINERFILE = (DEPLOY / "Containerfile").read_text(encoding="utf-8")


def tool(*names: str) -> str:
    """Return the first of these programs that is there, or skip the test."""
    path = next(filter(None, map(shutil.which, names)), None)
    if path is None:
        pytest.skip(f"{' or '.join(names)} is not installed")
    return path


@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.name)
def test_unit_is_one_that_systemd_takes(unit: Path, tmp_path: Path) -> None:
    analyze = tool("systemd-analyze")
    for each in UNITS:
        text = each.read_text(encoding="utf-8")
        python = text.replace("/opt/dashboard/.venv/bin/python", sys.executable)
        (tmp_path / each.name).write_text(python)
    done = subprocess.run(
        [analyze, "verify", "--man=no", str(tmp_path / unit.name)],
        capture_output=True,
        text=True,
        env={**os.environ, "SYSTEMD_UNIT_PATH": f"{tmp_path}:"},
    )
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("service", SERVICES, ids=lambda path: path.name)
def test_service_may_do_little_besides(service: Path) -> None:
    command = [tool("systemd-analyze"), "security", "--offline=true"]
    done = subprocess.run([*command, "--threshold=25", service], capture_output=True)
    assert done.returncode == 0, done.stdout.decode()


@pytest.mark.parametrize("service", SERVICES, ids=lambda path: path.name)
def test_service_runs_a_command_that_there_is(service: Path) -> None:
    text = service.read_text(encoding="utf-8")
    (module, words) = re.findall(r"^ExecStart=\S+ -m (\S+) (.*)$", text, re.M)[0]
    if module == "data":
        assert parser().parse_args(words.split()).run
    else:
        assert module == "streamlit"
        assert words in ("run app.py", "run app.py --server.port %i")


@pytest.mark.parametrize(
    "name", ["nginx.conf", "Caddyfile", "dashboard.service", "dashboard@.service"]
)
def test_example_names_the_port_and_the_settings_that_there_are(name: str) -> None:
    text = re.sub(r"#.*", "", (DEPLOY / name).read_text(encoding="utf-8"))
    config = (ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8")
    ports = set(re.findall(r"127\.0\.0\.1:(\d+)", text))
    assert ports <= set(re.findall(r"^port = (\d+)$", config, re.M))
    settings = set(re.findall(r"\b([A-Z]{3,})=", text))
    read = "".join(
        path.read_text(encoding="utf-8")
        for folder in ("pages", "data")
        for path in (ROOT / folder).rglob("*.py")
    ) + (ROOT / "app.py").read_text(encoding="utf-8")
    assert all(f'"{name}"' in read for name in settings)


def test_no_proxy_passes_on_what_is_for_this_machine_and_each_says_that_it_is_one() -> (
    None
):
    nginx, caddy = (
        (DEPLOY / name).read_text(encoding="utf-8")
        for name in ("nginx.conf", "Caddyfile")
    )
    for path in ("/readyz", "/metrics"):
        assert re.search(rf"location = {path} {{ (deny all|return 404); }}", nginx)
        assert f"respond {path} 404" in caddy
    assert "proxy_set_header Via " in nginx
    assert "header_up Via " in caddy


def test_nginx_takes_its_example(tmp_path: Path) -> None:
    nginx = tool("nginx")
    text = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    plain = re.sub(r"^\s*ssl_.*$", "", text.replace("443 ssl", "8443"), flags=re.M)
    whole = f"pid {tmp_path}/pid; events {{}} http {{ access_log off; {plain} }}"
    (tmp_path / "nginx.conf").write_text(whole)
    command = [nginx, "-t", "-c", f"{tmp_path}/nginx.conf", "-p", str(tmp_path)]
    done = subprocess.run(command, capture_output=True)
    assert done.returncode == 0, done.stderr.decode()


def test_caddy_takes_its_example(tmp_path: Path) -> None:
    command = [tool("caddy"), "validate", "--adapter", "caddyfile", "--config"]
    done = subprocess.run(
        [*command, str(DEPLOY / "Caddyfile")],
        capture_output=True,
        env={"HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path)},
    )
    assert done.returncode == 0, done.stderr.decode()


def test_container_copies_what_there_is_and_is_no_root() -> None:
    copied = re.findall(r"^COPY (?!--from)(\S+)", CONTAINERFILE, re.M)
    assert copied
    assert all((ROOT / path).exists() for path in copied)
    users = re.findall(r"^USER (\S+)$", CONTAINERFILE, re.M)
    assert users == ["dashboard"]


@pytest.mark.nightly
def test_container_is_built() -> None:
    engines = [*filter(None, map(shutil.which, ("podman", "docker", "buildah")))]
    info = ((e, subprocess.run([e, "info"], capture_output=True)) for e in engines)
    engine = next((e for e, done in info if not done.returncode), None)
    if engine is None:
        pytest.skip("no podman, docker or buildah is there that has somewhere to run")
    (standard,) = re.findall(r"^ARG BASE=(\S+)$", CONTAINERFILE, re.M)
    base = os.environ.get("BASE", standard)
    there = subprocess.run([engine, "images", "-q", base], capture_output=True).stdout
    if (
        not there
        and subprocess.run([engine, "pull", base], capture_output=True).returncode
    ):
        pytest.skip(f"{engine} cannot get {base}; BASE names an image that is there")
    build = [engine, "build", "--build-arg", f"BASE={base}", "-t", "dashboard"]
    build += ["-f", f"{DEPLOY}/Containerfile", "."]
    done = subprocess.run(build, cwd=ROOT, capture_output=True)
    assert done.returncode == 0, done.stderr.decode()
