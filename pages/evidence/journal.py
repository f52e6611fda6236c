"""Who saw or took which data, for what purpose, and can that be proved?"""

from pages.parts.evidence import journal_page
from pages.parts.shell import context, heading

ctx = context.current()
heading.draw(ctx, "journal")
journal_page.show(ctx)
