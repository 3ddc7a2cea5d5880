"""Where visitors of routes log in."""

from typing import Any

from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from sluice_console.models.gateways import Gateway
from sluice_console.models.records import NAME_LENGTH, Owned, Record, Timestamped, id_column
from sluice_console.models.services import Service


class Login(Owned, Timestamped, Record):
    """`settings` is what `features.logins.schemas.LoginSettings` describes; `sealed_secret` is the client's
    secret as `core.vault` seals it.
    """

    __tablename__ = "logins"
    __table_args__ = (UniqueConstraint("gateway_id", "name"),)
    id: Mapped[str] = id_column()
    gateway_id: Mapped[str] = mapped_column(ForeignKey("gateways.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(NAME_LENGTH))
    settings: Mapped[dict[str, Any]]
    service_id: Mapped[str] = mapped_column(ForeignKey("services.id", ondelete="RESTRICT"), index=True)
    sealed_secret: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)

    gateway: Mapped[Gateway] = relationship(lazy="joined")
    service: Mapped[Service] = relationship(lazy="selectin")
