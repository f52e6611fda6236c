"""What a page sees: which snapshot, in which language; chosen in the sidebar.

A page asks here and nowhere else, also when it runs without its frame: the
snapshot is found and verified again at each run, and a damaged one is said to
be so in a sentence instead of shown.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from data import snapshot
from data.ask import AccessRefused, find_query
from data.ask.lists import has_all, in_brief, offered
from data.figures import key_figures
from data.snapshot import Snapshot, SnapshotRefused
from data.words import LANGUAGES, Words, words_for
from pages.parts.session import meters
from pages.parts.session.readers import asker, begin_run, engine, folder
from pages.parts.shell import controls, kept_until, refusals, url_state

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from data.ask import Filter

LANGUAGE = "lang"
SNAPSHOT = "snapshot"
_ASKED_FOR = "snapshot asked for"
_OF_RUN = "snapshots of this run"
_DAYS = "days of this run"
_KEPT = "what links of this run carry"
_NEWEST = "newest snapshot"
"""The newest snapshot that this session was shown, or could see that there is."""


@dataclass(frozen=True)
class PageContext:
    """A verified snapshot and the reader's words."""

    snapshot: Snapshot
    words: Words

    @property
    def sees_records(self) -> bool:
        """Return whether the reader may ask about single records that are there."""
        return asker().may("records") and not self.snapshot.pruned

    def lacking(self, *tables: str) -> str:
        """Return which of these tables were not delivered; empty where all were."""
        named = [t for t in tables if t in self.snapshot.seal["not_delivered"]]
        words = self.words
        lacks = words.join(words.code("table", table) for table in named)
        return words("list.not_delivered", tables=lacks) if named else ""

    def lacks(self, name: str, column: str | None = None) -> bool:
        """Return whether a list, or a column of it, needs what was not delivered."""
        query = find_query(name)
        needs = query.needs if column is None else query.needs_of(column)
        return any(table in self.snapshot.seal["not_delivered"] for table in needs)

    def offered(self, name: str) -> str | None:
        """Return the list that the reader's role gets by a name; None without one.

        Of a snapshot whose records were erased it is one of the summary, or none.
        """
        listed = offered(asker(), name)
        if listed is None or not self.snapshot.pruned:
            return listed
        brief = listed if _is_counted(listed) else in_brief(listed)
        return brief if brief and _is_counted(brief) else None

    def has_all(self, name: str, filters: Iterable[Filter]) -> bool:
        """Return whether that list has every row that these filters let through."""
        return has_all(asker(), name, filters)

    def earlier(self) -> Iterator[Snapshot]:
        """Return the sound snapshots before this one, the newest of them first."""
        return key_figures.earlier(engine(), self.snapshot)


def _is_counted(name: str) -> bool:
    return find_query(name).folder == "summary"


def _frame_choice(name: str, known: Sequence[str]) -> str | None:
    """Return a choice of the frame: from the sidebar, else from the address."""
    choice = st.session_state.get(name) or url_state.value(name)
    return choice if choice in known else None


def chosen_words() -> Words:
    """Return the words of the language chosen, or of the default one."""
    return words_for(_frame_choice(LANGUAGE, LANGUAGES) or LANGUAGES[0])


def kept() -> dict[str, str]:
    """Return what every link within the app carries: language and snapshot."""
    known: dict[str, str] | None = st.session_state.get(_KEPT)
    return _kept() if known is None else known


def _kept() -> dict[str, str]:
    choices = {
        LANGUAGE: _frame_choice(LANGUAGE, LANGUAGES[1:]),
        SNAPSHOT: _frame_choice(SNAPSHOT, _days()[1:]),
    }
    return {name: value for name, value in choices.items() if value}


def _days() -> list[str]:
    """Return the days of the snapshots, the newest first; the same all through a run.

    A page without its frame looks anew each time.
    """
    days: list[str] | None = st.session_state.get(_DAYS)
    return snapshot.days(folder()) if days is None else days


def asked_for() -> dict[str, str]:
    """Return what a link brought along, also a snapshot that is not there."""
    day = st.session_state.get(_ASKED_FOR)
    return {**kept(), **({SNAPSHOT: day} if day else {})}


def excuse(error: Exception) -> bool:
    """Draw a sentence that a page broke off; the error's own may be private.

    True: Streamlit need not say it again, which it would do in English.
    """
    if isinstance(error, AccessRefused) and error.reason != "purpose":
        meters.REFUSALS.labels("page").inc()
    try:
        refusals.draw(error, chosen_words())
    except (AttributeError, LookupError, TypeError, ValueError):
        # a value that no control has breaks whoever reads it, here too
        st.error(words_for(LANGUAGES[0])("errors.unexpected"))
    return True


def current() -> PageContext:
    """Return what this page may show; a refusal is shown and ends the page."""
    words = chosen_words()
    begin_run()
    try:
        asker()
        selected = of_run(_day(words))
        engine().verified(selected)
    except (AccessRefused, SnapshotRefused) as refused:
        excuse(refused)
        st.stop()
    st.session_state[_KEPT] = _kept()  # a page has many links
    if record := selected.pruned:
        st.info(kept_until.erased(words, record))
    lacking = selected.seal["not_delivered"]
    if lacking:
        tables = words.join(words.code("table", table) for table in lacking)
        st.warning(words("app.not_delivered", tables=tables))
    return PageContext(selected, words)


def _day(words: Words) -> str | None:
    """Return the day that is chosen, None for the newest; an unknown one ends it.

    A link to a day that is not there must not open another one unsaid.
    """
    chosen = _frame_choice(SNAPSHOT, _days())
    linked = url_state.value(SNAPSHOT)
    if chosen is None and linked:
        st.error(words("errors.unknown_snapshot", day=_readable(linked)))
        st.stop()
    return chosen


def _readable(linked: str) -> str:
    """Return what of a day in the address is safe to show."""
    return re.sub("[^0-9-]", "?", linked[:10])


def begin_of_run() -> None:
    """Let the frame, its menu and its page be about the same snapshot from here on."""
    st.session_state[_OF_RUN] = {}
    st.session_state[_DAYS] = snapshot.days(folder())
    st.session_state[_KEPT] = None


def of_run(day: str | None) -> Snapshot:
    """Return the snapshot of a day, None for the newest; the same all through a run.

    One that another takes the place of meanwhile is refused: no screen has both.
    """
    seen: dict[str | None, Snapshot] | None = st.session_state.get(_OF_RUN)
    if seen is None:  # a page without its frame
        return snapshot.find(folder(), day)
    day = day or next(iter(_days()), None)
    if day not in seen:
        seen[day] = snapshot.find(folder(), day)
    return seen[day]


def begin() -> Words:
    """Take the language that a link asks for; return its words."""
    url_state.adopt_one(LANGUAGE, LANGUAGE, LANGUAGES)
    return chosen_words()


def speak() -> Words:
    """Draw the choice of the language; return the words of what is chosen."""
    controls.segmented(
        begin()("app.language"),  # the label is in it already
        LANGUAGES,
        format_func=lambda code: words_for(code)("language.name"),
        key=LANGUAGE,
        parameter=LANGUAGE,
    )
    return chosen_words()


def choose(words: Words) -> None:
    """Draw the choice of the snapshot, and on which statement it was sealed."""
    days = _days()
    st.session_state[_ASKED_FOR] = url_state.value(SNAPSHOT)
    if not days:
        url_state.write(SNAPSHOT, SNAPSHOT, [])
        return
    st.session_state.setdefault(_NEWEST, days[0])
    controls.selectbox(
        words("app.snapshot"),
        days,
        default=days[0],
        format_func=lambda day: _named(day, words, newest=day == days[0]),
        key=SNAPSHOT,
        parameter=SNAPSHOT,
    )
    _statement(words)


def chosen_day() -> str | None:
    """Return the day of the snapshot that is chosen, None for the newest."""
    return _frame_choice(SNAPSHOT, _days())


def unknown(words: Words) -> str | None:
    """Return that the snapshot which a link asks for is not there, where it is not."""
    linked = st.session_state.get(_ASKED_FOR)
    days = _days()
    if not days or not linked or linked in days:
        return None
    return words("errors.unknown_snapshot", day=_readable(linked))


def older(words: Words) -> str | None:
    """Return that an older snapshot than the newest is shown, where that is so.

    Of one that was published meanwhile it is said that it is new.
    """
    days = _days()
    chosen = _frame_choice(SNAPSHOT, days)
    if chosen is None or chosen == days[0]:
        st.session_state[_NEWEST] = days[0] if days else None
        return None
    shown, newest = (_named(day, words, newest=False) for day in (chosen, days[0]))
    is_new = st.session_state.get(_NEWEST) != days[0]
    key = "app.newer" if is_new else "app.not_newest"
    return words(key, day=shown, newest=newest)


def to_newest() -> None:
    """Choose the newest snapshot; for a callback."""
    st.session_state[SNAPSHOT] = snapshot.days(folder())[0]


def _named(day: str, words: Words, *, newest: bool) -> str:
    try:
        named = words.date(snapshot.day_of(day))
    except ValueError:
        return day
    return f"{named} ({words('app.newest')})" if newest else named


def _statement(words: Words) -> None:
    """Draw on which version of the privacy statement the snapshot was sealed."""
    try:
        selected = of_run(chosen_day())
        statement = snapshot.day_of(selected.seal["statement"])
    except SnapshotRefused as refused:
        st.caption(words(f"errors.reasons.{refused.reason}"))
        return
    st.markdown(f"{words('app.statement')} **{words.date(statement)}**")
