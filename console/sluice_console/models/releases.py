"""Releases: what was published, byte for byte, and never changed again."""

from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from sluice_console.core import clock
from sluice_console.models.gateways import Gateway
from sluice_console.models.records import ID_LENGTH, NAME_LENGTH, CompressedJson, Record, id_column


class Release(Record):
    """Numbered 1, 2, 3… within its gateway.

    `document` is the declarative configuration as JSON, for diffs; `resources` lists what was sent,
    `{"type_url", "name", "version", "blob"}`, whose bytes are in `ResourceBlob`; `left_out` the objects that
    could not be shipped, with the reason.
    """

    __tablename__ = "releases"
    __table_args__ = (UniqueConstraint("gateway_id", "number"),)
    id: Mapped[str] = id_column()
    gateway_id: Mapped[str] = mapped_column(ForeignKey("gateways.id", ondelete="CASCADE"), index=True)
    number: Mapped[int]
    parent_id: Mapped[str | None] = mapped_column(String(ID_LENGTH))
    restores_id: Mapped[str | None] = mapped_column(String(ID_LENGTH))
    """The release whose bytes this one puts back; None: built from the objects."""
    author: Mapped[str] = mapped_column(String(2 * NAME_LENGTH))
    reason: Mapped[str] = mapped_column(String(500))
    document: Mapped[dict[str, Any]] = mapped_column(CompressedJson, deferred=True)
    document_digest: Mapped[str] = mapped_column(String(64))
    resources: Mapped[list[dict[str, Any]]] = mapped_column(deferred=True)
    left_out: Mapped[list[dict[str, Any]]]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)

    gateway: Mapped[Gateway] = relationship(lazy="joined")


class Delivery(Record):
    """How it ended at the nodes of one console: `taken` by all, `refused` by one, `late`."""

    __tablename__ = "deliveries"
    release_id: Mapped[str] = mapped_column(ForeignKey("releases.id", ondelete="CASCADE"), primary_key=True)
    console: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    outcome: Mapped[Literal["taken", "refused", "late"]] = mapped_column(String(10))
    nodes: Mapped[int]
    at: Mapped[datetime]


class ResourceBlob(Record):
    """The bytes of one resource, zlib-compressed and kept once however many releases hold them."""

    __tablename__ = "resource_blobs"
    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    body: Mapped[bytes] = mapped_column(LargeBinary)
