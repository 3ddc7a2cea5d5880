"""What a console holds so that an Envoy has something to do: a gateway, its services, a first route."""

from collections.abc import Iterable
from dataclasses import dataclass

from sluice.cli.local.console import ConsoleClient

FIRST_ROUTE = "everything"


@dataclass(frozen=True, slots=True)
class GatewayWanted:
    """A gateway by its name, and where its Envoys take requests."""

    name: str
    address: str
    port: int


@dataclass(frozen=True, slots=True)
class ServiceWanted:
    """An upstream service with one endpoint."""

    name: str
    host: str
    port: int


def fill_console(client: ConsoleClient, gateway: GatewayWanted, services: Iterable[ServiceWanted]) -> None:
    """Make gateway and services, or bring them up to date.

    A new gateway also gets a route for every path to the last service, so that Envoy answers at once; an
    existing gateway keeps the routes that it has.
    """
    listen = {"listen_address": gateway.address, "listen_port": gateway.port}
    is_new = client.find(f"/api/gateways/{gateway.name}") is None
    client.ensure("/api/gateways", gateway.name, listen)
    last = None
    for service in services:
        place = {"region": "", "zone": "", "priority": 0}
        endpoint = {"host": service.host, "port": service.port, "version": "", "weight": 1, **place}
        client.ensure("/api/services", service.name, {"endpoints": [endpoint]})
        last = service.name
    if is_new and last is not None:
        action = {"kind": "forward", "destinations": [{"service": last}]}
        client.call(
            "POST", "/api/routes", json={"gateway": gateway.name, "name": FIRST_ROUTE, "action": action}
        )
