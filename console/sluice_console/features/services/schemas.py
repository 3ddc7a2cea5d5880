"""Services over REST; `ServiceSettings` is also the form of `models.Service.settings`."""

# ruff: noqa: RUF012 - Pydantic copies defaults for each object
import re
from ipaddress import ip_address
from typing import Annotated

from pydantic import Field, field_validator

from sluice_console.envoy import ir
from sluice_console.features.schemas import Changed, Description, Input, Name, Output, Reason, Times

_LABEL = re.compile(r"(?!-)[A-Za-z0-9_-]{1,63}(?<!-)")
Seconds = Annotated[float, Field(gt=0, le=86_400)]
Version = Annotated[str, Field(max_length=100, pattern=r"^([A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?)?$")]


class EndpointIn(Input):
    """`version` names the subset that the endpoint belongs to, "v1"; empty: to none."""

    host: Annotated[str, Field(min_length=1, max_length=255)]
    port: Annotated[int, Field(ge=1, le=65535)]
    version: Version = ""
    weight: Annotated[int, Field(ge=1, le=1000)] = 1

    @field_validator("host")
    @classmethod
    def _is_host(cls, value: str) -> str:
        return check_host(value)


class EndpointOut(Output):
    host: str
    port: int
    version: str
    weight: int


class ServiceSettings(Input):
    """Times in seconds."""

    protocol: ir.Protocol = "http1"
    load_balancing: ir.LoadBalancing = "round_robin"
    connect_timeout: Seconds = 1.0
    idle_timeout: Seconds | None = None


class ServiceIn(Input):
    name: Name
    description: Description = ""
    settings: ServiceSettings = ServiceSettings()
    endpoints: Annotated[list[EndpointIn], Field(max_length=1000)] = []
    reason: Reason = ""

    @field_validator("endpoints")
    @classmethod
    def _are_different(cls, value: list[EndpointIn]) -> list[EndpointIn]:
        return check_endpoints(value)


class ServicePatch(Input):
    """Fields that are left out stay as they are; `endpoints` replaces all of them."""

    name: Name | None = None
    description: Description | None = None
    settings: ServiceSettings | None = None
    endpoints: Annotated[list[EndpointIn], Field(max_length=1000)] | None = None
    reason: Reason = ""

    @field_validator("endpoints")
    @classmethod
    def _are_different(cls, value: list[EndpointIn] | None) -> list[EndpointIn] | None:
        return None if value is None else check_endpoints(value)


class ServiceOut(Times):
    id: str
    name: str
    description: str
    settings: ServiceSettings
    endpoints: list[EndpointOut]


class ServiceChanged(ServiceOut, Changed):
    pass


def check_host(value: str) -> str:
    """An IP address or a DNS name; nothing that could be read as a URL or a path."""
    try:
        return str(ip_address(value.strip("[]")))
    except ValueError:
        labels = value.rstrip(".").split(".")
        if all(_LABEL.fullmatch(label) for label in labels) and not labels[-1].isdigit():
            return value.lower()
        raise ValueError("is an IP address or a DNS name, without scheme and port") from None


def check_endpoints(endpoints: list[EndpointIn]) -> list[EndpointIn]:
    seen: set[tuple[str, int]] = set()
    for endpoint in endpoints:
        address = (endpoint.host, endpoint.port)
        if address in seen:
            raise ValueError(f"{endpoint.host}:{endpoint.port} is there twice")
        seen.add(address)
    return endpoints
