"""Which personal data are held longer than promised?

order: 220
icon: auto_delete
"""

from pages.parts.lists import checks, list_charts, time_charts, views
from pages.parts.lists.filter_bar import choose
from pages.parts.lists.list_view import draw_list
from pages.parts.lists.listing import CHART, Listing
from pages.parts.shell import context, heading

CHIPS = {
    "overdue": "status=overdue",
    "due_soon": "status=due_soon",
    "next_month": "status=due_soon|within; effective_due_on={next_month}",
    "erased": "erased_on={this_month}",
}
LISTING = Listing(
    "retention", order="status -days_overdue", chips=CHIPS, views=(CHART,), in_sight=3
)

ctx = context.current()
heading.draw(ctx, "retention")
question = choose(ctx, LISTING)
if views.chosen(LISTING) == CHART:
    list_charts.bars(
        ctx,
        question,
        "category",
        "status",
        about=ctx.words("pages.retention.chart"),
    )
    time_charts.due(ctx, question, about=ctx.words("pages.retention.chart_due"))
else:
    draw_list(ctx, LISTING, question)
    checks.show(ctx, "retention")
