"""Rollouts over REST. Shares are in percent here, in basis points inside."""

from datetime import datetime
from typing import Annotated, Any, Literal, Self

from pydantic import Field, StringConstraints, field_validator, model_validator

from sluice_console.core.language import tr
from sluice_console.envoy.http_filters.tenants import HEADERS
from sluice_console.features.attachments.schemas import VersionReference
from sluice_console.features.routes.schemas import TOKEN, HeaderMatch, RouteChange
from sluice_console.features.schemas import Input, Output, Reason, Reference, ReleaseRef, Times
from sluice_console.features.services.schemas import Version
from sluice_console.rollouts.states import SLO_MILLISECONDS, Limits

# ruff: noqa: RUF012 - Pydantic copies defaults for each object

ClockTime = Annotated[str, StringConstraints(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
BASIS_POINTS = 100
"""In one percent."""


def _comes_too_late(header: str) -> str:
    return (
        f"{header} is written by a filter, after the version has been chosen; take the header that the "
        "client sends, for example x-api-key"
    )


class StageIn(Input):
    """`percent` of all requests, and besides every request with any of `headers` and those for the hosts of
    `tenants` (names or ids), as they are when the rollout is made.

    An automatic stage ends by itself after `minimum_seconds`; the others wait for `next`.
    """

    percent: Annotated[float, Field(ge=0, le=100)]
    headers: Annotated[list[HeaderMatch], Field(max_length=20)] = []
    tenants: Annotated[list[Reference], Field(max_length=20)] = []
    minimum_seconds: Annotated[int, Field(ge=0, le=30 * 86_400)] = 0
    automatic: bool = True
    approvals: Annotated[int, Field(ge=0, le=20)] = 0
    """People besides the one who made the rollout who have to agree before it ends."""

    @field_validator("headers")
    @classmethod
    def _come_with_the_request(cls, value: list[HeaderMatch]) -> list[HeaderMatch]:
        """What clients write into these is taken away, but only after the version has been chosen."""
        for header in value:
            if header.name in HEADERS.values():
                raise ValueError(_comes_too_late(header.name))
        return value

    @model_validator(mode="after")
    def _reaches_somebody(self) -> "StageIn":
        if self.share == 0 and not self.headers and not self.tenants:
            raise ValueError(tr("reaches nobody: give it a percentage of 0.01 or more, a header or a tenant"))
        return self

    @property
    def share(self) -> int:
        return round(self.percent * BASIS_POINTS)


class LimitsIn(Input):
    """What ends a rollout at once: see `rollouts.states.Limits`."""

    exceptions: Annotated[int, Field(ge=0, le=1_000_000)] = 0
    error_percent: Annotated[float, Field(ge=0, le=100)] = 5.0
    minimum_requests: Annotated[int, Field(ge=0, le=1_000_000_000)] = 0
    must_rule_out: bool = False
    slo_milliseconds: Annotated[int, Field(ge=0, le=10_000)] = Limits().slo
    """A request that takes longer is slow: one of the edges of Envoy's buckets; 0 for no comparison."""
    silence_seconds: Annotated[int, Field(ge=0, le=3600)] = 30
    loading_seconds: Annotated[int, Field(ge=1, le=3600)] = 60

    @field_validator("slo_milliseconds")
    @classmethod
    def _is_an_edge(cls, value: int) -> int:
        if value and value not in SLO_MILLISECONDS:
            edges = ", ".join(map(str, SLO_MILLISECONDS))
            raise ValueError(
                tr("takes one of %(edges)s, where Envoy counts, or 0 for no comparison", edges=edges)
            )
        return value


class WindowIn(Input):
    """When stages may end by themselves, in UTC; 0 is Monday. `closes` before `opens` goes past midnight."""

    days: Annotated[list[Annotated[int, Field(ge=0, le=6)]], Field(min_length=1, max_length=7)]
    opens: ClockTime = "00:00"
    closes: ClockTime = "00:00"

    @field_validator("days")
    @classmethod
    def _once_each(cls, value: list[int]) -> list[int]:
        return sorted(set(value))


StickyBy = Annotated[str, StringConstraints(pattern=rf"^((cookie:)?{TOKEN[1:-1]})?$", max_length=100)]
"""`x-user` or `cookie:session`."""


class ReplayIn(Input):
    """The rollout begins with a replay of `recording`, or of the newest of the gateway where none is named.

    With more than `allowed` requests decided differently it ends, or, with `waits`, waits for the approval of
    somebody who did not make it.
    """

    recording: Annotated[str, StringConstraints(max_length=100)] = ""
    allowed: Annotated[int, Field(ge=0, le=20_000)] = 0
    waits: bool = False


SubjectName = Literal["filter", "route", "service"]
_Subject = Annotated[str, StringConstraints(max_length=100)]


class RolloutIn(Input):
    """One of three subjects:

    - `attachment` and `filter`, the new version as `api_key@1.3.0`; without `configuration` the attachment's
      stays;
    - `route` and `change`, what becomes different in it;
    - `service`, `gateway` and `version`: routes of that gateway that lead to `from_version` go to `version`;
      `from_version` may be left out where they lead to one version only, and "" is all endpoints.

    `sticky_by`: whoever gets the new version keeps it as the share grows, told by this header's value
    (`x-user`), or by this cookie's (`cookie:session`).
    """

    attachment: _Subject = ""
    filter: VersionReference | Literal[""] = ""
    configuration: dict[str, Any] | None = None
    route: _Subject = ""
    change: RouteChange | None = None
    service: _Subject = ""
    gateway: _Subject = ""
    from_version: Version | None = None
    version: Version | None = None
    stages: Annotated[list[StageIn], Field(min_length=1, max_length=20)]
    limits: LimitsIn = LimitsIn()
    window: WindowIn | None = None
    replay: ReplayIn | None = None
    sticky_by: StickyBy = ""
    start: bool = True
    reason: Reason = ""

    @model_validator(mode="after")
    def _has_one_subject(self) -> Self:
        named = [name for name in ("attachment", "route", "service") if getattr(self, name)]
        if len(named) != 1:
            raise ValueError(
                tr("takes one subject: attachment with filter, route with change, or service with version")
            )
        needed = {"attachment": "filter", "route": "change", "service": "gateway"}[named[0]]
        if self.service and self.version is None:
            needed = "version"
        if getattr(self, needed) in ("", None):
            raise ValueError(tr("%(subject)s needs %(needed)s beside it", subject=named[0], needed=needed))
        if self.replay is not None and self.subject != "filter":
            raise ValueError(tr("replay is for filters: recorded requests are not sent to services"))
        return self

    @property
    def subject(self) -> SubjectName:
        return "route" if self.route else "service" if self.service else "filter"

    @field_validator("sticky_by")
    @classmethod
    def _comes_with_the_request(cls, value: str) -> str:
        """A route is chosen before the first filter runs, and what is chosen then stays."""
        if value.lower() in HEADERS.values():
            raise ValueError(_comes_too_late(value))
        if value.lower() in ("host", "cookie"):
            raise ValueError(
                tr("%(value)s does not tell users apart; write cookie:NAME for one cookie", value=value)
            )
        return value if value.startswith("cookie:") else value.lower()


class CommandIn(Input):
    """`reason` stands in the event and in the audit log."""

    reason: Reason = ""


class ArmOut(Output):
    """Requests since the stage began; `errors` were answered 5xx, `slow` took longer than
    `slo_milliseconds`.
    """

    requests: int
    errors: int
    slow: int


class MeasuredOut(Output):
    """What the nodes report for the present stage. `percent` is the new version's share; None: no
    requests.
    """

    current: ArmOut
    candidate: ArmOut
    percent: float | None
    exceptions: int
    nodes: int
    waiting_nodes: list[str]
    rejections: list[str]


class StageTenant(Output):
    id: str
    name: str
    hosts: list[str]


class StageOut(Output):
    percent: float
    headers: list[HeaderMatch]
    tenants: list[StageTenant]
    minimum_seconds: int
    automatic: bool
    approvals: int


class ApprovalOut(Output):
    stage: int
    login: str
    at: datetime


class EventOut(Output):
    id: int
    at: datetime
    kind: str
    text: str
    actor: str
    release_id: str | None
    detail: dict[str, Any]


class ReplayStageOut(Output):
    """`id` is the replay's, None in a draft."""

    recording: str
    allowed: int
    waits: bool
    id: str | None = None
    state: str = "to come"
    requests: int = 0
    differing: int = 0
    problem: str = ""


class RolloutOut(Times):
    """`stage` counts from 0; -1 while the nodes load the new version. `title` is the subject in words.

    `old_version` and `new_version` are the filter's or the service's, "" for a route.
    """

    id: str
    subject: SubjectName
    title: str
    gateway: str
    attachment: str | None
    route: str | None
    filter: str | None
    service: str | None
    old_version: str
    new_version: str
    state: str
    stage: int
    stage_since: datetime | None
    stages: list[StageOut]
    limits: LimitsIn
    window: WindowIn | None
    replay: ReplayStageOut | None
    sticky_by: str
    approvals: list[ApprovalOut]
    baseline_release_id: str | None
    created_by: str


class RolloutDetail(RolloutOut):
    """`waits_for` says why a live rollout stays where it is."""

    old_configuration: dict[str, Any]
    new_configuration: dict[str, Any]
    measured: MeasuredOut
    soaked_seconds: float
    waits_for: str
    events: list[EventOut]


class RolloutChanged(RolloutOut):
    releases: list[ReleaseRef]
