"""Controls that choose among codes, and keep codes when their labels change.

Streamlit knows what is chosen by its label. When the labels change, because the
reader takes another language or a newer snapshot is published, it would go on
with the label of before: as a day, a filter or a purpose that nobody knows.

With a `parameter`, what is chosen lives in the address too (url_state.py).
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import streamlit as st

from pages.parts.shell import url_state

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence

    from streamlit.delta_generator import DeltaGenerator

FIRST, LAST = date(1900, 1, 1), date(2100, 12, 31)
"""Between which days a date can be chosen."""
_LABELS = "labels of controls"
"""Codes by label of every control: under one key, since Streamlit looks through all
that a session holds at every text and choice that it draws."""


def selectbox(
    label: str,
    options: Sequence[str],
    *,
    key: str,
    format_func: Callable[[str], str],
    default: str | None,
    parameter: str | None = None,
    may_be_emptied: bool = False,
    **more: Any,  # noqa: ANN401 - what st.selectbox takes besides
) -> str | None:
    """Draw a choice of one; return its code, None where nothing is chosen.

    What was chosen can be taken back where it `may_be_emptied`.
    """
    if parameter:
        url_state.adopt_one(parameter, key, options)
    is_new = _prepare(key, options, format_func)
    first = options.index(default) if default in options else None
    index = first if is_new else 0
    if may_be_emptied:  # which Streamlit offers where it was given nothing at first
        if is_new and first is not None:
            st.session_state[key] = default
        index = None
    chosen: str | None = st.selectbox(
        label, options, index, format_func=format_func, key=key, **more
    )
    if parameter:
        url_state.write_one(parameter, key, chosen, options)
    return chosen


def multiselect(
    label: str,
    options: Sequence[str],
    *,
    key: str,
    format_func: Callable[[str], str],
    default: Sequence[str] = (),
    parameter: str | None = None,
    **more: Any,  # noqa: ANN401 - what st.multiselect takes besides
) -> list[str]:
    """Draw a choice of several; return their codes, at first the default."""
    if parameter:

        def known(codes: Sequence[str]) -> list[str]:
            return [code for code in codes or default if code in options]

        url_state.adopt(parameter, key, known)
    is_new = _prepare(key, options, format_func)
    first = list(default) if is_new else None
    chosen: list[str] = st.multiselect(
        label, options, first, format_func=format_func, key=key, **more
    )
    if parameter:
        url_state.write(parameter, key, list(chosen))
    return chosen


def segmented(
    label: str,
    options: Sequence[str],
    *,
    key: str,
    format_func: Callable[[str], str],
    parameter: str | None = None,
    **more: Any,  # noqa: ANN401 - what st.segmented_control takes besides
) -> str:
    """Draw a choice of one beside the others; return its code, at first the first."""
    if parameter:
        url_state.adopt_one(parameter, key, options)
    is_new = _prepare(key, options, format_func)
    first = options[0] if is_new else None
    chosen: str | None = st.segmented_control(
        label,
        options,
        required=True,
        default=first,
        format_func=format_func,
        key=key,
        **more,
    )
    if parameter:
        url_state.write_one(parameter, key, chosen, options)
    return chosen or options[0]


def pills(
    where: DeltaGenerator,
    label: str,
    options: Sequence[str],
    *,
    key: str,
    format_func: Callable[[str], str],
    chosen: str | None,
    **more: Any,  # noqa: ANN401 - what st.pills takes besides
) -> None:
    """Draw pills of which one, or none, is chosen; `value` says which was clicked."""
    st.session_state[key] = chosen
    _prepare(key, options, format_func)
    where.pills(label, options, format_func=format_func, key=key, **more)


def day(
    label: str,
    *,
    key: str,
    pattern: str,
    default: date | None = None,
    parameter: str | None = None,
) -> date | None:
    """Draw a choice of a day that can be taken back; return it, or None."""
    if parameter:
        url_state.adopt(parameter, key, lambda texts: read_day("".join(texts)))
    elif key not in st.session_state:
        st.session_state[key] = default
    chosen: date | None = st.date_input(
        label, None, min_value=FIRST, max_value=LAST, format=pattern, key=key
    )
    if parameter:
        url_state.write(parameter, key, [chosen.isoformat()] if chosen else [])
    return chosen


def read_day(text: str) -> date | None:
    """Return the day that a text names, None where it is none to choose."""
    try:
        named = date.fromisoformat(text)
    except ValueError:
        return None
    return named if FIRST <= named <= LAST else None


def search(
    label: str,
    *,
    key: str,
    parameter: str,
    max_chars: int,
    may_keep: Callable[[str], bool],
    **more: Any,  # noqa: ANN401 - what st.text_input takes besides
) -> str:
    """Draw a text to search for; return it.

    A link may bring it along; what is typed gets to the address where it `may_keep`.
    """
    linked = url_state.value(parameter)[:max_chars]
    if (linked or st.session_state.get(_kept(key))) and url_state.is_followed(
        parameter, key
    ):
        st.session_state[key] = linked
    text: str = st.text_input(label, key=key, max_chars=max_chars, **more)
    is_kept = bool(text.strip()) and (text == linked or may_keep(text))
    url_state.write(parameter, key, [text] if is_kept else [])
    st.session_state[_kept(key)] = is_kept
    return text.strip()


def _kept(key: str) -> str:
    return f"{key} in the address"


def value(key: str) -> str | None:
    """Return the code chosen in a control; for a callback, before it is drawn."""
    chosen: str | None = st.session_state.get(key)
    return chosen and _code(key, chosen, _known(key)[0].values())


def values(key: str) -> list[str]:
    """Return the codes chosen in a control of several; for a callback, as above."""
    labels = _known(key)[0].values()
    return [_code(key, label, labels) for label in st.session_state.get(key, [])]


def _known(key: str) -> tuple[dict[str, str], dict[str, str]]:
    """Return the codes by label when a control was last drawn, and before that."""
    known: dict[str, tuple[dict[str, str], dict[str, str]]]
    known = st.session_state.get(_LABELS) or {}
    return known.get(key, ({}, {}))


def _prepare(
    key: str,
    options: Iterable[str],
    format_func: Callable[[str], str],
) -> bool:
    """Turn labels of before into codes; return whether the control has no state.

    Labels that changed are sent again. A default is for Streamlit to set: after a
    change of page it still knows a control whose key is not there yet.
    """
    last, _ = _known(key)
    labels = {format_func(code): code for code in options}
    is_new = key not in st.session_state
    state = st.session_state.get(key)
    if isinstance(state, list):
        codes: Any = [_code(key, label, labels.values()) for label in state]
    else:
        codes = None if state is None else _code(key, state, labels.values())
    if not is_new and (codes != state or (last and labels != last)):
        st.session_state[key] = codes
    if labels != last:
        st.session_state.setdefault(_LABELS, {})[key] = (labels, last)
    return is_new


def _code(key: str, label: str, options: Collection[str]) -> str:
    """Return the code that a label stood for; what was sent may be of before."""
    if label in options:
        return label
    last, before = _known(key)
    return last.get(label) or before.get(label, label)
