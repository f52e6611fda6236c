"""The server's log: a line an event, with nothing from outside in it."""

from __future__ import annotations

import json
import logging
import socket
import subprocess
import sys
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState

from pages.parts.session import routes
from pages.parts.web.log import FORMS, LONGEST, LogLine
from tests.support.sealed import ROOT
from tests.support.wire import Visitor, Wire

if TYPE_CHECKING:
    from tests.support.browser import Server

PRIVATE = "Jan de Vries, 123456782"


def logged(
    event: object, *values: object, error: bool = False, form: str = "text"
) -> str:
    info = sys.exc_info() if error else None
    record = logging.LogRecord("a.b", 30, "x.py", 1, event, values, info)
    return LogLine(form).format(record)


def test_line_has_the_event_and_its_numbers_and_no_other_value() -> None:
    line = logged("size %s of %s is over %d bytes", 12, PRIVATE, 10)
    assert line.endswith(" warning a.b size 12 of … is over 10 bytes")


def test_named_values_are_left_out_too() -> None:
    values = {"who": PRIVATE, "size": 3}
    line = logged("%(who)s sent %(size)d", values)
    assert line.endswith("… sent 3")


def test_error_is_its_kind_and_its_place() -> None:
    try:
        raise ValueError(PRIVATE)
    except ValueError:
        line = logged("It broke.", error=True)
        as_json = json.loads(logged("It broke.", error=True, form="json"))
    assert line.split("It broke. ValueError test_log.py:")[1].isdecimal()
    assert (as_json["event"], as_json["error"]) == ("It broke.", "ValueError")
    assert as_json.keys() == {"time", "level", "logger", "event", "error", "at"}


def test_what_a_task_ended_with_is_not_said_by_the_loop_either() -> None:
    code = f"""
import asyncio
from pages.parts.web import log
log.install("text")
async def broken(value):
    raise ValueError(value)
async def main():
    asyncio.get_running_loop().call_soon(lambda who: 1 / 0, {PRIVATE!r})
    task = asyncio.ensure_future(broken({PRIVATE!r}))
    await asyncio.sleep(0.1)
asyncio.run(main())
"""
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True
    )
    first, second = done.stderr.splitlines()
    assert " error asyncio Exception in callback main. ZeroDivisionError " in first
    assert " error asyncio Task exception was never retrieved ValueError " in second


def test_what_uvicorn_says_is_such_a_line_too() -> None:
    code = """
import logging, uvicorn
from pages.parts.web import log
log.install("text")
uvicorn.Config("app")
try: raise ValueError("Jan")
except ValueError: logging.getLogger("uvicorn.error").exception("It broke.\\n")
"""
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True
    )
    assert done.stdout == ""
    (line,) = done.stderr.splitlines()
    assert line.endswith(" error uvicorn.error It broke. ValueError <string>:6")


def test_what_is_no_request_is_such_a_line_where_the_app_runs(site: Server) -> None:
    before = len(site.output().splitlines())
    address = urlsplit(site.url)
    with socket.create_connection((address.hostname, address.port), 10) as wire:
        wire.sendall(f"\n{PRIVATE}\r\n\r\n".encode())
        assert b" 400 " in wire.recv(1 << 10)
        wire.recv(1 << 10)
    lines = site.output().splitlines()[before:]
    assert len(lines) == 1
    assert lines[0].endswith(" warning uvicorn.error Invalid HTTP request received.")


@pytest.mark.parametrize("form", FORMS)
@given(event=st.text(), values=st.lists(st.text() | st.none() | st.integers()))
def test_whatever_is_logged_is_one_printable_line(
    form: str, event: str, values: list[object]
) -> None:
    line = logged(event, *values, form=form)
    assert line.isprintable()
    assert len(line.splitlines()) == 1
    assert len(line) < 6 * LONGEST + 200


PAGES = (
    "agenda",
    *(
        pytest.param(page, marks=pytest.mark.nightly)
        for page in routes.PAGES
        if page != "agenda"
    ),
)
KINDS = ("trigger_value", "json_value", "string_value", "int_array_value", "int_value")


def forged(key: str, kind: str) -> WidgetState:
    """Return a value of a kind that the widget does not have."""
    state = WidgetState(id=key)
    value: object = {"int_value": 10**9, "trigger_value": True}.get(kind, "\x1b[31m{'")
    if kind == "int_array_value":
        state.int_array_value.data.extend([-1, 10**9])
    else:
        setattr(state, kind, value)
    return state


def widgets(wire: Wire, page: str) -> list[str]:
    elements = [*wire.run(page).elements()]
    return [
        str(element.id)
        for element in elements
        if "id" in element.DESCRIPTOR.fields_by_name and element.id
    ]


@pytest.mark.parametrize("page", PAGES)
def test_forged_widget_breaks_no_page_and_writes_a_line_at_most(
    site: Server, page: str
) -> None:
    visitor = Visitor(site.url)
    visitor.look()
    with visitor.open() as wire:
        for key in widgets(wire, page):
            for kind in KINDS:
                before = len(site.output().splitlines())
                request = BackMsg()
                request.rerun_script.page_name = page
                states = request.rerun_script.widget_states.widgets
                states.append(forged(key, kind))
                wire.connection.send(request.SerializeToString())
                sent = wire.collect()
                assert sent.texts, (page, key, kind)
                assert "Traceback" not in "".join(sent.texts)
                lines = site.output().splitlines()[before:]
                assert len(lines) <= 1, (page, key, kind, lines)
                assert all(line.isprintable() for line in lines)
