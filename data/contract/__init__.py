"""The snapshot contract, version 2: a Pandera class for each table of a source.

A class is the page about its table. `data.seal.check` holds a source against
these classes; `specification()` gives them as data for files and screens.
"""

from typing import Any

from data import CONTRACT
from data.contract.activity import Activity
from data.contract.agreement import Agreement
from data.contract.authorisation import Authorisation
from data.contract.breach import Breach
from data.contract.client import Client
from data.contract.consent import Consent
from data.contract.disclosure import Disclosure
from data.contract.holding import Holding
from data.contract.principal import Principal
from data.contract.recipient import Recipient
from data.contract.restriction import Restriction
from data.contract.rights_request import RightsRequest
from data.contract.table import Table
from data.contract.trajectory import Trajectory
from data.contract.transfer import Transfer

VERSION = CONTRACT

TABLES: dict[str, type[Table]] = {
    "principal": Principal,
    "client": Client,
    "trajectory": Trajectory,
    "holding": Holding,
    "rights_request": RightsRequest,
    "restriction": Restriction,
    "consent": Consent,
    "recipient": Recipient,
    "agreement": Agreement,
    "disclosure": Disclosure,
    "transfer": Transfer,
    "activity": Activity,
    "authorisation": Authorisation,
    "breach": Breach,
}
"""The tables in the contract's order, by the name of their file."""


def key_of(table: str) -> str:
    """Return the name of a table's key column."""
    columns: dict[str, Any] = TABLES[table].to_schema().columns
    return next(n for n, c in columns.items() if (c.metadata or {}).get("key"))


def references(table: str) -> tuple[str, ...]:
    """Return the tables that a table refers to, each once."""
    columns = TABLES[table].to_schema().columns.values()
    referred = ((column.metadata or {}).get("references") for column in columns)
    return tuple(dict.fromkeys(name for name in referred if name))
