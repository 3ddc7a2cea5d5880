"""Gateways over REST."""

# ruff: noqa: RUF012 - Pydantic copies defaults for each object
from collections.abc import Mapping
from ipaddress import ip_address
from typing import Annotated, Any

from pydantic import Field, field_validator, model_validator

from sluice_console.core.language import tr
from sluice_console.envoy import ir
from sluice_console.envoy.listener_fields import (
    CACHE_MEGABYTES,
    LIMITS,
    MAXIMUM_BYTES,
    MAXIMUM_HOPS,
    MINIMUM_BYTES,
    is_folder,
    is_header,
    is_media_type,
)
from sluice_console.envoy.overload import OVERLOAD
from sluice_console.features.hosts import check_host
from sluice_console.features.schemas import Changed, Description, Input, Name, Reason, Times

Port = Annotated[int, Field(ge=1, le=65535)]


class Compression(Input):
    """Answers of at least `minimum_bytes` of one of `types`, for clients that say that they can.

    The first of `algorithms` is for clients to whom all are the same. With `everywhere` off only routes with
    `compress` are.
    """

    everywhere: bool = True
    algorithms: Annotated[list[ir.Algorithm], Field(min_length=1, max_length=3)] = list(ir.ALGORITHMS)
    minimum_bytes: Annotated[int, Field(ge=MINIMUM_BYTES, le=MAXIMUM_BYTES)] = 1024
    types: Annotated[list[str], Field(min_length=1, max_length=50)] = list(ir.COMPRESSED_TYPES)

    @field_validator("algorithms")
    @classmethod
    def _are_different(cls, value: list[ir.Algorithm]) -> list[ir.Algorithm]:
        if len(set(value)) != len(value):
            raise ValueError(tr("an algorithm is there twice"))
        return value

    @field_validator("types")
    @classmethod
    def _are_media_types(cls, value: list[str]) -> list[str]:
        for name in value:
            if not is_media_type(name):
                raise ValueError(
                    tr("%(name)s is no type without parameters, as in text/html", name=repr(name[:50]))
                )
        return value


class Cache(Input):
    """Where answers are kept for routes with `cache`, as in `envoy.ir.Cache`; null is as `{}`.

    A node that has no such `folder` keeps nothing. Give a new size a new folder.
    """

    folder: Annotated[str, Field(max_length=500)] = "/dev/shm"
    megabytes: Annotated[int, Field(ge=CACHE_MEGABYTES[0], le=CACHE_MEGABYTES[1])] = 32
    vary: Annotated[list[str], Field(max_length=50)] = list(ir.CACHED_VARY)

    @field_validator("folder")
    @classmethod
    def _is_folder(cls, value: str) -> str:
        if not is_folder(value):
            raise ValueError(tr("is an absolute path, as /dev/shm"))
        return value

    @field_validator("vary")
    @classmethod
    def _are_headers(cls, value: list[str]) -> list[str]:
        for name in value:
            if not is_header(name):
                raise ValueError(tr("%(name)s is no header's name in lower case", name=repr(name[:50])))
        return value


def _limit(name: str, bounds: Mapping[str, tuple[float, float]] = LIMITS) -> Any:
    low, high = bounds[name]
    return Field(default=None, ge=low, le=high)


class ClientLimits(Input):
    """Of each listener on each node, as in `envoy.ir.ClientLimits`: times in seconds, null is Envoy's own."""

    connections: int | None = _limit("connections")
    requests_per_connection: int | None = _limit("requests_per_connection")
    idle_timeout: float | None = _limit("idle_timeout")
    lifetime: float | None = _limit("lifetime")
    header_timeout: float | None = _limit("header_timeout")
    request_timeout: float | None = _limit("request_timeout")
    stream_idle_timeout: float | None = _limit("stream_idle_timeout")
    headers: int | None = _limit("headers")
    header_kilobytes: int | None = _limit("header_kilobytes")
    streams: int | None = _limit("streams")
    buffer_bytes: int | None = _limit("buffer_bytes")


class Overload(Input):
    """Of each node, from its bootstrap, as in `envoy.ir.Overload`; null is without limit."""

    heap_megabytes: int | None = _limit("heap_megabytes", OVERLOAD)
    connections: int | None = _limit("connections", OVERLOAD)


class ClientHeaders(Input):
    """Of each listener, as in `envoy.ir.ClientHeaders`; null is as `{}`."""

    trusted_hops: Annotated[int, Field(ge=0, le=MAXIMUM_HOPS)] = 0
    request_id: ir.RequestIds = "own"
    answer_request_id: bool = False

    @model_validator(mode="after")
    def _fit_together(self) -> "ClientHeaders":
        if self.answer_request_id and self.request_id == "none":
            raise ValueError(tr("answer_request_id needs a request_id that is own or keep"))
        return self


class LimitService(Input):
    """Who counts shared limits instead of the console, as in `envoy.ir.LimitService`."""

    host: Annotated[str, Field(min_length=1, max_length=255)]
    port: Port
    domain: Annotated[str, Field(pattern=r"^[A-Za-z0-9._-]{1,100}$")] = "sluice"

    @field_validator("host")
    @classmethod
    def _is_host(cls, value: str) -> str:
        return check_host(value)


class GatewayIn(Input):
    name: Name
    description: Description = ""
    listen_address: str = "0.0.0.0"
    listen_port: Port
    reuse_port: bool = True
    compression: Compression | None = None
    cache: Cache | None = None
    limits: ClientLimits | None = None
    overload: Overload | None = None
    client_headers: ClientHeaders | None = None
    limit_service: LimitService | None = None
    reason: Reason = ""

    @field_validator("listen_address")
    @classmethod
    def _is_ip_address(cls, value: str) -> str:
        return check_ip_address(value)


class GatewayPatch(Input):
    """Fields that are left out stay as they are.

    `compression`, `cache`, `limits`, `overload`, `client_headers` and `limit_service` are replaced as a
    whole, also by null.
    """

    name: Name | None = None
    description: Description | None = None
    listen_address: str | None = None
    listen_port: Port | None = None
    reuse_port: bool | None = None
    compression: Compression | None = None
    cache: Cache | None = None
    limits: ClientLimits | None = None
    overload: Overload | None = None
    client_headers: ClientHeaders | None = None
    limit_service: LimitService | None = None
    reason: Reason = ""

    @field_validator("listen_address")
    @classmethod
    def _is_ip_address(cls, value: str | None) -> str | None:
        return None if value is None else check_ip_address(value)


class GatewayOut(Times):
    id: str
    name: str
    description: str
    listen_address: str
    listen_port: int
    reuse_port: bool
    compression: Compression | None
    cache: Cache | None
    limits: ClientLimits | None
    overload: Overload | None
    client_headers: ClientHeaders | None
    limit_service: LimitService | None
    last_release: int


class GatewayChanged(GatewayOut, Changed):
    pass


def check_ip_address(value: str) -> str:
    try:
        return str(ip_address(value))
    except ValueError as error:
        raise ValueError(tr("is an IP address, 0.0.0.0 for all of them")) from error
