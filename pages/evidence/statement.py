"""Does the organisation do what its statement says, and is that statement right?

order: 405
icon: policy
asks: summary
"""

from pages.parts.evidence import statement_page
from pages.parts.shell import context, heading

ctx = context.current()
heading.draw(ctx, "statement")
statement_page.show(ctx)
