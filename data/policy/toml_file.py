"""A TOML file of the policy, read into its class."""

import tomllib
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from data import regular_file
from data.policy.errors import PolicyError, Problem, says, unreadable

Model = TypeVar("Model", bound=BaseModel)


def read(folder: Path, file: str, model: type[Model]) -> Model:
    """Return what a file says; PolicyError where it is missing or wrong."""
    try:
        raw = tomllib.loads(regular_file.read(folder / file).decode())
    except FileNotFoundError:
        raise PolicyError([Problem(file, None, "the file is missing")]) from None
    except (OSError, ValueError, RecursionError) as error:
        unread = Problem(file, None, unreadable(error))
        raise PolicyError([unread]) from None
    try:
        return model.model_validate(raw)
    except ValidationError as error:
        wrong = [Problem(file, None, says(e)) for e in error.errors()]
    raise PolicyError(wrong)
