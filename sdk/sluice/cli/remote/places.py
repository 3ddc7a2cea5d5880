"""Where filters run: at a gateway as a whole, or on one of its routes."""

from typing import Any

import click

from sluice.cli.client import Console


def places_of(console: Console, name: str, gateway: str | None, route: str | None) -> list[dict[str, Any]]:
    """The attachments of a filter that fit; with a gateway and no route, not those on its routes."""
    query = {key: value for key, value in (("gateway", gateway), ("route", route)) if value}
    rows = console.call("GET", "/api/attachments", params=query)["items"]
    return [row for row in rows if row["filter"] == name and (route or not gateway or row["route"] is None)]


def only_place(console: Console, name: str, gateway: str | None, route: str | None) -> dict[str, Any]:
    """The one attachment that fits; ClickException where there is none, or more than one."""
    fitting = places_of(console, name, gateway, route)
    if len(fitting) == 1:
        return fitting[0]
    if not fitting:
        raise click.ClickException(f"{name} is attached nowhere there; attach it first")
    places = ", ".join(map(name_of, fitting))
    raise click.ClickException(f"{name} runs at {places}: choose with --gateway, --route or --attachment")


def name_of(attachment: dict[str, Any]) -> str:
    """`edge`, or `edge/checkout` for a route."""
    route = attachment["route"]
    return f"{attachment['gateway']}/{route}" if route else str(attachment["gateway"])


def only_gateway(console: Console) -> str:
    """The name of the one gateway; ClickException where there are more."""
    names = [str(row["name"]) for row in console.call("GET", "/api/gateways")["items"]]
    if len(names) == 1:
        return names[0]
    if not names:
        raise click.ClickException("there is no gateway yet")
    raise click.ClickException(f"there are {', '.join(names)}: choose with --gateway or --route")
