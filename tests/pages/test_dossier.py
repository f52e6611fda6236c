"""A request and a client opened: by a link, by a row of a list, on paper."""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from streamlit.testing.v1 import AppTest

import queries
from data.seal.run import seal
from data.words import LANGUAGES, words_for
from pages.parts.duties import dossier
from pages.parts.evidence import activity_page
from pages.parts.lists import explanations
from pages.parts.session import routes
from tests.support.browser import Server, ready
from tests.support.drawings import alternative, is_chart
from tests.support.making import Making
from tests.support.nodes import nodes
from tests.support.screen import cells, framed, letters, opened, texts
from tests.support.sealed import DAY
from tests.support.tables import tables
from tests.support.web import exported, rows

DUTCH, ENGLISH = words_for("nl"), words_for("en")
EACH_LANGUAGE = pytest.mark.parametrize("language", LANGUAGES)
EACH = pytest.mark.parametrize("page", routes.HIDDEN)
FINDINGS = queries.folder("findings")


@pytest.fixture(autouse=True)
def _shown(snapshots: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the pages show the snapshots of three days."""
    monkeypatch.setenv("SNAPSHOTS", str(snapshots))


def list_of(table: str, snapshots: Path) -> list[dict[str, str]]:
    return rows(exported(table, snapshots))


def is_quiet(at: AppTest) -> bool:
    return not (at.exception or at.error or at.warning)


def text_of(at: AppTest) -> str:
    return letters("\n".join(texts(at)))


def one_of_each(snapshots: Path) -> list[dict[str, str]]:
    """Return a request of each kind and status that the sample has."""
    chosen = {
        (row["kind"], row["status"]): row for row in list_of("requests", snapshots)
    }
    return list(chosen.values())


# A request


def test_each_kind_of_request_opens_on_its_sealed_day(snapshots: Path) -> None:
    some = one_of_each(snapshots)
    assert len(some) > 20
    for row in some:
        at = opened("request", request=row["request_id"], snapshot=DAY)
        assert is_quiet(at)
        assert at.title[0].value.endswith(row["request_id"])
        status = DUTCH.code("request_status", row["status"])
        assert f"**{status}**" in text_of(at)
        steps = tables(at)[0].value
        due = date.fromisoformat(row["due_on"]) if row["due_on"] else None
        assert steps[DUTCH("dossier.leads_to")].tolist()[-1] == DUTCH.date(due)
        assert len([*filter(is_chart, nodes(at))]) == 1


def test_a_request_shows_its_findings_with_rule_article_and_evidence(
    snapshots: Path,
) -> None:
    findings = [
        row
        for row in list_of("findings", snapshots)
        if row["subject_table"] == "rights_request"
    ]
    by_rule = {row["rule"]: row for row in findings}
    assert len(by_rule) > 8
    for rule, row in by_rule.items():
        at = opened("request", request=row["subject_key"], snapshot=DAY, lang="en")
        text = text_of(at)
        assert f"{rule} · " in text
        assert ENGLISH.title(FINDINGS[rule]) in text
        assert FINDINGS[rule]["basis"] in text
        assert row["evidence"] in text


def test_a_finding_about_a_category_names_it_and_its_ground() -> None:
    row = {
        "subject_table": "category",
        "subject_key": "health/consent",
        "since": date(2026, 8, 17),
        "evidence": "Live holdings: 3",
        "evidence_nl": "Bewaarde gegevens: 3",
    }
    dutch, english = (
        letters(explanations._evidence(words, row)) for words in (DUTCH, ENGLISH)
    )
    assert dutch.startswith("categorie Gezondheidsgegevens / toestemming, sinds 17 aug")
    assert english.startswith("category Health data / consent, since 17 Aug")


def test_a_request_without_anything_left_to_do_says_so(snapshots: Path) -> None:
    closed = [r for r in list_of("requests", snapshots) if r["outcome"] == "withdrawn"]
    dossiers = [
        text_of(opened("request", request=row["request_id"], snapshot=DAY))
        for row in closed[:5]
    ]
    assert any(DUTCH("dossier.todo_nothing") in text for text in dossiers)


# A client


@EACH_LANGUAGE
def test_a_dossier_has_every_row_about_the_client(
    language: str, snapshots: Path
) -> None:
    words = words_for(language)
    holdings = list_of("retention", snapshots)
    requests = list_of("requests", snapshots)
    for client in ("C-000135", "C-000348"):
        at = opened("client", client=client, snapshot=DAY, lang=language)
        assert is_quiet(at)
        shown = [letters(cell) for cell in cells(at)]
        own = [r for r in holdings if r["client_id"] == client]
        assert own
        for row in own:
            assert row["holding_id"] in shown
            assert words.item(row["item"]) in shown
        for row in requests:
            assert (row["request_id"] in shown) == (row["client_id"] == client)


def test_each_item_shows_how_its_term_was_worked_out(snapshots: Path) -> None:
    by_status = {row["status"]: row for row in list_of("retention", snapshots)}
    assert len(by_status) == 10
    for status, row in by_status.items():
        at = opened(
            "client",
            client=row["client_id"],
            holding=row["holding_id"],
            snapshot=DAY,
        )
        assert is_quiet(at)
        assert at.selectbox[0].value == row["holding_id"]
        meaning = DUTCH.meaning("retention_status", status)
        assert meaning is not None
        assert meaning in text_of(at)
        working = next(
            t for t in tables(at) if DUTCH("dossier.step") in t.value.columns
        )
        due = row["effective_due_on"]
        last = working.value[DUTCH("dossier.leads_to")].tolist()[-1]
        assert last == DUTCH.date(date.fromisoformat(due) if due else None)


@pytest.fixture(scope="module")
def edges(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Seal a client without anything, and one with more than a table shows."""
    folder = tmp_path_factory.mktemp("edges")
    made = Making()
    made.add("principal")
    made.add("client")
    made.add("client")
    for _ in range(dossier.MOST + 20):
        made.add("holding", client_id="C-000002")
    seal(made.write(folder / "source"), folder / "snapshots")
    return folder / "snapshots"


@EACH_LANGUAGE
def test_a_client_without_anything_has_an_empty_dossier(
    language: str, edges: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SNAPSHOTS", str(edges))
    words = words_for(language)
    at = opened("client", client="C-000001", lang=language)
    assert is_quiet(at)
    assert not (tables(at) or any(map(is_chart, nodes(at))) or at.selectbox)
    text = text_of(at)
    for name in (
        "trajectories",
        "holdings",
        "requests",
        "restrictions",
        "consents",
        "disclosures",
        "findings",
    ):
        assert words(f"dossier.{name}_none") in text


def test_a_long_list_is_cut_and_the_rest_counted(
    edges: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SNAPSHOTS", str(edges))
    at = opened("client", client="C-000002")
    assert is_quiet(at)
    assert len(tables(at)[0].value) == dossier.MOST
    assert DUTCH.count("dossier.more", 20) in [each.value for each in at.caption]


# Addresses that name nothing


@EACH_LANGUAGE
@EACH
def test_nothing_asked_for_says_where_to_choose(page: str, language: str) -> None:
    at = opened(page, snapshot=DAY, lang=language)
    assert [each.value for each in at.info] == [
        words_for(language)(f"pages.{page}.empty")
    ]


@EACH_LANGUAGE
@pytest.mark.parametrize(
    ("page", "number"), [("request", "R-2026-99999"), ("client", "C-99999999")]
)
def test_an_unknown_number_is_said_to_be_unknown(
    page: str, number: str, language: str
) -> None:
    at = opened(page, {page: number}, snapshot=DAY, lang=language)
    sentence = words_for(language)(f"pages.{page}.unknown", number=number)
    assert [each.value for each in at.warning] == [sentence]
    assert not (at.exception or at.error or tables(at))


NO_NUMBERS = [
    *("1", "C-1", "R-26-1", "' or 1=1 --", "<b>x</b>", "\x00", "x" * 5000),
    "C-000001|C-1",
]


@pytest.mark.parametrize(
    ("page", "number"),
    [
        (page, number)
        for page in routes.HIDDEN
        for number in NO_NUMBERS
        # an organisation numbers its activities as it likes
        if not (page == "activity" and activity_page.NUMBER.fullmatch(number))
    ],
)
def test_what_is_no_number_is_refused_and_not_repeated(page: str, number: str) -> None:
    at = opened(page, {page: number}, snapshot=DAY)
    assert [each.value for each in at.warning] == [DUTCH(f"pages.{page}.malformed")]
    assert not (at.exception or at.error or tables(at))
    assert not {number, number.upper()} & set(texts(at))


def test_a_number_in_small_letters_is_understood() -> None:
    assert is_quiet(opened("client", snapshot=DAY, client=" c-000135 "))


# Words


@cache
def shown(page: str, language: str, number: str) -> AppTest:
    return framed(page, lang=language, snapshot=DAY, **{page: number})


@pytest.mark.parametrize(
    ("page", "number"), [("client", "C-000348"), ("request", "R-2026-00095")]
)
def test_opened_page_says_the_same_in_both_languages(page: str, number: str) -> None:
    dutch, english = (shown(page, language, number) for language in ("nl", "en"))
    assert is_quiet(dutch)
    assert is_quiet(english)
    assert len(texts(dutch)) == len(texts(english))
    assert texts(dutch) != texts(english)


@pytest.mark.parametrize(
    ("page", "number"), [("client", "C-000348"), ("request", "R-2026-00095")]
)
def test_no_cell_of_an_opened_page_is_a_raw_code(page: str, number: str) -> None:
    codes = {key.split(".", 2)[2] for key in DUTCH.texts if key.startswith("codes.")}
    raw = {code for code in codes if "_" in code} | {"None", "NaT", "nan"}
    assert raw.isdisjoint(cells(shown(page, "nl", number)))


def test_timeline_is_told_in_words_too() -> None:
    at = shown("request", "nl", "R-2026-00095")
    (alt,) = (alternative(node) for node in nodes(at) if is_chart(node))
    assert DUTCH.column("received_on") in alt
    assert "29 sep 2026" in alt


# A row of a list


@pytest.mark.parametrize("page", ["requests", "retention", "transfers", "recipients"])
def test_a_list_explains_its_statuses_behind_a_fold(page: str) -> None:
    at = opened(page, snapshot=DAY)
    assert DUTCH("app.legend") in [each.label for each in at.expander]


def pick(page: Page, row: int) -> None:
    """Choose a row of the list by a cell of it."""
    box = page.get_by_test_id("stDataFrame").first
    box.scroll_into_view_if_needed()
    box.click(position={"x": 60, "y": 36 + 18 + 35 * row})
    ready(page)


def test_a_row_opens_its_request_and_that_the_dossier(page: Page, site: Server) -> None:
    page.goto(f"{site.url}/requests?snapshot={DAY}&status=overdue&subject=client")
    ready(page)
    pick(page, 0)
    expect(page.get_by_text(DUTCH("dossier.findings_about"))).to_be_visible()
    page.get_by_role("link", name=re.compile(DUTCH("dossier.to_request"))).click()
    ready(page)
    title = page.get_by_role("heading", level=1)
    expect(title).to_contain_text(re.compile(r"R-\d{4}-\d+"))
    expect(page.get_by_text(DUTCH("dossier.working"))).to_be_visible()
    assert "request=R-" in page.url
    page.get_by_role("link", name=DUTCH("dossier.to_client")).click()
    ready(page)
    expect(title).to_contain_text(re.compile(r"C-\d{6}"))
    assert f"snapshot={DAY}" in page.url


def test_a_row_chosen_before_is_not_chosen_in_another_list(
    page: Page, site: Server
) -> None:
    page.goto(f"{site.url}/clients?snapshot={DAY}")
    ready(page)
    pick(page, 5)
    link = page.get_by_role("link", name=re.compile(DUTCH("dossier.to_client")))
    expect(link).to_have_count(1)
    page.get_by_label(DUTCH("list.search"), exact=True).fill("C-00013")
    page.keyboard.press("Enter")
    ready(page)
    expect(link).to_have_count(0)
    expect(page.get_by_text(DUTCH("panel.hint"))).to_be_visible()


def test_pages_about_one_thing_are_not_in_the_navigation(
    page: Page, site: Server
) -> None:
    page.goto(f"{site.url}/client?client=C-000135&snapshot={DAY}")
    ready(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text("C-000135")
    beside = page.get_by_test_id("stSidebarNav")
    for name in routes.HIDDEN:
        title = DUTCH(f"pages.{name}.title")
        expect(beside.get_by_text(title, exact=True)).to_have_count(0)


# On paper


@pytest.mark.parametrize(
    "address", ["client?client=C-000348", "request?request=R-2026-00095"]
)
def test_nothing_runs_off_a_page_of_a4(page: Page, site: Server, address: str) -> None:
    page.set_viewport_size({"width": 794, "height": 1123})
    page.goto(f"{site.url}/{address}&snapshot={DAY}")
    ready(page)
    # the last header is there when the whole page is
    last = page.get_by_role("heading", name=DUTCH("dossier.findings"), exact=True)
    expect(last).to_be_visible(timeout=30_000)
    expect(page.locator(".drawing").first).to_be_visible()
    page.emulate_media(media="print")
    page.wait_for_timeout(500)
    parts = page.locator('[data-testid="stTable"] table, .drawing, .drawing small')
    assert parts.count() > 1
    for n in range(parts.count()):
        box = parts.nth(n).bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 794
    assert not page.get_by_test_id("stSidebar").is_visible()
    assert page.pdf(format="A4").startswith(b"%PDF")
