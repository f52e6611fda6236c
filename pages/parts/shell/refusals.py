"""What a page says instead of what was asked: why not, and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from data import CONTRACT, snapshot
from data.ask import AccessRefused, AskFailed
from data.followup import FollowupUnavailable
from data.journal import JournalUnavailable
from data.refusal import OTHER_VERSION, REPLACED
from data.snapshot import RecordsPruned, SnapshotRefused
from pages.parts.session.readers import folder
from pages.parts.shell import purpose
from pages.parts.text.escaping import markdown_escape

if TYPE_CHECKING:
    from data.words import Words


def draw(error: Exception, words: Words) -> None:
    """Draw in the reader's language why something is not shown, and what to do."""
    if isinstance(error, SnapshotRefused):
        _refuse(error, words)
    elif isinstance(error, AccessRefused) and error.reason == "purpose":
        purpose.ask(words)
    elif isinstance(error, AccessRefused) and error.reason == "role":
        st.error(words("who.not_yours", role=words.code("user_role", error.role)))
    elif isinstance(error, AccessRefused):
        st.error(words(f"who.{error.reason}", contact=error.contact))
    elif isinstance(error, FollowupUnavailable):
        reason = words(f"errors.followup.reasons.{error.reason}")
        st.error(words("errors.followup.unavailable", reason=reason))
    elif isinstance(error, JournalUnavailable):
        reason = words(f"errors.journal.reasons.{error.reason}")
        st.error(words("errors.journal.unavailable", reason=reason))
    else:
        reason = error.reason if isinstance(error, AskFailed) else "unexpected"
        st.error(words(f"errors.{reason}"))


def _refuse(refused: SnapshotRefused, words: Words) -> None:
    """Draw in the reader's language why a snapshot is not shown."""
    if isinstance(refused, RecordsPruned):
        day = words.date(snapshot.day_of(refused.day))
        st.info(words("kept.nothing_here", day=day))
        return
    if refused.reason == "missing" and not snapshot.days(folder()):
        st.info(words("errors.no_snapshot"))
        return
    reason = words(f"errors.reasons.{refused.reason}")
    key = "errors.damaged_file" if refused.file else "errors.damaged"
    day, file = markdown_escape(refused.day), markdown_escape(refused.file or "")
    if refused.reason == REPLACED:
        key = "errors.replaced"
    elif refused.reason in OTHER_VERSION:
        key = "errors.other_version"
    if refused.versions is not None:
        snapshot_format, contract = refused.versions
        file = words("errors.versions", format=snapshot_format, contract=contract)
    st.error(words(key, day=day, reason=reason, file=file))
    st.markdown(words(f"errors.{refused.remedy}", contract=CONTRACT))
