"""A file that waits to be fetched: once, soon, and by who asked for it."""

from __future__ import annotations

import contextlib
import tempfile
import threading
import time
from collections.abc import Iterator

import pytest

from data.ask import AccessRefused
from pages.parts.web.download_grants import MOST, SECONDS, GrantRefused, Grants, Ready

MADE: list[Ready] = []


@pytest.fixture(autouse=True)
def closed() -> Iterator[None]:
    """Close what a test left open."""
    yield
    while MADE:
        MADE.pop().file.close()


def ready(text: bytes = b"a,b\r\n", visit: str = "one", **more: object) -> Ready:
    file = tempfile.TemporaryFile()
    file.write(text)
    file.seek(0)
    fields: dict[str, object] = {"may": lambda: None, **more}
    MADE.append(
        Ready(file, "a.csv", "text/csv", visit, **fields)  # type: ignore[arg-type]
    )
    return MADE[-1]


def test_a_file_is_given_once_with_its_bytes() -> None:
    kept = Grants()
    number = kept.give(ready(b"hello"))
    taken = kept.take(number, "one")
    assert (taken.size, taken.file.read()) == (5, b"hello")
    with pytest.raises(GrantRefused, match="given once") as caught:
        kept.take(number, "one")
    assert caught.value.reason == "missing"


@pytest.mark.parametrize("visit", ["two", "", None, "ONE", "one "])
def test_another_browser_gets_nothing_and_takes_nothing_away(
    visit: str | None,
) -> None:
    kept = Grants()
    number = kept.give(ready())
    with pytest.raises(GrantRefused) as caught:
        kept.take(number, visit)
    assert caught.value.reason == "other"
    assert kept.take(number, "one").size == 5


@pytest.mark.parametrize("number", ["", "id", ":id", "{id}", "%7Bid%7D", "../seal"])
def test_what_was_never_granted_is_missing(number: str) -> None:
    kept = Grants()
    kept.give(ready())
    with pytest.raises(GrantRefused):
        kept.take(number, "one")


def test_a_file_waits_five_minutes_and_no_longer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock = [1000.0]
    monkeypatch.setattr(time, "monotonic", lambda: clock[0])
    kept = Grants()
    first, second = ready(), ready()
    early, late = kept.give(first), kept.give(second)
    clock[0] += SECONDS - 1
    kept.take(early, "one")
    clock[0] += 1
    with pytest.raises(GrantRefused):
        kept.take(late, "one")
    assert second.file.closed
    assert not first.file.closed


def test_who_lost_the_right_gets_nothing_and_the_file_is_gone() -> None:
    def gone() -> None:
        raise AccessRefused("no_role")

    kept = Grants()
    made = ready(may=gone)
    number = kept.give(made)
    with pytest.raises(AccessRefused):
        kept.take(number, "one")
    assert made.file.closed
    with pytest.raises(GrantRefused):
        kept.take(number, "one")


def test_files_that_nobody_fetches_do_not_pile_up() -> None:
    kept = Grants()
    made = [ready() for _ in range(MOST + 5)]
    numbers = [kept.give(download) for download in made]
    other = kept.give(ready(visit="two"))
    assert [download.file.closed for download in made] == [True] * 5 + [False] * MOST
    assert kept.take(other, "two").size == 5
    assert len(set(numbers)) == len(numbers)


def test_a_hundred_at_once_get_one_file() -> None:
    kept = Grants()
    number = kept.give(ready())
    got: list[Ready] = []
    start = threading.Barrier(100)

    def fetch() -> None:
        start.wait()
        with contextlib.suppress(GrantRefused):
            got.append(kept.take(number, "one"))

    threads = [threading.Thread(target=fetch) for _ in range(100)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(got) == 1
