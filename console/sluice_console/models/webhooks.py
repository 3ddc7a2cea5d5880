"""Who is told of rollouts, and what was sent to whom."""

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from sluice_console.core import clock
from sluice_console.models.records import NAME_LENGTH, Record, Timestamped, id_column


class Webhook(Timestamped, Record):
    """`events` as in `features.webhooks.messages.EVENTS`; none means all. What is to be sent stands in
    `rollout_events`, written in the transaction of a rollout's step; `told` is the id of the last one that
    has become a delivery.
    """

    __tablename__ = "webhooks"
    id: Mapped[str] = id_column()
    name: Mapped[str] = mapped_column(String(NAME_LENGTH), unique=True)
    url: Mapped[str] = mapped_column(String(500))
    events: Mapped[list[str]]
    sealed_secret: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    told: Mapped[int] = mapped_column(default=0)


class WebhookDelivery(Record):
    """One message to one webhook. `body` stays as it was signed; `status` is of the last answer."""

    __tablename__ = "webhook_deliveries"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    webhook_id: Mapped[str] = mapped_column(ForeignKey("webhooks.id", ondelete="CASCADE"), index=True)
    event: Mapped[str] = mapped_column(String(40))
    body: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(16), default="waiting", index=True)
    attempts: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime] = mapped_column(default=clock.now)
    status: Mapped[int | None]
    error: Mapped[str] = mapped_column(String(300), default="")
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    finished_at: Mapped[datetime | None]
