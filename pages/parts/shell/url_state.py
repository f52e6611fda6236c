"""Choices that live in the address: a link opens what its sender saw.

The address holds codes, so that it reads the same in every language; a bound
widget of Streamlit would put there what the reader sees. When the address is
not the one that was last written ctx, somebody followed a link: the widgets
then take their values from it. What is chosen afterwards is written back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

MOST = 200
"""Values of one parameter that are read; a longer list is cut off."""
LONGEST = 200
"""Signs of a value that are read; what is cut off a longer one never matters,
since no value that means something is as long."""


def _read(told: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(value[:LONGEST] for value in told))[:MOST]


def values(name: str) -> list[str]:
    """Return a parameter's values as they stand in the address."""
    return _read(st.query_params.get_all(name))


def is_followed(scope: str, names: Sequence[str]) -> bool:
    """Return whether the address is another than was written for this scope."""
    return st.session_state.get(_memory(scope)) != [values(name) for name in names]


def write(scope: str, chosen: dict[str, list[str]]) -> None:
    """Write what is chosen to the address, and remember it."""
    for name, told in chosen.items():
        if told != st.query_params.get_all(name):
            if told:
                st.query_params[name] = told
            else:
                st.query_params.pop(name, None)
    st.session_state[_memory(scope)] = [_read(told) for told in chosen.values()]


def adopt(name: str, key: str, options: Sequence[str]) -> None:
    """Set a choice of one to what a link names, where one was followed."""
    asked = "".join(values(name))
    if asked in options and is_followed(name, [name]):
        st.session_state[key] = asked


def adopt_several(
    name: str, key: str, options: Sequence[str], default: Sequence[str]
) -> None:
    """Set a choice of several to what the address names, or its default."""
    if is_followed(name, [name]) or key not in st.session_state:
        asked = values(name) or default
        st.session_state[key] = [code for code in asked if code in options]


def write_one(name: str, chosen: str | None, options: Sequence[str]) -> None:
    """Write a choice of one; the first option is what no address means too."""
    is_said = chosen is not None and chosen in options[1:]
    write(name, {name: [chosen] if chosen and is_said else []})


def _memory(scope: str) -> str:
    return f"address of {scope}"
