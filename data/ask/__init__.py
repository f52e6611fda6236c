"""The light wing: one question to one verified snapshot, for every page.

`ask` is the only door to a snapshot's rows; pages, exports and commands all go
through it.
"""

from data.ask.access import AccessRefused, Actor, Reader
from data.ask.counting import count, distinct, options, tally
from data.ask.door import ask, find_query, stream
from data.ask.engine import Engine
from data.ask.failure import AskFailed
from data.ask.filters import Filter, FilterError, read_filters
from data.ask.question import Question

__all__ = [
    "AccessRefused",
    "Actor",
    "AskFailed",
    "Engine",
    "Filter",
    "FilterError",
    "Question",
    "Reader",
    "ask",
    "count",
    "distinct",
    "find_query",
    "options",
    "read_filters",
    "stream",
    "tally",
]
