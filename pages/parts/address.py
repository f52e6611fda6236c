"""Choices that live in the address: a link opens what its sender saw.

The address holds codes, so that it reads the same in every language; a bound
widget of Streamlit would put there what the reader sees. When the address is
not the one that was last written here, somebody followed a link: the widgets
then take their values from it. What is chosen afterwards is written back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST = 40
"""Values of one parameter that are read; a longer list is cut off."""
LONGEST = 80


def values(name: str) -> list[str]:
    """Give a parameter's values as they stand in the address."""
    told = st.query_params.get_all(name)[:MOST]
    return [value for value in dict.fromkeys(told) if len(value) <= LONGEST]


def is_followed(scope: str, names: Sequence[str]) -> bool:
    """Tell whether the address is another than was written for this scope."""
    return st.session_state.get(_memory(scope)) != [values(name) for name in names]


def write(scope: str, chosen: dict[str, list[str]]) -> None:
    """Write what is chosen to the address, and remember it."""
    for name, told in chosen.items():
        if told != values(name):
            if told:
                st.query_params[name] = told
            else:
                st.query_params.pop(name, None)
    st.session_state[_memory(scope)] = list(chosen.values())


def _memory(scope: str) -> str:
    return f"address of {scope}"
