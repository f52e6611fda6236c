"""Do we do what we promise, and is it getting better?

order: 110
icon: dashboard
asks: summary
first for: management
"""

from pages.parts.overview import overview
from pages.parts.shell import context, heading

ctx = context.current()
heading.draw(ctx, "overview")
overview.show(ctx)
