"""`sluice config`: what a console has been told, as a file, and back."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import click
import httpx

from sluice.cli.client import Console, explain, refuse
from sluice.cli.remote.options import published, show, with_console
from sluice.cli.remote.yaml_files import Document, read_documents, write_yaml

EXAMPLES = """\b
Examples:
  sluice config export -o edge.yaml
  sluice config diff edge.yaml          # what applying it would change; changes nothing
  sluice config apply edge.yaml --prune --reason "carts move to the new cluster"
  sluice config schema -o sluice.schema.json
"""
KINDS = (
    "services",
    "issuers",
    "gateways",
    "listeners",
    "limits",
    "logins",
    "routes",
    "attachments",
    "tenants",
)
SCHEMA = "sluice.schema.json"
DIFFERENT = 3
"""The exit code that says that applying the file would change something; 1 is refused, 2 wrong usage."""

Command = Callable[..., None]


@click.group(epilog=EXAMPLES)
def config() -> None:
    """The configuration as YAML: exported, compared, and applied as a whole or not at all."""


_OUTPUT = click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Write it into this file."
)


@config.command(epilog=EXAMPLES)
@click.option("--gateway", default="", help="This gateway only, with what belongs to no gateway.")
@click.option("--owner", default="", help="Only what the file of this name keeps.")
@click.option(
    "--schema", default=SCHEMA, show_default=True, metavar="FILE|URL", help="Where editors find the schema."
)
@_OUTPUT
@with_console
def export(
    console: Console, as_json: bool, gateway: str, owner: str, schema: str, output: Path | None
) -> None:
    """All that is set: services, issuers, gateways, listeners, limits, logins, routes, attached filters,
    tenants.

    Certificates, filters and the keys of tenants are named or left out, secrets of logins too. Filters'
    configurations stand in the file as they are: where they hold keys or passwords, keep it as a secret.
    """
    query = {name: value for name, value in (("gateway", gateway), ("owner", owner)) if value}
    answer = console.call("GET", "/api/configuration", params=query)
    text = json.dumps(answer, indent=2, ensure_ascii=False) + "\n" if as_json else to_yaml(answer, schema)
    write(text, output)


@config.command("schema", epilog=EXAMPLES)
@_OUTPUT
@with_console
def schema_(console: Console, as_json: bool, output: Path | None) -> None:
    """The JSON Schema of the file, with which editors complete and check it."""
    answer = console.call("GET", "/api/configuration/schema")
    write(json.dumps(answer, indent=2, ensure_ascii=False) + "\n", output)


def _with_file(command: Command) -> Command:
    """What `diff` and `apply` both take."""
    for option in (
        click.option("--take-over", is_flag=True, help="Also take what other files own."),
        click.option("--prune", is_flag=True, help="Remove what the file's owner has and the file has not."),
        click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path)),
    ):
        command = option(command)
    return command


@config.command(epilog=EXAMPLES)
@_with_file
@with_console
def diff(console: Console, as_json: bool, file: Path, prune: bool, take_over: bool) -> None:
    """What applying FILE would change. The console checks all of it and keeps nothing.

    Exits with 0 where nothing is different, with 3 where something is.
    """
    rehearse(console, as_json, read(file), {"prune": prune, "take_over": take_over})


@config.command(epilog=EXAMPLES)
@_with_file
@click.option(
    "--dry-run", is_flag=True, help="As `sluice config diff`: exits with 3 where it would change anything."
)
@click.option("--reason", default="", help="Stands in the releases and in the audit log.")
@with_console
def apply(
    console: Console, as_json: bool, file: Path, prune: bool, take_over: bool, dry_run: bool, reason: str
) -> None:
    """Make the console be as FILE says, in one transaction; applied again it changes nothing.

    With `owner: NAME` in FILE what it makes is marked, and --prune removes what is so marked and no longer in
    FILE. The secret of login `shop` of gateway `edge` is read from SLUICE_SECRET_EDGE_SHOP; without it a
    login keeps the one that it has.
    """
    document = read(file)
    more: dict[str, Any] = {"prune": prune, "take_over": take_over}
    if dry_run:
        rehearse(console, as_json, document, more)
    else:
        apply_document(console, as_json, document, {**more, "reason": reason})


def rehearse(console: Console, as_json: bool, document: Document, more: dict[str, Any]) -> None:
    """Prints the differences; exits with `DIFFERENT` where there are any."""
    answer = send(console, document, {**more, "dry_run": True})
    show(answer, as_json, _to_text)
    if answer["changes"]:
        raise SystemExit(DIFFERENT)


def apply_document(console: Console, as_json: bool, document: Document, more: dict[str, Any]) -> None:
    answer = send(console, document, more)
    show(answer, as_json, lambda made: "\n".join([*_summary(made), f"Applied{published(made)}."]))


def send(console: Console, document: Document, more: dict[str, Any]) -> dict[str, Any]:
    """The console's answer; what it refuses is said with its line in the file."""
    body = {**document.value, **more, "secrets": secrets_of(document)}
    response = console.send("POST", "/api/configuration", json=body)
    if response.is_error:
        _refuse(document, response)
    answer: dict[str, Any] = response.json()
    return answer


def _refuse(document: Document, response: httpx.Response) -> NoReturn:
    fields = _fields_of(response)
    if not fields:
        refuse(explain(response))
    lines = [f"{document.locate(each['path'])}: {each['path']}: {each['message']}" for each in fields]
    refuse("\n".join(["the console refused it, and nothing was changed", *lines]))


def _fields_of(response: httpx.Response) -> list[dict[str, str]]:
    try:
        found: list[dict[str, str]] = response.json().get("fields", [])
    except (ValueError, AttributeError):
        return []
    return found


def secrets_of(document: Document) -> dict[str, str]:
    """Those of the file's logins that the environment has: `{"edge/shop": "…"}`."""
    logins = document.value.get("logins")
    names = [
        f"{item.get('gateway')}/{item.get('name')}"
        for item in (logins if isinstance(logins, list) else ())
        if isinstance(item, dict)
    ]
    found: dict[str, str] = {}
    taken: dict[str, str] = {}
    for name in names:
        variable = "SLUICE_SECRET_" + "".join(each if each.isalnum() else "_" for each in name).upper()
        if variable not in os.environ:
            continue
        if taken.setdefault(variable, name) != name:
            raise click.ClickException(f"{variable} would be the secret of {taken[variable]} and of {name}")
        found[name] = os.environ[variable]
    return found


def read(file: Path) -> Document:
    """The one document of a file; ClickException where it is nothing of the kind."""
    documents = read_documents(file)
    if len(documents) > 1:
        raise click.ClickException(f"{file} has {len(documents)} documents; put them into files of their own")
    known = ("owner", *KINDS)
    if not documents or not isinstance(documents[0].value, dict) or not documents[0].value:
        raise click.ClickException(f"{file} must have some of {', '.join(known)} at its top")
    document = documents[0]
    for key in document.value:
        if key not in known:
            place = document.locate(key)
            raise click.ClickException(f"{place}: {key!r} is none of {', '.join(known)}")
    for key in KINDS:  # `routes:` with nothing below it
        if key in document.value and document.value[key] is None:
            document.value[key] = []
    return document


def to_yaml(configuration: dict[str, Any], schema: str = SCHEMA) -> str:
    """Without what is empty; where all is, an empty list shows the form."""
    said = {name: value for name, value in configuration.items() if value} or {"services": []}
    head = [f"yaml-language-server: $schema={schema}"]
    if any(item["configuration"] for item in said.get("attachments", ())):
        head.append(
            "Keep this file as a secret where the filters' configurations in it hold keys or passwords."
        )
    return write_yaml(said, head)


def write(text: str, output: Path | None) -> None:
    if output is None:
        click.echo(text, nl=False)
        return
    try:
        output.write_text(text, encoding="utf-8")
    except OSError as error:
        raise click.ClickException(f"{output} cannot be written: {error.strerror}") from error


def _summary(answer: dict[str, Any]) -> list[str]:
    return [f"{item['kind']} {item['name']}: {item['change']}" for item in answer["changes"]]


def _to_text(answer: dict[str, Any]) -> str:
    parts = [
        "\n".join([f"{item['kind']} {item['name']}: {item['change']}", *item["lines"]])
        for item in answer["changes"]
    ]
    return "\n\n".join(parts) or "Nothing is different."
