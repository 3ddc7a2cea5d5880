"""Several consoles on one database: which there are, and which of them does what must be done once."""

from datetime import datetime
from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from sluice_console.models.records import ID_LENGTH, Record


class Lease(Record):
    """Whoever is `holder` may do what `name` stands for, until `until` by the database's clock."""

    __tablename__ = "leases"
    name: Mapped[str] = mapped_column(String(50), primary_key=True)
    holder: Mapped[str] = mapped_column(String(ID_LENGTH))
    until: Mapped[datetime]


class Replica(Record):
    """One run of a console process. `report` is what others need of it, as `features.replicas.reports` says;
    `seen_at` is by the database's clock.
    """

    __tablename__ = "replicas"
    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    seen_at: Mapped[datetime]
    report: Mapped[dict[str, Any]]
