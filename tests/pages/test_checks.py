"""What pages say of whole lists in sentences, against the tables of the source."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from typing import Any
from urllib.parse import parse_qs, urlsplit

import polars as pl
import pytest

from data.ask import Reader, ask
from data.words import LANGUAGES, words_for
from pages.parts.lists.checks import CHECKS
from tests.support.nodes import nodes
from tests.support.screen import framed, is_quiet, listed, opened
from tests.support.sealed import DAY, EMPTY, a_reader, sample

LINK = re.compile(r"\[(?P<label>[^]]+)\]\((?P<address>/[^)]+)\)")
GRANTED = pl.col("outcome").is_in(["granted", "partly_granted"])
OF_ART_19 = pl.col("kind").is_in(["rectification", "erasure", "restriction"])
HAS_COPY = pl.col("id_copy_received_on").is_not_null()
IS_HELD = HAS_COPY & pl.col("id_copy_deleted_on").is_null()


pytestmark = pytest.mark.usefixtures("shown")


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    with closing(a_reader()) as made:
        yield made


Counts = dict[str, tuple[int, int]]


def of_requests(reader: Reader) -> Counts:
    requests = ask(reader, sample(), "source_rights_request")
    holdings = ask(reader, sample(), "source_holding").filter(item="id_copy")
    sent = ask(reader, sample(), "source_disclosure")
    first = sent.group_by("client_id").agg(pl.col("disclosed_on").min().alias("first"))
    due = requests.filter(GRANTED & OF_ART_19).join(first, "client_id")
    due = due.filter(pl.col("first") <= pl.col("closed_on"))
    notified = due["recipients_notified_on"].count()
    copies, held = requests.filter(HAS_COPY), requests.filter(IS_HELD)
    needless = copies.filter(
        (pl.col("channel") == "portal")
        | pl.col("kind").is_in(["objection_marketing", "consent_withdrawal"])
    )
    done = pl.coalesce("identity_verified_on", "closed_on")
    used = held.filter(
        pl.max_horizontal("id_copy_received_on", done) < sample().as_of,
        done.is_not_null(),
    )
    refused = requests.filter(pl.col("outcome").is_in(["refused", "partly_granted"]))
    return {
        "copies": (len(copies), len(requests)),
        "needless": (len(needless), len(copies)),
        "held": (len(held), len(copies)),
        "outdated": (len(used), len(held)),
        "readable": (len(held.filter(~pl.col("id_copy_redacted"))), len(held)),
        "on_file": (holdings["erased_on"].null_count(), len(holdings)),
        "refused": (len(refused), requests["closed_on"].count()),
        "reasonless": (count_findings(reader, "REQ-04"), len(refused)),
        "told": (notified, len(due)),
        "not_told": (len(due) - notified, len(due)),
    }


def of_retention(reader: Reader) -> Counts:
    holdings = ask(reader, sample(), "source_holding")
    requests = ask(reader, sample(), "source_rights_request")
    granted = requests.filter(subject="client", kind="erasure", outcome="granted")
    erased = int(holdings["erased_on"].count())
    return {
        "erased": (erased, len(holdings)),
        "late": (count_findings(reader, "RET-02"), erased),
        "early": (count_findings(reader, "RET-03"), erased),
        "not_erased": (count_findings(reader, "REQ-10"), len(granted)),
    }


def of_agreements(reader: Reader) -> Counts:
    recipients = ask(reader, sample(), "recipients")
    needed = recipients.filter(pl.col("agreement") != "not_required")
    agreed = needed.filter(pl.col("agreement").is_in(["in_force", "ending_soon"]))
    agreements = ask(reader, sample(), "agreements")
    of_kind = agreements.filter(pl.col("uncovered_before").is_not_null())
    return {
        "agreed": (len(agreed), len(needed)),
        "uncovered": (
            len(of_kind.filter(pl.col("uncovered_before") > 0)),
            len(of_kind),
        ),
    }


def of_authorisations(reader: Reader) -> Counts:
    rows = ask(reader, sample(), "source_authorisation")
    standing = rows.filter(pl.col("revoked_on").is_null())
    health = standing.filter(category="health")
    late = pl.coalesce("reviewed_on", "granted_on") < date(2025, 10, 31)
    return {
        "health": (len(health), len(standing)),
        "unreviewed": (len(health.filter(late)), len(health)),
    }


def count_findings(reader: Reader, rule: str) -> int:
    return len(ask(reader, sample(), "findings").filter(rule=rule))


RECOUNTED = {
    "requests": of_requests,
    "retention": of_retention,
    "agreements": of_agreements,
    "authorisations": of_authorisations,
}
"""Each page's counts made apart from it, from the tables as they were delivered."""


def _markdown(part: Any) -> str:
    kinds = ("markdown", "caption")
    return str(part.value) if getattr(part, "type", None) in kinds else ""


def sentences(page: str, day: str, language: str = "nl") -> dict[str, str]:
    """Return the sentences of a page, each with the address that it leads to."""
    at = opened(page, snapshot=day, lang=language)
    about = words_for(language)("checks.about")
    # the box of the sentences alone: a row that stands open has links of its own
    boxes = [list(getattr(node, "children", {}).values()) for node in nodes(at)]
    parts = [
        part
        for box in boxes
        if any(_markdown(part) == about for part in box)
        for part in box
    ]
    assert parts, "the page has no box of sentences"
    links = (LINK.fullmatch(_markdown(part)) for part in parts)
    return {link["label"]: link["address"] for link in links if link}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", CHECKS)
def test_each_sentence_counts_what_was_delivered(
    reader: Reader, page: str, language: str
) -> None:
    words = words_for(language)
    expected = {
        words(
            f"checks.{page}.{name}",
            numerator=words.number(numerator),
            denominator=words.number(denominator),
            share=words.percent(numerator / denominator),
        )
        for name, (numerator, denominator) in RECOUNTED[page](reader).items()
    }
    assert len(expected) == len(CHECKS[page])
    assert sentences(page, DAY, language).keys() == expected


@pytest.mark.parametrize("page", CHECKS)
def test_a_sentence_leads_to_the_rows_that_it_counts(reader: Reader, page: str) -> None:
    counted = [numerator for numerator, _ in RECOUNTED[page](reader).values()]
    assert all(counted)
    for address, n in zip(sentences(page, DAY).values(), counted, strict=True):
        url = urlsplit(address)
        at = opened(url.path.strip("/"), parse_qs(url.query), snapshot=DAY)
        assert is_quiet(at), address
        assert listed(at) == n, address


@pytest.mark.parametrize("page", CHECKS)
def test_nothing_is_counted_where_nothing_was_delivered(page: str) -> None:
    assert sentences(page, EMPTY) == {}


@pytest.mark.parametrize("page", ["agreements", "authorisations"])
def test_management_reads_what_counts_no_disclosure(page: str) -> None:
    at = framed(page, role="management", purpose=None, snapshot=DAY)
    assert is_quiet(at)
    read = {link.proto.label for link in at.get("page_link")}
    everything = {label for label in sentences(page, DAY)}
    left_out = {label for label in everything if "verstrekt" in label}
    assert read >= everything - left_out
    assert read.isdisjoint(left_out)
    assert bool(left_out) == (page == "agreements")
