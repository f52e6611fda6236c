"""What the privacy statement declares, one frozen class per kind of promise.

Every entry names the section it comes from, and has its text in every language of
the policy. Its codes are held against the closed lists and the CSV files beside it.
The sentences are the project's own; the statement itself stays the authority.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Annotated, Any, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationInfo,
    create_model,
)

from data.policy import cells, vocabulary
from data.policy.vocabulary import LANGUAGES, Text


def _beside(info: ValidationInfo) -> dict[str, Any]:
    """Return what a statement is held against (data/policy/reading.py)."""
    return info.context or {}


def _filled(value: object) -> str:
    if isinstance(value, str) and value.strip():
        return value
    raise ValueError(f"{value!r} is no text; fill it in")


def _section(value: str, info: ValidationInfo) -> str:
    if value not in _beside(info)["sections"]:
        raise ValueError(f"{value!r} is not among `sections`")
    return value


def _among(allowed: tuple[str, ...]) -> BeforeValidator:
    def check(value: object) -> object:
        if value not in allowed:
            text = f"unknown code {value!r}; write one of {', '.join(allowed)}"
            raise ValueError(text)
        return value

    return BeforeValidator(check)


def _in(file: str, column: str) -> AfterValidator:
    def check(value: str, info: ValidationInfo) -> str:
        if value not in _beside(info)["known"](file, column):
            raise ValueError(f"unknown code {value!r}; {file}.csv does not have it")
        return value

    return AfterValidator(check)


def _member(file: str, group: str, column: str) -> AfterValidator:
    def check(value: str, info: ValidationInfo) -> str:
        pairs = _beside(info)["pairs"](file, group, column)
        if (info.data.get("code"), value) not in pairs:
            text = f"unknown code {value!r}; {file}.csv does not have it here"
            raise ValueError(text)
        return value

    return AfterValidator(check)


def _codes(value: object) -> object:
    if not isinstance(value, list) or not value:
        raise ValueError("is no list of codes")
    for code in value:
        if value.count(code) > 1:
            raise ValueError(f"{code!r} is there twice")
    return value


def _entries(value: object, info: ValidationInfo) -> object:
    if not isinstance(value, list) or not value:
        raise ValueError(f"is no list of entries ([[{info.field_name}]])")
    return value


def _version(value: object, info: ValidationInfo) -> object:
    if type(value) is not date:
        raise ValueError(f"{value!r} is no date; write 2018-05-25")
    if value.isoformat() != _beside(info)["version"]:
        raise ValueError(f"{value} differs from the file's name")
    return value


Filled = Annotated[str, BeforeValidator(_filled)]
Section = Annotated[Filled, AfterValidator(_section)]
Country = Annotated[
    str,
    BeforeValidator(lambda value: cells.country(str(value))),
    _in("countries", "country"),
]
Term = Annotated[str, BeforeValidator(lambda value: cells.term_text(str(value)))]
Item = Annotated[str, _member("catalog", "category", "item")]
Purpose = Annotated[str, _member("purposes", "group", "purpose")]

One = TypeVar("One")
Entries = Annotated[tuple[One, ...], BeforeValidator(_entries)]
Model = TypeVar("Model", bound=BaseModel)


def _spoken(prefix: str = "") -> Callable[[type[Model]], type[Model]]:
    """Add a text field for every language of the policy: `nl`, `en`."""

    def speak(model: type[Model]) -> type[Model]:
        texts: dict[str, Any] = {
            f"{prefix}{language}": (Filled, ...) for language in LANGUAGES
        }
        made = create_model(model.__name__, __base__=model, **texts)
        made.__doc__ = model.__doc__
        return made

    return speak


class Part(BaseModel):
    """A part of the statement: exactly the declared keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Spoken(Part):
    """A part with a text in every language."""

    @property
    def text(self) -> Text:
        """Return its text by language."""
        return self._told("")

    def _told(self, prefix: str) -> Text:
        return {
            language: getattr(self, f"{prefix}{language}") for language in LANGUAGES
        }


class Controller(Part):
    """Who decides on the processing, and where questions go."""

    section: Section
    name: Filled
    registration: Filled
    address: Filled
    email: Filled
    contact_section: Section


@_spoken()
class Entry(Spoken):
    """One declaration under a code of its own list."""

    code: Filled
    section: Section


class Source(Entry):
    """Whom data are obtained from."""

    code: Annotated[Filled, _among(vocabulary.SOURCES)]


class Ground(Entry):
    """A lawful basis."""

    code: Annotated[Filled, _among(vocabulary.GROUNDS)]


class Recipient(Entry):
    """A kind of party that data go to."""

    code: Annotated[Filled, _among(vocabulary.RECIPIENT_KINDS)]


class Category(Entry):
    """A category with its items."""

    code: Annotated[Filled, _in("catalog", "category")]
    codes: Annotated[tuple[Item, ...], BeforeValidator(_codes), Field(alias="items")]


class Purposes(Entry):
    """A group of purposes with its purposes."""

    code: Annotated[Filled, _in("purposes", "group")]
    codes: Annotated[
        tuple[Purpose, ...], BeforeValidator(_codes), Field(alias="purposes")
    ]


@_spoken("how_")
class Right(Entry):
    """A right, under the kind of rights request that exercises it."""

    code: Annotated[Filled, _among(vocabulary.REQUEST_KINDS)]

    @property
    def how(self) -> Text:
        """Return how it is exercised, by language."""
        return self._told("how_")


class Retention(Entry):
    """A promise on keeping, under the code of the retention rule."""

    code: Annotated[Filled, _among(vocabulary.RETENTION_RULES)]
    term: Term | None = None
    """`2 years`; None where the statement itself names no term."""


@_spoken()
class DeclaredTransfer(Spoken):
    """A transfer outside the EEA, as the statement declares it."""

    recipient: Filled
    country: Country
    mechanism: Annotated[Filled, _in("mechanisms", "mechanism")]
    section: Section


class Statement(Part):
    """One version of the privacy statement, as data."""

    version: Annotated[date, BeforeValidator(_version)]
    sections: tuple[str, ...]
    controller: Controller
    sources: Entries[Source]
    categories: Entries[Category]
    purposes: Entries[Purposes]
    grounds: Entries[Ground]
    interests: Entries[Entry]
    recipients: Entries[Recipient]
    transfers: Entries[DeclaredTransfer]
    retention: Entries[Retention]
    rights: Entries[Right]
    security: Entries[Entry]
    automated: Entries[Entry]
    """No profiling, no automated decisions."""
    cookies: Entries[Entry]
    identification: Entries[Entry]
    obligation: Entries[Entry]
    """Whether data must be given, and what follows where they are not."""
    limits: Entries[Entry]
    """What recipients may not do, and what the statement does not cover."""
    changes: Entries[Entry]
