"""Which transfers lose their ground when a mechanism or a decision falls?"""

from pages.parts import seen, whatif
from pages.parts.listing import heading

here = seen.current()
heading(here, "whatif")
whatif.show(here, whatif.choose(here))
