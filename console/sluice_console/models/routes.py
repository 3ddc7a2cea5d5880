"""Routes of a gateway and the services they lead to."""

from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from sluice_console.models.gateways import Gateway
from sluice_console.models.records import (
    ID_LENGTH,
    NAME_LENGTH,
    OfTenant,
    Owned,
    Record,
    Timestamped,
    id_column,
)
from sluice_console.models.services import Service

ANY_HOST = text("""(CASE WHEN CAST(hosts AS VARCHAR) = '["*"]' THEN 1 ELSE 0 END)""")
FIRST_HOSTS = text("(substr(CAST(hosts AS VARCHAR), 1, 500))")
"""To order routes by host. Written out, since an index is used only for the expression that it was made of,
and cut, since PostgreSQL takes no longer entries.
"""


class Route(OfTenant, Owned, Timestamped, Record):
    """`match`, `action` (without destinations, mirrors) and `headers` are as `features.routes.schemas` says.

    `order` as in `envoy.ir.Route`: within a host the lowest is asked first.
    """

    __tablename__ = "routes"
    __table_args__ = (
        UniqueConstraint("gateway_id", "name"),
        Index("ix_routes_by_host", "gateway_id", ANY_HOST, FIRST_HOSTS, "order", "name", "id"),
        Index("ix_routes_by_order", "gateway_id", "order", "name", "id"),
    )
    id: Mapped[str] = id_column()
    gateway_id: Mapped[str] = mapped_column(ForeignKey("gateways.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(NAME_LENGTH), index=True)
    description: Mapped[str] = mapped_column(String(500), default="")
    hosts: Mapped[list[str]]
    match: Mapped[dict[str, Any]]
    action: Mapped[dict[str, Any]]
    headers: Mapped[dict[str, Any]]
    order: Mapped[int] = mapped_column(default=100)
    protection: Mapped[dict[str, Any] | None]
    """What `features.routes.protection` describes, issuers by id; None: nothing is demanded."""
    shared_limits: Mapped[list[str]] = mapped_column(default=list)
    """Ids of the gateway's shared limits."""
    login_id: Mapped[str] = mapped_column(String(ID_LENGTH), default="")
    """Of one of the gateway's logins, or empty."""

    gateway: Mapped[Gateway] = relationship(lazy="joined")
    destinations: Mapped[list["Destination"]] = relationship(
        lazy="selectin", cascade="all, delete-orphan", order_by="Destination.position"
    )


class Destination(Record):
    """One arm of a route's weighted split; a row of its own so that a service in use cannot be deleted.

    With `mirror` it gets copies: `weight` is then the share of the requests in basis points.
    """

    __tablename__ = "destinations"
    route_id: Mapped[str] = mapped_column(ForeignKey("routes.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    service_id: Mapped[str] = mapped_column(ForeignKey("services.id", ondelete="RESTRICT"), index=True)
    version: Mapped[str] = mapped_column(String(NAME_LENGTH), default="")
    weight: Mapped[int] = mapped_column(default=1)
    mirror: Mapped[bool] = mapped_column(default=False)

    service: Mapped[Service] = relationship(lazy="selectin")
