"""What does the register say of this activity, and what do the records show?

order: 411
opened by: register
asks: organisation
"""

from pages.parts.evidence import activity_page
from pages.parts.shell import context

ctx = context.current()
activity = activity_page.opened(ctx)
if activity is not None:
    activity_page.show(ctx, activity)
