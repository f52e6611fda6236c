"""python -m data remind: one mail a department about what it has to do."""

from __future__ import annotations

import argparse
import re
import smtplib
import ssl
from contextlib import closing
from datetime import UTC, datetime
from email.policy import SMTP
from pathlib import Path
from typing import TYPE_CHECKING

from data import settings, snapshot
from data.commands.common import day_option, fail, journal_option, reader
from data.policy.fields import mailbox
from data.words import DEFAULT, LANGUAGES, words_for

if TYPE_CHECKING:
    from email.message import EmailMessage

EXAMPLE = "remind --from privacy@hartman.example --out reminders"
PORT, PATIENCE = 25, 30.0
"""Where a server listens that names no port, and the seconds that it may take."""
LAST_PORT = 65_535
_SERVER = re.compile(r"[\w.-]+(:(?P<port>[0-9]{1,5}))?")
REFUSED = (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused)
"""What a server says no to a mail with, and takes the next one."""


def run(args: argparse.Namespace) -> int:
    """Write each department one mail about what is late, planned or comes back."""
    from data.ask import marking
    from data.export.reminder import message, reminders

    words, at = words_for(args.lang), datetime.now(UTC)
    with closing(reader(args)) as asking:
        if not marking.is_used(asking):
            return fail("No department is named in data/policy/organisation.toml.")
        chosen = snapshot.find(args.snapshots, args.day)
        rows = list(reminders(asking, chosen))
    mails = {row.department: message(words, row, args.sender, at) for row in rows}
    if args.out:
        _write(args.out, mails)
        print(f"{_mails(len(mails))} in {args.out}.")
        return 0
    lacking = [row.department for row in rows if not row.address]
    mailed = [mail for name, mail in mails.items() if name not in lacking]
    taken, why = _send(args.smtp, mailed)
    if taken or not mailed:
        print(f"{_mails(taken)} sent.")
    if taken < len(mailed):
        return fail(f"{_mails(len(mailed) - taken)} not sent: {why}.")
    if lacking:
        names = ", ".join(lacking)
        return fail(f"No mail to {names}: organisation.toml names no address of these.")
    return 0


def _mails(count: int) -> str:
    return f"{count} mail" if count == 1 else f"{count} mails"


def _write(folder: Path, mails: dict[str, EmailMessage]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, mail in mails.items():
        (folder / f"{name}.eml").write_bytes(mail.as_bytes(policy=SMTP))


def _send(server: str, mails: list[EmailMessage]) -> tuple[int, str]:
    """Send mails; return how many the server took, and why it did not take the others.

    It is spoken to in secret where it can be, and always where it asks who sends.
    """
    host, _, port = server.partition(":")
    held = settings.current()
    user = held.smtp_user and held.smtp_user.get_secret_value()
    password = held.smtp_password and held.smtp_password.get_secret_value()
    taken, why = 0, ""
    if not mails:
        return taken, why
    try:
        with smtplib.SMTP(host, int(port or PORT), timeout=PATIENCE) as smtp:
            smtp.ehlo()
            if user or smtp.has_extn("starttls"):
                smtp.starttls(context=ssl.create_default_context())
            if user:
                smtp.login(user, password or "")
            for mail in mails:
                try:
                    smtp.send_message(mail)
                    taken += 1
                except REFUSED:
                    why = "the mail server refused the sender, the mailbox or the mail"
    except (OSError, UnicodeError, smtplib.SMTPException) as error:
        why = _why(error)
    return taken, why


def _why(error: Exception) -> str:
    """Return what is wrong with a mail server, and what to look at."""
    if isinstance(error, UnicodeError):
        return "the mail server has a name that none can have"
    if isinstance(error, ssl.SSLError):
        return "the mail server has no certificate that this machine trusts"
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return "the mail server does not take smtp_user with smtp_password"
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return "the mail server offers no TLS, which a password needs, or no sign-in"
    return f"the mail server was not there, or broke off ({type(error).__name__})"


def options(made: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    day_option(made)
    journal_option(made)
    made.add_argument(
        "--from",
        dest="sender",
        type=_mailbox,
        required=True,
        metavar="ADDRESS",
        help="who sends the mails",
    )
    made.add_argument("--lang", choices=LANGUAGES, default=DEFAULT, help="default: nl")
    ways = made.add_mutually_exclusive_group(required=True)
    ways.add_argument(
        "--smtp", type=_server, metavar="HOST[:PORT]", help="the server that sends them"
    )
    ways.add_argument(
        "--out", type=Path, metavar="DIR", help="a folder to write them to, as .eml"
    )


def _mailbox(text: str) -> str:
    try:
        return mailbox(text)
    except ValueError:
        raise argparse.ArgumentTypeError("an e-mail address") from None


def _server(text: str) -> str:
    match = _SERVER.fullmatch(text)
    if match is None or not 0 < int(match["port"] or PORT) <= LAST_PORT:
        raise argparse.ArgumentTypeError("HOST or HOST:PORT")
    return text
