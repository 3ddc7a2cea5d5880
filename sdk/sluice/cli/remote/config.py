"""`sluice config`: services, gateways, listeners and routes as a file, and back."""

from pathlib import Path
from typing import Any

import click

from sluice.cli.client import Console
from sluice.cli.remote.options import published, show, with_console

EXAMPLES = """\b
Examples:
  sluice config export > edge.yaml
  sluice config diff edge.yaml          # what applying it would change; changes nothing
  sluice config apply edge.yaml --prune --reason "carts move to the new cluster"
"""


@click.group(epilog=EXAMPLES)
def config() -> None:
    """The configuration as YAML: exported, compared, and applied as a whole or not at all."""


@config.command()
@click.option("--gateway", default="", help="This gateway only, with all services.")
@with_console
def export(console: Console, as_json: bool, gateway: str) -> None:
    """Services, gateways, listeners and routes; no keys, filters or tenants."""
    answer = console.call("GET", "/api/configuration", params={"gateway": gateway} if gateway else {})
    show(answer, as_json, _to_yaml)


_FILE = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
_PRUNE = click.option(
    "--prune",
    is_flag=True,
    help="Remove listeners and routes of the file's gateways that it has not.",
)


@config.command()
@_FILE
@_PRUNE
@with_console
def diff(console: Console, as_json: bool, file: Path, prune: bool) -> None:
    """What applying FILE would change. The console checks all of it and keeps nothing."""
    answer = console.call("POST", "/api/configuration", json={**_read(file), "prune": prune, "dry_run": True})
    show(answer, as_json, _to_text)


@config.command()
@_FILE
@_PRUNE
@click.option("--reason", default="", help="Stands in the releases and in the audit log.")
@with_console
def apply(console: Console, as_json: bool, file: Path, prune: bool, reason: str) -> None:
    """Make the console be as FILE says, in one transaction; applied again it changes nothing."""
    body = {**_read(file), "prune": prune, "reason": reason}
    answer = console.call("POST", "/api/configuration", json=body)
    show(answer, as_json, lambda made: "\n".join([*_summary(made), f"Applied{published(made)}."]))


def _read(file: Path) -> dict[str, Any]:
    import yaml

    try:
        document = yaml.safe_load(file.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise click.ClickException(f"{file} is no YAML: {error}") from error
    kinds = ("services", "gateways", "listeners", "routes")
    if not isinstance(document, dict) or not set(document) <= set(kinds):
        raise click.ClickException(
            f"{file} must have some of {', '.join(kinds)} at its top, and nothing else"
        )
    return document


def _to_yaml(answer: dict[str, Any]) -> str:
    import yaml

    text: str = yaml.safe_dump(answer, sort_keys=False, allow_unicode=True, width=110)
    return text.rstrip()


def _summary(answer: dict[str, Any]) -> list[str]:
    return [f"{item['kind']} {item['name']}: {item['change']}" for item in answer["changes"]]


def _to_text(answer: dict[str, Any]) -> str:
    parts = [
        "\n".join([f"{item['kind']} {item['name']}: {item['change']}", *item["lines"]])
        for item in answer["changes"]
    ]
    return "\n\n".join(parts) or "Nothing is different."
