"""Who saw or took which data, for what purpose, and can that be proved?"""

from pages.parts import journal, seen
from pages.parts.listing import heading

here = seen.current()
heading(here, "journal")
journal.show(here)
