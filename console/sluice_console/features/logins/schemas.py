"""Logins over REST. The client's secret goes in and never comes out."""

# ruff: noqa: RUF012 - Pydantic copies defaults for each object
from typing import Annotated

from pydantic import Field, StringConstraints

from sluice_console.features.schemas import Changed, Input, Name, Reason, Reference, Times

Address = Annotated[str, StringConstraints(min_length=1, max_length=1024)]
Path = Annotated[str, StringConstraints(min_length=2, max_length=200)]
Scope = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Secret = Annotated[str, StringConstraints(min_length=1, max_length=4096)]


class LoginSettings(Input):
    """As in `envoy.ir.Login`: two addresses of the provider, what it knows this client by, two paths here."""

    authorization_url: Address
    token_url: Address
    client_id: Annotated[str, StringConstraints(min_length=1, max_length=500)]
    scopes: Annotated[list[Scope], Field(max_length=50)] = ["openid"]
    callback_path: Path = "/oauth2/callback"
    signout_path: Path = "/oauth2/signout"
    end_session_url: Annotated[str, StringConstraints(max_length=1024)] = ""
    forward_token: bool = False


class LoginIn(Input):
    """`service` answers at `token_url`; `client_secret` is sealed and shown to nobody."""

    gateway: Reference
    name: Name
    settings: LoginSettings
    service: Reference
    client_secret: Secret
    reason: Reason = ""


class LoginPatch(Input):
    """Fields that are left out stay as they are; `settings` is replaced as a whole."""

    name: Name | None = None
    settings: LoginSettings | None = None
    service: Reference | None = None
    client_secret: Secret | None = None
    reason: Reason = ""


class LoginOut(Times):
    id: str
    gateway: str
    gateway_id: str
    name: str
    settings: LoginSettings
    service: str


class LoginChanged(LoginOut, Changed):
    pass
