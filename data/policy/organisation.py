"""How the organisation and its data protection officer are reached (TOML)."""

import tomllib
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from data.policy.errors import PolicyError, Problem, says
from data.policy.files import FOLDER

FILE = "organisation.toml"


class Contact(BaseModel):
    """Who answers, and how; empty where it is not named."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    address: str
    email: str
    phone: str


class Organisation(BaseModel):
    """The controller and its data protection officer."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    controller: Contact
    dpo: Contact


@cache
def organisation(folder: Path = FOLDER) -> Organisation:
    """Return who is controller and who is DPO; PolicyError where the file is wrong."""
    try:
        raw = tomllib.loads((folder / FILE).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise PolicyError([Problem(FILE, None, "the file is missing")]) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        unread = Problem(FILE, None, f"cannot be read: {error}")
        raise PolicyError([unread]) from None
    try:
        return Organisation.model_validate(raw)
    except ValidationError as error:
        wrong = [Problem(FILE, None, says(e)) for e in error.errors()]
    raise PolicyError(wrong)
