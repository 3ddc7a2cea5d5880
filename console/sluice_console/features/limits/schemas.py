"""Shared limits over REST: counted over all nodes of a gateway."""

from typing import Annotated

from pydantic import Field, StringConstraints

from sluice_console.envoy import ir
from sluice_console.envoy.protection_fields import LONGEST_SECONDS, MAXIMUM_SHARED
from sluice_console.features.schemas import Changed, Description, Input, Name, Reason, Reference, Times

Requests = Annotated[int, Field(ge=1, le=MAXIMUM_SHARED)]
Seconds = Annotated[int, Field(ge=1, le=LONGEST_SECONDS)]
By = Annotated[
    str, StringConstraints(pattern=r"^([!#$%&'*+.^_`|~0-9A-Za-z-]+)?$", max_length=100, to_lower=True)
]
"""Names of headers have no case, so that `Tenant` is `tenant`."""


class LimitIn(Input):
    """`by` is empty for all clients together, `address`, `tenant`, `key`, or a header's name.

    Tenants and keys with a quota for as many seconds have that instead of `requests`.

    `when_away`: what happens while no console answers the nodes.
    """

    gateway: Reference
    name: Name
    description: Description = ""
    requests: Requests
    seconds: Seconds = 60
    by: By = ""
    when_away: ir.WhenAway = "allow"
    reason: Reason = ""


class LimitPatch(Input):
    """Fields that are left out stay as they are."""

    name: Name | None = None
    description: Description | None = None
    requests: Requests | None = None
    seconds: Seconds | None = None
    by: By | None = None
    when_away: ir.WhenAway | None = None
    reason: Reason = ""


class LimitOut(Times):
    id: str
    gateway: str
    gateway_id: str
    name: str
    description: str
    requests: int
    seconds: int
    by: str
    when_away: ir.WhenAway


class LimitChanged(LimitOut, Changed):
    pass
