"""Every role, every page, every way in: who may see it does, who may not does not.

The matrix below is written by hand, apart from the code that it tests; a page that
is not in it is one about which nobody has decided, and must be a page of records:
give it a line here if it is to be seen by others than its readers. A cell is one role
that tries one page by one way: the page's address, a link with filters, the page's
hash as it was sent to somebody else, a page (or a part of it) asked for again after
the role was taken away, right after the DPO had it before them, headers that say to
be the DPO, the files of its list, a file that was made for the DPO, and a plain GET.
It is bad when a key of a record, or a figure of the summary, reaches who may not see
it, and when it does not reach who may.
"""

from __future__ import annotations

import random
import re
import tempfile
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

import queries
from data.export.csv_file import TABLES
from data.followup import Edit, Store, beside
from data.followup import key as mark_key
from data.seal.run import seal
from pages.parts.session import routes
from tests.faults import Result, Tally
from tests.faults.hostile_texts import about
from tests.support.browser import serve
from tests.support.screen import DUTCH
from tests.support.sealed import DAY, LATER, ROWS_LATER, SAMPLE, copy, source
from tests.support.wire import Visitor

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.support.web import Answer
    from tests.support.wire import RunOutput

NAME = "cells of role, page and way in"
BAD = "wrong"
FEW, MANY = 24, 10_000

OWNER = "owner:ict"
ROLES = ("management", "dpo", "auditor", "admin", OWNER)
READERS = frozenset({"dpo", "auditor"})
SUMMARY = READERS | {"management"}
ORGANISATION = SUMMARY
"""Who may see what management decides about as controller."""
WHOLE = ("recipients", "agreements", "breaches", "findings")
"""Pages whose list tells of persons too: management has one in brief there."""
MAY_SEE: dict[str, frozenset[str]] = {
    **dict.fromkeys(("overview", "trends", "breakdowns", "statement"), SUMMARY),
    **dict.fromkeys(
        (
            *("agenda", "retention", "requests", "request", "clients", "client"),
            *(
                "disclosures",
                "consents",
                "restrictions",
                "trajectories",
                "journal",
                "grounds",
            ),
        ),
        READERS,
    ),
    **dict.fromkeys(
        (
            *("recipients", "agreements", "transfers", "whatif", "register"),
            *("activity", "register_processor", "impact_assessments"),
            *("authorisations", "breaches", "findings"),
        ),
        ORGANISATION,
    ),
    "followup": READERS | {OWNER},
    "snapshot": frozenset(ROLES),
    "journal": READERS,  # of whom looks after it, it is seen how it stands
}
"""Which role may see what stands on a page; READERS where it is not named."""

OF_SUMMARY = ["overview", "trends", "breakdowns"]
KEY = re.compile(
    rb"(?<![A-Z])(?:C-\d{6}|H-\d{7}|T-\d{6}|R-20\d\d-\d{5}|RC-\d{4}|TR-\d{4}|AU-\d{4}|B-\d{4}"
    rb"|A-\d{3}|AG-\d{4}|S-\d{5}|D-\d{7}|N-\d{6})"
)
"""The key of any record; in a column they stand one against the other."""
FIGURES = [DUTCH.title(query) for query in queries.folder("key_figures").values()]
"""What the figures of the summary are called."""
HEADED = {
    "request": DUTCH("dossier.working"),
    "activity": DUTCH("activity_page.holdings"),
    "statement": DUTCH("statement_page.promises"),
}
"""A heading of pages whose keys may all be those of the address."""
KEYLESS = ("journal", "grounds")
"""Pages whose rows need not have the key of a record."""
SEALED = re.compile(rb"records\.duckdb")
"""What the page of the snapshot has, and no other."""
LINES = DUTCH("journal_page.line_label").encode()
"""What is told of the table with the lines of the journal, and of nothing else."""
FILTERS = {
    "retention": "status=overdue",
    "requests": "status=closed_late",
    "recipients": "agreement=missing",
    "findings": "severity=high",
    "whatif": "falls=mechanism.scc_2021",
}
FORGED = {
    "X-Auth-User": "dpo",
    "X-WebAuth-User": "dpo",
    "X-Streamlit-User": '{"role": "dpo"}',
    "Remote-User": "dpo",
}


class Site:
    """The running app, and a visitor for each role who has said why they look."""

    def __init__(self, url: str, day: str) -> None:
        """Let each visitor take their role, and the readers say for what purpose."""
        self.url, self.day = url, day
        self.visitors = {role: self.visitor(role) for role in ROLES}
        named = about(SAMPLE / "source")
        self.query = {page: f"{page}={named[page]}" for page in routes.HIDDEN}
        self.query["whatif"] = FILTERS["whatif"]  # it shows nothing before a choice
        self.named_keys = {key.encode() for key in named.values()}
        self.hashes = self.visitors["dpo"].run("snapshot").pages

    def visitor(self, role: str) -> Visitor:
        """Return another visitor in a role."""
        made = Visitor(self.url)
        made.take(role)
        if role in READERS | {OWNER}:
            declare(made, role)
        return made

    def query_for(self, page: str) -> str:
        """Return what the address of a page must say."""
        return self.query.get(page, FILTERS.get(page, ""))


def follow_up(snapshots: Path) -> None:
    """Give the findings of two rules to two departments."""
    store = Store(beside(snapshots))
    for department, key in (("ict", "AU-0003"), ("finance", "AU-0004")):
        store.change(
            {mark_key("finding", "AUT-01", "authorisation", key): 0},
            Edit({"owner": department}),
            by="a-test",
            role="dpo",
            owners=(department,),
            tell=lambda changes, reason: None,
        )


def seal_later(snapshots: Path) -> None:
    """Seal the sample three weeks on: what is proved between two snapshots has rows."""
    seal(source(snapshots.with_name("later"), as_of=LATER), snapshots)


def declare(visitor: Visitor, role: str = "dpo") -> None:
    """Say that one looks for an audit, where a page asks."""
    page = "followup" if role == OWNER else "requests"
    with visitor.open() as wire:
        form = wire.run(page)
        choice = form.widget(DUTCH("purpose.label"))
        wire.run(
            page,
            widgets={
                choice: DUTCH.code("access_purpose", "audit"),
                form.widget(DUTCH("purpose.go")): True,
            },
        )


def seen(site: Site, page: str, sent: RunOutput) -> bool:
    """Return whether a run sent what the page is about, and not only what was asked."""
    if page in OF_SUMMARY:
        shown = "\n".join(sent.texts)
        drawn = any('class="drawing"' in each.body for each in sent.elements("html"))
        return drawn or any(name in shown for name in FIGURES)
    if page == "snapshot":
        return bool(SEALED.search(sent.raw))
    if page in HEADED:
        return HEADED[page] in sent.texts
    if page in KEYLESS:
        return any(sent.elements("dataframe"))
    return bool(set(KEY.findall(sent.raw)) - site.named_keys)


def holds(page: str, answer: Answer) -> bool:
    """Return whether a file came that has more than its header in it."""
    if page in OF_SUMMARY or page in ("key_figures", "grounds"):
        return answer.status == 200 and answer.body.count(b"\n") > 1
    return answer.status == 200 and bool(KEY.search(answer.body))


def by_page(site: Site, role: str, page: str) -> bool:
    """Open the page as its own menu does."""
    return seen(site, page, site.visitors[role].run(page, site.query.get(page, "")))


def by_link(site: Site, role: str, page: str) -> bool:
    """Follow a link with a snapshot and filters."""
    query = "&".join(filter(None, [site.query_for(page), f"snapshot={site.day}"]))
    return seen(site, page, site.visitors[role].run(page, query))


def by_hash(site: Site, role: str, page: str) -> bool:
    """Ask for the page by the hash that the DPO's navigation has for it."""
    known = site.hashes.get(page, "")
    with site.visitors[role].open() as wire:
        wire.run("snapshot")
        sent = wire.run(query=site.query_for(page), page_hash=known)
        return seen(site, page, sent)


def by_fragment(site: Site, role: str, page: str) -> bool:
    """Ask for it again, and for its parts, when the DPO has become somebody else."""
    visitor = site.visitor("dpo")
    with visitor.open() as wire:
        before = wire.run(page, site.query_for(page))
        visitor.take(role)
        if role in READERS - {"dpo"} or role == OWNER:
            declare(visitor, role)
        parts = [wire.run(page, fragment=fragment) for fragment in before.fragments]
        again = wire.run(page, site.query_for(page))
    return any(seen(site, page, sent) for sent in (*parts, again))


def by_cache(site: Site, role: str, page: str) -> bool:
    """Open it right after the DPO had the very same before them."""
    site.visitors["dpo"].run(page, site.query_for(page))
    return seen(site, page, site.visitors[role].run(page, site.query_for(page)))


def by_forgery(site: Site, role: str, page: str) -> bool:
    """Open it on a raw websocket with headers that say to be the DPO."""
    with site.visitors[role].open(**FORGED) as wire:
        return seen(site, page, wire.run(page, site.query_for(page)))


def by_export(site: Site, role: str, page: str) -> bool:
    """Take the file of its list."""
    visitor = site.visitors[role]
    answer = visitor.get(f"/export/{page}.csv")
    if answer.status == 303:
        answer = visitor.get(answer.headers["location"])
    return holds(page, answer)


def by_grant(site: Site, role: str, page: str) -> bool:
    """Fetch a file that was made for the DPO."""
    made = site.visitors["dpo"].get(f"/export/{page}.csv")
    assert made.status == 303, made.status
    answer = site.visitors[role].get(made.headers["location"])
    return holds(page, answer)


def by_get(site: Site, role: str, page: str) -> bool:
    """Ask for the address itself, without a websocket: an empty frame for all."""
    answer = site.visitors[role].get(f"/{page}?{site.query_for(page)}")
    return bool(KEY.search(answer.body))


WAYS: dict[str, Callable[[Site, str, str], bool]] = {
    "page": by_page,
    "deep link": by_link,
    "page hash": by_hash,
    "fragment": by_fragment,
    "cache": by_cache,
    "raw websocket": by_forgery,
    "export": by_export,
    "another's file": by_grant,
    "direct GET": by_get,
}
NOBODY = frozenset[str]()


def allowed(way: str, page: str) -> frozenset[str]:
    """Say who may see something of a page by a way."""
    if way == "direct GET":
        return NOBODY
    if way == "another's file":
        return frozenset({"dpo"})
    if way == "export" and page in WHOLE:
        return READERS
    return MAY_SEE.get(page, READERS)


def cells() -> list[tuple[str, str, str]]:
    """Return every role, page and way that there is; a file has a list of its own."""
    return [
        (role, page, way)
        for way, role, page in product(WAYS, ROLES, routes.PAGES)
        if way not in ("export", "another's file") or page in TABLES
    ]


def _tried(some: list[tuple[str, str, str]], **environment: Any) -> Result:
    tally = Tally()
    with tempfile.TemporaryDirectory() as folder:
        snapshots = copy(Path(folder, "snapshots"), DAY)
        follow_up(snapshots)
        day = LATER if ROWS_LATER & {page for _, page, _ in some} else DAY
        if day == LATER:
            seal_later(snapshots)
        log = Path(folder, "app.log")
        with serve(snapshots, log, **environment) as server:
            site = Site(server.url, day)
            for role, page, way in some:
                is_seen = WAYS[way](site, role, page)
                may = role in allowed(way, page)
                verb = "sees" if is_seen else "does not see"
                tally.case(f"{role} {verb} {page} by {way}", bad=is_seen is not may)
    ways = len({way for *_, way in some})
    return tally.result(
        f"{len(ROLES)} roles, {len(routes.PAGES)} pages, {ways} ways in"
    )


def run(count: int, seed: int) -> Result:
    """Try cells in an order that is drawn; all of them where the count allows."""
    every = cells()
    random.Random(seed).shuffle(every)  # noqa: S311
    return _tried(every[:count])


OPENED = """
import sys
sys.path.insert(0, ".")
from data.ask import access
access.MAY["management"] = access.MAY["dpo"]
"""


def broken(seed: int) -> Result:
    """Try them where the door lets management ask for records."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "sitecustomize.py").write_text(OPENED)
        some = [("management", "grounds", way) for way in ("page", "export")]
        return _tried(some, PYTHONPATH=folder)
