"""Tenants, their API keys as digests, and how often each key was used."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from sluice_console.core import clock
from sluice_console.models.records import NAME_LENGTH, Owned, Record, Timestamped, id_column
from sluice_console.models.users import DIGEST_LENGTH


class Tenant(Owned, Timestamped, Record):
    """`hosts` empty: its keys are good for every host. `rate`: requests a second at each node.

    `quotas` as in `features.tenants.schemas.Quota`, for limits over all nodes; None where there are none, so
    that those that have one are found without reading them all.
    """

    __tablename__ = "tenants"
    id: Mapped[str] = id_column()
    name: Mapped[str] = mapped_column(String(NAME_LENGTH), unique=True)
    description: Mapped[str] = mapped_column(String(500), default="")
    hosts: Mapped[list[str]]
    rate: Mapped[int | None]
    quotas: Mapped[list[dict[str, Any]] | None] = mapped_column(JSON(none_as_null=True))


class TenantKey(Record):
    """`digest` is the SHA-256 of a key that only its holder has; `hint` is its first characters.

    `quotas` as in `Tenant`.
    """

    __tablename__ = "tenant_keys"
    id: Mapped[str] = id_column()
    tenant_id: Mapped[str] = mapped_column(ForeignKey("tenants.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(NAME_LENGTH))
    digest: Mapped[str] = mapped_column(String(DIGEST_LENGTH), unique=True)
    hint: Mapped[str] = mapped_column(String(16))
    replaces_id: Mapped[str | None] = mapped_column(ForeignKey("tenant_keys.id", ondelete="SET NULL"))
    created_by: Mapped[str] = mapped_column(String(2 * NAME_LENGTH))
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    expires_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None]
    quotas: Mapped[list[dict[str, Any]] | None] = mapped_column(JSON(none_as_null=True))

    tenant: Mapped[Tenant] = relationship(lazy="joined")

    def is_good(self, now: datetime) -> bool:
        return self.revoked_at is None and (self.expires_at is None or self.expires_at > now)


class KeyUse(Record):
    """Requests with one key on one day (UTC), over all nodes."""

    __tablename__ = "key_uses"
    key_id: Mapped[str] = mapped_column(ForeignKey("tenant_keys.id", ondelete="CASCADE"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    requests: Mapped[int] = mapped_column(BigInteger)
