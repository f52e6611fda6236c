"""An answer as a file: CSV that parses back (RFC 4180), or one for Excel.

UTF-8, a header line, CRLF, dates as YYYY-MM-DD, times in UTC, booleans as
true/false, null as nothing and an empty text as `""`, several codes in one field
separated by `|`.

The CSV for Excel is the same rows as a Dutch Excel reads them at a double click:
a byte-order mark, `;` between fields, a comma in a number that is not whole, times
as `YYYY-MM-DD hh:mm:ss` under a name that ends in `(UTC)`: a cell that Excel takes
for a time has no zone of its own. Dates stay YYYY-MM-DD, which every Excel takes for
dates; booleans stay true and false, which a Dutch one takes for texts. For typed
columns there is the workbook (data/export/workbook.py).

A text that a spreadsheet would run as a formula gets one `'` in front, and so
does a text that would look like one so guarded; to undo it, take one `'` off a
text that matches GUARDED. Numbers, dates and booleans are never touched. What is
run: `=`, `+`, `-` or `@`, also in their wide and small forms and behind blanks,
and a tab, a line end or a NUL in front.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, BinaryIO

import numpy as np
import polars as pl
import polars.selectors as cs
import pyarrow as pa

from data.export.export import Export

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from data.ask.door import Shaped, Stream
    from data.ask.question import Question
    from data.export.export import Answers
    from data.snapshot import Snapshot

_BLANK = (
    r"[\u0000-\u0020\u007f-\u00a0\u00ad\u034f\u061c\u115f\u1160\u1680\u180e"
    r"\u2000-\u200f\u2028-\u202f\u205f-\u206f\u2800\u3000\u3164\ufeff\uffa0]"
)
"""What a spreadsheet may trim, or shows as nothing."""
_RUN = rf"(?:[\u0000\t\r\n]|{_BLANK}*[=+\-@＝＋－＠﹦﹢﹣﹫])"
RISKY = rf"^'*{_RUN}"
"""A text that is guarded on the way out."""
GUARDED = re.compile(rf"^'+{_RUN}")
"""A text in a file that was guarded: without its first `'` it is the original."""

FORMATS = {
    "csv": "csv",
    "excel": "excel.csv",
    "xlsx": "xlsx",
    "parquet": "parquet",
}
"""How the name of a file ends, by its format."""
ZONE = " (UTC)"
"""What stands behind the name of a column of times in the CSV for Excel."""
CHUNK = 1 << 18

TABLES = (
    "agenda",
    "retention",
    "requests",
    "recipients",
    "agreements",
    "disclosures",
    "transfers",
    "transfer_clients",
    "findings",
    "changes",
    "erasure_proof",
    "register",
    "register_processor",
    "impact_assessments",
    "grounds",
    "statement_changes",
    "clients",
    "trajectories",
    "consents",
    "restrictions",
    "authorisations",
    "breaches",
    "key_figures",
    "breakdowns",
    "breakdowns_in_full",
    "shares",
    "shares_in_full",
    "requests_bridge",
    "forecast",
    "findings_change",
    "recipients_in_brief",
    "agreements_in_brief",
    "breaches_in_brief",
    "findings_in_brief",
)


def guard(frame: pl.DataFrame) -> pl.DataFrame:
    """Make harmless every text that a spreadsheet would run."""
    looked_at = [
        column.name
        for column in frame.iter_columns()
        if column.dtype == pl.String and not _begins_with_letters(column)
    ]
    if not looked_at:
        return frame
    text = pl.col(looked_at)
    return frame.with_columns(
        pl.when(text.str.contains(RISKY)).then("'" + text).otherwise(text).name.keep()
    )


def _begins_with_letters(texts: pl.Series) -> bool:
    """Return whether each text begins with a sign from `A` to `~`, which runs nowhere.

    Codes and keys do, and the first and last of them tell: no other need be read.
    """
    first, last = texts.min(), texts.max()
    return first is None or ("A" <= str(first) and str(last) < "\x7f")


def _called(frame: pl.DataFrame, kind: type[pl.DataType]) -> list[str]:
    """Name the columns of a kind; to put a plan together takes longer."""
    return [name for name, of in frame.schema.items() if isinstance(of, kind)]


def csv_bytes(frame: pl.DataFrame, *, header: bool, excel: bool = False) -> bytes:
    """Write a frame as CSV bytes, plain or for Excel."""
    moments = _called(frame, pl.Datetime)
    if moments:
        moment = pl.col(moments).dt.strftime(
            "%Y-%m-%d %H:%M:%S%.f" if excel else "%Y-%m-%dT%H:%M:%S%.fZ"
        )
        comma = moment.str.replace(".", ",", literal=True)
        frame = frame.with_columns(comma if excel else moment)
    if lists := _called(frame, pl.List):
        frame = frame.with_columns(pl.col(lists).list.join("|"))
    harmless = guard(frame)
    if excel:
        number = cs.float().cast(pl.String).str.strip_suffix(".0")
        harmless = harmless.with_columns(number.str.replace(".", ",", literal=True))
        harmless = harmless.rename({name: f"{name}{ZONE}" for name in moments})
    text = io.BytesIO()
    harmless.write_csv(
        text,
        include_header=header,
        include_bom=header and excel,
        line_terminator="\r\n",
        separator=";" if excel else ",",
    )
    return text.getvalue()


def csv_pieces(
    frames: Iterable[pl.DataFrame], *, excel: bool = False
) -> Iterator[bytes]:
    """Return the batches of an answer as the pieces of one CSV file."""
    header = True
    for frame in frames:
        yield csv_bytes(frame, header=header, excel=excel)
        header = False


def csv_answer(
    stream: Callable[[Shaped], Stream], *, excel: bool = False
) -> Iterator[bytes]:
    """Return the pieces of a CSV file of an answer that `stream` asks.

    Its rows are written before they are put in their order: a line of text is moved in
    less time than the columns of a row.
    """
    head: list[bytes] = []

    def shaped(batch: pl.DataFrame) -> pl.DataFrame:
        if not head:
            head.append(csv_bytes(batch.clear(), header=True, excel=excel))
        text = csv_bytes(batch, header=False, excel=excel)
        return pl.DataFrame({"line": _lines(text)})

    answer = stream(shaped)
    yield head[0]
    for batch in answer:
        yield _text(batch["line"])


def _lines(text: bytes) -> pl.Series:
    """Cut the text of rows into lines; a line end within quotes ends none."""
    signs = np.frombuffer(text, dtype=np.uint8)
    ends = signs == ord("\n")
    if b'"' in text:
        ends &= np.cumsum(signs == ord('"'), dtype=np.uint8) % 2 == 0
    cuts = np.concatenate(([0], np.flatnonzero(ends) + 1))
    buffers = [None, pa.py_buffer(cuts), pa.py_buffer(text)]
    return pl.Series(pa.Array.from_buffers(pa.large_string(), len(cuts) - 1, buffers))


def _text(lines: pl.Series) -> bytes:
    """Return the text of lines, one behind the other."""
    array = lines.rechunk().to_arrow(compat_level=pl.CompatLevel.oldest())
    _, offsets, text = array.buffers()
    if not len(array):
        return b""
    cuts = np.frombuffer(offsets, np.int64)[
        array.offset : array.offset + len(array) + 1
    ]
    content: bytes = text[cuts[0] : cuts[-1]].to_pybytes()
    return content


@dataclass(frozen=True)
class ListExport(Export):
    """An answer as a file, in one of FORMATS."""

    question: Question
    form: str = "csv"
    language: str | None = None
    """In which a workbook calls columns and codes; None for their names."""

    @property
    def holds(self) -> tuple[Question, ...]:
        """Return the one question that it answers."""
        return (self.question,)

    @property
    def params(self) -> dict[str, str]:
        """Return its format, and its language where it has one."""
        own = {"lang": self.language} if self.language else {}
        return {"form": self.form, **own}

    def file_name(self, snapshot: Snapshot) -> str:
        """Name the file by what it holds: table, day, snapshot, filtered or not."""
        part = "_part" if self.question.filters else ""
        days = f"{snapshot.since.day}_" if snapshot.since else ""
        name = f"{self.question.name}{part}_{days}{snapshot.day}_{snapshot.short}"
        return f"{name}.{FORMATS[self.form]}"

    def write(self, file: BinaryIO, answers: Answers) -> None:
        """Write the rows; ExportRefused where Excel has no room for them."""
        from data.export import marked

        if self.form == "xlsx":
            from data.export import workbook

            workbook.write(file, answers, self.question, self.language)
            return
        if self.form == "parquet":
            from data.export import parquet_file

            parquet_file.write(file, marked.stream(answers, self.question))
            return
        stream = partial(marked.stream, answers, self.question)
        for piece in csv_answer(stream, excel=self.form == "excel"):
            file.write(piece)


def pieces(file: BinaryIO) -> Iterator[bytes]:
    """Return a file piece by piece, and close it when all is given or nobody asks."""
    with file:
        while piece := file.read(CHUNK):
            yield piece
