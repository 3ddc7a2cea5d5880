"""Recordings over REST. What was recorded is never given out: it is there to be replayed."""

# ruff: noqa: RUF012 - Pydantic copies defaults for each object
from datetime import datetime
from typing import Annotated

from pydantic import Field, StringConstraints, field_validator

from sluice_console.features.routes.schemas import TOKEN
from sluice_console.features.schemas import Input, Reason, Reference, Times

MOST_REQUESTS = 20_000
"""Of one recording."""
Label = Annotated[str, StringConstraints(max_length=100, strip_whitespace=True)]
Hidden = Annotated[
    list[Annotated[str, StringConstraints(pattern=TOKEN, max_length=100)]], Field(max_length=50)
]
Days = Annotated[int, Field(ge=1, le=90)]


class RecordingIn(Input):
    """`percent` of the gateway's requests for so many `minutes`, `maximum` at most; kept for `keep_days`.

    Of headers that hold secrets by their name (authorization, cookie, API keys and the like) a digest is
    kept; `hidden` names more.
    """

    gateway: Reference
    name: Label = ""
    percent: Annotated[float, Field(ge=0.01, le=100)] = 10
    minutes: Annotated[int, Field(ge=1, le=1440)] = 10
    maximum: Annotated[int, Field(ge=1, le=MOST_REQUESTS)] = 1_000
    hidden: Hidden = []
    keep_days: Days = 7
    reason: Reason = ""

    @field_validator("hidden")
    @classmethod
    def _in_lower_case(cls, value: list[str]) -> list[str]:
        return sorted({name.lower() for name in value})


class RecordingOut(Times):
    """`state` is recording or ready. Without a `gateway` it was uploaded. `size`: bytes, as it is kept."""

    id: str
    name: str
    gateway: str | None
    state: str
    percent: float
    maximum: int
    hidden: list[str]
    requests: int
    size: int
    ends_at: datetime | None
    expires_at: datetime
    created_by: str
