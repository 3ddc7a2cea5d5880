"""Certificates, whose keys are sealed, and the listeners that a gateway has besides its first one."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from sluice_console.core import clock
from sluice_console.models.gateways import Gateway
from sluice_console.models.records import ID_LENGTH, NAME_LENGTH, Owned, Record, Timestamped, id_column


class Certificate(Timestamped, Record):
    """`sealed_key` is the private key in PEM as `core.vault` seals it; `ocsp` an answer in DER to staple."""

    __tablename__ = "certificates"
    id: Mapped[str] = id_column()
    name: Mapped[str] = mapped_column(String(NAME_LENGTH), unique=True)
    description: Mapped[str] = mapped_column(String(500), default="")
    chain: Mapped[str] = mapped_column(Text)
    sealed_key: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    ocsp: Mapped[bytes | None] = mapped_column(LargeBinary)


class Listener(Owned, Timestamped, Record):
    """`tls` holds what `features.listeners.schemas.TlsSettings` describes; None: clear text."""

    __tablename__ = "listeners"
    __table_args__ = (UniqueConstraint("gateway_id", "name"),)
    id: Mapped[str] = id_column()
    gateway_id: Mapped[str] = mapped_column(ForeignKey("gateways.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(NAME_LENGTH))
    address: Mapped[str] = mapped_column(String(64))
    port: Mapped[int]
    reuse_port: Mapped[bool] = mapped_column(default=True)
    http3: Mapped[bool] = mapped_column(default=False)
    tls: Mapped[dict[str, Any] | None]

    gateway: Mapped[Gateway] = relationship(lazy="joined")
    certificates: Mapped[list["ListenerCertificate"]] = relationship(
        lazy="selectin", cascade="all, delete-orphan", order_by="ListenerCertificate.position"
    )


class ListenerCertificate(Record):
    """A row of its own so that a certificate in use cannot be deleted; the first is the default."""

    __tablename__ = "listener_certificates"
    listener_id: Mapped[str] = mapped_column(ForeignKey("listeners.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    certificate_id: Mapped[str] = mapped_column(
        ForeignKey("certificates.id", ondelete="RESTRICT"), index=True
    )

    certificate: Mapped[Certificate] = relationship(lazy="selectin")


class NodeAuthority(Record):
    """The console's own certificate authority for nodes; one row, which replicas share.

    `sealed_key` is its private key in PEM as `core.vault` seals it.
    """

    __tablename__ = "node_authority"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    trust_domain: Mapped[str] = mapped_column(String(ID_LENGTH))
    certificate: Mapped[str] = mapped_column(Text)
    sealed_key: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
