"""What the server answers beside the pages: a file that is taken, and its health.

A file is asked for by an address that says what it holds. It is made whole,
entered in the ledger of exports and kept for the one who asked, whose browser is
sent on to fetch it: once, within five minutes (pages/parts/web/download_grants.py).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from starlette.concurrency import run_in_threadpool
from starlette.responses import (
    PlainTextResponse,
    RedirectResponse,
    Response,
    StreamingResponse,
)

from data import snapshot
from data.ask import (
    AccessRefused,
    AskFailed,
    FilterError,
    Question,
    find_query,
    read_filters,
)
from data.ask.failure import ExportRefused
from data.ask.question import SINCE
from data.export import calendar
from data.export import csv_file as exports
from data.export.audit_pack import PackExport
from data.export.csv_file import ListExport
from data.export.erasure_certificate import CertificateExport
from data.export.ledger_entry import issue
from data.export.register_document import FORMS as REGISTER_FORMS
from data.export.register_document import RegisterExport
from data.export.report import ReportExport
from data.export.source_export import SourceExport
from data.followup import FollowupUnavailable
from data.journal import JournalUnavailable
from data.snapshot import SnapshotRefused
from data.words import LANGUAGES
from pages.parts.session import visitor
from pages.parts.session.readers import folder, journal, reader
from pages.parts.web.download_grants import GRANTS, GrantRefused, Ready

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.requests import Request

    from data.ask import Actor
    from data.export.export import Export
    from data.snapshot import Snapshot

FORMS = {suffix: form for form, suffix in exports.FORMATS.items()}
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
    "pdf": "application/pdf",
    "zip": "application/zip",
    "ics": "text/calendar; charset=utf-8; method=PUBLISH",
}
"""What a file is, by how its name ends."""
ELSEWHERE = ("cross-site", "same-site")
"""What a browser says of a request that another site's page made."""


async def export(request: Request) -> Response:
    """Make the file that an address asks for, or give one that was made."""
    if request.method != "GET":  # HEAD would make the whole file for nothing
        return PlainTextResponse("Method Not Allowed", 405, {"Allow": "GET"})
    if request.headers.get("sec-fetch-site") in ELSEWHERE:
        return PlainTextResponse("Another site may not ask this.", 403)
    file = request.path_params["file"]
    answer = _make_file if "." in file else _give_file
    try:
        return await run_in_threadpool(answer, request, file)
    except KeyError:
        return PlainTextResponse("There is no such file.", 404)
    except FilterError as refused:
        return PlainTextResponse(str(refused), 400)
    except GrantRefused as refused:
        return PlainTextResponse(str(refused), 404)
    except SnapshotRefused as refused:
        missing = refused.reason == "missing"
        return PlainTextResponse(str(refused), 404 if missing else 409)
    except (AskFailed, FollowupUnavailable, JournalUnavailable) as failed:
        broken = failed.reason == "unexpected"
        return PlainTextResponse(str(failed), 500 if broken else 503)
    except ExportRefused as refused:
        return PlainTextResponse(str(refused), 422)


def _make_file(request: Request, file: str) -> Response:
    """Make a file, and send the browser that asked on to fetch it."""
    export, day = OWN.get(file, _list)(request, file)
    asker = visitor.actor()
    asking_reader = reader("export")
    selected = _selected(request, day)
    issued = issue(asking_reader, journal(), selected, export)
    name = export.file_name(selected)
    media = TYPES[name.rpartition(".")[2]]
    may = _still(asker, selected)
    ready = Ready(issued.file, name, media, visitor.key(), may)
    return RedirectResponse(f"/export/{GRANTS.give(ready)}", 303)


def _selected(request: Request, day: str | None) -> Snapshot:
    """Return the snapshot of a day, and with it the one that it is compared with."""
    selected = snapshot.find(folder(), day)
    since = request.query_params.get(SINCE)
    if since is None:
        return selected
    if since >= selected.day:
        raise FilterError(f"A comparison with {selected.day} is since an earlier day.")
    return replace(selected, since=snapshot.find(folder(), since))


def _give_file(_: Request, number: str) -> Response:
    """Return a file that was made, to the browser that asked for it."""
    ready = GRANTS.take(number, visitor.key())
    return StreamingResponse(
        exports.pieces(ready.file),
        media_type=ready.media,
        headers={
            "Content-Disposition": f'attachment; filename="{ready.name}"',
            "Content-Length": str(ready.size),
        },
    )


def _still(granted_to: Actor, selected: Snapshot) -> Callable[[], None]:
    """Return what refuses where it does not hold any more that a file may be given.

    Who asks must be the same, in the same role; the journal that has the file's line
    must be there, and the snapshot as it was: not replaced, its records not erased.
    """
    of = [each for each in (selected, selected.since) if each is not None]
    erased = [each.pruned for each in of]

    def may() -> None:
        asker = visitor.actor()
        if (asker.who, asker.role_named) != (granted_to.who, granted_to.role_named):
            raise AccessRefused("role", query="this file", role=asker.role)
        journal().standing()  # refuses where another one took its place
        is_same = all(snapshot.find(folder(), each.day) == each for each in of)
        if not is_same or [each.pruned for each in of] != erased:
            raise GrantRefused("changed")

    return may


def _list(request: Request, file: str) -> tuple[Export, str | None]:
    """Read from the address which list is asked for, and in which form."""
    name, _, suffix = file.partition(".")
    form = FORMS[suffix]
    if name not in exports.TABLES:
        raise KeyError(name)
    compares = (SINCE,) if "compares" in find_query(name).entries else ()
    if len(request.query_params.getlist(SINCE)) > 1:
        raise FilterError("A comparison takes one since, no more.")
    if form != "xlsx":
        question, day = _question(request, name, *compares)
        return ListExport(question, form), day
    languages = request.query_params.getlist("lang")
    if not set(languages) <= set(LANGUAGES):
        raise KeyError(name)
    if len(languages) > 1:
        raise FilterError("A workbook takes one lang, no more.")
    question, day = _question(request, name, "lang", *compares)
    return ListExport(question, form, next(iter(languages), None)), day


def _agenda(request: Request, _: str) -> tuple[Export, str | None]:
    """Read from the address which deadlines are asked for, in which language."""
    language, *more = request.query_params.getlist("lang") or LANGUAGES[:1]
    if language not in LANGUAGES:
        raise KeyError(language)
    if more:
        raise FilterError("The agenda takes one lang, no more.")
    question, day = _question(request, calendar.NAME, "lang")
    return calendar.CalendarExport(question, language), day


def _report(request: Request, _: str) -> tuple[Export, str | None]:
    """Read from the address of which snapshot a report is, in which language."""
    language, day = _document(request, "report")
    return ReportExport(language), day


def _certificate(request: Request, _: str) -> tuple[Export, str | None]:
    """Read from the address of which snapshot a certificate is, in which language."""
    language, day = _document(request, "certificate", SINCE)
    since = _selected(request, day).since
    return CertificateExport(language, since, journal()), day


def _register(request: Request, file: str) -> tuple[Export, str | None]:
    """Read from the address of which snapshot a register is, in which language."""
    language, day = _document(request, "register")
    return RegisterExport(language, file.rpartition(".")[2]), day


def _source(request: Request, _: str) -> tuple[Export, str | None]:
    """Read from the address which snapshot is taken as a workbook to change."""
    language, day = _document(request, "workbook")
    return SourceExport(language), day


def _document(request: Request, name: str, *besides: str) -> tuple[str, str | None]:
    """Read from the address in which language a document is, and of which day.

    `besides`: parameters that are read elsewhere.
    """
    params = dict(request.query_params)
    is_clear = len(params) == len(request.query_params.multi_items())
    language, day = params.pop("lang", LANGUAGES[0]), params.pop("snapshot", None)
    if language not in LANGUAGES:
        raise KeyError(language)
    if not {*besides}.issuperset(params) or not is_clear:
        raise FilterError(f"The {name} takes one snapshot and one lang, no more.")
    return language, day


def _pack(request: Request, _: str) -> tuple[Export, str | None]:
    """Read from the address of which snapshot an audit pack is."""
    params = request.query_params.multi_items()
    if [name for name, _ in params if name != "snapshot"] or len(params) > 1:
        raise FilterError("The audit pack takes snapshot, and nothing else.")
    return PackExport(journal()), request.query_params.get("snapshot")


OWN = {
    "agenda.ics": _agenda,
    "report.pdf": _report,
    "proof-of-erasure.pdf": _certificate,
    "pack.zip": _pack,
    "source.xlsx": _source,
    **{f"article-30.{form}": _register for form in REGISTER_FORMS},
}
"""What reads the address of a file that is no list."""


def _question(
    request: Request, name: str, *besides: str
) -> tuple[Question, str | None]:
    """Read what is asked from the address; FilterError where it cannot be.

    `besides`: parameters that are no filter and are read elsewhere.
    """
    params: dict[str, Any] = {}
    for key, value in request.query_params.multi_items():
        if key in besides:
            continue
        if not value:
            raise FilterError(f"A filter on {name} has no value.")
        params[key] = f"{params[key]}|{value}" if key in params else value
    day = params.pop("snapshot", None)
    return Question(name, read_filters(find_query(name), params)), day
