"""Whose tokens are taken."""

from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from sluice_console.models.records import NAME_LENGTH, Owned, Record, Timestamped, id_column
from sluice_console.models.services import Service


class Issuer(Owned, Timestamped, Record):
    """`settings` holds what `features.issuers.schemas.IssuerSettings` describes; `service` has the keys."""

    __tablename__ = "issuers"
    id: Mapped[str] = id_column()
    name: Mapped[str] = mapped_column(String(NAME_LENGTH), unique=True)
    settings: Mapped[dict[str, Any]]
    service_id: Mapped[str | None] = mapped_column(ForeignKey("services.id", ondelete="RESTRICT"), index=True)

    service: Mapped[Service | None] = relationship(lazy="selectin")
