"""Rollouts: what changes, the plan, where it stands, and what happened."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from sluice_console.core import clock
from sluice_console.models.filters import Attachment, FilterVersion
from sluice_console.models.gateways import Gateway
from sluice_console.models.records import ID_LENGTH, NAME_LENGTH, Record, Timestamped, id_column
from sluice_console.models.routes import Route
from sluice_console.models.services import Service

LIVE_STATES = ("running", "paused")
"""States in which the new version may get requests."""


class Rollout(Timestamped, Record):
    """`state` as in `rollouts.states.State`; `stage` counts from 0, -1 while nodes load the new version.

    `soaked_seconds` is how long the stage has run up to `running_since`, without its pauses.
    `sticky_by` is a header's name, or `cookie:` and a cookie's; empty: each request is drawn anew.
    `replay` is the replay that it begins with, as `features.rollouts.rehearsal` writes it; None: none.
    `baseline_release_id` is the release that was live before the first stage.

    `subject` says what changes:

    - `filter`: `attachment` gets another version, another configuration or both; `route_id` as it has it.
    - `route`: what `old_configuration` says of the route becomes what `new_configuration` says, in the words
      of REST; `candidate` is the latter in columns of `routes`, with its destinations.
    - `service`: destinations of `moved_routes` (ids) go from one version of `service` to another; both
      configurations are `{"version": "v1"}`.
    """

    __tablename__ = "rollouts"
    id: Mapped[str] = id_column()
    subject: Mapped[str] = mapped_column(String(16), default="filter", server_default="filter")
    gateway_id: Mapped[str] = mapped_column(ForeignKey("gateways.id", ondelete="CASCADE"), index=True)
    route_id: Mapped[str | None] = mapped_column(ForeignKey("routes.id", ondelete="CASCADE"), index=True)
    attachment_id: Mapped[str | None] = mapped_column(
        ForeignKey("attachments.id", ondelete="CASCADE"), index=True
    )
    service_id: Mapped[str | None] = mapped_column(ForeignKey("services.id", ondelete="CASCADE"), index=True)
    old_version_id: Mapped[str | None] = mapped_column(ForeignKey("filter_versions.id", ondelete="RESTRICT"))
    new_version_id: Mapped[str | None] = mapped_column(ForeignKey("filter_versions.id", ondelete="RESTRICT"))
    moved_routes: Mapped[list[str] | None]
    candidate: Mapped[dict[str, Any] | None]
    old_configuration: Mapped[dict[str, Any]]
    new_configuration: Mapped[dict[str, Any]]
    state: Mapped[str] = mapped_column(String(16), index=True)
    stage: Mapped[int] = mapped_column(default=-1)
    stage_since: Mapped[datetime | None]
    running_since: Mapped[datetime | None]
    soaked_seconds: Mapped[float] = mapped_column(default=0.0)
    limits: Mapped[dict[str, Any]]
    window: Mapped[dict[str, Any]] = mapped_column(default=dict)
    sticky_by: Mapped[str] = mapped_column(String(NAME_LENGTH), default="")
    replay: Mapped[dict[str, Any] | None]
    baseline_release_id: Mapped[str | None] = mapped_column(String(ID_LENGTH))
    created_by: Mapped[str] = mapped_column(String(2 * NAME_LENGTH))

    gateway: Mapped[Gateway] = relationship(lazy="joined")
    route: Mapped[Route | None] = relationship(lazy="joined")
    attachment: Mapped[Attachment | None] = relationship(lazy="joined")
    service: Mapped[Service | None] = relationship(lazy="selectin")
    old_version: Mapped[FilterVersion | None] = relationship(lazy="joined", foreign_keys=[old_version_id])
    new_version: Mapped[FilterVersion | None] = relationship(lazy="joined", foreign_keys=[new_version_id])
    stages: Mapped[list["RolloutStage"]] = relationship(
        lazy="selectin", cascade="all, delete-orphan", order_by="RolloutStage.position"
    )
    approvals: Mapped[list["RolloutApproval"]] = relationship(
        lazy="selectin", cascade="all, delete-orphan", order_by="RolloutApproval.at"
    )


class RolloutStage(Record):
    """`share` in basis points (10,000 = all); requests with any of `headers` get what is new besides, and
    those for hosts of `tenants`: `{"id", "name", "hosts"}`, as they were when the rollout was made.
    """

    __tablename__ = "rollout_stages"
    rollout_id: Mapped[str] = mapped_column(ForeignKey("rollouts.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    share: Mapped[int]
    headers: Mapped[list[dict[str, Any]]]
    tenants: Mapped[list[dict[str, Any]]] = mapped_column(default=list, server_default="[]")
    minimum_seconds: Mapped[int]
    automatic: Mapped[bool]
    approvals: Mapped[int] = mapped_column(default=0)


class RolloutApproval(Record):
    """One person's agreement to the end of one stage."""

    __tablename__ = "rollout_approvals"
    rollout_id: Mapped[str] = mapped_column(ForeignKey("rollouts.id", ondelete="CASCADE"), primary_key=True)
    stage: Mapped[int] = mapped_column(primary_key=True)
    login: Mapped[str] = mapped_column(String(2 * NAME_LENGTH), primary_key=True)
    at: Mapped[datetime] = mapped_column(default=clock.now)


class RolloutEvent(Record):
    """What happened, oldest first by `id`. `detail` holds what was measured in the stage that ended."""

    __tablename__ = "rollout_events"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    rollout_id: Mapped[str] = mapped_column(ForeignKey("rollouts.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime] = mapped_column(default=clock.now)
    kind: Mapped[str] = mapped_column(String(32))
    text: Mapped[str] = mapped_column(String(1000))
    detail: Mapped[dict[str, Any]]
    actor: Mapped[str] = mapped_column(String(2 * NAME_LENGTH))
    release_id: Mapped[str | None] = mapped_column(String(ID_LENGTH))


class RolloutCount(Record):
    """What the nodes of one console have counted since `stage` began, as `features.rollouts.counts` says.

    Counts of a console that is gone stay: they are still of this stage.
    """

    __tablename__ = "rollout_counts"
    rollout_id: Mapped[str] = mapped_column(ForeignKey("rollouts.id", ondelete="CASCADE"), primary_key=True)
    replica_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    stage: Mapped[int]
    counts: Mapped[dict[str, Any]]
