"""What is due when, and what is overdue already?"""

from pages.parts import agenda, seen, undated
from pages.parts.listing import choose, heading

here = seen.current()
heading(here, "agenda")
agenda.begin(here)
windows = agenda.place()
asked = choose(here, agenda.LISTING)
agenda.windows(here, windows, asked)
agenda.show(here, asked)
undated.show(here)
