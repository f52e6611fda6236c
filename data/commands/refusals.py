"""What a command raises to say no, in a sentence that is safe to show."""

from __future__ import annotations

from data import policy, snapshot
from data.ask.access import AccessRefused
from data.ask.failure import AskFailed, ExportRefused
from data.commands.kept_places import PlaceRefused
from data.followup import FollowupUnavailable
from data.journal import EventRefused, JournalUnavailable
from data.settings import SettingsRefused

REFUSALS = (
    AccessRefused,
    snapshot.SnapshotRefused,
    policy.PolicyError,
    AskFailed,
    ExportRefused,
    FollowupUnavailable,
    JournalUnavailable,
    EventRefused,
    SettingsRefused,
    PlaceRefused,
)
"""Each stands for itself; a command that knows others says so."""
