"""A command line that names the word that was probably meant."""

from __future__ import annotations

import argparse
import re
from typing import TYPE_CHECKING, Any, NoReturn

from data.refusal import nearest, printable

if TYPE_CHECKING:
    from collections.abc import Iterator

_ELSEWHERE = " It is an option of another command."
_UNKNOWN = re.compile(r"unrecognized arguments: (\S+)")


class Parser(argparse.ArgumentParser):
    """A parser that takes no abbreviations, and says what is nearest."""

    def __init__(self, **options: Any) -> None:  # noqa: ANN401
        """Make it as argparse does, with help whose lines stay as they are."""
        form = argparse.RawDescriptionHelpFormatter
        super().__init__(allow_abbrev=False, formatter_class=form, **options)

    def _check_value(self, action: argparse.Action, value: object) -> None:
        """Refuse what is not among the choices of an argument."""
        if action.choices is None or value in action.choices:
            return
        choices = [str(choice) for choice in action.choices]
        wrong = printable(str(value))
        raise argparse.ArgumentError(
            action,
            f"invalid choice: {wrong}.{nearest(wrong, choices)} "
            f"Choose from {', '.join(choices)}.",
        )

    def error(self, message: str) -> NoReturn:
        """Print what is wrong, and end with 2."""
        if unknown := _UNKNOWN.match(message):
            word, options = unknown[1].partition("=")[0], {*_options(self)}
            hint = nearest(word, options) if word not in options else _ELSEWHERE
            message = f"{message}.{hint}"
        super().error(message)


def _options(parser: argparse.ArgumentParser) -> Iterator[str]:
    """Return every option of a parser and of the commands below it."""
    for action in parser._actions:
        yield from action.option_strings
        if isinstance(action, argparse._SubParsersAction):
            for below in action.choices.values():
                yield from _options(below)
