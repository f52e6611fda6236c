"""The report: the numbers of the pages, in a PDF that tells on nobody."""

from __future__ import annotations

import ctypes
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date, timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import polars as pl
import pypdfium2
import pypdfium2.raw as pdfium
import pytest
import typst
from hypothesis import given
from hypothesis import strategies as st

import queries
from data import FORMAT
from data import snapshot as snapshots_
from data.__main__ import main
from data.ask import Engine, Reader, ask
from data.demo import write
from data.export import report
from data.export.report import blocks, setting
from data.export.report.figures import DRAWN
from data.figures import heat_strip, hidden_counts, key_figures, sentences
from data.figures.decisions import decisions
from data.seal.run import seal
from data.snapshot import SEAL, Snapshot, day_of, days, find
from data.words import LANGUAGES, Words, dimensions, words_for
from tests.support import sealed
from tests.support.browser import Server
from tests.support.pdf import in_line, text_of
from tests.support.screen import framed, letters, texts
from tests.support.sealed import DAY, EMPTY, LATER, a_reader, run, sample
from tests.support.web import fetch
from tests.support.wire import taken

EACH = pytest.mark.parametrize("language", LANGUAGES)
WORDS = {language: words_for(language) for language in LANGUAGES}
Said = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    with closing(a_reader("management", None)) as made:
        yield made


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Seal five months of the demo, in a row."""
    folder = tmp_path_factory.mktemp("quarterly")
    for source in write(folder / "sources", 400, months=5, seed=11):
        seal(source, folder / "snapshots")
    return folder / "snapshots"


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Seal two months of an organisation so small that all is hidden."""
    folder = tmp_path_factory.mktemp("tiny")
    for source in write(folder / "sources", 6, months=2, seed=3):
        seal(source, folder / "snapshots")
    return folder / "snapshots"


def alternatives(pdf: bytes) -> list[str]:
    """Read the texts that stand for the charts of a PDF, as ears get them."""
    heard = []

    def below(element: Any) -> None:
        size = pdfium.FPDF_StructElement_GetAltText(element, None, 0)
        if size > 2:
            held = ctypes.create_string_buffer(size)
            pdfium.FPDF_StructElement_GetAltText(element, held, size)
            heard.append(" ".join(held.raw.decode("utf-16-le").strip("\0").split()))
        for at in range(pdfium.FPDF_StructElement_CountChildren(element)):
            child = pdfium.FPDF_StructElement_GetChildAtIndex(element, at)
            if child:
                below(child)

    with closing(pypdfium2.PdfDocument(pdf)) as document:
        for page in document:
            tree = pdfium.FPDF_StructTree_GetForPage(page)
            for at in range(pdfium.FPDF_StructTree_CountChildren(tree)):
                below(pdfium.FPDF_StructTree_GetChildAtIndex(tree, at))
            pdfium.FPDF_StructTree_Close(tree)
    return list(dict.fromkeys(heard))


@cache
def made(snapshot: Snapshot, language: str) -> bytes:
    with closing(a_reader("management", None)) as reader:
        return report.make(reader, snapshot, language)


def figures(reader: Reader, snapshot: Snapshot) -> dict[str, key_figures.Figure]:
    return key_figures.of(
        reader, snapshot, key_figures.earlier(reader.engine, snapshot)
    ).figures


# -- the same numbers as the screen ---------------------------------------------


def line(words: Words, figure: key_figures.Figure) -> str:
    """Say a figure as the report's table does: value, counts, target, light."""
    parts = [sentences.title(words, figure), sentences.value(words, figure)]
    if figure.denominator is not None:
        above, below = words.number(figure.numerator), words.number(figure.denominator)
        parts.append(words("figures.counts", numerator=above, denominator=below))
    parts.append(sentences.target(words, figure) or words("key.none"))
    parts.append(words(f"standing.short.{sentences.light(figure)}"))
    return in_line(" ".join(parts))


@EACH
@pytest.mark.parametrize("day", [DAY, EMPTY])
def test_every_key_figure_is_that_of_the_overview(
    reader: Reader, shown: Path, language: str, day: str
) -> None:
    words, snapshot = WORDS[language], find(shown, day)
    page = texts(framed("overview", snapshot=day, lang=language))
    report_text = text_of(made(snapshot, language))
    by_name = figures(reader, snapshot)
    assert by_name.keys() == queries.folder("key_figures").keys()
    for figure in by_name.values():
        assert line(words, figure) in report_text
        assert any(sentences.title(words, figure) in text for text in page)
        assert any(sentences.value(words, figure) in text for text in page)


@EACH
def test_a_quarter_is_compared_with_three_months_before(
    reader: Reader, demo: Path, language: str
) -> None:
    words, snapshot = WORDS[language], find(demo)
    text = text_of(made(snapshot, language))
    assert words("report.title_quarter") in text
    past = list(key_figures.earlier(reader.engine, snapshot))
    stands = key_figures.of(reader, snapshot, past, since=past[2])
    assert stands.before == past[2]
    ago = past[2].as_of
    for figure in stands.figures.values():
        then = words.figure(dict(figure.series)[ago], figure.unit)
        ends = f"{line(words, figure)} {sentences.change(words, figure)} {then}"
        assert ends in text
    for movers in key_figures.movers(stands):
        for figure in movers:
            assert in_line(sentences.mover(words, figure)) in text
    decided = decisions(reader, stands)
    assert decided
    for at, decision in enumerate(decided, 1):
        assert in_line(f"{at}. {sentences.decision(words, stands, decision)}") in text


@EACH
def test_a_month_is_compared_with_the_month_before(
    reader: Reader, demo: Path, language: str
) -> None:
    words, snapshot = WORDS[language], find(demo, days(demo)[2])
    past = list(key_figures.earlier(reader.engine, snapshot))
    assert len(past) == 2
    text = text_of(made(snapshot, language))
    assert words("report.title_month") in text
    assert words("report.title_quarter") not in text
    day, before = (words.date(s.as_of, "long") for s in (snapshot, past[0]))
    assert words("report.over", day=day, before=before) in text
    stands = key_figures.of(reader, snapshot, past)
    for movers in key_figures.movers(stands):
        for figure in movers:
            assert in_line(sentences.mover(words, figure)) in text


@pytest.mark.parametrize(
    ("day", "before"),
    [
        (date(2026, 10, 31), date(2026, 7, 31)),
        (date(2026, 9, 30), date(2026, 6, 30)),
        (date(2027, 2, 28), date(2026, 11, 30)),
        (date(2026, 12, 31), date(2026, 9, 30)),
        (date(2026, 11, 20), date(2026, 8, 20)),
    ],
)
def test_a_quarter_is_three_months_to_the_day(day: date, before: date) -> None:
    def on(day: date) -> Snapshot:
        return Snapshot(Path(day.isoformat()), "")

    near = [on(before + timedelta(n)) for n in (-31, -1, 1, 31)]
    exact = on(before)
    assert report.quarter_before(on(day), [*near, exact]) is exact
    assert report.quarter_before(on(day), near) is None


@EACH
def test_lights_are_counted_over_the_figures_with_a_target(
    reader: Reader, language: str
) -> None:
    words, text = WORDS[language], text_of(made(sample(), language))
    lit = [sentences.light(figure) for figure in figures(reader, sample()).values()]
    for light in ("green", "amber", "red"):
        assert f"{lit.count(light)} {words(f'standing.light.{light}')}" in text


@EACH
def test_bridges_are_those_of_the_summary_and_add_up(
    reader: Reader, demo: Path, language: str
) -> None:
    words, text = WORDS[language], text_of(made(find(demo), language))
    for day in snapshots_.days(demo)[:3]:
        rows = ask(reader, find(demo, day), "requests_bridge")
        first = words.date(rows["previous_on"][0])
        period = words(
            "report.period", first=first, last=words.date(find(demo, day).as_of)
        )
        steps = [
            words("breakdowns.hidden")
            if row["suppressed"]
            else words.number(row["count"])
            for row in rows.iter_rows(named=True)
        ]
        assert " ".join([period, *steps]) in text


@EACH
def test_findings_are_told_by_severity_with_what_changed(
    reader: Reader, demo: Path, language: str
) -> None:
    words, snapshot = WORDS[language], find(demo)
    text = text_of(made(snapshot, language))
    counts: dict[tuple[str, str], list[int | None]] = {}
    for day in snapshots_.days(demo)[:3]:
        for row in rows_of(reader, find(demo, day), "findings_change_by_severity"):
            cell = row["value1"], row["value2"]
            counts.setdefault(cell, []).append(row["count"])
    by_name = figures(reader, snapshot)
    assert counts
    for severity in ("high", "medium", "low"):
        changes = [
            counts.get((severity, each), []) for each in ("new", "returned", "solved")
        ]
        ends = " ".join(
            words("breakdowns.hidden") if None in each else words.number(sum(each))  # type: ignore[arg-type]
            for each in changes
        )
        figure = by_name[f"findings_{severity}"]
        start = line(words, figure).removeprefix(sentences.title(words, figure))
        name = capital(words.code("severity", severity))
        assert f"{name}{start} {ends}" in text


@EACH
@pytest.mark.parametrize("where", ["demo", "tiny"])
def test_every_broken_rule_of_high_severity_is_named(
    request: pytest.FixtureRequest, reader: Reader, where: str, language: str
) -> None:
    snapshot, words = find(request.getfixturevalue(where)), WORDS[language]
    text = text_of(made(snapshot, language))
    rows = [r for r in rows_of(reader, snapshot, "findings_by_rule")
            if "total" not in (r["value1"], r["value2"])]  # fmt: skip
    marks = hidden_counts.marks(rows_of(reader, snapshot, "findings_by_rule"))
    named = [row for row in rows if row["value2"] == "high"]
    assert len(named) > 10
    others = [row for row in rows if row["value2"] != "high"]
    shown = sorted(
        (row for row in others if row["count"]),
        key=lambda row: (-row["count"], row["value1"]),
    )
    for row in (*named, *shown[:5]):
        title = in_line(words.title(queries.folder("findings")[row["value1"]]))
        severity = words.code("severity", row["value2"])
        count = sign(words, row, marks)
        assert f"{row['value1']} {title} {severity} {count}" in text
    rest = [row for row in others if row not in shown[:5]]
    counts = [row["count"] for row in rest]
    together = (
        words("breakdowns.hidden") if None in counts else words.number(sum(counts))
    )
    assert words.count("report.findings.left_out", len(rest), count=together) in text


@EACH
def test_every_target_is_told_in_each_month_worst_first(
    reader: Reader, demo: Path, language: str
) -> None:
    words, snapshot = WORDS[language], find(demo)
    past = list(key_figures.earlier(reader.engine, snapshot))
    strip = heat_strip.of(key_figures.of(reader, snapshot, past, since=past[2]))
    first = f"{sentences.title(words, strip.lines[0][0])}: "
    heard = alternatives(made(snapshot, language))
    (text,) = (each for each in heard if each.startswith(first))
    place = 0
    for figure, cells in strip.lines:
        place = text.index(f"{sentences.title(words, figure)}: ", place)
        for cell in cells:
            state = words(f"standing.short.{cell.state}")
            place = text.index(in_line(f"{words.month(cell.month)} {state}"), place)


def test_the_report_is_of_six_pages_at_most(demo: Path) -> None:
    for language in LANGUAGES:
        with closing(pypdfium2.PdfDocument(made(find(demo), language))) as document:
            assert len(document) <= 6


# -- what is hidden stays hidden ------------------------------------------------

TABLES: dict[str, tuple[str | None, ...]] = {
    "requests_by_department": ("total", "closed_on_time", "closed_late", "overdue"),
    "holdings_by_principal": ("total", "overdue"),
    "holdings_by_trajectory_kind": ("total", "overdue"),
    "holdings_overdue_by_age": (None,),
}
"""The tables of the report, and what stands beside the first column."""


def rows_of(reader: Reader, snapshot: Snapshot, name: str) -> list[dict[str, Any]]:
    breakdowns = ask(reader, snapshot, "breakdowns")
    return list(breakdowns.filter(breakdown=name).iter_rows(named=True))


def sign(
    words: Words, row: dict[str, Any], marks: dict[hidden_counts.Place, int]
) -> str:
    if not row["suppressed"]:
        return words.number(row["count"])
    if (row["value1"], row["value2"]) in marks:
        return words("key.suppressed", n=row["threshold"])
    return words("breakdowns.hidden")


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]


@EACH
@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize("where", ["demo", "tiny"])
def test_tables_show_the_summary_and_hide_what_it_hides(
    request: pytest.FixtureRequest,
    reader: Reader,
    where: str,
    name: str,
    language: str,
) -> None:
    snapshot, words = find(request.getfixturevalue(where)), WORDS[language]
    text = text_of(made(snapshot, language))
    rows = rows_of(reader, snapshot, name)
    marks = hidden_counts.marks(rows)
    cells = {(row["value1"], row["value2"]): row for row in rows}
    for value in dict.fromkeys(row["value1"] for row in rows):
        row = rows[0]
        title = dimensions.value(words, row["unit"], row["dimension1"], value)
        signs = (
            sign(words, cells[value, column], marks)
            if (value, column) in cells
            else "–"
            for column in TABLES[name]
        )
        assert " ".join([capital(title), *signs]) in text
    assert any(row["suppressed"] for row in rows)


@EACH
@pytest.mark.parametrize("where", ["demo", "tiny"])
def test_charts_say_every_month_and_no_hidden_one(
    request: pytest.FixtureRequest, reader: Reader, where: str, language: str
) -> None:
    snapshot, words = find(request.getfixturevalue(where)), WORDS[language]
    title = words("report.requests.months")
    heard = alternatives(made(snapshot, language))
    (chart,) = (each for each in heard if each.startswith(title))
    for name in ("requests_received_by_month", "requests_closed_by_month"):
        rows = rows_of(reader, snapshot, name)
        marks, key = hidden_counts.marks(rows), name.removeprefix("requests_")
        series = words(f"charts.{key.removesuffix('_by_month')}")
        months = [row for row in rows if row["value1"] != "total"]
        assert len(months) == 12
        for row in months:
            month = words.month(date.fromisoformat(f"{row['value1']}-01"), short=True)
            part = chart.split(f"{month}: ")[1].split(";")[0]
            assert f"{series} {sign(words, row, marks)}" in part.split(", ")


def test_report_asks_nothing_of_records(
    demo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened, real = set(), Engine.cursor

    def cursor(engine: Engine, snapshot: Snapshot, database: str) -> Any:
        opened.add(database)
        return real(engine, snapshot, database)  # type: ignore[arg-type]

    monkeypatch.setattr(Engine, "cursor", cursor)
    with closing(a_reader("management", None)) as reader:
        report.make(reader, find(demo), "nl")
    assert opened == {"summary"}


def test_no_number_of_a_tiny_organisation_is_told_by_a_breakdown(
    reader: Reader, tiny: Path
) -> None:
    """Each small count that the report shows is one that the summary shows."""
    snapshot = find(tiny)
    said_ = report.content(reader, snapshot, WORDS["nl"])
    assert sum(row["suppressed"] for row in ask(reader, snapshot, "breakdowns").rows(
        named=True
    )) > 20  # fmt: skip
    charts = [
        chart
        for section in said_["sections"]
        for block in section["blocks"]
        if block["kind"] == "charts"
        for chart in block["charts"]
        if chart["kind"] == "columns"
    ]
    hidden_ = [
        value
        for chart in charts
        for group in chart["groups"]
        for value in group["values"]
        if value["at"] is None
    ]
    # months are counts of the whole organisation, which are always shown
    assert hidden_ == []


# -- a report of anything -------------------------------------------------------


@EACH
def test_report_of_nothing_says_so(language: str) -> None:
    words, text = WORDS[language], text_of(made(sample(EMPTY), language))
    assert words("report.one_snapshot") in text
    assert words("figures.first") in text
    assert words("breakdowns.none") in text
    assert words("report.sections.trends") not in text.replace(
        words("report.one_snapshot"), ""
    )


def test_damaged_earlier_snapshot_is_left_out(tmp_path: Path) -> None:
    folder = sealed.copy(tmp_path / "snapshots")
    (folder / EMPTY / "summary.duckdb").write_bytes(b"")
    alone = sealed.copy(tmp_path / "alone", DAY)
    assert made(find(folder, DAY), "nl") == made(find(alone, DAY), "nl")


@EACH
def test_trends_say_which_earlier_snapshot_is_left_out(
    tmp_path: Path, demo: Path, language: str
) -> None:
    folder = tmp_path / "snapshots"
    shutil.copytree(demo, folder)
    newest, _, left, *_ = days(folder)
    (folder / left / SEAL).chmod(0o600)
    sealed.forge(folder / left, lambda seal: seal.update(format=FORMAT - 1))
    words = WORDS[language]
    sentence = words("errors.left_out", days=words.date(day_of(left)))
    assert in_line(sentence) in text_of(made(find(folder, newest), language))


NASTY = '#panic("x") *b* _i_ $x^2$ <a> @b `c` \\ // [d] = e'
LONG = "Stichting Samenwerkende Zorgorganisaties " + "Noordoostpoldergebied " * 6


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """Seal an organisation and principals with names that no template expects."""
    folder = tmp_path_factory.mktemp("odd")
    source = sealed.source(folder / "source")
    toml, principals = source / "snapshot.toml", source / "principal.csv"
    name = NASTY.replace("\\", "\\\\").replace('"', '\\"')
    toml.write_text(toml.read_text().replace("Hartman Re-integratie BV", name))
    text = principals.read_text()
    quoted = NASTY.replace('"', '""')
    text = text.replace("Opdrachtgever 1,", f'"{quoted}",')
    principals.write_text(text.replace("Opdrachtgever 2,", f"{LONG.strip()},"))
    seal(source, folder / "snapshots")
    return find(folder / "snapshots")


def test_names_are_set_as_text_and_never_read_as_markup(odd: Snapshot) -> None:
    text = text_of(made(odd, "nl"))
    assert text.count(NASTY) >= 2
    assert " ".join(LONG.split()) in text


def test_nothing_is_drawn_outside_the_page(odd: Snapshot) -> None:
    with closing(pypdfium2.PdfDocument(made(odd, "nl"))) as document:
        for page in document:
            width, height = page.get_size()
            text = page.get_textpage()
            for at in range(text.count_rects()):
                left, bottom, right, top = text.get_rect(at)
                assert 40 < left < right < width - 40
                assert 20 < bottom < top < height - 20


# -- the file -------------------------------------------------------------------


@EACH
def test_same_snapshot_gives_the_same_bytes(
    tmp_path: Path, snapshots: Path, language: str
) -> None:
    """In another process, and with a later snapshot beside it."""
    out = tmp_path / "report.pdf"
    arguments = (
        "--day",
        DAY,
        "--lang",
        language,
        "--snapshots",
        snapshots,
        "--out",
        out,
    )
    assert run("report", *arguments).returncode == 0
    assert LATER in snapshots_.days(snapshots)
    assert out.read_bytes() == made(sample(), language)


def test_languages_differ_and_carry_their_name() -> None:
    for language in LANGUAGES:
        pdf = made(sample(), language)
        assert f"/Lang({language}".encode() in pdf
        with closing(pypdfium2.PdfDocument(pdf)) as document:
            metadata = document.get_metadata_dict()
            assert document.is_tagged()
        title = WORDS[language]("report.title_month")
        assert metadata["Title"] == f"{title} – Hartman Re-integratie BV"
        assert metadata["CreationDate"].startswith("D:20261031")
        assert b"pdfuaid:part" in pdf
        assert b"pdfaid:part" in pdf


def test_every_chart_is_told_in_words(demo: Path, reader: Reader) -> None:
    content = report.content(reader, find(demo), WORDS["nl"])
    charts = [
        chart["alt"]
        for section in content["sections"]
        for block in section["blocks"]
        if block["kind"] in ("charts", "strip")
        for chart in block.get("charts", [block])
    ]
    heard = alternatives(made(find(demo), "nl"))
    assert set(heard) == {" ".join(alt.split()) for alt in charts}
    words, known = WORDS["nl"], figures(reader, find(demo)).values()
    drawn = {sentences.title(words, figure): figure for figure in known}
    courses = [each for each in heard if each.partition(". ")[0] in drawn]
    assert len(courses) == DRAWN
    for course in courses:
        figure = drawn[course.partition(". ")[0]]
        for _, value in figure.series:
            assert in_line(words.figure(value, figure.unit)) in course


def test_nothing_is_fetched_to_set_it() -> None:
    templates = list(setting.FOLDER.glob("*.typ"))
    assert len(templates) == 2
    for path in templates:
        text = path.read_text(encoding="utf-8")
        assert not re.search(r'"@|https?:|\bplugin\(|\bread\(', text)


def test_pages_name_the_snapshot_and_their_number() -> None:
    with closing(pypdfium2.PdfDocument(made(sample(), "nl"))) as document:
        for at, page in enumerate(document, 1):
            text = page.get_textpage().get_text_range()
            assert sample().short in text
            assert f"Pagina {at} van {len(document)}" in text
            assert "Hartman Re-integratie BV" in text


# -- the command ----------------------------------------------------------------


def words_to(*arguments: object) -> list[str]:
    return ["report", "--snapshots", str(sealed.root()), *map(str, arguments)]


@pytest.mark.parametrize("day", ["2020-01-01", "nonsense", ".."])
def test_refused_day_leaves_the_report_that_was_there(
    tmp_path: Path, capsys: Said, day: str
) -> None:
    out = tmp_path / "report.pdf"
    out.write_bytes(b"before")
    assert main(words_to("--day", day, "--out", out)) == 2
    assert out.read_bytes() == b"before"
    assert list(tmp_path.iterdir()) == [out]
    assert f"There are: {DAY}, {EMPTY}." in capsys.readouterr().err


def test_failed_setting_leaves_the_report_that_was_there(
    tmp_path: Path, capsys: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object, **__: object) -> bytes:
        raise typst.TypstError("a value of the data", "more of it")

    out = tmp_path / "report.pdf"
    out.write_bytes(b"before")
    monkeypatch.setattr(typst, "compile", fails)
    assert main(words_to("--out", out)) == 1
    assert out.read_bytes() == b"before"
    message = capsys.readouterr().err
    assert message.startswith("No answer: ")
    assert "value of the data" not in message


def test_report_is_for_its_owner_alone(tmp_path: Path) -> None:
    out = tmp_path / "report.pdf"
    assert main(words_to("--out", out, "--lang", "en")) == 0
    assert out.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    "arguments", [[], ["--out", "report.csv"], ["--out", "x.pdf", "--lang", "de"]]
)
def test_usage_of_the_report_is_held(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["report", *arguments])
    assert ended.value.code == 2


# -- the button and its route ---------------------------------------------------


@EACH
def test_button_of_the_overview_leads_to_the_report(shown: Path, language: str) -> None:
    at = framed("overview", snapshot=DAY, lang=language)
    urls = [str(each.proto.url) for each in at.get("link_button")]
    assert f"/export/report.pdf?snapshot={DAY}&lang={language}" in urls


@EACH
def test_route_gives_the_bytes_of_the_command(
    site: Server, snapshots: Path, language: str
) -> None:
    answer = taken(site, f"/export/report.pdf?snapshot={DAY}&lang={language}")
    assert answer.status == 200
    assert answer.body == made(find(snapshots, DAY), language)
    assert answer.headers["content-type"] == "application/pdf"
    name = f"report_{DAY}_{find(snapshots, DAY).short}_{language}.pdf"
    disposition = f'attachment; filename="{name}"'
    assert answer.headers["content-disposition"] == disposition
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("snapshot=2020-01-01", 404),
        ("snapshot=..%2f..", 404),
        ("lang=de", 404),
        ("lang=", 404),
        ("client_id=C-000001", 400),
        (f"snapshot={DAY}&snapshot={EMPTY}", 400),
    ],
)
def test_route_refuses_what_is_not_there_or_not_clear(
    site: Server, query: str, status: int
) -> None:
    answer = taken(site, f"/export/report.pdf?{query}")
    assert answer.status == status
    assert len(answer.body) < 400
    assert "Traceback" not in answer.text


@pytest.mark.parametrize("method", ["HEAD", "POST", "PUT", "DELETE"])
def test_route_takes_no_other_method_than_get(site: Server, method: str) -> None:
    assert fetch(site, "/export/report.pdf", method).status == 405


def test_route_refuses_a_damaged_snapshot(
    server: Callable[[Path], Server], tmp_path: Path
) -> None:
    folder = sealed.copy(tmp_path / "snapshots", DAY)
    (folder / DAY / "summary.duckdb").write_bytes(b"nothing")
    answer = taken(server(folder), "/export/report.pdf")
    assert answer.status == 409
    assert answer.text.startswith(f"Snapshot {DAY} is refused")


# -- axes -----------------------------------------------------------------------

NUMBERS = st.floats(0, 1e7, allow_nan=False) | st.integers(0, 10**7).map(float)


@given(NUMBERS, NUMBERS)
def test_lines_of_a_grid_hold_every_value_at_round_steps(a: float, b: float) -> None:
    low, high = sorted((a, b))
    lines = blocks.ticks(low, high)
    steps = {round(second - first, 6) for first, second in pairwise(lines)}
    assert len(steps) == 1
    assert lines[0] <= low + 1e-3
    assert lines[-1] >= high - 1e-3
    assert 2 <= len(lines) <= 6
    assert all(line == int(line) for line in lines)


@given(st.lists(st.floats(0, 1), max_size=6))
def test_shares_are_drawn_up_to_the_whole_and_never_above(known: list[float]) -> None:
    lines = blocks.scale(known, "ratio")
    assert lines[-1] == 1
    assert lines[0] <= min([0.9, *known]) + 1e-6
    assert 2 <= len(lines) <= 7


@given(st.lists(st.none() | st.floats(0, 100), min_size=1, max_size=24))
def test_a_line_breaks_where_nothing_could_be_assessed(
    values: list[float | None],
) -> None:
    first = date(2025, 1, 31)
    points = [(first + timedelta(30 * n), value) for n, value in enumerate(values)]
    runs = blocks.runs(points, blocks.within(0, 100))
    spots = [spot for run in runs for spot in run]
    assert len(spots) == sum(value is not None for value in values)
    assert all(0 <= spot["x"] <= 1 and 0 <= spot["y"] <= 1 for spot in spots)
    breaks = sum(
        value is not None and after is None
        for value, after in pairwise([*values, None])
    )
    assert len(runs) == breaks


@EACH
@pytest.mark.usefixtures("shown")
def test_transfers_without_a_valid_ground_are_one_number(
    reader: Reader, language: str
) -> None:
    words, snapshot = WORDS[language], sample(DAY)
    rows = ask(reader, snapshot, "transfers").filter(
        pl.col("status").is_in(["ended", "within_eea"]).not_()
    )
    valid = pl.col("status").is_in(["adequate", "safeguarded"])
    n, total = len(rows.filter(~valid)), len(rows)
    assert 0 < n < total
    of = words.number(total)
    decision = words.count("decisions.transfers_without_ground", n, of=of)
    sentence = words.count("says.transfers.bad", n, total=of)
    overview = framed("overview", snapshot=DAY, lang=language)
    transfers = framed("transfers", snapshot=DAY, lang=language, view="chart")
    assert decision in letters("\n".join(texts(overview)).replace("**", ""))
    assert sentence in letters("\n".join(texts(transfers)))
    assert in_line(decision) in text_of(made(snapshot, language))
