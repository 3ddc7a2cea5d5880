"""What a console says of itself to the others, once a second."""

from dataclasses import dataclass, field

from pydantic import TypeAdapter


@dataclass(frozen=True, slots=True)
class GatewayReport:
    """`candidates` is what its nodes are given for rollouts under way, name to version; `silent`
    the seconds since one of its nodes has reported anything, None where none ever did.
    """

    candidates: dict[str, str] = field(default_factory=dict)
    silent: float | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """`revision` is that of the nodes' rows that were written with it, or before."""

    revision: int = 0
    gateways: dict[str, GatewayReport] = field(default_factory=dict)


JSON: TypeAdapter[Report] = TypeAdapter(Report)
