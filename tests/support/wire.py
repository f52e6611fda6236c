"""A visitor without a screen: what the server really sends, message by message.

It keeps cookies like a browser, opens Streamlit's websocket and can send what no
honest page would: another page's hash, a fragment that ran for somebody else, a
value that was never offered.

    visitor = Visitor(site.url)
    visitor.sign_in("dora", issuer)              # or: visitor.take("management")
    with visitor.open() as wire:
        told = wire.run("requests", "status=overdue")
        told.texts, told.refusals, told.pages, told.fragments
        wire.run("requests", fragment=told.fragments[0])
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http import HTTPStatus
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode, urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.Navigation_pb2 import Navigation
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

from data.words import Words, words_for
from pages.parts.shell.navigation import role_label
from tests.support.browser import Server
from tests.support.web import Answer, ask_exactly

PATIENCE = 60
"""Seconds to wait for a message."""
STREAM = "/_stcore/stream"
XSRF = "_streamlit_xsrf"


@dataclass
class RunOutput:
    """All that the server sent in answer to one run of a page."""

    messages: list[ForwardMsg] = field(default_factory=list)

    def elements(self, *kinds: str) -> Iterator[Any]:
        """Return the elements that were sent, of these kinds where any are named."""
        for message in self.messages:
            if message.WhichOneof("type") != "delta":
                continue
            if message.delta.WhichOneof("type") == "new_element":
                element = message.delta.new_element
                kind = element.WhichOneof("type")
                if kind and (not kinds or kind in kinds):
                    yield getattr(element, kind)

    @property
    def texts(self) -> list[str]:
        """Return every text of the elements, however deep it stands; no style sheet."""
        return [
            text
            for element in self.elements()
            if element.DESCRIPTOR.name != "Html"
            for text in _strings(element)
        ]

    @property
    def raw(self) -> bytes:
        """Return every byte that was sent, to look for what may not be among them."""
        return b"".join(message.SerializeToString() for message in self.messages)

    @property
    def refusals(self) -> list[str]:
        """Return what the page says instead of what was asked."""
        return [element.body for element in self.elements("alert")]

    @property
    def title(self) -> str:
        """Return the page's first heading of the first order, '' for none."""
        heads = [h.body for h in self.elements("heading") if h.tag == "h1"]
        return heads[0] if heads else ""

    @property
    def fragments(self) -> list[str]:
        """Return the ids of the fragments that drew something."""
        ids = [m.delta.fragment_id for m in self.messages if m.HasField("delta")]
        return list(dict.fromkeys(filter(None, ids)))

    @property
    def pages(self) -> dict[str, str]:
        """Return the addresses that the navigation registers, each with its hash."""
        return {
            page.url_pathname: page.page_script_hash
            for message in self.messages
            if message.HasField("navigation")
            for page in message.navigation.app_pages
        }

    @property
    def shown_pages(self) -> list[str]:
        """Return the addresses that stand in the navigation for people to see."""
        return [
            page.url_pathname
            for message in self.messages
            if message.HasField("navigation")
            and message.navigation.position != Navigation.HIDDEN
            for page in message.navigation.app_pages
            if not page.is_hidden
        ]

    @property
    def redirect(self) -> str | None:
        """Return the address to which the page sends its visitor to sign in or out."""
        for message in self.messages:
            if message.HasField("auth_redirect"):
                return str(message.auth_redirect.url)
        return None

    def widget(self, label: str) -> str:
        """Return the id of the widget with this label; KeyError where there is none."""
        for element in self.elements():
            names = element.DESCRIPTOR.fields_by_name
            if {"id", "label"} <= {*names.keys()} and element.label == label:
                return str(element.id)
        raise KeyError(label)


def _strings(proto: Any) -> Iterator[str]:
    for descriptor, value in proto.ListFields():
        for item in value if descriptor.is_repeated else [value]:
            if hasattr(item, "ListFields"):
                yield from _strings(item)
            elif isinstance(item, str):
                yield item


class Wire:
    """One open websocket: a session of Streamlit."""

    def __init__(self, connection: ClientConnection) -> None:
        """Take a connection that is open."""
        self.connection = connection

    def run(
        self,
        page: str = "",
        query: str = "",
        *,
        widgets: Mapping[str, object] | None = None,
        fragment: str = "",
        page_hash: str = "",
    ) -> RunOutput:
        """Have a page run, or one of its fragments, and give what the server sent.

        `widgets`: the value of a widget by its id; True is the press of a button.
        """
        request = BackMsg()
        rerun = request.rerun_script
        rerun.query_string, rerun.page_name = query, page
        rerun.page_script_hash, rerun.fragment_id = page_hash, fragment
        rerun.widget_states.widgets.extend(
            _state(key, value) for key, value in (widgets or {}).items()
        )
        self.connection.send(request.SerializeToString())
        return self.collect()

    def collect(self) -> RunOutput:
        """Collect what is sent until a run has come to its end."""
        sent = RunOutput()
        while True:
            message = ForwardMsg.FromString(self.connection.recv(PATIENCE))
            sent.messages.append(message)
            # a page that leads on to another ends early, and what it drew may be gone
            if (
                message.WhichOneof("type") == "script_finished"
                and message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN
            ):
                return sent


def _state(key: str, value: object) -> WidgetState:
    state = WidgetState(id=key)
    if value is True:
        state.trigger_value = True
    elif isinstance(value, str):
        state.string_value = value
    elif isinstance(value, int):
        state.int_value = value
    elif isinstance(value, Iterable):
        state.string_array_value.data.extend(map(str, value))
    else:
        state.json_value = json.dumps(value)
    return state


class Visitor:
    """Somebody with cookies of their own, who asks the server exactly what we say."""

    def __init__(self, url: str, language: str = "nl") -> None:
        """`url`: where the app answers."""
        self.url = url
        self.words: Words = words_for(language)
        self.cookies: dict[str, str] = {}

    def get(self, target: str, **headers: str) -> Answer:
        """Ask for an address, keeping the cookies that the answer sets."""
        return self._ask(self.url, target, "GET", b"", headers)

    @contextmanager
    def open(self, **headers: str) -> Iterator[Wire]:
        """Open the websocket as a page of the app would, and close it."""
        with self.connected(**headers) as connection:
            yield Wire(connection)

    def connected(self, **headers: str) -> ClientConnection:
        """Open the websocket as a page of the app would."""
        if XSRF not in self.cookies:
            self.get("/_stcore/health")
        return connect(
            self.url.replace("http", "ws", 1) + STREAM,
            origin=Origin(self.url),
            subprotocols=[Subprotocol("streamlit"), Subprotocol(self.cookies[XSRF])],
            additional_headers={"Cookie": self._cookie(), **headers},
            max_size=None,
            open_timeout=PATIENCE,
            proxy=None,
        )

    def run(self, page: str = "", query: str = "") -> RunOutput:
        """Open a page afresh and give what it shows."""
        with self.open() as wire:
            return wire.run(page, query)

    def take(self, role: str) -> None:
        """Take a role by the switch on the page, as a visitor of a demonstration."""
        if not self.cookies:
            self.get("/")
        with self.open() as wire:
            switch = wire.run().widget(self.words("who.role"))
            named = role_label(self.words, role)
            wire.run(widgets={switch: named})

    def look(self, purpose: str = "audit") -> None:
        """Say for what purpose one looks, on the first page that asks."""
        if not self.cookies:
            self.get("/")
        with self.open() as wire:
            sent = wire.run("requests")
            if self.words("purpose.title") not in "".join(sent.texts):
                return  # without a snapshot there is nothing to look at
            chosen = self.words.code("access_purpose", purpose)
            choice = sent.widget(self.words("purpose.label"))
            go = sent.widget(self.words("purpose.go"))
            wire.run("requests", widgets={choice: chosen, go: True})

    def take_file(self, target: str) -> Answer:
        """Ask for a file, and fetch it where the answer sends one."""
        answer = self.get(target)
        if answer.status != HTTPStatus.SEE_OTHER:
            return answer
        return self.get(answer.headers["location"])

    def sign_in(self, name: str, issuer: str, page: str = "") -> str:
        """Sign in at the provider; return the address on which one lands."""
        return self.come_back(name, issuer, page).headers["location"]

    def come_back(self, name: str, issuer: str, page: str = "") -> Answer:
        """Sign in at the provider; return what answers who comes back from there."""
        return self.come_from(self.set_out(page), name, issuer)

    def come_from(self, way: str, name: str, issuer: str) -> Answer:
        """Sign in where one set out for; return what answers who comes back."""
        there = way.removeprefix(issuer)
        form = urlencode({"sub": name}).encode()
        kind = {"Content_Type": "application/x-www-form-urlencoded"}
        back = self._ask(issuer, there, "POST", form, kind).headers["location"]
        return self.get(back.removeprefix(self.url), Accept="text/html")

    def set_out(self, page: str = "") -> str:
        """Press the button to sign in; return the address at the provider."""
        self.get(f"/{page}")
        with self.open() as wire:
            name, _, query = page.partition("?")
            button = wire.run(name, query).widget(self.words("who.sign_in"))
            way = wire.run(name, query, widgets={button: True}).redirect
        assert way, "the page sends nobody to sign in"
        return self.get(way).headers["location"]

    def sign_out(self) -> None:
        """Sign out by the button on the page, and at the address it sends one to."""
        with self.open() as wire:
            button = wire.run().widget(self.words("who.sign_out"))
            way = wire.run(widgets={button: True}).redirect
        assert way, "the page sends nobody to sign out"
        self.get(way)

    def _cookie(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    def _ask(
        self, at: str, target: str, method: str, body: bytes, headers: dict[str, str]
    ) -> Answer:
        ours = at == self.url
        sent = {"Cookie": self._cookie()} if ours and self.cookies else {}
        netloc = urlsplit(at).netloc
        answer = ask_exactly(netloc, target, method, body, **sent, **headers)
        for header in answer.cookies if ours else ():
            for name, morsel in SimpleCookie(header).items():
                # what is told to be gone at once is gone
                if re.search(r"(?i)max-age=0\b", header):
                    self.cookies.pop(name, None)
                else:
                    self.cookies[name] = morsel.coded_value
        return answer


@cache
def auditor(url: str) -> Visitor:
    """Return a visitor of a demonstration who looks as its DPO, for an audit."""
    visitor = Visitor(url)
    visitor.look()
    return visitor


def taken(server: Server, target: str) -> Answer:
    """Ask a server for a file as somebody who may have it."""
    return auditor(server.url).take_file(target)
