"""`sluice tenant` and `sluice key`: who calls, and with which keys."""

from typing import Any
from urllib.parse import quote

import click

from sluice.cli.client import Console
from sluice.cli.remote.options import all_items, moment, published, show, to_table, with_console

TENANT_EXAMPLES = """\b
Examples:
  sluice tenant create harbor-pay --host api.harbor-pay.example --rate 400
  sluice tenant list
  sluice tenant usage harbor-pay --days 7
"""
KEY_EXAMPLES = """\b
Examples:
  sluice key create harbor-pay web --days 90      # prints the key, this once
  sluice key rotate harbor-pay ak_4k7w2m9xq3ab --overlap-hours 24
  sluice key revoke harbor-pay ak_4k7w2m9xq3ab
"""


@click.group(epilog=TENANT_EXAMPLES)
def tenant() -> None:
    """Tenants: teams and customers that call with keys of their own."""


@tenant.command("list")
@with_console
def list_tenants(console: Console, as_json: bool) -> None:
    """All tenants by name."""
    answer = all_items(console, "/api/tenants")
    show(answer, as_json, _tenants_to_text)


@tenant.command()
@click.argument("name")
@click.option("--host", "hosts", multiple=True, help="Its keys are good for this host; may be repeated.")
@click.option("--rate", type=click.IntRange(1), help="Requests a second at each node.")
@click.option("--description", default="")
@with_console
def create(
    console: Console, as_json: bool, name: str, hosts: tuple[str, ...], rate: int | None, description: str
) -> None:
    """Make a tenant."""
    body = {"name": name, "hosts": list(hosts), "rate": rate, "description": description}
    answer = console.call("POST", "/api/tenants", json=body)
    show(
        answer,
        as_json,
        lambda made: f"{made['name']} is there; make its first key: sluice key create {name} NAME",
    )


@tenant.command()
@click.argument("name")
@with_console
def delete(console: Console, as_json: bool, name: str) -> None:
    """Delete a tenant and its keys, which open nothing from then on."""
    answer = console.call("DELETE", f"/api/tenants/{quote(name)}")
    show(answer, as_json, lambda gone: f"{name} is gone{published(gone)}")


@tenant.command()
@click.argument("name")
@click.option("--days", type=click.IntRange(1, 366), default=30, show_default=True)
@with_console
def usage(console: Console, as_json: bool, name: str, days: int) -> None:
    """Requests by day and key."""
    answer = console.call("GET", f"/api/tenants/{quote(name)}/usage", params={"days": str(days)})
    show(
        answer,
        as_json,
        lambda found: to_table(
            ("DAY", "KEY", "REQUESTS"),
            [(item["day"], item["key_id"], f"{item['requests']:,}") for item in found["items"]],
            f"No key of {name} was used in {days} days.",
        ),
    )


@click.group(epilog=KEY_EXAMPLES)
def key() -> None:
    """API keys of tenants. A key is shown once; the console keeps its digest only."""


@key.command("list")
@click.argument("tenant_", metavar="TENANT")
@with_console
def list_keys(console: Console, as_json: bool, tenant_: str) -> None:
    """The keys of TENANT, the newest first."""
    answer = console.call("GET", f"/api/tenants/{quote(tenant_)}/keys")
    show(answer, as_json, _keys_to_text)


@key.command("create")
@click.argument("tenant_", metavar="TENANT")
@click.argument("name")
@click.option("--days", type=click.IntRange(1, 3650), help="Expires after so many days.  [default: never]")
@with_console
def create_key(console: Console, as_json: bool, tenant_: str, name: str, days: int | None) -> None:
    """Make a key for TENANT and print it, this once."""
    body = {"name": name, "expires_in_days": days}
    answer = console.call("POST", f"/api/tenants/{quote(tenant_)}/keys", json=body)
    show(answer, as_json, lambda made: str(made["key"]))


@key.command()
@click.argument("tenant_", metavar="TENANT")
@click.argument("key_", metavar="KEY")
@click.option(
    "--overlap-hours",
    type=click.IntRange(0, 24 * 90),
    default=168,
    show_default=True,
    help="0: ends at once.",
)
@with_console
def rotate(console: Console, as_json: bool, tenant_: str, key_: str, overlap_hours: int) -> None:
    """Make a successor of KEY, an id, and print it; the old one works on for the overlap."""
    path = f"/api/tenants/{quote(tenant_)}/keys/{quote(key_)}/rotate"
    answer = console.call("POST", path, json={"overlap_hours": overlap_hours})
    show(answer, as_json, lambda made: str(made["key"]))


@key.command()
@click.argument("tenant_", metavar="TENANT")
@click.argument("key_", metavar="KEY")
@with_console
def revoke(console: Console, as_json: bool, tenant_: str, key_: str) -> None:
    """End KEY, an id, for good."""
    answer = console.call("DELETE", f"/api/tenants/{quote(tenant_)}/keys/{quote(key_)}")
    show(answer, as_json, lambda gone: f"{gone['name']} is revoked{published(gone)}")


def _tenants_to_text(answer: dict[str, Any]) -> str:
    rows = [
        (item["name"], ", ".join(item["hosts"]) or "all", item["rate"] or "–", item["description"])
        for item in answer["items"]
    ]
    return to_table(("TENANT", "HOSTS", "RATE", "DESCRIPTION"), rows, "There is no tenant yet.")


def _keys_to_text(answer: dict[str, Any]) -> str:
    rows = [
        (
            item["id"],
            item["name"],
            f"{item['hint']}…",
            "revoked" if item["revoked_at"] else moment(item["expires_at"], "never"),
            moment(item["last_used_at"], "never"),
        )
        for item in answer["items"]
    ]
    return to_table(("KEY", "NAME", "BEGINS", "ENDS", "LAST USED"), rows, "There is no key yet.")
