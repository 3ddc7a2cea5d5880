"""The configuration as one document: what a file holds, and what applying it changes."""

# ruff: noqa: RUF012 - Pydantic copies defaults for each object
from typing import Annotated, Literal

from pydantic import Field, model_validator

from sluice_console.features.gateways.schemas import GatewayIn
from sluice_console.features.listeners.schemas import ListenerIn
from sluice_console.features.routes.schemas import RouteIn
from sluice_console.features.schemas import Changed, Input, Output, Reason
from sluice_console.features.services.schemas import ServiceIn


class Configuration(Input):
    """Services, and gateways with their listeners and routes, each as `POST` takes it; references by name."""

    services: Annotated[list[ServiceIn], Field(max_length=10_000)] = []
    gateways: Annotated[list[GatewayIn], Field(max_length=1_000)] = []
    listeners: Annotated[list[ListenerIn], Field(max_length=10_000)] = []
    routes: Annotated[list[RouteIn], Field(max_length=20_000)] = []


class ConfigurationIn(Configuration):
    """With `prune` listeners and routes go that the document's gateways have and the document has not.

    With `dry_run` everything is checked and nothing is kept.
    """

    prune: bool = False
    dry_run: bool = False
    reason: Reason = ""

    @model_validator(mode="after")
    def _says_something(self) -> "ConfigurationIn":
        if not self.model_fields_set & Configuration.model_fields.keys():
            raise ValueError("has none of services, gateways, listeners and routes")
        return self


class ObjectChange(Output):
    """One object that the document changes; `lines` are a unified diff of it as YAML."""

    kind: Literal["service", "gateway", "listener", "route"]
    name: str
    change: Literal["added", "changed", "removed"]
    lines: list[str]


class Applied(Changed):
    """Objects that are as the document wants them are not in it."""

    changes: list[ObjectChange]
