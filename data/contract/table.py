"""What every table of the contract has in common."""

from __future__ import annotations

import pandera.polars as pa


class Table(pa.DataFrameModel):
    """A table of a source: exactly the declared columns, no name of a client."""

    class Config:
        """Refuse any column that the class does not declare."""

        strict = True
