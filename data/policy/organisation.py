"""How the organisation and its data protection officer are reached, and its parts."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator

from data.policy import toml_file
from data.policy.fields import Mailbox, Plain
from data.policy.files import FOLDER
from data.policy.vocabulary import LANGUAGES

FILE = "organisation.toml"


class Contact(BaseModel):
    """Who answers, and how; empty where it is not named."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    address: str
    email: Mailbox
    phone: str


class Department(BaseModel):
    """A department or function that follow-up is given to; never a person."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    label: Mapping[str, Plain]
    """What it is called, by language."""
    email: Mailbox = ""
    """The mailbox of the department that reminders go to; empty for none."""

    @model_validator(mode="after")
    def _is_called(self) -> "Department":
        if self.label.keys() != set(LANGUAGES) or not all(self.label.values()):
            raise ValueError(f"a department has a label in {', '.join(LANGUAGES)}")
        return self


Code = Annotated[str, Field(pattern="^[a-z][a-z0-9_]{0,63}$")]


class Organisation(BaseModel):
    """The controller, its data protection officer, and the parts that it names."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    controller: Contact
    dpo: Contact
    departments: Mapping[Code, Department] = {}
    """By code, in the order of the file; none where follow-up is not used."""


@cache
def organisation(folder: Path = FOLDER) -> Organisation:
    """Return who is controller and who is DPO; PolicyError where the file is wrong."""
    return toml_file.read(folder, FILE, Organisation)
