"""The dialog in which somebody writes what becomes of rows: mark, or several at once.

What was read when it opened is kept: where somebody else wrote in the meantime,
nothing is written, and the dialog says what changed.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import streamlit as st

from data.ask import AccessRefused, marking
from data.ask.access import OWNER
from data.followup import Edit, EditRefused, FollowupUnavailable, MarkChanged
from data.followup.edit import FIELDS, LONGEST
from data.journal import JournalUnavailable
from pages.parts.session.readers import reader
from pages.parts.shell import context, controls
from pages.parts.text import cell_labels
from pages.parts.text.escaping import markdown_escape

if TYPE_CHECKING:
    from collections.abc import Sequence

    from data.followup import Mark
    from data.words import Words
    from pages.parts.shell.context import PageContext

_OPENED, _READ, _SHOWN = "followup.opened", "followup.read", "followup.shown"
"""How often it was opened; the marks as they were read last, whose versions are written
over; and as the fields showed them at first, which tells what the writer changed."""
_KINDS = {
    "an e-mail address": "mail",
    "an IBAN": "iban",
    "a phone number": "phone",
    "a postcode with a house number": "postcode",
    "a citizen service number (BSN)": "bsn",
}
"""What data/identifiers.py calls a kind of identifier, as a code of data/words."""


def button(ctx: PageContext, label: str, marks: Sequence[Mark], key: str) -> None:
    """Draw the button that opens the dialog about some rows, where one may write."""
    if not marking.may_write(reader()):
        return
    if st.button(label, key=key, icon=":material/assignment_turned_in:"):
        st.session_state[_OPENED] = st.session_state.get(_OPENED, 0) + 1
        st.session_state[_READ] = {mark.key: mark for mark in marks}
        st.session_state[_SHOWN] = st.session_state[_READ]
        titled = st.dialog(ctx.words("followup.title"), width="medium")
        titled(_form)(ctx)


def _form(ctx: PageContext) -> None:
    """Draw the fields, and write what was filled in."""
    words = ctx.words
    read: dict[str, Mark] = st.session_state[_READ]
    first: dict[str, Mark] = st.session_state[_SHOWN]
    mark = next(iter(first.values())) if len(first) == 1 else None
    # asked first: this part runs without its page, and a role may be gone by now
    states = marking.history(reader(), ctx.snapshot, mark.key) if mark else []
    st.markdown(f"**{_about(words, read)}**")
    if mark is None:
        st.caption(words("followup.several"))
    with st.form(f"followup.{st.session_state[_OPENED]}", border=False):
        filled = _fields(ctx, mark)
        is_sent = st.form_submit_button(words("followup.save"), type="primary")
    if is_sent:
        _save(ctx, read, _edit(ctx, filled, mark))
    history(words, states)


def _about(words: Words, read: dict[str, Mark]) -> str:
    if len(read) > 1:
        return words.count("followup.chosen", len(read))
    name = called(words, next(iter(read)))
    return markdown_escape(f"{name[:1].upper()}{name[1:]}")


def called(words: Words, key: str) -> str:
    """Return what a mark is of: a rule, a kind of deadline, and the thing itself."""
    kind, *parts = key.split("/")
    if kind == "finding":
        rule, subject, *rest = parts
        name = words.code("subject_table", subject)
        return f"{rule}: {name} {cell_labels.subject(words, subject, '/'.join(rest))}"
    if kind == "deadline":
        about, number, *more = parts
        named = words.code("deadline", "_".join((about, *more)))
        by_term = f" ({words.code('retention_rule', more[0])})" if more else ""
        is_breach = about == "breach"
        return f"{named if is_breach else words.code('deadline', about)} {number}" + (
            "" if is_breach else by_term
        )
    return f"{words.code('marked', kind)} {'/'.join(parts)}"


def _fields(ctx: PageContext, mark: Mark | None) -> dict[str, Any]:
    """Draw the fields with what they hold; return what is filled in."""
    words, place = ctx.words, f"followup.{st.session_state[_OPENED]}"
    filled: dict[str, Any] = {}
    if reader().identify().role == OWNER:
        st.caption(words("followup.by_dpo"))
    else:
        filled["owner"] = controls.selectbox(
            words("followup.owner"),
            marking.owners(),
            default=mark.owner if mark else None,
            format_func=words.department,
            placeholder=words("followup.nobody") if mark else words("list.choose"),
            help=words("followup.owner_help"),
            key=f"{place}.owner",
            may_be_emptied=True,
        )
    filled["planned_on"] = _day(words, "planned_on", mark)
    filled["note"] = _text(words, "note", mark)
    left, right = st.columns([1, 2])
    with left:
        filled["accepted_until"] = _day(words, "accepted_until", mark)
        st.caption(words("followup.accepted_help"))
    with right:
        filled["accepted_reason"] = _text(words, "accepted_reason", mark)
    is_done = st.checkbox(
        words("followup.done_on"),
        value=bool(mark and mark.done_on),
        key=f"{place}.done_on",
    )
    filled["done_on"] = ctx.snapshot.as_of if is_done else None
    return filled


def _day(words: Words, name: str, mark: Mark | None) -> date | None:
    return controls.day(
        words(f"followup.{name}"),
        key=f"followup.{st.session_state[_OPENED]}.{name}",
        pattern=words.day_pattern,
        default=getattr(mark, name) if mark else None,
    )


def _text(words: Words, name: str, mark: Mark | None) -> str | None:
    written: str = st.text_area(
        words(f"followup.{name}"),
        value=(getattr(mark, name) if mark else None) or "",
        max_chars=LONGEST,
        height=80,
        help=words("followup.text_help"),
        key=f"followup.{st.session_state[_OPENED]}.{name}",
    )
    return written.strip() or None


def _edit(ctx: PageContext, filled: dict[str, Any], mark: Mark | None) -> Edit:
    """Return what was changed: of several rows, what was filled in at all."""
    before = {name: getattr(mark, name) if mark else None for name in FIELDS}
    if mark and mark.done_on and filled["done_on"]:
        filled["done_on"] = mark.done_on  # it was done then, and still is
    changed = {name: v for name, v in filled.items() if v != before[name]}
    accepts = ("accepted_until", "accepted_reason")
    if not changed.keys().isdisjoint(accepts):
        changed |= {name: filled[name] for name in accepts}
    return Edit(changed)


def _save(ctx: PageContext, read: dict[str, Mark], edit: Edit) -> None:
    """Write it and close; what is refused is said, and the dialog stays open."""
    words = ctx.words
    seen = {key: mark.version for key, mark in read.items()}
    try:
        marking.write(reader(), ctx.snapshot, seen, edit)
    except EditRefused as refused:
        kind = _KINDS.get(refused.kind)
        named = words(f"followup.identifier.{kind}") if kind else ""
        st.error(words(f"followup.refused.{refused.reason}", kind=named))
    except MarkChanged as changed:
        st.session_state[_READ] = read | {now.key: now for _, now in changed.now}
        st.error(words.count("followup.changed", len(changed.now)))
        for before, now in changed.now:
            _changed(words, before, now)
    except (AccessRefused, FollowupUnavailable, JournalUnavailable) as refused:
        context.excuse(refused)
    else:
        st.toast(words("followup.saved"))
        st.rerun()


def _changed(words: Words, before: Mark, now: Mark) -> None:
    """Draw what somebody else changed, who it was and when."""
    lines = [
        words(
            "followup.change",
            field=words(f"followup.{name}"),
            before=_cell(words, name, getattr(before, name)),
            after=_cell(words, name, getattr(now, name)),
        )
        for name in FIELDS
        if getattr(before, name) != getattr(now, name)
    ]
    by = _by(words, "followup.changed_by", now)
    about = called(words, now.key)
    st.markdown(markdown_escape(f"{about}: {'; '.join(lines)}. {by}."))


def _cell(words: Words, name: str, value: Any) -> str:  # noqa: ANN401
    if name == "owner":
        return words.department(value) if value else words("followup.nobody")
    if isinstance(value, date) or value is None:
        return words.date(value)
    return str(value)


def _by(words: Words, key: str, mark: Mark) -> str:
    return words(
        key,
        role=words.code("user_role", mark.changed_role),
        who=mark.changed_by,
        at=words.moment(datetime.fromisoformat(mark.changed_at)),
    )


def history(words: Words, states: Sequence[Mark]) -> None:
    """Draw every state that a mark had, the newest first, with who wrote it."""
    if not states:
        return
    with st.expander(words("followup.history")):
        for mark in states:
            st.markdown(f"{markdown_escape(_by(words, 'followup.changed_by', mark))}")
            st.caption(markdown_escape(summary(words, mark)))


def summary(words: Words, mark: Mark) -> str:
    """Return what a mark says, in a line."""
    parts = [
        f"{words(f'followup.{name}')}: {_cell(words, name, value)}"
        for name in FIELDS
        if name != "done_on" and (value := getattr(mark, name)) is not None
    ]
    if mark.accepted_by is not None:
        role = words.code("user_role", mark.accepted_role or "")
        parts.append(words("followup.accepted_by", role=role, who=mark.accepted_by))
    if mark.done_on is not None:
        parts.append(words("followup.done_as_of", day=words.date(mark.done_on)))
    return " · ".join(parts) or words("key.none")
