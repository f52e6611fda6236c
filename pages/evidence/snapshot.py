"""What is this snapshot made of, and is it what was sealed?"""

from pages.parts import sealed, seen
from pages.parts.listing import heading

here = seen.current()
heading(here, "snapshot")
sealed.show(here)
