"""What do we hold on this client, until when, and what was done with it?

order: 260
opened by: clients
"""

from pages.parts.duties import dossier, opened_case
from pages.parts.shell import context

ctx = context.current()
case = opened_case.client(ctx)
if case is not None:
    dossier.show(ctx, case)
