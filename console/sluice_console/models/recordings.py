"""Recorded requests, and what filter versions made of them."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from sluice_console.models.filters import FilterVersion
from sluice_console.models.gateways import Gateway
from sluice_console.models.records import ID_LENGTH, NAME_LENGTH, Record, Timestamped, id_column

RECORDING = "recording"
READY = "ready"


class Recording(Timestamped, Record):
    """`state` is recording or ready. Without a gateway it was uploaded. `share` is of ten thousand requests,
    `maximum` how many are kept; nodes tell until `ends_at`, and it is gone at `expires_at`.
    """

    __tablename__ = "recordings"
    id: Mapped[str] = id_column()
    name: Mapped[str] = mapped_column(String(NAME_LENGTH), default="")
    gateway_id: Mapped[str | None] = mapped_column(ForeignKey("gateways.id", ondelete="CASCADE"), index=True)
    state: Mapped[str] = mapped_column(String(16), index=True)
    share: Mapped[int] = mapped_column(default=0)
    maximum: Mapped[int] = mapped_column(default=0)
    hidden: Mapped[list[str]]
    requests: Mapped[int] = mapped_column(default=0)
    size: Mapped[int] = mapped_column(default=0)
    ends_at: Mapped[datetime | None]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    created_by: Mapped[str] = mapped_column(String(2 * NAME_LENGTH))

    gateway: Mapped[Gateway | None] = relationship(lazy="joined")


class RecordedPart(Record):
    """Some requests of a recording: JSON lines, compressed and sealed."""

    __tablename__ = "recorded_parts"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    recording_id: Mapped[str] = mapped_column(ForeignKey("recordings.id", ondelete="CASCADE"), index=True)
    requests: Mapped[int]
    sealed: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)


class Replay(Timestamped, Record):
    """`state` is running, done or failed; `problem` says why it failed. `differing` of `requests` differ.

    `sealed_report` is what `sluice.testing.replay.report` says, as JSON, compressed and sealed.
    `groups` are its kinds with their numbers, without anything of a request.
    """

    __tablename__ = "replays"
    id: Mapped[str] = id_column()
    recording_id: Mapped[str | None] = mapped_column(
        ForeignKey("recordings.id", ondelete="SET NULL"), index=True
    )
    before_id: Mapped[str] = mapped_column(ForeignKey("filter_versions.id", ondelete="CASCADE"), index=True)
    after_id: Mapped[str] = mapped_column(ForeignKey("filter_versions.id", ondelete="CASCADE"))
    rollout_id: Mapped[str | None] = mapped_column(String(ID_LENGTH), index=True)
    state: Mapped[str] = mapped_column(String(16))
    problem: Mapped[str] = mapped_column(String(1000), default="")
    requests: Mapped[int] = mapped_column(default=0)
    differing: Mapped[int] = mapped_column(default=0)
    groups: Mapped[list[dict[str, Any]]]
    sealed_report: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    created_by: Mapped[str] = mapped_column(String(2 * NAME_LENGTH))
    finished_at: Mapped[datetime | None]

    recording: Mapped[Recording | None] = relationship(lazy="joined")
    before: Mapped[FilterVersion] = relationship(lazy="joined", foreign_keys=[before_id])
    after: Mapped[FilterVersion] = relationship(lazy="joined", foreign_keys=[after_id])
