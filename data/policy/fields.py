"""What one value of the policy may be, in a CSV file and in a statement alike.

Pydantic reads it; how it is written is held against a pattern first, as nothing may
be guessed: `NO` is the code of Norway, and `1e5` is no target.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from email.errors import MessageError
from email.headerregistry import Address
from typing import Annotated, Any, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    GetCoreSchemaHandler,
    ValidationError,
    ValidationInfo,
    ValidatorFunctionWrapHandler,
    WrapValidator,
    create_model,
)
from pydantic_core import CoreSchema

from data.policy.vocabulary import LANGUAGES

Model = TypeVar("Model", bound=BaseModel)


def written(pattern: str, wrong: str) -> WrapValidator:
    """Require that a value is written so; `wrong` says what to write instead."""

    def check(value: object, read: ValidatorFunctionWrapHandler) -> object:
        try:
            if re.fullmatch(pattern, str(value)):
                return read(value)
        except ValidationError:
            pass
        raise ValueError(f"{value!r} {wrong}")

    return WrapValidator(check)


class _Listed:
    """A check that stands in `Annotated` itself, where others can find it."""

    __call__: Callable[..., str | date]

    def __get_pydantic_core_schema__(
        self, source: type, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return AfterValidator(self).__get_pydantic_core_schema__(source, handler)


@dataclass(frozen=True)
class Among(_Listed):
    """One of a closed list; where it is the key of a file, each has a row."""

    codes: tuple[str, ...]

    def __call__(self, code: str) -> str:
        """Return the code; ValueError names the list."""
        if code not in self.codes:
            known = ", ".join(self.codes)
            raise ValueError(f"unknown code {code!r}; write one of {known}")
        return code


@dataclass(frozen=True)
class In(_Listed):
    """One that another file has; with a group, in a row of the `code` above it."""

    file: str
    column: str
    group: str = ""

    def __call__(self, code: str | date, info: ValidationInfo) -> str | date:
        """Return the code; ValueError names the file."""
        known = held(info, self.file, *filter(None, (self.group, self.column)))
        key = (info.data.get("code"), code) if self.group else (str(code),)
        if known and key not in known:
            here = " here" if self.group else ""
            text = f"unknown code '{code}'; {self.file}.csv does not have it{here}"
            raise ValueError(text)
        return code


def held(info: ValidationInfo, file: str, *columns: str) -> set[tuple[object, ...]]:
    """Return what columns of another file hold; nothing where it is not looked up."""
    return info.context["held"](file, *columns) if info.context else set()


def _in_order(end: date | None, info: ValidationInfo) -> date | None:
    start = info.data.get("valid_from")
    if start and end and end < start:
        raise ValueError(f"{end} lies before valid_from {start}")
    return end


_COUNTRY = "is no country code; write two capitals"
_COUNTRY += " (where it says false, `NO`, Norway, was read as a boolean)"
TERM = "none|([0-9]{1,4}) (year|month|week|day)s?"
IS_TERM = written(TERM, "is no term; write `2 years`, `0 days` or `none`")
UNITS = {"year": (12, 0), "month": (1, 0), "week": (0, 7), "day": (0, 1)}


def mailbox(text: str) -> str:
    """Return an address that a header can have as it is; ValueError for another."""
    try:
        address = Address(addr_spec=text) if text.isascii() else None
    except (ValueError, IndexError, MessageError):
        address = None
    if address is None or not text.isprintable() or address.addr_spec != text:
        raise ValueError("is no e-mail address")
    return text


def _plain(text: str) -> str:
    if not text.isprintable():
        raise ValueError("holds a sign that cannot be shown")
    return text


Plain = Annotated[str, AfterValidator(_plain)]
"""One line of text."""
Mailbox = Annotated[str, AfterValidator(lambda text: text and mailbox(text))]
"""An e-mail address, or nothing where there is none."""
Filled = Annotated[str, written(r"(?s)\S(.*\S)?", "must be text, no space around it")]
Code = Annotated[
    str, written("[a-z][a-z0-9_]*", "is no code; write lower case and `_`")
]
YesNo = Annotated[bool, written("yes|no", "is neither `yes` nor `no` (lower case)")]
Date = Annotated[date, written(r"\d{4}-\d\d-\d\d", "is no date; write YYYY-MM-DD")]
Whole = Annotated[int, written(r"\d{1,9}", "is no whole number from 0 up")]
Number = Annotated[float, written(r"\d{1,9}(\.\d+)?", "is no number from 0 up")]
Term = Annotated[str, IS_TERM]
CountryCode = Annotated[str, written("[A-Z]{2}", _COUNTRY)]
Country = Annotated[CountryCode, In("countries", "country")]
End = Annotated[Date | None, AfterValidator(_in_order)]
"""The last day of what holds from `valid_from` on, a column above it."""


def term(text: str) -> tuple[int, int] | None:
    """Return the months and the days that a term adds; None for `none`."""
    match = re.fullmatch(TERM, text)
    if match is None or text == "none":
        return None
    months, days = UNITS[match[2]]
    return int(match[1]) * months, int(match[1]) * days


def spoken(prefix: str = "") -> Callable[[type[Model]], type[Model]]:
    """Add a text for every language of the policy: `label_nl`, `label_en`."""
    texts: dict[str, Any] = {f"{prefix}{language}": Filled for language in LANGUAGES}
    return lambda model: create_model(
        model.__name__, __base__=model, __doc__=model.__doc__, **texts
    )
