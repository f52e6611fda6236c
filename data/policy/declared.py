"""What the privacy statement declares, one frozen class per kind of promise.

Every entry names the section it comes from, and has its text in every language of
the policy. Its codes are held against the closed lists and the CSV files beside it.
The sentences are the project's own; the statement itself stays the authority.
"""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Generic, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationInfo

from data.policy import vocabulary
from data.policy.fields import Among, Country, Filled, In, Term, spoken
from data.policy.vocabulary import LANGUAGES, Text

One = TypeVar("One")
Code = TypeVar("Code")


def _section(value: str, info: ValidationInfo) -> str:
    if value and value not in ((info.context or {})["sections"] or ()):
        raise ValueError(f"{value!r} is not among `sections`")
    return value


def _first(value: One, info: ValidationInfo) -> One:
    """Refuse a code that stands in the same list before."""
    code = getattr(value, "code", value)
    place = (info.field_name, info.data.get("code"), code)
    if place in (seen := (info.context or {})["seen"]):
        raise ValueError(f"{code!r} is there twice")
    seen.add(place)
    return value


def _version(value: date, info: ValidationInfo) -> date:
    if value.isoformat() != (info.context or {})["version"]:
        raise ValueError(f"{value} differs from the file's name")
    return value


Section = Annotated[Filled, AfterValidator(_section)]
SectionOrNone = Annotated[Filled | Literal[""], AfterValidator(_section)]
Item = Annotated[str, In("catalog", "item", group="category")]
Source = Annotated[str, Among(vocabulary.SOURCES)]
Ground = Annotated[str, Among(vocabulary.GROUNDS)]
Recipient = Annotated[str, Among(vocabulary.RECIPIENT_KINDS)]
Purpose = Annotated[str, In("purposes", "purpose", group="group")]

Entries = tuple[Annotated[One, AfterValidator(_first)], ...]
"""A list of the statement; written as empty where it is silent."""


class Part(BaseModel):
    """A part of the statement: exactly the declared keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")


@spoken()
class Spoken(Part):
    """A part with a text in every language."""

    @property
    def text(self) -> Text:
        """Return its text by language."""
        return self.by_language("")

    def by_language(self, prefix: str) -> Text:
        """Return the text of its keys with this prefix, by language."""
        return {code: getattr(self, f"{prefix}{code}") for code in LANGUAGES}


class Controller(Part):
    """Who decides on the processing, and where questions go."""

    section: Section
    name: Filled
    registration: Filled
    address: Filled
    email: Filled
    contact_section: Section


class Entry(Spoken, Generic[Code]):
    """One declaration under a code of its own list."""

    code: Code
    section: Section


class Category(Entry[Annotated[str, In("catalog", "category")]]):
    """A category with its items."""

    codes: Annotated[Entries[Item], Field(alias="items")]


class Purposes(Entry[Annotated[str, In("purposes", "group")]]):
    """A group of purposes with its purposes."""

    codes: Annotated[Entries[Purpose], Field(alias="purposes")]


@spoken("how_")
class Right(Entry[Annotated[str, Among(vocabulary.REQUEST_KINDS)]]):
    """A right, under the kind of rights request that exercises it."""

    @property
    def how(self) -> Text:
        """Return how it is exercised, by language."""
        return self.by_language("how_")


class Retention(Entry[Annotated[str, Among(vocabulary.RETENTION_RULES)]]):
    """A promise on keeping, under the code of the retention rule."""

    term: Term | None = None
    """`2 years`; None where the statement itself names no term."""


class DeclaredTransfer(Spoken):
    """A transfer outside the EEA, as the statement declares it."""

    recipient: Filled
    country: Country
    mechanism: Annotated[Filled, In("mechanisms", "mechanism")]
    section: Section

    @property
    def code(self) -> tuple[str, str, str]:
        """Return what tells it from the other transfers."""
        return self.recipient, self.country, self.mechanism


class Statement(Part):
    """One version of the privacy statement, as data."""

    version: Annotated[date, Field(strict=True), AfterValidator(_version)]
    sections: tuple[str, ...]
    renamed: Mapping[Filled, SectionOrNone] = Field(default_factory=dict)
    """What this version calls a section that rules cite by another heading; empty
    where it has no such section."""
    controller: Controller
    sources: Entries[Entry[Source]]
    categories: Entries[Category]
    purposes: Entries[Purposes]
    grounds: Entries[Entry[Ground]]
    interests: Entries[Entry[Filled]]
    recipients: Entries[Entry[Recipient]]
    transfers: Entries[DeclaredTransfer]
    retention: Entries[Retention]
    rights: Entries[Right]
    security: Entries[Entry[Filled]]
    automated: Entries[Entry[Filled]]
    """No profiling, no automated decisions."""
    cookies: Entries[Entry[Filled]]
    identification: Entries[Entry[Filled]]
    obligation: Entries[Entry[Filled]]
    """Whether data must be given, and what follows where they are not."""
    limits: Entries[Entry[Filled]]
    """What recipients may not do, and what the statement does not cover."""
    changes: Entries[Entry[Filled]]

    def called(self, section: str) -> str:
        """Return what this version calls a section that a rule cites."""
        return self.renamed.get(section, section)
