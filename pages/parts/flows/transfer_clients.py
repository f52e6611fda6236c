"""The clients behind the transfers of a list, as a list of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.ask import Question
from pages.parts.lists.list_view import draw_list
from pages.parts.lists.listing import Listing
from pages.parts.lists.reached_clients import NAME
from pages.parts.shell import purpose

if TYPE_CHECKING:
    from pages.parts.shell.context import PageContext

LISTING = Listing(NAME, order="status transfer_id", of_page="transfers")


def draw(ctx: PageContext, transfers: Question) -> None:
    """Draw whose data the recipients got, one row a transfer and client."""
    purpose.ask(ctx.words)
    draw_list(ctx, LISTING, Question(NAME, transfers.filters))
