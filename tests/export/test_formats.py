"""A list for Excel: the CSV a Dutch one reads, and the workbook with its types."""

from __future__ import annotations

import csv
import gc
import io
import os
import re
import stat
import warnings
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import polars as pl
import pytest
import python_calamine as calamine
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.routing import Route

import queries
from data.__main__ import main
from data.ask import AskFailed, Filter, Question, Reader, count, door, find_query
from data.ask.failure import ExportRefused
from data.export import csv_file as exports
from data.export import definitions, sheet_xml, workbook
from data.export.csv_file import (
    FORMATS,
    TABLES,
    ListExport,
    csv_bytes,
    pieces,
)
from data.export.export import Answers, make
from data.journal import Journal
from data.words import citing, words_for
from pages.parts.lists import download_menu
from pages.parts.session import visitor
from pages.parts.shell.context import PageContext
from pages.parts.web import downloads
from tests.export.test_csv_file import NASTY
from tests.support.browser import Server
from tests.support.exported import content, list_file
from tests.support.guarded import unguard
from tests.support.sealed import DAY, EMPTY, root, sample
from tests.support.wire import taken

EACH_TABLE = pytest.mark.parametrize("name", TABLES)
LATE = Question("retention", (Filter("status", "overdue|due_soon"),))


def exported(reader: Reader, question: Question, form: str, day: str = DAY) -> bytes:
    return list_file(reader, sample(day), question, form)


def sheets(book: bytes) -> list[list[list[Any]]]:
    """Read the sheets of a workbook by other code than wrote them."""
    read = calamine.load_workbook(io.BytesIO(book))
    return [
        read.get_sheet_by_name(name).to_python(skip_empty_area=False)
        for name in read.sheet_names
    ]


def inner(book: bytes, part: str = "xl/worksheets/sheet1.xml") -> str:
    with ZipFile(io.BytesIO(book)) as file:
        return file.read(part).decode()


def plain(reader: Reader, question: Question, day: str = DAY) -> list[list[str]]:
    """Return the fields of the plain CSV, guards undone."""
    text = exported(reader, question, "csv", day).decode()
    header, *rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    return [header, *([unguard(field) for field in row] for row in rows)]


# -- CSV as a Dutch Excel reads it --------------------------------------------


@pytest.mark.parametrize("day", [DAY, EMPTY])
@EACH_TABLE
def test_excel_csv_holds_the_same_rows(reader: Reader, name: str, day: str) -> None:
    data = exported(reader, Question(name), "excel", day)
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.count(b"\xef\xbb\xbf") == 1
    assert data.count(b"\n") == data.count(b"\r\n")
    text = io.StringIO(data.decode("utf-8-sig"), newline="")
    header, *rows = csv.reader(text, delimiter=";", strict=True)
    right, *known = plain(reader, Question(name), day)
    kinds = [column.type for column in find_query(name).columns]
    assert header == [
        f"{column} (UTC)" if kind == "timestamptz" else column
        for column, kind in zip(right, kinds, strict=True)
    ]
    for row, plainly in zip(rows, known, strict=True):
        for field, meant, kind in zip(row, plainly, kinds, strict=True):
            assert unguard(field) == in_dutch(meant, kind)


def in_dutch(text: str, kind: str) -> str:
    if kind == "double":
        return text.removesuffix(".0").replace(".", ",")
    return text.replace("T", " ").rstrip("Z") if kind == "timestamptz" else text


def test_every_kind_of_value_has_its_form_for_excel() -> None:
    moment = datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    frame = pl.DataFrame(
        {
            "day": [date(2026, 1, 31), None],
            "at": [moment, moment.replace(microsecond=5000)],
            "flag": [True, None],
            "whole": [-12000, 0],
            "share": [0.9871, -0.5],
            "count": [1217.0, -3.0],
            "text": ["a;b", "1.5, or -1"],
            "codes": [["a", "b"], []],
        },
        schema_overrides={"at": pl.Datetime("us", "UTC")},
    )
    data = csv_bytes(frame, header=True, excel=True)
    assert data.decode("utf-8-sig").split("\r\n") == [
        "day;at (UTC);flag;whole;share;count;text;codes",
        '2026-01-31;2026-03-29 01:30:00;true;-12000;0,9871;1217;"a;b";a|b',
        ';2026-03-29 01:30:00,005;;0;-0,5;-3;1.5, or -1;""',
        "",
    ]


@settings(deadline=None)
@given(st.lists(NASTY, min_size=1, max_size=8))
def test_excel_csv_guards_what_the_plain_one_does(texts: list[str]) -> None:
    frame = pl.DataFrame({"text": texts, "more": 1})
    fields = []
    for excel, between in ((False, ","), (True, ";")):
        data = csv_bytes(frame, header=True, excel=excel).decode("utf-8-sig")
        rows = csv.reader(io.StringIO(data, newline=""), delimiter=between, strict=True)
        fields.append([row[0] for row in rows][1:])
    assert fields[0] == fields[1]


@settings(deadline=None)
@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1))
def test_a_number_with_a_comma_is_the_same_number(values: list[float]) -> None:
    frame = pl.DataFrame({"n": values, "more": 1})
    data = csv_bytes(frame, header=False, excel=True).decode()
    numbers = [line.split(";")[0].replace(",", ".") for line in data.split("\r\n")[:-1]]
    assert [float(number) for number in numbers] == values


# -- the workbook -------------------------------------------------------------


@pytest.mark.parametrize("day", [DAY, EMPTY])
@EACH_TABLE
def test_a_workbook_holds_what_the_csv_holds(
    reader: Reader, name: str, day: str
) -> None:
    rows, _ = sheets(exported(reader, Question(name), "xlsx", day))
    right = plain(reader, Question(name), day)
    assert rows[0] == right[0]
    kinds = [column.type for column in find_query(name).columns]
    assert len(rows) == len(right)
    for row, known in zip(rows[1:], right[1:], strict=True):
        assert [typed(text, kind) for text, kind in zip(known, kinds, strict=True)] == [
            about(cell) for cell in row
        ]


def typed(text: str, kind: str) -> tuple[type, Any]:
    """Return the cell that a field of the CSV must be in a workbook."""
    if text == "":
        return str, ""
    read: dict[str, Any] = {
        "date": date.fromisoformat,
        "timestamptz": lambda t: datetime.fromisoformat(t).replace(tzinfo=None),
        "bigint": float,
        "double": float,
        "boolean": {"true": True, "false": False}.get,
    }
    made = read.get(kind, str)(text)
    return type(made), made


def about(cell: Any) -> tuple[type, Any]:
    """Return a cell's type and value; a time to the second, as it was recorded."""
    if isinstance(cell, datetime):
        cell = datetime.fromisoformat(f"{cell:%Y-%m-%dT%H:%M:%S}")
    return type(cell), cell


@EACH_TABLE
def test_a_workbook_has_a_header_that_stays_and_filters(
    reader: Reader, name: str
) -> None:
    sheet = inner(exported(reader, Question(name), "xlsx"))
    last = f"{xlsxwriter.utility.xl_col_to_name(len(find_query(name).columns) - 1)}"
    lowest = count(reader, sample(), Question(name)) + 1
    assert '<pane ySplit="1" topLeftCell="A2"' in sheet
    assert 'state="frozen"' in sheet
    assert f'<autoFilter ref="A1:{last}{lowest}"/>' in sheet
    assert f'<dimension ref="A1:{last}{lowest}"/>' in sheet
    spans = re.findall('<col min="([0-9]+)" max="([0-9]+)"', sheet)
    wide = [at for low, high in spans for at in range(int(low), int(high) + 1)]
    assert wide == list(range(1, len(find_query(name).columns) + 1))
    widths = [float(width) for width in re.findall('width="([0-9.]+)"', sheet)]
    assert all(9 < width < 62 for width in widths)


@EACH_TABLE
def test_every_column_is_defined_in_both_languages(reader: Reader, name: str) -> None:
    _, lines = sheets(exported(reader, Question(name), "xlsx"))
    by_name = {line[0]: line for line in lines}
    for column in find_query(name).columns:
        line = by_name[column.name]
        assert line[1:3] == [words.column(column.name) for words in definitions.EACH]
        assert line[3:5] == [column.type, column.meaning]


@EACH_TABLE
def test_every_code_is_named_in_both_languages(reader: Reader, name: str) -> None:
    _, lines = sheets(exported(reader, Question(name), "xlsx"))
    by_code = {line[0]: line[1:3] for line in lines}
    for column in find_query(name).columns:
        if column.codes:
            for code in definitions.texts(f"codes.{column.codes}"):
                named = [words.code(column.codes, code) for words in definitions.EACH]
                assert by_code[f"{column.name} = {code}"] == named


@EACH_TABLE
def test_a_workbook_prints_on_the_width_of_a_page(reader: Reader, name: str) -> None:
    book = exported(reader, Question(name), "xlsx")
    sheet = inner(book)
    assert '<pageSetup paperSize="9" fitToHeight="0" orientation="landscape"/>' in sheet
    assert '<pageSetUpPr fitToPage="1"/>' in sheet
    parts, properties = inner(book, "xl/workbook.xml"), inner(book, "docProps/core.xml")
    assert f'Print_Titles" localSheetId="0">{name}!$1:$1<' in parts
    assert f"<dc:creator>{sample().seal['controller']}<" in properties


def test_a_share_is_shown_as_a_percentage(reader: Reader) -> None:
    book = exported(reader, Question("shares"), "xlsx")
    styles = inner(book, "xl/styles.xml")
    codes = dict(re.findall('numFmtId="([0-9]+)" formatCode="([^"]+)"', styles))
    cells = re.findall('<xf numFmtId="([0-9]+)"', styles.partition("<cellXfs")[2])
    names = [column.name for column in find_query("shares").columns]
    at = xlsxwriter.utility.xl_col_to_name(names.index("share"))
    used = set(re.findall(f'<c r="{at}[0-9]+" s="([0-9]+)"><v>', inner(book)))
    assert {codes[cells[int(style)]] for style in used} == {"0.0%"}


@pytest.mark.parametrize("name", definitions.DEFINED)
def test_every_figure_and_rule_is_defined(reader: Reader, name: str) -> None:
    _, lines = sheets(exported(reader, Question(name), "xlsx"))
    by_code = {line[0]: line for line in lines}
    for code, query in queries.folder(name).items():
        line = by_code[code]
        assert line[1:3] == [words.title(query) for words in definitions.EACH]
        bases = (citing.basis(words, query["basis"]) for words in definitions.EACH)
        assert " · ".join(dict.fromkeys(bases)) in line
        if name == "key_figures":
            assert line[4:6] == [words.definition(query) for words in definitions.EACH]


def test_a_workbook_says_what_it_is(reader: Reader) -> None:
    names = calamine.load_workbook(
        io.BytesIO(book := exported(reader, LATE, "xlsx"))
    ).sheet_names
    assert names == ["retention", "Definities - Definitions"]
    rows, lines = sheets(book)
    facts = {line[0]: line[1:] for line in lines}
    query = find_query("retention")
    assert facts["Vraag · Question"][:2] == [
        words.title(query) for words in definitions.EACH
    ]
    basis = [citing.basis(words, query["basis"]) for words in definitions.EACH]
    assert facts["Grondslag · Basis"][:2] == basis
    assert basis[0].startswith("AVG art. ")
    assert "" not in facts["Eén rij is (Engels) · One row is"][:1]
    assert facts["Peildag · Day of the snapshot"][0] == date(2026, 10, 31)
    digests = [line[1] for line in lines if "SHA-256" in str(line[0])]
    assert digests == [sample().digest]
    assert facts["Privacyverklaring van · Privacy statement of"][0] == date(2018, 5, 25)
    assert facts["Filter"][0] == "status=overdue|due_soon"
    assert facts["Aantal rijen · Number of rows"][0] == len(rows) - 1 > 0


def test_no_cell_is_a_formula_or_a_link(reader: Reader) -> None:
    for name in TABLES:
        book = exported(reader, Question(name), "xlsx")
        with ZipFile(io.BytesIO(book)) as file:
            assert not [part for part in file.namelist() if "sheet1.xml.rels" in part]
            for part in ("sheet1", "sheet2"):
                sheet = file.read(f"xl/worksheets/{part}.xml").decode()
                assert "<f>" not in sheet
                assert "hyperlink" not in sheet


# -- its cells ----------------------------------------------------------------


def book_of(frame: pl.DataFrame, how: str = "ours") -> bytes:
    """Make a workbook of a frame: by our own rows, or cell by cell."""
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"constant_memory": how != "ours"}) as book:
        text, day, other = (
            book.add_format({"num_format": form}) for form in (49, "yyyy-mm-dd", "0")
        )
        sheet = book.add_worksheet("made")
        sheet.write_string(0, 0, "header", text)
        if how == "ours":
            for at, kind in enumerate(frame.dtypes):
                form = {pl.String: text, pl.Date: day}.get(type(kind), other)
                sheet.write_blank(1, at, None, form)
        else:
            for row, values in enumerate(frame.rows(), 1):
                for at, value in enumerate(values):
                    form = {str: text, date: day}.get(type(value), other)
                    if value is not None:
                        put(sheet, row, at, value, form)
    if how != "ours":
        return made.getvalue()
    filled = io.BytesIO()
    with ZipFile(made) as shell, ZipFile(filled, "w") as file:
        for part in shell.namelist():
            data = shell.read(part)
            if part == workbook.SHEET:
                halves = frame[:1], frame[1:]
                data = b"".join(workbook._sheet(data.decode(), iter(halves), 1))
            file.writestr(part, data)
    return filled.getvalue()


def put(sheet: Any, row: int, at: int, value: object, form: object) -> None:
    kind = {bool: "boolean", str: "string", date: "datetime"}.get(type(value), "number")
    getattr(sheet, f"write_{kind}")(row, at, value, form)


def rows_in(book: bytes) -> str:
    sheet = inner(book)
    return sheet[sheet.index('<row r="2"') : sheet.index("</sheetData>")]


def test_rows_are_written_as_the_library_writes_them() -> None:
    frame = pl.DataFrame(
        {
            "text": ["a <b> & \"c\" 'd'", " blank before", "\x01_y_\r\nend", ""],
            "day": [date(1900, 3, 1), date(2026, 1, 31), None, date(9999, 12, 31)],
            "flag": [True, False, None, True],
            "whole": [-12, 0, 999_999_999_999_999, None],
            "share": [0.9871, -0.5, 8.0, None],
        }
    )
    assert rows_in(book_of(frame)) == rows_in(book_of(frame, "cell by cell"))


@settings(deadline=None)
@given(
    st.lists(
        st.one_of(
            NASTY,
            st.sampled_from(["<r>", "</r>", "_x0041_", "_x", "]]>", "&amp;"]),
            st.text(st.characters(codec="utf-8"), max_size=9),
        ),
        min_size=1,
        max_size=5,
    )
)
def test_a_text_reads_back_as_itself(texts: list[str]) -> None:
    texts = [*texts, f"<r>{texts[0]}</r>", f"_x0041_x0042_{texts[0]}_x000d_"]
    frame = pl.DataFrame({"text": texts})
    (rows,) = sheets(book_of(frame))
    # what reads XML may make one line end of two kinds
    assert [row[0] for row in rows[1:]] == texts


@settings(deadline=None)
@given(st.lists(st.dates(), min_size=1), st.lists(st.floats(), min_size=1))
def test_a_day_and_a_number_read_back_as_themselves(
    days: list[date], numbers: list[float]
) -> None:
    (rows,) = sheets(book_of(pl.DataFrame({"day": days})))
    early = date(1900, 3, 1)
    assert [row[0] for row in rows[1:]] == [d if d >= early else str(d) for d in days]
    (rows,) = sheets(book_of(pl.DataFrame({"n": numbers})))
    assert [float(row[0]) for row in rows[1:]] == pytest.approx(
        numbers, rel=0, abs=0, nan_ok=True
    )


def test_a_long_whole_number_stays_a_text() -> None:
    numbers = [10**15 - 1, -(10**15) + 1, 10**15, 1234567890123456789]
    (rows,) = sheets(book_of(pl.DataFrame({"n": numbers})))
    assert [row[0] for row in rows[1:]] == [
        *(float(n) for n in numbers[:2]),
        *(str(n) for n in numbers[2:]),
    ]


def test_a_time_is_the_second_it_was() -> None:
    moments = [datetime(2026, 3, 29, 0, m, s) for m in range(60) for s in (0, 1, 59)]
    frame = pl.DataFrame({"at": moments}).with_columns(
        pl.col("at").dt.replace_time_zone("UTC")
    )
    rows = sheet_xml.rows(frame, [""], 2).decode()
    days = [float(day) for day in re.findall("<v>([0-9.]+)</v>", rows)]
    seconds = [round((day - sheet_xml.EPOCH) * 86_400, 3) for day in days]
    assert seconds == [moment.replace(tzinfo=UTC).timestamp() for moment in moments]


# -- one way out --------------------------------------------------------------


@pytest.mark.parametrize("form", FORMATS)
@EACH_TABLE
def test_the_command_line_gives_the_same_bytes(
    reader: Reader, name: str, form: str, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    words = ["export", name, "--day", DAY, "--format", form]
    assert main([*words, "--snapshots", str(root()), "--out", str(out)]) == 0
    assert out.read_bytes() == exported(reader, Question(name), form)


@pytest.mark.parametrize("size", [1, 7, 1_000_000])
def test_the_size_of_batches_changes_no_byte(
    reader: Reader, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    known = exported(reader, Question("recipients"), "xlsx")
    monkeypatch.setattr(door, "BATCH", size)
    assert exported(reader, Question("recipients"), "xlsx") == known


def test_another_process_at_another_time_gives_the_same_bytes(
    reader: Reader, tmp_path: Path
) -> None:
    from tests.support.sealed import run

    out = tmp_path / "out.xlsx"
    words = ("export", "key_figures", "--format", "xlsx", "--out", out)
    done = run(*words, "--snapshots", root(), env=os.environ | {"TZ": "Asia/Tokyo"})
    assert (done.returncode, done.stderr) == (0, b"")
    assert out.read_bytes() == exported(reader, Question("key_figures"), "xlsx")


@pytest.mark.parametrize("form", FORMATS)
def test_the_server_gives_the_same_bytes_and_their_number(
    reader: Reader, site: Server, form: str
) -> None:
    ctx = PageContext(sample(), words_for("nl"))
    answer = taken(site, download_menu.address(ctx, LATE, form))
    assert answer.status == 200
    assert len(answer.body) == int(answer.headers["content-length"])
    ending = FORMATS[form].rpartition(".")[2]
    assert answer.headers["content-type"] == downloads.TYPES[ending]
    name = ListExport(LATE, form).file_name(sample())
    assert answer.headers["content-disposition"] == f'attachment; filename="{name}"'
    if form != "xlsx":  # of the same rows, sealed anew: another digest
        assert answer.body == exported(reader, LATE, form)
    else:
        dutch = content(reader, sample(), ListExport(LATE, form, "nl"))
        assert sheets(answer.body)[0] == sheets(dutch)[0]


@pytest.mark.parametrize("name", ["retention.xls", "retention", "client.xlsx", ".xlsx"])
def test_no_other_file_is_given(site: Server, name: str) -> None:
    assert taken(site, f"/export/{name}").status == 404


# -- what does not fit, and what fails ----------------------------------------


def test_more_rows_than_a_sheet_holds_are_refused(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    total = count(reader, sample(), Question("recipients"))
    monkeypatch.setattr(workbook, "MOST", total)
    assert exported(reader, Question("recipients"), "xlsx")
    monkeypatch.setattr(workbook, "MOST", total - 1)
    with pytest.raises(ExportRefused, match=f"this list has {total}. Filter the list"):
        exported(reader, Question("recipients"), "xlsx")
    assert exported(reader, Question("recipients"), "excel")


def test_a_text_or_sheet_that_is_too_large_is_refused(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheet_xml, "LONGEST", 5)
    with pytest.raises(ExportRefused, match="a text here has more"):
        exported(reader, Question("recipients"), "xlsx")
    monkeypatch.undo()
    monkeypatch.setattr(workbook, "LARGEST", 500)
    with pytest.raises(ExportRefused, match="larger than 500 bytes"):
        exported(reader, Question("recipients"), "xlsx")


def test_a_refused_workbook_leaves_the_old_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook, "MOST", 3)
    out = tmp_path / "out.xlsx"
    out.write_text("of an earlier day")
    words = ["export", "recipients", "--format", "xlsx", "--snapshots", str(root())]
    assert main([*words, "--out", str(out)]) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith("No workbook: a sheet of Excel holds 3 rows")
    assert printed.err.count("\n") == 1
    assert out.read_text() == "of an earlier day"
    assert list(tmp_path.iterdir()) == [out]


def app(monkeypatch: pytest.MonkeyPatch, reader: Reader, tmp_path: Path) -> Starlette:
    """Return the export alone, as the server has it."""
    journal = Journal(tmp_path / "journal")
    asking = replace(reader, write=journal.write)
    monkeypatch.setattr(downloads, "reader", lambda _: asking)
    monkeypatch.setattr(downloads, "journal", lambda: journal)
    monkeypatch.setattr(downloads, "folder", root)
    return Starlette(routes=[Route("/export/{file}", downloads.export)])


async def ask_for(
    made: Starlette, path: str, *, leaves: bool = False
) -> list[dict[str, Any]]:
    """Ask an app for a file; who leaves does so at the first piece of it."""
    sent: list[dict[str, Any]] = []
    waited = [{"type": "http.request", "body": b"", "more_body": False}]

    async def receive() -> dict[str, Any]:
        import anyio

        if waited:
            return waited.pop()
        while not leaves or len(sent) < 2:
            await anyio.sleep(0.01)
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        sent.append(message)
        if leaves and len(sent) > 1:
            raise OSError

    scope = {
        **{"type": "http", "method": "GET", "path": path, "headers": []},
        **{"query_string": f"snapshot={DAY}".encode(), "root_path": ""},
        **{"asgi": {"spec_version": "2.4"}, "http_version": "1.1"},
    }
    await made(scope, receive, send)
    return sent


async def take(
    made: Starlette, path: str, *, leaves: bool = False
) -> list[dict[str, Any]]:
    """Ask an app for a file, and fetch it where the answer sends one."""
    visitor.answering({visitor.VISITOR: "one"})
    start, *body = await ask_for(made, path)
    if start["status"] != 303:
        return [start, *body]
    (there,) = (v.decode() for k, v in start["headers"] if k == b"location")
    return await ask_for(made, there, leaves=leaves)


def open_files() -> int:
    """Count the open files that have no name any more."""
    gc.collect()
    held = 0
    for handle in Path("/proc/self/fd").iterdir():
        try:
            held += handle.readlink().name.endswith("(deleted)")
        except OSError:
            continue
    return held


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="no list of open files")
@pytest.mark.parametrize("form", FORMATS)
def test_no_file_stays_when_a_reader_has_left(
    reader: Reader, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, form: str
) -> None:
    import anyio
    from starlette.requests import ClientDisconnect

    made = app(monkeypatch, reader, tmp_path)
    path = f"/export/retention.{FORMATS[form]}"
    anyio.run(take, made, path)
    before = open_files()
    (start, *_), started = anyio.run(take, made, path), open_files()
    assert start["status"] == 200
    assert started == before
    monkeypatch.setattr(exports, "CHUNK", 100)
    with pytest.raises(ClientDisconnect):
        anyio.run(lambda: take(made, path, leaves=True))
    assert open_files() == before


@pytest.mark.parametrize("form", FORMATS)
def test_what_breaks_off_sends_no_half_file(
    reader: Reader, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, form: str
) -> None:
    import anyio

    def batches(first: pl.DataFrame) -> Iterator[pl.DataFrame]:
        yield first
        raise AskFailed("too_slow", "InterruptException")

    batch = door.ask(reader, sample(), "recipients")

    def breaks(*args: Any) -> door.Stream:
        shaped = args[3] if len(args) > 3 else None
        return door.Stream(40, batches(shaped(batch) if shaped else batch))

    monkeypatch.setattr(door, "stream", breaks)
    before = open_files()
    made = app(monkeypatch, reader, tmp_path)
    start, *body = anyio.run(take, made, f"/export/recipients.{FORMATS[form]}")
    assert start["status"] == 503
    text = b"".join(part["body"] for part in body).decode()
    assert text.startswith("No answer: it took too long")
    assert open_files() == before


def test_what_excel_has_no_room_for_is_said_by_the_server(
    reader: Reader, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    import anyio

    monkeypatch.setattr(workbook, "MOST", 3)
    start, body = anyio.run(
        take, app(monkeypatch, reader, tmp_path), "/export/recipients.xlsx"
    )
    assert start["status"] == 422
    assert body["body"].startswith(b"No workbook: a sheet of Excel holds 3 rows")


def test_a_file_in_the_making_has_no_name(reader: Reader) -> None:
    export = ListExport(Question("recipients"), "xlsx")
    file = make(export, Answers(reader, sample()))
    status = os.fstat(file.fileno())
    assert (stat.S_IMODE(status.st_mode), status.st_nlink) == (0o600, 0)
    content = b"".join(pieces(file))
    assert file.closed
    assert len(content) == status.st_size


def test_the_library_has_nothing_to_warn_of(reader: Reader) -> None:
    long = replace(LATE, filters=(*LATE.filters, Filter("search", "=1+1" * 400)))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        _, lines = sheets(exported(reader, long, "xlsx"))
    assert [line[1] for line in lines if line[0] == "Filter"] == [
        "status=overdue|due_soon",
        "search=" + "=1+1" * 400,
    ]
