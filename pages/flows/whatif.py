"""Which transfers lose their ground when a mechanism or a decision falls?

order: 340
tab of: transfers
asks: organisation
"""

from pages.parts.flows import whatif
from pages.parts.shell import context, heading

ctx = context.current()
heading.draw(ctx, "whatif")
whatif.show(ctx, whatif.choose(ctx))
