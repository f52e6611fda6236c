"""Who receives personal data, and is that settled in an agreement?

order: 310
icon: domain
asks: organisation
"""

from pages.parts.flows import data_reach
from pages.parts.lists import list_charts
from pages.parts.lists.filter_bar import choose
from pages.parts.lists.list_view import draw_list
from pages.parts.lists.listing import Listing
from pages.parts.shell import context, heading

LISTING = Listing("recipients", order="agreement -disclosures_12m")

ctx = context.current()
heading.draw(ctx, "recipients")
question = choose(ctx, LISTING)
list_charts.bars(
    ctx,
    question,
    "kind",
    "agreement",
    about=ctx.words("pages.recipients.chart_agreement"),
)
draw_list(ctx, LISTING, question)
data_reach.show(ctx, question)
