"""What is ours to do, what is late, and what comes back?

order: 205
icon: assignment_turned_in
asks: followup
first for: owner
"""

from pages.parts.duties import followup_page
from pages.parts.shell import context, heading

ctx = context.current()
heading.draw(ctx, "followup", of="marked_findings")
followup_page.show(ctx)
