"""Services over REST; `ServiceSettings` is also the form of `models.Service.settings`."""

# ruff: noqa: RUF012 - Pydantic copies defaults for each object
from typing import Annotated, Literal

from pydantic import Field, ValidationInfo, field_validator, model_validator

from sluice_console.core.language import tr
from sluice_console.envoy import ir
from sluice_console.envoy.certificates import read_chain
from sluice_console.envoy.service_fields import MAX_PRIORITY, is_certified_name, is_dns_name
from sluice_console.envoy.transport import is_address
from sluice_console.features.hosts import check_host
from sluice_console.features.schemas import (
    Changed,
    Description,
    Input,
    Name,
    Output,
    Reason,
    Reference,
    TenantReference,
    Times,
)

Limit = Annotated[int, Field(ge=1, le=1_000_000)]
Locality = Annotated[str, Field(max_length=63, pattern=r"^[A-Za-z0-9._-]*$")]
Percent = Annotated[int, Field(ge=0, le=100)]
Status = Annotated[int, Field(ge=100, le=599)]
Seconds = Annotated[float, Field(gt=0, le=86_400)]
Version = Annotated[str, Field(max_length=100, pattern=r"^([A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?)?$")]


class EndpointIn(Input):
    """`version` names the subset that the endpoint belongs to, "v1"; empty: to none.

    Endpoints of `priority` 1 get requests when those of 0 are ill; each `region` and `zone` gets the share of
    the requests that its endpoints weigh together.
    """

    host: Annotated[str, Field(min_length=1, max_length=255)]
    port: Annotated[int, Field(ge=1, le=65535)]
    version: Version = ""
    weight: Annotated[int, Field(ge=1, le=1000)] = 1
    region: Locality = ""
    zone: Locality = ""
    priority: Annotated[int, Field(ge=0, le=MAX_PRIORITY)] = 0

    @field_validator("host")
    @classmethod
    def _is_host(cls, value: str) -> str:
        return check_host(value)


class EndpointOut(Output):
    host: str
    port: int
    version: str
    weight: int
    region: str
    zone: str
    priority: int


class ConnectionLimits(Input):
    """What a node may have under way to each version of the service; more is answered 503 at once."""

    connections: Limit | None = None
    pending: Limit | None = None
    requests: Limit | None = None
    retries: Limit | None = None
    requests_per_connection: Limit | None = None


class Ejection(Input):
    """An endpoint with so many `errors` in a row gets no requests for `duration` seconds."""

    errors: Annotated[int, Field(ge=1, le=1000)] = 5
    interval: Seconds = 30.0
    duration: Seconds = 30.0
    max_percent: Percent = 50
    min_healthy_percent: Percent = 50


class HealthCheck(Input):
    """Every node asks every endpoint; `statuses` and `path` are for `http`."""

    kind: Literal["http", "tcp", "grpc"] = "http"
    path: Annotated[str, Field(max_length=1024, pattern=r"^/[\x21-\x7e]*$")] = "/"
    host: Annotated[str, Field(max_length=255)] = ""
    statuses: Annotated[list[Status], Field(min_length=1, max_length=50)] = [200]
    interval: Seconds = 10.0
    timeout: Seconds = 2.0
    ill_after: Annotated[int, Field(ge=1, le=100)] = 3
    well_after: Annotated[int, Field(ge=1, le=100)] = 2

    @field_validator("host")
    @classmethod
    def _is_host(cls, value: str) -> str:
        return check_host(value) if value else value


class UpstreamTls(Input):
    """The service's certificate must be signed by one of `authorities` (PEM) and for one of `names`.

    `sni` is the name to ask for, and empty for each request's host; no `names`: the name that was asked for.
    `certificate` is one of the console's, which nodes show of themselves. With `verify` off anybody who
    answers is believed.
    """

    verify: bool = True
    authorities: Annotated[str, Field(max_length=262_144, validate_default=True)] = ""
    sni: Annotated[str, Field(max_length=253)] = ""
    names: Annotated[list[Annotated[str, Field(max_length=1024)]], Field(max_length=100)] = []
    minimum_version: ir.TlsVersion = "1.2"
    certificate: Reference | None = None

    @field_validator("authorities")
    @classmethod
    def _are_certificates(cls, value: str, info: ValidationInfo) -> str:
        if not value.strip():
            if info.data.get("verify", True):
                raise ValueError(tr("are needed to verify the service, in PEM; or set verify to false"))
            return ""
        read_chain(value)
        return value.strip() + "\n"

    @field_validator("sni")
    @classmethod
    def _is_dns_name(cls, value: str) -> str:
        if value and (not is_dns_name(value) or is_address(value)):
            raise ValueError(
                tr("is a DNS name in lower case, without a port; or empty for each request's host")
            )
        return value

    @field_validator("names")
    @classmethod
    def _are_names(cls, value: list[str]) -> list[str]:
        for name in value:
            if not is_certified_name(name):
                raise ValueError(
                    tr("%(name)s is no DNS name in lower case, IP address or URI", name=repr(name))
                )
        return value


class ServiceSettings(Input):
    """Times in seconds; null leaves a thing off."""

    protocol: ir.Protocol = "http1"
    load_balancing: ir.LoadBalancing = "round_robin"
    connect_timeout: Seconds = 1.0
    idle_timeout: Seconds | None = None
    slow_start: Seconds | None = None
    limits: ConnectionLimits | None = None
    ejection: Ejection | None = None
    health_check: HealthCheck | None = None
    tls: UpstreamTls | None = None

    @model_validator(mode="after")
    def _fit_together(self) -> "ServiceSettings":
        if self.slow_start is not None and self.load_balancing not in ("round_robin", "least_request"):
            raise ValueError(
                tr("slow_start needs round_robin or least_request, not %(other)s", other=self.load_balancing)
            )
        return self


class ServiceIn(Input):
    name: Name
    description: Description = ""
    settings: ServiceSettings = ServiceSettings()
    endpoints: Annotated[list[EndpointIn], Field(max_length=1000)] = []
    tenant: TenantReference = ""
    reason: Reason = ""

    @field_validator("endpoints")
    @classmethod
    def _are_different(cls, value: list[EndpointIn]) -> list[EndpointIn]:
        return check_endpoints(value)


class ServicePatch(Input):
    """Fields that are left out stay as they are, those of `settings` too; `endpoints` replaces them all."""

    name: Name | None = None
    description: Description | None = None
    settings: ServiceSettings | None = None
    endpoints: Annotated[list[EndpointIn], Field(max_length=1000)] | None = None
    tenant: TenantReference | None = None
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
    tenant_id: str | None


class ServiceChanged(ServiceOut, Changed):
    pass


def check_endpoints(endpoints: list[EndpointIn]) -> list[EndpointIn]:
    seen: set[tuple[str, int]] = set()
    for endpoint in endpoints:
        address = (endpoint.host, endpoint.port)
        if address in seen:
            raise ValueError(tr("%(address)s is there twice", address=f"{endpoint.host}:{endpoint.port}"))
        seen.add(address)
    return endpoints
