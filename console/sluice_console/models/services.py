"""Upstream services and where they run."""

from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from sluice_console.models.records import NAME_LENGTH, OfTenant, Owned, Record, Timestamped, id_column
from sluice_console.models.tls import Certificate

LOCALITY_LENGTH = 63


class Service(OfTenant, Owned, Timestamped, Record):
    """`settings` holds what `features.services.schemas.ServiceSettings` describes, but no certificate."""

    __tablename__ = "services"
    id: Mapped[str] = id_column()
    name: Mapped[str] = mapped_column(String(NAME_LENGTH), unique=True)
    description: Mapped[str] = mapped_column(String(500), default="")
    settings: Mapped[dict[str, Any]]

    endpoints: Mapped[list["Endpoint"]] = relationship(
        lazy="selectin", cascade="all, delete-orphan", order_by="Endpoint.position"
    )
    client_certificate: Mapped["ServiceCertificate | None"] = relationship(
        lazy="selectin", cascade="all, delete-orphan"
    )


class ServiceCertificate(Record):
    """What nodes show to the service; a row of its own so that a certificate in use cannot be deleted."""

    __tablename__ = "service_certificates"
    service_id: Mapped[str] = mapped_column(ForeignKey("services.id", ondelete="CASCADE"), primary_key=True)
    certificate_id: Mapped[str] = mapped_column(
        ForeignKey("certificates.id", ondelete="RESTRICT"), index=True
    )

    certificate: Mapped[Certificate] = relationship(lazy="selectin")


class Endpoint(Record):
    """One address. `version` names the subset it belongs to, "v1"; empty: it belongs to none.

    `priority` 1 gets requests when all of 0 are ill; `region` and `zone` as in `envoy.ir.Endpoint`.
    """

    __tablename__ = "endpoints"
    id: Mapped[str] = id_column()
    service_id: Mapped[str] = mapped_column(ForeignKey("services.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    version: Mapped[str] = mapped_column(String(NAME_LENGTH), default="")
    host: Mapped[str] = mapped_column(String(255))
    port: Mapped[int]
    weight: Mapped[int] = mapped_column(default=1)
    region: Mapped[str] = mapped_column(String(LOCALITY_LENGTH), default="")
    zone: Mapped[str] = mapped_column(String(LOCALITY_LENGTH), default="")
    priority: Mapped[int] = mapped_column(default=0)
