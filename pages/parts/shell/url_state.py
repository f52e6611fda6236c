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


def _memory(scope: str) -> str:
    return f"address of {scope}"
