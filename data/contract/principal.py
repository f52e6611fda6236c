"""Who commissions trajectories ("opdrachtgever")."""

from data.contract.fields import code, key, text
from data.contract.table import Table

KINDS = ("employer", "uwv", "municipality", "insurer", "private")


class Principal(Table):
    """An organisation, or a client for itself, that commissions trajectories.

    Grain: one row per principal_id. Source: the customer administration.
    Holds no contact person.
    """

    principal_id: str = key("Number of the principal.")
    name: str = text("The organisation's name.")
    kind: str = code(KINDS, "What it is; private: the client bought the service.")
