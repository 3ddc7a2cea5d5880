"""`sluice import`: routes from what other tools describe, to be read and then applied."""

from pathlib import Path
from typing import Any

import click

from sluice.cli.client import find_console
from sluice.cli.imports import httproute, openapi
from sluice.cli.imports.report import Imported
from sluice.cli.remote.config import SCHEMA, apply_document, write
from sluice.cli.remote.yaml_files import Document, read_documents, write_yaml

EXAMPLES = """\b
Examples:
  sluice import openapi petstore.yaml --gateway edge --service pets -o pets.yaml
  sluice import httproute routes.yaml --gateway edge -o shop.yaml
  sluice config apply shop.yaml
"""


@click.group("import", epilog=EXAMPLES)
def import_() -> None:
    """Routes from an OpenAPI document or from HTTPRoutes of Kubernetes, as a file of `sluice config`.

    What the routes do not have of the document is named in the file and on the error output.
    """


_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


def _with_result(command: Any) -> Any:
    """What becomes of the file."""
    for option in (
        click.option("--token", metavar="TOKEN", envvar="SLUICE_TOKEN", help="With --apply: an API token."),
        click.option(
            "--console", "url", metavar="URL", envvar="SLUICE_CONSOLE", help="With --apply: where to."
        ),
        click.option("--partial", is_flag=True, help="With --apply: also where something is missing."),
        click.option("--apply", "at_once", is_flag=True, help="Apply it at once instead of writing it."),
        click.option(
            "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Write it into this file."
        ),
        click.option("--owner", default="", help="What owns the routes, so that `--prune` can remove them."),
    ):
        command = option(command)
    return command


@import_.command("openapi", epilog=EXAMPLES)
@click.argument("file", type=_FILE)
@click.option("--gateway", required=True, help="Where the routes are made.")
@click.option("--service", required=True, help="Where they lead; it must be there, or in the file.")
@click.option(
    "--host",
    "hosts",
    multiple=True,
    default=["*"],
    show_default=True,
    help="The API's name; may be repeated.",
)
@click.option("--prefix", help="What comes before every path.  [default: the path of the first server]")
@_with_result
def openapi_(
    file: Path, gateway: str, service: str, hosts: tuple[str, ...], prefix: str | None, **result: Any
) -> None:
    """A route for each operation of an OpenAPI 3.0 or 3.1 document, JSON or YAML.

    Named by `operationId`, with the method and the path; paths with variables become templates.
    """
    documents = read_documents(file)
    if len(documents) != 1:
        raise click.ClickException(f"{file}: must be one OpenAPI document")
    if prefix is not None and prefix and not prefix.startswith("/"):
        raise click.UsageError("--prefix starts with /")
    target = openapi.Target(gateway, service, hosts, prefix)
    finish(openapi.import_openapi(documents[0].value, target), file.name, **result)


@import_.command("httproute", epilog=EXAMPLES)
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=_FILE)
@click.option("--gateway", required=True, help="Where the routes are made.")
@click.option(
    "--services", type=_FILE, help="YAML with `namespace/service:port: NAME` for services that are there."
)
@click.option(
    "--cluster-domain", default="cluster.local", show_default=True, help="Ends the names of services."
)
@_with_result
def httproute_(
    files: tuple[Path, ...], gateway: str, services: Path | None, cluster_domain: str, **result: Any
) -> None:
    """A route for each match of each rule of HTTPRoutes (Gateway API v1), and the services that they lead to.

    A Service `web` of the namespace `shop` with port 80 becomes `web.shop.80` at
    web.shop.svc.cluster.local:80, unless --services names another.
    """
    known = {str(key): str(value) for key, value in _read_mapping(services).items()} if services else {}
    documents = [(str(file), each.value) for file in files for each in read_documents(file)]
    imported = httproute.import_httproutes(documents, httproute.Target(gateway, known, cluster_domain))
    finish(imported, ", ".join(file.name for file in files), **result)


def finish(
    imported: Imported,
    source: str,
    *,
    owner: str,
    output: Path | None,
    at_once: bool,
    partial: bool,
    url: str | None,
    token: str | None,
) -> None:
    """Written, with the report at its head; or applied, unless something is missing."""
    configuration = {**({"owner": owner} if owner else {}), **imported.configuration}
    report = imported.report
    for line in report.lines():
        click.echo(line, err=True)
    if not at_once:
        head = [f"yaml-language-server: $schema={SCHEMA}", f"Imported from {source}", *report.lines()]
        write(write_yaml(configuration, head), output)
        return
    if report.missing and not partial:
        raise click.ClickException(
            f"{len(report.missing)} missing, so nothing was applied; see above, and take "
            "--partial where the routes are right without them"
        )
    document = Document(Path(source), configuration)
    apply_document(find_console(url, token), False, document, {"reason": f"imported from {source}"})


def _read_mapping(file: Path) -> dict[str, Any]:
    documents = read_documents(file)
    if len(documents) != 1 or not isinstance(documents[0].value, dict):
        raise click.ClickException(f"{file}: must be a mapping, as in `shop/web:80: web`")
    found: dict[str, Any] = documents[0].value
    return found
