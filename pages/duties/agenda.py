"""What is due when, and what is overdue already?

order: 210
icon: event
first for: dpo
"""

from pages.parts.duties import agenda, agenda_calendar, undated_items
from pages.parts.lists import views
from pages.parts.lists.filter_bar import choose
from pages.parts.lists.listing import CALENDAR
from pages.parts.shell import context, heading, kept_until

ctx = context.current()
heading.draw(ctx, "agenda")
kept_until.coming(ctx.words)
agenda.begin(ctx)
question = choose(ctx, agenda.LISTING)
if views.chosen(agenda.LISTING) == CALENDAR:
    agenda_calendar.show(ctx, question)
else:
    agenda.show(ctx, question)
    undated_items.show(ctx)
