"""What the server answers beside the pages: files, its health, its headers."""

from __future__ import annotations

import shutil
import socket
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import duckdb
import pytest
from playwright.sync_api import Page, expect

from data.export import csv_file as exports
from data.snapshot import find
from tests.support import sealed
from tests.support.browser import Server, ready
from tests.support.exported import list_file
from tests.support.sealed import DAY, EMPTY, LATER, a_reader
from tests.support.web import exported, fetch, narrowed, rows
from tests.support.wire import taken

EACH_TABLE = pytest.mark.parametrize("table", exports.TABLES)
SOME_TABLES = pytest.mark.parametrize(
    "table",
    [
        table if nth % 4 == 0 else pytest.param(table, marks=pytest.mark.nightly)
        for nth, table in enumerate(exports.TABLES)
    ],
)
"""All at night: what is claimed of them does not depend on the table."""


def test_there_is_no_file_where_there_is_no_snapshot(
    server: Callable[[Path], Server], tmp_path: Path
) -> None:
    bare = server(tmp_path)
    answer = fetch(bare, "/readyz")
    assert (answer.status, fetch(bare, "/healthz").text) == (503, "ok")
    assert answer.text == "not ready: a snapshot that is what was sealed"
    assert taken(bare, "/export/retention.csv").status == 404


def test_script_of_the_pages_may_be_kept_by_the_browser(site: Server) -> None:
    shell = fetch(site, "/").text
    script = shell.split('src="./static/js/', 1)[1].split('"', 1)[0]
    headers = fetch(site, f"/static/js/{script}").headers
    assert "no-store" not in headers["cache-control"]
    assert headers["x-content-type-options"] == "nosniff"


# Export


@EACH_TABLE
def test_file_from_a_page_is_the_list_byte_for_byte(
    site: Server, snapshots: Path, table: str
) -> None:
    day = sealed.day_with_rows(table)
    answer = taken(site, f"/export/{table}.csv?snapshot={day}")
    with closing(a_reader()) as reader:
        content = list_file(reader, find(snapshots, day), table)
    assert answer.body == content
    assert len(answer.body.splitlines()) > 1


def test_file_of_what_changed_is_since_the_day_that_is_asked(
    site: Server, snapshots: Path
) -> None:
    answer = taken(site, f"/export/changes.csv?snapshot={LATER}&since={EMPTY}")
    pair = replace(find(snapshots, LATER), since=find(snapshots, EMPTY))
    with closing(a_reader()) as reader:
        assert answer.body == list_file(reader, pair, "changes")
    assert f"changes_{EMPTY}_{LATER}_" in answer.headers["content-disposition"]
    for query in (
        f"changes.csv?snapshot={DAY}&since={LATER}",
        f"changes.csv?snapshot={LATER}&since={EMPTY}&since={DAY}",
        f"retention.csv?snapshot={LATER}&since={EMPTY}",
    ):
        assert fetch(site, f"/export/{query}").status == 400


def test_audit_pack_is_the_same_bytes_on_every_way_out(
    site: Server, snapshots: Path, tmp_path: Path
) -> None:
    answer = taken(site, f"/export/pack.zip?snapshot={DAY}")
    out = tmp_path / "pack.zip"
    done = sealed.run("pack", "--day", DAY, "--snapshots", snapshots, "--out", out)
    assert done.returncode == 0
    assert answer.body == out.read_bytes()
    snapshot = find(snapshots, DAY)
    assert answer.headers["content-type"] == "application/zip"
    assert answer.headers["content-disposition"] == (
        f'attachment; filename="audit_pack_{DAY}_{snapshot.short}.zip"'
    )
    assert answer.headers["content-length"] == str(len(answer.body))


def test_workbook_to_change_is_the_same_bytes_on_every_way_out(
    site: Server, snapshots: Path, tmp_path: Path
) -> None:
    answer = taken(site, f"/export/source.xlsx?snapshot={DAY}&lang=en")
    arguments = ("--snapshots", snapshots, "--day", DAY, "--lang", "en")
    out = tmp_path / "source.xlsx"
    done = sealed.run("source", "export", *arguments, "--out", out)
    assert done.returncode == 0, done.stderr
    assert answer.body == out.read_bytes()


def test_audit_pack_takes_no_filter_and_no_other_method(site: Server) -> None:
    assert taken(site, "/export/pack.zip?status=overdue").status == 400
    assert taken(site, "/export/pack.zip?snapshot=2020-01-31").status == 404
    assert taken(site, "/export/pack.zip?snapshot=../x").status == 404


@SOME_TABLES
def test_file_of_the_newest_day_comes_unasked(
    site: Server, snapshots: Path, table: str
) -> None:
    answer = taken(site, f"/export/{table}.csv")
    assert answer.body == exported(table, snapshots, LATER)
    assert f'filename="{table}_{LATER}_' in answer.headers["content-disposition"]


def test_file_is_an_attachment_that_names_its_snapshot(
    site: Server, snapshots: Path
) -> None:
    headers = taken(site, f"/export/requests.csv?snapshot={DAY}").headers
    short = find(snapshots, DAY).short
    named = f'attachment; filename="requests_{DAY}_{short}.csv"'
    assert headers["content-disposition"] == named
    assert headers["content-type"] == "text/csv; charset=utf-8"


def test_file_of_a_part_says_so_in_its_name(site: Server) -> None:
    headers = taken(site, "/export/requests.csv?status=overdue").headers
    assert 'filename="requests_part_' in headers["content-disposition"]


@SOME_TABLES
def test_file_without_a_row_keeps_its_header(
    site: Server, snapshots: Path, table: str
) -> None:
    file = taken(site, f"/export/{table}.csv?snapshot={EMPTY}").body
    assert file == exported(table, snapshots, EMPTY)
    header = exported(table, snapshots, DAY).splitlines(keepends=True)[0]
    assert file.startswith(header)


@pytest.mark.parametrize(
    ("table", "query", "where"),
    [
        ("retention", "status=overdue", {"status": ["overdue"]}),
        ("retention", "status=overdue|on_hold", {"status": ["overdue", "on_hold"]}),
        ("requests", "kind=access&kind=erasure", {"kind": ["access", "erasure"]}),
        ("clients", "has_live_holding=true", {"has_live_holding": ["true"]}),
        ("register", "categories=health", {"categories": ["health"]}),
        ("findings", "rule=RET-01&severity=high", {"rule": ["RET-01"]}),
        ("retention", "status=nonsense", {"status": []}),
        ("retention", "status=OVERDUE", {"status": []}),
        ("retention", "status='%20or%201=1%20--", {"status": []}),
        ("retention", "status=%00", {"status": []}),
    ],
)  # fmt: skip
def test_file_holds_the_rows_that_the_filter_lets_through(
    site: Server, snapshots: Path, table: str, query: str, where: dict[str, list[str]]
) -> None:
    answer = taken(site, f"/export/{table}.csv?snapshot={DAY}&{query}")
    assert answer.status == 200
    assert answer.body == narrowed(exported(table, snapshots), where)


def test_file_of_a_period_takes_both_its_days(site: Server, snapshots: Path) -> None:
    target = f"/export/requests.csv?snapshot={DAY}&received_on="
    days = sorted(row["received_on"] for row in rows(exported("requests", snapshots)))
    whole = rows(taken(site, f"{target}{days[0]}..{days[-1]}").body)
    assert len(whole) == len(days)
    for part in (f"{days[9]}..", f"..{days[9]}", f"{days[9]}..{days[9]}"):
        got = [row["received_on"] for row in rows(taken(site, target + part).body)]
        low, high = part.split("..")
        kept = [
            day for day in days if (not low or low <= day) and (not high or day <= high)
        ]
        assert sorted(got) == kept


def test_search_finds_a_part_of_a_key_only(site: Server, snapshots: Path) -> None:
    file = taken(site, f"/export/requests.csv?snapshot={DAY}&search=c-0000").body
    keys = [
        row["request_id"]
        for row in rows(exported("requests", snapshots))
        if "c-0000" in (row["request_id"] + "\n" + row["client_id"]).casefold()
    ]
    assert [row["request_id"] for row in rows(file)] == keys


def test_many_files_at_once_are_never_mixed_up(site: Server, snapshots: Path) -> None:
    severities = ("high", "medium", "low")
    wanted = {
        f"/export/{table}.csv?snapshot={day}": exported(table, snapshots, day)
        for table in exports.TABLES
        for day in (DAY, LATER)
    }
    wanted |= {
        f"/export/findings.csv?snapshot={DAY}&severity={severity}": narrowed(
            exported("findings", snapshots), {"severity": [severity]}
        )
        for severity in severities
    }
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda target: taken(site, target), [*wanted] * 3))
    assert [answer.body for answer in answers] == [*wanted.values()] * 3


# What is refused


@pytest.mark.parametrize(
    ("target", "status"),
    [
        *((f"/export/{name}.csv", 404) for name in (
            *("nonsense", "Retention", "calendar", "held_rules", "policy_targets"),
            *("{table}", ":table", "*", "retention;", "%20", "retention.csv"),
            *("records.retention", "retention'--", "%F0%9F%92%A3", "a" * 9000),
        )),
        *((f"/export/retention.csv?{query}", 400) for query in (
            *("nonsense=1", "nonsense=", "status=", "=overdue", "lang=en", "figure=x"),
            *("due_on=soon", "due_on=9999-99-99", "due_on=2026-01-01..soon"),
            *("due_on=2026-1-1", "days_overdue=1e9", "days_overdue=" + "9" * 30),
            *("due_on=%D9%A2%D9%A0%D9%A2%D9%A6-01-01", "status=" + "a" * 3000),
            *("&".join(f"status={n}" for n in range(1000)), "retention.status=x"),
            *("status)%20or%20(1=1", "rowid=1", "order=status", "limit=1"),
        )),
        *((f"/export/retention.csv?snapshot={day}", 404) for day in (
            *("2020-01-01", "nonsense", "..", "../..", "%2e%2e%2f", "%00", "*"),
            *(f"{DAY}/", f"{DAY}&snapshot={LATER}", "%D9%A2026-10-31", "~root"),
        )),
    ],
)  # fmt: skip
def test_what_is_not_there_or_not_clear_is_refused(
    site: Server, target: str, status: int
) -> None:
    answer = taken(site, target)
    assert answer.status == status
    assert len(answer.body) < 300
    assert "Traceback" not in answer.text


@pytest.mark.parametrize(
    "target",
    [
        *("/export/../seal.json", "/export/%2e%2e/seal.json", "/export/..%2fseal.json"),
        *(f"/export/..%2f{DAY}%2fseal.json.csv", f"/{DAY}/seal.json", "/seal.json"),
        *("/export/%2e%2e%2f%2e%2e%2fetc%2fpasswd", "//etc/passwd", "/..%5cseal.json"),
        *(f"/app/static/{DAY}/seal.json", "/static/../app.py", "/static/%2e%2e/app.py"),
        *(f"/media/{DAY}/seal.json", "/component/..%2f..%2fapp.py", "/data/snapshots"),
        *("/export/retention", "/export/", "/export/retention.csv/x"),
        *("/export/retention.CSV", "/export/seal.json", "/export//retention.csv"),
    ],
)  # fmt: skip
def test_no_path_leads_to_a_file_of_a_snapshot(site: Server, target: str) -> None:
    """What is no address at all gives the empty shell of the pages, or nothing."""
    answer = fetch(site, target)
    is_shell = answer.body == fetch(site, "/").body
    assert is_shell or (
        answer.status in (301, 400, 403, 404) and len(answer.body) < 140
    )


@pytest.mark.parametrize("method", ["HEAD", "POST", "PUT", "DELETE", "OPTIONS"])
def test_export_takes_no_other_method_than_get(site: Server, method: str) -> None:
    assert fetch(site, "/export/retention.csv", method).status == 405


def damaged(snapshots: Path, to: Path) -> Path:
    shutil.copytree(snapshots, to)
    file = to / DAY / "records.duckdb"
    file.chmod(0o600)
    file.write_bytes(file.read_bytes()[:-4096])
    return to


def test_damaged_snapshot_gives_no_file_and_the_others_do(
    server: Callable[[Path], Server], snapshots: Path, tmp_path: Path
) -> None:
    running = server(damaged(snapshots, tmp_path / "snapshots"))
    for table in ("retention", "key_figures"):
        answer = taken(running, f"/export/{table}.csv?snapshot={DAY}")
        assert answer.status == 409
        assert answer.text.startswith(f"Snapshot {DAY} is refused: a file has another")
        whole = exported(table, snapshots, LATER)
        assert taken(running, f"/export/{table}.csv").body == whole


@pytest.fixture(scope="module")
def unanswerable(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a snapshot that is sealed well, by somebody who left a column out."""
    folder = sealed.copy(tmp_path_factory.mktemp("odd") / "snapshots", DAY)
    with duckdb.connect(str(folder / DAY / "records.duckdb")) as con:
        con.execute("alter table retention drop column erasure")
    sealed.reseal(folder / DAY)
    return folder


def test_snapshot_of_other_columns_says_what_to_do_and_nothing_of_the_records(
    server: Callable[[Path], Server], unanswerable: Path, page: Page
) -> None:
    running = server(unanswerable)
    answer = taken(running, "/export/retention.csv")
    assert answer.status == 409
    assert "Seal its source again with this version" in answer.text
    page.goto(f"{running.url}/retention")
    ready(page)
    expect(page.get_by_test_id("stAlert")).to_contain_text(
        "andere tabellen of kolommen"
    )
    expect(page.get_by_test_id("stException")).to_have_count(0)
    assert "retention" not in page.get_by_test_id("stMain").inner_text()


# The app that is found


def test_first_request_to_a_page_runs_it_within_the_frame(
    server: Callable[[Path], Server], snapshots: Path, page: Page
) -> None:
    """Where the frame is passed by, a page would open without its guard."""
    fresh = server(snapshots)
    page.goto(f"{fresh.url}/retention")
    ready(page)
    sidebar = page.get_by_test_id("stSidebar")
    expect(sidebar.get_by_text("Peildag, rol en taal")).to_be_visible()
    expect(sidebar.get_by_role("link", name="Datalekken")).to_be_visible()
    expect(page.get_by_role("heading", name="Bewaartermijnen")).to_be_visible()
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_nothing_but_the_loopback_address_is_listened_on(site: Server) -> None:
    port = urlsplit(site.url).port
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(("192.0.2.1", 9))  # picks an address; nothing is sent
        own = probe.getsockname()[0]
    with socket.socket() as probe:
        probe.settimeout(5)
        assert probe.connect_ex((own, port)) != 0
