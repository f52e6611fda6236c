"""Who has which role, and how long a session lasts; no server needed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.ask.access import ROLES, AccessRefused
from data.ask.identity.roles import RolesError, read
from data.ask.identity.sessions import IDLE, MOST, SKEW, Sessions

TABLE = """
contact = "the privacy desk"
claim = "realm_access.roles"
revoked = ["r-1"]

[claims]
"Privacy.Dpo" = "dpo"
"Privacy.Audit" = "auditor"

[people]
"p-1" = ["dpo", "management"]
"r-1" = ["dpo"]
"""


def roles(text: str, tmp_path: Path, **claims: Any) -> tuple[str, ...]:
    (tmp_path / "roles.toml").write_text(text)
    return read(tmp_path / "roles.toml").roles(claims)


# Roles


def test_person_of_the_table_has_its_roles_in_its_order(tmp_path: Path) -> None:
    assert roles(TABLE, tmp_path, sub="p-1") == ("dpo", "management")


def test_claim_gives_the_roles_that_the_table_knows(tmp_path: Path) -> None:
    claim = {"roles": ["offline_access", "Privacy.Audit", "Privacy.Dpo", "dpo"]}
    assert roles(TABLE, tmp_path, sub="x", realm_access=claim) == ("auditor", "dpo")
    assert roles(TABLE, tmp_path, sub="x", realm_access={"roles": "Privacy.Dpo"}) == (
        "dpo",
    )


@pytest.mark.parametrize(
    "claims",
    [
        {},
        {"sub": "nobody"},
        {"sub": ""},
        {"sub": ["p-1"]},
        {"sub": "p-1\n"},
        {"sub": "P-1"},
        {"email": "p-1"},
        {"sub": "x", "realm_access": None},
        {"sub": "x", "realm_access": {"roles": ["dpo", {"a": 1}, None, 3]}},
        {"sub": "x", "roles": ["Privacy.Dpo"]},
        {"realm_access": {"roles": ["Privacy.Dpo"]}},
    ],
)
def test_who_is_not_named_has_no_role(tmp_path: Path, claims: dict[str, Any]) -> None:
    assert roles(TABLE, tmp_path, **claims) == ()


def test_who_is_revoked_has_no_role_by_claim_either(tmp_path: Path) -> None:
    claim = {"roles": ["Privacy.Dpo"]}
    assert roles(TABLE, tmp_path, sub="r-1", realm_access=claim) == ()


@pytest.mark.parametrize(
    ("claims", "is_so"),
    [
        ({"amr": ["pwd", "mfa"], "acr": "high"}, True),
        ({"amr": ["hwk"], "acr": "high"}, True),
        ({"amr": "mfa", "acr": ["high"]}, True),
        ({"amr": ["pwd"], "acr": "high"}, False),
        ({"amr": ["pwd", "mfa"], "acr": "low"}, False),
        ({"amr": ["mfa"]}, False),
        ({"amr": [["mfa"], 1, None], "acr": "high"}, False),
        ({}, False),
    ],
)
def test_each_claim_that_is_demanded_has_one_of_its_values(
    tmp_path: Path, claims: dict[str, Any], is_so: bool
) -> None:
    demands = '[demanded]\namr = ["mfa", "hwk"]\nacr = ["high"]\n'
    (tmp_path / "roles.toml").write_text(TABLE + demands)
    assert read(tmp_path / "roles.toml").is_as_demanded(claims) is is_so


@pytest.mark.parametrize(
    "text",
    [
        "",
        "contact = 3",
        'contact = "desk',
        'people = "p-1"\ncontact = "desk"',
        'contact = "desk"\n[people]\n"p-1" = "dpo"',
        'contact = "desk"\n[people]\n"p-1" = ["dpoo"]',
        'contact = "desk"\n[people]\n"p-1" = ["dpo"]\n"p-2" = [["dpo"]]',
        'contact = "desk"\n[claims]\n"x" = "root"',
        'contact = "desk"\n[person]\n"p-1" = ["dpo"]',
        'contact = "desk"\nrevoked = "p-1"',
        'contact = "desk"\nclaim = 1',
        'contact = "desk"\nwho = ""',
        'contact = "desk"\ndemanded = "mfa"',
        'contact = "desk"\n[demanded]\namr = "mfa"',
        'contact = "desk"\n[demanded]\namr = []',
        'contact = "desk"\n[demanded]\namr = ["mfa", 1]',
        f'contact = "desk"\nwho = {"9" * 5000}',
        f'contact = "desk"\nwho = {"[" * 90_000}',
    ],
)
def test_table_with_one_mistake_is_refused_whole(tmp_path: Path, text: str) -> None:
    with pytest.raises(RolesError) as refused:
        roles(text, tmp_path, sub="p-1")
    assert "p-1" not in str(refused.value)


def test_table_that_is_not_there_is_refused(tmp_path: Path) -> None:
    for path in (tmp_path / "none.toml", tmp_path):
        with pytest.raises(RolesError):
            read(path)


def test_roles_of_the_table_are_those_of_the_door(tmp_path: Path) -> None:
    named = tuple("owner:ict" if role == "owner" else role for role in ROLES)
    every = ", ".join(f'"{role}"' for role in named)
    text = f'contact = "desk"\n[people]\n"p-1" = [{every}]'
    assert roles(text, tmp_path, sub="p-1") == named


# Sessions


class Clock:
    """A clock that a test sets."""

    now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


def token(clock: Clock, **other: Any) -> dict[str, Any]:
    claims = {"sub": "p-1", "iat": int(clock.now), "exp": int(clock.now) + 300}
    return claims | {"nonce": "n-1"} | other


def refusal(sessions: Sessions, claims: dict[str, Any]) -> str | None:
    try:
        sessions.of(claims)
    except AccessRefused as refused:
        return refused.reason
    return None


def test_session_ends_after_half_an_hour_without_a_question() -> None:
    clock = Clock()
    sessions, claims = Sessions(clock), token(clock)
    sessions.begin(claims)
    clock.now += IDLE - 1
    assert refusal(sessions, claims) is None
    clock.now += IDLE - 1
    assert refusal(sessions, claims) is None
    clock.now += IDLE
    assert refusal(sessions, claims) == "idle"
    clock.now -= IDLE  # it never comes back, whatever the clock says
    assert refusal(sessions, claims) == "idle"


def test_session_ends_after_eight_hours_of_work() -> None:
    clock = Clock()
    sessions, claims = Sessions(clock), token(clock)
    sessions.begin(claims)
    until = clock.now + MOST
    while clock.now + IDLE / 2 < until:
        clock.now += IDLE / 2
        assert refusal(sessions, claims) is None
    clock.now = until
    assert refusal(sessions, claims) == "expired"


def test_looking_whether_a_session_lasts_is_no_use_of_it() -> None:
    clock = Clock()
    sessions, claims = Sessions(clock), token(clock)
    sessions.begin(claims)
    for _ in range(3):
        clock.now += IDLE / 2 - 1
        live = sessions.is_live(claims)
    assert not live
    assert refusal(sessions, claims) == "idle"


def test_session_that_was_signed_out_of_never_comes_back() -> None:
    clock = Clock()
    sessions, claims = Sessions(clock), token(clock)
    sessions.begin(claims)
    assert sessions.end(claims)
    assert refusal(sessions, claims) == "signed_out"
    with pytest.raises(AccessRefused):
        sessions.begin(claims)
    assert not sessions.end(claims)


def test_cookie_of_before_a_start_of_the_server_is_nobody() -> None:
    clock = Clock()
    Sessions(clock).begin(token(clock))
    assert refusal(Sessions(clock), token(clock)) == "signed_out"


def test_two_sign_ins_of_one_person_end_apart() -> None:
    clock = Clock()
    sessions = Sessions(clock)
    first, second = token(clock), token(clock, nonce="n-2")
    sessions.begin(first)
    sessions.begin(second)
    sessions.end(first)
    assert refusal(sessions, first) == "signed_out"
    assert refusal(sessions, second) is None


@pytest.mark.parametrize(
    "change",
    [
        {"sub": None},
        {"iat": None},
        {"exp": None},
        {"iat": "1800000000"},
        {"iat": 1_800_000_000 - MOST},
        {"iat": 1_800_000_000 + SKEW + 1},
        {"exp": 1_800_000_000 - SKEW},
        {"exp": float("nan")},
        {"iat": float("nan")},
    ],
)
def test_token_that_does_not_hold_now_begins_nothing(change: dict[str, Any]) -> None:
    clock = Clock()
    sessions = Sessions(clock)
    claims = token(clock, **change)
    with pytest.raises(AccessRefused):
        sessions.begin(claims)
    assert refusal(sessions, claims) == "signed_out"


@given(st.lists(st.integers(0, 2 * IDLE), max_size=60))
def test_session_never_outlasts_its_hours_however_it_is_used(steps: list[int]) -> None:
    clock = Clock()
    sessions, claims = Sessions(clock), token(clock)
    sessions.begin(claims)
    begun, over = clock.now, False
    for step in steps:
        clock.now += step
        over = over or step >= IDLE or clock.now - begun >= MOST
        assert (refusal(sessions, claims) is not None) == over


def test_what_ended_long_ago_is_forgotten() -> None:
    clock = Clock()
    sessions = Sessions(clock)
    for n in range(100):
        sessions.begin(token(clock, nonce=f"n-{n}"))
    clock.now += 3 * MOST
    sessions.begin(token(clock, nonce="new"))
    assert len(sessions._known) == 1
