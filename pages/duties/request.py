"""When must this request be answered, why then, and what is left to do?

order: 240
opened by: requests
"""

from pages.parts.duties import opened_case, request_clock
from pages.parts.shell import context

ctx = context.current()
opened = opened_case.request(ctx)
if opened is not None:
    request_clock.show(ctx, *opened)
