"""What is this snapshot made of, and is it what was sealed?

order: 450
icon: verified
asks: nothing
first for: admin
"""

from pages.parts.evidence import seal_facts
from pages.parts.shell import context, heading

ctx = context.current()
heading.draw(ctx, "snapshot")
seal_facts.show(ctx)
