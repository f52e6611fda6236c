"""What was written of a row, as columns behind those of its list."""

from queries import Declared

COLUMNS = (
    Declared(
        "mark_owner",
        "varchar",
        "department or function whose it is; null where it is nobody's",
        codes="department",
    ),
    Declared("mark_planned_on", "date", "day that it is planned for; null without one"),
    Declared(
        "mark_status",
        "varchar",
        "how its follow-up stands on mark_read_on; null where nothing is to be done",
        codes="mark_status",
    ),
    Declared(
        "mark_accepted_until",
        "date",
        "last day on which it is accepted; null where it is not",
    ),
    Declared("mark_reason", "varchar", "why it is accepted; null where it is not"),
    Declared("mark_note", "varchar", "what was noted; null where nothing was"),
    Declared(
        "mark_read_on",
        "date",
        "day on which the follow-up was read, which is not that of the snapshot",
    ),
)
"""Columns of their own, told from those of the records by their names."""
SHOWN = ("mark_status", "mark_owner", "mark_planned_on")
"""Those that stand in a list on screen."""
