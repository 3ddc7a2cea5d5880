"""Replays over REST: which two versions, over which requests, and what they decide differently."""

from datetime import datetime
from typing import Any

from sluice_console.features.attachments.schemas import VersionReference
from sluice_console.features.schemas import Input, Output, Reason, Reference, Times


class ReplayIn(Input):
    """`before` and `after` are versions of one filter, as `gate@1.0`. Both get the configuration of
    `attachment`, unless one is given: `configuration` for both, `new_configuration` for the new one.
    """

    before: VersionReference
    after: VersionReference
    recording: Reference
    attachment: Reference | None = None
    configuration: dict[str, Any] | None = None
    new_configuration: dict[str, Any] | None = None
    reason: Reason = ""


class ExampleOut(Output):
    """The first request of a group, as it is kept: secrets by their digests."""

    line: int
    method: str
    path: str
    authority: str
    headers: list[tuple[str, str]]
    body_bytes: int


class GroupOut(Output):
    """Requests that differ in the same way. `before` and `after` are those of the example."""

    kind: str
    subject: str
    title: str
    count: int
    lines: list[int]
    before: str
    after: str
    example: ExampleOut


class ChanceOut(Output):
    title: str
    count: int


class ReplayOut(Times):
    """`state` is running, done or failed; `problem` says why. `differing` of `requests` are decided
    differently.
    """

    id: str
    filter: str
    before: str
    after: str
    recording: str | None
    rollout: str | None
    state: str
    problem: str
    requests: int
    differing: int
    created_by: str
    finished_at: datetime | None


class ReplayDetail(ReplayOut):
    """`chance`: what varies by chance on both sides, and is no difference."""

    groups: list[GroupOut]
    chance: list[ChanceOut]
