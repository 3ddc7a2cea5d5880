"""Limits that all nodes of a gateway count together, and what replicas have taken of them."""

from sqlalchemy import BigInteger, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from sluice_console.models.gateways import Gateway
from sluice_console.models.records import ID_LENGTH, NAME_LENGTH, Owned, Record, Timestamped, id_column


class SharedLimit(Owned, Timestamped, Record):
    """As in `envoy.ir.SharedLimit`; routes name it by its id."""

    __tablename__ = "shared_limits"
    __table_args__ = (UniqueConstraint("gateway_id", "name"),)
    id: Mapped[str] = id_column()
    gateway_id: Mapped[str] = mapped_column(ForeignKey("gateways.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(NAME_LENGTH))
    description: Mapped[str] = mapped_column(String(500), default="")
    requests: Mapped[int]
    seconds: Mapped[int]
    by: Mapped[str] = mapped_column(String(NAME_LENGTH), default="")
    when_away: Mapped[str] = mapped_column(String(10), default="allow")

    gateway: Mapped[Gateway] = relationship(lazy="joined")


class LimitWindow(Record):
    """With PostgreSQL only: what all replicas together have taken. `client` is a digest; times since 1970."""

    __tablename__ = "limit_windows"
    limit_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    client: Mapped[str] = mapped_column(String(32), primary_key=True)
    starts_at: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    ends_at: Mapped[int] = mapped_column(BigInteger, index=True)
    taken: Mapped[int] = mapped_column(BigInteger)
