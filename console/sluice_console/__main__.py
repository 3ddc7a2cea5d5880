"""`python -m sluice_console serve|relay|renew|token|migrate`"""

import asyncio
import sys
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import click
from pydantic import ValidationError

from sluice_console.core.db import Database
from sluice_console.core.errors import ConsoleError, StartError
from sluice_console.core.migrations import migrate
from sluice_console.core.settings import Settings, split_address
from sluice_console.start import prepare_data, run

_DATA = click.option(
    "--data",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder of the SQLite database.  [default: .sluice/console, or SLUICE_DATA]",
)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """The Sluice console: pages, REST, and configuration for Envoy over xDS.

    \b
    Examples:
      python -m sluice_console serve --data ./data
      python -m sluice_console token --data ./data --name ci
      SLUICE_DATABASE_URL=postgresql://sluice@db/sluice python -m sluice_console migrate
    """


@main.command("serve")
@_DATA
@click.option("--http", metavar="HOST:PORT", help="Pages and REST.  [default: 127.0.0.1:8080]")
@click.option("--xds", metavar="HOST:PORT", help="Configuration for Envoys.  [default: 127.0.0.1:18000]")
@click.option("--xds-tls", metavar="HOST:PORT", help="The same over TLS, for nodes with a token.")
@click.option("--xds-mtls", metavar="HOST:PORT", help="The same over TLS, for nodes with a certificate.")
@click.option("--metrics", metavar="HOST:PORT", help="/metrics for Prometheus, without a token.")
@click.option("--envoy", metavar="PATH|auto|off", help="Asked about each change first.  [default: auto]")
@click.option("--log-format", type=click.Choice(["text", "json"]), help="One record a line.  [default: text]")
@click.option(
    "--token-file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write an operator's token there, unless the file exists.",
)
def serve_command(token_file: Path | None, **given: Any) -> None:
    """Run the console until it is told to stop. The first start prints a set-up link.

    \b
    Example:
      python -m sluice_console serve --data ./data --http 127.0.0.1:8080 --xds 127.0.0.1:18000
    """
    sys.exit(run(_settings(**given), token_file))


@main.command("relay")
@click.option("--console", metavar="HOST:PORT", required=True, help="Where the console's xDS server is.")
@click.option("--listen", metavar="HOST:PORT", default="127.0.0.1:18001", show_default=True)
@click.option(
    "--data",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path(".sluice/relay"),
    show_default=True,
    help="Folder of what is kept.",
)
@click.option(
    "--identity",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder of the node's certificate, as `sluice bootstrap --mtls` writes it.",
)
def relay_command(console: str, listen: str, data: Path, identity: Path | None) -> None:
    """Run beside an Envoy: pass its configuration on, and serve the last good one while the console is away.

    Envoy's bootstrap names the relay as its console. What is kept is sealed with the node's token. With
    --identity it shows the console the node's certificate, and renews it.

    \b
    Example:
      python -m sluice_console relay --console sluice.example.com:18000 --data /var/lib/sluice
    """
    from sluice_console.relaying import run_relay

    _run_beside(console, lambda: run_relay(console, split_address(listen), data, identity))


@main.command("renew")
@click.option("--console", metavar="HOST:PORT", required=True, help="The console's port for certificates.")
@click.option(
    "--identity",
    type=click.Path(path_type=Path, file_okay=False),
    required=True,
    help="Folder of the node's certificate, as `sluice bootstrap --mtls` writes it.",
)
@click.option("--once", is_flag=True, help="Renew it now, and end.")
def renew_command(console: str, identity: Path, once: bool) -> None:
    """Run beside an Envoy without a relay: renew its certificate whenever half of its time is over.

    Envoy sees the new file by itself. The key is made here and never leaves the machine.

    \b
    Example:
      python -m sluice_console renew --console sluice.example.com:18443 --identity /etc/sluice/node
    """
    from sluice_console.relaying import run_renewing

    _run_beside(console, lambda: run_renewing(console, identity, once=once))


@main.command("migrate")
@_DATA
def migrate_command(data: Path | None) -> None:
    """Bring the database to this version; `serve` does it by itself."""
    revision = asyncio.run(_with_database(_settings(data=data), migrate))
    click.echo(f"The database is at revision {revision}.")


@main.command("token")
@_DATA
@click.option("--name", required=True, help="What the token is for; shown in lists and in the audit log.")
@click.option(
    "--role",
    type=click.Choice(["viewer", "operator", "admin", "node"]),
    default="operator",
    show_default=True,
    help="What it may do; node: open the xDS stream of one gateway.",
)
@click.option("--gateway", help="For --role node: the gateway's name.")
@click.option("--tenant", "tenants", multiple=True, help="The role holds for this tenant only; repeatable.")
@click.option("--days", type=click.IntRange(1, 3650), help="Expires after so many days.  [default: never]")
def token_command(
    data: Path | None, name: str, role: str, gateway: str | None, tenants: tuple[str, ...], days: int | None
) -> None:
    """Make an API token and print it; the console may be running meanwhile.

    \b
    Example:
      export SLUICE_TOKEN=$(python -m sluice_console token --data ./data --name demo)
    """
    from sluice_console.features.tokens.command import make_token

    async def make(database: Database) -> str:
        await migrate(database)
        values: dict[str, Any] = {"name": name, "role": role, "gateway": gateway, "expires_in_days": days}
        values |= {"tenants": list(tenants)} if tenants else {}
        return await make_token(database, values)

    click.echo(asyncio.run(_with_database(_settings(data=data), make)))


def _run_beside(console: str, work: Callable[[], Coroutine[Any, Any, int]]) -> None:
    """End with the status of what runs; what goes wrong at the start is one message."""
    try:
        split_address(console)
        sys.exit(asyncio.run(work()))
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    except StartError as error:
        raise click.ClickException(str(error)) from error


def _settings(**given: Any) -> Settings:
    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})
    except ValidationError as error:
        first = error.errors()[0]
        message = str(first["msg"]).removeprefix("Value error, ")
        where = ".".join(map(str, first["loc"]))
        raise click.UsageError(f"{where}: {message}") from None


async def _with_database(settings: Settings, work: Any) -> Any:
    """Open the database, do the work, close it; what goes wrong is one message and status 1."""
    try:
        prepare_data(settings.data)
        database = Database(settings.url)
        try:
            return await work(database)
        finally:
            await database.close()
    except (StartError, ConsoleError) as error:
        raise click.ClickException(str(error)) from error


if __name__ == "__main__":
    main(prog_name="python -m sluice_console")
