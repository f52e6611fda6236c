"""What is wrong with a policy folder, said so that it can be mended."""

from collections.abc import Iterable
from dataclasses import dataclass
from tomllib import TOMLDecodeError

from pydantic_core import ErrorDetails


@dataclass(frozen=True)
class Problem:
    """One mistake: in which file, on which line, what, and what to do."""

    file: str
    line: int | None
    """Line of the file, from 1; None where the file as a whole is meant."""
    text: str

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file} line {self.line}"
        return f"{place}: {self.text}"


class PolicyError(ValueError):
    """A policy folder that cannot be used; names every problem found in it."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        lines = "\n".join(f"- {problem}" for problem in self.problems)
        super().__init__(f"{len(self.problems)} problem(s) in the policy:\n{lines}")


def unreadable(error: Exception) -> str:
    """Return why a file cannot be read; what the system says names its whole path."""
    why = error.strerror if isinstance(error, OSError) else error
    if not isinstance(error, OSError | TOMLDecodeError | UnicodeDecodeError):
        why = "it is nested too deep, or has too long a number"
    return f"cannot be read: {why}"


def says(error: ErrorDetails, *, missing: str = "is missing") -> str:
    """Return what is wrong, behind the keys that lead to it."""
    keys = " ".join(part for part in error["loc"] if isinstance(part, str))
    if error["type"] == "extra_forbidden":
        return f"unknown key `{keys}`; remove it"
    wrong = missing if error["type"] == "missing" else error["msg"]
    return f"{keys}: {wrong.removeprefix('Value error, ')}"
