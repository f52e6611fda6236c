"""Who saw or took which data, for what purpose, and can that be proved?

order: 460
tab of: snapshot
asks: journal_state
"""

from pages.parts.evidence import journal_page
from pages.parts.shell import context, heading

ctx = context.current()
heading.draw(ctx, "journal")
journal_page.show(ctx)
