"""Do we do what we promise, and is it getting better?"""

from pages.parts import listing, seen, standing

here = seen.current()
listing.heading(here, "overview")
standing.show(here)
