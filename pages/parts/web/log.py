"""What the server says of itself: one line an event, with nothing from outside in it.

Streamlit and uvicorn write what a visitor sent, and tracebacks with what was at hand;
both can be personal data, forge a line or fill a disk. Here a line has the event as it
stands in the code, numbers, and of an error its kind and its place.
"""

from __future__ import annotations

import json
import logging
import re
import threading
import traceback
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit.logger
import uvicorn.config

if TYPE_CHECKING:
    from collections.abc import Mapping

FORMS = ("text", "json")
"""How a line is written; json is one object a line, for a SIEM."""
LONGEST = 300
"""Characters of an event; what is longer was put together from something."""
_VALUE = re.compile(r"%(\([^)]*\))?[-#0 +]*(\*|\d+)?(\.(\*|\d+))?[hlL]?[a-zA-Z]")
"""Where the code leaves room for a value."""


def install(form: str) -> None:
    """Write every line of this process so, whoever wrote it; ValueError for no form."""
    if form not in FORMS:
        raise ValueError(form)
    formatter = LogLine(form)
    handler = logging.StreamHandler()
    handler.setFormatter(formatter)

    def attach(logger: logging.Logger) -> None:
        logger.handlers[:] = [handler]

    streamlit.logger.setup_formatter = attach  # of loggers that are still to come
    # uvicorn would write its own with handlers that it makes as it starts
    uvicorn.config.LOGGING_CONFIG |= {"handlers": {}, "loggers": {}}
    logging.getLogger().addHandler(handler)
    for logger in logging.root.manager.loggerDict.values():
        for present in getattr(logger, "handlers", ()):
            present.setFormatter(formatter)
    # Between Streamlit and uvicorn it is left without any, and would write bare texts
    uvicorn_error = logging.getLogger("uvicorn.error")
    uvicorn_error.propagate = True
    uvicorn_error.setLevel(logging.WARNING)
    logging.captureWarnings(capture=True)
    threading.excepthook = _thread_ended


class LogLine(logging.Formatter):
    """An event as one printable line."""

    def __init__(self, form: str) -> None:
        """`form`: one of FORMS."""
        super().__init__()
        self.form = form

    def format(self, record: logging.LogRecord) -> str:
        """Return the line of a record."""
        moment = datetime.fromtimestamp(record.created, UTC)
        line = {
            "time": moment.isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": _event(record),
        }
        if record.exc_info and record.exc_info[1]:
            line |= _error(record.exc_info[1])
        if self.form == "json":
            return json.dumps(line)
        return " ".join(line.values())


def _thread_ended(ended: threading.ExceptHookArgs) -> None:
    error = ended.exc_value
    if error is not None:
        info = (type(error), error, error.__traceback__)
        logging.getLogger("threading").error("A thread ended.", exc_info=info)


def _event(record: logging.LogRecord) -> str:
    """Return the code's own sentence of it, with its numbers and no other value."""
    values = record.args
    if isinstance(values, tuple) and values:
        rest = iter(values)
        text = _VALUE.sub(lambda _: _number(next(rest, None)), str(record.msg))
    elif values:
        named: Mapping[str, object] = values  # type: ignore[assignment]
        text = _VALUE.sub(
            lambda place: _number(named.get((place[1] or "()")[1:-1])), str(record.msg)
        )
    else:
        text = str(record.msg)
    if record.name == "asyncio":  # what it was about stands behind, as it looks inside
        text = re.split(r"[\n<(]", text)[0]
    printable = "".join(c if c.isprintable() else " " for c in text)
    return " ".join(printable.split())[:LONGEST]


def _number(value: object) -> str:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return str(value) if is_number else "…"


def _error(error: BaseException) -> dict[str, str]:
    """Return the kind and the place of an error; what it says may be private."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "…"
    return {"error": type(error).__name__, "at": place}
