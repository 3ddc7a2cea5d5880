"""Webhooks over REST. The secret is shown once, when the webhook is made."""

from datetime import datetime
from typing import Annotated

from pydantic import Field, StringConstraints, field_validator

from sluice_console.core.language import tr
from sluice_console.features.schemas import Input, Name, Output, Reason, Times
from sluice_console.features.webhooks.messages import EVENTS

# ruff: noqa: RUF012 - Pydantic copies defaults for each object


class WebhookIn(Input):
    """`events` as `rollout.promoted`; none means all."""

    name: Name
    url: Annotated[str, StringConstraints(min_length=1, max_length=500, strip_whitespace=True)]
    events: Annotated[list[str], Field(max_length=20)] = []
    reason: Reason = ""

    @field_validator("events")
    @classmethod
    def _are_known(cls, value: list[str]) -> list[str]:
        unknown = [name for name in value if name not in EVENTS]
        if unknown:
            raise ValueError(
                tr("%(name)s is none of %(names)s", name=repr(unknown[0]), names=", ".join(EVENTS))
            )
        return [name for name in EVENTS if name in value]


class WebhookOut(Times):
    id: str
    name: str
    url: str
    events: list[str]


class WebhookMade(WebhookOut):
    """`secret` is what messages are signed with; it is shown this once."""

    secret: str


class DeliveryOut(Output):
    """`state` is waiting, delivered or given_up; `status` and `error` are of the last attempt."""

    id: int
    event: str
    state: str
    attempts: int
    due_at: datetime
    status: int | None
    error: str
    created_at: datetime
    finished_at: datetime | None
