"""Issuers of tokens over REST; `IssuerSettings` is also the form of `models.Issuer.settings`."""

# ruff: noqa: RUF012 - Pydantic copies defaults for each object
from typing import Annotated

from pydantic import Field, StringConstraints

from sluice_console.features.routes.schemas import HeaderName
from sluice_console.features.schemas import Changed, Input, Name, Reason, Reference, Times

Text = Annotated[str, StringConstraints(min_length=1, max_length=500)]
Claim = Annotated[str, StringConstraints(min_length=1, max_length=100)]


class IssuerSettings(Input):
    """`issuer` is what tokens have as `iss`; the keys are `jwks`, or what a service gives at `jwks_url`.

    `headers` gives claims to the upstream, `[["sub", "x-user"]]`; `forward` leaves the token in the request.
    """

    issuer: Text
    audiences: Annotated[list[Text], Field(max_length=50)] = []
    jwks: Annotated[str, StringConstraints(max_length=65_536)] = ""
    jwks_url: Annotated[str, StringConstraints(max_length=1024)] = ""
    forward: bool = False
    headers: Annotated[list[tuple[Claim, HeaderName]], Field(max_length=20)] = []


class IssuerIn(Input):
    """`service` answers at `jwks_url`."""

    name: Name
    settings: IssuerSettings
    service: Reference | None = None
    reason: Reason = ""


class IssuerPatch(Input):
    """Fields that are left out stay as they are; `settings` is replaced as a whole."""

    name: Name | None = None
    settings: IssuerSettings | None = None
    service: Reference | None = None
    reason: Reason = ""


class IssuerOut(Times):
    id: str
    name: str
    settings: IssuerSettings
    service: str | None


class IssuerChanged(IssuerOut, Changed):
    pass
