"""What is done for a client on a principal's behalf, from start to end."""

import polars as pl

from data.contract.fields import code, day, key, not_before, reference
from data.contract.table import Table

KINDS = (
    "first_track",
    "second_track",
    "outplacement",
    "job_coaching",
    "assessment",
    "training",
)
RESULTS = ("placed_own_employer", "placed_elsewhere", "not_placed", "stopped")


class Trajectory(Table):
    """A trajectory of one client; its end starts the term of its data.

    Grain: one row per trajectory_id. Source: the trajectory administration.
    Holds nothing of what was said or found during it.
    """

    trajectory_id: str = key("Number of the trajectory.", r"^T-[0-9]{6,9}$")
    client_id: str = reference("client", "Whom it is for.")
    principal_id: str = reference("principal", "Who commissioned it.")
    kind: str = code(KINDS, "What is done.")
    started_on: pl.Date = day("Day it started.")
    ended_on: pl.Date = day(
        "Day it ended; null while it runs.", not_before("started_on"), nullable=True
    )
    result: str = code(
        RESULTS, "How it ended; null while it runs.", nullable=True, with_="ended_on"
    )
