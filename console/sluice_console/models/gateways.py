"""Gateways, the groups of Envoys that serve the same configuration, and the nodes seen in them."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from sluice_console.models.records import (
    ID_LENGTH,
    NAME_LENGTH,
    Owned,
    Record,
    Timestamped,
    id_column,
)


class Gateway(Owned, Timestamped, Record):
    """`name` is what nodes send as `node.cluster`. `last_release` numbers the releases without a gap.

    With `reuse_port` off a port that another process holds makes nodes reject the listener. `compression` of
    all its listeners holds what `features.gateways.schemas.Compression` describes; None: routes that ask. So
    do `cache` with `Cache`, `limits` with `ClientLimits`, `overload` with `Overload`, and `client_headers`
    with `ClientHeaders`; None: what these have without being told. `limit_service` with `LimitService`; None:
    the console counts.
    """

    __tablename__ = "gateways"
    id: Mapped[str] = id_column()
    name: Mapped[str] = mapped_column(String(NAME_LENGTH), unique=True)
    description: Mapped[str] = mapped_column(String(500), default="")
    listen_address: Mapped[str] = mapped_column(String(64))
    listen_port: Mapped[int]
    reuse_port: Mapped[bool] = mapped_column(default=True)
    compression: Mapped[dict[str, Any] | None]
    cache: Mapped[dict[str, Any] | None]
    limits: Mapped[dict[str, Any] | None]
    overload: Mapped[dict[str, Any] | None]
    client_headers: Mapped[dict[str, Any] | None]
    limit_service: Mapped[dict[str, Any] | None]
    last_release: Mapped[int] = mapped_column(default=0)


class Node(Record):
    """When an Envoy was last seen, and what it last said to the console `replica_id`: a run of a process.

    `types` and `rejections` are those of `xds.nodes.NodeStatus`; `candidates` is what it has loaded of the
    rollouts under way, name to version. `revision` counts the turns in which `replica_id` has written.
    """

    __tablename__ = "nodes"
    gateway_id: Mapped[str] = mapped_column(ForeignKey("gateways.id", ondelete="CASCADE"), primary_key=True)
    node_id: Mapped[str] = mapped_column(String(200), primary_key=True)
    version: Mapped[str] = mapped_column(String(100))
    first_seen_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    replica_id: Mapped[str] = mapped_column(String(ID_LENGTH), default="", index=True)
    revision: Mapped[int] = mapped_column(default=0)
    connected: Mapped[bool] = mapped_column(default=False)
    connected_since: Mapped[datetime | None]
    types: Mapped[dict[str, Any]] = mapped_column(default=dict)
    candidates: Mapped[dict[str, Any]] = mapped_column(default=dict)
    rejections: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
