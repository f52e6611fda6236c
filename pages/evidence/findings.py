"""Which rules are not kept, and what shows it?

order: 440
icon: rule
asks: organisation
first for: auditor
"""

from pages.parts.evidence import house_finding, rule_texts
from pages.parts.lists import list_charts, views
from pages.parts.lists.filter_bar import choose
from pages.parts.lists.list_view import draw_list
from pages.parts.lists.listing import CHART, Listing
from pages.parts.shell import context, heading

CHIPS = {
    "high": "severity=high",
    "new": "first_seen={as_of}",
}
LISTING = Listing("findings", order="severity since", chips=CHIPS, views=(CHART,))

ctx = context.current()
heading.draw(ctx, "findings")
house_finding.show(ctx.words)
question = choose(ctx, LISTING)
if views.chosen(LISTING) == CHART:
    list_charts.bars(
        ctx,
        question,
        "rule",
        "severity",
        about=ctx.words("pages.findings.chart"),
    )
else:
    draw_list(ctx, LISTING, question)
    rule_texts.show(ctx, question)
