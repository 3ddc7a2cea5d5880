"""Prepare a console for an Envoy that runs elsewhere, and write that Envoy's bootstrap.

    python -m sluice.cli.local.enroll --data /data --console http://console:8080 --xds console:18000 \\
        --listen 0.0.0.0:10000 --service echo=upstream:8000 --bootstrap /shared/envoy.yaml

It runs beside the console, with the same data folder and database, since it makes its own token there.
A second run changes nothing but the Envoy's token.
"""

import os
from pathlib import Path

import click
import httpx

from sluice.cli.local.console import ConsoleClient, make_token
from sluice.cli.local.content import GatewayWanted, ServiceWanted, fill_console
from sluice.cli.local.credentials import make_node_token
from sluice.cli.local.envoy import write_bootstrap


def read_address(context: click.Context, parameter: click.Parameter, value: str) -> tuple[str, int]:
    """`console:18000` as host and port."""
    host, _, port = value.rpartition(":")
    if not host or not port.isdecimal() or not 0 < int(port) < 65536:
        raise click.BadParameter(f"{value!r} is not HOST:PORT")
    return host, int(port)


def read_services(
    context: click.Context, parameter: click.Parameter, values: tuple[str, ...]
) -> list[ServiceWanted]:
    """`echo=upstream:8000` as a service."""
    services = []
    for value in values:
        name, equals, address = value.partition("=")
        if not name or not equals:
            raise click.BadParameter(f"{value!r} is not NAME=HOST:PORT")
        services.append(ServiceWanted(name, *read_address(context, parameter, address)))
    return services


@click.command()
@click.option("--data", type=click.Path(path_type=Path), required=True, help="The console's data folder.")
@click.option("--console", "url", required=True, help="The console's address, http://HOST:PORT.")
@click.option("--xds", callback=read_address, required=True, help="Where Envoy finds the console.")
@click.option("--gateway", default="sandbox", show_default=True)
@click.option("--node", default="sandbox-1", show_default=True)
@click.option("--listen", callback=read_address, required=True, help="Where Envoy takes requests.")
@click.option("--admin-port", type=click.IntRange(0, 65535), default=9901, show_default=True)
@click.option("--service", "services", callback=read_services, multiple=True, required=True)
@click.option("--bootstrap", type=click.Path(path_type=Path), required=True, help="The file to write.")
def enroll(
    data: Path,
    url: str,
    xds: tuple[str, int],
    gateway: str,
    node: str,
    listen: tuple[str, int],
    admin_port: int,
    services: list[ServiceWanted],
    bootstrap: Path,
) -> None:
    """Make a gateway and its services in a console, and write a bootstrap for an Envoy of that gateway."""
    client = ConsoleClient(url, make_token(data, "enroll", os.environ))
    fill_console(client, GatewayWanted(gateway, *listen), services)
    token = make_node_token(client, node, gateway).secret
    write_bootstrap(bootstrap, node=node, gateway=gateway, xds=xds, admin_port=admin_port, token=token)
    click.echo(f"{bootstrap} lets {node} join the gateway {gateway} of {httpx.URL(url).host}")


if __name__ == "__main__":
    enroll()
