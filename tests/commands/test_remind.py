"""Reminders: one mail a department, with counts and days and nobody's data."""

from __future__ import annotations

import email
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email import policy as forms
from email.message import EmailMessage
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from data import policy
from data.__main__ import main
from data.followup import Edit, Store, beside
from data.policy.organisation import Organisation
from tests.support.browser import LOOPBACK, free_port
from tests.support.sealed import DAY, copy

RECORD = re.compile(r"\b[A-Z]{1,3}-[0-9]{2,}")


@pytest.fixture
def snapshots(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a snapshot with a follow-up of two departments; one has a mailbox."""
    folder = copy(tmp_path / "snapshots", DAY)
    store = Store(beside(folder))
    today = store.reading_day()
    clock = store._clock
    earlier = Store(beside(folder), clock=lambda: clock() - timedelta(9))
    put(earlier, "AU-0003", owner="ict", planned_on=today - timedelta(8))
    put(store, "AU-0004", owner="ict", note="geheim van C-000001")
    put(store, "AU-9999", owner="finance")  # solved: the snapshot has it no more
    put(store, "AU-0009", owner="finance", planned_on=today + timedelta(3))
    known = policy.organisation().model_dump()
    known["departments"]["ict"]["email"] = "ict@hartman.example"
    known["departments"] = {
        code: known["departments"][code] for code in ("ict", "finance", "board")
    }
    changed = Organisation.model_validate(known)
    monkeypatch.setattr(policy, "organisation", lambda: changed)
    monkeypatch.setenv("DASHBOARD_URL", "https://dashboard.hartman.example")
    return folder


def put(store: Store, number: str, **fields: Any) -> None:
    key = f"finding/AUT-01/authorisation/{number}"
    store.change(
        {key: 0},
        Edit(fields),
        by="a-test",
        role="dpo",
        owners=("ict", "finance"),
        tell=lambda changes, reason: None,
    )


def remind(snapshots: Path, *arguments: str) -> int:
    sender = ("--from", "fg@hartman.example", "--snapshots", str(snapshots))
    return main(["remind", *sender, *arguments])


def read(raw: bytes) -> EmailMessage:
    mail = email.message_from_bytes(raw, policy=forms.default)
    assert isinstance(mail, EmailMessage)
    return mail


def test_a_mail_has_counts_days_and_a_link_and_no_personal_data(
    snapshots: Path, tmp_path: Path
) -> None:
    out = tmp_path / "mails"
    assert remind(snapshots, "--out", str(out)) == 0
    assert sorted(file.name for file in out.iterdir()) == ["finance.eml", "ict.eml"]
    mail = read((out / "ict.eml").read_bytes())
    text = mail.get_content()
    assert mail["To"] == "ICT-beheer <ict@hartman.example>"
    assert mail["Subject"] == "Opvolging: 2 punten, waarvan 1 te laat"
    assert "- te laat: 1 (de eerste op " in text
    assert "- toegewezen: 1" in text
    assert "https://dashboard.hartman.example/followup?lang=nl" in text
    for file in out.iterdir():
        whole = file.read_bytes().decode()
        assert not RECORD.search(whole)
        assert "geheim" not in whole
    other = read((out / "finance.eml").read_bytes()).get_content()
    assert "gepland: 1" in other
    assert "opgelost" not in other


class Post(Message):
    """Keeps what a mail server takes, as it came; one mailbox it refuses."""

    def __init__(self) -> None:
        super().__init__()
        self.kept: list[tuple[list[str], EmailMessage]] = []
        self.users: set[str | None] = set()
        self.refused = ""

    def prepare_message(self, session: Any, envelope: Any) -> EmailMessage:
        self.users.add(getattr(session, "auth_data", None))
        mail = read(envelope.content)
        self.kept.append((envelope.rcpt_tos, mail))
        return mail

    def handle_message(self, message: Any) -> None:
        """Do nothing more: it is kept."""

    async def handle_RCPT(  # noqa: N802 - its name is the protocol's
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        if address == self.refused:
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"


@contextmanager
def serving(**more: Any) -> Iterator[tuple[str, Post]]:
    """Run a mail server on this machine; return its address and what it takes."""
    post = Post()
    controller = Controller(post, hostname=LOOPBACK, port=free_port(), **more)
    controller.start()
    try:
        yield f"{LOOPBACK}:{controller.port}", post
    finally:
        controller.stop()


@pytest.fixture
def secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """Return what a server speaks in secret with; this machine trusts it."""
    certificate = certified(tmp_path, monkeypatch)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    return context


def certified(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Write a key and a certificate of this machine by itself, and trust it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, LOOPBACK)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), 1)
        .not_valid_before(now - timedelta(1))
        .not_valid_after(now + timedelta(1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address(LOOPBACK))]), False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), True)
        .sign(key, hashes.SHA256())
    )
    form, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    file = folder / "server.pem"
    file.write_bytes(
        key.private_bytes(form, serialization.PrivateFormat.PKCS8, plain)
        + certificate.public_bytes(form)
    )
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    return file


def known(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> Any:
    is_known = (data.login, data.password) == (b"dashboard", b"open sesame")
    return AuthResult(success=is_known, handled=False, auth_data=data.login.decode())


def test_a_mail_server_gets_the_mails_of_those_with_an_address(
    snapshots: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with serving() as (server, post):
        assert remind(snapshots, "--smtp", server, "--lang", "en") == 1
    (((recipient,), mail),) = post.kept
    assert recipient == "ict@hartman.example"
    assert mail["Subject"] == "Follow-up: 2 points, of which 1 late"
    assert "- late: 1 (the first on " in mail.get_content()
    printed = capsys.readouterr()
    assert printed.out == "1 mail sent.\n"
    assert "No mail to finance" in printed.err


def test_a_server_that_asks_who_sends_is_told_in_secret(
    snapshots: Path,
    secret: ssl.SSLContext,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("SMTP_USER", "dashboard")
    monkeypatch.setenv("SMTP_PASSWORD", "open sesame")
    asks: dict[str, Any] = {
        "tls_context": secret,
        "require_starttls": True,
        "authenticator": known,
        "auth_required": True,
    }
    with serving(**asks) as (server, post):
        remind(snapshots, "--smtp", server)
        assert len(post.kept) == 1
        assert post.users == {"dashboard"}
        capsys.readouterr()
        monkeypatch.setenv("SMTP_PASSWORD", "close sesame")
        assert remind(snapshots, "--smtp", server) == 1
        not_sent(capsys, "does not take smtp_user with smtp_password")
        monkeypatch.delenv("SMTP_USER")
        assert remind(snapshots, "--smtp", server) == 1
        not_sent(capsys, "the mail server refused the sender")
        monkeypatch.delenv("SSL_CERT_FILE")
        assert remind(snapshots, "--smtp", server) == 1
        not_sent(capsys, "no certificate that this machine trusts")
        assert len(post.kept) == 1
    with serving() as (server, post):
        monkeypatch.setenv("SMTP_USER", "dashboard")
        assert remind(snapshots, "--smtp", server) == 1
        not_sent(capsys, "offers no TLS, which a password needs")
        assert not post.kept


def not_sent(capsys: pytest.CaptureFixture[str], why: str) -> None:
    """Hold one sentence against what is wrong; nothing claims that it was sent."""
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith("1 mail not sent: the mail server ")
    assert why in printed.err
    assert printed.err.count("\n") == 1
    assert "sesame" not in printed.err


def test_a_server_that_is_not_there_or_refuses_a_mailbox_is_a_sentence(
    snapshots: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with serving() as (server, post):
        post.refused = "ict@hartman.example"
        assert remind(snapshots, "--smtp", server) == 1
        not_sent(capsys, "refused the sender, the mailbox or the mail")
        assert not post.kept
    assert remind(snapshots, "--smtp", server) == 1
    not_sent(capsys, "was not there, or broke off (ConnectionRefusedError)")


@pytest.mark.parametrize("server", ["a..b", f"{'a' * 70}.example:25"])
def test_a_server_that_no_name_can_be_of_is_a_sentence(
    snapshots: Path, capsys: pytest.CaptureFixture[str], server: str
) -> None:
    assert remind(snapshots, "--smtp", server) == 1
    not_sent(capsys, "has a name that none can have")


@pytest.mark.parametrize(
    ("option", "value"),
    [
        *(("--smtp", text) for text in ("[::1]:25", "a:99999", "a:0", "a\nb", "a b")),
        *(("--from", text) for text in ("@", "a@", "a@b,c@d", "<a@b.nl>", "é@b.nl")),
    ],
)
def test_what_is_no_server_and_no_mailbox_is_refused(
    snapshots: Path, capsys: pytest.CaptureFixture[str], option: str, value: str
) -> None:
    with pytest.raises(SystemExit) as left:
        remind(snapshots, "--out", str(snapshots.parent / "mails"), option, value)
    assert left.value.code == 2
    assert option in capsys.readouterr().err


def test_nobody_is_reminded_where_no_department_is_named(
    snapshots: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    none = policy.organisation().model_copy(update={"departments": {}})
    monkeypatch.setattr(policy, "organisation", lambda: none)
    assert remind(snapshots, "--out", str(snapshots.parent / "mails")) == 1
    assert "No department is named" in capsys.readouterr().err
