"""Signing in at a real provider: who gets in, to what, and until when."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from html import escape
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from itsdangerous import URLSafeTimedSerializer
from playwright.sync_api import Page, expect

from data.ask.identity.sessions import IDLE, MOST
from data.followup import Tokens
from data.followup import beside as beside_followup
from data.journal import Journal
from data.journal import beside as beside_journal
from tests.support.browser import beside, ready, unfold
from tests.support.screen import menu
from tests.support.signing import CONTACT, COOKIE_SECRET, FORGED, Site, signed
from tests.support.web import ask_exactly
from tests.support.wire import RunOutput, Visitor

PEOPLE = {
    "dora": ["dpo"],
    "mark": ["management"],
    "both": ["management", "dpo"],
    "ada": ["admin"],
}
OUT = "Meld u aan"


@pytest.fixture(scope="module")
def running(
    snapshots: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    with signed(snapshots, tmp_path_factory.mktemp("signed")) as site:
        yield site


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    """Return a page of somebody who was never here: nobody is signed in."""
    return new_page()


@pytest.fixture
def gated(running: Site) -> Site:
    running.people(PEOPLE)
    running.put_forward(0)
    return running


def sign_in(page: Page, name: str) -> None:
    page.get_by_role("button", name="Aanmelden").click()
    page.get_by_placeholder("sub").fill(name)
    page.get_by_role("button", name="Authorize").click()
    ready(page)


def signed_in(site: Site, name: str) -> Visitor:
    visitor = Visitor(site.url)
    visitor.sign_in(name, site.issuer)
    return visitor


def is_out(sent: RunOutput, why: str) -> bool:
    """Return whether a page says only this, with nothing of any snapshot."""
    nothing = not re.search(rb"20\d\d-\d\d-\d\d|C-\d{6}", sent.raw)
    return nothing and not sent.shown_pages and any(why in t for t in sent.texts)


def is_in(sent: RunOutput) -> bool:
    return "retention" in sent.shown_pages and sent.title == "Bewaartermijnen"


# In the browser


def test_visitor_sees_one_button_and_no_day(gated: Site, page: Page) -> None:
    for path in ("/", "/retention", "/snapshot", "/client?client=C-000001"):
        page.goto(gated.url + path)
        ready(page)
        expect(page.get_by_text(OUT)).to_be_visible()
        main = page.get_by_test_id("stMain")
        expect(main.get_by_role("button")).to_have_count(1)
        expect(main.get_by_role("link")).to_have_count(0)
        expect(page.get_by_test_id("stSidebarNav")).to_have_count(0)
        expect(page.get_by_role("dialog")).to_have_count(0)
        assert not re.search(r"202\d", page.locator("body").inner_text())


def test_visitor_reads_it_in_english_too(gated: Site, page: Page) -> None:
    page.goto(f"{gated.url}/?lang=en")
    ready(page)
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()


def test_dpo_lands_on_the_page_that_was_asked_for(gated: Site, page: Page) -> None:
    page.goto(f"{gated.url}/requests?status=overdue")
    ready(page)
    sign_in(page, "dora")
    assert page.url == f"{gated.url}/requests?status=overdue"
    heading = page.get_by_role("heading", name="Verzoeken van betrokkenen")
    expect(heading).to_be_visible()
    in_sight = page.get_by_test_id("stSidebar")
    expect(in_sight.get_by_text("Functionaris (FG)")).to_be_visible()
    expect(beside(page).get_by_text("Aangemeld als dora")).to_be_visible()


def test_management_has_no_page_of_records(gated: Site, page: Page) -> None:
    page.goto(f"{gated.url}/requests")
    ready(page)
    sign_in(page, "mark")
    expect(page.get_by_text("niet bedoeld voor uw rol (Management)")).to_be_visible()
    links = page.get_by_test_id("stSidebarNav").get_by_role("link")
    expect(links).to_have_text(menu("management"))
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_who_has_no_role_learns_whom_to_ask_and_no_more(
    gated: Site, page: Page
) -> None:
    page.goto(f"{gated.url}/retention")
    ready(page)
    sign_in(page, "stranger")
    expect(page.get_by_text(CONTACT)).to_be_visible()
    expect(page.get_by_test_id("stSidebarNav")).to_have_count(0)
    assert not re.search(r"202\d", page.locator("body").inner_text())


def test_person_with_two_roles_has_one_at_a_time(gated: Site, page: Page) -> None:
    page.goto(gated.url)
    ready(page)
    sign_in(page, "both")
    links = page.get_by_test_id("stSidebarNav").get_by_role("link")
    expect(links).to_have_text(menu("management"))
    unfold(beside(page).get_by_role("combobox", name="Rol"))
    page.get_by_role("option", name="Functionaris (FG)").click()
    ready(page)
    expect(links).to_have_text(menu("dpo"))


def test_copied_cookie_is_nobody_once_its_owner_signed_out(
    gated: Site, new_page: Callable[..., Page]
) -> None:
    page, thief = new_page(), new_page()
    page.goto(f"{gated.url}/retention")
    ready(page)
    sign_in(page, "dora")
    thief.context.add_cookies(page.context.cookies())  # type: ignore[arg-type]
    beside(page).get_by_role("button", name="Afmelden").click()
    page.get_by_role("button", name="End session").click()
    ready(page)
    expect(page.get_by_role("button", name="Aanmelden")).to_be_visible()
    thief.goto(f"{gated.url}/retention")
    ready(thief)
    expect(thief.get_by_role("button", name="Aanmelden")).to_be_visible()
    expect(thief.get_by_test_id("stSidebarNav")).to_have_count(0)


# Over the wire


def test_session_ends_after_half_an_hour_without_use(gated: Site) -> None:
    visitor = signed_in(gated, "dora")
    with visitor.open() as wire:
        assert is_in(wire.run("retention"))
        gated.put_forward(IDLE - 60)
        assert is_in(wire.run("retention"))
        gated.put_forward(2 * IDLE)
        assert is_out(wire.run("retention"), "een half uur")
        gated.put_forward(0)
        assert is_out(wire.run("retention"), "een half uur")
    assert is_out(visitor.run("retention"), "een half uur")
    assert visitor.get("/export/retention.csv").status == 401


def test_session_ends_after_eight_hours_of_use(gated: Site) -> None:
    visitor = signed_in(gated, "dora")
    with visitor.open() as wire:
        for ahead in range(0, MOST - 60, IDLE - 60):
            gated.put_forward(ahead)
            assert is_in(wire.run("retention"))
        gated.put_forward(MOST + 1)
        assert is_out(wire.run("retention"), "acht uur")


def test_role_taken_away_is_out_at_the_next_question(gated: Site) -> None:
    visitor = signed_in(gated, "dora")
    visitor.look()
    with visitor.open() as wire:
        assert is_in(wire.run("retention"))
        assert visitor.take_file("/export/retention.csv").status == 200
        gated.people({})
        assert visitor.take_file("/export/retention.csv").status == 403
        assert is_out(wire.run("retention"), CONTACT)
        gated.people({"dora": ["management"]})
        sent = wire.run("retention")
        assert "niet bedoeld voor uw rol" in " ".join(sent.texts)
        gated.people({"dora": ["dpo"]}, 'revoked = ["dora"]')
        assert is_out(wire.run("retention"), CONTACT)


def test_table_of_roles_with_a_mistake_lets_nobody_in(gated: Site) -> None:
    visitor = signed_in(gated, "dora")
    with visitor.open() as wire:
        assert is_in(wire.run("retention"))
        gated.table.write_text('contact = "desk"\n[people]\n"dora" = ["dpo"')
        assert is_out(wire.run("retention"), "niet te lezen")
        gated.table.unlink()
        assert is_out(wire.run("retention"), "niet te lezen")
        assert visitor.get("/export/retention.csv").status == 403


def test_role_that_was_never_offered_cannot_be_taken(gated: Site) -> None:
    visitor = signed_in(gated, "both")
    with visitor.open() as wire:
        switch = wire.run().widget("Rol")
        for forged in ("Beheerder", "Auditor", "auditor", "", "root"):
            sent = wire.run(widgets={switch: forged})
            assert "retention" not in sent.shown_pages
        wire.run(widgets={switch: "Functionaris (FG)"})
        assert is_in(wire.run("retention"))


def test_role_of_a_session_holds_in_every_tab_of_it(gated: Site) -> None:
    visitor = signed_in(gated, "both")
    with visitor.open() as first, visitor.open() as second:
        switch = first.run().widget("Rol")
        second.run()
        first.run(widgets={switch: "Functionaris (FG)"})
        assert is_in(second.run("retention"))
        visitor.look()
        assert visitor.take_file("/export/retention.csv").status == 200


def test_administrator_sees_seal_and_journal_and_no_number(gated: Site) -> None:
    sent = signed_in(gated, "ada").run()
    assert set(sent.shown_pages) == {"snapshot"}
    assert sent.title == "Momentopname"
    assert "Logboek" in sent.texts  # as a tab beside it


def test_two_sign_ins_end_apart(gated: Site) -> None:
    first, second = signed_in(gated, "dora"), signed_in(gated, "dora")
    first.sign_out()
    assert is_out(first.run("retention"), OUT)
    assert is_in(second.run("retention"))


def test_signing_in_again_ends_the_session_before(gated: Site) -> None:
    visitor = signed_in(gated, "dora")
    before = Visitor(gated.url)
    before.cookies = dict(visitor.cookies)
    assert is_in(before.run("retention"))
    visitor.cookies["_streamlit_user"] = before.cookies["_streamlit_user"]
    gated.put_forward(IDLE + 1)
    visitor.sign_in("dora", gated.issuer)
    gated.put_forward(0)
    assert is_out(before.run("retention"), "een half uur")


@pytest.mark.parametrize("change", ["", "x", "eyJzdWIiOiAiZG9yYSJ9", '"{}"'])
def test_cookie_that_we_did_not_sign_is_nobody(gated: Site, change: str) -> None:
    visitor = signed_in(gated, "dora")
    cookie = visitor.cookies["_streamlit_user"]
    visitor.cookies["_streamlit_user"] = change or cookie[:-1]
    assert is_out(visitor.run("retention"), OUT)
    assert visitor.get("/export/retention.csv").status == 401


def test_parameters_and_headers_are_no_authority(gated: Site) -> None:
    visitor = Visitor(gated.url)
    headers = {
        name: "dora"
        for name in ("Remote_User", "X_Forwarded_User", "X_Forwarded_Email", "X_Auth")
    }
    with visitor.open(**{k.replace("_", "-"): v for k, v in headers.items()}) as wire:
        sent = wire.run("retention", "role=dpo&user=dora&is_logged_in=true")
        assert is_out(sent, OUT)
    target = "/export/retention.csv?role=dpo"
    assert visitor.get(target, **headers).status in (400, 401)
    assert visitor.get("/export/retention.csv", **headers).status == 401


def test_health_tells_a_visitor_of_no_snapshot(gated: Site) -> None:
    assert Visitor(gated.url).get("/healthz").text == "ok"


def test_cookies_of_the_sign_in_are_kept_from_scripts_and_for_hours(
    gated: Site,
) -> None:
    visitor = Visitor(gated.url)
    cookies: list[str] = []
    way = Visitor._ask

    def noting(*arguments, **more):
        answer = way(visitor, *arguments, **more)
        cookies.extend(answer.cookies)
        return answer

    visitor._ask = noting  # type: ignore[method-assign]
    visitor.sign_in("dora", gated.issuer)
    named = {cookie.partition("=")[0] for cookie in cookies}
    assert {"_streamlit_user", "_streamlit_user_tokens", "came_for"} <= named
    for cookie in cookies:
        assert "samesite=lax" in cookie.lower(), cookie
        assert "2592000" not in cookie
        if not cookie.startswith("_streamlit_xsrf"):
            assert "httponly" in cookie.lower(), cookie


def test_calendar_is_given_to_its_address_alone_and_without_signing_in(
    gated: Site, snapshots: Path
) -> None:
    tokens = Tokens(beside_followup(snapshots))
    _, secret = tokens.make(None, "nl", by="a-test", tell=lambda token: None)
    netloc = urlsplit(gated.url).netloc
    answer = ask_exactly(netloc, f"/calendar/{secret}.ics")
    assert answer.status == 200
    assert b"BEGIN:VEVENT" in answer.body
    assert ask_exactly(netloc, f"/calendar/{'x' * 43}.ics").status == 404
    assert ask_exactly(netloc, "/export/agenda.ics").status == 401


# Who is not let in


def last_login(snapshots: Path) -> dict[str, object]:
    line = next(Journal(beside_journal(snapshots)).read(event="login"))
    return line.fields


@pytest.mark.parametrize(
    ("claims", "reason"),
    [
        ({FORGED: True}, "signature"),
        ({"nonce": "of another sign-in"}, "nonce"),
        ({"exp": 1_700_000_000}, "token_expired"),
        ({"aud": "another application"}, "token"),
        ({"iat": 1_700_000_000}, "token"),
    ],
)
def test_token_that_does_not_hold_is_refused_with_a_line_and_a_sentence(
    gated: Site, snapshots: Path, claims: dict[str, object], reason: str
) -> None:
    gated.claims("dora", **claims)
    try:
        visitor = Visitor(gated.url)
        answer = visitor.come_back("dora", gated.issuer)
    finally:
        gated.claims("dora")
    assert answer.status == 403
    assert escape(visitor.words(f"sign_in.{reason}")) in answer.text
    assert "_streamlit_user" not in visitor.cookies
    line = last_login(snapshots)
    assert (line["who"], line["role"], line["outcome"]) == ("nobody", "nobody", 4)
    assert line["reason"] == reason


def test_what_a_provider_refuses_is_said_without_its_words(
    gated: Site, snapshots: Path
) -> None:
    visitor = Visitor(gated.url, "en")
    way = urlsplit(visitor.set_out("retention?lang=en"))
    (state,) = parse_qs(way.query)["state"]
    error = f"state={state}&error=access_denied&error_description=Dora+de+Vries"
    answer = visitor.get(f"/oauth2callback?{error}", Accept="text/html")
    assert answer.status == 403
    assert visitor.words("sign_in.provider_refused") in answer.text
    assert 'lang="en"' in answer.text
    assert "Dora" not in answer.text
    assert last_login(snapshots)["reason"] == "provider_refused"
    assert b"Vries" not in (gated.folder / "app.log").read_bytes()


def test_who_began_no_sign_in_here_is_told_so_and_writes_no_line(
    gated: Site, snapshots: Path
) -> None:
    journal = Journal(beside_journal(snapshots))
    before = journal.standing()
    visitor = Visitor(gated.url)
    answer = visitor.get("/oauth2callback?state=x&code=y")
    assert answer.status == 403
    assert visitor.words("sign_in.state") in answer.text
    after = journal.standing()
    assert before and after and before.chain.n == after.chain.n


def test_who_is_signed_in_and_goes_back_to_an_old_sign_in_stays_so(
    gated: Site,
) -> None:
    visitor = signed_in(gated, "dora")
    visitor.get("/requests")  # somebody who is signed in came for nothing
    answer = visitor.get("/oauth2callback?state=x&code=y", Accept="text/html")
    assert (answer.status, answer.headers["location"]) == (302, "/")
    assert is_in(visitor.run("retention"))


def test_who_comes_back_from_signing_out_comes_to_the_front_page(gated: Site) -> None:
    assert Visitor(gated.url).get("/oauth2callback").headers["location"] == "/"


def test_sign_in_without_a_line_is_none_and_is_said_in_a_sentence(
    gated: Site, snapshots: Path
) -> None:
    folder = beside_journal(snapshots)
    visitor, other = signed_in(gated, "dora"), Visitor(gated.url)
    away = folder.with_name("away")
    folder.rename(away)
    try:
        answer = other.come_back("dora", gated.issuer)
        out = visitor.get("/auth/logout", Accept="text/html")
    finally:
        away.rename(folder)
    reason = other.words("errors.journal.reasons.gone")
    sentence = other.words("errors.journal.unavailable", reason=reason)
    for refused in (answer, out):
        assert refused.status == 503
        assert escape(sentence) in refused.text
    assert is_out(other.run("retention"), OUT)
    assert is_out(visitor.run("retention"), OUT)  # signing out holds all the same


def test_how_somebody_signed_in_can_be_demanded(gated: Site, snapshots: Path) -> None:
    gated.people(PEOPLE, '[demanded]\namr = ["mfa", "hwk"]\n')
    assert is_out(signed_in(gated, "dora").run("retention"), "de manier")
    line = last_login(snapshots)
    assert (line["who"], line["outcome"], line["reason"]) == ("dora", 4, "demanded")
    gated.claims("dora", amr=["pwd", "mfa"])
    try:
        visitor = signed_in(gated, "dora")
        with visitor.open() as wire:
            assert is_in(wire.run("retention"))
            gated.people(PEOPLE, '[demanded]\nacr = ["high"]\n')
            assert is_out(wire.run("retention"), "de manier")
    finally:
        gated.claims("dora")


def test_no_cookie_has_the_access_token(gated: Site) -> None:
    visitor = signed_in(gated, "dora")
    name = "_streamlit_user_tokens"
    cookie = URLSafeTimedSerializer(COOKIE_SECRET, salt=name)
    assert json.loads(cookie.loads(visitor.cookies[name])).keys() == {"id_token"}


def test_sign_ins_that_are_begun_at_once_in_one_browser_all_end(gated: Site) -> None:
    visitor = Visitor(gated.url)
    visitor.get("/")
    before = dict(visitor.cookies)
    first = visitor.set_out()
    after_first, visitor.cookies = visitor.cookies, dict(before)
    second = visitor.set_out()
    visitor.cookies = after_first | visitor.cookies
    third = visitor.set_out()
    for way in (first, third, second):
        answer = visitor.come_from(way, "dora", gated.issuer)
        assert (answer.status, answer.headers["location"]) == (302, "/")
    again = visitor.come_from(first, "dora", gated.issuer)
    assert again.status == 302  # used already, and signed in
    assert not [name for name in visitor.cookies if name.startswith("sign_in_")]


def test_sign_ins_that_nobody_ends_keep_nobody_out(gated: Site) -> None:
    visitor = Visitor(gated.url)
    ways = [visitor.set_out() for _ in range(6)]
    assert sum(map(len, visitor.cookies.values())) < 4000
    answer = visitor.come_from(ways[0], "dora", gated.issuer)
    assert (answer.status, visitor.words("sign_in.state") in answer.text) == (403, True)
    assert visitor.come_from(ways[-1], "dora", gated.issuer).status == 302
