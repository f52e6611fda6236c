"""Choices that live in the address: a link opens what its sender saw.

The address holds codes, so that it reads the same in every language; a bound
widget of Streamlit would put there what the reader sees. When the address is
not the one that was last written for a widget, somebody followed a link: the widget
then takes its value from it. What is chosen afterwards is written back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

MOST = 200
"""Values of one parameter that are read; a longer list is cut off."""
LONGEST = 200
"""Signs of a value that are read; what is cut off a longer one never matters,
since no value that means something is as long."""


_WRITTEN = "addresses of controls"
"""What was last written for every control."""


def _read(texts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(text[:LONGEST] for text in texts))[:MOST]


def values(name: str) -> list[str]:
    """Return a parameter's values as they stand in the address."""
    return _read(st.query_params.get_all(name))


def value(name: str) -> str:
    """Return the value of a parameter that has one, else a text that means nothing."""
    return "".join(values(name))


def is_followed(name: str, key: str) -> bool:
    """Return whether the address asks another than was written for this control."""
    written: dict[str, list[str]] = st.session_state.get(_WRITTEN) or {}
    return written.get(key) != values(name)


def adopt(name: str, key: str, read: Callable[[list[str]], object]) -> None:
    """Set a control to what `read` makes of a link, or of the first address."""
    if is_followed(name, key) or key not in st.session_state:
        st.session_state[key] = read(values(name))


def adopt_one(name: str, key: str, options: Sequence[str]) -> None:
    """Set a choice of one to what a link names, where one was followed."""
    code = value(name)
    if code in options and is_followed(name, key):
        st.session_state[key] = code


def begin(names: Iterable[str], name: str, key: str, first: str) -> None:
    """Ask for a first value where nothing was chosen yet, and the address is silent."""
    if key not in st.session_state and not any(map(values, names)):
        st.query_params[name] = first


def write(name: str, key: str, chosen: list[str]) -> None:
    """Write what is chosen in a control to the address, and remember it."""
    if chosen != st.query_params.get_all(name):
        if chosen:
            st.query_params[name] = chosen
        else:
            st.query_params.pop(name, None)
    st.session_state.setdefault(_WRITTEN, {})[key] = _read(chosen)


def write_one(name: str, key: str, chosen: str | None, options: Sequence[str]) -> None:
    """Write a choice of one; the first option is what no address means too."""
    write(name, key, [chosen] if chosen is not None and chosen in options[1:] else [])
