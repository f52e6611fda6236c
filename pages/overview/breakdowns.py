"""How are the counts made up: by principal, trajectory, department and kind?"""

from pages.parts import breakdown, breakdowns, seen
from pages.parts.listing import heading

here = seen.current()
heading(here, "breakdowns")
breakdowns.files(here)
part = breakdowns.choose(here)
breakdown.legend(here)
breakdowns.show(here, part)
