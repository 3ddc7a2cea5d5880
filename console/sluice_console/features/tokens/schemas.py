"""API tokens over REST. The secret itself is shown once, in the answer to the request that made it."""

# ruff: noqa: RUF012 - Pydantic copies defaults for each object

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from sluice_console.core.language import tr
from sluice_console.features.schemas import Input, Output, Reference

Scope = Literal[
    "attachments",
    "configuration",
    "filters",
    "gateways",
    "limits",
    "logins",
    "recordings",
    "releases",
    "replays",
    "rollouts",
    "routes",
    "services",
    "tenants",
    "tokens",
    "users",
]
"""A noun of the addresses: what a token may change. It may read what its role may read."""


class TokenIn(Input):
    """`role` node makes the token of Envoys of one gateway, which opens xDS streams and nothing else.

    With `tenants`, by name or id, the role holds for what belongs to these alone; null: everywhere.
    """

    name: Annotated[str, StringConstraints(min_length=1, max_length=100, strip_whitespace=True)]
    role: Literal["viewer", "operator", "admin", "node"] = "operator"
    gateway: Reference | None = None
    scopes: Annotated[list[Scope], Field(max_length=20)] = []
    tenants: Annotated[list[Reference], Field(max_length=100)] | None = None
    expires_in_days: Annotated[int, Field(ge=1, le=3650)] | None = None

    @model_validator(mode="after")
    def _names_a_gateway(self) -> "TokenIn":
        if (self.role == "node") != (self.gateway is not None):
            raise ValueError(tr("a node's token names its gateway, other tokens name none"))
        if self.scopes and self.role in ("node", "viewer"):
            raise ValueError(
                tr("a token with the role %(role)s changes nothing, so it has no scopes", role=self.role)
            )
        if self.tenants is not None and (self.role == "node" or not self.tenants):
            raise ValueError(tr("tenants name at least one, and not for the token of a node"))
        return self


class TokenOut(Output):
    """`certified_node`: the one node whose certificate this goes with; the newest ends at
    `certificate_expires_at`.
    """

    id: str
    name: str
    role: str
    gateway_id: str | None
    scopes: list[str]
    tenant_ids: list[str] | None
    owner: str | None
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None
    certified_node: str | None
    certificate_expires_at: datetime | None


class TokenMade(TokenOut):
    token: str
