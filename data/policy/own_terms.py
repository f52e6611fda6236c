"""How long the dashboard keeps what it makes itself, and why so long."""

from calendar import monthrange
from datetime import MAXYEAR, date
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, model_validator

from data.policy import toml_file
from data.policy.fields import Filled, term, written
from data.policy.files import FOLDER

FILE = "own_terms.toml"
YEAR = 12
_OWN = "[1-9][0-9]{0,3} (year|month)s?"


class OwnTerm(BaseModel):
    """How long something is kept, and who says so."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    term: Annotated[str, written(_OWN, "is no term; write `24 months` or `7 years`")]
    source: Filled

    @property
    def months(self) -> int:
        """Return the months that it lasts."""
        months, _ = term(self.term) or (0, 0)
        return months

    def until(self, day: date) -> date:
        """Return the last day of what began on one."""
        years, month = divmod(day.month - 1 + self.months, YEAR)
        if (year := day.year + years) > MAXYEAR:
            return date.max
        last = monthrange(year, month + 1)[1]
        return date(year, month + 1, min(day.day, last))


def _in_years(own: OwnTerm) -> OwnTerm:
    if own.months % YEAR:
        raise ValueError(f"'{own.term}' is not a number of whole years")
    return own


class OwnTerms(BaseModel):
    """The terms of what the dashboard makes itself."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    records: OwnTerm
    summaries: OwnTerm
    journal: Annotated[OwnTerm, AfterValidator(_in_years)]

    @model_validator(mode="after")
    def _in_order(self) -> "OwnTerms":
        if self.summaries.months < self.records.months:
            raise ValueError("summaries are kept at least as long as records")
        return self


@cache
def own_terms(folder: Path = FOLDER) -> OwnTerms:
    """Return the terms of what is made here; PolicyError where the file is wrong."""
    return toml_file.read(folder, FILE, OwnTerms)
