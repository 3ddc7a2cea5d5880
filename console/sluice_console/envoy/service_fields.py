"""What Envoy would refuse in a service's fields, in sentences that name the value and the remedy."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import asdict

from sluice_console.envoy import ir
from sluice_console.envoy.certificates import read_chain
from sluice_console.envoy.fields import HOST
from sluice_console.envoy.transport import is_address

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_LOCALITY = re.compile(r"[A-Za-z0-9._-]{0,63}")
MAX_PRIORITY = 9


def check_service(service: ir.Service) -> Iterator[str]:
    """Faults of a service and its endpoints."""
    if not _NAME.fullmatch(service.name):
        yield f"service name {service.name!r} must be letters, digits, `.`, `_` and `-`"
    if service.connect_timeout <= 0:
        yield "the connect timeout must be more than 0 seconds"
    yield from _check_slow_start(service)
    if service.limits is not None:
        yield from _check_limits(service.limits)
    if service.ejection is not None:
        yield from _check_ejection(service.ejection)
    if service.health_check is not None:
        yield from _check_health_check(service.health_check)
    if service.tls is not None:
        yield from _check_tls(service.tls)
    for item in service.endpoints:
        yield from _check_endpoint(item)


def _check_endpoint(item: ir.Endpoint) -> Iterator[str]:
    where = f"endpoint {item.host}:{item.port}"
    if not HOST.fullmatch(item.host.lower()) or item.host.startswith("*"):
        yield f"{where}: the host must be an IP address or a DNS name"
    if not 1 <= item.port <= 65_535:
        yield f"{where}: the port must be from 1 to 65535"
    if item.weight < 1:
        yield f"{where}: the weight must be at least 1"
    if item.version and not _NAME.fullmatch(item.version):
        yield f"{where}: version {item.version!r} must be letters, digits, `.`, `_` and `-`"
    if not 0 <= item.priority <= MAX_PRIORITY:
        yield f"{where}: the priority must be from 0 to {MAX_PRIORITY}"
    for name in (item.region, item.zone):
        if not _LOCALITY.fullmatch(name):
            yield f"{where}: region and zone take letters, digits, `.`, `_` and `-`, and not {name!r}"


def _check_slow_start(service: ir.Service) -> Iterator[str]:
    if service.slow_start is None:
        return
    if service.slow_start <= 0:
        yield "slow start must be more than 0 seconds"
    if service.load_balancing not in ("round_robin", "least_request"):
        yield f"slow start needs round_robin or least_request, and not {service.load_balancing}"


def _check_limits(limits: ir.ConnectionLimits) -> Iterator[str]:
    for name, value in asdict(limits).items():
        if value is not None and not 1 <= value <= 1_000_000:
            yield f"limits.{name} must be from 1 to 1000000, and is {value}"


def _check_ejection(ejection: ir.Ejection) -> Iterator[str]:
    if ejection.errors < 1:
        yield "an endpoint is ejected after at least 1 error"
    if ejection.interval <= 0 or ejection.duration <= 0:
        yield "interval and duration of ejection must be more than 0 seconds"
    for value in (ejection.max_percent, ejection.min_healthy_percent):
        if not 0 <= value <= 100:
            yield f"{value} % of the endpoints must be from 0 to 100"


def _check_health_check(check: ir.HealthCheck) -> Iterator[str]:
    if check.interval <= 0 or check.timeout <= 0:
        yield "interval and timeout of the health check must be more than 0 seconds"
    if check.ill_after < 1 or check.well_after < 1:
        yield "a health check needs at least 1 answer to change its mind"
    if check.host and not HOST.fullmatch(check.host):
        yield f"the health check's host {check.host!r} must be a host name"
    if check.kind != "http":
        return
    if not re.fullmatch(r"/[\x21-\x7e]*", check.path):
        yield f"the health check's path {check.path!r} must start with a slash and have no blanks"
    if not check.statuses or any(not 100 <= status <= 599 for status in check.statuses):
        yield "the health check wants at least one status from 100 to 599"


def _check_tls(settings: ir.UpstreamTls) -> Iterator[str]:
    if settings.sni and (not is_dns_name(settings.sni) or is_address(settings.sni)):
        yield f"tls.sni {settings.sni!r} must be a DNS name in lower case, without a port"
    for name in settings.names:
        if not is_certified_name(name):
            yield f"tls.names: {name!r} must be a DNS name, an IP address or a URI"
    if not settings.verify:
        return
    if not settings.authorities:
        yield "tls.authorities are needed to verify the service; or switch `verify` off"
        return
    try:
        read_chain(settings.authorities)
    except ValueError as error:
        yield f"tls.authorities: what the service is checked by {error}"


def is_dns_name(name: str) -> bool:
    """A whole name in lower case: a certificate's wildcard is the certificate's matter."""
    return len(name) <= 253 and "*" not in name and ":" not in name and HOST.fullmatch(name) is not None


def is_certified_name(name: str) -> bool:
    """What a certificate can be for: a DNS name, an address, a URI like `spiffe://shop/cart`."""
    return (
        is_dns_name(name)
        or is_address(name)
        or re.fullmatch(r"[a-z][a-z0-9+.-]*://[\x21-\x7e]+", name) is not None
    )
