"""The configuration as one document: what a file holds, and what applying it changes."""

# ruff: noqa: RUF012 - Pydantic copies defaults for each object
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints, model_validator

from sluice_console.core.language import tr
from sluice_console.features.attachments.schemas import VersionReference
from sluice_console.features.gateways.schemas import GatewayIn
from sluice_console.features.issuers.schemas import IssuerIn
from sluice_console.features.limits.schemas import LimitIn
from sluice_console.features.listeners.schemas import ListenerIn
from sluice_console.features.logins.schemas import LoginSettings, Secret
from sluice_console.features.routes.schemas import RouteIn
from sluice_console.features.schemas import (
    NAME_PATTERN,
    Changed,
    Input,
    Name,
    Order,
    Output,
    Reason,
    Reference,
)
from sluice_console.features.services.schemas import ServiceIn
from sluice_console.features.tenants.schemas import TenantIn

Owner = Annotated[str, StringConstraints(pattern=rf"{NAME_PATTERN}|^$", max_length=100)]


class LoginItem(Input):
    """Its client's secret is not in the file: it stays as it is, or is sent beside it."""

    gateway: Reference
    name: Name
    settings: LoginSettings
    service: Reference


class AttachmentItem(Input):
    """`filter` is `api_key@1.2.0`; without a version it stays at the one that is attached, or at the newest.

    With `route`, one of the gateway's, the filter works on that route only.
    """

    gateway: Reference
    route: Reference | None = None
    filter: VersionReference
    configuration: dict[str, Any] = {}
    order: Order = 100


class Configuration(Input):
    """Objects as `POST` takes them; others by name: certificates and filters have to be there.

    `owner` is the file's own name: what it makes or takes over is marked with it.
    """

    owner: Owner = ""
    tenants: Annotated[list[TenantIn], Field(max_length=10_000)] = []
    services: Annotated[list[ServiceIn], Field(max_length=10_000)] = []
    issuers: Annotated[list[IssuerIn], Field(max_length=1_000)] = []
    gateways: Annotated[list[GatewayIn], Field(max_length=1_000)] = []
    listeners: Annotated[list[ListenerIn], Field(max_length=10_000)] = []
    limits: Annotated[list[LimitIn], Field(max_length=10_000)] = []
    logins: Annotated[list[LoginItem], Field(max_length=1_000)] = []
    routes: Annotated[list[RouteIn], Field(max_length=20_000)] = []
    attachments: Annotated[list[AttachmentItem], Field(max_length=20_000)] = []


FIELDS = tuple(name for name in Configuration.model_fields if name != "owner")
"""`tenants`, `services` and so on, in the order in which objects need each other."""


class ConfigurationIn(Configuration):
    """With `prune` what the file's owner has and the file has not is removed; `take_over` also takes what
    other files own. With `dry_run` everything is checked and nothing is kept.

    `secrets` are those of logins, `{"edge/shop": "…"}`; who is not in it keeps the one that it has.
    """

    prune: bool = False
    take_over: bool = False
    dry_run: bool = False
    secrets: Annotated[dict[str, Secret], Field(max_length=1_000)] = {}
    reason: Reason = ""

    @model_validator(mode="after")
    def _says_something(self) -> "ConfigurationIn":
        if not self.model_fields_set & set(FIELDS):
            raise ValueError(tr("has none of %(fields)s", fields=", ".join(FIELDS)))
        if self.prune and not self.owner:
            raise ValueError(
                tr("prune needs an owner: only what the file itself made or took over is removed")
            )
        if self.take_over and not self.owner:
            raise ValueError(tr("take_over needs an owner, whose the objects are to be"))
        return self


class ObjectChange(Output):
    """One object that the document changes; `lines` are a unified diff of it as YAML.

    "adopted": it is as the document says and is owned by the document's owner from now on.
    """

    kind: Literal[
        "tenant", "service", "issuer", "gateway", "listener", "limit", "login", "route", "attachment"
    ]
    name: str
    change: Literal["added", "changed", "removed", "adopted"]
    lines: list[str]


class Applied(Changed):
    """Objects that are as the document wants them are not in it."""

    changes: list[ObjectChange]
