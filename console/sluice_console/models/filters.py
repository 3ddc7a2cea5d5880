"""Filters, their immutable versions, and where they are attached."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, foreign, mapped_column, relationship

from sluice_console.core import clock
from sluice_console.models.gateways import Gateway
from sluice_console.models.records import NAME_LENGTH, Owned, Record, Timestamped, id_column
from sluice_console.models.routes import Route
from sluice_console.models.users import DIGEST_LENGTH


class Filter(Timestamped, Record):
    __tablename__ = "filters"
    id: Mapped[str] = id_column()
    name: Mapped[str] = mapped_column(String(NAME_LENGTH), unique=True)
    description: Mapped[str] = mapped_column(String(500), default="")


class SigningKey(Timestamped, Record):
    """A key whose signatures the console's admins trust; `public_key` as `toolchain.signing` writes it."""

    __tablename__ = "signing_keys"
    id: Mapped[str] = id_column()
    name: Mapped[str] = mapped_column(String(NAME_LENGTH), unique=True)
    public_key: Mapped[str] = mapped_column(String(NAME_LENGTH), unique=True)


class FilterVersion(Record):
    """One module. Never changed after it was stored; the same bytes are stored once per filter."""

    __tablename__ = "filter_versions"
    __table_args__ = (UniqueConstraint("filter_id", "version"), UniqueConstraint("filter_id", "digest"))
    id: Mapped[str] = id_column()
    filter_id: Mapped[str] = mapped_column(ForeignKey("filters.id", ondelete="CASCADE"), index=True)
    version: Mapped[str] = mapped_column(String(NAME_LENGTH))
    digest: Mapped[str] = mapped_column(String(DIGEST_LENGTH), index=True)
    module: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    size: Mapped[int]
    config_schema: Mapped[dict[str, Any] | None]
    metrics: Mapped[list[dict[str, Any]]]
    source: Mapped[str | None] = mapped_column(Text, deferred=True)
    imports: Mapped[list[str]]
    exports: Mapped[list[str]]
    compiler: Mapped[str | None] = mapped_column(String(200))
    on_error: Mapped[str | None] = mapped_column(String(50))
    root_id: Mapped[str] = mapped_column(String(NAME_LENGTH), default="")  # which of a module's filters it is
    signing_key: Mapped[str] = mapped_column(String(NAME_LENGTH), default="")
    """The public key of a signature that holds, trusted or not; "" without one."""
    uploaded_by: Mapped[str] = mapped_column(String(2 * NAME_LENGTH))
    created_at: Mapped[datetime] = mapped_column(default=clock.now)

    filter: Mapped[Filter] = relationship(lazy="joined")
    signer: Mapped[SigningKey | None] = relationship(
        primaryjoin=lambda: foreign(FilterVersion.signing_key) == SigningKey.public_key,
        viewonly=True,
        lazy="joined",
    )
    """Whoever is trusted with that key now."""


class Attachment(Owned, Timestamped, Record):
    """A filter version with its configuration at a gateway (`route_id` None) or at one of its routes.

    Requests pass filters by rising `order`, answers the other way round.
    """

    __tablename__ = "attachments"
    id: Mapped[str] = id_column()
    gateway_id: Mapped[str] = mapped_column(ForeignKey("gateways.id", ondelete="CASCADE"), index=True)
    route_id: Mapped[str | None] = mapped_column(ForeignKey("routes.id", ondelete="CASCADE"), index=True)
    filter_version_id: Mapped[str] = mapped_column(
        ForeignKey("filter_versions.id", ondelete="RESTRICT"), index=True
    )
    configuration: Mapped[dict[str, Any]]
    order: Mapped[int] = mapped_column(default=100)

    gateway: Mapped[Gateway] = relationship(lazy="joined")
    route: Mapped[Route | None] = relationship(lazy="joined")
    filter_version: Mapped[FilterVersion] = relationship(lazy="joined")
