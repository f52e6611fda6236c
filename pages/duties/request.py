"""When must this request be answered, why then, and what is left to do?"""

from pages.parts import clock, dossier, seen

here = seen.current()
found = dossier.opened_request(here)
if found is not None:
    clock.show(here, *found)
