"""Sources drawn by chance that keep the contract, crowded around every boundary.

Most dates lie within days of a whole number of months before the snapshot's
day, so that terms end, pauses stop and restrictions are lifted on the day, the
day before and the day after.
"""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import TYPE_CHECKING, Any

from data.policy import FOLDER
from tests.support.making import STATEMENT, Making
from tests.support.recomputed.dates import plus_months

if TYPE_CHECKING:
    from collections.abc import Sequence

MONTHS = (0, 0, 0, 1, 1, 2, 3, 3, 12, 12, 13, 24, 24, 24, 25, 35, 36, 37, 60, 84, 96)
DAYS = (0, 0, 1, 1, 2, 6, 7, 8, 29, 30, 31, 60, 89, 90, 91, 364, 365, 366)
COUNTRIES = ("US", "US", "US", "GB", "GB", "BR", "JP", "CA", "NL", "NO", "IN", "CH")
NAMES = ("Google Analytics", "LinkedIn", "Facebook", "Pinterest", "Hosting BV")
DEPARTMENTS = ("consultants", "finance", "administration", "Consultants", "geen")
SILENT = ("geen", " N.v.t. ", "--", None)
"""Texts that say nothing."""
OTHERS = ("client_contact", "website_visitor", "employee")
"""Who asks and is no client."""


def codes(name: str, column: str) -> list[str]:
    """List the codes of a policy file."""
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(dict.fromkeys(row[column] for row in csv.DictReader(file)))


class Drawn:
    """A source drawn from a seed."""

    def __init__(self, seed: int, as_of: date, clients: int) -> None:
        """Draw every table."""
        self.rng = Random(seed)  # noqa: S311
        self.as_of = as_of
        self.made = Making(as_of=as_of, statement=STATEMENT)
        self.known = [self.made.add("client", **self.client()) for _ in range(clients)]
        for kind in ("municipality", "private", "uwv"):
            self.made.add("principal", kind=kind)
        self.parties()
        self.register()
        for client in self.known:
            self.about(client)

    def pick(self, of: Sequence[Any]) -> Any:
        """Draw one of several."""
        return self.rng.choice(of)

    def maybe(self, value: object, chance: float = 0.5) -> Any:
        """Draw a value or nothing."""
        return value if self.rng.random() < chance else None

    def near(self, latest: date | None = None) -> date:
        """Draw a date, mostly near whole months before the snapshot's day."""
        on = plus_months(self.as_of, -self.pick(MONTHS))
        on += timedelta(days=self.pick((-3, -2, -1, 0, 0, 1, 2, 3, 30, 90)))
        if self.rng.random() < 0.2:
            on = self.as_of - timedelta(days=self.rng.randrange(4000))
        return min(on, latest or self.as_of)

    def after(self, on: date, chance: float = 0.6) -> date | None:
        """Draw a date on or after another, up to the snapshot's day, or none."""
        later = on + timedelta(days=self.pick(DAYS))
        if self.rng.random() < 0.3:
            later = max(on, self.near())
        return min(later, self.as_of) if self.rng.random() < chance else None

    def month_ago(self) -> date:
        """Draw a date near a month before the snapshot's day."""
        return plus_months(self.as_of, -1) + timedelta(days=self.pick((-1, 0, 1)))

    def a_month_after(self, on: date) -> date:
        """Draw a date near a month after another."""
        later = plus_months(on, 1) + timedelta(days=self.pick((-1, 0, 1)))
        return min(later, self.as_of)

    def text(self, text: str, chance: float = 0.6) -> str | None:
        """Draw a text, or what says nothing in its place."""
        silent: str | None = self.pick(SILENT)
        return text if self.rng.random() < chance else silent

    def ahead(self) -> date:
        """Draw a date around the snapshot's day, future ones too."""
        return self.as_of + timedelta(days=self.pick((*DAYS, -1, -2, -90, -400)))

    def client(self) -> dict[str, Any]:
        """Draw a client."""
        registered = self.pick((self.near(), self.month_ago()))
        informed = self.pick((self.near(), self.a_month_after(registered)))
        informed = self.maybe(max(informed, date(2016, 5, 24)))
        version = self.pick(
            (date(2018, 5, 25), plus_months(self.as_of, -24), self.near())
        )
        return {
            "registered_on": registered,
            "informed_on": informed,
            "statement_version": informed and min(version, self.as_of),
        }

    def about(self, client: str) -> None:
        """Draw what is held on a client and what happened to it."""
        paths = [self.trajectory(client) for _ in range(self.pick((0, 1, 1, 2)))]
        lifted = None
        for _ in range(self.pick((0, 0, 1, 2, 3))):
            # now and then on the day on which the last was lifted, or a day from it
            touching = lifted and lifted + timedelta(days=self.pick((-1, 0, 0, 1)))
            started = min(self.pick((touching, self.near())) or self.near(), self.as_of)
            lifted = self.after(started)
            cells = {"started_on": started, "lifted_on": lifted}
            self.made.add("restriction", client_id=client, **cells)
        items = ("photo", "photo", "cv", "gender")
        for _ in range(self.pick((0, 1, 1, 2))):
            consented = self.near()
            cells = {"given_on": consented, "withdrawn_on": self.after(consented)}
            form = self.text("2020-1")
            item = self.pick(items)
            self.made.add(
                "consent", client_id=client, item=item, form_version=form, **cells
            )
        for _ in range(self.pick((1, 2, 3, 5))):
            self.holding(client, [None, *paths])
        for _ in range(self.pick((0, 1, 1, 2))):
            self.request(client)
        for _ in range(self.pick((0, 1, 2, 3))):
            self.disclosure(client)

    def trajectory(self, client: str) -> str:
        """Draw a trajectory."""
        started = plus_months(self.near(), -self.pick((0, 0, 6, 12, 36)))
        ended = self.maybe(max(started, self.near()), 0.75)
        result = ended and "placed_elsewhere"
        return self.made.add(
            "trajectory",
            client_id=client,
            principal_id=self.pick(("P-0001", "P-0002", "P-0003")),
            started_on=started,
            ended_on=ended,
            result=result,
        )

    def holding(self, client: str, paths: Sequence[str | None]) -> None:
        """Draw a holding of any rule."""
        items = codes("catalog", "item")
        item = self.pick(
            (self.pick(items), "photo", "invoice", "id_copy", "complaints", "shoe_size")
        )
        is_fiscal = item in ("invoice", "private_purchase")
        year = self.as_of.year - self.pick((0, 1, 6, 7, 7, 8, 8, 9))
        collected = self.near()
        erased = self.after(collected, 0.35)
        self.made.add(
            "holding",
            client_id=client,
            trajectory_id=self.pick(paths),
            item=item,
            ground=self.pick(("contract", "consent", "legitimate_interest")),
            collected_on=collected,
            fiscal_year=year if is_fiscal else None,
            erased_on=erased,
            erasure=erased and self.pick(("deleted", "anonymised")),
        )

    def request(self, client: str) -> None:
        """Draw a rights request."""
        weeks = self.as_of - timedelta(days=self.pick((29, 30, 31, 36, 37, 38)))
        received = self.pick((self.near(), self.near(), weeks))
        requested = received + timedelta(days=self.pick((0, 1, 6, 7, 7, 8)))
        is_other = self.rng.random() < 0.15
        closed = self.after(received)
        extended = self.after(received, 0.4)
        if extended and closed:
            extended = min(extended, closed)
        copied = self.after(received, 0.4)
        outcome = self.pick(
            ("granted", "granted", "partly_granted", "refused", "withdrawn")
        )
        self.made.add(
            "rights_request",
            subject=self.pick(OTHERS) if is_other else "client",
            client_id=None if is_other else client,
            kind=self.pick(codes("request_terms", "kind")),
            channel=self.pick(("portal", "email", "post")),
            received_on=received,
            identity_requested_on=self.maybe(min(requested, self.as_of)),
            identity_verified_on=self.after(received, 0.5),
            id_copy_received_on=copied,
            id_copy_redacted=copied and self.pick((True, False)),
            id_copy_deleted_on=copied and self.after(copied),
            extended_on=extended,
            extension_reason=extended and "omvang",
            closed_on=closed,
            outcome=closed and outcome,
            refusal_reason=self.text("ongegrond"),
            recipients_notified_on=self.after(received, 0.5),
        )

    def disclosure(self, client: str) -> None:
        """Draw a disclosure, at times for a purpose that nobody knows."""
        known = codes("purposes", "purpose")
        purposes = ("marketing", "contact", "iets anders", *(self.pick(known),) * 3)
        recipient = self.pick(
            [r["recipient_id"] for r in self.made.tables["recipient"]]
        )
        self.made.add(
            "disclosure",
            client_id=client,
            recipient_id=recipient,
            category=self.pick(codes("catalog", "category")),
            purpose=self.pick(purposes),
            disclosed_on=self.near(),
        )

    def parties(self) -> None:
        """Draw recipients and transfers to them."""
        kinds = ("it_supplier", "it_supplier", "principal", "analytics", "vacancy_bank")
        roles = ("processor", "processor", "joint_controller", "controller")
        for _ in range(20):
            recipient = self.made.add(
                "recipient",
                name=self.pick(NAMES),
                kind=self.pick(kinds),
                role=self.pick(roles),
                country=self.pick(COUNTRIES),
                iso27001_until=self.maybe(self.ahead(), 0.8),
                dpf_certified=self.pick((True, False)),
            )
            self.agreements(recipient)
            for _ in range(self.pick((0, 2, 3))):
                started = self.near() - timedelta(days=self.pick((0, 0, 2000)))
                ended = self.maybe(max(started, self.ahead()), 0.3)
                mechanism = self.pick(codes("mechanisms", "mechanism"))
                self.made.add(
                    "transfer",
                    recipient_id=recipient,
                    country=self.pick(COUNTRIES),
                    mechanism=self.pick((mechanism, mechanism, "adequacy", "dpf")),
                    category=self.pick(codes("catalog", "category")),
                    started_on=started,
                    ended_on=ended,
                    assessed_on=self.maybe(self.near()),
                )

    def agreements(self, recipient: str) -> None:
        """Draw agreements with a recipient, future ones and those of no account too."""
        for _ in range(self.pick((0, 1, 2, 3))):
            signed, ends = self.near(), self.maybe(self.ahead(), 0.7)
            if self.rng.random() < 0.1:
                signed = self.as_of + timedelta(days=self.pick((1, 5)))
            self.made.add(
                "agreement",
                recipient_id=recipient,
                kind=self.pick(
                    ("processing", "processing", "joint", "confidentiality")
                ),
                signed_on=signed,
                ends_on=ends if ends and ends > signed else None,
            )

    def some(self, of: list[str], least: int = 1) -> list[str]:
        """Draw several."""
        return self.rng.sample(of, self.pick((least, least, least + 1)))

    def register(self) -> None:
        """Draw activities, authorisations and breaches."""
        categories = codes("catalog", "category")
        grounds = ["contract", "legitimate_interest", "consent"]
        for _ in range(8):
            role = self.pick(("controller", "joint_controller", "processor"))
            dpia = self.pick(("not_needed", "needed", "done"))
            self.made.add(
                "activity",
                role=role,
                controllers=["uwv"] if role == "processor" else None,
                dpia=dpia,
                dpia_on=self.near() if dpia == "done" else None,
                automated=self.rng.random() < 0.2,
                categories=self.some(categories),
                grounds=self.some(grounds),
                interest=self.text("doelmatigheid"),
                special_ground=self.maybe("health_care"),
                recipient_kinds=self.maybe(self.some(["it_supplier", "principal"])),
                countries=self.maybe(self.some(["US", "GB", "BR"])),
                measures=self.text("toegangsbeheer", 0.8),
                owner=self.text(self.pick(DEPARTMENTS), 0.9),
                reviewed_on=self.maybe(self.near(), 0.8),
            )
        for _ in range(16):
            granted = self.near()
            self.made.add(
                "authorisation",
                department=self.pick(DEPARTMENTS),
                category=self.pick(categories),
                granted_on=granted,
                reviewed_on=self.after(granted),
                revoked_on=self.after(granted, 0.2),
            )
        for _ in range(16):
            self.breach()

    def breach(self) -> None:
        """Draw a breach in the last days, or where the clock is changed."""
        end = datetime.combine(self.as_of, datetime.min.time(), UTC)
        spring, autumn = (
            datetime(2018, 3, 24, 1, tzinfo=UTC),
            datetime(2018, 10, 28, tzinfo=UTC),
        )
        discovered = self.pick(
            (end - timedelta(days=self.pick((1, 2, 3, 4))), spring, autumn)
        )
        discovered += timedelta(
            hours=self.rng.randrange(20), minutes=self.pick((0, 0, 59))
        )
        hours = timedelta(hours=self.pick((0, 1, 24, 71, 72, 72, 73)))
        notified = (
            discovered
            + hours
            + timedelta(seconds=self.pick((0, 0, 1, -1))) * bool(hours)
        )
        latest = end + timedelta(hours=22)
        self.made.add(
            "breach",
            discovered_at=discovered,
            risk=self.pick(("none", "risk", "high", "high")),
            nature=self.text("brief verkeerd bezorgd", 0.8),
            consequences=self.text("adres bekend bij een ander", 0.8),
            measures=self.text("brief teruggehaald", 0.8),
            delay_reason=self.text("het systeem lag uit"),
            authority_notified_at=self.maybe(min(notified, latest)),
            subjects_notified_at=self.maybe(min(notified, latest)),
        )
