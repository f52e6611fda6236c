"""How are the counts made up: by principal, trajectory, department and kind?

order: 130
tab of: trends
asks: summary
"""

from pages.parts.overview import breakdown, breakdown_page
from pages.parts.shell import context, heading

ctx = context.current()
heading.draw(ctx, "breakdowns")
breakdown_page.files(ctx)
part = breakdown_page.choose(ctx)
breakdown.legend(ctx)
breakdown_page.show(ctx, part)
