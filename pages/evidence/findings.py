"""Which rules are not kept, and what shows it?

order: 440
first for: auditor
"""

from data.ask import find_query
from pages.parts.evidence import rule_texts
from pages.parts.lists import list_charts
from pages.parts.lists.filter_bar import choose
from pages.parts.lists.list_view import show
from pages.parts.lists.listing import Listing
from pages.parts.shell import context, heading

ctx = context.current()
LISTING = Listing(
    "findings",
    filters=("severity", "rule", "subject_table", "since"),
    shown=(
        "rule",
        "severity",
        "subject_key",
        "client_id",
        "since",
        ctx.words.text_column(find_query("findings"), "evidence"),
    ),
    order="since",
)

heading.draw(ctx, "findings")
asked = choose(ctx, LISTING)
list_charts.bars(
    ctx,
    asked,
    "rule",
    "severity",
    "severity",
    about=ctx.words("pages.findings.chart"),
)
rule_texts.show(ctx, asked)
show(ctx, LISTING, asked)
