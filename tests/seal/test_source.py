"""What is read as CSV and as Parquet, and what is refused as neither."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Literal

import duckdb
import hypothesis.strategies as st
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings

from data.seal import load, source
from data.seal.check import CheckBroken, Checker
from data.seal.source import csv_form, csv_scan
from data.seal.source.file import FormBroken, SourceFile
from tests.support.making import Making

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from duckdb import DuckDBPyConnection

HEADER = "principal_id,name,kind\n"
ROW = "P-1,Gemeente 1,municipality\n"


@pytest.fixture
def con() -> Iterator[DuckDBPyConnection]:
    """Return a connection that sources can be loaded on."""
    with duckdb.connect() as con:
        load.prepare(con)
        yield con


def write(folder: Path, content: str | bytes) -> SourceFile:
    """Write a principal.csv and find it."""
    data = content if isinstance(content, bytes) else content.encode()
    (folder / "principal.csv").write_bytes(data)
    return source.find(folder, "principal")


def read(con: DuckDBPyConnection, file: SourceFile) -> list[tuple[str | None, ...]]:
    """Load a file that must be sound; return its cells."""
    assert file.failure is None, file.failure
    load.load(con, file)
    rows = con.table("principal").order("row").fetchall()
    load.drop(con, "principal")
    return [row[1:4] for row in rows]


BROKEN = {
    "open quote": HEADER + ROW + 'P-2,"open,private\n' + ROW,
    "open quote at the end": HEADER + ROW + 'P-2,b,private"',
    "quote inside an unquoted field": HEADER + 'P-2,a "b" c,private\n',
    "one quote inside an unquoted field": HEADER + 'P-2,15" scherm,private\n',
    "text after a closing quote": HEADER + 'P-2,"a"b,private\n',
    "blank after a closing quote": HEADER + 'P-2,"a" ,private\n',
    "blank before an opening quote": HEADER + 'P-2, "a",private\n',
    "quote escaped by a backslash": HEADER + 'P-2,"a\\"b",private\n',
    "blank line in the middle": HEADER + ROW + "\n" + ROW,
    "blank line after the header": HEADER + "\n" + ROW,
    "line of blanks": HEADER + ROW + "  \n",
    "comma too many": HEADER + ROW + "P-2,b,private,\n",
    "comma too few": HEADER + ROW + "P-2,private\n",
    "delimiter of another sort": HEADER + "P-2;b;private\n",
    "carriage returns alone": (HEADER + ROW + ROW).replace("\n", "\r"),
    "carriage return inside a row": HEADER + "P-2,a\rb,private\n",
    "carriage return at the end": HEADER + ROW.strip() + "\r",
    "Latin-1": (HEADER + "P-2,Coöperatie,private\n").encode("latin-1"),
    "Latin-1 header": "principal_id,name,kind,coöperatie\n".encode("latin-1"),
    "UTF-16": (HEADER + ROW).encode("utf-16"),
    "UTF-16 without a mark": (HEADER + ROW).encode("utf-16-le"),
    "half a surrogate": HEADER.encode() + b"P-2,\xed\xa0\x80,private\n",
    "NUL": HEADER + "P-2,a\0b,private\n",
    "NUL between quotes": HEADER + 'P-2,"a\0b",private\n',
    "empty": "",
    "byte-order mark alone": b"\xef\xbb\xbf",
    "blank first line": "\n" + HEADER + ROW,
    "tabs": (HEADER + ROW).replace(",", "\t"),
    "pipes": (HEADER + ROW).replace(",", "|"),
    "no header": ROW + ROW,
    "a line that names the delimiter": "sep=,\n" + HEADER + ROW,
    "header with a name twice": "principal_id,name,kind,name\nP-1,a,private,b\n",
    "header with an open quote": 'principal_id,"name,kind\n' + ROW,
    "header with a quote in a name": 'principal_id,name,ki"nd,kind\nP-1,a,b,uwv\n',
    "header over two lines": 'principal_id,name,kind,"a\nb"\nP-1,a,uwv,b\n',
    "Excel workbook": b"PK\x03\x04\x14\x00\x06\x00\x08\x00\x00\x00!\x00",
}


@pytest.mark.parametrize("content", BROKEN.values(), ids=BROKEN)
def test_file_that_is_no_csv_is_one_error(content: str | bytes, tmp_path: Path) -> None:
    failure = write(tmp_path, content).failure
    assert failure is not None
    assert (failure.table, failure.column) == ("principal", None)
    if isinstance(content, bytes) and not content.isascii() and b"\0" not in content:
        is_bare = content == b"\xef\xbb\xbf"
        assert ("another encoding" in failure.check) != is_bare


ONE = ("P-1", "Gemeente 1", "municipality")
SOUND = {
    "no final newline": (HEADER + ROW.strip(), [ONE]),
    "CRLF": ((HEADER + ROW + ROW).replace("\n", "\r\n"), [ONE, ONE]),
    "mixed line ends": (HEADER + ROW + ROW.replace("\n", "\r\n") + ROW, [ONE] * 3),
    "byte-order mark": ("\ufeff" + HEADER + ROW, [ONE]),
    "mark before a quote": ('\ufeff"principal_id",name,kind\n' + ROW, [ONE]),
    "semicolons": ((HEADER + ROW).replace(",", ";"), [ONE]),
    "header alone": (HEADER, []),
    "header alone without newline": (HEADER.strip(), []),
    "blank lines at the end": (HEADER + ROW + "\n\r\n\n", [ONE]),
    "empty fields": (HEADER + ',x,\n"","",""\n', [(None, "x", None), (None,) * 3]),
    "other delimiter": ("name;principal_id;kind\na,b;P-1;c", [("P-1", "a,b", "c")]),
}
CELLS = {
    "blanks around": ("  a ", "  a "),
    "blank alone": (" ", " "),
    "all quoted": ('"a"', "a"),
    "delimiters": ('"a,b;c"', "a,b;c"),
    "line ends": ('"a\nb\r\nc\rd\n"', "a\nb\r\nc\rd\n"),
    "quotes": ('"a ""b"" """', 'a "b" "'),
    "quote alone": ('""""', '"'),
    "backslash": ("a\\", "a\\"),
    "backslash between quotes": ('"\\"', "\\"),
    "NULL": ("NULL", "NULL"),
    "null between quotes": ('"null"', "null"),
    "comment": ("# a", "# a"),
    "long characters": ("Coöp 🙂", "Coöp 🙂"),
    "line ends of Unicode": ("a\u2028b\x85\x0b\x0cc", "a\u2028b\x85\x0b\x0cc"),
}


@pytest.mark.parametrize(("cell", "expected"), CELLS.values(), ids=CELLS)
def test_cell_is_taken_as_it_stands(
    cell: str, expected: str, tmp_path: Path, con: DuckDBPyConnection
) -> None:
    content = f"{HEADER}{cell},x,{cell}\n{ROW}x,{cell},y"
    rows = [(expected, "x", expected), ONE, ("x", expected, "y")]
    assert read(con, write(tmp_path, content)) == rows


@pytest.mark.parametrize(("content", "rows"), SOUND.values(), ids=SOUND)
def test_sound_file_gives_its_cells_as_they_stand(
    content: str | bytes,
    rows: list[tuple[str | None, ...]],
    tmp_path: Path,
    con: DuckDBPyConnection,
) -> None:
    assert read(con, write(tmp_path, content)) == rows


cells = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0")
    | st.sampled_from('",;\n\r \t\\|'),
    max_size=8,
)
tables = st.lists(st.tuples(cells, cells, cells), max_size=12)


@settings(
    max_examples=100,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    rows=tables,
    delimiter=st.sampled_from(",;"),
    end=st.sampled_from(["\n", "\r\n"]),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    mark=st.sampled_from(["", "\ufeff"]),
)
def test_written_table_reads_back_cell_by_cell(
    rows: list[tuple[str, ...]],
    delimiter: str,
    end: str,
    quoting: Literal[0, 1],
    mark: str,
    tmp_path: Path,
    con: DuckDBPyConnection,
) -> None:
    if (end, quoting) == ("\n", csv.QUOTE_MINIMAL):  # Python leaves these unquoted
        rows = [tuple(cell.replace("\r", "") for cell in row) for row in rows]
    rows = [row for row in rows if any(row)]
    file = io.StringIO(newline="")
    file.write(mark)

    class Style(csv.excel):
        lineterminator = end

    Style.delimiter, Style.quoting = delimiter, quoting
    writer = csv.writer(file, Style)
    writer.writerow(["kind", "principal_id", "name"])
    writer.writerows(rows)
    written = write(tmp_path, file.getvalue())
    expected = [(a or None, b or None, c or None) for c, a, b in rows]
    assert read(con, written) == expected
    body = file.getvalue().removeprefix(mark).encode().split(b"\n")
    for number in range(1, len(rows) + 1):
        began = io.StringIO(newline="")
        csv.writer(began, Style).writerow(rows[number - 1])
        first = began.getvalue().encode().split(b"\n")[0]
        assert body[written.line(number) - 1] == first


pieces = st.text(st.sampled_from('aé",;\n\r'), max_size=40)


@settings(
    max_examples=300,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(text=pieces)
def test_whatever_is_let_through_reads_as_python_reads_it(
    text: str, tmp_path: Path, con: DuckDBPyConnection
) -> None:
    written = write(tmp_path, HEADER + text)
    if written.failure is None:
        lines = io.StringIO(text, newline="")
        expected = [
            tuple(c or None for c in row) for row in csv.reader(lines, strict=True)
        ]
        assert read(con, written) == [row for row in expected if row]


@settings(max_examples=300, deadline=None)
@given(
    text=st.text(st.sampled_from('aé\0",;\n\r'), max_size=40),
    fields=st.integers(1, 3),
    block=st.integers(1, 50),
)
def test_file_found_sound_in_blocks_is_sound_line_by_line(
    text: str, fields: int, block: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    header = ",".join(HEADER.strip().split(",")[:fields]) + "\n"
    path = tmp_path_factory.getbasetemp() / "principal.csv"
    path.write_bytes((header + text).encode())
    with pytest.MonkeyPatch.context() as patched, path.open("rb") as lines:
        patched.setattr(csv_scan, "BLOCK", block)
        next(lines)
        form = csv_scan.form_of(lines, ",", fields, 1000)
    file = SourceFile("principal", path)
    try:
        csv_form.walk(file)
    except FormBroken:
        assert form is None
    else:
        is_sound = not text.endswith(("\n\n", "\n\r\n")) and text not in ("\n", "\r\n")
        assert (form is not None) or not is_sound
        if form is not None:
            walked = (file.rows, file.longest, file.is_quoted, file.folds)
            assert (form.rows, form.longest, form.is_quoted, form.folds) == walked


@pytest.mark.parametrize("quote", ["", '"'])
def test_very_long_field_is_read_whole(
    quote: str, tmp_path: Path, con: DuckDBPyConnection
) -> None:
    size = 3 << 20
    long = "x" * size if not quote else "x\n" * (size // 2)
    file = write(tmp_path, HEADER + f"P-1,{quote}{long}{quote},uwv\n" + ROW)
    assert read(con, file) == [("P-1", long, "uwv"), ONE]


def test_open_quote_ends_before_the_memory_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(csv_form, "LONGEST_RECORD", 1000)
    failure = write(tmp_path, HEADER + ROW + 'P-2,"a,uwv\n' + ROW * 100 + '"').failure
    assert failure is not None
    assert [example.line for example in failure.examples] == [3]


@pytest.mark.parametrize("place", ["header", "row"])
def test_line_without_an_end_stops_before_the_memory_does(
    place: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(csv_form, "LONGEST_RECORD", 1000)
    before = "" if place == "header" else HEADER
    file = write(tmp_path, before + "a" * 5000 + ("\n" + ROW) * 3)
    assert file.failure is not None
    assert "a line of more than 0 MB" in file.failure.check
    line = 1 if place == "header" else 2
    assert [example.line for example in file.failure.examples] == [line]


def test_wrong_rows_are_counted_and_shown_by_line(tmp_path: Path) -> None:
    rows = 'P-1,"a\nb",uwv\n' + "P-2,x\n" + ROW + "P-3,a,b,c\n"
    failure = write(tmp_path, HEADER + rows).failure
    assert failure is not None
    assert failure.rows == 2
    assert [example.line for example in failure.examples] == [4, 6]


def test_reading_that_differs_from_the_walk_is_no_seal(
    tmp_path: Path, con: DuckDBPyConnection
) -> None:
    file = write(tmp_path, HEADER + ROW)
    load.load(con, file)
    file.rows = 2
    with pytest.raises(CheckBroken, match="1 rows read of 2"):
        Checker(con, {"principal": file}, None).run(lambda _: None)


@pytest.mark.parametrize(
    "name", ["kind=uwv", "cell_1=x", "a[1]", "a*", "wat?", "it's", "spatie é"]
)
@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_folder_may_have_any_name(
    name: str, form: str, tmp_path: Path, con: DuckDBPyConnection
) -> None:
    for folder in (tmp_path / name, tmp_path / "a1", tmp_path / "ab"):
        folder.mkdir()
        if form == "csv":
            write(folder, HEADER + ROW)
        else:
            table = pl.DataFrame([ONE], HEADER.strip().split(","), orient="row")
            table.write_parquet(folder / "principal.parquet")
    assert read(con, source.find(tmp_path / name, "principal")) == [ONE]


@pytest.mark.parametrize("content", [b"", b"PAR1", b"PAR1" + b"\0" * 100 + b"PAR1"])
def test_file_that_is_no_parquet_is_one_error(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "principal.parquet").write_bytes(content)
    failure = source.find(tmp_path, "principal").failure
    assert failure is not None
    assert (failure.table, failure.column) == ("principal", None)


def test_parquet_that_breaks_off_while_read_is_one_error(
    tmp_path: Path, con: DuckDBPyConnection
) -> None:
    path = tmp_path / "principal.parquet"
    names = [f"Gemeente {number}" for number in range(20_000)]
    table = pl.DataFrame({"principal_id": names, "name": names, "kind": names})
    table.write_parquet(path, compression="uncompressed")
    content = path.read_bytes()
    path.write_bytes(content[:4] + b"\xff" * 200 + content[204:])
    file = source.find(tmp_path, "principal")
    assert file.failure is None
    assert load.load(con, file) == 0
    assert file.failure is not None
    assert file.failure.column is None


def test_many_rows_with_quotes_keep_their_lines(
    tmp_path: Path, con: DuckDBPyConnection
) -> None:
    making = Making()
    for number in range(3000):
        making.add("principal", name='regel\n"' * (number % 4) + "x")
    making.write(tmp_path)
    file = source.find(tmp_path, "principal")
    lines = file.path.read_text().split("\n")
    for row, (key, *_) in enumerate(read(con, file), 1):
        assert lines[file.line(row) - 1].startswith(f"{key},")


def test_quoted_lines_like_rows_do_not_mislead_a_large_file(
    tmp_path: Path, con: DuckDBPyConnection
) -> None:
    trap = "\n".join(f"P-{n},{'x' * 300},uwv" for n in range(99))
    rows = [
        f'P-{n},"{trap}{end}",uwv' for n, end in enumerate(["", '\n""', "\n"] * 500)
    ]
    file = write(tmp_path, HEADER + "\n".join(rows))
    assert file.path.stat().st_size > 40 << 20
    assert [key for key, *_ in read(con, file)] == [f"P-{n}" for n in range(1500)]
