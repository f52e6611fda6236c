"""What do we hold on this client, until when, and what was done with it?"""

from pages.parts import dossier, seen

here = seen.current()
found = dossier.opened_client(here)
if found is not None:
    dossier.show(here, found)
