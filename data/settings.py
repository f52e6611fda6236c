"""How the dashboard is set up: one file, the environment over it, and defaults.

This alone reads the environment for it. $CONFIG names the file; without it that is
`dashboard.toml` in the project's folder, where there is one. A process reads it once.
"""

from __future__ import annotations

import argparse
import os
import re
import stat
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    SecretStr,
    ValidationError,
    ValidationInfo,
)

from data import regular_file
from data.ask.access import PURPOSES
from data.refusal import nearest, printable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pydantic_core import ErrorDetails

CONFIG, NAME = "CONFIG", "dashboard.toml"
PROJECT = Path(__file__).parents[1]
FILE, ENVIRONMENT, DEFAULT = "file", "environment", "default"
"""Where a value comes from."""
SHORTEST = 32
"""Signs of a token that stands for a person's right."""
_ADDRESS = re.compile(r"[!#-;=?-~]+")  # of what stands in any file as it is
_TOKEN = re.compile(f"[!-~]{{{SHORTEST},}}")
LIBPQ_SECRETS = ("PGPASSWORD",)
"""What libpq reads of the environment by itself and is a secret."""


class SettingsRefused(Exception):
    """Settings that do not hold. The message is safe to show: it has no value."""


def _written(value: object) -> object:
    if value == "":
        raise ValueError("is empty; leave it out")
    return value


def _without_nul(path: Path) -> Path:
    if "\0" in str(path):
        raise ValueError("has a sign that no path has")
    return path


def _from_the_file(path: Path, info: ValidationInfo) -> Path:
    """Return a path as it is seen from the folder of the file, where that names it."""
    folder = (info.context or {}).get(info.field_name)
    return path if folder is None else folder / path


def _purpose(purpose: str) -> str:
    if purpose not in PURPOSES:
        raise ValueError(f"is one of {', '.join(PURPOSES)}")
    return purpose


def _address(address: str) -> str:
    """Return an address that may stand in files: it leads there and has no secret."""
    try:
        url = urlsplit(address)
        is_one = url.scheme in ("http", "https") and url.hostname and url.port != 0
    except ValueError:  # its text shows the address
        is_one = False
    if not is_one or "@" in url.netloc or not _ADDRESS.fullmatch(address):
        raise ValueError("is an address as https://dashboard.hartman.example")
    return address.rstrip("/")


def _sendable(token: SecretStr) -> SecretStr:
    """Return a token that a header can have."""
    if not _TOKEN.fullmatch(token.get_secret_value()):
        raise ValueError(f"has {SHORTEST} random signs or more, and no blank")
    return token


Place = Annotated[
    Path,
    BeforeValidator(_written),
    AfterValidator(_without_nul),
    AfterValidator(_from_the_file),
]
Secret = Annotated[SecretStr, BeforeValidator(_written)]


class Settings(BaseModel):
    """Each setting; the environment has it under its name in capitals."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, use_attribute_docstrings=True
    )

    snapshots: Place = Path("data/snapshots")
    """Folder of the snapshots."""
    journal: Place | None = None
    """Folder of the journal; else beside the snapshots."""
    followup: Place | None = None
    """Folder of what people write; else beside the snapshots."""
    roles: Place | None = None
    """Table of who has which role; sign-in needs it."""
    purpose: Annotated[str, AfterValidator(_purpose)] | None = None
    """For what commands look at rows about persons, where they are not told."""
    log: Literal["text", "json"] = "text"
    """How the server writes a line of its log."""
    dashboard_url: Annotated[str, AfterValidator(_address)] | None = None
    """Address that links in files lead to."""
    metrics_token: Annotated[Secret, AfterValidator(_sendable)] | None = None
    """Bearer token with which /metrics answers; without one, this machine alone."""
    database_url: Secret | None = None
    """PostgreSQL that `fetch` reads; else what libpq reads of the environment."""
    smtp_user: Secret | None = None
    """Name at the mail server of `remind`, where it asks for one."""
    smtp_password: Secret | None = None
    """Password there."""


_IN_CAPITALS = tuple(name.upper() for name in Settings.model_fields)


@dataclass(frozen=True)
class HeldSettings:
    """The settings that hold, and where each comes from."""

    settings: Settings
    origins: Mapping[str, str]
    file: Path | None

    def lines(self) -> Iterator[str]:
        """Return each setting with its value and where that is from, no secret."""
        for name, value in self.settings:
            text = "not set" if value is None else value
            if isinstance(value, SecretStr):
                text = "set, and not shown"
            origin = self.origins[name]
            if origin == ENVIRONMENT:
                origin += f", ${name.upper()}"
            yield f"{name} = {text} ({origin})"


def current() -> Settings:
    """Return the settings that hold; SettingsRefused names all that is wrong."""
    return held().settings


def held() -> HeldSettings:
    """Return the settings that hold, and where each comes from."""
    values = tuple(os.environ.get(name, "") for name in _IN_CAPITALS)
    return _held(os.environ.get(CONFIG), values)


def secrets_set() -> list[str]:
    """Return the names of the secrets that are set."""
    names = [name for name, value in current() if isinstance(value, SecretStr)]
    return [*names, *(name for name in LIBPQ_SECRETS if name in os.environ)]


def choose(arguments: Sequence[str]) -> None:
    """Take what stands behind `streamlit run app.py --`; leave for what there is not.

    It stands over the environment, and for every process that this one starts.
    """
    made = argparse.ArgumentParser(prog="streamlit run app.py --", allow_abbrev=False)
    made.add_argument("--config", metavar="FILE", help=f"default: ${CONFIG}, or {NAME}")
    made.add_argument("--log", choices=("text", "json"), help="form of the log")
    args = made.parse_args(arguments)
    for name, value in (("LOG", args.log), (CONFIG, args.config)):
        if value is not None:
            os.environ[name] = value


@lru_cache(maxsize=8)
def _held(config: str | None, values: tuple[str, ...]) -> HeldSettings:
    path, is_open, entries = _read(config)
    environment = dict(zip(Settings.model_fields, values, strict=True))
    over = {name: value for name, value in environment.items() if value}
    origins = dict.fromkeys(Settings.model_fields, DEFAULT)
    origins |= dict.fromkeys(entries, FILE) | dict.fromkeys(over, ENVIRONMENT)
    seen_from = path.absolute().parent if path else None
    context = {name: seen_from for name in entries if name not in over}
    try:
        settings = Settings.model_validate(entries | over, context=context)
    except ValidationError as error:
        wrong = error.errors(include_input=False, include_url=False)
        lines = "\n".join(_line(each, path, over) for each in wrong)
        raise SettingsRefused(f"The configuration is refused.\n{lines}") from None
    for name in entries if is_open else ():
        if isinstance(getattr(settings, name), SecretStr):
            raise SettingsRefused(
                f"Others can reach {path}, which has {name}. Take their rights away "
                "(chmod 600)."
            )
    return HeldSettings(settings, origins, path)


@cache
def _read(config: str | None) -> tuple[Path | None, bool, dict[str, Any]]:
    """Return a file, whether others can reach it, and what it says."""
    path = PROJECT / NAME if config is None else Path(config)
    if config == "" or (config is None and not regular_file.is_there(path)):
        return None, False, {}
    try:
        entries = tomllib.loads(regular_file.read(path).decode("utf-8-sig"))
        mode = path.stat().st_mode
    except OSError as error:
        raise SettingsRefused(f"{path} cannot be read: {error.strerror}.") from None
    except (ValueError, RecursionError):
        raise SettingsRefused(f"{path} does not read as TOML in UTF-8.") from None
    if mode & stat.S_IWOTH:
        raise SettingsRefused(
            f"Everybody here can write {path}, which says where all is kept. Take that "
            "right away (chmod o-w)."
        )
    return path, bool(mode & 0o077), entries


def _line(error: ErrorDetails, path: Path | None, over: Mapping[str, str]) -> str:
    """Write what is wrong with a setting, where, and which was probably meant."""
    name = printable(str(error["loc"][0]))
    if error["type"] == "extra_forbidden":
        return f"- {path}: no setting {name}.{nearest(name, Settings.model_fields)}"
    wrong = error["msg"].removeprefix("Value error, ")
    place = f"${name.upper()}" if name in over else f"{path}: {name}"
    return f"- {place}: {wrong}"
