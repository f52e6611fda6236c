"""python -m data calendar: give out, list and revoke addresses of the calendar feed."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from data.commands.common import (
    add_journal_command,
    at_least,
    fail,
    followup_folder,
    journal,
    noted,
    process_account,
)
from data.words import DEFAULT, LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Callable

    from data.followup import Token, Tokens

EXAMPLE = "calendar new --department ict"


def run(args: argparse.Namespace) -> int:
    """Give out, list or revoke addresses to which a calendar program subscribes."""
    code: int = args.does(args)
    return code


def _new(args: argparse.Namespace) -> int:
    """Give out an address: who has it reads counts and days, without signing in."""
    from data.ask import marking
    from data.export.calendar_event import home

    if args.department is not None and args.department not in marking.owners():
        named = ", ".join(marking.owners()) or "none"
        return fail(f"organisation.toml names no such department. It names: {named}.")
    token, secret = _tokens(args).make(
        args.department,
        args.lang,
        by=process_account(),
        tell=_tell(args, "calendar.new"),
    )
    print(f"{home() or ''}/calendar/{secret}.ics")
    print(
        f"This is address {token.number}, shown once: only its hash is kept. Hand it "
        "over as you would a password."
    )
    return 0


def _list(args: argparse.Namespace) -> int:
    """Print which addresses were given out, of what, when and by whom."""
    for token in _tokens(args).read():
        what = token.department or "agenda"
        line = f"{token.number}  {what}  {token.language}  {token.made_on}"
        line += f" by {token.made_by}"
        if token.revoked_on:
            line += f", revoked {token.revoked_on} by {token.revoked_by}"
        print(line)
    return 0


def _revoke(args: argparse.Namespace) -> int:
    """Take an address back: it is not there any more from the next request on."""
    tell = _tell(args, "calendar.revoke")
    try:
        _tokens(args).revoke(args.number, by=process_account(), tell=tell)
    except KeyError:
        return fail(f"No address {args.number} stands; `calendar list` names them.")
    print(f"Address {args.number} is revoked.")
    return 0


def _tokens(args: argparse.Namespace) -> Tokens:
    from data.followup import Tokens

    return Tokens(followup_folder(args))


def _tell(args: argparse.Namespace, event: str) -> Callable[[Token], object]:
    """Return what writes in the journal which token is made or revoked."""

    def tell(token: Token) -> None:
        feed = f"owner={token.department}" if token.department else "none"
        state = {"before" if event == "calendar.revoke" else "after": feed}
        journal(args).write(noted(event, mark=token.key, **state))

    return tell


def options(made: argparse.ArgumentParser) -> None:
    """Add the commands of the command."""
    does = made.add_subparsers(required=True, metavar="DOES")
    new = add_journal_command(does, "new", _new)
    new.add_argument(
        "--department",
        metavar="CODE",
        help="what it has to follow up (default: the whole agenda)",
    )
    new.add_argument("--lang", choices=LANGUAGES, default=DEFAULT, help="default: nl")
    add_journal_command(does, "list", _list)
    revoke = add_journal_command(does, "revoke", _revoke)
    revoke.add_argument("number", type=at_least(1), metavar="N", help="of the address")
