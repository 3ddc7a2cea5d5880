"""What /api/explain takes and answers."""

from typing import Annotated

from pydantic import Field, StringConstraints

from sluice_console.features.schemas import Input, Output, Reference


class ExplainIn(Input):
    """`request` is a command line of curl, the head of an HTTP request, or an address. `release` is a number,
    an id or `gateway@12`, "" for the newest; `against` another one to compare with.
    """

    gateway: Reference
    request: Annotated[str, StringConstraints(min_length=1, max_length=65_536)] = Field(
        examples=["curl -H 'x-api-key: k1' https://shop.example/cart"]
    )
    release: Annotated[str, StringConstraints(max_length=130)] = ""
    against: Annotated[str, StringConstraints(max_length=130)] = ""


class AttemptOut(Output):
    """`refusal` is why the route did not fit; null for the one that takes the request."""

    route_id: str
    route: str
    refusal: str | None


class PolicyOut(Output):
    """`refuses` is why Envoy lets this request go no further, "" where it does."""

    name: str
    text: str
    refuses: str


class DeedOut(Output):
    """`lines` of the filter's Python source may have done it; of several it is one of them."""

    verb: str
    side: str
    name: str
    value: str
    lines: list[int]


class RanOut(Output):
    """`action`: pass, respond, reset, hold or fail. `source` holds the lines that deeds name."""

    name: str
    action: str
    status: int | None
    reason: str
    deeds: list[DeedOut]
    file: str
    source: dict[int, str]


class TargetOut(Output):
    """`share` of 1."""

    service: str
    version: str
    share: float


class ExplanationOut(Output):
    release: str
    number: int
    ending: str
    listener: str
    host: str
    attempts: list[AttemptOut]
    conditions: list[str]
    rollout: str
    policies: list[PolicyOut]
    filters: list[RanOut]
    not_reached: list[str]
    targets: list[TargetOut]


class ExplainOut(Output):
    """`differences` are lines with `-` for `against` and `+` for `release`; empty where both are alike."""

    explanation: ExplanationOut
    against: ExplanationOut | None
    differences: list[str]
