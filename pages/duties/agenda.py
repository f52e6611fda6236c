"""What is due when, and what is overdue already?

order: 210
icon: event
first for: dpo
"""

from pages.parts.duties import agenda, undated_items
from pages.parts.lists.filter_bar import choose
from pages.parts.shell import context, heading

ctx = context.current()
heading.draw(ctx, "agenda")
agenda.begin(ctx)
windows = agenda.place()
question = choose(ctx, agenda.LISTING)
agenda.windows(ctx, windows, question)
agenda.show(ctx, question)
undated_items.show(ctx)
