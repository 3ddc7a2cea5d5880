"""`sluice bootstrap`: what an Envoy of one gateway is started with."""

import shlex
from pathlib import Path
from typing import Any

import click

from sluice.cli.client import find_console, refuse
from sluice.cli.local.folder import Folder, default_root
from sluice.cli.local.ports import HOST
from sluice.cli.node import make_request, write_node
from sluice.toolchain.private_files import write_private

EXAMPLES = """\b
Examples:
  sluice bootstrap local --out envoy.yaml           # of what `sluice up` started
  envoy -c envoy.yaml --drain-strategy immediate --drain-time-s 30
  SLUICE_TOKEN=… sluice bootstrap edge --console https://sluice.example.com --xds sluice.example.com:18000
  sluice bootstrap edge --xds 10.0.0.7:18000,10.0.0.8:18000      # two replicas of the console
  sluice bootstrap edge --mtls --xds 10.0.0.7:18443 --relay 18001 --out /etc/sluice/edge
"""


@click.command(epilog=EXAMPLES)
@click.argument("gateway", metavar="GATEWAY")
@click.option("--console", metavar="URL", envvar="SLUICE_CONSOLE", help="Address of the console.")
@click.option(
    "--token",
    metavar="TOKEN",
    envvar="SLUICE_TOKEN",
    help="An operator's API token; better in SLUICE_TOKEN, since others can read a command line.",
)
@click.option(
    "--xds",
    metavar="HOST:PORT",
    help="Where nodes reach the console; of several replicas with commas between.  [default: the local one]",
)
@click.option("--node", help="The node's id.  [default: this machine's name]")
@click.option("--admin-port", type=click.IntRange(1, 65535), default=9901, show_default=True)
@click.option("--days", type=click.IntRange(1, 3650), help="The node's token expires after so many days.")
@click.option("--tls", "transport", flag_value="tls", help="--xds is the console's port for TLS.")
@click.option("--mtls", "transport", flag_value="mtls", help="--xds is its port for certificates.")
@click.option("--relay", type=click.IntRange(1, 65535), help="Through a relay on this port of the machine.")
@click.option(
    "--out", type=click.Path(path_type=Path), help="The file; with --mtls the folder.  [default: print it]"
)
def bootstrap(
    gateway: str,
    console: str | None,
    token: str | None,
    xds: str | None,
    node: str | None,
    admin_port: int,
    days: int | None,
    transport: str | None,
    relay: int | None,
    out: Path | None,
) -> None:
    """Print the bootstrap of an Envoy that serves GATEWAY, with a new token of its own.

    The token opens this gateway's configuration and nothing else, whatever the node says it is. The file
    holds it: --out makes it readable by its owner alone. Envoy's admin port listens on 127.0.0.1 only.

    With --mtls the token goes with a certificate for a day, which the relay renews, or `python -m
    sluice_console renew`: run it on the node itself, the key is made there.
    """
    from sluice.cli.local.envoy import to_yaml

    address = read_addresses(xds or find_local_xds(console, transport))
    if transport == "mtls" and out is None:
        raise click.UsageError("say where bootstrap, certificate and key shall be: --out FOLDER")
    target = find_console(console, token)
    node = node or find_machine_name()
    body = {"gateway": gateway, "node_id": node, "console": address, "admin_port": admin_port}
    body |= {"expires_in_days": days, "transport": transport or "clear", "relay_port": relay}
    key, asked = make_request(out) if transport == "mtls" and out else ("", {})
    made = target.call("POST", "/api/nodes/bootstrap", json=body | asked)
    text = to_yaml(made["bootstrap"])
    if out is None:
        click.echo(text, nl=False)
        return
    if transport == "mtls":
        write_node(out, made, key, text)
    else:
        write_private(out, text)
    click.echo(f"{out}: node {node} of gateway {gateway}; its token is {made['token_id']}")
    for line in to_commands(made, address, str(asked.get("folder", ""))):
        click.echo(line)


def read_addresses(text: str) -> str:
    """`console:18000`, or several with commas between, as they were given."""
    for each in text.split(","):
        host, _, port = each.strip().rpartition(":")
        if not host or not port.isdecimal() or not 0 < int(port) < 65536:
            raise click.UsageError(f"--xds {each.strip()!r} is not HOST:PORT, as in sluice.example.com:18000")
    return text


def to_commands(made: dict[str, Any], address: str, folder: str) -> list[str]:
    """What has to run beside Envoy: the relay, or what renews its certificate."""
    if made["relay"]:
        return ["beside it: " + shlex.join(made["relay"])]
    if folder:
        command = ["python", "-m", "sluice_console", "renew", "--console", address.partition(",")[0].strip()]
        return ["beside it: " + shlex.join([*command, "--identity", folder])]
    return []


def find_local_xds(console: str | None, transport: str | None) -> str:
    """Of what `sluice up` started; with another console, or another port of it, it has to be given."""
    folder = Folder(default_root())
    if console is not None or transport is not None or folder.read_running() is None:
        raise click.UsageError("say where nodes reach the console: --xds sluice.example.com:18000")
    return f"{HOST}:{folder.read_ports()['xds']}"


def find_machine_name() -> str:
    import socket

    name = socket.gethostname()
    if not name:
        refuse("this machine has no name; give the node's with --node")
    return name
