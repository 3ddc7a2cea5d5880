"""What /api/logs answers."""

from datetime import datetime

from sluice_console.features.schemas import Output


class LineOut(Output):
    """A request as a node told it. `duration` is in seconds; secrets in `path` and `headers` are `***`."""

    number: int
    at: datetime
    node: str
    method: str
    scheme: str
    host: str
    path: str
    status: int
    duration: float
    route_id: str
    route: str
    """Its name; "" where no route took the request."""
    candidate: bool
    """A rollout's new version handled it."""
    service: str
    upstream: str
    client: str
    details: str
    flags: list[str]
    tenant: str
    headers: list[tuple[str, str]]


class LogState(Output):
    """`share`: of the requests that end well nodes tell so many, 0 to 1; of those that end with 5xx all.
    `dropped` lines were more than the console takes. Of the `nodes` so many are `elsewhere`, at other
    consoles, which pass their lines on.
    """

    share: float
    dropped: int
    nodes: int
    elsewhere: int


class LogOut(LogState):
    items: list[LineOut]
