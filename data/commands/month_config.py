"""The file that says what is done every month: where from, where to, in what form."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    ValidationError,
    ValidationInfo,
    model_validator,
)

from data import regular_file
from data.identifiers import printable_name
from data.refusal import nearest
from data.words import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pydantic_core import ErrorDetails

BESIDE = "folder of the file"


class ConfigRefused(Exception):
    """A file that does not say what to do. The message is safe to show."""


def _from_the_file(path: Path, info: ValidationInfo) -> Path:
    """Return a path as it is seen from the folder of the file."""
    folder: Path = (info.context or {})[BESIDE]
    return folder / path


def _known(language: str) -> str:
    if language not in LANGUAGES:
        raise ValueError(f"no such language; there are {', '.join(LANGUAGES)}")
    return language


Place = Annotated[Path, AfterValidator(_from_the_file)]
Language = Annotated[str, AfterValidator(_known)]


class MonthConfig(BaseModel):
    """What is done every month. A path that is not whole begins at the folder of it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    fetch: Place | None = None
    """Folder with queries of a database."""
    collect: Place | None = None
    """Folder in which the export stands; with `fetch`, lists that are added to it."""
    key: Place | None = None
    """Of the pseudonyms. An export without it has pseudonyms already."""
    sources: Place | None = None
    """Folder in which a source that was made is kept, by its day."""
    reports: Place | None = None
    languages: tuple[Language, ...] = LANGUAGES
    packs: Place | None = None

    @model_validator(mode="after")
    def _from_one_place(self) -> Self:
        if self.fetch is None and self.collect is None:
            raise ValueError("name fetch, collect or both")
        if self.fetch is not None and self.key is None:
            raise ValueError("fetch needs a key")
        return self

    def to_be_there(self) -> Iterable[Path]:
        """Return the folders that have to be there before it begins."""
        places = (self.fetch, self.collect, self.sources, self.reports, self.packs)
        return filter(None, places)


def read(file: Path) -> MonthConfig:
    """Read a file; ConfigRefused names all that is wrong with it, and no value."""
    try:
        entries = tomllib.loads(regular_file.read(file).decode("utf-8-sig"))
    except OSError as error:
        raise ConfigRefused(f"{file} cannot be read: {error.strerror}.") from None
    except (ValueError, RecursionError):
        raise ConfigRefused(f"{file} does not read as TOML in UTF-8.") from None
    context = {BESIDE: file.absolute().parent}
    try:
        config = MonthConfig.model_validate(entries, context=context)
    except ValidationError as error:
        lines = map(_line, error.errors(include_input=False, include_url=False))
        raise ConfigRefused("\n".join([f"{file} is refused:", *lines])) from None
    missing = [str(place) for place in config.to_be_there() if not place.is_dir()]
    if missing:
        raise ConfigRefused(
            f"{file} names folders that are not there: {', '.join(missing)}. Make "
            "them, or look whether the disk that they are on is there."
        )
    return config


def _line(error: ErrorDetails) -> str:
    """Write what is wrong with an entry, and which was probably meant."""
    entry = ".".join(printable_name(str(part)) for part in error["loc"])
    if error["type"] == "extra_forbidden":
        return f"- {entry}: no such entry.{nearest(entry, MonthConfig.model_fields)}"
    return f"- {entry or 'all'}: {error['msg'].removeprefix('Value error, ')}"
