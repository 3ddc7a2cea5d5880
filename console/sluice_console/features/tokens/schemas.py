"""API tokens over REST. The secret itself is shown once, in the answer to the request that made it."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from sluice_console.features.schemas import Input, Output, Reference


class TokenIn(Input):
    """`role` node makes the token of Envoys of one gateway, which opens xDS streams and nothing else."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=100, strip_whitespace=True)]
    role: Literal["viewer", "operator", "admin", "node"] = "operator"
    gateway: Reference | None = None
    expires_in_days: Annotated[int, Field(ge=1, le=3650)] | None = None

    @model_validator(mode="after")
    def _names_a_gateway(self) -> "TokenIn":
        if (self.role == "node") != (self.gateway is not None):
            raise ValueError("a node's token names its gateway, other tokens name none")
        return self


class TokenOut(Output):
    id: str
    name: str
    role: str
    gateway_id: str | None
    owner: str | None
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None


class TokenMade(TokenOut):
    token: str
